package plain_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"expresso/model"
	"expresso/model/child"
	"expresso/store"
	"expresso/ui/plain"
)

// target answers as a test decides.
type target struct {
	answer func(ctx context.Context, r model.Request) (model.Run, error)
	events []model.Event
	bills  bool
	traced int // how often its traces were asked for
}

func (f *target) Info() model.Info {
	return model.Info{Name: "fake", Region: "us-east-1", Loopback: !f.bills}
}

func (*target) Machines(context.Context) ([]model.Machine, error) {
	const arn = "arn:aws:states:us-east-1:000000000000:stateMachine:"
	return []model.Machine{
		{ARN: arn + "orders", Name: "orders", Type: model.Express},
		{ARN: arn + "nightly", Name: "nightly", Type: model.Standard},
	}, nil
}

func (*target) Describe(context.Context, model.ARN) (model.Description, error) {
	return model.Description{Definition: `{"StartAt":"A"}`}, nil
}

func (f *target) Start(ctx context.Context, r model.Request) (model.Run, error) {
	return f.answer(ctx, r)
}

func (f *target) Trace(context.Context, model.Run) ([]model.Event, error) {
	f.traced++
	if f.events == nil {
		return nil, model.ErrNoTrace
	}
	return f.events, nil
}

func (*target) Qualifiers(_ context.Context, machine model.ARN) (model.Qualifiers, error) {
	return model.Qualifiers{
		Versions: []model.Version{{ARN: machine + ":7"}},
		Aliases:  []model.Alias{{ARN: machine + ":prod", Routes: []model.Route{{Version: machine + ":7", Weight: 90}, {Version: machine + ":6", Weight: 10}}}},
	}, nil
}

func succeed(output string) func(context.Context, model.Request) (model.Run, error) {
	return func(context.Context, model.Request) (model.Run, error) {
		began := time.Date(2026, 11, 3, 14, 3, 22, 0, time.UTC)
		return model.Run{
			Status: model.Succeeded, Output: output, Started: began, Stopped: began.Add(412 * time.Millisecond),
			Billing: model.Billing{Duration: 500 * time.Millisecond, MemoryMB: 64},
		}, nil
	}
}

// config is a session over a real store that reads in.
func config(t *testing.T, f *target, in io.Reader) plain.Config {
	t.Helper()
	dir := t.TempDir()
	history, err := store.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := history.Close(); err != nil {
			t.Error(err)
		}
	})
	return plain.Config{
		Bench:  &model.Workbench{Target: f, Journal: history},
		Inputs: store.OpenInputs(dir, nil), Session: history.Session("test"), In: in,
		Now: func() time.Time { return time.Date(2026, 11, 3, 14, 3, 22, 0, time.UTC) },
	}
}

