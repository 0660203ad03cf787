package trace

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"expresso/model"
	"expresso/model/trace/tracetest"
)

// What grows event by event is at its end what is built of all events, except for what only the
// end of an execution tells.
func TestGrowsIntoTheSame(t *testing.T) {
	events := tracetest.Many(30)
	g := Grow()
	for i := range events {
		g.Add(events[i:i+1], events[i].Time)
	}
	whole := Build(events)
	if got := g.Tree(); got.Visits != whole.Visits || got.Outcome != Failed || got.Error != "Late" || g.Len() != len(events) {
		t.Errorf("%d visits, %v %s", got.Visits, got.Outcome, got.Error)
	}
}

func TestGrowingReachesTheTimeThatItIs(t *testing.T) {
	at := func(ms int) time.Time { return tracetest.Epoch.Add(time.Duration(ms) * time.Millisecond) }
	event := func(id, previous int64, ms int, kind, state, details string) model.Event {
		return model.Event{ID: id, Previous: previous, Time: at(ms), Type: kind, State: state, Details: details}
	}
	g := Grow()
	g.Add(nil, at(0))
	g.Add([]model.Event{
		event(1, 0, 0, "ExecutionStarted", "", ""),
		event(2, 0, 0, "TaskStateEntered", "Charge", "{}"),
		event(3, 2, 1, "TaskScheduled", "Charge", "{}"),
		event(4, 3, 1, "TaskStarted", "Charge", "{}"),
	}, at(100))
	charge := g.Tree().Root.Visits[0]
	if charge.Outcome != Running || charge.Duration() != 100*time.Millisecond || charge.Tries[0].End != at(100) || g.Tree().End != at(100) {
		t.Errorf("%v for %v", charge.Outcome, charge.Duration())
	}
	// A try that failed is followed by another one: the state is not through.
	g.Add([]model.Event{event(5, 4, 150, "TaskFailed", "Charge", `{"error":"Busy"}`)}, at(200))
	if charge.Outcome != Running || charge.Tries[0].Outcome != Failed || charge.Tries[0].End != at(150) || charge.Duration() != 200*time.Millisecond {
		t.Errorf("%v, its try %v until %v", charge.Outcome, charge.Tries[0].Outcome, charge.Tries[0].End)
	}
	g.Add([]model.Event{
		event(6, 5, 300, "TaskScheduled", "Charge", "{}"),
		event(7, 6, 320, "TaskSucceeded", "Charge", "{}"),
		event(8, 7, 320, "TaskStateExited", "Charge", "{}"),
		event(9, 8, 320, "ParallelStateEntered", "Both", "{}"),
		event(10, 9, 320, "ParallelStateStarted", "Both", "{}"),
		event(11, 10, 321, "PassStateEntered", "Quick", "{}"),
		event(12, 10, 321, "TaskStateEntered", "Slow", "{}"),
		event(13, 11, 330, "PassStateExited", "Quick", "{}"),
	}, at(400))
	if charge.Outcome != Succeeded || charge.Duration() != 320*time.Millisecond || len(charge.Tries) != 2 {
		t.Errorf("%v after %v, %d tries", charge.Outcome, charge.Duration(), len(charge.Tries))
	}
	both := g.Tree().Root.Visits[1]
	groups := both.Tries[0].Groups
	if both.Outcome != Running || len(groups) != 2 || groups[0].Outcome != Succeeded || groups[1].Outcome != Running || groups[1].End != at(400) {
		t.Fatalf("%v, %d branches: %+v", both.Outcome, len(groups), groups)
	}
	// The branch continues after all.
	g.Add([]model.Event{event(14, 13, 410, "PassStateEntered", "Second", "{}")}, at(420))
	if groups[0].Outcome != Running || len(groups[0].Visits) != 2 {
		t.Errorf("the branch has %v and %d visits", groups[0].Outcome, len(groups[0].Visits))
	}
	// It fails, and with it what the other branch was in.
	g.Add([]model.Event{
		event(15, 14, 430, "ParallelStateFailed", "Both", "{}"),
		event(16, 15, 430, "ParallelStateExited", "Both", "{}"),
	}, at(500))
	if slow := groups[1].Visits[0]; slow.Outcome != Aborted || both.Duration() != 110*time.Millisecond {
		t.Errorf("%v, and the whole %v", slow.Outcome, both.Duration())
	}
}

// Any events, in pieces of any size.
func TestGrowsOfAnything(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		events, visits := tracetest.Any(r)
		g := Grow()
		for now := tracetest.Epoch; len(events) > 0; now = now.Add(time.Millisecond) {
			n := rapid.IntRange(1, len(events)).Draw(r, "n")
			g.Add(events[:n], now)
			events = events[n:]
		}
		if diff := cmp.Diff(visits, g.Tree().Visits); diff != "" {
			r.Error(diff)
		}
	})
}
