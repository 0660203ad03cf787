package editor

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"

	"expresso/ui/action"
)

// vi is at under Vim's keys.
func vi(text string) *Editor {
	e := at(text)
	e.SetVim(true)
	return e
}

const object = `{
  "id": "A-1",
  "items": [1, 2, 3],
  "who": {
    "name": "Ada",
    "ok": true
  }
}
`

func TestVimKeys(t *testing.T) {
	tests := []struct{ name, before, keys, after string }{
		{"h stays on the line", "a\n|b", "h", "a\n|b"},
		{"l stays on the line", "a|b\nc", "lll", "a|b\nc"},
		{"counts", "|abcdef", "3l", "abc|def"},
		{"a count of two digits", "|abcdefghijklmn", "10l", "abcdefghij|klmn"},
		{"j k keep the column", "abc|d\na\nabcd", "jj", "abcd\na\nabc|d"},
		{"j after $ stays at the end", "|ab\nabcd\nabc", "$jj", "ab\nabcd\nab|c"},
		{"not behind the last character", "ab|", "", "a|b"},
		{"w", `|{"id": 12}`, "www", `{"id": |12}`},
		{"w goes to empty lines", "|a\n\nb", "w", "a\n|\nb"},
		{"w from an empty line", "a\n|\n  b", "w", "a\n\n  |b"},
		{"W", `{"id"|: 12, "b"}`, "WW", `{"id": 12, |"b"}`},
		{"b", `{"id": 1|2}`, "bb", `{"id|": 12}`},
		{"B", `{"id": 1|2}`, "BB", `|{"id": 12}`},
		{"e", `|ab cd`, "ee", `ab c|d`},
		{"E", `|{"a": 12}`, "E", `{"a"|: 12}`},
		{"0", "  ab|c", "0", "|  abc"},
		{"^", "  ab|c", "^", "  |abc"},
		{"$", "|abc\nd", "$", "ab|c\nd"},
		{"gg", "a\n  b\nc|", "gg", "|a\n  b\nc"},
		{"2G", "|a\n  b\nc", "2G", "a\n  |b\nc"},
		{"G is the last line with something on it", "|a\nb\n", "G", "a\n|b\n"},
		{"enter", "|a\n  b", "<enter>", "a\n  |b"},
		{"minus", "  a\nb|", "-", "  |a\nb"},
		{"f", "|abcabc", "fc", "ab|cabc"},
		{"2f", "|abcabc", "2fc", "abcab|c"},
		{"f of what is not there", "|abc", "fx", "|abc"},
		{"f of a blank", "|a b", "f ", "a| b"},
		{"F", "abcab|c", "Fa", "abc|abc"},
		{"t", "|abcabc", "tc", "a|bcabc"},
		{"T", "abcab|c", "Ta", "abca|bc"},
		{"; goes on", "|a1a2a3", "f1l;", "a1|a2a3"},
		{"; after f", "|abcbcb", "fb;", "abc|bcb"},
		{"; after t", "|abcbcb", "tb;", "ab|cbcb"},
		{", goes back", "|abcbcb", "fb;,", "a|bcbcb"},
		{"%", `|[1, {"a": "]"}]`, "%", `[1, {"a": "]"}|]`},
		{"% from before", `"a]"| [1]`, "%", `"a]" [1|]`},
		{"% back", `[1, [2]|]`, "%", `|[1, [2]]`},
		{"}", "|a\nb\n\nc", "}", "a\nb\n|\nc"},
		{"{", "a\n\nb\nc|", "{", "a\n|\nb\nc"},
		{"arrows", "|ab\ncd", "<right><down>", "ab\nc|d"},
		{"end and home", "a|bc", "<end><home>", "|abc"},

		{"i", "a|b", "ix<esc>", "a|xb"},
		{"a", "|ab", "ax<esc>", "a|xb"},
		{"a at the end", "a|b", "ax<esc>", "ab|x"},
		{"I", "  a|b", "Ix<esc>", "  |xab"},
		{"A", "|ab\nc", "Ax<esc>", "ab|x\nc"},
		{"o", "  |a", "ob<esc>", "  a\n  |b"},
		{"o behind a bracket", "{|\n}", "o1<esc>", "{\n  |1\n}"},
		{"O", "  |a", "Ob<esc>", "  |b\n  a"},
		{"count of i", "|x", "3iab<esc>", "ababa|bx"},
		{"count of o", "|x", "2oy<esc>", "x\ny\n|y"},
		{"insert mode is the plain editor", "|", `i{"a": [1<esc>`, `{"a": [|1]}`},
		{"arrows in insert mode", "|ab", "i<right>x<esc>", "a|xb"},
		{"ctrl+c leaves it too", "|ab", "ix<ctrl+c>", "|xab"},

		{"x", "|abc", "x", "|bc"},
		{"x at the end", "ab|c", "x", "a|b"},
		{"9x", "a|bc\nd", "9x", "|a\nd"},
		{"X", "ab|c", "X", "a|c"},
		{"D", "a|bc\nd", "D", "|a\nd"},
		{"C", "a|bc\nd", "Cx<esc>", "a|x\nd"},
		{"s", "|abc", "2sx<esc>", "|xc"},
		{"S", "  a|b\nc", "Sx<esc>", "  |x\nc"},
		{"cc of two lines", "  a|b\n  c\nd", "2ccx<esc>", "  |x\nd"},
		{"r", "|abc", "2rx", "x|xc"},
		{"r of more than there is", "a|bc", "3rx", "a|bc"},
		{"r with enter", "a|bc", "r<enter>", "a\n|c"},
		{"~", "|aBc", "2~", "Ab|c"},
		{"J", "a|\n  b\nc", "J", "a| b\nc"},
		{"3J", "|a\nb\nc", "3J", "a b| c"},

		{"dw", `|"a": 1`, "dw", `|a": 1`},
		{"d2w", "|a b c", "d2w", "|c"},
		{"2dw", "|a b c", "2dw", "|c"},
		{"dw of the last word of a line", "a |b\nc", "dw", "a| \nc"},
		{"de", "|ab cd", "de", "| cd"},
		{"db", "ab c|d", "db", "ab |d"},
		{"d$", "a|bc\nd", "d$", "|a\nd"},
		{"d0", "ab|c", "d0", "|c"},
		{"dd", "a\n|b\nc", "dd", "a\n|c"},
		{"2dd", "|a\nb\nc", "2dd", "|c"},
		{"d2d", "|a\nb\nc", "d2d", "|c"},
		{"dd of the last line", "a\nb|", "dd", "|a"},
		{"dd of the only line", "|a", "dd", "|"},
		{"dj", "|a\nb\nc", "dj", "|c"},
		{"dk of the first line", "|a\nb", "dk", "|a\nb"},
		{"dG", "a\n|b\nc\n", "dG", "|a\n"},
		{"dgg", "a\n|b\nc", "dgg", "|c"},
		{"df", "|a: b", "df:", "| b"},
		{"dt", "|a: b", "dt:", "|: b"},
		{"dT", "a: b|c", "dT:", "a:|c"},
		{"d%", `a|[1]b`, "d%", `a|b`},
		{"d}", "|a\nb\n\nc", "d}", "|\nc"},
		{"d with esc", "|abc", "d<esc>x", "|bc"},
		{"d with nonsense", "|abc", "dqx", "|bc"},
		{"cw leaves the blank", "|ab cd", "cwx<esc>", "|x cd"},
		{"cw of a character", "|a b", "cwx<esc>", "|x b"},
		{"c2w", "|ab cd ef", "c2wx<esc>", "|x ef"},
		{"y and p", "|ab cd", "ywwP", "ab ab| cd"},
		{"p behind", "|abc", "xp", "b|ac"},
		{"yy and p", "|a\nb", "yyjp", "a\nb\n|a"},
		{"yy and P", "a\n  b|", "yyggP", "  |b\na\n  b"},
		{"3p", "|ab", "yl3p", "aaa|ab"},
		{"ddp swaps lines", "|a\nb\nc", "ddp", "b\n|a\nc"},
		{"xp swaps characters", "|ab", "xp", "b|a"},
		{"a register has to be named by nobody", "|ab\nc", `"+yyj"ap`, "ab\nc\n|ab"},
		{">>", "|a\nb", ">>", "  |a\nb"},
		{">j", "|a\n  b", ">j", "  |a\n    b"},
		{"2<<", "    |a\n b\nc", "2<<", "  |a\nb\nc"},
		{"> with tabs where tabs are", "\ta\nb|", ">>", "\ta\n\t|b"},

		{"ciw", `"he|llo"`, "ciwx<esc>", `"|x"`},
		{"daw", "a b|b c", "daw", "a |c"},
		{"daw at the end", "a b|b", "daw", "|a"},
		{"diw of blanks", "a|   b", "diw", "a|b"},
		{"d2aw", "|a b c", "d2aw", "|c"},
		{"ciW", `a{"b|":1 c`, "ciWx<esc>", `|x c`},
		{`ci"`, `{"a": "o|ld"}`, `ci"new<esc>`, `{"a": "ne|w"}`},
		{`ci" from before`, `|{"a": 1}`, `ci"b<esc>`, `{"|b": 1}`},
		{`ci" of an empty one`, `{"a": "|"}`, `ci"b<esc>`, `{"a": "|b"}`},
		{`di" with an escape`, `"a|\"b" "c"`, `di"`, `"|" "c"`},
		{`da"`, `[|"a" , 1]`, `da"`, `[|, 1]`},
		{`no string`, `[|1]`, `di"`, `[|1]`},
		{"di[", "[1, |[2, 3]]", "di[", "[1, [|]]"},
		{"di[ of the outer one", "[1, [|2, 3]]", "2di[", "[|]"},
		{"da]", "[1, [2|, 3]]", "da]", "[1, |]"},
		{"di{ in a string", `{"a": "x|}"}`, "di{", `{|}`},
		{"di{ over lines", "{\n  \"a|\": 1\n}", "di{", "{\n|}"},
		{"ci{ over lines", "{\n  \"a|\": 1,\n  \"b\": 2\n}", "ci{x<esc>", "{\n  |x\n}"},
		{"daB", `[|{"a": 1}]`, "daB", "[|]"},
		{"di{ of nothing", "[|1]", "di{", "[|1]"},

		{"v", "|abcd", "vld", "|cd"},
		{"v with a count", "|abcd", "v2ld", "|d"},
		{"v back", "abc|d", "vhd", "a|b"},
		{"v to the end of the line", "a|b\nc", "v$d", "a|c"},
		{"ve c", "|ab cd", "vecx<esc>", "|x cd"},
		{"vy leaves at the beginning", "ab|c", "vhyP", "ab|cbc"},
		{"v o", "ab|cde", "vloh<esc>", "a|bcde"},
		{"v r", "|abc", "vlrx", "|xxc"},
		{"v ~", "|abc", "vl~", "|ABc"},
		{"v U u", "|aBc", "vlU", "|ABc"},
		{"v u", "|aBC", "v$u", "|abc"},
		{"v iw", "a b|b c", "viwd", "a | c"},
		{`v i"`, `{"a": "o|ld"}`, `vi"d`, `{"a": "|"}`},
		{"v i{ over lines", "{\n  |1\n}", "vi{d", "{\n|}"},
		{"v p", "|ab cd", "yiwwviwp", "ab |ab"},
		{"V", "a\n|b\nc\nd", "Vjd", "a\n|d"},
		{"V >", "|a\nb", "Vj>", "  |a\n  b"},
		{"V J", "|a\nb\nc", "VjJ", "a| b\nc"},
		{"V p", "|a\nb", "yyjVp", "a\n|a"},
		{"V c", "  |a\nb", "Vcx<esc>", "  |x\nb"},
		{"v then V", "a|b\nc", "vVd", "|c"},
		{"v D", "a|b\nc", "vD", "|c"},
		{"esc leaves it", "|abc", "vl<esc>x", "a|c"},
		{"v again leaves it", "|abc", "vlvx", "a|c"},
		{"shift and arrows begin it", "|abcd", "<shift+right><shift+right>d", "|cd"},
		{"select all begins it", "ab|cd", "<ctrl+a>d", "|"},
		{"a line end in the place of a selection, redone", "ab|cd", "<ctrl+a>r<enter><ctrl+z><ctrl+y>", "\n|"},

		{"u takes back a command", "|abc", "iab cd<enter>ef<esc>u", "|abc"},
		{"u of several", "|abc", "xx2u", "|abc"},
		{"U does it again", "|abc", "xxuuUU", "|c"},
		{"u of 3dd", "|a\nb\nc", "3ddu", "|a\nb\nc"},
		{"u of J", "|a\nb\nc", "3Ju", "|a\nb\nc"},
		{"u of a count of i", "|a", "3ix<esc>u", "|a"},
		{"u after visual", "|abc", "vldu", "|abc"},
		{"u after c", "|ab cd", "cwx y<esc>u", "|ab cd"},
		{"ctrl+z in insert mode takes back what was inserted", "|a", "ixyz<ctrl+z>b<esc>", "|ba"},

		{". repeats x", "|abcd", "x.", "|cd"},
		{". with a count", "|abcdef", "x3.", "|ef"},
		{". takes the place of a count", "|abcdef", "2x3.", "|f"},
		{". repeats an insertion", "|x", "iab<esc>.", "aa|bbx"},
		{". repeats ciw", "|a b", "ciwxy<esc>w.", "xy x|y"},
		{". repeats A", "|a\nb", "A,<esc>j.", "a,\nb|,"},
		{". repeats o", "|a", "ob<esc>.", "a\nb\n|b"},
		{". repeats dd", "|a\nb\nc", "dd.", "|c"},
		{". repeats f", "|a:b:c", "df:.", "|c"},
		{". repeats >>", "|a", ">>..", "      |a"},
		{". does not repeat u", "|abc", "xu.", "|bc"},
		{". repeats visual", "|abcdef", "vld.", "|ef"},
		{". is one step", "|abc", "iab<esc>.u", "a|babc"},
		{". of nothing", "|abc", ".", "|abc"},

		{"/", "|ab cd cd", "/cd<enter>", "ab |cd cd"},
		{"n", "|ab cd cd", "/cd<enter>n", "ab cd |cd"},
		{"n goes round", "|ab cd cd", "/cd<enter>nn", "ab |cd cd"},
		{"N", "|ab cd cd", "/cd<enter>N", "ab cd |cd"},
		{"/ with esc", "a|b cd", "/cd<esc>", "a|b cd"},
		{"/ of what is not there", "a|b cd", "/x<enter>", "a|b cd"},
		{"d/", "|ab cd", "d/cd<enter>", "|cd"},
		{"v/", "|ab cd", "v/cd<enter>d", "|d"},
		{"v with n", "|ab cd", "/c<enter>ggvnd", "|d"},
		{"*", "|ab cd ab", "*", "ab cd |ab"},
		{"find next of the plain keys", "|ab cd cd", "/cd<enter><f3>", "ab cd |cd"},

		{"CRLF: dd", "a\r\n|b\r\nc", "dd", "a\r\n|c"},
		{"CRLF: $", "|ab\r\nc", "$", "a|b\r\nc"},
		{"CRLF: x at the end", "a|b\r\nc", "x", "|a\r\nc"},
		{"CRLF: o", "|a\r\nb", "ox<esc>", "a\r\n|x\r\nb"},
		{"CRLF: J", "|a\r\nb", "J", "a| b"},
		{"wide characters", "|日本語", "lx", "日|語"},
		{"clusters", "|e\u0301e\u0301", "x", "|e\u0301"},
		{"invalid UTF-8 stays", "|\xffab", "~l~", "\xffa|B"},
		{"no text", "|", "xddJ~u.wbe%", "|"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := vi(test.before)
			send(e, test.keys)
			if got := marked(e); got != test.after {
				t.Errorf("%s\ngot  %q\nwant %q (%s, %q)", test.keys, got, test.after, e.vim.mode, e.Notice())
			}
			if e.vim.mode != normalMode || e.vim.pending() {
				t.Errorf("it ends in %s, %q", e.vim.mode, e.vim.said())
			}
			checkView(t, e)
		})
	}
}

