package jsonview

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"expresso/model/jsonvalue"
)

// shown is the whole document as it stands on an endless screen.
func (d *document) shown() string {
	var b strings.Builder
	for i, l := range d.lines {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(strings.Repeat(" ", indent*int(l.depth)))
		b.WriteString(d.content(i))
	}
	return b.String()
}

// genJSON draws JSON texts with blanks, escapes, odd numbers and equal keys in them.
func genJSON() *rapid.Generator[string] {
	blank := rapid.SampledFrom([]string{"", "", "", " ", "\n", "\t\r\n  "})
	str := rapid.SampledFrom([]string{`""`, `"a"`, `"a b"`, `"\\"`, `"\""`, `"\\\""`, `"ä\u00e4,"`, `"{[:,]}"`, `"日本"`, `"{\"a\":[1,{}]}"`, `"[[1],{\"b\":\"[2]\"}]"`})
	scalar := rapid.OneOf(str, rapid.SampledFrom([]string{"0", "-1.50e+3", "12345678901234567890", "true", "false", "null", "{}", "[]", "{ }", "[\n]"}))
	value := rapid.Deferred(func() *rapid.Generator[string] { return scalar })
	for range 4 {
		inner := value
		value = rapid.OneOf(scalar, rapid.Custom(func(t *rapid.T) string {
			var b strings.Builder
			object := rapid.Bool().Draw(t, "object")
			b.WriteByte("[{"[btoi(object)])
			for i := range rapid.IntRange(1, 4).Draw(t, "n") {
				if i > 0 {
					b.WriteByte(',')
				}
				b.WriteString(blank.Draw(t, "blank"))
				if object {
					b.WriteString(str.Draw(t, "key") + blank.Draw(t, "blank") + ":" + blank.Draw(t, "blank"))
				}
				b.WriteString(inner.Draw(t, "value") + blank.Draw(t, "blank"))
			}
			b.WriteByte("]}"[btoi(object)])
			return b.String()
		}))
	}
	return value
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestDocumentIsFormat(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := genJSON().Draw(t, "text")
		want, err := jsonvalue.Format(text, "  ")
		if err != nil {
			t.Fatal(err)
		}
		d, ok := parseJSON(text)
		if !ok {
			t.Fatalf("%q is no JSON", text)
		}
		if diff := cmp.Diff(want, d.shown()); diff != "" {
			t.Fatal(diff)
		}
		checkLines(t, d)
	})
}

// expandAll opens every string that holds JSON, also in what that brings, and returns on
// which lines.
func expandAll(d *document) (opened []int) {
	i := 0
	for i < len(d.lines) {
		if d.expandable(i) && d.expand(i) {
			opened = append(opened, i)
		}
		i++
	}
	return opened
}

// checkLines checks what a document's lines say of each other.
func checkLines(t *rapid.T, d *document) {
	for i, l := range d.lines {
		switch {
		case d.opens(i):
			if int(d.lines[l.match].match) != i || d.lines[l.match].index != l.index || d.lines[l.match].parent != l.parent || d.lines[l.match].depth != l.depth {
				t.Fatalf("line %d and its end %d disagree in\n%s", i, l.match, d.shown())
			}
			n := 0
			for _, other := range d.lines[i:l.match] {
				if int(other.parent) == i {
					n = int(other.index) + 1
				}
			}
			if n != d.children(i) {
				t.Fatalf("line %d has %d children, not %d", i, n, d.children(i))
			}
		case !d.closes(i) && l.match != 0:
			t.Fatalf("line %d matches %d", i, l.match)
		}
		if l.parent < 0 != (l.depth == 0) || l.parent >= 0 && (d.lines[l.parent].depth+1 != l.depth || int(d.lines[l.parent].match) < i) {
			t.Fatalf("line %d has the parent %d in\n%s", i, l.parent, d.shown())
		}
		if d.at(l.start) != i || d.at(d.end(i)) != i {
			t.Fatalf("line %d is not found", i)
		}
	}
}

func TestExpandAndCollapse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := genJSON().Draw(t, "text")
		d, _ := parseJSON(text)
		before := d.shown()
		open := expandAll(d)
		checkLines(t, d)
		if _, err := jsonvalue.Format(d.shown(), "  "); err != nil {
			t.Fatalf("%v\n%s", err, d.shown())
		}
		for k := len(open) - 1; k >= 0; k-- {
			if !d.collapse(open[k]) {
				t.Fatalf("line %d does not collapse", open[k])
			}
			checkLines(t, d)
		}
		if diff := cmp.Diff(before, d.shown()); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestValueIsWhatStandsThere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := genJSON().Draw(t, "text")
		d, _ := parseJSON(text)
		if !d.opens(0) {
			return
		}
		want, _ := jsonvalue.Format(text, "  ")
		if diff := cmp.Diff(want, d.value(0)); diff != "" {
			t.Fatal(diff)
		}
		// What was in strings goes back into them.
		expandAll(d)
		if diff := cmp.Diff(want, d.value(0)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestPath(t *testing.T) {
	d, _ := parseJSON(`{"a":[1,{"b c":null,"d":"{\"x\":[true]}"}],"it's":{"\u00e4\\":1,"":2,"9x":3,"x9":4},"` + strings.Repeat("k", 100) + `":5}`)
	expandAll(d)
	var got []string
	for i := range d.lines {
		got = append(got, d.path(i, maxPathKey))
	}
	want := []string{
		"$", "$.a", "$.a[0]", "$.a[1]", "$.a[1]['b c']", "$.a[1].d > $", "$.a[1].d > $.x", "$.a[1].d > $.x[0]", "$.a[1].d > $.x", "$.a[1].d > $", "$.a[1]", "$.a",
		`$['it\'s']`, `$['it\'s']['ä\\']`, `$['it\'s']['']`, `$['it\'s']['9x']`, `$['it\'s'].x9`, `$['it\'s']`,
		"$['" + strings.Repeat("k", 63) + "…']", "$",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := d.path(len(d.lines)-2, 0); got != "$."+strings.Repeat("k", 100) {
		t.Errorf("%q", got)
	}
}

func TestPlainText(t *testing.T) {
	for text, want := range map[string][]string{
		"a\nb":       {"a", "b"},
		"a\n\nb\n":   {"a", "", "b"},
		"":           {""},
		"{\"a\":":    {"{\"a\":"},
		"x\r\ny\r\n": {"x\r", "y\r"},
	} {
		d := plainText(text)
		var got []string
		for i := range d.lines {
			got = append(got, d.content(i))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

// Indentation is not written out, so that depth does not multiply a document's size.
func TestDeepDocumentStaysSmall(t *testing.T) {
	depth := jsonvalue.MaxDepth
	text := strings.Repeat("[", depth) + strings.Repeat("1,", 50_000) + "1" + strings.Repeat("]", depth)
	d, ok := parseJSON(text)
	if !ok {
		t.Fatal("no JSON")
	}
	if len(d.text) > 2*len(text) {
		t.Errorf("%d bytes became %d", len(text), len(d.text))
	}
	if n := len(d.value(0)); n > 2*len(text) {
		t.Errorf("%d bytes are copied as %d", len(text), n)
	}
}
