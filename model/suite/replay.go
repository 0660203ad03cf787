package suite

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"expresso/model"
	"expresso/model/child"
	"expresso/model/guard"
	"expresso/model/jsonvalue"
	"expresso/model/pricing"
)

// Case is a saved input of a machine, to be run and judged.
type Case struct {
	Machine model.Machine
	ARN     model.ARN // of the machine, with the version, alias or test case that is run
	Input   string    // the saved input's name
}

// Cases lists a machine's saved inputs as cases, or the one of that name. Examples are not cases,
// because they were not saved to be replayed.
func Cases(inputs model.SavedInputs, machine model.Machine, arn model.ARN, name string) ([]Case, error) {
	list, err := inputs.List(machine.Name)
	if err != nil {
		return nil, err
	}
	var cases []Case
	for _, input := range list {
		switch {
		case name != "" && input.Name != name:
		case input.Example == "":
			cases = append(cases, Case{machine, arn, input.Name})
		case name != "":
			return nil, model.WithHint(fmt.Errorf("%s is an example in %s, not a saved input of %s", name, input.Example, machine.Name), saving(machine.Name, input))
		}
	}
	return cases, nil
}

// saving says how an example is saved: one that is a part of its file has to be printed first.
func saving(machine string, example model.SavedInput) string {
	file, first := example.Example, ""
	if base := filepath.Base(file); strings.TrimSuffix(base, ".json") != example.Name {
		file = example.Name + ".json"
		first = fmt.Sprintf("expresso inputs show %s > %s && ", child.Names(machine, example.Name), child.Word(file))
	}
	return fmt.Sprintf("save it with: %sexpresso inputs import %s %s %s", first, child.Flag("--machine", machine), child.Flag("--name", example.Name), child.Names(file))
}

// Result is the outcome of a case.
type Result struct {
	Case
	Judgement
	Expected *Expectation // nil if nothing is expected
	// Run is what was run; of a case that could not be sent its ID is "".
	Run model.Run
	// Problem says why the case could not be sent, or was not: its file or its expectation
	// is invalid, or the replay ended before. Its verdict is Failed.
	Problem error
	Usage   bool // the run was not sent because of what it asks for
	// Unsigned is why the run was not sent for lack of credentials, nil if it was.
	Unsigned error
}

// Concurrency is the default number of runs in flight at once.
const Concurrency = 8

// Plan says what to replay and how.
type Plan struct {
	Cases       []Case
	Inputs      model.SavedInputs
	Prices      pricing.Table
	Concurrency int  // maximum number in flight, at least 1
	FailFast    bool // stop after the first case that is not OK
	// TestCases lets an expectation's test case be named behind the ARN: on the embedded
	// target, which has such cases.
	TestCases bool
	// Resolve puts parameters into an input's text before it is sent; nil for none.
	Resolve func(text string) (string, error)
	// Budget is how much the runs may cost together, nil for any cost.
	Budget *guard.Budget
}

// ErrNotReplayed is the problem of cases that were not sent because the replay ended.
var ErrNotReplayed = errors.New("not replayed: the replay was stopped")

// Replay runs the cases of a plan.
type Replay struct {
	Plan
	Group model.GroupID

	bench *model.Workbench
	stops context.Context
	stop  context.CancelFunc

	mu      sync.Mutex
	why     error               // no more cases are started
	refused map[model.ARN]error // no more cases of these machines are
}

// New prepares a replay. Nothing is sent before Run.
func New(bench *model.Workbench, plan Plan) *Replay {
	r := &Replay{Plan: plan, bench: bench, refused: map[model.ARN]error{}}
	now := time.Now
	if bench.Now != nil {
		now = bench.Now
	}
	r.Group = model.NewGroup(model.ReplayGroup, now())
	r.stops, r.stop = context.WithCancel(context.Background())
	return r
}

// Stop starts no further case. Those in flight are awaited.
func (r *Replay) Stop() { r.stop() }

