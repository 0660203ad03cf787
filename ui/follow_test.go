package ui_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"expresso/model"
)

// named answers with the name of the machine that was run.
func named(ctx context.Context, r model.Request) (model.Run, error) {
	return succeed(`{"by":"`+r.Machine.Machine()+`"}`)(ctx, r)
}

// Whichever machine is picked: its input, its saved inputs, its runs, its latest run.
func TestEveryPaneFollowsThePickedMachine(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 40}, {160, 50}, {200, 60}} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			dir := t.TempDir()
			keepInput(t, dir, "slow-report", "only-slow", `{"slow":1}`, "")
			d := start(t, setup{target: orders(named), dir: dir, width: size[0], height: size[1]}).
				Pick("order-approval").Type(`{"fast":1}`).Press("ctrl+r").SeesIn(details, "order-approval", `"by": "order-approval"`)
			d.Pick("slow-report").SeesIn(input, "Input · slow-report · only-slow", `"slow"`).Settle().SeesNot(`"fast"`).SeesNot(`"by"`)
			d.Focus(history).SeesIn(history, "History · slow-report", "no runs of slow-report yet").
				Focus(details).SeesIn(details, "no run to show")
			d.Focus(input).Press("ctrl+r").SeesIn(details, `"by": "slow-report"`).Settle().SeesNot(`"by": "order-approval"`)
			d.Pick("order-approval").SeesIn(details, `"by": "order-approval"`).SeesIn(input, `{"fast":1}`).Settle().SeesNot(`"by": "slow-report"`)
			// A run is listed where it is made.
			d.Focus(history).SeesIn(history, "History · order-approval", "1 run").Press("ctrl+r").SeesIn(history, "History · order-approval", "2 runs")
			// Those of all machines are there on demand, until another one is picked.
			d.Press("A").SeesIn(history, "History · all machines", "3 runs")
			d.Pick("slow-report").Focus(history).SeesIn(history, "History · slow-report", "1 run").SeesIn(details, `"by": "slow-report"`)
		})
	}
}

func TestTheBillIsAboveEveryTab(t *testing.T) {
	for _, size := range [][2]int{{40, 10}, {60, 18}, {80, 24}, {120, 40}, {200, 60}} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			d := start(t, setup{target: orders(named), width: size[0], height: size[1]}).
				Settle().Type("{}").Press("ctrl+r").Settle().Focus(details)
			for range 8 {
				d.Settle().SeesIn(details, "SUCCEEDED", "200 ms", "$0.00000121")
				bill := strings.Split(d.app.Draw(details), "\n")[1]
				if !strings.Contains(bill, "SUCCEEDED") || !strings.Contains(bill, "$0.00000121") {
					t.Errorf("the first line is %q", bill)
				}
				d.Press("]")
			}
		})
	}
}

func TestTheInputMakesWayForTheOutcome(t *testing.T) {
	lines := func(d *driver, pane string) int { return strings.Count(d.app.Draw(pane), "\n") - 1 }
	long := "{" + strings.Repeat("\n", 30) + "}"
	d := start(t, setup{target: orders(named), width: 80, height: 24}).Pick("order-approval").Type(long)
	if n := lines(d, input); n != 20 {
		t.Errorf("before a run the input has %d lines", n)
	}
	d.Press("ctrl+r").SeesIn(details, "SUCCEEDED").Settle()
	if in, out := lines(d, input), lines(d, details); in != 4 || out != 14 {
		t.Errorf("after it the input has %d lines, the details %d", in, out)
	}
	d.Keys(" ")
	if in, out := lines(d, input), lines(d, details); in != 12 || out != 6 {
		t.Errorf("edited, the input has %d lines, the details %d", in, out)
	}
}
