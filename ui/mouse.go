package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/keymap"
	"expresso/ui/layout"
	"expresso/ui/mouse"
)

// onMouse gives the mouse to the pane that it is over. A click moves the focus there.
func (a *App) onMouse(msg tea.MouseMsg) tea.Cmd {
	if a.screen.TooSmall() {
		return nil
	}
	clicked := mouse.Clicked(msg)
	if clicked && msg.Y == a.screen.Height-1 {
		return a.onPress(keymap.PressMsg{Key: a.drawn.keys.At(msg.X)})
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
	x, y := msg.X-a.screen.Panes[p].X-1, msg.Y-a.screen.Panes[p].Y-1
	switch v := a.panes[p].(type) {
	case mouser:
		return v.Mouse(x, y, msg)
	case lister: // the first click chooses, the second picks
		v.Wheel(mouse.Wheel(msg))
		if clicked && v.Click(y) && p == a.focus {
			return a.performKey(p, "enter")
		}
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

// performKey does the action that a key has in a pane.
func (a *App) performKey(p pane, pressed string) tea.Cmd {
	if c := a.keys.In(p).Find(pressed); c != nil {
		return a.perform(*c)
	}
	return nil
}
