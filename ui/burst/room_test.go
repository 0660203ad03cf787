package burst_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/store"
	burstui "expresso/ui/burst"
	"expresso/ui/uitest"
)

var now = time.Date(2026, 11, 3, 14, 3, 22, 0, time.UTC)

func clock() time.Time { return now }

// target answers as told.
type target struct {
	model.Target
	bills bool
	start func(ctx context.Context) error
	sent  atomic.Int64
}

func (g *target) Info() model.Info { return model.Info{Name: "here", Local: !g.bills} }

func (g *target) Start(ctx context.Context, r model.Request) (model.Run, error) {
	g.sent.Add(1)
	run := model.Run{
		Status: model.Succeeded, Output: r.Input, Started: now, Stopped: now.Add(100 * time.Millisecond),
		Billing: model.Billing{Duration: 100 * time.Millisecond, MemoryMB: 64},
	}
	if g.start != nil {
		return run, g.start(ctx)
	}
	return run, nil
}

// bench is a room over a real store, and its owner.
type bench struct {
	*uitest.Owner
	room    *burstui.Room
	inputs  *store.Inputs
	subject burstui.Subject
	text    burstui.Text // of the editor
	sending sync.WaitGroup
}

func open(t *testing.T, g *target) *bench {
	t.Helper()
	dir := t.TempDir()
	journal, err := store.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = journal.Close() })
	b := &bench{Owner: uitest.Own(t, clock), inputs: store.OpenInputs(dir, nil)}
	b.subject = burstui.Subject{Machine: "orders", ARN: "arn:aws:states:us-east-1:000000000000:stateMachine:orders", Name: "orders"}
	common := b.Common(&model.Workbench{Target: g, Journal: journal, Now: clock})
	common.Inputs, common.Sending = b.inputs, &b.sending
	b.room = burstui.New(common)
	b.Has(b.room)
	b.Serve = func(msg tea.Msg) tea.Cmd {
		switch msg := msg.(type) {
		case burstui.TextMsg:
			return b.room.Prepare(b.text)
		case burstui.StartMsg:
			return msg.Run
		}
		return nil
	}
	return b
}

// begins fills in the form, and starts a burst of the editor's text.
func (b *bench) begins(count string) *bench {
	b.text = burstui.Text{Text: `{"n":1}`}
	b.room.Ask(b.subject)
	b.Press("ctrl+u").Keys(count).Press("enter").Until("it begins", b.room.InFlight)
	return b
}

// ended is what a burst came to, once that was told.
func (b *bench) ended() (totals model.Totals, ok bool) {
	for _, msg := range b.Told {
		if msg, is := msg.(burstui.EndedMsg); is {
			return msg.Totals, true
		}
	}
	return totals, false
}

func TestRoomRunsTheEditorsText(t *testing.T) {
	g := &target{}
	b := open(t, g)
	if b.room.None() == "" || b.room.Idle() == "" || b.room.InFlight() || b.room.Waiting() != 0 || b.room.Progress() != "" {
		t.Error("something is in flight before anybody asked")
	}
	if _, _, ok := b.room.Count(); ok {
		t.Error("there is something to count")
	}
	b.begins("5")
	if b.room.None() != "" || !b.room.InFlight() || b.room.Waiting() < 1 || !strings.Contains(b.room.Progress(), "burst 0/5") {
		t.Errorf("it is not in flight: %q", b.room.Progress())
	}
	b.Sees("Burst · orders").Settle().Sees("finished", "5 of 5  100 %", "✓ 5 succeeded")
	b.sending.Wait()
	if totals, ok := b.ended(); !ok || totals.Runs != 5 || b.room.InFlight() || b.room.Totals().Runs != 0 {
		t.Errorf("told %#v", b.Told)
	}
	if got := b.Heard(); got != "" {
		t.Errorf("said %q to who sees it", got)
	}
	b.Press("B", "o").Settle()
	_, another := b.Told[0].(burstui.AnotherMsg)
	if left, ok := b.Told[1].(burstui.LeftMsg); !ok || !another || left.Group.Kind() != model.BurstGroup || b.Dialogs.Front() != nil {
		t.Errorf("told %#v", b.Told)
	}
}

