package editor

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"expresso/model"
	"expresso/model/jsonvalue"
	"expresso/ui/action"
	"expresso/ui/clipboard"
)

func paste(e *Editor, text string) {
	e.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true})
}

func TestPaste(t *testing.T) {
	e := at("[|]")
	paste(e, "{\"a\": [\r1,\r\n2\r]}")
	if got, want := marked(e), "[{\"a\": [\n1,\n2\n]}|]"; got != want {
		t.Errorf("got %q, not %q", got, want)
	}
	send(e, "x<ctrl+z>")
	if got, want := marked(e), "[{\"a\": [\n1,\n2\n]}|]"; got != want {
		t.Errorf("typing behind a paste is a step: got %q, not %q", got, want)
	}
	send(e, "<ctrl+z>")
	if got, want := marked(e), "[|]"; got != want {
		t.Errorf("a paste is a step: got %q, not %q", got, want)
	}
}

func TestLimit(t *testing.T) {
	text := strings.Repeat(" ", MaxText-1)
	e := newEditor(text)
	send(e, "<ctrl+end>x")
	if e.Size() != MaxText {
		t.Fatalf("size is %d", e.Size())
	}
	before := e.Revision()
	send(e, "y")
	if e.Size() != MaxText || e.Revision() != before || !strings.Contains(e.Notice(), "8 MiB") {
		t.Errorf("size %d, revision %d, %q", e.Size(), e.Revision(), e.Notice())
	}
	if e.Replace(text+"xyz") || e.Revision() != before {
		t.Error("replaced by too large a text")
	}
	send(e, "<ctrl+z>")
	if e.Text() != text {
		t.Error("undo at the limit")
	}
	// What is already too large is shown, and can be made smaller.
	e.SetText(text + "xyz")
	send(e, "<ctrl+end><backspace>")
	if e.Text() != text+"xy" {
		t.Error("no backspace past the limit")
	}
	checkView(t, e)
}

func TestUndoIsBounded(t *testing.T) {
	e := newEditor("")
	half := strings.Repeat("x", MaxText/2)
	for range 12 {
		e.put(0, e.buf.size(), half, 0, other)
		e.put(0, e.buf.size(), "", 0, other)
	}
	total := 0
	for _, s := range e.record.done {
		total += s.size()
	}
	if total != e.record.bytes || total > maxUndoBytes {
		t.Errorf("holds %d bytes, believes %d", total, e.record.bytes)
	}
	if !e.undo() || e.Text() != half || !e.undo() || e.Text() != "" {
		t.Error("the last steps are gone")
	}
	e.put(0, 0, "y", 0, other)
	total = 0
	for _, s := range e.record.done {
		total += s.size()
	}
	if total != e.record.bytes {
		t.Errorf("holds %d bytes, believes %d", total, e.record.bytes)
	}
	e.SetText("")
	for range maxUndoSteps + 5 {
		e.put(0, 0, "z", 0, other)
	}
	if n := len(e.record.done); n > maxUndoSteps {
		t.Errorf("%d steps", n)
	}
}

// TestQuiet asks what is wrong only when the text has rested.
func TestQuiet(t *testing.T) {
	e := newEditor(`{"a": 1}`)
	if _, _, _, bad := e.Problem(); bad || e.Status(far) != "8 B of 256 KiB · JSON ok" {
		t.Fatalf("status %q", e.Status(far))
	}
	send(e, "<end><backspace>")
	first := e.Revision()
	if _, _, _, bad := e.Problem(); bad {
		t.Fatal("checked at once")
	}
	send(e, "<backspace>")
	if cmd := e.Update(quietMsg{e, first}); cmd != nil {
		t.Fatal("checked although it was not quiet")
	}
	cmd := e.Update(quietMsg{e, e.Revision()})
	if cmd == nil {
		t.Fatal("never checked")
	}
	e.Update(cmd())
	line, column, msg, bad := e.Problem()
	if !bad || line != 1 || column != 7 || msg == "" {
		t.Errorf("line %d, column %d: %s", line, column, msg)
	}
	if want := "6 B of 256 KiB · line 1, column 7"; e.Status(far) != want {
		t.Errorf("status %q, not %q", e.Status(far), want)
	}
	if cmd := e.Update(quietMsg{e, e.Revision()}); cmd != nil {
		t.Error("checked twice")
	}
	// The answer to an old question.
	send(e, "1")
	e.Update(checkedMsg{e, e.Revision() - 1, problem{msg: "old"}})
	if _, _, msg, _ := e.Problem(); msg == "old" {
		t.Error("an answer about another text was taken")
	}
	send(e, "}")
	e.Check()
	if _, _, _, bad := e.Problem(); bad {
		t.Errorf("still: %s", e.Status(far))
	}
	other := newEditor("")
	if cmd := e.Update(quietMsg{other, e.Revision()}); cmd != nil {
		t.Error("answered a question to another editor")
	}
}

