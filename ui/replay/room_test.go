package replay_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"expresso/model"
	"expresso/model/suite"
	"expresso/store"
	"expresso/ui/replay"
	"expresso/ui/uitest"
)

// target answers as told.
type target struct {
	model.Target
	bills bool
	start func(ctx context.Context, input string) (string, error)
}

func (g target) Info() model.Info { return model.Info{Name: "here", Local: !g.bills} }

func (target) Describe(context.Context, model.ARN) (model.Description, error) {
	return model.Description{}, nil
}

func (g target) Start(ctx context.Context, r model.Request) (model.Run, error) {
	output, err := g.start(ctx, r.Input)
	return model.Run{
		Status: model.Succeeded, Output: output, Started: now, Stopped: now.Add(100 * time.Millisecond),
		Billing: model.Billing{Duration: 100 * time.Millisecond, MemoryMB: 64},
	}, err
}

// Trace has none: it is not read here.
func (target) Trace(context.Context, model.Run) ([]model.Event, error) { return nil, model.ErrNoTrace }

func echo(_ context.Context, input string) (string, error) { return input, nil }

// bench is a room over a real store, and its owner.
type bench struct {
	*uitest.Owner
	room    *replay.Room
	inputs  *store.Inputs
	orders  replay.Subject
	journal *store.History
	sending sync.WaitGroup
}

func open(t *testing.T, g target, inputs map[string][2]string) *bench {
	t.Helper()
	dir := t.TempDir()
	journal, err := store.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = journal.Close() })
	b := &bench{Owner: uitest.Own(t, clock), inputs: store.OpenInputs(dir, nil), journal: journal}
	b.orders.Machine = model.Machine{ARN: "arn:aws:states:us-east-1:000000000000:stateMachine:orders", Name: "orders", Type: model.Express}
	b.orders.ARN = b.orders.Machine.ARN
	for name, texts := range inputs {
		if err := b.inputs.Save("orders", name, texts[0]); err != nil {
			t.Fatal(err)
		}
		if texts[1] != "" {
			if err := b.inputs.Expect("orders", name, texts[1]); err != nil {
				t.Fatal(err)
			}
		}
	}
	common := b.Common(&model.Workbench{Target: g, Journal: journal, Now: clock})
	common.Inputs, common.Sending = b.inputs, &b.sending
	b.room = replay.New(common)
	b.Has(b.room)
	return b
}

func (b *bench) replay() *bench {
	b.Do(b.room.Replay("orders", []replay.Subject{b.orders}))
	return b
}

var two = map[string][2]string{
	"a-pass":    {`{"n":1}`, `{"output":{"n":1}}`},
	"b-changed": {`{"n":2}`, `{"output":{"n":3}}`},
}

func TestRoomTellsWhatRan(t *testing.T) {
	b := open(t, target{start: echo}, two)
	if b.room.None() == "" || b.room.Idle() == "" || b.room.Busy() != "" || b.room.InFlight() != 0 || b.room.Progress() != "" {
		t.Error("something is replayed before anybody asked")
	}
	b.replay().Sees("Replay · orders", "2 of 2", "✓ 1 passed", "~ 1 changed").Settle()
	var ran []suite.Result
	over := false
	for _, msg := range b.Told {
		if msg, ok := msg.(replay.RanMsg); ok {
			ran = append(ran, msg.Results...)
			over = msg.Over
		}
	}
	if len(ran) != 2 || !over || ran[0].Run.Output != "" {
		t.Errorf("%v, %v", ran, over)
	}
	b.sending.Wait()
	if b.room.None() != "" || b.room.Running() || b.room.Progress() != "" {
		t.Error("it goes on")
	}
	if got := b.Heard(); got != "" {
		t.Errorf("said %q to who sees it", got)
	}
	// The run is looked for in the history.
	b.Told = nil
	b.Press("down", "o").Settle()
	if open, ok := b.Told[0].(replay.OpenRunMsg); !ok || open.Run.Input != "" || open.Newer < 0 || open.Newer > 1 {
		t.Errorf("told %#v", b.Told)
	}
	if b.Dialogs.Front() != nil {
		t.Error("it lies over the history")
	}
	// Who looks elsewhere is told how it went.
	b.replay().Sees("Replay · orders").Press("esc").Settle()
	if got := b.Heard(); got != "replay: 1 changed, 1 passed" {
		t.Errorf("said %q", got)
	}
	// What nobody asked for changes nothing.
	if cmd := b.room.Update("news"); cmd != nil || b.room.Told() != nil {
		t.Error("it answers what is not its own")
	}
}

