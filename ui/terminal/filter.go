package terminal

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// mousePause is how long motion and wheel rest after each message: terminals send hundreds
// a second, and each would cost a frame.
const mousePause = 12 * time.Millisecond

// Filter thins out the mouse, and, where the terminal was asked, takes its answer out of the keys.
func Filter(asked bool, now func() time.Time) func(tea.Model, tea.Msg) tea.Msg {
	var late answer
	if asked {
		late.until = now().Add(askTime)
	}
	var last time.Time
	return func(_ tea.Model, msg tea.Msg) tea.Msg {
		switch m := msg.(type) {
		case tea.MouseMsg:
			if m.Action != tea.MouseActionMotion && !tea.MouseEvent(m).IsWheel() {
				return msg
			}
			t := now()
			if t.Sub(last) < mousePause {
				return nil
			}
			last = t
		case tea.KeyMsg:
			if taken, in := late.take(m, now()); taken {
				return in
			}
		}
		return msg
	}
}
