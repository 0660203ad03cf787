package ui

import (
	tea "github.com/charmbracelet/bubbletea"
)

// sizes are what a user has changed of the layout, in cells against what it would be.
type sizes struct {
	Side  int `json:"side,omitempty"`  // width of machines and saved inputs
	Saved int `json:"saved,omitempty"` // height of the saved inputs
	Input int `json:"input,omitempty"` // height of the input
	Half  int `json:"half,omitempty"`  // its width, where it has a column of its own
	List  int `json:"list,omitempty"`  // height of the history
}

// The least that a pane shrinks to, frame included.
const (
	leastWidth  = 22
	leastHeight = 4
)

// within keeps a length between what a pane needs and what the others leave it.
func within(length, least, room int) int { return max(min(length, room-least), min(least, room)) }

// sizeSteps are how far a pane grows with one key: cells are about twice as high as wide.
const (
	wider  = 4
	taller = 2
)

// grow gives the pane in focus more columns or lines, or fewer.
func (a *App) grow(columns, lines int) func() tea.Cmd {
	return func() tea.Cmd {
		before := a.sizes
		s := &a.sizes
		switch {
		case a.focus <= savedPane:
			s.Side += columns
		case a.screen.width < threeColumn:
			s.Side -= columns
		case a.focus == inputPane:
			s.Half += columns
		default:
			s.Half -= columns
		}
		switch a.focus {
		case machinesPane:
			s.Saved -= lines
		case savedPane:
			s.Saved += lines
		case inputPane:
			s.Input += lines
		case historyPane:
			s.List += lines
		case detailsPane:
			s.List -= lines
		}
		if place(a.screen.width, a.screen.height, a.focus, a.zoomed, a.sizes) == a.screen {
			a.sizes = before
			return a.say("this pane does not get any further that way here")
		}
		a.arrange()
		return nil
	}
}
