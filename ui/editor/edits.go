package editor

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/clipboard"
	"expresso/ui/screen"
)

// copied puts text that was cut or copied on the system's clipboard.
func copied(text string) tea.Cmd {
	return func() tea.Msg { return clipboard.CopyMsg{Text: text, What: "the selection"} }
}

func (e *Editor) left1() {
	if from, _ := e.selected(); e.hasSelection() {
		e.moveTo(from, false)
		return
	}
	e.moveTo(e.leftOf(e.sel.cursor), false)
}

func (e *Editor) right1() {
	if _, to := e.selected(); e.hasSelection() {
		e.moveTo(to, false)
		return
	}
	e.moveTo(e.rightOf(e.sel.cursor), false)
}

func (e *Editor) selectAll() {
	e.moveTo(0, false)
	top, left := e.top, e.left
	e.moveTo(e.buf.size(), true)
	if e.buf.lines() > e.textHeight() {
		e.top, e.left = top, left // the eyes stay where they were
	}
}

func (e *Editor) copySelection() tea.Cmd {
	from, to := e.selected()
	e.keep(e.buf.slice(from, to), e.commanding() && e.vim.mode == linesMode)
	e.notice = screen.Bytes(to-from) + " copied"
	return copied(e.register)
}

// keep makes text what is pasted next; lines says that it is whole lines.
func (e *Editor) keep(text string, lines bool) { e.register, e.registerLines = text, lines }

// cut takes the selection away, or without one the line.
func (e *Editor) cut() tea.Cmd {
	from, to := e.selected()
	if from == to {
		from, to = e.selectedLines()
	}
	if from == to {
		return nil
	}
	e.keep(e.buf.slice(from, to), false)
	e.put(from, to, "", from, other)
	return copied(e.register)
}

// paste puts text in the place of the selection as one step. Terminals send the line ends
// of a paste as "\r"; here they are all "\n".
func (e *Editor) paste(text string) {
	if strings.Contains(text, "\r") {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	}
	from, to := e.selected()
	e.record.closed = true
	if e.put(from, to, text, from+len(text), other) {
		e.record.closed = true
	}
}

// selectedLines returns the range of the lines that the selection touches, with their
// line ends.
func (e *Editor) selectedLines() (from, to int) {
	a, b := e.selected()
	first, last := e.buf.line(a), e.buf.line(b)
	if last > first && b == e.buf.start(last) {
		last-- // of the last line nothing is selected
	}
	return e.buf.start(first), e.buf.start(last + 1)
}

// deleteLines removes the lines that the selection touches.
func (e *Editor) deleteLines() {
	from, to := e.selectedLines()
	if to == e.buf.size() && from > 0 && e.buf.line(to) == e.buf.line(max(from, to-1)) {
		from = e.buf.end(e.buf.line(from) - 1) // the last line takes the line end before it along
	}
	e.put(from, to, "", from, other)
	e.moveTo(min(e.sel.cursor, e.buf.size()), false)
}

// duplicateLines puts a copy of the lines that the selection touches below them, with the
// selection in the copy.
func (e *Editor) duplicateLines() {
	from, to := e.selectedLines()
	text := e.buf.slice(from, to)
	if !strings.HasSuffix(text, "\n") {
		eol := e.lineEnd(e.buf.line(from))
		text = eol + text
	}
	sel := span{e.sel.anchor + len(text), e.sel.cursor + len(text)}
	if e.put(to, to, text, sel.cursor, other) {
		e.sel = sel
		e.reveal()
	}
}

// moveLinesBy lets the lines that the selection touches change places with the one above
// or below.
func (e *Editor) moveLinesBy(by int) {
	from, to := e.selectedLines()
	first, last := e.buf.line(from), e.buf.line(from)
	if to > from {
		last = e.buf.line(to - 1)
	}
	if by < 0 && first == 0 || by > 0 && last == e.buf.lines()-1 {
		return
	}
	upper, lower := from, e.buf.start(last+2) // both blocks, and where they meet
	meet := to
	if by < 0 {
		upper, lower, meet = e.buf.start(first-1), to, from
	}
	above, below := e.buf.slice(upper, meet), e.buf.slice(meet, lower)
	if !strings.HasSuffix(below, "\n") {
		// The last line has no line end: it gets the one of the line above it.
		body := strings.TrimSuffix(strings.TrimSuffix(above, "\n"), "\r")
		below, above = below+above[len(body):], body
	}
	shift := len(below)
	if by < 0 {
		shift = -len(e.buf.slice(upper, meet))
	}
	sel := span{e.sel.anchor + shift, e.sel.cursor + shift}
	if e.put(upper, lower, below+above, sel.cursor, other) {
		e.sel = span{min(sel.anchor, e.buf.size()), min(sel.cursor, e.buf.size())}
		e.reveal()
	}
}

// toggle makes the true at the cursor false, and the other way round.
func (e *Editor) toggle() {
	from, to := e.word(e.sel.cursor)
	words := map[string]string{"true": "false", "false": "true"}
	word := ""
	if to-from <= len("false") {
		word = words[e.buf.slice(from, to)]
	}
	if word == "" || e.inside(from).str {
		e.notice = "no true or false here"
		return
	}
	e.put(from, to, word, from, other)
}

// gotoProblem puts the cursor where the text stops being JSON.
func (e *Editor) gotoProblem() {
	e.Check()
	if e.problem.msg == "" {
		e.notice = "no error: the input is valid JSON"
		if e.problem.blank {
			e.notice = "no error: an empty input means {}"
		}
		return
	}
	e.moveTo(e.problem.offset, false)
	if !e.tellsAtItsLine() {
		e.notice = e.problem.String()
	}
}