func TestVimStatus(t *testing.T) {
	e := vi("{\n  |1\n}")
	for _, test := range []struct{ keys, want string }{
		{"", "normal · "},
		{"2d", "normal 2d · "},
		{"<esc>", "normal · "},
		{"g", "normal g · "},
		{"<esc>i", "insert · "},
		{"<esc>v", "visual · "},
		{"V", "visual line · "},
		{"V", "normal · "},
		{"12", "normal 12 · "},
	} {
		if send(e, test.keys); !strings.HasPrefix(e.Status(far), test.want) {
			t.Errorf("%s: %q, not %q", test.keys, e.Status(far), test.want)
		}
	}
	if send(e, "<esc>q"); !strings.Contains(e.Notice(), "q does nothing here") {
		t.Errorf("%q", e.Notice())
	}
}

// Esc and ctrl+c are the App's only where they would change nothing here; commands and
// help are its own outside insert mode.
func TestVimWants(t *testing.T) {
	char := func(s string) tea.KeyMsg { return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(s)} }
	for _, test := range []struct {
		keys string
		msg  tea.KeyMsg
		want bool
	}{
		{"", keyNamed["esc"], false},
		{"i", keyNamed["esc"], true},
		{"2", keyNamed["esc"], true},
		{"v", keyNamed["esc"], true},
		{"", keyNamed["ctrl+c"], false},
		{"i", keyNamed["ctrl+c"], true},
		{"v", keyNamed["ctrl+c"], true},
		{"", char(":"), false},
		{"", char("?"), false},
		{"i", char(":"), true},
		{"f", char(":"), true},
		{"", char("q"), true},
		{"", keyNamed["ctrl+d"], true},
		{"", keyNamed["tab"], false},
		{"", keyNamed["f6"], true},
		{"", keyNamed["enter"], true},
	} {
		e := vi("|abc")
		if send(e, test.keys); e.wants(test.msg) != test.want {
			t.Errorf("%q then %s: %v", test.keys, test.msg, !test.want)
		}
	}
}

