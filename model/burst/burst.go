// Package burst runs one machine many times and counts the results. Runs go through the
// workbench as single runs do. Counted are how many succeeded, how long they took and were
// billed for, their errors, and the cost. What it holds does not grow with the number of runs:
// each is in the journal, under one group, and the counts are what is kept here. It draws
// nothing and asks nobody: who calls it has to have asked whether so many runs may be sent.
package burst

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"expresso/model"
	"expresso/model/guard"
)

// MaxConcurrency bounds how many runs are in flight at once: what one process has sockets
// for, and far below what an account may start in a second in most regions.
const MaxConcurrency = 1000

// MaxCount bounds the number of runs: weeks of work, whose cost can still be counted.
const MaxCount = 1_000_000_000

// longest bounds what is counted and waited for, so that sums of two stay in their range: no
// run takes 36 years, but an answer may say so, and a rate may be next to nothing.
const longest time.Duration = 1 << 60

// hundred is the step in which AWS bills durations.
const hundred = 100 * time.Millisecond

// Source gives the input of the nth run, counted from 1, or io.EOF if there is none. It is
// not called again after an error, nor by two goroutines at once.
type Source func(n int64) (string, error)

// Plan says what to run.
type Plan struct {
	Machine     model.ARN
	Inputs      Source
	Count       int64   // so many at most; 0 for as many as Inputs has
	Concurrency int     // so many in flight at most, from 1 to MaxConcurrency
	Rate        float64 // so many started in a second at most; 0 for no limit
	Saved       string  // name of the saved input that all runs have, "" for none
	// Budget is how much the runs may cost together, nil for any cost.
	Budget *guard.Budget
}

// Check says what is wrong with a plan.
func (p Plan) Check() error {
	switch {
	case p.Count < 0 || p.Count > MaxCount:
		return fmt.Errorf("the number of runs must be from 1 to %d, got %d", MaxCount, p.Count)
	case p.Concurrency < 1 || p.Concurrency > MaxConcurrency:
		return fmt.Errorf("the concurrency must be from 1 to %d, got %d", MaxConcurrency, p.Concurrency)
	case !(p.Rate >= 0): // which is not a number at all either
		return fmt.Errorf("the rate must be above 0, got %g", p.Rate)
	}
	return nil
}

// Burst is one execution of a plan.
type Burst struct {
	Plan
	Group model.GroupID

	bench *model.Workbench
	stop  context.CancelFunc // no further run is started
	stops context.Context
	wait  func(ctx context.Context, span time.Duration) // time.Sleep that ctx ends

	mu    sync.Mutex
	count counts
	pace  pace
	row   refusals
	room  chan struct{} // holds a token when a run may have ended
}

// New prepares a burst. Nothing is sent before Run.
func New(bench *model.Workbench, plan Plan) *Burst {
	own := *bench
	b := &Burst{Plan: plan, bench: &own, wait: sleep, room: make(chan struct{}, 1)}
	b.Group = model.NewGroup(model.BurstGroup, b.now())
	b.stops, b.stop = context.WithCancel(context.Background())
	b.pace = newPace(plan.Concurrency)
	b.count.planned = plan.Count
	b.count.billed.unit = hundred
	return b
}

func (b *Burst) now() time.Time {
	if b.bench.Now != nil {
		return b.bench.Now()
	}
	return time.Now()
}

