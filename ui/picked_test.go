package ui_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"expresso/model"
)

// counted is an answer with a count of the requests that came.
func counted(answer func(context.Context, model.Request) (model.Run, error)) (func(context.Context, model.Request) (model.Run, error), *atomic.Int32) {
	var n atomic.Int32
	return func(ctx context.Context, request model.Request) (model.Run, error) {
		n.Add(1)
		return answer(ctx, request)
	}, &n
}

func TestNothingIsPickedWhereRunsAreBilled(t *testing.T) {
	answer, sent := counted(succeed(`{}`))
	dir := t.TempDir()
	d := start(t, setup{target: billing(answer), dir: dir}).SeesIn(machines, "order-approval")
	d.Press("ctrl+r", "f5").Sees("no state machine is picked: select one in Machines and press enter").Settle()
	if n := sent.Load(); n != 0 || d.app.Focused() != machines {
		t.Fatalf("%d requests, focus on %s", n, d.app.Focused())
	}
	d.Press("down", "enter").SeesIn(input, "Input · fan-out-totals").until("its input is there", d.app.Opened)
	d.Type(`{"n":1}`).Press("ctrl+r").Sees("fan-out-totals SUCCEEDED").Settle()
	if err := d.app.Finish(); err != nil {
		t.Fatal(err)
	}
	// The next start has the cursor on it, and no more.
	d = start(t, setup{target: billing(answer), dir: dir}).SeesIn(machines, "fan-out-totals").SeesNot("▌ fan-out-totals")
	d.Focus(input).Press("ctrl+r").Sees("no state machine is picked").Settle()
	if n := sent.Load(); n != 1 {
		t.Fatalf("%d requests", n)
	}
	d.Focus(machines).Press("enter").SeesIn(input, "Input · fan-out-totals", `{"n":1}`)
}

func TestWhatIsTypedBeforeAnythingIsPickedStays(t *testing.T) {
	dir := t.TempDir()
	keepInput(t, dir, "order-approval", "a", `{"saved":true}`, "")
	d := start(t, setup{target: billing(succeed(`{}`)), dir: dir}).Type(`{"typed":1}`)
	d.Pick("order-approval").SeesIn(input, `{"typed":1}`).Pass(time.Second).Settle()
	if text, err := d.session.Get(t.Context(), "draft "+"arn:aws:states:us-east-1:000000000000:stateMachine:order-approval"); err != nil || text != `{"typed":1}` {
		t.Errorf("kept %q, %v", text, err)
	}
	d.Press("ctrl+z").SeesIn(input, `{"saved":true}`)
}

func TestThreeQuickRunsSendOneRequest(t *testing.T) {
	release := make(chan bool)
	answer, sent := counted(func(ctx context.Context, request model.Request) (model.Run, error) {
		select {
		case <-release:
		case <-ctx.Done():
		}
		return succeed(`{}`)(ctx, request)
	})
	d := start(t, setup{target: billing(answer)}).Pick("order-approval").Type(`{}`)
	d.Press("ctrl+r", "ctrl+r", "ctrl+r").Sees("a run of order-approval is in flight. Start another one?")
	d.Press("n").SeesNot("Start another one?").SeesIn(history, "1 run")
	release <- true
	d.SeesIn(history, "SUCCEEDED").Settle()
	// It has ended, but was started within the second.
	d.Press("ctrl+r").Sees("was started just now").Press("y").SeesNot("just now").SeesIn(history, "2 runs")
	release <- true
	d.Settle().Pass(999*time.Millisecond).Press("ctrl+r").Sees("was started just now").Press("esc").
		Pass(time.Millisecond).Press("ctrl+r").SeesIn(history, "3 runs")
	// Another machine is another matter.
	d.Pick("fan-out-totals").Type(`{}`).Press("ctrl+r").SeesIn(history, "1 run", "fan-out-totals")
	release <- true
	release <- true
	d.Settle()
	if n := sent.Load(); n != 4 {
		t.Errorf("%d requests", n)
	}
}

func TestRepeatingARunAsksToo(t *testing.T) {
	answer, sent := counted(succeed(`{}`))
	d := start(t, setup{target: billing(answer)}).Pick("order-approval").Type(`{}`).Press("ctrl+r").SeesIn(history, "SUCCEEDED").Settle()
	d.Focus(history).Press("R").Settle().Sees("was started just now").Press("n").Settle()
	if n := sent.Load(); n != 1 {
		t.Errorf("%d requests", n)
	}
}

func TestQuickRunsOnThisMachineAreNotAskedAbout(t *testing.T) {
	answer, sent := counted(succeed(`{}`))
	d := start(t, setup{target: orders(answer)}).SeesIn(input, "Input · order-approval")
	d.Type(`{}`).Press("ctrl+r", "ctrl+r", "ctrl+r").SeesIn(history, "3 runs").Settle()
	if n := sent.Load(); n != 3 {
		t.Errorf("%d requests", n)
	}
}
