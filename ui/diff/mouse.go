package diff

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// doubleClick is the longest pause between the two presses of a double click.
const doubleClick = 400 * time.Millisecond

const wheelLines = 3

// mouse is what has to be remembered from one event to the next.
type mouse struct {
	now     func() time.Time
	pressed time.Time
	at      int // line
}

// Mouse answers a mouse event at column x and line y of the view, counted from 0. A click
// makes a line current, a double click folds or unfolds, the wheel scrolls.
func (v *View) Mouse(_, y int, msg tea.MouseMsg) tea.Cmd {
	switch {
	case msg.Button == tea.MouseButtonWheelUp && !msg.Shift:
		v.top -= wheelLines
		v.clamp()
	case msg.Button == tea.MouseButtonWheelDown && !msg.Shift:
		v.top += wheelLines
		v.clamp()
	case msg.Button == tea.MouseButtonWheelLeft, msg.Button == tea.MouseButtonWheelUp:
		v.left = max(0, v.left-sideways)
	case msg.Button == tea.MouseButtonWheelRight, msg.Button == tea.MouseButtonWheelDown:
		v.left = min(v.left+sideways, maxLeft)
	case msg.Button == tea.MouseButtonLeft && msg.Action == tea.MouseActionPress:
		v.press(y)
	}
	return nil
}

func (v *View) press(y int) {
	i := v.top + y - 1
	if y < 1 || y > v.body() || i >= len(v.lines) {
		return
	}
	v.moveTo(i)
	now := v.mouse.now()
	if v.mouse.at == i && now.Sub(v.mouse.pressed) < doubleClick {
		v.toggle()
		now = time.Time{}
	}
	v.mouse.at, v.mouse.pressed = i, now
}
