package ui_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"expresso/model"
)

// logging is a target far away, whose traces come out of a log, late.
type logging struct {
	*fake
	asked  int
	answer func(n int, run model.Run) ([]model.Event, error)
}

func (l *logging) Trace(_ context.Context, run model.Run) ([]model.Event, error) {
	l.asked++
	return l.answer(l.asked, run)
}

func logEvents(run model.Run) []model.Event {
	return []model.Event{
		{ID: 1, Type: "ExecutionStarted", Time: run.Started},
		{ID: 2, Previous: 1, Type: "TaskStateEntered", State: "Charge", Time: run.Started.Add(10 * time.Millisecond)},
		{ID: 3, Previous: 2, Type: "TaskFailed", State: "Charge", Time: run.Started.Add(50 * time.Millisecond), Details: `{"error":"Declined"}`},
		{ID: 4, Previous: 3, Type: "ExecutionFailed", Time: run.Stopped, Details: `{"error":"Declined"}`},
	}
}

func declined(ctx context.Context, request model.Request) (model.Run, error) {
	run, err := succeed("")(ctx, request)
	run.Status, run.Error, run.Cause = model.Failed, "Declined", "no money"
	return run, err
}

// A trace that is far away is read when its tab is opened, and again when the user asks.
func TestTracesFarAway(t *testing.T) {
	target := &logging{fake: orders(declined), answer: func(n int, run model.Run) ([]model.Event, error) {
		switch n {
		case 1:
			return nil, model.WithHint(errors.New("nothing in the log"), "logs come late")
		case 2:
			return logEvents(run)[:2], errors.New("the log is not complete yet")
		case 3:
			return nil, errors.New("access denied")
		}
		return logEvents(run), nil
	}}
	d := start(t, setup{target: target}).Pick("order-approval").Press("ctrl+r").SeesIn(details, "Declined", "look in Trace where it failed").Settle()
	if target.asked != 0 {
		t.Errorf("asked %d times before anybody wanted to see it", target.asked)
	}
	d.Focus(details).Press("enter").SeesIn(details, "cannot read the trace: nothing in the log: logs come late", "a: read it again")
	d.Press("a").SeesIn(details, "the log is not complete yet", "Charge", "running")
	// The run is saved without what cannot be read of it.
	d.Press("W").Keys(t.TempDir()).Press("enter").Sees("saved input, response in", "but not all of the trace: access denied")
	d.Press("a").SeesIn(details, "Charge", "Declined").SeesNot("not complete").Press("a").Settle()
	// All of it is kept, and read no more.
	d.Press("W").Keys(t.TempDir()).Press("enter").Sees("saved input, response, trace in")
	if target.asked != 4 {
		t.Errorf("asked %d times", target.asked)
	}
	// Now that it is known, the error tells where it was.
	d.Do("show the error").SeesIn(details, "in state Charge, 50 ms after the start")
}
