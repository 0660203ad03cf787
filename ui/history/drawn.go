package history

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/asl"
	"expresso/model/trace"
	"expresso/ui/graph"
	events "expresso/ui/trace"
)

// drawn is the machine whose graph is shown or was asked for. The zero value is none.
type drawn struct {
	of      model.ARN // as runs name it
	state   string    // why there is no graph, "" if there is one
	reading bool      // it comes
	stale   bool      // it has changed
}

// SetMachine says which machine is picked: its graph is shown where there is no run.
func (d *Details) SetMachine(arn model.ARN) { d.machine = arn }

// WantGraph is the machine whose graph is needed, if one is: that of the shown run, or else the
// picked one. It is requested once.
func (d *Details) WantGraph() (arn model.ARN, ok bool) {
	arn = d.subject()
	switch {
	case !d.draws() || arn == "" || d.drawn.of == arn && !d.drawn.stale:
		return "", false
	case d.drawn.of == arn: // what there is stays until the other one comes
		d.drawn.stale = false
		return arn, true
	}
	d.drawn = drawn{of: arn, state: "reading the definition " + d.t.Ellipsis, reading: true}
	d.graph.SetMachine(nil)
	d.arrange()
	return arn, true
}

// subject is the machine of the run that is shown, or else the picked one.
func (d *Details) subject() model.ARN {
	if d.shown {
		return d.run.Machine
	}
	return d.machine
}

// Changed has the definition read again if it has changed.
func (d *Details) Changed(c model.Change) {
	d.drawn.stale = d.drawn.stale || c.Touches(d.drawn.of.Machine())
}

// draws reports whether a graph is on the screen.
func (d *Details) draws() bool { return d.tab == Graph || d.fits() != none }

// GiveGraph is the answer to WantGraph; m is nil, and problem says why, if there is no graph. A
// stale answer is dropped.
func (d *Details) GiveGraph(arn model.ARN, m *asl.Machine, problem string) {
	if arn != d.drawn.of {
		return
	}
	d.drawn.reading = false
	if d.drawn.state = problem; problem == "" && m == nil {
		d.drawn.state = "no graph: the definition is invalid"
	}
	d.graph.SetMachine(m)
	d.trace.SetMachine(m)
	d.colour()
	d.arrange()
}

// colour tells the graph what is known about the run.
func (d *Details) colour() {
	switch t := d.trace.Tree(); {
	case d.traced.run != d.run.ID || d.traced.state != "" || !d.shown:
		d.graph.SetRun(nil)
	case d.traced.status == model.Running:
		d.graph.SetLive(t)
	default:
		d.graph.SetRun(t)
	}
}

// Grow shows what a run has reported while it is in flight. full means that it reports no more.
func (d *Details) Grow(id model.RunID, t *trace.Tree, full bool) {
	if !d.shown || d.run.ID != id || d.run.Status != model.Running || t.Visits == 0 {
		return
	}
	d.traced = traced{run: id, status: model.Running, logs: true} // it tells all that there is by now
	if full {
		d.traced.lacks = "too many events to show live: the rest arrives with the response"
	}
	// Only what is seen: Open brings the rest up to date.
	if d.tab == Trace || d.trace.Tree() != t {
		d.trace.SetLive(t)
	}
	if d.draws() {
		d.graph.SetLive(t)
	}
	d.arrange()
}

// catchUp shows what a run in flight has reported while something else was open.
func (d *Details) catchUp() {
	if d.shown && d.run.Status == model.Running && d.traced.status == model.Running && d.traced.state == "" && d.traced.run == d.run.ID {
		d.trace.SetLive(d.trace.Tree())
		d.graph.SetLive(d.trace.Tree())
	}
}

// SetFrame says which frame it is of what moves while a run is in flight.
func (d *Details) SetFrame(frame int) {
	d.trace.SetFrame(frame)
	d.graph.SetFrame(frame)
}

// graphView draws the tab, or why it is empty.
func (d *Details) graphView() string {
	if d.drawn.state != "" {
		return d.fill(d.wrapped(d.drawn.state))
	}
	note := d.graphNote()
	width, _ := d.main()
	var out strings.Builder
	for _, line := range note {
		out.WriteString(d.t.Fit(line, width) + "\n")
	}
	return out.String() + d.graph.View()
}

// graphNote says above the graph why it has no colours, or what they lack.
func (d *Details) graphNote() []string {
	if d.traced.run == d.run.ID && d.traced.state != "" {
		lines := d.wrapped(d.traced.state)
		return lines[:min(len(lines), 2, max(d.room()-1, 0))]
	}
	return d.traceNote()
}

// openState tells what went into the state that the graph wants to see opened, and what came
// out when it was left last.
func (d *Details) openState(msg graph.OpenMsg) tea.Cmd {
	if opened, ok := events.Opened(d.trace.Tree(), msg.State); ok {
		return func() tea.Msg { return opened }
	}
	return nil
}
