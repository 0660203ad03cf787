package jsonview

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"
	"pgregory.net/rapid"

	"expresso/ui/theme"
	"expresso/ui/uitest"
)

// origins writes where each line is from: . for what was passed through, + ~ and ? for the rest.
func origins(t *testing.T, text, from string) string {
	t.Helper()
	o := OriginsOf(text, from)
	var b strings.Builder
	for _, is := range o.lines {
		b.WriteByte("?.~+"[is])
	}
	return b.String()
}

func TestOrigins(t *testing.T) {
	for _, test := range []struct{ text, from, want string }{
		{`{"a":1}`, `{"a":1}`, "..."},
		{`{"a":1.0}`, `{"a":1}`, "?.?"}, // another spelling of the same number
		{`{"a":1,"b":2}`, `{"a":1}`, "?.+?"},
		{`{"a":2,"b":{"c":3}}`, `{"a":1}`, "?~+++?"},
		{`{"b":2,"a":1}`, `{"a":1}`, "?+.?"}, // in any order
		{`{"a":{"x":1,"y":2},"z":[1,2,3]}`, `{"a":{"x":1,"y":1},"z":[1,3]}`, "??.~??.+.??"},
		{`{"a":{}}`, `{"a":{"x":1}}`, "?.?"},
		{`{"order":{"a":1}}`, `{"a":1}`, "?+++?"}, // at another path it is new
		{`"text"`, `"text"`, "."},
		{`7`, `"text"`, "~"},
		{`{"a":1,"b":2,"a":3}`, `{"a":3}`, ""}, // a key that is there twice tells nothing
		{`{"a":1}`, `no JSON`, ""},
		{`no JSON`, `{"a":1}`, ""},
		{`{"a":1}`, ``, ""},
		{``, ``, ""},
	} {
		if got := origins(t, test.text, test.from); got != test.want {
			t.Errorf("%s from %s: %q, want %q", test.text, test.from, got, test.want)
		}
	}
}

func TestWhatWasPassedThroughIsDimmed(t *testing.T) {
	o := theme.Options{Profile: termenv.TrueColor}
	v := New(theme.New(o))
	v.SetSize(40, 8)
	v.SetText(`{"amount":120,"approved":true,"tier":"gold","held":"{\"a\":1}"}`)
	key := func(k string) { v.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(k)}) }
	turn := func() { v.turnDrawing(); v.frame = "" }
	plain := v.View()
	// Without another document there are two ways to draw it.
	turn()
	if v.pane == v.source || v.WantOrigins() {
		t.Error("it is dimmed")
	}
	turn()
	v.SetOrigin(true)
	if turn(); !v.WantOrigins() {
		t.Fatal("it does not ask where the lines are from")
	}
	v.GiveOrigins(OriginsOf(`{}`, `{}`)) // of another document
	v.GiveOrigins(OriginsOf(v.Text(), `{"amount":120,"tier":"silver","held":"{\"a\":1}"}`))
	if v.WantOrigins() {
		t.Error("it asks again")
	}
	view := v.View()
	dim := theme.NewInk(theme.New(o).Dim)
	if !strings.Contains(view, dim.Paint(`"amount"`)) || strings.Contains(view, dim.Paint(`"approved"`)) {
		t.Errorf("not dimmed as it should be: %q", view)
	}
	if got := uitest.Plain(view); !strings.Contains(got, `+  "approved": true`) || !strings.Contains(got, `~  "tier": "gold"`) || strings.Contains(got, `+  "amount"`) {
		t.Errorf("got\n%s", got)
	}
	// What a string holds is from where the string is from.
	for range 4 {
		key("j")
	}
	if !v.expand() {
		t.Fatal("no JSON in the string")
	}
	if v.frame = ""; !strings.Contains(v.View(), dim.Paint(`"a"`)) {
		t.Errorf("not dimmed: %q", v.View())
	}
	v.SetText("")
	v.SetText(`{"amount":120,"approved":true,"tier":"gold","held":"{\"a\":1}"}`)
	if !v.WantOrigins() {
		t.Error("the next document is not asked for")
	}
	turn()
	turn()
	if v.View() != plain {
		t.Error("it is not as it was")
	}
}

// anyJSON draws a document, spelled as somebody may spell it.
func anyJSON(depth int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		kinds := 4
		if depth > 0 {
			kinds = 6
		}
		switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
		case 0:
			return rapid.SampledFrom([]string{"1", "1.0", "-2e3"}).Draw(t, "number")
		case 1:
			return rapid.SampledFrom([]string{`"a"`, `""`, `"{\"a\":1}"`, `"\u001b"`}).Draw(t, "string")
		case 2:
			return rapid.SampledFrom([]string{"true", "null", " false "}).Draw(t, "literal")
		case 3:
			return rapid.SampledFrom([]string{"{}", "[]", "[ ]"}).Draw(t, "empty")
		case 4:
			return "[" + strings.Join(rapid.SliceOfN(anyJSON(depth-1), 0, 4).Draw(t, "elements"), ",") + "]"
		}
		var members []string
		for _, v := range rapid.SliceOfN(anyJSON(depth-1), 0, 4).Draw(t, "values") {
			members = append(members, rapid.SampledFrom([]string{`"a"`, `"b"`, `"c"`, `"d"`}).Draw(t, "key")+":"+v)
		}
		return "{" + strings.Join(members, ", ") + "}"
	})
}

// Whatever the documents, every line or none is told of, and all of a document was passed through
// from itself.
func TestOriginsOfAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, from := anyJSON(3).Draw(t, "text"), anyJSON(3).Draw(t, "from")
		d, ok := parseJSON(text)
		if !ok {
			t.Fatalf("%s is no JSON", text)
		}
		if o := OriginsOf(text, from); len(o.lines) != 0 && len(o.lines) != len(d.lines) {
			t.Errorf("%d lines of %d", len(o.lines), len(d.lines))
		}
		for i, is := range OriginsOf(text, text).lines {
			if is != passed {
				t.Errorf("line %d of %s is %d", i, text, is)
			}
		}
	})
}

func BenchmarkOriginsOf256KiB(b *testing.B) {
	text := orders(256 << 10)
	from := strings.Replace(text, `"qty":3`, `"qty":4`, 1)
	b.ReportAllocs()
	for b.Loop() {
		if o := OriginsOf(text, from); len(o.lines) == 0 {
			b.Fatal("nothing is told")
		}
	}
}

// BenchmarkDimmedKey is what a key costs where it is dimmed.
func BenchmarkDimmedKey(b *testing.B) {
	text := orders(256 << 10)
	v := benchView(text)
	v.SetOrigin(true)
	v.turnDrawing()
	v.GiveOrigins(OriginsOf(text, strings.Replace(text, `"qty":3`, `"qty":4`, 1)))
	b.ReportAllocs()
	for b.Loop() {
		v.Update(tea.KeyMsg{Type: tea.KeyDown})
		v.View()
	}
}