// hear runs a session of commands and returns what it says.
func hear(t *testing.T, f *target, commands ...string) string {
	t.Helper()
	var out bytes.Buffer
	cfg := config(t, f, strings.NewReader(strings.Join(commands, "\n")+"\n"))
	cfg.Out = &out
	if err := plain.Run(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func wants(t *testing.T, heard string, all ...string) {
	t.Helper()
	for _, want := range all {
		if !strings.Contains(heard, want) {
			t.Errorf("nothing is said of %q in\n%s", want, heard)
		}
	}
}

func TestSentences(t *testing.T) {
	heard := hear(t, &target{answer: succeed(`{"a": "` + "\\u001b[2J" + `"}`)},
		"machines", "pick 2", "pick orders:prod", "versions", "run", "ou", "billing", "error", "trace", "history", "definition")
	wants(t, heard,
		"Workflows run on fake, region us-east-1.\n",
		"2. nightly, STANDARD, cannot be run: STANDARD",
		"error: nightly cannot be run",
		"picked orders:prod.",
		"alias prod: 90 percent to version 7 and 10 percent to version 6\nversion 7",
		"running orders:prod.\nrun 1 of orders:prod SUCCEEDED in 412 ms, billed 500 ms, 64 MB, estimated $0.00000152.\n",
		"billed 500 ms at 64 MB, which is 0.03125 GB-s.\nIt ran 412 ms: 17 percent of the billed time is rounding.\n",
		"This is an estimate, us-east-1, first tier, prices of",
		"This session: 1 run, $0.00000152.",
		"no error: the run of orders:prod SUCCEEDED.",
		"no trace of this run is saved",
		", orders:prod SUCCEEDED in 412 ms",
		"  \"StartAt\": \"A\"\n",
	)
	if strings.Contains(heard, "nothing is billed") {
		t.Error("it says of another target that nothing is billed")
	}
}

// What a workflow returns is read, never obeyed.
func TestOutputIsSafe(t *testing.T) {
	hostile := "{\"a\": \"\u202e\u009b2J\x7f\"}\x1b]52;c;eA==\x07"
	heard := hear(t, &target{answer: func(ctx context.Context, r model.Request) (model.Run, error) {
		run, err := succeed(hostile)(ctx, r)
		run.Error = "x\x1b[31m"
		return run, err
	}}, "set "+hostile, "input", "set {}", "run", "output", "save a\x1bb", "open \x1b", "\x1b[A")
	for _, r := range heard {
		if r != '\n' && (r < ' ' || r == 0x7f || r == 0x9b || r == 0x202e) {
			t.Fatalf("it writes %U:\n%q", r, heard)
		}
	}
}

func TestLongDocumentsAreReadInParts(t *testing.T) {
	long := "[" + strings.Repeat("1,", 99) + "1]"
	heard := hear(t, &target{answer: succeed(long)}, "run", "output")
	wants(t, heard, "These are 60 of 102 lines. Say output all to hear the rest.")
	if n := strings.Count(hear(t, &target{answer: succeed(long)}, "run", "output all"), "\n  1"); n != 100 {
		t.Errorf("%d elements are read", n)
	}
}

// stage is a person at a terminal: says lines, hears what is said.
type stage struct {
	t       *testing.T
	in      *io.PipeWriter
	signals chan os.Signal
	ticks   chan time.Time
	changes chan string
	done    chan error

	mu   sync.Mutex
	said bytes.Buffer
}

func (s *stage) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.said.Write(b)
}

func begin(t *testing.T, f *target) *stage {
	t.Helper()
	in, writer := io.Pipe()
	s := &stage{t: t, in: writer, signals: make(chan os.Signal), ticks: make(chan time.Time), changes: make(chan string), done: make(chan error, 1)}
	cfg := config(t, f, in)
	cfg.Out, cfg.Prompt, cfg.Signals = s, true, s.signals
	cfg.Changes = s.changes
	cfg.After = func(time.Duration) <-chan time.Time { return s.ticks }
	cfg.Edit = func(cmd *child.Interactive) error {
		return os.WriteFile(cmd.Args()[len(cmd.Args())-1], []byte(`{"edited": true}`), 0o600)
	}
	go func() { s.done <- plain.Run(t.Context(), cfg) }()
	return s
}

func (s *stage) say(line string) *stage {
	s.t.Helper()
	if _, err := io.WriteString(s.in, line+"\n"); err != nil {
		s.t.Fatal(err)
	}
	return s
}

// hears waits until all of it has been said since the last time.
func (s *stage) hears(texts ...string) *stage {
	s.t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for _, text := range texts {
		for {
			s.mu.Lock()
			heard := s.said.String()
			if i := strings.Index(heard, text); i >= 0 {
				s.said.Next(i + len(text))
				s.mu.Unlock()
				break
			}
			s.mu.Unlock()
			if time.Now().After(deadline) {
				s.t.Fatalf("nothing is said of %q in %q", text, heard)
			}
			time.Sleep(time.Millisecond) // a poll
		}
	}
	return s
}

func (s *stage) ends() {
	s.t.Helper()
	if err := <-s.done; err != nil {
		s.t.Error(err)
	}
}

// hanging is a target that never answers, and tells when a run has reached it.
func hanging() (f *target, reached chan struct{}) {
	reached = make(chan struct{}, 1)
	return &target{answer: func(ctx context.Context, _ model.Request) (model.Run, error) {
		reached <- struct{}{}
		<-ctx.Done()
		return model.Run{}, ctx.Err()
	}}, reached
}

func TestControlCGivesUpOnTheRunOnly(t *testing.T) {
	f, reached := hanging()
	s := begin(t, f)
	s.hears("orders: ")
	s.signals <- os.Interrupt
	s.hears("no run is in flight: say quit to leave", "orders: ").say("run").hears("running orders.")
	s.ticks <- time.Time{}
	s.hears("still running after 2 s")
	s.ticks <- time.Time{}
	s.hears("still running after 12 s")
	<-reached
	s.signals <- os.Interrupt
	s.hears("run 1 of orders NO RESPONSE: you stopped waiting for the response. the execution continues", "orders: ").
		say("history").hears("orders NO RESPONSE").say("quit").ends()
}

func TestTheEndOfTheTerminalEndsTheSession(t *testing.T) {
	f, reached := hanging()
	s := begin(t, f)
	s.hears("orders: ").say("run").hears("running orders.")
	<-reached
	s.signals <- syscall.SIGHUP
	s.hears("NO RESPONSE").ends()

	s = begin(t, f)
	s.hears("orders: ").say("write").hears("1: ").say("{").hears("2: ")
	s.signals <- os.Interrupt
	s.hears("The input is not changed.", "orders: ").say("write").hears("1: ")
	s.signals <- syscall.SIGTERM
	s.ends()
}

func TestChangesAreTold(t *testing.T) {
	s := begin(t, &target{answer: succeed("{}")})
	s.hears("orders: ")
	s.changes <- "reloaded orders\x1b"
	s.hears("\nreloaded orders␛.\n", "orders: ")
	close(s.changes)
	s.hears("orders: ").say("run").hears("SUCCEEDED").say("quit").ends()
}

func TestBurst(t *testing.T) {
	n := 0
	f := &target{bills: true, answer: func(ctx context.Context, r model.Request) (model.Run, error) {
		run, err := succeed("{}")(ctx, r)
		if n++; n%4 == 0 {
			run.Status, run.Error = model.Failed, "TooBad"
		}
		return run, err
	}}
	heard := hear(t, f, "pick orders", "burst", "burst many", "burst 5 0", "set {", "burst 5", "set {}", "burst 20 1", "no", "burst 20 1", "yes", "history", "billing")
	wants(t, heard,
		"error: burst needs the number of runs, and optionally the concurrency. say burst 100",
		"error: the concurrency must be from 1 to 1000, got 0",
		"error: not sent: it is not JSON: line 1, column 2",
		"20 runs of orders on fake may cost $0.0000221, based on the minimum charge of a run (estimate, us-east-1, first tier, prices of 2026-11). Send them, yes or no?",
		"nothing was sent.\n",
		"running orders 20 times, 1 at once.",
		"20 runs of 20 in ", ": 15 SUCCEEDED, 5 failed, 0 throttled.",
		"billed: half within 500 ms, 90 percent within 500 ms, 99 percent within 500 ms, the longest 500 ms.",
		"5 with TooBad.", "cost $0.0000304, an estimate, us-east-1",
		", burst of orders: 20 runs, of which 15 SUCCEEDED, estimated $0.0000304.",
	)
}

func TestABurstIsStoppedThenGivenUp(t *testing.T) {
	f, reached := hanging()
	s := begin(t, f)
	s.hears("orders: ").say("burst 50 1").hears("running orders 50 times, 1 at once.")
	<-reached
	s.ticks <- time.Time{}
	s.hears("0 of 50 runs done, 1 in flight.")
	s.signals <- os.Interrupt
	s.hears("stopping: waiting for the runs in flight")
	s.signals <- os.Interrupt
	s.hears("1 run of 50 in ", "1 with NO RESPONSE.", "orders: ").say("quit").ends()
}

func TestEditor(t *testing.T) {
	t.Setenv("VISUAL", "true")
	s := begin(t, &target{answer: succeed("{}")})
	s.hears("orders: ").say("edit").hears("the input is set, 16 bytes.").say("input").hears(`1: {"edited": true}`).
		say("save one").hears("saved as one, 16 bytes.").say("inputs").hears("1. one, loaded").
		say("set {}").hears("orders: ").say("load 1").hears("loaded one").say("run").hears("SUCCEEDED").
		say("sent").hears(`"edited": true`)
	if err := s.in.Close(); err != nil {
		t.Fatal(err)
	}
	s.ends()
}

func TestFilesAreInputs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "in put.json")
	if err := os.WriteFile(path, []byte("[1,\n2]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	wants(t, hear(t, &target{answer: succeed("{}")}, "open "+path, "input", "open "+filepath.Dir(path), "open "+path+"x"),
		"took "+path+", 7 bytes.", "1: [1,\n2: 2]\n", "is not a regular file", "no such file")
}