func TestEditsAskForChecks(t *testing.T) {
	e := newEditor("")
	cmd := e.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("[")})
	if cmd == nil {
		t.Fatal("nothing is asked for")
	}
	msg, ok := cmd().(quietMsg)
	if !ok || msg.revision != e.Revision() {
		t.Errorf("got %v", msg)
	}
	if cmd := e.Update(keyNamed["left"]); cmd != nil {
		t.Error("a motion asks for a check")
	}
}

// TestProblemFollows keeps the mark on the mistake while lines are added above it.
func TestProblemFollows(t *testing.T) {
	e := newEditor("{\n  \"a\" 1\n}")
	offset := e.problem.offset
	send(e, "<enter>")
	if e.problem.offset != offset+1 {
		t.Errorf("mark at %d", e.problem.offset)
	}
	send(e, "<ctrl+a><delete>")
	if e.problem.offset > e.Size() {
		t.Errorf("mark at %d of %d", e.problem.offset, e.Size())
	}
	checkView(t, e)
}

func TestStatus(t *testing.T) {
	tests := []struct{ name, text, keys, want string }{
		{"blank", " \n", "", "2 B of 256 KiB · empty, means {}"},
		{"selected", "[12]", "<right><shift+end>", "3 B selected of 4 B · JSON ok"},
		{"parameter", `{"n": {{n}}}`, "", "12 B of 256 KiB · 1 parameter · JSON ok"},
		{"parameters", `{"n": {{n}}, "{{uuid}}": "{{name}}"}`, "", "36 B of 256 KiB · 2 parameters · JSON ok"},
		{"malformed parameter", "[\n{{env.}}]", "", "11 B of 256 KiB · line 2, column 1"},
		{"not JSON beside a parameter", `[{{n}} 1]`, "", "9 B of 256 KiB · line 1, column 8"},
		{"too big", `"` + strings.Repeat("x", model.MaxInput) + `"`, "", "2 B over 256 KiB · JSON ok"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := newEditor(test.text)
			send(e, test.keys)
			if got := e.Status(far); got != test.want {
				t.Errorf("got %q, not %q", got, test.want)
			}
		})
	}
}