func TestRoomWithNothingToReplay(t *testing.T) {
	b := open(t, target{start: echo}, nil)
	b.replay().Settle()
	if got := b.Heard(); got != "no saved inputs of orders: press ctrl+s to save the editor's text" {
		t.Errorf("said %q", got)
	}
	b.Do(b.room.Stop())
	if got := b.Heard(); got != "no replay is running" {
		t.Errorf("said %q", got)
	}
}

func TestRoomAsksBeforeRunsThatAreBilled(t *testing.T) {
	sent := 0
	var mu sync.Mutex
	b := open(t, target{bills: true, start: func(_ context.Context, input string) (string, error) {
		mu.Lock()
		defer mu.Unlock()
		sent++
		return input, nil
	}}, two)
	b.replay().Sees("2 runs of 1 machine on here may cost", "Run them?").Press("n").Settle()
	if sent != 0 {
		t.Fatalf("%d runs were sent that nobody wanted", sent)
	}
	b.replay().Sees("Run them?").Press("y").Sees("2 of 2", "~ 1 changed").Settle()
	b.Press("F").Sees("1 run of 1 machine on here may cost", "costs of the latest runs").Press("y").Sees("1 of 1").Settle()
	if sent != 3 {
		t.Errorf("%d runs were sent", sent)
	}
}

func TestRoomStopsThenStopsWaiting(t *testing.T) {
	inputs := map[string][2]string{}
	for i := range 20 {
		inputs[fmt.Sprintf("in-%02d", i)] = [2]string{"{}"}
	}
	var reached atomic.Int64
	b := open(t, target{start: func(ctx context.Context, _ string) (string, error) {
		reached.Add(1)
		<-ctx.Done()
		return "", ctx.Err()
	}}, inputs)
	b.replay().Sees("0 of 20", "● running", "waiting")
	b.Until("eight are in flight", func() bool { return reached.Load() == suite.Concurrency })
	if b.room.InFlight() != suite.Concurrency || b.room.Busy() == "" || !strings.Contains(b.room.Progress(), "replay 0/20") {
		t.Errorf("%d are in flight, %q", b.room.InFlight(), b.room.Progress())
	}
	b.Press("R")
	if got := b.Heard(); got != "wait until the replay ends, or stop it with x" {
		t.Errorf("said %q", got)
	}
	b.Press("x").Sees("stopping: 8 in flight", "12 not run").Press("x").Sees("! 12 not run", "✗ 8 failed").Settle()
	if got := b.Heard(); !strings.Contains(got, "stopped waiting: runs in flight end with NO RESPONSE") {
		t.Errorf("said %q", got)
	}
}

