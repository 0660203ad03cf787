package flight

import (
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
)

// NoRequests says why nothing can be set of the runs to come, "" if it can.
func (r *Room) NoRequests() string {
	if r.Bench.Defaults == nil {
		return "nothing can be set of requests here"
	}
	return ""
}

// ToggleData has the answers of the runs to come hold metadata only, or all data again.
func (r *Room) ToggleData() tea.Cmd {
	d := r.Bench.Defaults
	if d.Included() == model.MetadataOnly {
		d.SetIncluded(model.AllData)
		r.Say("answers hold all data again")
		return nil
	}
	d.SetIncluded(model.MetadataOnly)
	r.Say("METADATA_ONLY: answers to runs from now on hold no input and no output")
	return nil
}

// ToggleTrace gives each run to come an X-Ray trace of its own, or none.
func (r *Room) ToggleTrace() tea.Cmd {
	d := r.Bench.Defaults
	if d.TraceHeader() != "" {
		d.SetTraceHeader("")
		r.Say("runs from now on get no X-Ray trace")
		return nil
	}
	d.SetTraceHeader(model.NewTrace)
	r.Say("each run from now on gets an X-Ray trace of its own: Billing shows its ID")
	return nil
}
