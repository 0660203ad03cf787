package ui_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"expresso/model"
)

// local is a fake inside this process: nothing is billed.
type local struct{ *fake }

func (l local) Info() model.Info {
	info := l.fake.Info()
	info.Local = true
	return info
}

func TestBurstRunsTheInputManyTimes(t *testing.T) {
	n := 0
	d := start(t, setup{target: local{orders(func(ctx context.Context, r model.Request) (model.Run, error) {
		run, err := succeed(`{}`)(ctx, r)
		if n++; n%10 == 0 {
			run.Status, run.Output, run.Error = model.Failed, "", "TooLarge"
		}
		return run, err
	})}}).
		Pick("order-approval").Type(`{"n": 1}`).Focus(history).Press("B").
		Sees("Run many times · order-approval", "❯ runs     100", "at once  10", "nothing is billed").
		Press("ctrl+u").Keys("50").Press("tab", "ctrl+u").Keys("1").Press("enter").
		Sees("Burst · order-approval", "finished", "50 of 50  100 %", "✓ 45 succeeded", "✗ 5 failed", "0 throttled",
			"p50         p90         p99         max", "Latency", "Billed duration", "200 ms  ██", " 5  TooLarge",
			"Cost  $0.0000604", "estimate · us-east-1").Settle()
	// Its runs are in the history, and counted in the session.
	d.Press("enter").Sees("session 50 runs · about $0.0000604").SeesIn(history, "of 50", "▸ 4 History").
		SeesIn(machines, "✗ now").Press("ctrl+p").Keys("show the burst").Press("enter").Sees("finished").
		Press("B").Sees("❯ runs     50", "at once  1").Press("esc").SeesNot("Run many times")
}

func TestBurstGoesOnInTheBackground(t *testing.T) {
	release := make(chan struct{}, 40)
	d := start(t, setup{target: local{orders(func(ctx context.Context, r model.Request) (model.Run, error) {
		select {
		case <-release:
			return succeed(`{}`)(ctx, r)
		case <-ctx.Done():
			return model.Run{}, ctx.Err()
		}
	})}}).Pick("order-approval").Type("{}").Focus(machines).Press("B").Sees("Run many times")
	shows := func(text string) func() bool { return func() bool { return strings.Contains(d.screen(), text) } }
	d.Press("enter").Sees("running", "0 of 100  0 %").Ticks("ten are in flight", shows("10 in flight of 10"))
	d.Press("esc").Sees("burst 0/100").
		// There is one at a time: B shows it.
		Press("B").Sees("running").Press("esc").SeesNot("running").
		Press("ctrl+q").Sees("10 runs are in flight").Press("n")
	// Its row counts along.
	for range 40 {
		release <- struct{}{}
	}
	d.Ticks("forty have ended", shows("burst 40/100")).Ticks("its row counts along", shows("✓ 40 succeeded")).
		SeesIn(history, "▸ burst", "✓ 40")
	close(release)
	d.Sees("burst of order-approval finished: 100 of 100 runs SUCCEEDED", "session 100 runs").SeesNot("burst 0/100").
		SeesIn(history, "▸ burst", "100 runs", "✓ 100")
}

// Ticks lets a second pass, over and over, until something holds.
func (d *driver) Ticks(what string, holds func() bool) *driver {
	d.t.Helper()
	deadline := time.Now().Add(patience)
	for !holds() {
		if time.Now().After(deadline) {
			d.t.Fatalf("never: %s\n%s", what, d.screen())
		}
		d.Pass(time.Second)
		select {
		case msg := <-d.msgs:
			d.receive(msg)
		case <-time.After(time.Millisecond): // what else happens sends no message
		}
	}
	return d
}

// hanging is a target that never answers, and how many runs have reached it.
func hanging() (model.Target, *atomic.Int64) {
	var reached atomic.Int64
	return local{orders(func(ctx context.Context, _ model.Request) (model.Run, error) {
		reached.Add(1)
		<-ctx.Done()
		return model.Run{}, ctx.Err()
	})}, &reached
}