// A drag is a selection of visual mode, and a click ends it.
func TestVimMouse(t *testing.T) {
	e := vi("|abcdef")
	e.SetSize(40, 5)
	x := e.gutterWidth()
	mouse := func(x int, action tea.MouseAction) {
		e.Mouse(x, 0, tea.MouseMsg{X: x, Button: tea.MouseButtonLeft, Action: action})
	}
	mouse(x+1, tea.MouseActionPress)
	mouse(x+2, tea.MouseActionMotion)
	mouse(x+3, tea.MouseActionMotion)
	mouse(x+3, tea.MouseActionRelease)
	if e.vim.mode != visualMode {
		t.Fatalf("in %s", e.vim.mode)
	}
	if send(e, "d"); marked(e) != "a|ef" {
		t.Errorf("%q", marked(e))
	}
	send(e, "v")
	if mouse(x, tea.MouseActionPress); e.vim.mode != normalMode {
		t.Errorf("in %s", e.vim.mode)
	}
}

// What comes from elsewhere ends what was begun.
func TestVimInterrupted(t *testing.T) {
	for _, keys := range []string{"iab", "v$", "2d", "d/a", "/a", "ggVG/b"} {
		e := vi("|" + object)
		send(e, keys)
		e.SetText("x")
		if e.vim.mode != normalMode || e.vim.pending() || e.prompt.open || marked(e) != "|x" {
			t.Errorf("%s: %s, %q", keys, e.vim.mode, marked(e))
		}
		e = vi("|" + object)
		send(e, keys)
		if e.Replace("y"); e.vim.mode != normalMode || marked(e) != "|y" {
			t.Errorf("%s: %s, %q", keys, e.vim.mode, marked(e))
		}
		if send(e, "u"); strings.Contains(e.Text(), "y") {
			t.Errorf("%s: %q", keys, e.Text())
		}
		e = vi("|" + object)
		send(e, keys)
		e.Blur()
		e.SetVim(false)
		if send(e, "x"); e.Status(far) == "" || e.vim.mode != normalMode {
			t.Errorf("%s: %q", keys, e.Status(far))
		}
	}
}

