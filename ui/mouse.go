package ui

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"
)

// wheelRows is how far one notch of the wheel goes.
const wheelRows = 3

// mouser is an overlay that answers the mouse, at a cell of what its frame holds.
type mouser interface {
	mouse(a *App, x, y int, msg tea.MouseMsg) tea.Cmd
}

// onMouse gives the mouse to the pane that it is over. A click moves the focus there.
func (a *App) onMouse(msg tea.MouseMsg) tea.Cmd {
	if a.screen.tooSmall() {
		return nil
	}
	if a.over != nil {
		if over, ok := a.over.(mouser); ok {
			return over.mouse(a, msg.X-a.overAt.x-1, msg.Y-a.overAt.y-1, msg)
		}
		return nil
	}
	clicked := msg.Action == tea.MouseActionPress && msg.Button == tea.MouseButtonLeft
	if a.screen.folded && clicked && msg.Y == 1 {
		a.setFocus(machinesPane)
		return nil
	}
	p, ok := a.paneAt(msg)
	if !ok {
		return nil
	}
	if clicked && p != a.focus {
		a.setFocus(p)
		if now, ok := a.paneAt(msg); !ok || now != p {
			return nil // the layout has changed under the mouse
		}
	}
	r := a.screen.panes[p]
	x, y := msg.X-r.x-1, msg.Y-r.y-1
	if len(a.flights) > 0 && p == a.flightPane() {
		y--
	}
	rows := 0
	switch msg.Button {
	case tea.MouseButtonWheelUp:
		rows = -wheelRows
	case tea.MouseButtonWheelDown:
		rows = wheelRows
	}
	switch p {
	case machinesPane:
		return a.mouseMachines(y, rows, clicked)
	case savedPane:
		return a.mouseSaved(y, rows, clicked)
	case inputPane:
		return a.editor.Mouse(x, y, msg)
	case historyPane:
		if rows != 0 {
			a.list.Wheel(rows)
		} else if clicked {
			a.list.Click(y)
		}
	case detailsPane:
		return a.mouseDetails(x, y, r, msg, clicked)
	}
	return nil
}

// paneAt is the pane under the mouse. While a button is held it stays the one in focus, so
// that a selection can be dragged past the frame.
func (a *App) paneAt(msg tea.MouseMsg) (pane, bool) {
	if msg.Action != tea.MouseActionPress {
		return a.focus, a.screen.panes[a.focus].height > 0
	}
	for _, p := range panes {
		if a.screen.panes[p].has(msg.X, msg.Y) {
			return p, true
		}
	}
	return 0, false
}

func (a *App) mouseMachines(y, rows int, clicked bool) tea.Cmd {
	if rows != 0 {
		a.picker.Wheel(rows)
		return nil
	}
	before := a.picker.Aim()
	if !clicked || !a.picker.Click(y) {
		return nil
	}
	// The first click chooses, the second picks.
	if a.picker.Aim() != before {
		return nil
	}
	return a.performKey(machinesPane, "enter")
}

func (a *App) mouseSaved(y, rows int, clicked bool) tea.Cmd {
	if rows != 0 {
		a.inputs.Wheel(rows)
		return nil
	}
	before, _ := a.inputs.Selected()
	if !clicked || !a.inputs.Click(y) {
		return nil
	}
	if now, _ := a.inputs.Selected(); now != before {
		return nil
	}
	return a.performKey(savedPane, "enter")
}

func (a *App) mouseDetails(x, y int, r rect, msg tea.MouseMsg, clicked bool) tea.Cmd {
	if clicked && msg.Y == r.y {
		// The title stands after a corner, a blank and the focus's mark with its blank.
		if tab, ok := a.details.TabAt(msg.X - r.x - 4); ok {
			a.details.Open(tab)
		}
		return nil
	}
	return a.details.Mouse(x, y, msg)
}

// performKey does the action that a key has in a pane.
func (a *App) performKey(p pane, pressed string) tea.Cmd {
	for _, c := range actions {
		if c.in != nil && c.works(p) && slices.Contains(c.keys, pressed) {
			return a.perform(c)
		}
	}
	return nil
}