func TestBurstIsStoppedThenGivenUp(t *testing.T) {
	target, reached := hanging()
	d := start(t, setup{target: target}).Pick("order-approval").Type("{}").Focus(machines).Press("B", "enter").Sees("running")
	d.Ticks("ten are in flight", func() bool { return reached.Load() == 10 })
	d.Press("x").Sees("stopping", "x stop waiting").
		Press("x").Sees("stopped", "10 of 100  10 %", "! 10 no response", "NO RESPONSE").
		Press("x", "esc").Settle().SeesIn(history, "▸ burst", "✗ 10 failed", "10 runs")
}

func TestBurstIsGivenUpWhenTheWorkbenchIsLeft(t *testing.T) {
	target, reached := hanging()
	d := start(t, setup{target: target}).Pick("order-approval").Type("{}").Focus(machines).Press("B", "enter").Sees("running")
	d.Ticks("ten are in flight", func() bool { return reached.Load() == 10 })
	if err := d.app.Finish(); err != nil {
		t.Error(err)
	}
	d.Settle()
}

func TestBurstThatIsBilledAsks(t *testing.T) {
	d := start(t, setup{target: billing(succeed(`{}`)), width: 80, height: 24}).
		Pick("order-approval").Type("{}").Focus(machines).Press("B").Sees("asks before sending to fake").
		Press("ctrl+u").Keys("2,000").Press("enter").
		Sees("2,000 runs of order-approval on fake may cost", "$0.00221", "based on the minimum charge", "y send them").
		Press("n").Sees("❯ runs     2,000").Press("esc").Settle().Press("ctrl+r").Sees("order-approval SUCCEEDED")
	// One run is known now, and was billed 200 ms.
	d.Focus(machines).Press("B", "enter").Sees("may cost $0.00242", "the cost of the", "latest run").
		Press("y").Sees("finished", "2,000 of 2,000").Settle()
}

func TestBurstSources(t *testing.T) {
	dir := t.TempDir()
	inputs := filepath.Join(dir, ".expresso", "inputs", "order-approval")
	if err := os.MkdirAll(inputs, 0o700); err != nil {
		t.Fatal(err)
	}
	rows := filepath.Join(dir, "rows.jsonl")
	for name, text := range map[string]string{
		filepath.Join(inputs, "small.json"): `{"saved": {{n}}}`,
		filepath.Join(inputs, "worse.json"): `{"saved": `,
		rows:                                "{\"row\": 1}\n\n{\"row\": 2}\n",
		rows + "x":                          "{\"row\": 1}\n{\"row\": }\n",
	} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	d := start(t, setup{target: local{orders(succeed(`{}`))}, dir: dir}).Pick("order-approval").Type("{").
		Focus(machines).Press("B", "enter").Sees("✗ it is not JSON: line 1, column 2").
		Press("right", "right").Sees("← saved input worse →").Press("enter").Sees("✗ it is not JSON: line 1, column 11").
		Press("esc")
	// In the list of saved inputs it is the one under the cursor.
	d.Focus(saved).Press("home", "B").Sees("saved input small").Press("ctrl+u").Keys("3").Press("enter").Sees("finished", "3 of 3").
		Press("enter", "/").Keys(`{"saved": 3}`).SeesIn(history, "1 match").Press("enter", "esc").SeesIn(history, "3 runs")
	// A file says which line is wrong, and has as many runs as lines.
	d.Press("B", "up", "left").Sees("lines of a JSON Lines file").Press("tab").Keys(rows+"x").Press("enter").
		Sees("rows.jsonlx:2:9: ").Press("backspace", "shift+tab", "shift+tab", "shift+tab", "shift+tab", "shift+tab", "ctrl+u", "enter").
		Sees("2 of 2  100 %").Press("esc", "esc").SeesIn(history, "2 rows").
		Press("/").Keys(`{"row": 2}`).SeesIn(history, "1 match")
}

func TestBurstOfTheMachineUnderTheCursor(t *testing.T) {
	d := start(t, setup{target: local{orders(succeed(`{}`))}}).Pick("order-approval").Focus(machines).
		Press("down", "B").Sees("Run many times · fan-out-totals").SeesIn(input, "Input · fan-out-totals").Settle().
		Press("enter").Sees("Burst · fan-out-totals", "finished").Press("esc")
	d.Press("end", "B").Sees("STANDARD machines cannot be run").
		Focus(input).Press("ctrl+p").Keys("stop the burst").Press("enter").Sees("no burst is in flight")
}
