package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/action"
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

// view is what a pane holds.
type view interface {
	// Update takes a key that App does not answer before, see First.
	Update(msg tea.Msg) tea.Cmd
	// Actions are what it answers keys with, in the order in which help shows them, and Bind gives
	// them those that a user bound.
	Actions() []action.Action
	Bind(keys action.Keys)
	// Capturing reports whether keys that type are text for it now, and First whether a key is
	// its own before any action of App: what is typed, closes or copies something there.
	Capturing() bool
	First(msg tea.KeyMsg) bool
	// SetSize gives the cells to draw in.
	SetSize(width, height int)
	Focus()
	Blur()
}

// mouser answers the mouse, at a cell of what its frame holds: its title is on line -1.
type mouser interface {
	Mouse(x, y int, msg tea.MouseMsg) tea.Cmd
}

// lister is a list of which one thing is picked. Click reports whether the cursor was there already.
type lister interface {
	Wheel(rows int)
	Click(y int) (again bool)
}

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
	for p, v := range a.panes {
		r := a.screen.Panes[p]
		v.SetSize(max(r.Width-2, 0), max(r.Height-2, 0))
	}
}

// setFocus moves the focus.
func (a *App) setFocus(p pane) {
	for _, v := range a.panes {
		v.Blur()
	}
	a.focus = p
	a.panes[p].Focus()
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
			return a.say("cannot resize further")
		}
		a.prefs.Sizes = now.Sizes
		a.arrange()
		return nil
	}
}