func TestFormat(t *testing.T) {
	e := at(`{"a":[1.50,|{"b":"\u00e9"}],"a":{}}`)
	send(e, "<f6>")
	want := "{\n  \"a\": [\n    1.50,\n    |{\n      \"b\": \"\\u00e9\"\n    }\n  ],\n  \"a\": {}\n}"
	if got := marked(e); got != want {
		t.Errorf("formatted:\n%s\nnot\n%s", got, want)
	}
	send(e, "<f7>")
	if got, want := marked(e), `{"a":[1.50,|{"b":"\u00e9"}],"a":{}}`; got != want {
		t.Errorf("minified: %s", got)
	}
	send(e, "<ctrl+z>")
	if got := marked(e); got != want {
		t.Errorf("undone:\n%s", got)
	}
	e = at(`{"a" 1|}`)
	send(e, "<f6>")
	// Problems are reported once: at its line, or below where there is no room for it there.
	if got, told := marked(e), strings.Count(ansi.Strip(e.View()), e.problem.msg); got != `{"a" |1}` || told != 1 || e.Notice() != "" {
		t.Errorf("no JSON: %s, told %d times, %q", got, told, e.Notice())
	}
	e.SetSize(20, 3)
	send(e, "<f6>")
	if !strings.Contains(e.Notice(), "line 1, column 6") {
		t.Errorf("told nowhere: %q", e.Notice())
	}
	e = at(`{"a":[{{n}},|{{ file "x.json" }}],"b":"{{uuid}}"}`)
	send(e, "<f6>")
	want = "{\n  \"a\": [\n    {{n}},\n    |{{ file \"x.json\" }}\n  ],\n  \"b\": \"{{uuid}}\"\n}"
	if got := marked(e); got != want {
		t.Errorf("formatted with parameters:\n%s\nnot\n%s", got, want)
	}
	e = at(`{"a": {{env.|}}}`)
	send(e, "<f7>")
	if got := marked(e); got != `{"a": |{{env.}}}` || !strings.Contains(e.Notice(), "write it as {{env.NAME}}") {
		t.Errorf("a malformed parameter: %s, %q", got, e.Notice())
	}
	e = newEditor(" ")
	send(e, "<f6>")
	if e.Text() != " " {
		t.Error("a blank text was formatted")
	}
}

func TestFormatKnowsWhatItTakes(t *testing.T) {
	deep := strings.Repeat("[", 900) + strings.Repeat("1,", 100_000) + "1" + strings.Repeat("]", 900)
	e := newEditor(deep)
	send(e, "<f6>")
	if e.Text() != deep || !strings.Contains(e.Notice(), "not formatted") {
		t.Errorf("%d bytes, %q", e.Size(), e.Notice())
	}
	rapid.Check(t, func(t *rapid.T) {
		text := drawJSON(t, 5)
		formatted, err := jsonvalue.Format(text, indentation)
		if err != nil {
			t.Fatal(err)
		}
		if n := formattedSize(text); n < len(formatted) {
			t.Errorf("%q takes %d bytes, not %d", text, len(formatted), n)
		}
	})
}

func TestFindCounts(t *testing.T) {
	e := newEditor("aXa axa bxb\nx")
	send(e, "<ctrl+f>x")
	if got := e.hitNumber(); got != "1 / 4" {
		t.Errorf("%q", got)
	}
	send(e, "<enter><enter>")
	if got := e.hitNumber(); got != "3 / 4" {
		t.Errorf("%q", got)
	}
	send(e, "<backspace>zz")
	if got := e.hitNumber(); got != "not found" || !strings.Contains(e.View(), "not found") {
		t.Errorf("%q", got)
	}
	send(e, "<esc>")
	if e.prompt.open {
		t.Error("esc does not close")
	}
	send(e, "<f3>")
	if !strings.Contains(e.Notice(), "not found: zz") {
		t.Errorf("%q", e.Notice())
	}
	// What is selected is what is looked for.
	e = at("x ab ^ab| y ab")
	send(e, "<ctrl+f><enter>")
	if got := marked(e); got != "x ab ab y ^ab|" {
		t.Errorf("%q", got)
	}
	// An edit makes the count untrue: it is made again.
	send(e, "<esc><ctrl+home>ab <f3>")
	if !strings.Contains(e.Notice(), "/ 4") {
		t.Errorf("%q", e.Notice())
	}
}

func TestWants(t *testing.T) {
	e := at("a|b")
	for _, name := range []string{"ctrl+r", "f5", "ctrl+s", "ctrl+o", "ctrl+p", "ctrl+q", "tab", "shift+tab", "esc", "ctrl+c"} {
		if e.wants(press(name)) {
			t.Errorf("wants %s, which is the App's", name)
		}
		if cmd := e.Update(press(name)); cmd != nil || e.Text() != "ab" || e.Notice() != "" {
			t.Errorf("%s did something", name)
		}
	}
	for _, name := range []string{"left", "ctrl+z", "enter", "ctrl+f"} {
		if !e.wants(press(name)) {
			t.Errorf("does not want %s", name)
		}
	}
	if !e.wants(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("?")}) {
		t.Error("does not want a character")
	}
	send(e, "<shift+right>")
	if !e.wants(press("ctrl+c")) || !e.wants(press("esc")) {
		t.Error("does not want ctrl+c or esc with a selection")
	}
	send(e, "<ctrl+f>")
	if !e.wants(press("esc")) || e.wants(press("ctrl+r")) {
		t.Error("esc closes the prompt, ctrl+r goes by it")
	}
}