// Run runs the cases, so many at once, and calls done with the place of each in the plan
// and its result, in the order in which they end, one at a time. It returns when every
// case has a result. Ending ctx, with model.ErrStoppedWaiting as its cause, stops the replay
// and gives up waiting for what is in flight. What runs brought back lies in the journal:
// a Result that is kept should be kept without the bodies, see Slim.
func (r *Replay) Run(ctx context.Context, done func(place int, result Result)) {
	defer r.stop()
	defer context.AfterFunc(ctx, r.stop)()
	var ends sync.Mutex
	var flights sync.WaitGroup
	room := make(chan struct{}, max(r.Concurrency, 1))
	landed := make(chan struct{}, 1) // holds a token when a run may have ended
	for i, c := range r.Cases {
		if why := r.mayStart(ctx, c, room, landed); why != nil {
			ends.Lock()
			done(i, Result{Case: c, Problem: why, Judgement: refuse(why)})
			ends.Unlock()
			continue
		}
		flights.Go(func() {
			result := r.one(ctx, c)
			r.settle(result)
			if r.FailFast && !result.Verdict.OK() {
				r.stop()
			}
			ends.Lock()
			done(i, result)
			ends.Unlock()
			<-room
			select {
			case landed <- struct{}{}:
			default:
			}
		})
	}
	flights.Wait()
}

// mayStart waits until a case may be started, and says why it may not.
func (r *Replay) mayStart(ctx context.Context, c Case, room chan struct{}, landed <-chan struct{}) error {
	select {
	case room <- struct{}{}:
	case <-r.stops.Done():
	}
	for {
		if r.stops.Err() != nil || ctx.Err() != nil {
			return r.end(ErrNotReplayed)
		}
		if err := r.refusal(c.ARN); err != nil {
			<-room
			return &refusedError{err}
		}
		wait, err := r.Budget.Take(c.ARN)
		switch {
		case err == nil:
			return nil
		case !wait:
			return r.end(fmt.Errorf("%w: %w", ErrNotReplayed, err))
		}
		select {
		case <-landed:
		case <-r.stops.Done():
		}
	}
}

// end starts no further case, and returns the first reason that was given.
func (r *Replay) end(why error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.why = cmp.Or(r.why, why)
	r.stop()
	return r.why
}

// learn remembers a refusal that would meet further cases, too.
func (r *Replay) learn(machine model.ARN, err error) {
	switch model.ReachOf(err) {
	case model.EveryRun:
		_ = r.end(fmt.Errorf("%w: %w", ErrNotReplayed, err)) // told with each of them
	case model.OneMachine:
		r.mu.Lock()
		defer r.mu.Unlock()
		r.refused[machine] = err
	}
}

// refusal is why no case of a machine can start, nil if they can.
func (r *Replay) refusal(machine model.ARN) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.refused[machine]
}

// refusedError is the problem of a case that was not sent because another run of its machine was refused.
type refusedError struct{ err error }

func (e *refusedError) Error() string        { return "not replayed: " + e.err.Error() }
func (e *refusedError) Unwrap() error        { return e.err }
func (e *refusedError) Is(target error) bool { return target == ErrNotReplayed }

// settle counts what a case cost. One that was not sent has no run, and costs nothing.
func (r *Replay) settle(result Result) {
	run := result.Run
	if run.ID == "" {
		run = model.Run{Request: model.Request{Machine: result.ARN}, Status: model.NotStarted}
	}
	r.Budget.Settle(run)
}

// one is One, unless that panics: then the case has a problem, and the others continue.
func (r *Replay) one(ctx context.Context, c Case) (result Result) {
	defer func() {
		if broken := recover(); broken != nil {
			err := fmt.Errorf("internal error (bug): %v", broken)
			result = Result{Case: c, Problem: err, Judgement: refuse(err)}
		}
	}()
	return r.One(ctx, c)
}

