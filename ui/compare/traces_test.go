package compare_test

import (
	"context"
	"testing"
	"time"

	"expresso/model"
	"expresso/model/compare"
	"expresso/model/pricing"
	room "expresso/ui/compare"
	"expresso/ui/uitest"
)

// logged has traces in a log that is billed.
type logged struct {
	target
	reads int
}

func (l *logged) Start(ctx context.Context, r model.Request) (model.Run, error) {
	run, err := l.target.Start(ctx, r)
	run.Execution, run.Started = "arn:aws:states:us-east-1:000000000000:express:orders:a:b", time.Now()
	return run, err
}

func (l *logged) Trace(_ context.Context, run model.Run) ([]model.Event, error) {
	l.reads++
	return []model.Event{
		{ID: 1, Type: "ExecutionStarted", Time: run.Started},
		{ID: 2, Type: "PassStateEntered", State: "A", Time: run.Started},
		{ID: 3, Previous: 2, Type: "PassStateExited", State: "A", Time: run.Started},
		{ID: 4, Previous: 3, Type: "ExecutionSucceeded", Time: run.Started},
	}, nil
}

// Comparing reads no log; who wants the states compared says so.
func TestTracesAreReadWhenAsked(t *testing.T) {
	l := &logged{}
	s := stage{uitest.Own(t, time.Now), t, nil}
	bench := &model.Workbench{Target: l, Journal: journal{}, Now: time.Now}
	s.room = room.New(room.Config{
		Common: s.Common(bench),
		ResolveOther: func(_ context.Context, machine model.ARN, with string) (compare.Pair, error) {
			side := func(arn model.ARN) compare.Side {
				return compare.Side{Name: arn.Short(), Bench: bench, Machine: arn, Prices: pricing.USEast()}
			}
			return compare.Pair{Sides: [2]compare.Side{side(machine), side(orders + model.ARN(":"+with))}}, nil
		},
	})
	s.Has(s.room)
	s.ask()
	s.Keys("1").Press("enter").Sees("RUNNING")
	s.answer(s.sends())
	s.Press("tab").Sees("the states cannot be compared", "it may be in CloudWatch Logs")
	if l.reads != 0 {
		t.Fatalf("the log was read %d times by a comparison alone", l.reads)
	}
	s.Press("ctrl+l").Sees("1 state, identical")
	if l.reads != 2 {
		t.Errorf("the log was read %d times", l.reads)
	}
}