func TestLinesThatAreTooLong(t *testing.T) {
	wants(t, hear(t, &target{answer: succeed("{}")}, "set "+strings.Repeat("1", 2*model.MaxInput), "set [2]", "input"),
		"error: the line has more than 524288 bytes. say edit", "1: [2]")
	long := `"` + strings.Repeat("1", model.MaxInput) + `"`
	wants(t, hear(t, &target{answer: succeed("{}")}, "set "+long, "run"), "error: not sent: the input has 262146 bytes; the limit is 262144. make it smaller")
}

// broken is an output that nobody reads any more.
type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("nobody listens") }

func TestAnOutputThatIsGoneEndsTheSession(t *testing.T) {
	cfg := config(t, &target{answer: succeed("{}")}, strings.NewReader(strings.Repeat("help\n", 1000)))
	cfg.Out = broken{}
	if err := plain.Run(t.Context(), cfg); err == nil || !strings.Contains(err.Error(), "nobody listens") {
		t.Errorf("got %v", err)
	}
}

func TestTrace(t *testing.T) {
	began := time.Date(2026, 11, 3, 14, 3, 22, 0, time.UTC)
	at := func(ms int) time.Time { return began.Add(time.Duration(ms) * time.Millisecond) }
	f := &target{events: []model.Event{
		{ID: 1, Type: "ExecutionStarted", Time: at(0), Details: `{"input":"{}"}`},
		{ID: 2, Type: "MapStateEntered", Time: at(1), State: "Lines", Details: `{"name":"Lines","input":"[1]"}`},
		{ID: 3, Previous: 2, Type: "MapStateStarted", Time: at(1), Details: `{"length":1}`},
		{ID: 4, Previous: 3, Type: "MapIterationStarted", Time: at(2), Details: `{"name":"Lines","index":0}`},
		{ID: 5, Previous: 4, Type: "FailStateEntered", Time: at(3), State: "No", Details: `{"name":"No","input":"1"}`},
		{ID: 6, Previous: 5, Type: "MapIterationFailed", Time: at(5), Details: `{"name":"Lines","index":0}`},
		{ID: 7, Previous: 6, Type: "MapStateFailed", Time: at(6), Details: `{"error":"TooBad","cause":"as told"}`},
		{ID: 8, Previous: 7, Type: "ExecutionFailed", Time: at(7), Details: `{"error":"TooBad","cause":"as told"}`},
	}}
	f.answer = func(ctx context.Context, r model.Request) (model.Run, error) {
		run, err := succeed("")(ctx, r)
		run.Status, run.Error, run.Cause = model.Failed, "TooBad", "as told"
		return run, err
	}
	// What is in a log is read when trace is said, and not before; then it is kept.
	wants(t, hear(t, f, "run", "error"), "error TooBad.\nThe cause is:")
	if f.traced > 0 {
		t.Errorf("the log was read %d times for the error", f.traced)
	}
	wants(t, hear(t, f, "run", "trace", "error"),
		"FAILED in 412 ms with TooBad, billed", "error TooBad.\nIt happened in the state No, ", "The cause is:\nas told\n",
		"2 states in 7 ms.", "1. Lines, a Map state, failed after ", "2. in iteration 0 of Lines, No, a Fail state, failed after ")
}

