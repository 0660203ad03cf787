// Package mouse has what all views need for the mouse: how far its wheel scrolls, and which
// clicks are double clicks. It knows no view: each view says what was clicked.
package mouse

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// WheelRows is how far one notch of the wheel goes.
const WheelRows = 3

// Wheel is how many rows the wheel goes down, negative if up, 0 if it is not the wheel.
func Wheel(msg tea.MouseMsg) int {
	switch msg.Button {
	case tea.MouseButtonWheelUp:
		return -WheelRows
	case tea.MouseButtonWheelDown:
		return WheelRows
	}
	return 0
}

// Notches is how far the wheel goes where there is something to the right, too: sideways with
// shift, or as a wheel that tilts says. Both are 0 if it is not the wheel.
func Notches(msg tea.MouseMsg) (right, down int) {
	switch msg.Button {
	case tea.MouseButtonWheelUp:
		down = -1
	case tea.MouseButtonWheelDown:
		down = 1
	case tea.MouseButtonWheelLeft:
		return -1, 0
	case tea.MouseButtonWheelRight:
		return 1, 0
	}
	if msg.Shift {
		return down, 0
	}
	return 0, down
}

// Clicked reports whether the left button was pressed.
func Clicked(msg tea.MouseMsg) bool {
	return msg.Action == tea.MouseActionPress && msg.Button == tea.MouseButtonLeft
}

// DoubleClick is the longest pause between the two presses of a double click.
const DoubleClick = 400 * time.Millisecond

// Clicks tells double clicks from others.
type Clicks struct {
	Now     func() time.Time // nil for time.Now
	pressed time.Time
	at      any
}

// Double takes a click on something. It reports whether it is the second one there, soon after
// the first: a third begins again.
func (c *Clicks) Double(at any) bool {
	now := time.Now()
	if c.Now != nil {
		now = c.Now()
	}
	if c.at == at && now.Sub(c.pressed) < DoubleClick {
		c.at = nil
		return true
	}
	c.at, c.pressed = at, now
	return false
}