// A count must not keep the editor busy, nor make a text grow past its limit.
func TestVimCounts(t *testing.T) {
	for _, keys := range []string{
		"999999999l", "999999999j", "999999999w", "999999999b", "999999999e", "999999999}", "999999999fx", "999999999x", "999999999dd",
		"999999999>>", "999999999J", "999999999~", "999999999rx", "yy999999999p", "yyV999999999p", "999999999iabc<esc>", "999999999oabc<esc>",
		"999999999u", "999999999G", "999999999daw", "999999999di{", "999999999n", "x999999999.", "999999999;", "999999999" + string(ctrlF),
	} {
		e := vi("|" + object)
		send(e, keys)
		if e.Size() > MaxText {
			t.Errorf("%s: %d bytes", keys, e.Size())
		}
		checkView(t, e)
	}
}

// Whatever is pressed: nothing panics, the cursor stays in the text, and undo brings
// everything back.
func TestVimProperties(t *testing.T) {
	keys := []string{"<esc>", "<enter>", "<left>", "<shift+right>", "<backspace>", "<ctrl+z>", "<ctrl+y>", "<f6>", "<f3>", "<ctrl+a>", "<ctrl+x>", "<ctrl+v>", "<ctrl+d>"}
	for r := ' '; r < 0x7f; r++ {
		keys = append(keys, string(r))
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SampledFrom([]string{object, "", "a", "\r\n\r\n", "x\xff\te\u0301 日\n\n", "[" + strings.Repeat(`{"a": "b"},`, 50)}).Draw(t, "text")
		e := vi("|" + text)
		for range rapid.IntRange(1, 60).Draw(t, "n") {
			send(e, rapid.SampledFrom(keys).Draw(t, "key"))
			from, to := e.selected()
			if from < 0 || to > e.Size() || e.sel.cursor > e.Size() || e.sel.anchor > e.Size() {
				t.Fatalf("%v in %d bytes", e.sel, e.Size())
			}
		}
		e.View()
		e.resetVim()
		if len(e.record.done) < maxUndoSteps {
			for e.undo() {
			}
			if e.Text() != text {
				t.Fatalf("undo gives %q", e.Text())
			}
		}
	})
}

