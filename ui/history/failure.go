package history

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"expresso/model"
	"expresso/model/trace"
	"expresso/ui/screen"
)

// showFailure leads from the error to where it happened.
func (d *Details) showFailure() {
	d.Open(Trace)
	d.trace.SelectFailure()
}

// turnCause is for causes that are a function's error.
func (d *Details) turnCause() {
	d.document = !d.document
	d.showCause()
	d.arrange() // it takes other lines
}

// failed reports whether the execution itself failed, so that a state did.
func (d *Details) failed() bool {
	return d.run.Status == model.Failed || d.run.Status == model.TimedOut
}

// failedState is the state in which the run failed, nil if it did not or its trace tells nothing.
func (d *Details) failedState() *trace.Visit {
	if !d.failed() || d.traced.run != d.run.ID || d.traced.state != "" {
		return nil
	}
	return d.trace.Tree().Failure()
}

// caughtBefore is the state whose caught error led to where a run failed, nil if none did.
func caughtBefore(f *trace.Visit) (c *trace.Visit) {
	for _, v := range f.In.Visits {
		if v == f {
			break
		}
		if v.Outcome == trace.Caught {
			c = v
		}
	}
	return c
}

// canShowFailure reports whether the error leads to the trace, canTurn whether its cause can
// be seen in two ways.
func (d *Details) canShowFailure() bool {
	return d.tab == Error && (d.failedState() != nil || d.mayTell()) && !d.cause.Capturing()
}

// mayTell reports whether the trace may tell where the run failed, but is still to be read.
func (d *Details) mayTell() bool {
	return d.failed() && d.isFar() && d.run.Execution != "" && (d.traced.run != d.run.ID || d.traced.state != "" && !d.traced.logs)
}

func (d *Details) canTurn() bool {
	return d.tab == Error && d.whole && d.told.report != "" && !d.cause.Capturing()
}

// maxMessage is how many lines a cause's own message may take from the cause.
const maxMessage = 3

// errorLines are what stands above the cause: the error's name, what its cause says, in
// which state it happened; or why there is no answer, and what can be done.
func (d *Details) errorLines() []string {
	r := d.run
	switch r.Status {
	case model.Succeeded:
		return d.wrapped("no error: the run succeeded")
	case model.Running:
		return d.wrapped("no error yet: waiting for the response")
	case model.Failed, model.TimedOut:
		return d.failure()
	}
	var lines []string
	for i, line := range d.wrapped(r.Problem) {
		if i == 0 {
			line = " " + d.t.Warn.Render(strings.TrimSpace(ansi.Strip(line)))
		}
		lines = append(lines, line)
	}
	if r.Hint != "" {
		lines = append(append(lines, ""), d.wrapped(r.Hint)...)
	}
	return lines
}

func (d *Details) failure() []string {
	r := d.run
	name := r.Error
	if name == "" {
		name = "no error name was given"
		if r.Status == model.TimedOut {
			name = r.Status.String()
		}
	}
	// A name can be as long as whoever wrote the workflow likes.
	name = screen.Visible(name)
	name = " " + d.t.Cross + " " + d.t.Fit(name, max(min(d.width-6, screen.Width(name)), 0)) + " "
	lines := []string{" " + d.t.Fail.Bold(true).Reverse(true).Render(name)}
	if r.Cause == "" {
		lines = append(lines, d.wrapped("no cause was given")...)
	} else if d.told.message != "" {
		for i, line := range screen.Wrap(d.told.message, d.width-2) {
			if i == maxMessage {
				break
			}
			lines = append(lines, " "+d.t.Bold.Render(line))
		}
	}
	if f := d.failedState(); f != nil {
		at := max(f.End.Sub(d.trace.Tree().Start), 0)
		link := ""
		if d.focused { // the key is another's elsewhere
			link = d.t.Accent.Render("enter") + d.t.Dim.Render(" to show it in Trace")
		}
		where := " in state " + d.t.Bold.Render(screen.Visible(f.Name)) + ", " + screen.Duration(at) + " after the start"
		room := d.width - screen.Width(link) - 3
		lines = append(lines, d.t.Fit(where, max(min(room, screen.Width(where)), 0))+"   "+link)
		if c := caughtBefore(f); c != nil {
			what := c.Error
			if what == "" {
				what = "an error"
			}
			lines = append(lines, d.t.Fit(" after "+d.t.Bold.Render(screen.Visible(c.Name))+" caught "+screen.Visible(what), d.width))
		}
	} else if d.mayTell() && d.focused {
		lines = append(lines, " "+d.t.Accent.Render("enter")+d.t.Dim.Render(" to find it in Trace"))
	}
	if d.unanswered != nil && d.unanswered() {
		where := ""
		if !d.focused { // in the input it is text
			where = "here or in the history, "
		}
		lines = append(lines, " "+d.t.Dim.Render(where)+d.t.Accent.Render("M")+d.t.Dim.Render(" to mock this task"))
	}
	return lines
}

// showCause gives the cause to its view: told line by line, or as the document that it is.
func (d *Details) showCause() {
	text := d.run.Cause
	if d.told.report != "" && !d.document {
		text = d.told.report
	}
	d.cause.SetText(text)
	d.cause.SetWrap(!d.cause.IsJSON())
}

func (d *Details) errorHead() int { return min(len(d.errorLines()), d.room()) }

func (d *Details) errorView() string {
	lines := d.errorLines()
	if d.run.Cause == "" || len(lines) >= d.room() {
		return d.fill(lines)
	}
	for i, line := range lines {
		lines[i] = d.t.Fit(line, d.width)
	}
	return strings.Join(lines, "\n") + "\n" + d.cause.View()
}
