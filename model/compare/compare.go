// Package compare runs one input on two machines or targets and finds what differs. It
// compares how the runs ended and their outputs, and finds the first state that differs. Both
// runs go through the workbench into the journal, in one group. Whoever calls it has resolved
// both sides. It draws nothing.
package compare

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"sync"

	"expresso/model"
	"expresso/model/jsondiff"
	"expresso/model/jsonvalue"
	"expresso/model/pricing"
	"expresso/model/trace"
)

// Side is one of the two that are compared: a state machine on a target.
type Side struct {
	Name    string // for people, to tell it from the other side
	Bench   *model.Workbench
	Machine model.ARN // may name a version, an alias or a test case
	Prices  pricing.Table
}

// Pair is a state machine and what it is compared with.
type Pair struct {
	Sides [2]Side
	// Billed says how many of the two runs are billed and what they may cost, "" if none is.
	Billed string
}

// Comparison is one input that is run on two sides.
type Comparison struct {
	Sides [2]Side
	Group model.GroupID
	Runs  [2]model.Run // as they are sent
	// Logs has the traces of runs on AWS read, out of CloudWatch Logs; without it those that are at hand are
	// compared.
	Logs bool

	begun chan struct{} // closed when the left run is recorded
}

// New prepares both runs, and sends nothing. saved names the saved input that the text is,
// "" if it is another.
func New(sides [2]Side, input, saved string) (*Comparison, error) {
	c := &Comparison{Sides: sides, begun: make(chan struct{})}
	for i, side := range sides {
		run, err := side.Bench.Prepare(model.Request{Machine: side.Machine, Input: input})
		if err != nil {
			return nil, err
		}
		if i == 0 {
			c.Group = model.NewGroup(model.CompareGroup, run.Asked)
		}
		run.Group, run.Saved = c.Group, saved
		c.Runs[i] = run
	}
	return c, nil
}

// Answer is what became of one of the two runs.
type Answer struct {
	Run     model.Run
	Err     error       // why there is no answer, or what could not be recorded
	Tree    *trace.Tree // nil if there is no trace
	NoTrace string      // why there is none, or what it lacks
}

// Run sends one of the two runs, each once, and reads its trace when it is answered. The
// right one waits until the left one is recorded, which so stands for the group in the
// history. What ends ctx ends the waiting: see model.Workbench.Run.
func (c *Comparison) Run(ctx context.Context, side int) Answer {
	bench := *c.Sides[side].Bench
	if side == 0 {
		bench.Journal = announcing{bench.Journal, c.begun}
	} else {
		select {
		case <-c.begun:
		case <-ctx.Done():
		}
	}
	run, err := bench.Run(ctx, c.Runs[side])
	a := Answer{Run: run, Err: err}
	a.ReadTrace(ctx, &bench, c.Logs)
	return a
}

// announcing is a journal that tells when its first run is recorded, or could not be.
type announcing struct {
	model.Journal
	begun chan struct{}
}

func (j announcing) Begin(ctx context.Context, run model.Run) error {
	defer close(j.begun)
	return j.Journal.Begin(ctx, run)
}

// ReadTrace fills in the tree of an answered run: with logs also where a log has to be read for it.
func (a *Answer) ReadTrace(ctx context.Context, bench *model.Workbench, logs bool) {
	a.Tree, a.NoTrace = nil, ""
	if !a.Run.Status.Answered() {
		a.NoTrace = "the run has no response"
		return
	}
	read := bench.TraceAtHand
	if logs {
		read = bench.Trace
	}
	events, err := read(ctx, a.Run)
	switch {
	case len(events) > 0:
		a.Tree = trace.Build(events)
		if err != nil {
			a.NoTrace = err.Error()
		}
	case errors.Is(err, model.ErrNoTrace):
		a.NoTrace = err.Error()
	case err != nil:
		a.NoTrace = "cannot read the trace: " + err.Error()
	default:
		a.NoTrace = "the trace is empty"
	}
}

// Both sends both runs at the same time: neither sees what the other one left behind, and
// the slower one is all there is to wait for.
func (c *Comparison) Both(ctx context.Context) [2]Answer {
	var answers [2]Answer
	var both sync.WaitGroup
	for i := range answers {
		both.Go(func() { answers[i] = c.Run(ctx, i) })
	}
	both.Wait()
	return answers
}

// Difference is one thing that two runs differ in.
type Difference struct {
	Place string // status, error, cause or output
	Path  string // in the cause or output, if it is JSON; "" of others
	Left  string // as text, documents as JSON; "" for nothing
	Right string
}

// Result is two runs compared.
type Result struct {
	Answers     [2]Answer
	Differences []Difference
	// States are those that either execution was in, those of both matched; nil if there
	// is no trace of one of them.
	States          []State
	FirstDifference int // the state that differs first, -1 if in none
}

