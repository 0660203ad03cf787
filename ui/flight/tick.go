package flight

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
)

// ticker is what moves while runs are in flight: one line, or the counts of a burst.
type ticker struct {
	on    bool
	frame int
}

// step is the time from frame to frame.
const step = 100 * time.Millisecond

// TickMsg is sent with each frame, and with what the shown run has told by then, nil for
// nothing: a frame is drawn once.
type TickMsg struct{ Told tea.Msg }

// Tick asks for the next frame, unless one is awaited.
func (r *Room) Tick(looked model.RunID) tea.Cmd {
	if r.tick.on {
		return nil
	}
	r.tick.on = true
	look := r.Watch(looked)
	return r.After(step, func(time.Time) tea.Msg {
		if look == nil {
			return TickMsg{}
		}
		return TickMsg{look()}
	})
}

// Ticked continues to the next frame while something moves.
func (r *Room) Ticked(moves bool) (frame int) {
	r.tick.on = false
	if moves {
		r.tick.frame++
	}
	return r.tick.frame
}
