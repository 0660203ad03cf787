package model_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"expresso/model"
)

// memory is a journal that remembers in which order it was written.
type memory struct {
	model.Journal
	begun, finished []model.Run
	traces          map[model.RunID][]model.Event
	beginErr        error
	finishErr       error
}

func (m *memory) Begin(_ context.Context, r model.Run) error {
	m.begun = append(m.begun, r)
	return m.beginErr
}

func (m *memory) Finish(ctx context.Context, r model.Run, trace []model.Event) error {
	m.finished = append(m.finished, r)
	if trace != nil {
		m.traces = map[model.RunID][]model.Event{r.ID: trace}
	}
	return errors.Join(m.finishErr, ctx.Err())
}

func (m *memory) KeepTrace(_ context.Context, id model.RunID, trace []model.Event) error {
	m.traces = map[model.RunID][]model.Event{id: trace}
	return nil
}

func (m *memory) Trace(_ context.Context, id model.RunID) ([]model.Event, error) {
	if trace, ok := m.traces[id]; ok {
		return trace, nil
	}
	return nil, model.ErrNoTrace
}

// place is a target that answers as told.
type place struct {
	model.Target
	start func(context.Context, model.Request) (model.Run, error)
	local bool
}

func (p place) Info() model.Info { return model.Info{Name: "here", Local: p.local} }
func (place) Trace(_ context.Context, run model.Run) ([]model.Event, error) {
	return []model.Event{{ID: 1, Type: "ExecutionStarted", Details: string(run.Machine)}}, nil
}

func (p place) Start(ctx context.Context, r model.Request) (model.Run, error) {
	return p.start(ctx, r)
}

func TestIntentIsWrittenBeforeTheRequestLeaves(t *testing.T) {
	journal := &memory{}
	now := time.Date(2026, 11, 22, 14, 0, 0, 0, time.UTC)
	w := model.Workbench{Journal: journal, Now: func() time.Time { return now }, Target: place{start: func(_ context.Context, r model.Request) (model.Run, error) {
		if len(journal.begun) != 1 || journal.begun[0].Status != model.Running || journal.begun[0].Input != r.Input {
			t.Errorf("when the request left, the journal held %+v", journal.begun)
		}
		now = now.Add(time.Second)
		return model.Run{Status: model.Succeeded, Output: `{"b":1,"a":2}`, Billing: model.Billing{Duration: 100 * time.Millisecond, MemoryMB: 64}}, nil
	}}}
	run, err := w.Prepare(model.Request{Machine: "arn:aws:states:r:a:stateMachine:m", Input: "  \n"})
	if err != nil {
		t.Fatal(err)
	}
	if run.Input != "{}" {
		t.Errorf("a blank input became %q, want {}", run.Input)
	}
	run, err = w.Run(t.Context(), run)
	if err != nil || run.Status != model.Succeeded || run.Took != time.Second || run.Target != "here" {
		t.Errorf("got %+v, %v", run, err)
	}
	if len(journal.finished) != 1 || journal.finished[0] != run {
		t.Errorf("the journal holds %+v, want what was returned", journal.finished)
	}
}

func TestWhatHasNoAnswerIsKept(t *testing.T) {
	broken := errors.New("connection reset")
	for name, c := range map[string]struct {
		err     error
		stop    bool
		status  model.Status
		problem string
	}{
		"refused": {err: &model.NotStartedError{Code: "AccessDeniedException", Err: model.WithHint(errors.New("denied"), "ask")}, status: model.NotStarted, problem: "denied"},
		"lost":    {err: broken, status: model.NoResponse, problem: "connection reset"},
		"stopped": {err: context.Canceled, stop: true, status: model.NoResponse, problem: "stopped"},
	} {
		t.Run(name, func(t *testing.T) {
			journal := &memory{}
			ctx, cancel := context.WithCancelCause(t.Context())
			w := model.Workbench{Journal: journal, Target: place{start: func(context.Context, model.Request) (model.Run, error) {
				if c.stop {
					cancel(model.ErrStoppedWaiting)
				}
				return model.Run{}, c.err
			}}}
			run, err := w.Prepare(model.Request{Input: `{"a": 1}`})
			if err != nil {
				t.Fatal(err)
			}
			run, err = w.Run(ctx, run)
			if err == nil || run.Status != c.status || !strings.Contains(run.Problem, c.problem) {
				t.Errorf("got %q, problem %q, err %v", run.Status, run.Problem, err)
			}
			if len(journal.finished) != 1 || journal.finished[0].Input != `{"a": 1}` || journal.finished[0].Problem != run.Problem {
				t.Errorf("the journal holds %+v", journal.finished)
			}
			if c.status != model.NoResponse && run.Hint != "ask" {
				t.Errorf("hint %q", run.Hint)
			}
		})
	}
}