func TestRoomAccepts(t *testing.T) {
	b := open(t, target{start: echo}, two)
	b.replay().Sees("2 of 2").Settle()
	b.Press("down", "enter").Sees("~ changed", `"n": 3`, "- expected").Settle()
	review := func(press ...string) {
		t.Helper()
		b.Told = nil
		b.Press("E").Sees("Accept · orders · b-changed", "replaces ").Settle().Press(press...).Settle()
	}
	accepted := func() (msg replay.AcceptedMsg) {
		for _, told := range b.Told {
			if told, ok := told.(replay.AcceptedMsg); ok {
				msg = told
			}
		}
		return msg
	}
	expected := func() string {
		text, _, err := b.inputs.Expectation("orders", "b-changed")
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	review("esc")
	b.Sees("- expected")
	// What has changed since it was shown is not written over.
	review()
	if err := b.inputs.Expect("orders", "b-changed", `{"output":{"n":4}}`); err != nil {
		t.Fatal(err)
	}
	b.Press("enter").Settle()
	if msg := accepted(); !msg.Failed || msg.Name != "b-changed" || expected() != `{"output":{"n":4}}` {
		t.Errorf("told %+v, and it holds %s", msg, expected())
	}
	if got := b.Heard(); got != "cannot accept the run as b-changed: the file has changed in the meantime: press E to see it again" {
		t.Errorf("said %q", got)
	}
	review("enter")
	if msg := accepted(); msg.Failed || msg.Saved || msg.Verdict != suite.Passed || !strings.Contains(expected(), `"n": 2`) {
		t.Errorf("told %+v, and it holds %s", msg, expected())
	}
	b.Sees("✓ 2 passed")
	if b.Press("esc").Dialogs.Front() != nil {
		t.Error("something is open still")
	}
}

// A run of no saved input gets a name first.
func TestRoomAcceptsARunUnderANewName(t *testing.T) {
	b := open(t, target{start: echo}, nil)
	wb := &model.Workbench{Target: target{start: echo}, Journal: b.journal, Now: clock}
	run, err := wb.Prepare(model.Request{Machine: b.orders.ARN, Input: `{"n":1}`})
	if err == nil {
		run, err = wb.Run(t.Context(), run)
	}
	if err != nil || replay.CannotAccept(run) != "" || replay.CannotAccept(model.Run{Status: model.NoResponse}) == "" || replay.CannotAccept(model.Run{Status: model.Succeeded, OutputWithheld: true}) == "" {
		t.Fatal(err)
	}
	b.Do(b.room.Accept(run)).Sees("save the input as").Keys("a/b").Press("enter").Sees("a / as character 2").
		Press("ctrl+u").Keys("first").Press("enter").Settle()
	b.Sees("saves the run's input as first").Press("enter").Settle()
	if text, err := b.inputs.Load("orders", "first"); text != `{"n":1}` || err != nil {
		t.Errorf("saved %q, %v", text, err)
	}
	if msg, ok := b.Told[len(b.Told)-2].(replay.AcceptedMsg); !ok || !msg.Saved || msg.Input != `{"n":1}` {
		t.Errorf("told %#v", b.Told)
	}
}

// A budget is typed beside the question, as that of a burst is: what would allow no run is refused there.
func TestABudgetOfAReplay(t *testing.T) {
	many := map[string][2]string{}
	for i := range 6 {
		many[fmt.Sprint("case-", i)] = [2]string{"{}", ""}
	}
	b := open(t, target{start: echo, bills: true}, many)
	b.replay().Sees("6 runs of 1 machine on here may cost", "budget", "maximum cost; empty for no limit", "y run them").
		Keys("0").Press("y").Sees("an amount above 0, such as 0.50; empty for")
	b.Press("backspace").Keys("0.00000001").Press("y").Sees("budget of $0.00000001 is")
	b.Press("ctrl+u").Keys("0.0000025").Press("y").Sees("2 of 6", "! 4 not run", "2 no expectation").Settle()
	if got := b.Heard(); !strings.Contains(got, "the replay's budget of $0.0000025 is reached") {
		t.Errorf("said %q", got)
	}
	// What was typed stays for the next time, and can be taken away.
	b.Press("R").Sees("may cost", "0.0000025").Press("n").Press("R").Sees("may cost").Press("ctrl+u", "y").Sees("6 of 6").Settle()
	b.Sees("6 no expectation")
	b.sending.Wait()
}
