package mouse

import (
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

func TestNotches(t *testing.T) {
	for _, c := range []struct {
		button      tea.MouseButton
		shift       bool
		right, down int
	}{
		{tea.MouseButtonWheelUp, false, 0, -1},
		{tea.MouseButtonWheelDown, false, 0, 1},
		{tea.MouseButtonWheelUp, true, -1, 0},
		{tea.MouseButtonWheelDown, true, 1, 0},
		{tea.MouseButtonWheelLeft, false, -1, 0},
		{tea.MouseButtonWheelRight, true, 1, 0},
		{tea.MouseButtonLeft, false, 0, 0},
		{tea.MouseButtonLeft, true, 0, 0},
	} {
		if right, down := Notches(tea.MouseMsg{Button: c.button, Shift: c.shift}); right != c.right || down != c.down {
			t.Errorf("button %v, shift %v: %d, %d", c.button, c.shift, right, down)
		}
	}
}

func TestDoubleClick(t *testing.T) {
	now := time.Unix(0, 0)
	c := Clicks{Now: func() time.Time { return now }}
	click := func(at any, after time.Duration, want bool) {
		t.Helper()
		now = now.Add(after)
		if got := c.Double(at); got != want {
			t.Errorf("at %v after %s: %v", at, after, got)
		}
	}
	click(0, 0, false)
	click(0, DoubleClick-1, true)
	click(0, 1, false) // the third begins again
	click(0, DoubleClick, false)
	click(1, 1, false) // elsewhere
	click(1, 1, true)
}
