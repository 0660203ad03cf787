package editor

import (
	"strings"
	"unicode"

	tea "github.com/charmbracelet/bubbletea"
)

// vimCommand is what a key does in normal or in visual mode.
type vimCommand struct {
	vimKey
	do func(e *Editor, s stroke) tea.Cmd
}

// vimCommands are those of normal mode and vimVisual those of visual mode, in the order in
// which help shows them. Those of visual mode without words do what the same key does in
// normal mode, with the selection.
var vimCommands, vimVisual []vimCommand

func init() {
	plain := func(do func(*Editor, stroke)) func(*Editor, stroke) tea.Cmd {
		return func(e *Editor, s stroke) tea.Cmd { do(e, s); return nil }
	}
	insert := func(at func(*Editor) int) func(*Editor, stroke) tea.Cmd {
		return plain(func(e *Editor, s stroke) {
			e.moveTo(at(e), false)
			e.startInsert(s.count)
		})
	}
	open := func(below bool) func(*Editor, stroke) tea.Cmd {
		return plain(func(e *Editor, s stroke) {
			e.openLine(below)
			e.startInsert(s.count)
			e.vim.inserts.again = func(e *Editor) { e.openLine(below) }
		})
	}
	// over does what an operator does over a number of characters or lines.
	over := func(op rune, to func(*Editor, stroke) (from, to int)) func(*Editor, stroke) tea.Cmd {
		return func(e *Editor, s stroke) tea.Cmd {
			from, to := to(e, s)
			return e.operate(op, from, to, false)
		}
	}
	right := func(e *Editor, s stroke) (int, int) { to, _ := e.behind(s.count); return e.sel.cursor, to }
	rest := func(e *Editor, s stroke) (int, int) {
		return e.sel.cursor, e.buf.end(min(e.buf.line(e.sel.cursor)+s.count-1, e.buf.lines()-1))
	}
	times := func(do func(*Editor) bool, none string) func(*Editor, stroke) tea.Cmd {
		return plain(func(e *Editor, s stroke) {
			e.vim.alone = true
			e.record.part()
			for i := 0; i < s.count && do(e); i++ {
				none = ""
			}
			at := min(e.sel.anchor, e.sel.cursor)
			e.sel = span{at, at}
			e.notice = none
		})
	}
	show := func(above func(e *Editor) int) func(*Editor, stroke) tea.Cmd {
		return plain(func(e *Editor, _ stroke) {
			e.top = max(0, min(e.buf.line(e.sel.cursor)-above(e), e.buf.lines()-1))
		})
	}
	begin := func(m mode) func(*Editor, stroke) tea.Cmd {
		return plain(func(e *Editor, _ stroke) {
			e.vim.mode = m
			e.record.closed = true
		})
	}
	vimCommands = []vimCommand{
		{vimKey{"i", false, "insert before the cursor"}, insert(func(e *Editor) int { return e.sel.cursor })},
		{vimKey{"a", false, "insert behind the cursor"}, insert(func(e *Editor) int { return min(e.rightOf(e.sel.cursor), e.endOfLine()) })},
		{vimKey{"I", false, "insert at the start of the line's text"}, insert(func(e *Editor) int { return e.firstSign(e.buf.line(e.sel.cursor)) })},
		{vimKey{"A", false, "insert at the end of the line"}, insert((*Editor).endOfLine)},
		{vimKey{"o", false, "insert a line below"}, open(true)},
		{vimKey{"O", false, "insert a line above"}, open(false)},
		{vimKey{"x", false, "delete the character"}, over('d', right)},
		{vimKey{"X", false, "delete the character before"}, over('d', func(e *Editor, s stroke) (int, int) {
			at, start := e.sel.cursor, e.buf.start(e.buf.line(e.sel.cursor))
			for i := 0; i < s.count && at > start; i++ {
				at = e.leftOf(at)
			}
			return at, e.sel.cursor
		})},
		{vimKey{"D", false, "delete to the end of the line"}, over('d', rest)},
		{vimKey{"C", false, "change to the end of the line"}, over('c', rest)},
		{vimKey{"s", false, "change the character"}, over('c', right)},
		{vimKey{"S", false, "change the line"}, func(e *Editor, s stroke) tea.Cmd { return e.operateLines('c', s) }},
		{vimKey{"Y", false, "copy the line"}, func(e *Editor, s stroke) tea.Cmd { return e.operateLines('y', s) }},
		{vimKey{"r", true, "replace the character by this one"}, plain(func(e *Editor, s stroke) {
			if to, n := e.behind(s.count); n == s.count {
				e.replaceBy(e.sel.cursor, to, s.arg)
			}
		})},
		{vimKey{"~", false, "capital or small letter"}, plain(func(e *Editor, s stroke) {
			to, _ := e.behind(s.count)
			e.put(e.sel.cursor, to, swapCase(e.buf.slice(e.sel.cursor, to)), to, other)
		})},
		{vimKey{"J", false, "join the line below"}, plain(func(e *Editor, s stroke) {
			n := e.buf.line(e.sel.cursor)
			e.join(n, n+max(s.count-1, 1))
		})},
		{vimKey{"p", false, "paste behind the cursor, or lines below"}, plain(func(e *Editor, s stroke) { e.putBack(s, false) })},
		{vimKey{"P", false, "paste before the cursor, or lines above"}, plain(func(e *Editor, s stroke) { e.putBack(s, true) })},
		{vimKey{`"`, true, "the name of a register: there is one"}, nil},
		{vimKey{"u", false, "undo"}, times((*Editor).undo, "nothing to undo")},
		{vimKey{"U", false, "redo"}, times((*Editor).redo, "nothing to redo")},
		{vimKey{".", false, "do the last change again"}, (*Editor).repeat},
		{vimKey{"v", false, "select characters"}, begin(visualMode)},
		{vimKey{"V", false, "select lines"}, begin(linesMode)},
		{vimKey{"zz", false, "scroll the line to the middle"}, show(func(e *Editor) int { return e.textHeight() / 2 })},
		{vimKey{"zt", false, "scroll the line to the top"}, show(func(*Editor) int { return 0 })},
		{vimKey{"zb", false, "scroll the line to the bottom"}, show(func(e *Editor) int { return e.textHeight() - 1 })},
	}

	op := func(op rune, lines bool) func(*Editor, stroke) tea.Cmd {
		return func(e *Editor, _ stroke) tea.Cmd { return e.operateSelection(op, lines || e.vim.mode == linesMode) }
	}
	change := func(to func(e *Editor, from, to int, s stroke)) func(*Editor, stroke) tea.Cmd {
		return plain(func(e *Editor, s stroke) {
			from, end := e.selected()
			e.vim.mode = normalMode
			e.moveTo(from, false)
			to(e, from, end, s)
			e.moveTo(from, false)
		})
	}
	letters := func(to func(string) string) func(*Editor, stroke) tea.Cmd {
		return change(func(e *Editor, from, end int, _ stroke) { e.put(from, end, to(e.buf.slice(from, end)), from, other) })
	}
	swap := plain(func(e *Editor, _ stroke) { e.sel.anchor, e.sel.cursor = e.sel.cursor, e.sel.anchor; e.reveal() })
	turn := func(m mode) func(*Editor, stroke) tea.Cmd {
		return plain(func(e *Editor, _ stroke) {
			if e.vim.mode == m {
				e.vim.mode = normalMode
				e.sel.anchor = e.sel.cursor
				return
			}
			e.vim.mode = m
		})
	}
	paste := plain(func(e *Editor, s stroke) { e.putOver(s, e.vim.mode == linesMode) })
	vimVisual = []vimCommand{
		{vimKey{"x", false, ""}, op('d', false)},
		{vimKey{"X", false, ""}, op('d', true)},
		{vimKey{"D", false, ""}, op('d', true)},
		{vimKey{"s", false, ""}, op('c', false)},
		{vimKey{"S", false, ""}, op('c', true)},
		{vimKey{"C", false, ""}, op('c', true)},
		{vimKey{"Y", false, ""}, op('y', true)},
		{vimKey{"r", true, ""}, change(func(e *Editor, from, to int, s stroke) { e.replaceBy(from, to, s.arg) })},
		{vimKey{"~", false, ""}, letters(swapCase)},
		{vimKey{"u", false, "small letters in what is selected"}, letters(func(s string) string { return mapRunes(s, unicode.ToLower) })},
		{vimKey{"U", false, "capital letters in what is selected"}, letters(func(s string) string { return mapRunes(s, unicode.ToUpper) })},
		{vimKey{"J", false, ""}, plain(func(e *Editor, _ stroke) {
			from, to := e.selected()
			first, last := e.buf.line(from), e.buf.line(max(from, to-1))
			e.vim.mode = normalMode
			e.moveTo(from, false)
			e.join(first, max(last, first+1))
		})},
		{vimKey{"p", false, ""}, paste},
		{vimKey{"P", false, ""}, paste},
		{vimKey{`"`, true, ""}, nil},
		{vimKey{"o", false, "to the other end of what is selected"}, swap},
		{vimKey{"O", false, ""}, swap},
		{vimKey{"v", false, ""}, turn(visualMode)},
		{vimKey{"V", false, ""}, turn(linesMode)},
		{vimKey{"zz", false, ""}, vimCommands[len(vimCommands)-3].do},
		{vimKey{"zt", false, ""}, vimCommands[len(vimCommands)-2].do},
		{vimKey{"zb", false, ""}, vimCommands[len(vimCommands)-1].do},
	}
}

// replaceBy puts a character in the place of each one of text[from:to]; line ends stay.
func (e *Editor) replaceBy(from, to int, by rune) {
	if by == '\n' { // one, for all of them
		e.put(from, to, e.lineEnd(e.buf.line(from)), to, other)
		return
	}
	var out strings.Builder
	last := 0
	for i := from; i < to; {
		next := min(e.rightOf(i), to)
		if c := e.buf.at(i); c == '\n' || c == '\r' {
			out.WriteString(e.buf.slice(i, next))
		} else {
			last = out.Len()
			out.WriteRune(by)
		}
		i = next
	}
	e.put(from, to, out.String(), from+last, other)
}
