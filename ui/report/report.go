// Package report writes a run as a document to share: Markdown, or HTML in one file. It has
// what was sent, what came back, how it went and what it cost. It reads nothing and asks
// nobody. Whatever a workflow wrote is text there: characters that act or hide are shown, and
// nothing is executed.
package report

import (
	"cmp"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"expresso/model"
	"expresso/model/asl"
	"expresso/model/jsonvalue"
	"expresso/model/pricing"
	"expresso/model/secret"
	"expresso/model/trace"
	"expresso/ui/screen"
	events "expresso/ui/trace"
)

// Report is a run with what is known about it.
type Report struct {
	Run     model.Run
	Prices  pricing.Table // of its region
	Events  []model.Event
	NoTrace string       // why there are no events, or what they lack; "" if they are whole
	Machine *asl.Machine // as it is defined now; nil if that is not known
	NoGraph string       // why it is not
	// Secrets says that values which look secret are written as they are, and not masked.
	Secrets bool
}

// format is a way to write a report.
type format struct {
	extensions []string
	write      func(io.Writer, *document) error
}

var formats = []format{
	{[]string{".html", ".htm"}, writeHTML},
	{[]string{".md", ".markdown"}, writeMarkdown},
}

// Extensions are those of files that hold reports, in words.
func Extensions() string {
	first := make([]string, len(formats))
	for i, f := range formats {
		first[i] = f.extensions[0]
	}
	return strings.Join(first, " or ")
}

// Known reports as an error that no report has a file's extension.
func Known(path string) error {
	_, err := formatOf(path)
	return err
}

func formatOf(path string) (format, error) {
	ext := strings.ToLower(filepath.Ext(path))
	for _, f := range formats {
		for _, known := range f.extensions {
			if ext == known {
				return f, nil
			}
		}
	}
	return format{}, model.WithHint(fmt.Errorf("%s: a report must be an %s file", path, Extensions()), "name the file report.html or report.md")
}

// Write writes the report in the format that the extension of path stands for.
func (r Report) Write(w io.Writer, path string) error {
	f, err := formatOf(path)
	if err != nil {
		return err
	}
	return f.write(w, r.document())
}

// maxBars is how many rows of a waterfall a report has.
const maxBars = 500

// document is what all formats write, in words. Texts are safe to be shown, but not escaped
// for the format.
type document struct {
	Title         string
	Machine       string
	Status, Class string // Class is ok, fail or wait
	Asked         string
	Facts         []fact // the bill in short
	About         []fact // what the run is, by names
	Error         string
	Cause         text
	Problem, Hint string
	Note          string
	Input, Output text
	HasOutput     bool

	Events  []model.Event
	Tree    *trace.Tree // nil without events
	Whole   time.Duration
	Bars    []events.Bar
	More    int // rows that Bars lacks
	NoTrace string

	Definition *asl.Machine
	NoGraph    string

	Bill  []fact
	Label string // of the prices
}

// fact is a name and what it is.
type fact struct{ Name, Value string }

// text is a body: lines, and whether they are JSON.
type text struct {
	Lines []string
	JSON  bool
}

// body lays out a text for reading: JSON over lines, its tokens as they are.
func body(s string) text {
	laid, err := jsonvalue.Format(s, "  ")
	if err != nil {
		laid = s
	}
	laid = strings.ReplaceAll(strings.TrimSuffix(laid, "\n"), "\r\n", "\n")
	lines := strings.Split(laid, "\n")
	for i, line := range lines {
		lines[i] = screen.Visible(line)
	}
	return text{lines, err == nil}
}

// Empty reports whether there is nothing in it.
func (t text) Empty() bool { return len(t.Lines) == 1 && t.Lines[0] == "" || len(t.Lines) == 0 }

