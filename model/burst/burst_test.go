package burst

import (
	"context"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"expresso/model"
	"expresso/model/guard"
	"expresso/model/parameter"
	"expresso/model/pricing"
)

const machine = model.ARN("arn:aws:states:us-east-1:000000000000:stateMachine:orders")

// memory is a journal that keeps what was finished.
type memory struct {
	model.Journal
	mu       sync.Mutex
	finished []model.Run
}

func (m *memory) Begin(context.Context, model.Run) error { return nil }

func (m *memory) Finish(_ context.Context, r model.Run, _ []model.Event) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.finished = append(m.finished, r)
	return nil
}

func (m *memory) List(_ context.Context, q model.Query) ([]model.Run, error) {
	if q.Limit != 1 || len(m.finished) == 0 {
		return nil, nil
	}
	return m.finished[len(m.finished)-1:], nil
}

// place is a target that answers as told.
type place func(ctx context.Context, r model.Request) (model.Run, error)

func (place) Info() model.Info { return model.Info{Name: "here"} }

func (p place) Start(ctx context.Context, r model.Request) (model.Run, error) { return p(ctx, r) }

func (place) Machines(context.Context) ([]model.Machine, error) { return nil, nil }

func (place) Describe(context.Context, model.ARN) (model.Description, error) {
	return model.Description{}, nil
}

func (place) Trace(context.Context, model.Run) ([]model.Event, error) { return nil, model.ErrNoTrace }

var bill = model.Billing{Duration: 200 * time.Millisecond, MemoryMB: 64}

func repeat(text string, resolve func(text string, n int64) (string, error)) Source {
	return func(n int64) (string, error) {
		if resolve == nil {
			return text, nil
		}
		return resolve(text, n)
	}
}

func succeed(context.Context, model.Request) (model.Run, error) {
	return model.Run{Status: model.Succeeded, Billing: bill}, nil
}

func newBurst(p place, plan Plan) (*Burst, *memory) {
	journal := &memory{}
	plan.Machine = machine
	if plan.Inputs == nil {
		plan.Inputs = repeat("{}", nil)
	}
	return New(&model.Workbench{Target: p, Journal: journal}, plan), journal
}

// clock is a burst's time, which passes when the burst waits.
type clock struct {
	mu     sync.Mutex
	now    time.Time
	waited []time.Duration
}

func clocked(b *Burst) *clock {
	c := &clock{now: time.Date(2026, 11, 3, 14, 0, 0, 0, time.UTC)}
	b.bench.Now = c.read
	b.wait = func(_ context.Context, span time.Duration) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.now, c.waited = c.now.Add(span), append(c.waited, span)
	}
	return c
}

func (c *clock) read() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func TestBurstRunsItsPlan(t *testing.T) {
	var flying, most atomic.Int64
	b, journal := newBurst(func(ctx context.Context, r model.Request) (model.Run, error) {
		n := flying.Add(1)
		defer flying.Add(-1)
		for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
		}
		if r.Input == "7" {
			return model.Run{Status: model.Failed, Error: "TooLarge", Billing: bill}, nil
		}
		return succeed(ctx, r)
	}, Plan{
		Count: 500, Concurrency: 8, Saved: "small",
		Inputs: repeat("{n}", func(_ string, n int64) (string, error) { return strconv.FormatInt(n, 10), nil }),
	})
	if err := b.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	s := b.Snapshot()
	if s.Done != 500 || s.Answered != 500 || s.InFlight != 0 || s.Totals.Succeeded != 499 || s.Billed.Count() != 500 {
		t.Errorf("%+v", s)
	}
	if len(s.Errors) != 1 || s.Errors[0] != (Named{"TooLarge", 1}) {
		t.Errorf("errors %v", s.Errors)
	}
	if most.Load() > 8 {
		t.Errorf("%d runs were in flight at once, over 8", most.Load())
	}
	inputs := map[string]bool{}
	for _, r := range journal.finished {
		inputs[r.Input] = true
		if r.Group != b.Group || r.Group.Kind() != model.BurstGroup || r.Saved != "small" {
			t.Fatalf("a run of group %q, saved input %q", r.Group, r.Saved)
		}
	}
	if len(inputs) != 500 || !inputs["1"] || !inputs["500"] {
		t.Errorf("%d different inputs", len(inputs))
	}
	if got := s.Billed.Quantile(0.5); got != bill.Duration {
		t.Errorf("median billed %v", got)
	}
}

