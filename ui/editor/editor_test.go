package editor

import (
	"flag"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"
	"pgregory.net/rapid"

	"expresso/model/jsonvalue"
	"expresso/ui/screen"
	"expresso/ui/theme"
)

func newEditor(text string) *Editor {
	e := New(theme.New(theme.Options{Name: theme.Dark, Profile: termenv.ANSI256}))
	e.tick = func(_ time.Duration, then func(time.Time) tea.Msg) tea.Cmd {
		return func() tea.Msg { return then(time.Time{}) }
	}
	e.Focus()
	e.SetText(text)
	return e
}

// send gives the editor what a terminal would send: names of keys in angle brackets, and
// characters.
func send(e *Editor, keys string) {
	for keys != "" {
		if name, rest, ok := strings.Cut(keys, ">"); ok && keys[0] == '<' && keyNamed[name[1:]].Type != 0 {
			e.Update(keyNamed[name[1:]])
			keys = rest
			continue
		}
		for _, r := range keys {
			k := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}}
			switch r {
			case ' ':
				k.Type = tea.KeySpace
			case '\n':
				k = tea.KeyMsg{Type: tea.KeyEnter}
			}
			e.Update(k)
			keys = keys[len(string(r)):]
			break
		}
	}
}

// keyNamed holds every key without characters, by the name that Bubble Tea has for it.
var keyNamed = func() map[string]tea.KeyMsg {
	named := map[string]tea.KeyMsg{}
	for k := tea.KeyType(-200); k < 128; k++ {
		msg := tea.KeyMsg{Type: k}
		if name := msg.String(); name != "" && k != tea.KeyRunes && k != tea.KeySpace {
			named[name] = msg
			alt := tea.KeyMsg{Type: k, Alt: true}
			named[alt.String()] = alt
		}
	}
	for r := 'a'; r <= 'z'; r++ {
		msg := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}, Alt: true}
		named[msg.String()] = msg
	}
	return named
}()

// marked returns the text with the cursor as | and the other end of a selection as ^.
func marked(e *Editor) string {
	text := e.Text()
	if e.hasSelection() {
		if e.sel.anchor > e.sel.cursor {
			text = text[:e.sel.anchor] + "^" + text[e.sel.anchor:]
			return text[:e.sel.cursor] + "|" + text[e.sel.cursor:]
		}
		text = text[:e.sel.cursor] + "|" + text[e.sel.cursor:]
		return text[:e.sel.anchor] + "^" + text[e.sel.anchor:]
	}
	return text[:e.sel.cursor] + "|" + text[e.sel.cursor:]
}

// at makes an editor of a text in which | is the cursor and ^ the other end of a
// selection.
func at(text string) *Editor {
	plain := strings.NewReplacer("|", "", "^", "").Replace(text)
	e := newEditor(plain)
	cursor := strings.Index(strings.Replace(text, "^", "", 1), "|")
	anchor := cursor
	if i := strings.Index(strings.Replace(text, "|", "", 1), "^"); i >= 0 {
		anchor = i
	}
	e.sel = span{anchor, cursor}
	e.reveal()
	return e
}

