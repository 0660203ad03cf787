package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/action"
	"expresso/ui/flight"
	"expresso/ui/screen"
)

// pace is the least time that a run is in flight on a stage: shorter than it takes an
// audience to see that something runs, and nobody notices.
const pace = 700 * time.Millisecond

// pacedMsg is sent when the answer to a run has been held back long enough.
type pacedMsg flight.FinishedMsg

// paced holds the answer to a run back, on a stage, until it was in flight for the pace.
// What the run took and cost stays as it was.
func (a *App) paced(msg flight.FinishedMsg) tea.Cmd {
	rest := pace - a.now().Sub(msg.Run.Asked)
	if !a.cfg.Demo || rest <= 0 {
		return a.onRunFinished(msg)
	}
	return a.tick(rest, func(time.Time) tea.Msg { return pacedMsg(msg) })
}

// press notes a key for the audience, unless it types text.
func (a *App) press(msg tea.KeyMsg) {
	if a.cfg.Demo && (!action.Types(msg) || a.dialogs.Front() == nil && !a.capturing()) && !msg.Paste {
		a.pressed = msg.String()
		if a.pressed == " " {
			a.pressed = "space"
		}
	}
}

// stage is what the header says on a stage: that nothing is kept, and the key that was
// pressed last.
func (a *App) stage() string {
	if !a.cfg.Demo {
		return ""
	}
	text := a.t.Dim.Render(" "+a.t.Sep+" ") + "demo: nothing is kept"
	if a.pressed != "" {
		text += "   " + a.t.Select.Render(" "+screen.Visible(a.pressed)+" ")
	}
	return text
}