func TestStopAwaitsWhatIsInFlight(t *testing.T) {
	started, release := make(chan struct{}, 100), make(chan struct{})
	b, journal := newBurst(func(ctx context.Context, r model.Request) (model.Run, error) {
		started <- struct{}{}
		<-release
		return succeed(ctx, r)
	}, Plan{Concurrency: 3})
	ended := make(chan error)
	go func() { ended <- b.Run(t.Context()) }()
	for range 3 {
		<-started
	}
	b.Stop()
	close(release)
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if s := b.Snapshot(); s.Totals.Succeeded != 3 || len(journal.finished) != 3 {
		t.Errorf("%d succeeded, want the 3 that were in flight", s.Totals.Succeeded)
	}
}

func TestGivenUpRunsHaveNoAnswer(t *testing.T) {
	started := make(chan struct{}, 100)
	b, journal := newBurst(func(ctx context.Context, _ model.Request) (model.Run, error) {
		started <- struct{}{}
		<-ctx.Done()
		return model.Run{}, ctx.Err()
	}, Plan{Count: 100, Concurrency: 2})
	ctx, stopWaiting := context.WithCancelCause(t.Context())
	ended := make(chan error)
	go func() { ended <- b.Run(ctx) }()
	<-started
	<-started
	stopWaiting(model.ErrStoppedWaiting)
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if len(journal.finished) != 2 {
		t.Fatalf("%d runs, want 2", len(journal.finished))
	}
	for _, r := range journal.finished {
		if r.Status != model.NoResponse {
			t.Errorf("status %s", r.Status)
		}
	}
}

// A refusal that every further run would meet ends the burst at once, others when they pile up.
func TestRefusalsEndTheBurst(t *testing.T) {
	hinted := func(err error) error { return model.WithHint(err, "ask for the right") }
	refusal := func(code string) error { return &model.NotStartedError{Code: code, Err: hinted(errors.New("refused"))} }
	unsigned := func(passing bool) error {
		return &model.NotStartedError{Err: hinted(&model.CredentialsError{Err: errors.New("refused"), Passing: passing})}
	}
	for name, c := range map[string]struct {
		err         error
		least, most int
	}{
		"denied":              {refusal("AccessDeniedException"), 1, 4},
		"gone":                {refusal("StateMachineDoesNotExist"), 1, 4},
		"expired":             {unsigned(false), 1, 4},
		"a busy sign-in":      {unsigned(true), 20, 24},
		"too many executions": {refusal("ExecutionLimitExceeded"), 20, 24},
		"an input of its own": {refusal("InvalidExecutionInput"), 20, 24},
		"the network is gone": {refusal(""), 20, 24},
	} {
		t.Run(name, func(t *testing.T) {
			b, journal := newBurst(func(context.Context, model.Request) (model.Run, error) { return model.Run{}, c.err }, Plan{Count: 10_000, Concurrency: 4})
			err := b.Run(t.Context())
			if err == nil || !strings.Contains(err.Error(), "refused") || model.HintOf(err) != "ask for the right" {
				t.Errorf("got %v", err)
			}
			if n := len(journal.finished); n < c.least || n > c.most {
				t.Errorf("%d runs were sent, want %d and what was in flight", n, c.least)
			}
			if s := b.Snapshot(); len(s.Errors) != 1 || s.Answered != 0 || s.NotStarted != s.Done {
				t.Errorf("%+v", s.Errors)
			}
		})
	}
}

