package jsonview

import tea "github.com/charmbracelet/bubbletea"

// wheelRows is how far a step of the mouse wheel moves the text.
const wheelRows = 3

// Mouse answers the mouse at cell x, y of the view: the wheel scrolls, with shift
// sideways; a click goes to a line; one on the signs before it, or on the line that is the
// current one already, folds or unfolds.
func (v *View) Mouse(x, y int, msg tea.MouseMsg) tea.Cmd {
	if v.blank() {
		return nil
	}
	v.frame, v.said = "", ""
	switch {
	case msg.Button == tea.MouseButtonWheelUp && !msg.Shift:
		v.scroll(-wheelRows)
		v.follow()
	case msg.Button == tea.MouseButtonWheelDown && !msg.Shift:
		v.scroll(wheelRows)
		v.follow()
	case msg.Button == tea.MouseButtonWheelLeft || msg.Button == tea.MouseButtonWheelUp:
		v.sideways(-2 * wheelRows)
	case msg.Button == tea.MouseButtonWheelRight || msg.Button == tea.MouseButtonWheelDown:
		v.sideways(2 * wheelRows)
	case msg.Button == tea.MouseButtonLeft && msg.Action == tea.MouseActionPress:
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
