package ui_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/compare"
	"expresso/model/guard"
	"expresso/model/pricing"
	"expresso/ui/uitest"
)

// guarded opens a workbench whose machines are guarded in a mode, and counts the runs.
func guarded(t *testing.T, mode guard.Mode) (*driver, *atomic.Int64) {
	t.Helper()
	rule, err := guard.ParseRule("account:0000*", string(mode))
	if err != nil {
		t.Fatal(err)
	}
	var runs atomic.Int64
	other := func(*model.Workbench) func(context.Context, model.ARN, string) (compare.Pair, error) {
		return func(context.Context, model.ARN, string) (compare.Pair, error) {
			return compare.Pair{}, errors.New("there is no other")
		}
	}
	d := start(t, setup{guard: guard.New([]guard.Rule{rule}), resolveOther: other, target: &fake{
		list: []model.Machine{machine("orders", model.Express)},
		answer: func(ctx context.Context, request model.Request) (model.Run, error) {
			runs.Add(1)
			return succeed(`{"ok": true}`)(ctx, request)
		},
	}})
	return d, &runs
}

func TestAGuardedRunAsks(t *testing.T) {
	d, runs := guarded(t, guard.Ask)
	d.Sees("fake  GUARDED ").Press("ctrl+r").Sees("machine   orders", "account   000000000000 · us-east-1", "guard     account:0000* · ask", "input     2 B", "last run  not billed yet; at least $0.0000011").Press("n").Settle()
	if n := runs.Load(); n != 0 {
		t.Errorf("%d runs after a no", n)
	}
	d.Press("ctrl+r", "y").Settle().SeesIn(history, "SUCCEEDED")
	d.Press("ctrl+r").Sees("guard  ", "last run  cost $0.00000121").Press("y").Settle()
	if n := runs.Load(); n != 2 {
		t.Errorf("%d runs after two confirmations", n)
	}
}

func TestAGuardedRunTakesTheName(t *testing.T) {
	d, runs := guarded(t, guard.TypeName)
	d.Press("ctrl+r").Sees("Type orders to send").Type("order").Press("enter").Sees("the name is orders").Settle()
	if n := runs.Load(); n != 0 {
		t.Errorf("%d runs", n)
	}
	d.Press("s", "enter").Settle().SeesIn(history, "SUCCEEDED")
}

func TestAReadOnlyMachineStartsForNobody(t *testing.T) {
	d, runs := guarded(t, guard.ReadOnly)
	d.Sees(" READ-ONLY ").Press("ctrl+r").Settle().Sees("orders is read-only here")
	// No form is filled in for nothing.
	for _, key := range []string{"B", "V"} {
		d.Pass(time.Minute).SeesNot("is read-only here").Focus(history).Press("tab").Focus(machines).Press(key).Sees("orders is read-only here").SeesNot("esc cancel")
	}
	if n := runs.Load(); n != 0 {
		t.Errorf("%d runs", n)
	}
}

func TestNothingIsSentUnseen(t *testing.T) {
	d, runs := guarded(t, guard.Ask)
	resize := func(width, height int) *driver {
		d.send(tea.WindowSizeMsg{Width: width, Height: height})
		return d
	}
	resize(39, 10).Press("ctrl+r", "y").Settle()
	if n := runs.Load(); n != 0 {
		t.Errorf("%d runs on a screen that shows nothing", n)
	}
	resize(120, 40).Press("ctrl+r").Sees("guard  ")
	resize(20, 5).Press("y").Settle()
	if n := runs.Load(); n != 0 {
		t.Errorf("%d runs after a yes to a question that is not seen", n)
	}
	resize(120, 40).Sees("guard  ").Press("n")
	resize(20, 5).Press("ctrl+q").Settle()
	if !d.quit {
		t.Error("it cannot be left")
	}
}

func TestASessionEndsAtItsBudget(t *testing.T) {
	limit, err := pricing.ParseMoney("0.000003")
	if err != nil {
		t.Fatal(err)
	}
	var runs atomic.Int64
	d := start(t, setup{guard: guard.New(nil).Limit(guard.Limits{Session: limit}), target: &fake{
		list: []model.Machine{machine("orders", model.Express)},
		answer: func(ctx context.Context, request model.Request) (model.Run, error) {
			runs.Add(1)
			return succeed(`{"ok": true}`)(ctx, request)
		},
	}})
	d.Sees("budget $0.00 of $0.000003")
	d.Press("ctrl+r").Settle().SeesIn(history, "SUCCEEDED").Sees("budget $0.00000121 of $0.000003")
	d.Press("ctrl+r").SeesIn(history, "2 runs").Settle().Sees(" BUDGET REACHED ", "budget $0.00000242 of $0.000003")
	d.Press("ctrl+r").Settle().Sees("the session's budget of $0.000003 is reached", "raise session under budget")
	if n := runs.Load(); n != 2 {
		t.Errorf("%d runs", n)
	}
}

func TestGuardGolden(t *testing.T) {
	for _, size := range [][2]int{{40, 10}, {80, 24}, {120, 40}} {
		for _, mode := range []guard.Mode{guard.Ask, guard.TypeName, guard.ReadOnly} {
			rule, err := guard.ParseRule("account:0000* machine:ord*", string(mode))
			if err != nil {
				t.Fatal(err)
			}
			limit, err := pricing.ParseMoney("5")
			if err != nil {
				t.Fatal(err)
			}
			d := start(t, setup{
				width: size[0], height: size[1], guard: guard.New([]guard.Rule{rule}).Limit(guard.Limits{Session: limit}),
				target: &fake{list: []model.Machine{machine("orders", model.Express)}, answer: succeed(`{}`)},
			})
			if d.Press("ctrl+r").Settle(); mode != guard.ReadOnly && size[1] > 10 {
				d.Sees("not billed yet")
			}
			uitest.Golden(t, fmt.Sprintf("%dx%d-guard-%s", size[0], size[1], mode), d.app.View()+"\n")
		}
	}
}
