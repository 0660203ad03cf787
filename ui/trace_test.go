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
	d := start(t, setup{target: target}).Pick("order-approval").Press("ctrl+r").SeesIn(details, "Declined").Settle()
	if target.asked != 0 {
		t.Errorf("asked %d times before anybody wanted to see it", target.asked)
	}
	d.Focus(details).SeesIn(details, "enter to find it in Trace").Press("enter").SeesIn(details, "cannot read the trace: nothing in the log: logs come late", "ctrl+l to read it again")
	d.Press("ctrl+l").SeesIn(details, "the log is not complete yet", "Charge", "running")
	// The run is saved without what cannot be read of it.
	d.Press("W", "f").Keys(t.TempDir()).Press("enter").Sees("saved input, response in", "but not all of the trace: access denied")
	d.Press("ctrl+l").SeesIn(details, "Charge", "Declined").SeesNot("not complete").Press("ctrl+l").Settle()
	// All of it is kept, and read no more.
	d.Press("W", "f").Keys(t.TempDir()).Press("enter").Sees("saved input, response, trace in")
	if target.asked != 4 {
		t.Errorf("asked %d times", target.asked)
	}
	// Now that it is known, the error tells where it was.
	d.Do("show the error").SeesIn(details, "in state Charge, 50 ms after the start")
}

// A trace that grew too large says wherever it is shown what it lacks.
func TestTracesWithAGap(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 40}} {
		target := &logging{fake: orders(declined), answer: func(_ int, run model.Run) ([]model.Event, error) {
			events := logEvents(run)
			events[2].ID, events[2].Previous, events[3].ID, events[3].Previous = 1_204_003, 0, 1_204_004, 1_204_003
			return events, nil
		}}
		describe := &describing{fake: target.fake, definition: `{"StartAt":"Charge","States":{"Charge":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:000000000000:function:f","End":true}}}`}
		d := start(t, setup{target: struct {
			*describing
			tracer
		}{describe, target}, width: size[0], height: size[1]}).Pick("order-approval").Press("ctrl+r").SeesIn(details, "Declined").Settle()
		const missing = "1,204,000 events are missing in the trace"
		d.Focus(details).Do("show the trace").SeesIn(details, missing, "Charge").SeesNot("to read it again")
		d.Press("W", "f").Keys(t.TempDir()).Press("enter").Sees("! saved input, response, trace")
		d.Focus(history).Press("f2").Sees("run of", missing)
	}
}

// tracer is the part of a target that has traces.
type tracer interface {
	Trace(ctx context.Context, run model.Run) ([]model.Event, error)
}

// AWS bills the reading of logs: who passes by a trace has not asked for it.
func TestLogsAreAskedFor(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 40}} {
		target := &logging{fake: orders(declined), answer: func(_ int, run model.Run) ([]model.Event, error) { return logEvents(run), nil }}
		d := start(t, setup{target: target, width: size[0], height: size[1]}).Pick("order-approval").Press("ctrl+r").SeesIn(details, "Declined").Settle()
		d.Focus(details).Press("]").SeesIn(details, "it may be in CloudWatch Logs, ", "ctrl+l reads it; AWS bills").Press("]").Settle().Press("]").Settle().Press("[", "[").Settle()
		d.Press("ctrl+r").Settle()
		if target.asked != 0 {
			t.Fatalf("asked %d times by who only passed by", target.asked)
		}
		d.Focus(details).Do("show the trace").SeesIn(details, "Charge").Settle()
		d.Focus(history).Press("down").Settle().SeesIn(details, "it may be in CloudWatch Logs, ")
		if target.asked != 1 {
			t.Fatalf("asked %d times, of two runs, for one trace", target.asked)
		}
		d.Focus(details).Press("ctrl+l").SeesIn(details, "Charge").Settle()
		d.Focus(history).Press("up").Settle().SeesIn(details, "Charge").Press("down").SeesIn(details, "Charge").Settle()
		if target.asked != 2 {
			t.Errorf("asked %d times for two traces", target.asked)
		}
	}
}

// Whatever a log lacks is said above the trace, and beside the state's data.
func TestWhatALogLacksIsSaid(t *testing.T) {
	const execution = `{"roleArn":"r"`
	for name, test := range map[string]struct {
		input, output string // members of details
		only          bool
		want          []string
	}{
		"no data":       {"", "", false, []string{"inputs and outputs are not in the trace", "Charge"}},
		"truncated":     {`,"input":"{\"a","inputDetails":{"truncated":true}`, `,"output":"{}","outputDetails":{"truncated":false}`, false, []string{"the data of 2 events was truncated", "Charge"}},
		"only failures": {`,"input":"{}"`, "", true, []string{"only failures are in the trace"}},
	} {
		for _, size := range [][2]int{{80, 24}, {120, 40}} {
			target := &logging{fake: orders(declined), answer: func(_ int, run model.Run) ([]model.Event, error) {
				at := func(ms int) time.Time { return run.Started.Add(time.Duration(ms) * time.Millisecond) }
				all := []model.Event{
					{ID: 1, Type: "ExecutionStarted", Time: at(0), Details: execution + test.input + "}"},
					{ID: 2, Type: "PassStateEntered", State: "Charge", Time: at(1), Details: `{"name":"Charge"` + test.input + "}"},
					{ID: 3, Previous: 2, Type: "PassStateExited", State: "Charge", Time: at(2), Details: `{"name":"Charge"` + test.output + "}"},
					{ID: 4, Previous: 3, Type: "ExecutionFailed", Time: at(3), Details: `{"error":"Declined"}`},
				}
				if test.only {
					return all[3:], nil
				}
				return all, nil
			}}
			d := start(t, setup{target: target, width: size[0], height: size[1]}).Pick("order-approval").Press("ctrl+r").SeesIn(details, "Declined").Settle()
			d.Focus(details).Do("show the trace").SeesIn(details, test.want...)
			switch name {
			case "no data":
				d.Press("enter").Sees("not in the trace: the machine logs without")
			case "truncated":
				d.Press("enter").Sees("Input, truncated by the log").SeesNot("Output, truncated")
			}
		}
	}
}
