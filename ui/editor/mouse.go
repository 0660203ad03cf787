package editor

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// doubleClick is the longest pause between the two presses of a double click.
const doubleClick = 400 * time.Millisecond

const wheelLines, wheelCells = 3, 8

// mouse is what has to be remembered from one event to the next.
type mouse struct {
	now      func() time.Time
	pressed  time.Time
	at       int // offset of the last press
	dragging bool
}

// Mouse answers a mouse event at column x and line y of the view, counted from 0; either
// may lie outside it while the mouse is dragged. A click places the cursor, a double click
// selects a word, dragging or shift selects, the wheel scrolls.
func (e *Editor) Mouse(x, y int, msg tea.MouseMsg) tea.Cmd {
	defer e.settleVim()
	switch {
	case msg.Button == tea.MouseButtonWheelUp && !msg.Shift:
		e.scroll(-wheelLines, 0)
	case msg.Button == tea.MouseButtonWheelDown && !msg.Shift:
		e.scroll(wheelLines, 0)
	case msg.Button == tea.MouseButtonWheelLeft, msg.Button == tea.MouseButtonWheelUp:
		e.scroll(0, -wheelCells)
	case msg.Button == tea.MouseButtonWheelRight, msg.Button == tea.MouseButtonWheelDown:
		e.scroll(0, wheelCells)
	case msg.Action == tea.MouseActionRelease:
		e.mouse.dragging = false
	case msg.Button == tea.MouseButtonLeft && msg.Action == tea.MouseActionPress:
		e.press(e.offsetAt(x, y), msg.Shift)
	case msg.Action == tea.MouseActionMotion && e.mouse.dragging:
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
	now := e.mouse.now()
	if at == e.mouse.at && !extend && now.Sub(e.mouse.pressed) < doubleClick {
		from, to := e.word(at)
		e.moveTo(from, false)
		e.moveTo(to, true)
		e.mouse.pressed = time.Time{}
		return
	}
	e.mouse.pressed, e.mouse.at, e.mouse.dragging = now, at, true
	e.moveTo(at, extend)
}

// offsetAt returns what stands in a cell of the view, or is nearest to it.
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
