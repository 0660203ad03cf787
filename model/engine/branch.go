package engine

import (
	"context"
	"math"
	"math/rand/v2"
	"time"

	"expresso/model/asl"
	"expresso/model/jsonvalue"
)

// branch is one thread of an execution: the machine's own, a Parallel state's branch, or
// an iteration of a Map state.
type branch struct {
	x    *execution
	ctx  context.Context
	done <-chan struct{} // of ctx
	now  time.Time       // in simulated time; in real time, when it last looked
	stop time.Time       // in simulated time: when a sibling has failed; zero if none has
	last int64           // the event that the next one follows
	tail int64           // the latest event, which may stand aside of that chain
	in   *asl.State      // the state that it is in

	scope   asl.Scope       // reused for every expression
	visit   visit           // of the state that it is in
	mapItem jsonvalue.Value // the context object's Map; undefined outside of iterations
	nested  bool
}

// begin makes b a branch inside another one that begins now. What it was before is over:
// one branch serves for all that are executed one after the other.
func (b *branch) begin(in *branch) {
	b.x, b.ctx, b.done, b.nested = in.x, in.ctx, in.done, true
	b.now, b.stop, b.last, b.tail, b.in = in.now, in.stop, in.last, 0, nil
	b.scope.Account = in.scope.Account
	b.mapItem, b.scope.Item, b.scope.Index = in.mapItem, in.scope.Item, in.scope.Index
	if in.scope.Variables != nil {
		b.scope.Variables = in.scope.Variables.Within()
	}
}

// end gives back what the branch held.
func (b *branch) end() {
	if b.scope.Variables != nil {
		b.x.variables.Add(-b.scope.Variables.Size())
	}
}

// record adds an event that follows the branch's last one, and becomes it.
func (b *branch) record(e Event) int64 {
	e.Previous = b.last
	b.last = b.note(e)
	return b.last
}

// note adds an event without becoming the branch's last one.
func (b *branch) note(e Event) int64 {
	e.Time = b.now
	b.tail = b.x.history.add(&e)
	return b.tail
}

// tick brings the branch up to the time, after something that may have taken some.
func (b *branch) tick() {
	if !b.x.simulated {
		b.now = b.x.began.Add(time.Since(b.x.began)) // cheaper than time.Now, and never goes back
	}
}

// check returns why the branch cannot continue, if so.
func (b *branch) check() *failure {
	select {
	case <-b.done:
		return b.interrupted()
	default:
	}
	if !b.x.simulated {
		return nil // by the clock, see enter: it reads the time anyway
	}
	if !b.stop.IsZero() && !b.now.Before(b.stop) {
		return &failure{kind: stopped}
	}
	if !b.now.Before(b.x.deadline) {
		return &failure{kind: timedOut}
	}
	return nil
}

// interrupted is the failure of a branch whose context is done.
func (b *branch) interrupted() *failure { return &failure{kind: stopped} }

// sleep lets time pass.
func (b *branch) sleep(d time.Duration) *failure {
	if b.x.simulated {
		b.now = b.now.Add(max(d, 0))
		return b.check()
	}
	left := time.Until(b.x.deadline)
	timer := time.NewTimer(min(d, left))
	defer timer.Stop()
	defer b.tick()
	select {
	case <-b.done:
		return b.interrupted()
	case <-timer.C:
	}
	if d >= left {
		return &failure{kind: timedOut}
	}
	return nil
}

// jitter returns a random duration up to d.
func (b *branch) jitter(d time.Duration) time.Duration {
	if !b.x.simulated {
		return rand.N(d + 1)
	}
	if b.x.random == nil {
		b.x.random = rand.New(rand.NewPCG(1, 1))
	}
	return time.Duration(b.x.random.Int64N(min(int64(d), math.MaxInt64-1) + 1))
}

// graph executes a graph's states from the first to the end.
func (b *branch) graph(g *asl.Graph, input jsonvalue.Value) (jsonvalue.Value, *failure) {
	return b.from(g.Start, input)
}

// from executes the states from one to the end of its graph.
func (b *branch) from(st *asl.State, input jsonvalue.Value) (jsonvalue.Value, *failure) {
	v := &b.visit
	v.b = b
	for {
		output, next, f := v.state(st, input)
		if f != nil || next == nil {
			return output, f
		}
		st, input = next, output
	}
}