func TestKeys(t *testing.T) {
	tests := []struct{ name, before, keys, after string }{
		{"typing an object", "|", `{"a": 1}`, `{"a": 1}|`},
		{"a pair", "|", "{", "{|}"},
		{"a quote pair", "{|}", `"`, `{"|"}`},
		{"no pair before a word", "|abc", `"`, `"|abc`},
		{"no pair before a bracket", `|{}`, "[", "[|{}"},
		{"no pair in a string", `{"a": "|"}`, "{", `{"a": "{|"}`},
		{"no quote pair behind a word", "{abc|}", `"`, `{abc"|}`},
		{"an escaped quote", "|", `"a\"b"`, `"a\"b"|`},
		{"an escaped backslash", "|", `"a\\"`, `"a\\"|`},
		{"over one's own bracket only", `{"a": [1|]}`, "]", `{"a": [1]|]}`},
		{"backspace takes both", "|", "{<backspace>", "|"},
		{"backspace takes one of what was there", "{|}", "<backspace>", "|}"},
		{"enter in a pair", "|", "{<enter>", "{\n  |\n}"},
		{"typing over several lines", "|", "{\n\"a\": [\n1,\n2\n],\n\"b\": {}\n}", "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {}\n}|"},
		{"enter keeps the indentation", "    x|", "<enter>", "    x\n    |"},
		{"enter in the indentation", "  |  x", "<enter>", "  \n  |  x"},
		{"enter indents with tabs where tabs are", "{\n\t\"a\": [|]\n}", "<enter>", "{\n\t\"a\": [\n\t\t|\n\t]\n}"},
		{"enter in CRLF", "a|\r\nb", "<enter>", "a\r\n|\r\nb"},
		{"a closing bracket goes under its other half", "{\n  \"a\": [\n    1\n    |", "]", "{\n  \"a\": [\n    1\n  ]|"},
		{"typing replaces the selection", "a^bc|d", "x", "ax|d"},
		{"select left", "abc|", "<shift+left><shift+left>", "a|bc^"},
		{"select up", "ab\nc|d", "<shift+up>", "a|b\nc^d"},
		{"select word left", `{"ab": cd|}`, "<ctrl+shift+left>", `{"ab": |cd^}`},
		{"select word right", "|ab cd", "<ctrl+shift+right><ctrl+shift+right>", "^ab cd|"},
		{"select to the start of the line's text", "  ab|c", "<shift+home>", "  |ab^c"},
		{"select to the start of the text", "ab\nc|d", "<ctrl+shift+home>", "|ab\nc^d"},
		{"select to the end of the text", "a|b\ncd", "<ctrl+shift+end>", "a^b\ncd|"},
		{"page down", "|" + strings.Repeat("a\n", 30), "<pgdown>", strings.Repeat("a\n", 23) + "|" + strings.Repeat("a\n", 7)},
		{"page up", strings.Repeat("a\n", 30) + "|", "<pgup>", strings.Repeat("a\n", 7) + "|" + strings.Repeat("a\n", 23)},
		{"find previous", "|ab x ab x ab", "<ctrl+f>ab<esc><f4>", "ab x ab x ^ab|"},

		{"left over a cluster", "e\u0301x|", "<left><left>", "|e\u0301x"},
		{"right over CRLF", "a|\r\nb", "<right>", "a\r\n|b"},
		{"left over CRLF", "a\r\n|b", "<left>", "a|\r\nb"},
		{"left to the edge of the selection", "a^bc|d", "<left>", "a|bcd"},
		{"down keeps the column over a short line", "abc|d\nx\nabcd", "<down><down>", "abcd\nx\nabc|d"},
		{"down over wide characters", "ab|\n世界", "<down>", "ab\n世|界"},
		{"up from the first line", "ab|c", "<up>", "|abc"},
		{"down from the last line", "a|bc", "<down>", "abc|"},
		{"home goes to the text, then to the edge", "   ab|c", "<home>", "   |abc"},
		{"home twice", "   ab|c", "<home><home>", "|   abc"},
		{"end", "a|bc\nd", "<end>", "abc|\nd"},
		{"word right", `|  "amount": 12`, "<ctrl+right><ctrl+right>", `  "amount|": 12`},
		{"word left", `"amount": 12|`, "<ctrl+left><ctrl+left><ctrl+left>", `"|amount": 12`},
		{"text start and end", "a\nb|\nc", "<ctrl+end>", "a\nb\nc|"},
		{"bracket and back", `|{"a": "}", "b": [1]}`, "<ctrl+]>", `{"a": "}", "b": [1]|}`},
		{"bracket from inside", `{"a": [1, |2]}`, "<ctrl+]>", `{"a": |[1, 2]}`},
		{"select", "|abc", "<shift+right><shift+right>", "^ab|c"},
		{"select a line down", "a|b\ncd", "<shift+down>", "a^b\nc|d"},
		{"select all", "a|b", "<ctrl+a>", "^ab|"},
		{"esc drops the selection", "^ab|", "<esc>", "ab|"},

		{"delete", "a|bc", "<delete>", "a|c"},
		{"delete a line end", "a|\r\nb", "<delete>", "a|b"},
		{"backspace a cluster", "ae\u0301|", "<backspace>", "a|"},
		{"delete a word to the left", `{"amount|"`, "<ctrl+w>", `{"|"`},
		{"delete a word to the right", `{"|amount"`, "<alt+d>", `{"|"`},
		{"delete a line", "a\nb|b\nc", "<ctrl+k>", "a\n|c"},
		{"delete the last line", "a\nb|b", "<ctrl+k>", "a|"},
		{"delete an empty last line", "a\n|", "<ctrl+k>", "a|"},
		{"delete the only line", "a|b", "<ctrl+k>", "|"},
		{"duplicate a line", "a|b\nc", "<ctrl+d>", "ab\na|b\nc"},
		{"duplicate the last line", "x\r\na|b", "<ctrl+d>", "x\r\nab\r\na|b"},
		{"move a line up", "a\nb|b\nc", "<ctrl+up>", "b|b\na\nc"},
		{"move a line down", "a|a\nb\nc", "<ctrl+down>", "b\na|a\nc"},
		{"move the last line up", "a\nb|b", "<ctrl+up>", "b|b\na"},
		{"move a line down to the last", "a|a\nb", "<ctrl+down>", "b\na|a"},
		{"the first line stays", "a|a\nb", "<ctrl+up>", "a|a\nb"},
		{"move a selection", "a\n^b\nc\n|d", "<ctrl+down>", "a\nd\n^b\nc|"},
		{"toggle", `{"a": t|rue}`, "<ctrl+t>", `{"a": |false}`},
		{"no toggle in a string", `{"a": "t|rue"}`, "<ctrl+t>", `{"a": "t|rue"}`},

		{"cut and paste", "a^bc|d", "<ctrl+x><end><ctrl+v>", "adbc|"},
		{"cut a line", "a\nb|b\nc", "<ctrl+x>", "a\n|c"},
		{"copy and paste", "^ab|", "<ctrl+c><right><ctrl+v>", "abab|"},
		{"undo a word", "|", "ab cd<ctrl+z>", "ab |"},
		{"undo all", "|", "ab cd<ctrl+z><ctrl+z>", "|"},
		{"redo", "|", "ab cd<ctrl+z><ctrl+z><ctrl+y>", "ab |"},
		{"undo is at an end", "a|", "<ctrl+z>", "a|"},
		{"an edit ends what can be redone", "|", "ab<ctrl+z>x<ctrl+y>", "x|"},
		{"undo a run of backspaces", "abcd|", "<backspace><backspace><backspace><ctrl+z>", "abcd|"},
		{"undo a pair", "|", "{<ctrl+z>", "|"},

		{"find", "|a bc\nbc d", "<ctrl+f>bc", "a ^bc|\nbc d"},
		{"find next", "|a bc\nbc d", "<ctrl+f>bc<enter>", "a bc\n^bc| d"},
		{"find goes round", "|a bc\nbc d", "<ctrl+f>bc<enter><enter>", "a ^bc|\nbc d"},
		{"find previous", "|a bc\nbc d", "<ctrl+f>bc<up>", "a bc\n^bc| d"},
		{"find again", "|a bc\nbc d", "<ctrl+f>bc<esc><f3>", "a bc\n^bc| d"},
		{"find any case", "|Bc bc", "<ctrl+f>bc", "^Bc| bc"},
		{"find capitals", "|bc Bc", "<ctrl+f>Bc", "bc ^Bc|"},
		{"the cursor moves in what is looked for", "|ac abc", "<ctrl+f>ac<left>b", "ac ^abc|"},
		{"find nothing", "a|bc", "<ctrl+f>zz<esc>", "a|bc"},
		{"go to line", "|a\nb\nc", "<ctrl+g>2<enter>", "a\n|b\nc"},
		{"go to line and column", "|a\nbcd\nc", "<ctrl+g>2:3<enter>", "a\nbc|d\nc"},
		{"go to a column counts characters", "|a\n\té世xy\nc", "<ctrl+g>2:4<enter>", "a\n\té世|xy\nc"},
		{"go to the last line", "|a\nb", "<ctrl+g>99<enter>", "a\n|b"},
		{"go to error", `|{"a" 1}`, "<ctrl+e>", `{"a" |1}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := at(test.before)
			send(e, test.keys)
			checkView(t, e)
			if got := marked(e); got != test.after {
				t.Errorf("%q then %s:\n got %q\nwant %q", test.before, test.keys, got, test.after)
			}
		})
	}
}

// TestTypedIsText types documents as people do, without looking at what is closed for
// them.
func TestTypedIsText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawJSON(t, 4)
		e := newEditor("")
		send(e, text)
		if got := e.Text(); got != text {
			t.Fatalf("typed %q, got %q", text, got)
		}
	})
}

// TestTypedOverLines types documents with line ends wherever there may be some: what is
// indented and closed meanwhile changes nothing but white space.
func TestTypedOverLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, err := jsonvalue.Format(drawJSON(t, 4), "")
		if err != nil {
			t.Fatal(err)
		}
		e := newEditor("")
		send(e, text)
		got, err := jsonvalue.Minify(e.Text())
		if want, _ := jsonvalue.Minify(text); err != nil || got != want {
			t.Fatalf("typed %q, got %q", text, e.Text())
		}
		formatted, _ := jsonvalue.Format(text, "  ")
		if e.Text() != formatted {
			t.Fatalf("typed %q, got %q, not %q", text, e.Text(), formatted)
		}
	})
}

func drawJSON(t *rapid.T, depth int) string {
	str := rapid.StringMatching(`"([a-z {}\[\],:é世]|\\"|\\\\|\\u00e9)*"`)
	last := 5
	if depth == 0 {
		last = 3
	}
	switch rapid.IntRange(0, last).Draw(t, "kind") {
	case 0:
		return rapid.SampledFrom([]string{"true", "null", "1.50", "-3e5"}).Draw(t, "literal")
	case 4, 5:
		n := rapid.IntRange(0, 3).Draw(t, "n")
		object := rapid.Bool().Draw(t, "object")
		space := rapid.SampledFrom([]string{"", " "}).Draw(t, "space")
		parts := make([]string, n)
		for i := range parts {
			if object {
				parts[i] = str.Draw(t, "key") + ":" + space
			}
			parts[i] += drawJSON(t, depth-1)
		}
		if object {
			return "{" + space + strings.Join(parts, ","+space) + space + "}"
		}
		return "[" + strings.Join(parts, ","+space) + "]"
	}
	return str.Draw(t, "string")
}

// checkView says what every view must be like.
func checkView(t interface{ Fatalf(string, ...any) }, e *Editor) {
	view := e.View()
	lines := strings.Split(view, "\n")
	if len(lines) != e.height {
		t.Fatalf("%d lines rather than %d:\n%q", len(lines), e.height, view)
	}
	for i, line := range lines {
		if w := screen.Width(line); w != e.width {
			t.Fatalf("line %d is %d cells wide rather than %d: %q", i, w, e.width, line)
		}
	}
	if bad := unsafeIn(view); bad != "" {
		t.Fatalf("view holds %q:\n%q", bad, view)
	}
}

// unsafeIn returns the first thing in a view that a terminal obeys, other than colours
// and line ends.
func unsafeIn(view string) string {
	for i := 0; i < len(view); i++ {
		c := view[i]
		if c == 0x1b {
			j := i + 1
			if j < len(view) && view[j] == '[' {
				for j++; j < len(view) && strings.IndexByte("0123456789;", view[j]) >= 0; {
					j++
				}
				if j < len(view) && view[j] == 'm' {
					i = j
					continue
				}
			}
			return view[i:min(len(view), i+8)]
		}
		if c < ' ' && c != '\n' || c == 0x7f {
			return view[i : i+1]
		}
	}
	if !utf8.ValidString(view) {
		return "invalid UTF-8"
	}
	for _, r := range view {
		if r >= 0x80 && r < 0xa0 || r == '\u202e' || r == '\u200b' {
			return string(r)
		}
	}
	return ""
}

func TestHostileText(t *testing.T) {
	hostile := []string{
		"\x1b]52;c;aGk=\x07", "\x1b[2J", "\u009b31m", "\u202e", "\u200b\u200d", "\xff\xfe", "\x00\x7f", "\r", "\t\t", "e" + strings.Repeat("\u0301", 200),
		"👨‍👩‍👧", "🇩🇪", "\u0301", "\u0600" + "1", "世界", "क्षि", "\ufeff", "\r\n", "\u2028", "\U000e0041", "\u200f", "\ue000", "\ufffd", "\u0903", "가", "각",
	}
	rapid.Check(t, func(t *rapid.T) {
		e := newEditor(strings.Join(rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(hostile), rapid.String(), rapid.Just("\n")), 0, 200).Draw(t, "text"), ""))
		e.SetSize(rapid.IntRange(1, 100).Draw(t, "width"), rapid.IntRange(1, 12).Draw(t, "height"))
		for range 4 {
			send(e, rapid.SampledFrom([]string{"<right>", "<down>", "<end>", "<ctrl+end>", "<pgdown>", "<shift+left>", "<ctrl+a>", "<ctrl+f>", "<enter>"}).Draw(t, "key"))
			checkView(t, e)
		}
	})
}

// everyCommand runs the tests, and fails when none of them has done one of the commands.
func everyCommand(m *testing.M) (code int) {
	done := make([]bool, len(commands))
	for i, c := range commands {
		commands[i].do = func(e *Editor) tea.Cmd {
			done[i] = true
			return c.do(e)
		}
	}
	code = m.Run()
	if flag.Lookup("test.run").Value.String() == "" && flag.Lookup("test.list").Value.String() == "" && code == 0 {
		for i, c := range commands {
			if !done[i] {
				fmt.Println("no test does", c.id)
				code = 1
			}
		}
	}
	return code
}