func TestCopyTells(t *testing.T) {
	e := at("^ab|c")
	cmd := e.Update(keyNamed["ctrl+c"])
	if cmd == nil || cmd() != tea.Msg(clipboard.CopyMsg{Text: "ab", What: "the selection"}) {
		t.Error("copy says nothing")
	}
	for _, msg := range commandsOf(e.Update(keyNamed["ctrl+x"])) {
		if msg == tea.Msg(clipboard.CopyMsg{Text: "ab", What: "the selection"}) {
			return
		}
	}
	t.Error("cut says nothing")
}

// commandsOf runs a command, and those that it is a batch of.
func commandsOf(cmd tea.Cmd) []tea.Msg {
	if cmd == nil {
		return nil
	}
	switch msg := cmd().(type) {
	case tea.BatchMsg:
		var all []tea.Msg
		for _, c := range msg {
			all = append(all, commandsOf(c)...)
		}
		return all
	default:
		return []tea.Msg{msg}
	}
}

func press(name string) tea.KeyMsg {
	bare, alt := strings.CutPrefix(name, "alt+")
	msg, ok := action.Key(bare)
	if !ok {
		panic(name)
	}
	msg.Alt = alt
	return msg
}

func TestKeysCanBeChanged(t *testing.T) {
	e := at("true|")
	e.Bind(action.Keys{"input-true-or-false": {"f9"}, "input-copy": {"f11"}, "input-drop-selection": {"f12"}, "input-prompt-close": {"f9"}, "input-prompt-next": {"alt+x"}})
	send(e, "<ctrl+t>")
	if e.Text() != "true" {
		t.Error("the old key still works")
	}
	send(e, "<f9>")
	if e.Text() != "false" {
		t.Error("the new key does not work")
	}
	send(e, "<f6><ctrl+a>")
	if e.wants(keyNamed["ctrl+c"]) || !e.First(press("f11")) {
		t.Error("copying is bound to another key than it was")
	}
	send(e, "<ctrl+f>") // for what is selected
	e.Update(press("alt+x"))
	if e.Notice() != "" || !e.First(press("f9")) || e.First(press("esc")) {
		t.Errorf("the prompt has other keys than it was given: %q", e.Notice())
	}
	send(e, "<f9>")
	if e.prompt.open || e.Text() != "false" {
		t.Error("the prompt is not closed by its key, or it did something else")
	}
}

func TestActions(t *testing.T) {
	e := at("tr|ue")
	found := false
	for _, a := range e.Actions() {
		help := a.Help()
		if help.Key == "" || help.Desc == "" {
			t.Errorf("%v has no help", a.Keys)
		}
		switch a.ID {
		case "input-undo":
			if a.Reason() != "nothing to undo" {
				t.Errorf("undo: %q", a.Reason())
			}
		case "input-true-or-false":
			a.Do()
			found = true
		}
	}
	if !found || e.Text() != "false" {
		t.Errorf("toggled: %q", e.Text())
	}
	keys := map[string]string{}
	for _, a := range e.Actions() {
		for _, k := range a.Keys {
			if keys[k] != "" {
				t.Errorf("%s does two things: %s, %s", k, keys[k], a.ID)
			}
			keys[k] = a.ID
		}
	}
}

func TestReplace(t *testing.T) {
	e := at(`{"a": 1|}`)
	if !e.Replace(" ") || e.Text() != " " || !e.Blank() {
		t.Errorf("%q, blank: %v", e.Text(), e.Blank())
	}
	send(e, "<ctrl+z>")
	if got := marked(e); got != `{"a": 1|}` {
		t.Errorf("undone: %q", got)
	}
}