func TestRoomSaysInTheFormWhatIsWrong(t *testing.T) {
	g := &target{}
	b := open(t, g)
	b.room.Ask(b.subject)
	b.text.Problem = "the input is still being read"
	b.Press("enter").Sees("the input is still being read")
	b.text = burstui.Text{Text: `{`}
	b.Press("enter").Sees("it is not JSON: line 1, column 2")
	b.Press("up", "up", "up", "up").Press("ctrl+u").Keys("0").Press("enter").Sees("a number from 1 to")
	b.Press("esc").Settle()
	// Saved inputs are chosen as soon as they are known.
	if err := b.inputs.Save("orders", "small", `{"a":1}`); err != nil {
		t.Fatal(err)
	}
	b.room.Ask(b.subject)
	b.room.Learn([]string{"small"})
	b.Press("ctrl+u").Keys("2").Press("up", "right").Sees("saved input small").Press("enter").Sees("2 of 2").Settle()
	// One that is not there is told, and a file with it.
	b.subject.Saved, b.subject.Input = []string{"gone"}, burstui.Source{Kind: burstui.Saved, Name: "gone"}
	b.room.Ask(b.subject)
	b.Press("enter").Settle().Sees("saved input gone", "✗ ")
	if n := g.sent.Load(); n != 2 {
		t.Errorf("%d runs were sent", n)
	}
}

func TestRoomEndsAtItsBudget(t *testing.T) {
	g := &target{bills: true}
	b := open(t, g)
	b.text = burstui.Text{Text: `{"n":1}`}
	b.room.Ask(b.subject)
	b.Press("ctrl+u").Keys("1000").Press("down", "down", "down").Keys("0.000005").Press("enter").
		Sees("it stops at", "of $0.000005").Press("y").Settle().
		Sees("budget reached", "✓ 4 succeeded", "the burst's budget of $0.000005 is reached", "Cost  $0.00000442 of $0.000005")
	if n := g.sent.Load(); n != 4 {
		t.Errorf("%d runs were sent", n)
	}
}

func TestRoomRunsTheLinesOfAFile(t *testing.T) {
	g := &target{bills: true}
	b := open(t, g)
	rows := filepath.Join(t.TempDir(), "rows.jsonl")
	if err := os.WriteFile(rows, []byte("{\"row\":1}\n{\"row\":2}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.room.Ask(b.subject)
	b.Press("up", "left").Sees("JSON Lines file").Press("tab").Keys(rows).Press("enter").
		Sees("2 runs of orders on here may cost").Press("n").Settle().Sees("JSON Lines file")
	if n := g.sent.Load(); n != 0 {
		t.Fatalf("%d runs were sent that nobody wanted", n)
	}
	b.Press("enter").Sees("may cost").Press("y").Sees("2 of 2").Settle()
	if n := g.sent.Load(); n != 2 {
		t.Errorf("%d runs were sent", n)
	}
}

func TestRoomStopsThenStopsWaiting(t *testing.T) {
	g := &target{start: func(ctx context.Context) error {
		<-ctx.Done()
		return ctx.Err()
	}}
	b := open(t, g)
	b.begins("50")
	b.Until("ten are in flight", func() bool { return g.sent.Load() == 10 })
	if group, _, ok := b.room.Count(); !ok || group.Kind() != model.BurstGroup || b.room.Waiting() != 10 {
		t.Errorf("%d are in flight", b.room.Waiting())
	}
	if b.room.Lists(false) {
		t.Error("the history is read again for nothing")
	}
	b.Sees("running").Press("x").Sees("stopping").Press("esc")
	b.Do(b.room.Stop()).Settle()
	if got := b.Heard(); got != "burst of orders stopped: 0 of 10 runs SUCCEEDED" {
		t.Errorf("said %q", got)
	}
	b.Do(b.room.Show()).Sees("stopped", "! 10 no response")
}
