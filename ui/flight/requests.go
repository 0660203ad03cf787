package flight

import (
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
)

// NoRequests says why nothing can be set of the runs to come, "" if it can.
func (r *Room) NoRequests() string {
	if r.Bench.Defaults == nil {
		return "requests have no settings on this target"
	}
	return ""
}

// Settings are the settings of new runs that differ from the default, for the header.
func (r *Room) Settings() (all []string) {
	d := r.Bench.Defaults
	if d == nil {
		return nil
	}
	if d.Included() == model.MetadataOnly {
		all = append(all, r.Theme.Warn.Render(string(model.MetadataOnly)))
	}
	if d.TraceHeader() != "" {
		all = append(all, r.Theme.Accent.Render("X-Ray"))
	}
	return all
}

// ToggleData makes the responses to new runs contain metadata only, or all data again.
func (r *Room) ToggleData() tea.Cmd {
	d := r.Bench.Defaults
	if d.Included() == model.MetadataOnly {
		d.SetIncluded(model.AllData)
		r.Say("responses contain all data again")
		return nil
	}
	d.SetIncluded(model.MetadataOnly)
	r.Say("METADATA_ONLY: responses to new runs contain no input and output")
	return nil
}

// ToggleTrace gives each new run its own X-Ray trace, or none.
func (r *Room) ToggleTrace() tea.Cmd {
	d := r.Bench.Defaults
	if d.TraceHeader() != "" {
		d.SetTraceHeader("")
		r.Say("new runs get no X-Ray trace")
		return nil
	}
	d.SetTraceHeader(model.NewTrace)
	r.Say("each new run gets its own X-Ray trace; Billing shows its ID")
	return nil
}