func TestThrottlingSlowsDown(t *testing.T) {
	var calls atomic.Int64
	b, _ := newBurst(func(ctx context.Context, r model.Request) (model.Run, error) {
		if n := calls.Add(1); n == 50 || n == 51 {
			return model.Run{}, &model.NotStartedError{Code: "ThrottlingException", Err: errors.New("rate exceeded")}
		}
		return succeed(ctx, r)
	}, Plan{Count: 400, Concurrency: 1})
	c := clocked(b)
	if err := b.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s := b.Snapshot(); s.Throttled != 2 || s.Done != 400 || calls.Load() != 400 {
		t.Errorf("%d throttled of %d, sent %d times", s.Throttled, s.Done, calls.Load())
	}
	if len(c.waited) != 2 || c.waited[0] != time.Second || c.waited[1] != time.Second {
		t.Errorf("held back %v", c.waited)
	}
}

func TestPaceHalvesOnceForARound(t *testing.T) {
	now := time.Date(2026, 11, 3, 14, 0, 0, 0, time.UTC)
	p := newPace(16)
	p.latest = 16
	for n := int64(1); n <= 16; n++ {
		p.answered(n, true, now)
	}
	if p.limit != 8 || p.hold(now) != holdBack {
		t.Errorf("limit %d, held for %v", p.limit, p.hold(now))
	}
	p.latest = 20
	p.answered(20, true, now)
	if p.limit != 4 {
		t.Errorf("limit %d after throttling again", p.limit)
	}
	for n := range int64(4 + 5 + 6) {
		p.answered(21+n, false, now)
	}
	if p.limit != 7 {
		t.Errorf("limit %d after three good rounds", p.limit)
	}
	for n := range int64(1000) {
		p.answered(100+n, false, now)
	}
	if p.limit != 16 {
		t.Errorf("limit %d, above or below the plan's", p.limit)
	}
}

func TestRateSpacesStarts(t *testing.T) {
	b, _ := newBurst(succeed, Plan{Count: 5, Concurrency: 5, Rate: 10})
	c := clocked(b)
	began := c.read()
	if err := b.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if took := c.read().Sub(began); took != 400*time.Millisecond {
		t.Errorf("five starts at ten a second took %v", took)
	}
}

func TestARateOfNextToNothingStartsOne(t *testing.T) {
	b, journal := newBurst(succeed, Plan{Count: 2, Concurrency: 2, Rate: 1e-300})
	b.wait = func(_ context.Context, span time.Duration) {
		if span < 365*24*time.Hour {
			t.Errorf("waits %v only", span)
		}
		b.Stop()
	}
	if err := b.Run(t.Context()); err != nil || len(journal.finished) != 1 {
		t.Errorf("%v, %d runs", err, len(journal.finished))
	}
}

func TestErrorNamesAreBounded(t *testing.T) {
	b, _ := newBurst(func(_ context.Context, r model.Request) (model.Run, error) {
		return model.Run{Status: model.Failed, Error: "E" + r.Input}, nil
	}, Plan{Count: 200, Concurrency: 1, Inputs: repeat("", func(_ string, n int64) (string, error) { return strconv.FormatInt(n, 10), nil })})
	if err := b.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	s := b.Snapshot()
	if len(s.Errors) != maxNames+1 || s.Errors[0] != (Named{otherErrors, 200 - maxNames}) {
		t.Errorf("%d names, first %v", len(s.Errors), s.Errors[0])
	}
}

func TestBadPlansAreRefused(t *testing.T) {
	for _, p := range []Plan{{Count: -1, Concurrency: 1}, {Concurrency: 0}, {Concurrency: MaxConcurrency + 1}, {Concurrency: 1, Rate: -1}, {Concurrency: 1, Rate: math.NaN()}} {
		b, journal := newBurst(succeed, p)
		if err := b.Run(t.Context()); err == nil || len(journal.finished) > 0 {
			t.Errorf("%+v: %v, %d runs", p, err, len(journal.finished))
		}
	}
	b, _ := newBurst(succeed, Plan{Count: 3, Concurrency: 1, Inputs: repeat(strings.Repeat(" ", model.MaxInput)+"1", nil)})
	if err := b.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "run 1: ") {
		t.Errorf("an input over the limit: %v", err)
	}
}

