package trace

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
	at      any // node of the row
}

// Mouse answers a mouse event at column x and line y of the view, counted from 0. A click
// makes a row current, a click on its fold mark folds, a double click opens, the wheel
// scrolls.
func (v *View) Mouse(x, y int, msg tea.MouseMsg) tea.Cmd {
	v.follow = v.follow && msg.Action == tea.MouseActionMotion
	switch {
	case msg.Button == tea.MouseButtonWheelUp:
		v.top -= wheelLines
		v.clamp()
	case msg.Button == tea.MouseButtonWheelDown:
		v.top += wheelLines
		v.clamp()
	case msg.Button == tea.MouseButtonLeft && msg.Action == tea.MouseActionPress:
		return v.press(x, y)
	}
	return nil
}

func (v *View) press(x, y int) tea.Cmd {
	i := v.top + y - 1
	if y < 1 || y > v.body() || i >= len(v.rows) {
		return nil
	}
	v.moveTo(i)
	r := v.current()
	if r.kids > 0 && x == gutter+2*r.depth {
		v.fold(!r.open)
		return nil
	}
	now := v.mouse.now()
	if v.mouse.at == r.node() && now.Sub(v.mouse.pressed) < doubleClick {
		v.mouse.at = nil
		return v.open()
	}
	v.mouse.at, v.mouse.pressed = r.node(), now
	return nil
}