// Same reports whether both runs ended the same way and gave the same: what they took, what
// they cost and which states they went through does not count.
func (r *Result) Same() bool { return r.Answered() && len(r.Differences) == 0 }

// Answered reports whether both runs were.
func (r *Result) Answered() bool {
	return r.Answers[0].Run.Status.Answered() && r.Answers[1].Run.Status.Answered()
}

// Note records with both runs whether they were the same, so that the history tells it
// later. Where it cannot be written, the history tells their statuses.
func (r *Result) Note(ctx context.Context, journal model.Journal) {
	if !r.Answered() {
		return
	}
	verdict := model.Different
	if r.Same() {
		verdict = model.Same
	}
	for _, a := range r.Answers {
		_ = journal.Judge(context.WithoutCancel(ctx), a.Run.ID, verdict)
	}
}

// Of compares two answers. What stands at the ignored paths, in any document, does not
// count, nor does the order of members or the spelling of numbers.
func Of(answers [2]Answer, ignore []jsondiff.Path) *Result {
	r := &Result{Answers: answers, FirstDifference: -1}
	left, right := answers[0].Run, answers[1].Run
	if left.Status != right.Status {
		r.differ(Difference{Place: "status", Left: left.Status.String(), Right: right.Status.String()})
	}
	if left.Error != right.Error {
		r.differ(Difference{Place: "error", Left: left.Error, Right: right.Error})
	}
	r.documents("cause", left.Cause, right.Cause, ignore)
	if left.OutputWithheld || right.OutputWithheld { // nobody knows whether they are the same
		said := func(r model.Run) string { return cmp.Or(r.WhyWithheld(), r.Output) }
		r.differ(Difference{Place: "output", Left: said(left), Right: said(right)})
	} else if left.Status == right.Status { // elsewhere it is clear that only one has an output
		r.documents("output", left.Output, right.Output, ignore)
	}
	if answers[0].Tree != nil && answers[1].Tree != nil {
		m := merger{trees: [2]*trace.Tree{answers[0].Tree, answers[1].Tree}, ignore: ignore, first: -1}
		m.groups(m.trees[0].Root, m.trees[1].Root, "", "", 0)
		r.States, r.FirstDifference = m.states, m.first
	}
	return r
}

func (r *Result) differ(d Difference) { r.Differences = append(r.Differences, d) }

// documents tells the differences of two texts: by path if both are JSON.
func (r *Result) documents(place, left, right string, ignore []jsondiff.Path) {
	if left == right {
		return
	}
	d, ok := diff(left, right, ignore)
	if !ok {
		r.differ(Difference{Place: place, Left: left, Right: right})
		return
	}
	for part := range d.All {
		if part.Op == jsondiff.Inside || part.Op == jsondiff.Respelled {
			continue // written differently only
		}
		found := Difference{Place: place, Path: part.Path()}
		if part.L != nil {
			found.Left = part.L.Value.String()
		}
		if part.R != nil {
			found.Right = part.R.Value.String()
		}
		r.differ(found)
	}
}

// diff compares two documents without what stands at the ignored paths; it reports false if
// they are no documents.
func diff(left, right string, ignore []jsondiff.Path) (*jsondiff.Diff, bool) {
	l, errL := jsonvalue.Parse(left)
	r, errR := jsonvalue.Parse(right)
	if errL != nil || errR != nil {
		return nil, false
	}
	return jsondiff.Compare(jsondiff.NewDoc(jsondiff.Without(l, ignore)), jsondiff.NewDoc(jsondiff.Without(r, ignore))), true
}

// alike reports whether two texts say the same, as documents if they are.
func alike(left, right string, ignore []jsondiff.Path) bool {
	if left == right {
		return true
	}
	d, ok := diff(left, right, ignore)
	return ok && d.Counts.Meant() == 0
}

// Document is what a run was asked and answered as one JSON document, to be compared with
// another run's. What they cost is not part of it.
func Document(r model.Run) string {
	var out strings.Builder
	out.WriteString(`{"status":` + jsonvalue.NewString(r.Status.String()).String())
	member := func(key, text string, document bool) {
		if text == "" {
			return
		}
		out.WriteString("," + jsonvalue.NewString(key).String() + ":")
		if document {
			if _, err := jsonvalue.Parse(text); err == nil {
				out.WriteString(text)
				return
			}
		}
		out.WriteString(jsonvalue.NewString(text).String())
	}
	member("output", cmp.Or(r.WhyWithheld(), r.Output), true)
	member("error", r.Error, false)
	member("cause", r.Cause, true)
	member("problem", r.Problem, false)
	member("input", r.Input, true)
	out.WriteString("}")
	return out.String()
}
