package jsonview

import (
	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/mouse"
)

// Mouse answers the mouse at cell x, y of the view: the wheel scrolls, with shift
// sideways; a click goes to a line; one on the signs before it, or on the line that is the
// current one already, folds or unfolds.
func (v *View) Mouse(x, y int, msg tea.MouseMsg) tea.Cmd {
	if v.blank() {
		return nil
	}
	v.frame, v.said = "", ""
	right, down := mouse.Notches(msg)
	switch {
	case down != 0:
		v.scroll(down * mouse.WheelRows)
		v.follow()
	case right != 0:
		v.sideways(2 * right * mouse.WheelRows)
	case mouse.Clicked(msg):
		v.click(x, y)
	}
	return nil
}

func (v *View) click(x, y int) {
	p := v.pane
	i, ok := v.rowAt(y)
	if !ok {
		return
	}
	again := i == p.cursor && v.focus // a click that gives the focus only goes there
	p.cursor = i
	if p.json && (again || x < gutter) {
		v.toggle(p.node(i))
	}
	v.show()
}