func TestVimBindings(t *testing.T) {
	seen := map[string]bool{}
	normal, visual := newEditor("").VimActions()
	for _, b := range append(normal, visual...) {
		if b.Title == "" {
			t.Errorf("%v is not explained", b.Keys)
		}
		for _, k := range b.Keys {
			seen[k] = true
		}
	}
	for _, k := range strings.Fields(`h j k l w b e W B E 0 ^ $ gg G f F t T ; , % { } d c y iw aw i" a" i{ a{ i[ a[ x X D C s S r ~ J o O p P u U . v V > < / n N`) {
		if !seen[k] {
			t.Errorf("%s is missing", k)
		}
	}
}

// What is typed stands for the commands that a user bound it to, in every mode, and an own key
// that was given away for none.
func TestVimKeysCanBeChanged(t *testing.T) {
	keys := action.Keys{
		"vim-left": {"q"}, "vim-delete": {"Q"}, "vim-word": {"e"}, "vim-end-of-word": {"m"}, "vim-first-line": {"H"},
		"vim-small-letters": {"K"}, "vim-to-character": {"R", "f"}, "vim-undo": {"h"}, "vim-insert": {"M"},
	}
	for _, tt := range []struct{ text, keys, want string }{
		{"abc|d", "q", "ab|cd"},
		{"abc|d", "2q", "a|bcd"},
		{"abc|d", "<left>", "ab|cd"},
		{"ab|cd\nx", "QQ", "|x"},
		{"ab|cd\nx", "dd", "ab|cd\nx"},
		{"ab|cd\nx", "Qd", "ab|cd\nx"},
		{"a bc|d e", "Qe", "a | e"},
		{"a b|cd e", "Qiw", "a b|cd e"},
		{"|ab cd", "m", "a|b cd"},
		{"ab\nc|d", "H", "|ab\ncd"},
		{"ab\nc|d", "gg", "ab\nc|d"},
		{"|ab cd", "Rd", "ab c|d"},
		{"|ab cd", "fd", "ab c|d"},
		{"|ab cd", "QRc", "|d"},
		{"|ABC", "vlK", "|abC"},
		{"|ABC", "vlu", "^A|BC"},
		{"|abc", "xh", "|abc"},
		{"|abc", "Mx<esc>", "|xabc"},
		{"|abc", "Qmu", "|"},
	} {
		e := at(tt.text)
		e.Bind(keys)
		e.SetVim(true)
		if send(e, tt.keys); marked(e) != tt.want {
			t.Errorf("%s in %q: %q, not %q", tt.keys, tt.text, marked(e), tt.want)
		}
	}
}

func TestVimIsLeftWithBoundKeys(t *testing.T) {
	e := vi("|abc")
	e.Bind(action.Keys{"vim-escape": {"f8"}})
	send(e, "i")
	if e.First(press("esc")) || !e.First(press("f8")) {
		t.Error("the key of before leaves insert mode, or the bound one does not")
	}
	e.Update(press("f8"))
	if got := e.ShortHelp()[0]; !e.commanding() || got.Desc != "insert" {
		t.Errorf("%+v is offered", got)
	}
}
