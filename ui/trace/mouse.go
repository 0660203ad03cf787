package trace

import (
	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/mouse"
)

// Mouse answers a mouse event at column x and line y of the view, counted from 0. A click
// makes a row current, a click on its fold mark folds, a double click opens, the wheel
// scrolls.
func (v *View) Mouse(x, y int, msg tea.MouseMsg) tea.Cmd {
	v.follow = v.follow && msg.Action == tea.MouseActionMotion
	if rows := mouse.Wheel(msg); rows != 0 {
		v.top += rows
		v.clamp()
	}
	if mouse.Clicked(msg) {
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
	if v.clicks.Double(r.node()) {
		return v.open()
	}
	return nil
}
