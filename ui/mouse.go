package ui

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/layout"
	"expresso/ui/list"
)

// onMouse gives the mouse to the pane that it is over. A click moves the focus there.
func (a *App) onMouse(msg tea.MouseMsg) tea.Cmd {
	if a.screen.TooSmall() {
		return nil
	}
	clicked := list.Clicked(msg)
	if clicked && msg.Y == a.screen.Height-1 {
		return a.onPress(pressMsg{key: a.drawn.keys.At(msg.X)})
	}
	if a.dialogs.Front() != nil {
		return a.serve(a.dialogs.Mouse(msg))
	}
	if clicked && ((a.screen.Folded || a.screen.Single) && msg.Y == 0) {
		a.setFocus(machinesPane)
		return nil
	}
	p, ok := a.paneAt(msg)
	if !ok {
		return nil
	}
	// What was clicked is what was seen: the focus may move the panes, and follows.
	before := a.focus
	cmd := a.mouseIn(p, msg, clicked)
	if clicked && a.focus == before && p != before && a.dialogs.Front() == nil {
		a.setFocus(p)
	}
	return cmd
}

// mouseIn gives the mouse to a pane. A click into one that has not the focus only chooses.
func (a *App) mouseIn(p pane, msg tea.MouseMsg, clicked bool) tea.Cmd {
	r := a.screen.Panes[p]
	x, y := msg.X-r.X-1, msg.Y-r.Y-1
	rows := list.Wheel(msg)
	switch p {
	case machinesPane:
		return a.mouseMachines(y, rows, clicked)
	case savedPane:
		return a.mouseSaved(y, rows, clicked)
	case inputPane:
		return a.input.Editor.Mouse(x, y, msg)
	case historyPane:
		if rows != 0 {
			a.history.List.Wheel(rows)
		} else if clicked {
			a.history.List.Click(y)
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
		return a.focus, a.screen.Panes[a.focus].Height > 0
	}
	for _, p := range layout.Panes {
		if a.screen.Panes[p].Has(msg.X, msg.Y) {
			return p, true
		}
	}
	return 0, false
}

func (a *App) mouseMachines(y, rows int, clicked bool) tea.Cmd {
	if rows != 0 {
		a.picker.List.Wheel(rows)
		return nil
	}
	before := a.picker.List.ARN()
	if !clicked || !a.picker.List.Click(y) {
		return nil
	}
	// The first click chooses, the second picks.
	if a.picker.List.ARN() != before || a.focus != machinesPane {
		return nil
	}
	return a.performKey(machinesPane, "enter")
}

func (a *App) mouseSaved(y, rows int, clicked bool) tea.Cmd {
	if rows != 0 {
		a.input.Saved.Wheel(rows)
		return nil
	}
	before, _ := a.input.Saved.Selected()
	if !clicked || !a.input.Saved.Click(y) {
		return nil
	}
	if now, _ := a.input.Saved.Selected(); now != before || a.focus != savedPane {
		return nil
	}
	return a.performKey(savedPane, "enter")
}

func (a *App) mouseDetails(x, y int, r layout.Rect, msg tea.MouseMsg, clicked bool) tea.Cmd {
	if clicked && msg.Y == r.Y {
		if tab, ok := a.history.Details.TabAt(msg.X - r.X); ok {
			a.history.Details.Open(tab)
		}
		return nil
	}
	return a.history.Details.Mouse(x, y, msg)
}

// performKey does the action that a key has in a pane.
func (a *App) performKey(p pane, pressed string) tea.Cmd {
	for _, c := range a.actions {
		if c.in != nil && c.works(p) && slices.Contains(c.Keys, pressed) {
			return a.perform(c.Action)
		}
	}
	return nil
}