func TestCursor(t *testing.T) {
	e := at("a\n\té世|x")
	if line, column := e.cursor(); line != 2 || column != 4 {
		t.Errorf("line %d, column %d", line, column)
	}
}

func TestShortHelp(t *testing.T) {
	first := func(e *Editor) string { return e.ShortHelp()[0].Desc }
	e := newEditor("{")
	if got := first(e); got != "go to error" {
		t.Errorf("with an error: %q", got)
	}
	e.SetText("{}")
	if got := first(e); got != "find" {
		t.Errorf("without: %q", got)
	}
	send(e, "<ctrl+f>")
	if got := first(e); got != "next" {
		t.Errorf("while finding: %q", got)
	}
}

func TestGotoLineSaysWhatItCannotRead(t *testing.T) {
	e := at("a\nb|")
	send(e, "<ctrl+g>x\n")
	if got := marked(e); got != "a\nb|" || e.Notice() != "not a line number: x" {
		t.Errorf("%q, %q", got, e.Notice())
	}
	send(e, "<ctrl+g>\n")
	if e.Notice() != "" {
		t.Errorf("nothing typed: %q", e.Notice())
	}
}

// Where there is little room, what is wrong is said before how long the text is.
func TestStatusInLittleRoom(t *testing.T) {
	e := newEditor("{\n\"a\": x}")
	for _, test := range []struct {
		room int
		vim  bool
		want string
	}{
		{200, false, "9 B of 256 KiB · line 2, column 6"},
		{33, false, "9 B of 256 KiB · line 2, column 6"},
		{32, false, "9 B · line 2, column 6"},
		{20, false, "line 2, column 6"},
		{5, false, "line 2, column 6"},
		{35, true, "normal · 9 B · line 2, column 6"},
		{30, true, "normal · line 2, column 6"},
	} {
		e.SetVim(test.vim)
		if got := e.Status(test.room); got != test.want {
			t.Errorf("%d cells: %q, not %q", test.room, got, test.want)
		}
	}
}

// A sound mark of half width joins whatever stands before it on the screen.
func TestLoneSoundMark(t *testing.T) {
	for _, text := range []string{"\x00\uff9e", "\uff9f", "\xff\uff9e", "ｶ\uff9e"} {
		e := newEditor(text)
		for range 3 {
			checkView(t, e)
			send(e, "<right>")
		}
	}
}

// What is typed where no value is written was meant for another pane.
func TestStrays(t *testing.T) {
	for _, tt := range []struct {
		text string // | is the cursor
		key  rune
		want bool
	}{
		{`|{"a": 1}`, '1', true},
		{`|{"a": 1}`, 'R', true},
		{`{"a": 1}|`, '?', true},
		{`|{"a": 1}`, ':', true},
		{`{"a"|}`, ':', false},
		{`{"a": tru|e}`, 'q', true},
		{`{"a": |[]}`, 'R', true},
		{`{"a": |[]}`, 't', false},
		{`{"a": [|]}`, '5', false},
		{`{"a": 1|}`, 'e', false},
		{`{"a": "|"}`, 'R', false},
		{`|{"a": 1}`, '{', false},
		{`|{"a" 1}`, 'R', false}, // it is broken already
		{`{"a": ${no|w}}`, 'R', false},
		{`|`, 't', false},
		{`|`, '7', true},
		{`|`, 'R', true},
	} {
		e := at(tt.text)
		e.Check()
		if got := e.Strays(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{tt.key}}); got != tt.want {
			t.Errorf("%c at %s: %t", tt.key, tt.text, got)
		}
	}
	e := at(`|{"a": 1}`)
	if e.Check(); e.Strays(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("R"), Paste: true}) {
		t.Error("what was pasted strays")
	}
	send(e, "<shift+end>")
	if e.Strays(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("R")}) {
		t.Error("what takes the place of a selection strays")
	}
}
