package history

import (
	"strings"

	"expresso/model"
	"expresso/ui/screen"
)

// askAgain is for traces that were not there, or not whole: logs come late.
func (d *Details) askAgain() {
	d.traced = traced{}
	d.asksLog = d.run.ID
}

// traced is the trace that is shown or was asked for. The zero value is that of no run.
type traced struct {
	run     model.RunID
	status  model.Status
	reading bool
	logs    bool   // a log was read for it, or is
	state   string // why there is none, "" if there is one
	lacks   string // what the one that there is lacks, "" for nothing
}

// setFar names a target whose traces take long to read, and cost something: its log is read when
// the user asks for that of a run, by going to its trace or by reading it again.
func (d *Details) setFar(target string) { d.far = target }

// isFar reports whether the open run was made there.
func (d *Details) isFar() bool { return d.far != "" && d.run.Target == d.far }

// WantTrace is the run whose events are needed, if there is one: to show them, or to tell
// in which state the run failed. logs says whether a log is to be read for them. It is asked for once.
func (d *Details) WantTrace() (run model.Run, logs, ok bool) {
	logs = !d.isFar() || d.asksLog == d.run.ID
	switch {
	case !d.whole, d.traced.run == d.run.ID && d.traced.status == d.run.Status && (d.traced.logs || !logs || d.run.Status == model.Running):
		return model.Run{}, false, false
	case d.tab == Trace, d.tab == Graph, d.draws(), d.tab == Error && d.failed():
	default:
		return model.Run{}, false, false
	}
	seen := d.traced.run == d.run.ID && d.traced.status == model.Running && d.traced.state == "" && d.run.Execution != ""
	d.traced = traced{run: d.run.ID, status: d.run.Status, state: "reading the trace " + d.t.Ellipsis, reading: true, logs: logs}
	if seen { // as it went: that stays until the whole is there
		d.traced.state = ""
	}
	d.arrange()
	if d.run.Execution != "" {
		return d.run, logs, true
	}
	d.traced.state, d.traced.reading = "no trace: the run has no response", false
	if d.run.Status == model.Running {
		d.traced.state = "the trace arrives with the response"
	}
	return model.Run{}, false, false
}

// GiveTrace is the answer to WantTrace. problem is why there are no events, or what those
// that there are lack; "" for a trace that is whole.
func (d *Details) GiveTrace(id model.RunID, events []model.Event, problem string) {
	if id != d.traced.run {
		return
	}
	d.traced.state, d.traced.lacks, d.traced.reading = "", problem, false
	if len(events) == 0 {
		d.traced.state, d.traced.lacks = problem, ""
		if problem == "" {
			d.traced.state = "the trace is empty"
		}
	}
	d.trace.SetEvents(events)
	d.trace.SelectFailure()
	d.colour()
	d.arrange() // where the run failed takes a line, as does what a trace lacks
}

// CanAskAgain reports whether another reading may bring more.
func (d *Details) CanAskAgain() bool {
	t := d.traced
	return (d.tab == Trace || d.tab == Graph) && t.run == d.run.ID && d.run.Execution != "" && !t.reading && (t.state != "" || t.lacks != "") && !d.trace.Capturing() && !d.graph.Capturing()
}

// traceNote tells above the trace what it lacks.
func (d *Details) traceNote() []string {
	lacks := d.traced.lacks
	if lacks == "" {
		lacks = screen.Lacks(d.trace.Tree().Lacks)
	}
	if lacks == "" {
		return nil
	}
	const most = 2
	lines := d.wrapped(lacks)
	return lines[:min(len(lines), most, max(d.room()-1, 0))]
}

// reads says what reading the trace again does.
func (d *Details) reads() string {
	if d.traced.logs {
		return " to read it again"
	}
	return " reads it; AWS bills the reading of logs"
}

func (d *Details) traceView() string {
	if d.traced.state == "" {
		var out strings.Builder
		width, _ := d.main()
		for _, line := range d.traceNote() {
			out.WriteString(d.t.Fit(line, width) + "\n")
		}
		return out.String() + d.trace.View()
	}
	lines := d.wrapped(d.traced.state)
	if d.CanAskAgain() {
		lines = append(lines, "", " "+d.t.Accent.Render(d.table.Get("read-trace-again").Help().Key)+d.t.Dim.Render(d.reads()))
	}
	return d.fill(lines)
}
