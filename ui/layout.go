package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/layout"
)

// pane is a place that can have the focus.
type pane = layout.Pane

// The panes in the order in which tab goes through them.
const (
	machinesPane = layout.Machines
	savedPane    = layout.Saved
	inputPane    = layout.Input
	historyPane  = layout.History
	detailsPane  = layout.Details
)

func (a *App) resize(width, height int) {
	a.screen.Width, a.screen.Height = width, height
	a.screen = layout.Place(a.place())
	a.size()
}

// place is what the layout depends on now.
func (a *App) place() layout.Screen {
	return layout.Screen{
		Width: a.screen.Width, Height: a.screen.Height, Focus: a.focus, Zoomed: a.prefs.Zoomed, Sizes: a.prefs.Sizes,
		Wants: layout.Wants{
			Machines: a.picker.List.Lines(), Saved: a.input.Saved.Len(), Input: a.input.Editor.Lines(), History: a.history.List.Lines(),
			Run: a.history.Details.Shown(), Sent: a.input.Sent(),
		},
	}
}

// arrange computes the layout, which follows what there is to be shown, and tells the panes
// their sizes if it is another one.
func (a *App) arrange() {
	if now := layout.Place(a.place()); now != a.screen {
		a.screen = now
		a.size()
	}
}

// size tells the panes their sizes.
func (a *App) size() {
	inner := func(p pane) (int, int) {
		r := a.screen.Panes[p]
		return max(r.Width-2, 0), max(r.Height-2, 0)
	}
	a.history.List.SetSize(inner(historyPane))
	a.history.Details.SetSize(inner(detailsPane))
	a.picker.List.SetSize(inner(machinesPane))
	a.input.Saved.SetSize(inner(savedPane))
	a.input.Editor.SetSize(inner(inputPane))
}

// setFocus moves the focus.
func (a *App) setFocus(p pane) {
	a.picker.List.Blur()
	a.input.Saved.Blur()
	a.input.Editor.Blur()
	a.history.List.Blur()
	a.history.Details.Blur()
	a.focus = p
	switch p {
	case machinesPane:
		a.picker.List.Focus()
	case savedPane:
		a.input.Saved.Focus()
	case inputPane:
		a.input.Editor.Focus()
	case historyPane:
		a.history.List.Focus()
	case detailsPane:
		a.history.Details.Focus()
	}
	a.arrange()
}

// turnFocus goes to the next pane, or the one before. Without saved inputs their pane is
// left out.
func (a *App) turnFocus(by int) {
	p := a.focus
	for {
		p = (p + pane(by) + pane(len(layout.Panes))) % pane(len(layout.Panes))
		if p != savedPane || a.input.Saved.Len() > 0 {
			break
		}
	}
	a.setFocus(p)
}

// sizeSteps are how far a pane grows with one key: cells are about twice as high as wide.
const (
	wider  = 4
	taller = 2
)

// grow gives the pane in focus more columns or lines, or fewer.
func (a *App) grow(columns, lines int) func() tea.Cmd {
	return func() tea.Cmd {
		now := a.place()
		now.Sizes = now.Grow(columns, lines)
		if layout.Place(now) == a.screen {
			return a.say("this pane does not get any further that way here")
		}
		a.prefs.Sizes = now.Sizes
		a.arrange()
		return nil
	}
}