func TestNothingIsSentThatCannotBeWrittenDown(t *testing.T) {
	full := errors.New("disk full")
	w := model.Workbench{Journal: &memory{beginErr: full}, Target: place{start: func(context.Context, model.Request) (model.Run, error) {
		t.Error("the request was sent")
		return model.Run{}, nil
	}}}
	run, err := w.Prepare(model.Request{Input: "{}"})
	if err != nil {
		t.Fatal(err)
	}
	run, err = w.Run(t.Context(), run)
	var notStarted *model.NotStartedError
	if !errors.As(err, &notStarted) || !errors.Is(err, full) || run.Status != model.NotStarted {
		t.Errorf("got %+v, %v", run, err)
	}
}

func TestGivenUpBeforeItIsSent(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(model.ErrStoppedWaiting)
	journal := &memory{beginErr: context.Canceled} // as a database refuses to begin
	w := model.Workbench{Journal: journal, Target: place{start: func(context.Context, model.Request) (model.Run, error) {
		t.Error("the request was sent")
		return model.Run{}, nil
	}}}
	run, err := w.Prepare(model.Request{})
	if err != nil {
		t.Fatal(err)
	}
	run, err = w.Run(ctx, run)
	var notStarted *model.NotStartedError
	if !errors.As(err, &notStarted) || run.Status != model.NotStarted || strings.Contains(run.Problem, "history") ||
		!strings.Contains(run.Problem, "you stopped it before it was sent") || !strings.Contains(run.Hint, "nothing is billed") {
		t.Errorf("got %+v, %v", run, err)
	}
}

func TestAnOutcomeThatCannotBeWrittenIsStillShown(t *testing.T) {
	full := errors.New("disk full")
	w := model.Workbench{Journal: &memory{finishErr: full}, Target: place{start: func(context.Context, model.Request) (model.Run, error) {
		return model.Run{Status: model.Succeeded, Output: "1"}, nil
	}}}
	run, err := w.Run(t.Context(), model.Run{Status: model.Running})
	if !errors.Is(err, full) || run.Status != model.Succeeded || run.Output != "1" {
		t.Errorf("got %+v, %v", run, err)
	}
}

func TestInputSizeIsBytes(t *testing.T) {
	w := model.Workbench{Target: place{}}
	if _, err := w.Prepare(model.Request{Input: `"` + strings.Repeat("é", model.MaxInput/2-1) + `"`}); err != nil {
		t.Errorf("an input of exactly %d bytes is refused: %v", model.MaxInput, err)
	}
	_, err := w.Prepare(model.Request{Input: `"` + strings.Repeat("é", model.MaxInput/2) + `"`})
	var notStarted *model.NotStartedError
	if !errors.As(err, &notStarted) || model.HintOf(err) == "" {
		t.Errorf("an input of %d bytes: %v", model.MaxInput+2, err)
	}
}

func TestRunIDsSortByTimeAndDiffer(t *testing.T) {
	now := time.UnixMilli(1_700_000_000_000)
	w := model.Workbench{Target: place{}, Now: func() time.Time { return now }}
	seen := map[model.RunID]bool{}
	var last model.RunID
	for range 1000 {
		run, err := w.Prepare(model.Request{})
		if err != nil || seen[run.ID] || run.ID[:12] < last {
			t.Fatalf("ID %s after %s, %v", run.ID, last, err)
		}
		seen[run.ID], last = true, run.ID[:12]
		now = now.Add(time.Millisecond)
	}
}