func (r Report) document() *document {
	var hidden secret.Masker
	if !r.Secrets {
		r, hidden = r.masked()
	}
	run := r.Run
	name := screen.Visible(run.Machine.Short())
	if name == "" {
		name = screen.Visible(string(run.Machine))
	}
	d := &document{
		Title: name + " · " + run.Status.String(), Machine: name, Status: run.Status.String(),
		Asked: run.Asked.Local().Format("2 January 2006 15:04:05 MST"),
		Error: screen.Visible(run.Error), Cause: body(run.Cause),
		Problem: screen.Visible(run.Problem), Hint: screen.Visible(run.Hint), Note: screen.Visible(run.Note),
		Input: body(run.Input), Output: body(cmp.Or(run.WhyWithheld(), run.Output)), HasOutput: run.Status == model.Succeeded,
		Events: r.Events, NoTrace: screen.Visible(r.NoTrace),
		Definition: r.Machine, NoGraph: screen.Visible(r.NoGraph),
	}
	switch run.Status {
	case model.Succeeded:
		d.Class = "ok"
	case model.Failed, model.TimedOut:
		d.Class = "fail"
		if d.Error == "" {
			d.Error = "no error name was given"
		}
	default:
		d.Class = "wait"
	}
	if len(r.Events) > 0 {
		d.Tree = trace.Build(r.Events)
		d.Whole = max(d.Tree.End.Sub(d.Tree.Start), 0)
		d.Bars, d.More = events.Waterfall(d.Tree, maxBars)
		if lacks := screen.Lacks(d.Tree.Lacks); d.NoTrace == "" {
			d.NoTrace = lacks
		}
	} else if d.NoTrace == "" {
		d.NoTrace = model.ErrNoTrace.Error()
	}
	d.bill(run, r.Prices)
	d.about(run)
	if n := hidden.Count(); n > 0 {
		d.About = append(d.About, fact{"masked", fmt.Sprintf("%d that look secret, as masked-1 and so on", n)})
	}
	return d
}

// masked is the report without values that look secret.
func (r Report) masked() (Report, secret.Masker) {
	var m secret.Masker
	texts := []*string{&r.Run.Input, &r.Run.Output, &r.Run.Error, &r.Run.Cause, &r.Run.Note, &r.Run.Problem}
	for _, t := range texts {
		m.Learn(*t)
	}
	for _, e := range r.Events {
		m.Learn(e.Details)
	}
	if m.Count() == 0 {
		return r, m
	}
	for _, t := range texts {
		*t = m.Mask(*t)
	}
	r.Events = slices.Clone(r.Events) // the caller's stay as they are
	for i, e := range r.Events {
		r.Events[i].Details = m.Mask(e.Details)
	}
	return r, m
}

// bill tells what the run took and what that costs.
func (d *document) bill(run model.Run, prices pricing.Table) {
	if run.Status != model.Running {
		d.Facts = append(d.Facts, fact{"ran", screen.Duration(run.Duration())})
	}
	if run.Billing == (model.Billing{}) {
		d.Facts = append(d.Facts, fact{"cost", "unknown: the response has no billing details"})
		return
	}
	cost := prices.Of(run.Billing)
	billed, memory := screen.Duration(run.Billing.Duration), screen.Count(run.Billing.MemoryMB)+" MB"
	d.Facts = append(d.Facts, fact{"billed", billed}, fact{"memory", memory}, fact{"estimated cost", prices.FormatColumn(cost.Total)})
	d.Bill = []fact{
		{"Billed", billed + " × " + memory + " = " + cost.Usage.String()},
		{"Request", prices.FormatColumn(cost.Requests)},
		{"Duration", prices.FormatColumn(cost.Duration)},
		{"Total", prices.FormatColumn(cost.Total)},
		{"A thousand runs", prices.Format(cost.Total.Times(1_000))},
		{"A million runs", prices.Format(cost.Total.Times(1_000_000))},
	}
	d.Label = prices.Label()
}

// about tells what the run is, by the names that lead to it elsewhere.
func (d *document) about(run model.Run) {
	for _, f := range []fact{
		{"run", string(run.ID)},
		{"target", run.Target},
		{"state machine", string(run.Machine)},
		{"execution", string(run.Execution)},
		{"saved input", run.Saved},
		{"started at state", run.Origin.State},
		{"part of", run.Group.Kind()},
		{"trace header", run.TraceHeader},
		{"X-Ray trace", model.TraceID(run.TraceHeader)},
		{"included data", string(run.Included)},
	} {
		if f.Value != "" {
			d.About = append(d.About, fact{f.Name, screen.Visible(f.Value)})
		}
	}
}