func TestLines(t *testing.T) {
	source := Lines(strings.NewReader("\ufeff{\"a\":1}\n\n  [2] \r\n3"), "rows.jsonl", nil)
	for n, want := range []string{`{"a":1}`, "[2]", "3"} {
		if got, err := source(int64(n + 1)); got != want || err != nil {
			t.Errorf("%q, %v, want %q", got, err, want)
		}
	}
	if _, err := source(4); !errors.Is(err, io.EOF) {
		t.Errorf("after the last line: %v", err)
	}
	for text, want := range map[string]string{
		"{}\n\n{\"a\":}\n":                        "rows.jsonl:3:6: ",
		"\ufeff \t{\"a\":}":                       "rows.jsonl:1:8: ",
		"{}\n" + strings.Repeat(" ", 600_000):     "rows.jsonl:2:1: the line has more than 524288 bytes",
		`"` + strings.Repeat("x", 262_143) + "\"": "rows.jsonl:1:1: the input has 262145 bytes",
	} {
		n, err := countLines(Lines(strings.NewReader(text), "rows.jsonl", nil))
		if err == nil || !strings.HasPrefix(err.Error(), want) || model.HintOf(err) == "" {
			t.Errorf("%d rows, %v, want %s", n, err, want)
		}
	}
	if n, err := countLines(Lines(strings.NewReader("1\n2\n\n3\n"), "", nil)); n != 3 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
}

func TestEstimate(t *testing.T) {
	journal := &memory{}
	prices := pricing.USEast()
	e, err := EstimateOf(t.Context(), journal, prices, machine, 1000)
	if err != nil || e.Latest || e.Cost != prices.OfTotals(model.Totals{Requests: 1000, MBMillis: 1000 * 6400}) {
		t.Errorf("%+v, %v", e, err)
	}
	journal.finished = []model.Run{{Status: model.Succeeded, Billing: bill}}
	if e, err = EstimateOf(t.Context(), journal, prices, machine, 1000); err != nil || !e.Latest || e.Like != bill {
		t.Errorf("%+v, %v", e, err)
	}
}

func BenchmarkBurst(b *testing.B) {
	bu := New(&model.Workbench{Target: place(succeed), Journal: forgetful{}}, Plan{
		Machine: machine, Inputs: repeat("{}", nil), Count: int64(b.N), Concurrency: 8,
	})
	b.ReportAllocs()
	if err := bu.Run(b.Context()); err != nil {
		b.Fatal(err)
	}
}

type forgetful struct{ model.Journal }

func (forgetful) Begin(context.Context, model.Run) error                 { return nil }
func (forgetful) Finish(context.Context, model.Run, []model.Event) error { return nil }

func TestAPanicEndsTheBurstOnly(t *testing.T) {
	b, journal := newBurst(func(ctx context.Context, r model.Request) (model.Run, error) {
		if r.Input == "3" {
			panic("no such luck")
		}
		return succeed(ctx, r)
	}, Plan{Count: 1000, Concurrency: 1, Inputs: repeat("", func(_ string, n int64) (string, error) { return strconv.FormatInt(n, 10), nil })})
	err := b.Run(t.Context())
	if err == nil || !strings.Contains(err.Error(), "internal error (bug): no such luck") {
		t.Errorf("got %v", err)
	}
	if s := b.Snapshot(); s.Done != 3 || s.InFlight != 0 || s.Totals.Succeeded != 2 || len(journal.finished) != 2 {
		t.Errorf("%+v, %d in the journal", s.Totals, len(journal.finished))
	}
}

func TestOpenFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "rows.jsonl")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("1\n\n[2]\n")
	f, err := OpenFile(t.Context(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	inputs := f.Inputs()
	one, _ := inputs(1)
	two, _ := inputs(2)
	if _, end := inputs(3); f.Rows != 2 || one != "1" || two != "[2]" || !errors.Is(end, io.EOF) {
		t.Errorf("%d rows, %s, %s, %v", f.Rows, one, two, end)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}

	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := OpenFile(ended, path, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	write("1\n{\"a\": }\n")
	if _, err := OpenFile(t.Context(), path, nil); err == nil || !strings.HasPrefix(err.Error(), path+":2:7: ") || model.HintOf(err) == "" {
		t.Errorf("a bad row: %v", err)
	}
	write("\n\n")
	if _, err := OpenFile(t.Context(), path, nil); err == nil || !strings.Contains(err.Error(), "has no inputs") {
		t.Errorf("no rows: %v", err)
	}
	for _, name := range []string{dir, filepath.Join(dir, "none")} {
		if _, err := OpenFile(t.Context(), name, nil); err == nil || !strings.Contains(err.Error(), "cannot read the inputs") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestInput(t *testing.T) {
	bench := &model.Workbench{Target: place(succeed)}
	values := parameter.Values{Env: func(name string) (string, bool) { return "x", name == "X" }}
	for text, want := range map[string]string{
		"": "{}", "  ": "{}", `{"a": 1}`: `{"a": 1}`,
		`{"n": {{n}}, "x": "{{env.X}}"}`: `{"n": 7, "x": "x"}`,
	} {
		inputs, err := Input(bench, text, values)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got, err := inputs(7); got != want || err != nil {
			t.Errorf("%s: %s, %v", text, got, err)
		}
	}
	for text, want := range map[string]string{
		"{\n  \"a\": }":                          "it is not JSON: line 2, column 8: ",
		`"{{env.Y}}"`:                            "line 1, column 2: {{env.Y}}: the environment variable Y",
		`"` + strings.Repeat("x", 262_143) + `"`: "the input has 262145 bytes",
	} {
		if _, err := Input(bench, text, values); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%.20q: %v, want %s", text, err, want)
		}
	}
}

func TestABurstEndsAtItsBudget(t *testing.T) {
	price := pricing.USEast().Of(bill).Total
	for _, concurrency := range []int{1, 7, 100} {
		budget := guard.NewBudget("burst", price.Times(50), nil)
		budget.Expect(machine, bill)
		b, journal := newBurst(succeed, Plan{Count: 1000, Concurrency: concurrency, Budget: budget})
		err := b.Run(t.Context())
		s := b.Snapshot()
		if !guard.IsBudget(err) || !s.OverBudget || s.Done != 50 || len(journal.finished) != 50 {
			t.Errorf("%d at once: %d runs, %d kept: %v", concurrency, s.Done, len(journal.finished), err)
		}
	}
}

func TestABurstThatCostsMoreThanExpectedEndsSoon(t *testing.T) {
	budget := guard.NewBudget("burst", pricing.USEast().Of(bill).Total.Times(5), nil) // the first goes alone, so that the others are known
	b, _ := newBurst(succeed, Plan{Count: 1000, Concurrency: 4, Budget: budget})
	if err := b.Run(t.Context()); !guard.IsBudget(err) || b.Snapshot().Done != 5 {
		t.Errorf("%d runs: %v", b.Snapshot().Done, err)
	}
}

func TestRunsWithoutAnAnswerUseABudgetUp(t *testing.T) {
	budget := guard.NewBudget("burst", pricing.USEast().Of(guard.Least).Total.Times(6), nil)
	b, _ := newBurst(func(context.Context, model.Request) (model.Run, error) {
		return model.Run{}, errors.New("the connection was closed")
	}, Plan{Count: 1000, Concurrency: 3, Budget: budget})
	if err := b.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "the cost of 6 runs is unknown") || b.Snapshot().Done != 6 {
		t.Errorf("%d runs: %v", b.Snapshot().Done, err)
	}
}

func TestABurstEndsAtTheSessionsBudget(t *testing.T) {
	price := pricing.USEast().Of(bill).Total
	g := guard.New(nil).Limit(guard.Limits{Session: price.Times(20)})
	on := place(succeed).Info()
	budget := g.Budget("burst", 0, on)
	budget.Expect(machine, bill)
	b, journal := newBurst(succeed, Plan{Count: 1000, Concurrency: 8, Budget: budget})
	b.bench.Guard = g
	err := b.Run(t.Context())
	if s := b.Snapshot(); !guard.IsBudget(err) || s.Totals.Succeeded != 20 || len(journal.finished) != 20 {
		t.Errorf("%d runs, %d kept: %v", s.Done, len(journal.finished), err)
	}
}