func sleep(ctx context.Context, span time.Duration) {
	timer := time.NewTimer(span)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// Stop starts no further run. Those in flight are awaited.
func (b *Burst) Stop() { b.stop() }

// Run starts the runs and returns when none is in flight any more. Ending ctx, with
// model.ErrStoppedWaiting as its cause, stops the burst and gives up waiting for the runs in
// flight. The error says why the burst ended before its plan did, nil if Stop or ctx ended
// it; Snapshot tells how far it came.
func (b *Burst) Run(ctx context.Context) error {
	if err := b.Check(); err != nil {
		return err
	}
	defer b.stop()
	defer context.AfterFunc(ctx, b.stop)()
	end := func() error { return nil }
	if g, ok := b.bench.Journal.(model.Gatherer); ok {
		b.bench.Journal, end = g.Gather(b.bench.Target.Info().Local)
	}
	b.mu.Lock()
	b.count.began = b.now()
	b.mu.Unlock()
	var flights sync.WaitGroup
	err := b.start(ctx, &flights)
	flights.Wait()
	err = errors.Join(err, end())
	b.mu.Lock()
	defer b.mu.Unlock()
	b.count.ended = b.now()
	err = errors.Join(err, b.row.err)
	b.count.overBudget = guard.IsBudget(err)
	return err
}

// start starts runs until there are no more, or the burst stops.
func (b *Burst) start(ctx context.Context, flights *sync.WaitGroup) error {
	for n := int64(1); b.Count == 0 || n <= b.Count; n++ {
		if may, err := b.mayStart(ctx, n); !may {
			return err
		}
		input, err := b.Inputs(n)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		run, err := b.bench.Prepare(model.Request{Machine: b.Machine, Input: input})
		if err != nil {
			return fmt.Errorf("run %d: %w", n, err)
		}
		run.Group, run.Saved = b.Group, b.Saved
		b.mu.Lock()
		b.count.inFlight++
		b.mu.Unlock()
		flights.Go(func() { b.fly(ctx, n, run) })
	}
	return nil
}

// fly sends the nth run and counts its answer. A mistake of ours in it ends the burst, not
// the program with all that is in flight.
func (b *Burst) fly(ctx context.Context, n int64, run model.Run) {
	err := error(nil)
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("internal error (bug): %v", r)
			run.Status = model.NoResponse
			b.mu.Lock()
			b.row.err = cmp.Or(b.row.err, err)
			b.mu.Unlock()
			b.stop()
		}
		b.finish(n, run, err)
	}()
	run, err = b.bench.Run(ctx, run)
}

// mayStart waits until the nth run may be started. It reports false when none may be, with an
// error if the budget is why.
func (b *Burst) mayStart(ctx context.Context, n int64) (bool, error) {
	for {
		select {
		case <-b.stops.Done():
			return false, nil
		case <-ctx.Done():
			return false, nil
		default:
		}
		b.mu.Lock()
		now := b.now()
		hold := b.pace.hold(now)
		if b.Rate > 0 {
			due := min(float64(n-1)/b.Rate, longest.Seconds())
			hold = max(hold, b.count.began.Add(time.Duration(due*float64(time.Second))).Sub(now))
		}
		free := b.count.inFlight < int64(b.pace.limit)
		wait, err := false, error(nil)
		if free && hold <= 0 {
			if wait, err = b.Budget.Take(b.Machine); err == nil {
				b.pace.latest = n
			}
		}
		b.mu.Unlock()
		switch {
		case err != nil && !wait:
			return false, err
		case hold > 0:
			b.wait(b.stops, hold)
		case free && err == nil:
			return true, nil
		default:
			select {
			case <-b.room:
			case <-b.stops.Done():
			}
		}
	}
}

// finish counts an answer.
func (b *Burst) finish(n int64, run model.Run, err error) {
	b.Budget.Settle(run)
	b.mu.Lock()
	b.count.add(run, err)
	throttled := throttling(err)
	switch {
	case throttled:
		b.count.throttled++
	case run.Status == model.NotStarted:
		b.count.notStarted++
	}
	b.pace.answered(n, throttled, b.now())
	if b.row.add(run, err, throttled, b.Concurrency) {
		b.stop()
	}
	b.mu.Unlock()
	select {
	case b.room <- struct{}{}:
	default:
	}
}

// refusals ends a burst of which no further run can start: at the first refusal that all of them would
// get, and otherwise after so many in a row, even if their reasons differ.
type refusals struct {
	n   int
	err error // why the burst was given up
}

// add counts an answer and reports whether to give up.
func (r *refusals) add(run model.Run, err error, throttled bool, concurrency int) bool {
	if guard.IsBudget(err) {
		r.err = cmp.Or(r.err, err)
		return true
	}
	if run.Status != model.NotStarted || throttled || errors.Is(err, model.ErrStoppedWaiting) {
		r.n = 0
		return false
	}
	if model.ReachOf(err) != model.OneRun {
		r.err = cmp.Or(r.err, fmt.Errorf("stopped, as no further run can start: %w", err))
		return true
	}
	const least = 20
	if r.n++; r.n < max(least, concurrency) || r.err != nil {
		return false
	}
	r.err = fmt.Errorf("stopped after %d runs in a row that did not start: %w", r.n, err)
	return true
}
