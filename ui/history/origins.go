package history

import (
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/ask"
	"expresso/ui/jsonview"
)

// WantOrigins is the output whose lines must be distinguished from those that were passed through
// from the input, if that is needed. It is requested once.
func (d *Details) WantOrigins() (run model.Run, ok bool) {
	if d.tab != Output || !d.whole || d.compared == d.run.ID || !d.output.WantOrigins() {
		return model.Run{}, false
	}
	d.compared = d.run.ID
	return d.run, true
}

// originsMsg is sent when the output of a run has been compared with its input.
type originsMsg struct{ origins jsonview.Origins }

func (r *Room) readOrigins(run model.Run) tea.Cmd {
	return ask.Command(func() tea.Msg { return originsMsg{jsonview.OriginsOf(run.Output, run.Input)} })
}