// One runs one case and judges it.
func (r *Replay) One(ctx context.Context, c Case) Result {
	result := Result{Case: c}
	text, err := r.prepare(&result)
	var run model.Run
	if err == nil {
		run, err = r.bench.Prepare(model.Request{Machine: result.ARN, Input: text})
	}
	if err != nil {
		result.Problem, result.Judgement = err, refuse(err)
		return result
	}
	run.Group, run.Saved = r.Group, c.Input
	// What is wrong with the run is in it; that the outcome could not be written is
	// a problem of its own.
	if result.Run, err = r.bench.Run(ctx, run); err != nil && result.Run.Status.Answered() {
		result.Problem = err
	}
	r.learn(c.ARN, err)
	result.Usage, result.Unsigned = model.IsUsage(err), model.Unsigned(err)
	result.Judgement = Judge(result.Expected, result.Run, r.Prices)
	result.Note(ctx, r.bench.Journal)
	return result
}

// Note writes the verdict down with the run, so that the history tells it later. Where it
// cannot be written, the history tells the run's status.
func (r *Result) Note(ctx context.Context, journal model.Journal) {
	if r.Run.ID != "" {
		r.Run.Verdict = r.Verdict.Code()
		_ = journal.Judge(context.WithoutCancel(ctx), r.Run.ID, r.Run.Verdict)
	}
}

// prepare reads what a case needs, and returns the text to send.
func (r *Replay) prepare(result *Result) (string, error) {
	c := &result.Case
	if problem := c.Machine.SyncProblem(); problem != "" {
		return "", errors.New(problem)
	}
	expected, file, err := r.Inputs.Expectation(c.Machine.Name, c.Input)
	if err != nil {
		return "", err
	}
	if expected != "" {
		if result.Expected, err = Parse(expected, file); err != nil {
			return "", err
		}
		if err = result.Expected.ignoreAlso(r.bench.Target.Info().Ignore); err != nil {
			return "", err
		}
		if name := result.Expected.TestCase; name != "" && r.TestCases && c.ARN == c.ARN.Unqualified() {
			c.ARN += model.ARN("#" + name)
		}
	}
	text, err := r.Inputs.Load(c.Machine.Name, c.Input)
	if err == nil && r.Resolve != nil {
		text, err = r.Resolve(text)
	}
	if err == nil {
		err = valid(text)
	}
	if err != nil {
		return "", fmt.Errorf("the input %s of %s: %w", c.Input, c.Machine.Name, err)
	}
	return text, nil
}

// NotRun reports whether the case was not sent because the replay had ended.
func (r Result) NotRun() bool { return errors.Is(r.Problem, ErrNotReplayed) }

func refuse(err error) Judgement {
	return Judgement{Verdict: Failed, Differences: []Difference{{Place: notRun, Got: err.Error()}}}
}

// Slim is a result without the bodies of its run, to be kept beside many others.
func (r Result) Slim() Result {
	r.Run.Input, r.Run.Output, r.Run.Cause, r.Run.Raw = "", "", "", ""
	r.Expected = nil
	return r
}

// Sum counts results as they come.
type Sum struct {
	Total    int // cases of the replay
	Done     int
	Verdicts [Unchecked + 1]int
	Answered int // runs that the service executed
	Usage    int // runs that were not sent because of what they ask for
	Totals   model.Totals
}

// Add counts one more result.
func (s *Sum) Add(r Result) {
	s.Done++
	s.Verdicts[r.Verdict]++
	if r.Run.ID != "" {
		s.Totals.Add(r.Run)
	}
	if r.Run.Status.Answered() {
		s.Answered++
	}
	if r.Usage {
		s.Usage++
	}
}

// OK reports whether no case is left that is not as expected.
func (s Sum) OK() bool { return s.Verdicts[Passed]+s.Verdicts[Unchecked] == s.Total }

// Left is how long the rest takes at the speed so far; ok is false while that is not known.
func (s Sum) Left(elapsed time.Duration) (left time.Duration, ok bool) {
	if s.Done == 0 {
		return 0, false
	}
	return time.Duration(float64(elapsed) / float64(s.Done) * float64(s.Total-s.Done)), true
}

func valid(text string) error {
	if bad := jsonvalue.Check(text); bad != nil && strings.TrimSpace(text) != "" {
		return fmt.Errorf("line %d, column %d: %s", bad.Line, bad.Column, bad.Msg)
	}
	return nil
}
