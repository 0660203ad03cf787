package editor

import (
	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/mouse"
)

const wheelCells = 8

// Mouse answers a mouse event at column x and line y of the view, counted from 0; either
// may lie outside it while the mouse is dragged. A click places the cursor, a double click
// selects a word, dragging or shift selects, the wheel scrolls.
func (e *Editor) Mouse(x, y int, msg tea.MouseMsg) tea.Cmd {
	defer e.settleVim()
	if right, down := mouse.Notches(msg); right != 0 || down != 0 {
		e.scroll(down*mouse.WheelRows, right*wheelCells)
		return nil
	}
	switch {
	case msg.Action == tea.MouseActionRelease:
		e.dragging = false
	case mouse.Clicked(msg):
		e.press(e.offsetAt(x, y), msg.Shift)
	case msg.Action == tea.MouseActionMotion && e.dragging:
		e.moveTo(e.offsetAt(x, y), true)
	}
	return nil
}

func (e *Editor) press(at int, extend bool) {
	e.notice = ""
	e.closePrompt()
	if e.commanding() {
		e.resetVim()
	}
	if e.clicks.Double(at) && !extend {
		from, to := e.word(at)
		e.moveTo(from, false)
		e.moveTo(to, true)
		return
	}
	e.dragging = true
	e.moveTo(at, extend)
}

// offsetAt returns what is in a cell of the view, or is nearest to it.
func (e *Editor) offsetAt(x, y int) int {
	n := max(0, min(e.top+y, e.buf.lines()-1))
	return e.buf.start(n) + e.layout.seek(n, far, max(0, e.left+x-e.gutterWidth())).off
}

// scroll moves what is on screen, not the cursor.
func (e *Editor) scroll(lines, cells int) {
	e.top = max(0, min(e.top+lines, e.buf.lines()-1))
	if cells == 0 {
		return
	}
	// As far as the longest line on screen reaches.
	longest := 0
	for n := e.top; n < min(e.top+e.textHeight(), e.buf.lines()); n++ {
		longest = max(longest, e.layout.seek(n, far, e.left+e.textWidth()+cells).col)
	}
	if cells < 0 || longest > e.left+e.textWidth()-1 {
		e.left = max(0, e.left+cells)
	}
}