func TestWhereRunsAreBilledNothingIsPickedAndQuickRunsAreAskedAbout(t *testing.T) {
	sent := 0
	f := &target{bills: true, answer: func(ctx context.Context, r model.Request) (model.Run, error) {
		sent++
		return succeed("{}")(ctx, r)
	}}
	now := time.Date(2026, 11, 3, 14, 3, 22, 0, time.UTC)
	var out bytes.Buffer
	cfg := config(t, f, strings.NewReader("run\npick orders\nrun\nrun\nno\nagain\nyes\nquit\n"))
	cfg.Out, cfg.Now = &out, func() time.Time { now = now.Add(400 * time.Millisecond); return now }
	if err := plain.Run(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	wants(t, out.String(), "No state machine is picked, because runs are billed here. Say machines, then pick and a name.",
		"error: no state machine is picked", "picked orders.",
		"a run of orders was started just now, and another one is billed too. Send them, yes or no?\nnothing was sent.")
	if sent != 2 {
		t.Errorf("%d requests in\n%s", sent, out.String())
	}
	// The next session says what was used, and picks it no more than the first.
	out.Reset()
	cfg.In = strings.NewReader("run\n")
	if err := plain.Run(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	wants(t, out.String(), "The last one was orders: say pick orders.", "error: no state machine is picked")
	if sent != 2 {
		t.Errorf("%d requests in\n%s", sent, out.String())
	}
}

// An input that is no JSON is not saved, a definition is checked, and runs are listed in another order.
func TestCheckAndOrder(t *testing.T) {
	bad := filepath.Join(t.TempDir(), "bad.json")
	if err := os.WriteFile(bad, []byte(`{"a": 1`), 0o600); err != nil {
		t.Fatal(err)
	}
	n := 0
	heard := hear(t, &target{answer: func(ctx context.Context, r model.Request) (model.Run, error) {
		run, err := succeed(`{}`)(ctx, r)
		if n++; n == 1 {
			run.Stopped = run.Started.Add(30 * time.Second)
		}
		return run, err
	}}, "pick orders", "validate", "open "+bad, "save bad", "set {}", "save good", "run", "run", "history 1", "history 1 longest", "history failures", "history dearest")
	wants(t, heard, "line 1, column 1: error SCHEMA_VALIDATION_FAILED: These fields are required: [States]", "not saved: ", "saved as good", "SUCCEEDED in 30 s", `"dearest" is not a number from 1 to 1000`, "say history and how many runs, and longest, expensive or failures")
	lists := strings.Split(heard, "\n1. ")
	if len(lists) < 4 || !strings.Contains(lists[len(lists)-3], "in 412 ms") || !strings.Contains(lists[len(lists)-2], "in 30") {
		t.Errorf("%q", lists)
	}
}