func TestARN(t *testing.T) {
	for arn, want := range map[model.ARN][4]string{
		"arn:aws:states:eu-west-1:123456789012:stateMachine:orders":       {"eu-west-1", "123456789012", "orders", ""},
		"arn:aws-cn:states:cn-north-1:123456789012:stateMachine:orders:7": {"cn-north-1", "123456789012", "orders", "7"},
		"arn:aws:states:us-east-1:1:stateMachine:orders:prod#Happy":       {"us-east-1", "1", "orders", "prod"},
		"arn:aws:states:us-east-1:1:stateMachine:orders#Happy":            {"us-east-1", "1", "orders", ""},
		"arn:aws:states:us-east-1:1:express:orders:name:0b5e":             {"us-east-1", "1", "orders", ""},
		"orders": {"", "", "", ""},
		"":       {"", "", "", ""},
	} {
		if got := [4]string{arn.Region(), arn.Account(), arn.Machine(), arn.Qualifier()}; got != want {
			t.Errorf("%s: got %q, want %q", arn, got, want)
		}
	}
	for arn, want := range map[model.ARN]string{
		"arn:aws:states:us-east-1:1:stateMachine:orders":            "orders",
		"arn:aws:states:us-east-1:1:stateMachine:orders:prod#Happy": "orders:prod#Happy",
		"arn:aws:states:us-east-1:1:stateMachine:orders#Happy":      "orders#Happy",
	} {
		if got := arn.Short(); got != want {
			t.Errorf("%s: got %q, want %q", arn, got, want)
		}
	}
}

func TestTracesAreKeptWhereTheyAreAtHand(t *testing.T) {
	succeed := func(context.Context, model.Request) (model.Run, error) {
		return model.Run{Status: model.Succeeded, Output: "{}"}, nil
	}
	for name, c := range map[string]struct {
		local bool
		group model.GroupID
		kept  bool
	}{
		"local":           {local: true, kept: true},
		"local, a replay": {local: true, group: "replay-1", kept: true},
		"local, a burst":  {local: true, group: "burst-1"},
		"elsewhere":       {},
	} {
		t.Run(name, func(t *testing.T) {
			journal := &memory{}
			w := model.Workbench{Journal: journal, Target: place{start: succeed, local: c.local}}
			run, err := w.Prepare(model.Request{Machine: "m"})
			if err != nil {
				t.Fatal(err)
			}
			run.Group = c.group
			if run, err = w.Run(t.Context(), run); err != nil {
				t.Fatal(err)
			}
			if _, kept := journal.traces[run.ID]; kept != c.kept {
				t.Errorf("kept: %v, want %v", kept, c.kept)
			}
			// It can be seen all the same, as long as the target has it.
			if events, err := w.Trace(t.Context(), run); err != nil || len(events) != 1 {
				t.Errorf("%v, %v", events, err)
			}
			// And from then on it is kept, wherever the run was made.
			run.Target = "elsewhere"
			if events, err := w.Trace(t.Context(), run); err != nil || len(events) != 1 {
				t.Errorf("after it was seen: %v, %v", events, err)
			}
			run.ID = "another"
			if _, err := w.Trace(t.Context(), run); !errors.Is(err, model.ErrNoTrace) {
				t.Errorf("of a run made elsewhere: %v", err)
			}
		})
	}
}

func TestAGroupKnowsWhenItWasMade(t *testing.T) {
	now := time.Date(2026, 11, 3, 14, 3, 22, 5_000_000, time.UTC)
	g := model.NewGroup(model.BurstGroup, now)
	if at, ok := g.Asked(); !ok || !at.Equal(now) || g.Kind() != model.BurstGroup {
		t.Errorf("%s: %v, %v, %s", g, at, ok, g.Kind())
	}
	for _, g := range []model.GroupID{"", "burst", "burst-", "burst-x1", "burst-01"} {
		if at, ok := g.Asked(); ok {
			t.Errorf("%s: %v", g, at)
		}
	}
}

// The command that lists a target's machines names the target.
func TestListing(t *testing.T) {
	for want, info := range map[string]model.Info{
		"expresso machines": {Name: "embedded", Region: "us-east-1", Local: true},
		"expresso machines --profile dev --region eu-west-1": {Name: "aws", Profile: "dev", Region: "eu-west-1"},
		"expresso machines --region eu-west-1":               {Name: "aws", Region: "eu-west-1"},
		"expresso machines --profile dev":                    {Name: "127.0.0.1:8083", Profile: "dev", Region: "eu-west-1"},
	} {
		if got := info.Listing(); got != want {
			t.Errorf("%+v: %q, wanted %q", info, got, want)
		}
	}
}
