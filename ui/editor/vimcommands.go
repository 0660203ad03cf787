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
		{vimKey{"vim-insert", "i", false, "insert before the cursor"}, insert(func(e *Editor) int { return e.sel.cursor })},
		{vimKey{"vim-append", "a", false, "insert after the cursor"}, insert(func(e *Editor) int { return min(e.rightOf(e.sel.cursor), e.endOfLine()) })},
		{vimKey{"vim-insert-at-line-start", "I", false, "insert at the start of the line's text"}, insert(func(e *Editor) int { return e.firstSign(e.buf.line(e.sel.cursor)) })},
		{vimKey{"vim-append-to-line", "A", false, "insert at the end of the line"}, insert((*Editor).endOfLine)},
		{vimKey{"vim-open-line-below", "o", false, "insert a line below"}, open(true)},
		{vimKey{"vim-open-line-above", "O", false, "insert a line above"}, open(false)},
		{vimKey{"vim-delete-character", "x", false, "delete the character"}, over('d', right)},
		{vimKey{"vim-delete-character-before", "X", false, "delete the character before"}, over('d', func(e *Editor, s stroke) (int, int) {
			at, start := e.sel.cursor, e.buf.start(e.buf.line(e.sel.cursor))
			for i := 0; i < s.count && at > start; i++ {
				at = e.leftOf(at)
			}
			return at, e.sel.cursor
		})},
		{vimKey{"vim-delete-to-line-end", "D", false, "delete to the end of the line"}, over('d', rest)},
		{vimKey{"vim-change-to-line-end", "C", false, "change to the end of the line"}, over('c', rest)},
		{vimKey{"vim-change-character", "s", false, "change the character"}, over('c', right)},
		{vimKey{"vim-change-line", "S", false, "change the line"}, func(e *Editor, s stroke) tea.Cmd { return e.operateLines('c', s) }},
		{vimKey{"vim-copy-line", "Y", false, "copy the line"}, func(e *Editor, s stroke) tea.Cmd { return e.operateLines('y', s) }},
		{vimKey{"vim-replace-character", "r", true, "replace the character"}, plain(func(e *Editor, s stroke) {
			if to, n := e.behind(s.count); n == s.count {
				e.replaceBy(e.sel.cursor, to, s.arg)
			}
		})},
		{vimKey{"vim-swap-case", "~", false, "change case"}, plain(func(e *Editor, s stroke) {
			to, _ := e.behind(s.count)
			e.put(e.sel.cursor, to, swapCase(e.buf.slice(e.sel.cursor, to)), to, other)
		})},
		{vimKey{"vim-join-lines", "J", false, "join the line below"}, plain(func(e *Editor, s stroke) {
			n := e.buf.line(e.sel.cursor)
			e.join(n, n+max(s.count-1, 1))
		})},
		{vimKey{"vim-paste-after", "p", false, "paste after the cursor; lines go below"}, plain(func(e *Editor, s stroke) { e.putBack(s, false) })},
		{vimKey{"vim-paste-before", "P", false, "paste before the cursor; lines go above"}, plain(func(e *Editor, s stroke) { e.putBack(s, true) })},
		{vimKey{"vim-register", `"`, true, "register (there is only one)"}, nil},
		{vimKey{"vim-undo", "u", false, "undo"}, times((*Editor).undo, "nothing to undo")},
		{vimKey{"vim-redo", "U", false, "redo"}, times((*Editor).redo, "nothing to redo")},
		{vimKey{"vim-repeat", ".", false, "repeat the last change"}, (*Editor).repeat},
		{vimKey{"vim-select", "v", false, "select characters"}, begin(visualMode)},
		{vimKey{"vim-select-lines", "V", false, "select lines"}, begin(linesMode)},
		{vimKey{"vim-scroll-to-middle", "zz", false, "scroll the line to the middle"}, show(func(e *Editor) int { return e.textHeight() / 2 })},
		{vimKey{"vim-scroll-to-top", "zt", false, "scroll the line to the top"}, show(func(*Editor) int { return 0 })},
		{vimKey{"vim-scroll-to-bottom", "zb", false, "scroll the line to the bottom"}, show(func(e *Editor) int { return e.textHeight() - 1 })},
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
		{vimKey{"vim-delete-character", "x", false, ""}, op('d', false)},
		{vimKey{"vim-delete-character-before", "X", false, ""}, op('d', true)},
		{vimKey{"vim-delete-to-line-end", "D", false, ""}, op('d', true)},
		{vimKey{"vim-change-character", "s", false, ""}, op('c', false)},
		{vimKey{"vim-change-line", "S", false, ""}, op('c', true)},
		{vimKey{"vim-change-to-line-end", "C", false, ""}, op('c', true)},
		{vimKey{"vim-copy-line", "Y", false, ""}, op('y', true)},
		{vimKey{"vim-replace-character", "r", true, ""}, change(func(e *Editor, from, to int, s stroke) { e.replaceBy(from, to, s.arg) })},
		{vimKey{"vim-swap-case", "~", false, ""}, letters(swapCase)},
		{vimKey{"vim-small-letters", "u", false, "selection to lower case"}, letters(func(s string) string { return mapRunes(s, unicode.ToLower) })},
		{vimKey{"vim-capital-letters", "U", false, "selection to upper case"}, letters(func(s string) string { return mapRunes(s, unicode.ToUpper) })},
		{vimKey{"vim-join-lines", "J", false, ""}, plain(func(e *Editor, _ stroke) {
			from, to := e.selected()
			first, last := e.buf.line(from), e.buf.line(max(from, to-1))
			e.vim.mode = normalMode
			e.moveTo(from, false)
			e.join(first, max(last, first+1))
		})},
		{vimKey{"vim-paste-after", "p", false, ""}, paste},
		{vimKey{"vim-paste-before", "P", false, ""}, paste},
		{vimKey{"vim-register", `"`, true, ""}, nil},
		{vimKey{"vim-other-end", "o", false, "go to the other end of the selection"}, swap},
		{vimKey{"vim-other-end", "O", false, ""}, swap},
		{vimKey{"vim-select", "v", false, ""}, turn(visualMode)},
		{vimKey{"vim-select-lines", "V", false, ""}, turn(linesMode)},
		{vimKey{"vim-scroll-to-middle", "zz", false, ""}, vimCommands[len(vimCommands)-3].do},
		{vimKey{"vim-scroll-to-top", "zt", false, ""}, vimCommands[len(vimCommands)-2].do},
		{vimKey{"vim-scroll-to-bottom", "zb", false, ""}, vimCommands[len(vimCommands)-1].do},
	}
}

// replaceBy puts a character in the place of each one of text[from:to]; line ends stay.
func (e *Editor) replaceBy(from, to int, by rune) {
	if by == '\n' { // one, for all of them
		end := e.lineEnd(e.buf.line(from))
		e.put(from, to, end, from+len(end), other)
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
