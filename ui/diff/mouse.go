package diff

import (
	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/mouse"
)

// Mouse answers a mouse event at column x and line y of the view, counted from 0. A click
// makes a line current, a double click folds or unfolds, the wheel scrolls.
func (v *View) Mouse(_, y int, msg tea.MouseMsg) tea.Cmd {
	if right, down := mouse.Notches(msg); down != 0 {
		v.top += down * mouse.WheelRows
		v.clamp()
	} else if right != 0 {
		v.left = max(0, min(v.left+right*sideways, maxLeft))
	}
	if mouse.Clicked(msg) {
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
	if v.clicks.Double(i) {
		v.toggle()
	}
}
