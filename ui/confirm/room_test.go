package confirm_test

import (
	"context"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/guard"
	"expresso/model/pricing"
	"expresso/ui/confirm"
	"expresso/ui/dialog"
	"expresso/ui/uitest"
)

func clock() time.Time { return time.Date(2026, 11, 3, 14, 3, 22, 0, time.UTC) }

const orders model.ARN = "arn:aws:states:eu-west-1:111122223333:stateMachine:orders:prod"

type target struct {
	model.Target
	info model.Info
}

func (g target) Info() model.Info { return g.info }

// journal has one run of every machine.
type journal struct{ model.Forgetful }

func (journal) List(context.Context, model.Query) ([]model.Run, error) {
	return []model.Run{{Status: model.Succeeded, Billing: model.Billing{Duration: 300 * time.Millisecond, MemoryMB: 64}}}, nil
}

type sentMsg struct{}

type leftMsg struct{}

func open(t *testing.T, limit string, rules ...string) (*uitest.Owner, *confirm.Room, *guard.Guard) {
	t.Helper()
	var all []guard.Rule
	for i := 0; i < len(rules); i += 2 {
		r, err := guard.ParseRule(rules[i], rules[i+1])
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	money, err := pricing.ParseMoney(limit)
	if err != nil {
		t.Fatal(err)
	}
	g := guard.New(all).Limit(guard.Limits{Session: money})
	o := uitest.Own(t, clock)
	on := model.Info{Name: "aws", Region: "eu-west-1", Profile: "prod", Identity: "assumed-role/dev/me"}
	room := confirm.New(confirm.Config{Common: o.Common(&model.Workbench{Target: target{info: on}, Journal: journal{}}), Guard: g})
	o.Has(room)
	return o, room, g
}

// ask asks before a run of each machine.
func ask(o *uitest.Owner, room *confirm.Room, question string, machines ...model.ARN) *uitest.Owner {
	runs := dialog.BilledMsg{Title: "Run", Question: question, Yes: "run it", Then: sentMsg{}, Otherwise: leftMsg{}}
	for _, m := range machines {
		runs.Starts = append(runs.Starts, guard.Start{On: room.Bench.Target.Info(), Machine: m, Runs: 1, Input: 2048})
	}
	o.Told = nil
	return o.Do(room.Ask(runs))
}

// last is what was told last.
func last(o *uitest.Owner) tea.Msg { return o.Told[len(o.Told)-1] }

func TestAQuestionNamesThePlace(t *testing.T) {
	o, room, g := open(t, "0", "account:1111*", "ask")
	ask(o, room, "", orders).Settle().Sees("machine   orders:prod", "account   111122223333 · eu-west-1", "assumed-role/dev/me, profile prod",
		"guard     account:1111* · ask", "input     2 KiB", "last run  cost $0.0000013")
	if _, err := g.Allow(room.Bench.Target.Info(), orders); err == nil {
		t.Error("it may start before the answer")
	}
	o.Press("n")
	if last(o) != (leftMsg{}) {
		t.Errorf("told %#v", o.Told)
	}
	ask(o, room, "", orders).Press("y").Settle()
	if last(o) != (sentMsg{}) {
		t.Errorf("told %#v", o.Told)
	}
	if _, err := g.Allow(room.Bench.Target.Info(), orders); err != nil {
		t.Error(err)
	}
}

func TestAQuestionOfMachinesCountsThem(t *testing.T) {
	o, room, _ := open(t, "0", "account:1111*", "ask", "machine:charge", "type-name")
	ask(o, room, "3 runs of 3 machines may cost $1", orders, "arn:aws:states:eu-west-1:111122223333:stateMachine:charge", "arn:aws:states:eu-west-1:999:stateMachine:free").
		Sees("3 runs of 3 machines may cost $1. Type charge to send.", "charge and 1 more (guarded)", "machine:charge · type-name")
	o.Keys("char").Press("enter").Sees("the name is charge")
	o.Keys("ge").Press("enter").Settle()
	if last(o) != (sentMsg{}) {
		t.Errorf("told %#v", o.Told)
	}
}

func TestNothingIsAskedWhereNothingMayStart(t *testing.T) {
	for want, rules := range map[string][]string{"orders:prod is read-only here": {"account:1111*", "read-only"}, "the session's budget of $0.000001 is reached": nil} {
		o, room, _ := open(t, "0.000001", rules...)
		ask(o, room, "", orders)
		if left, said := last(o), o.Heard(); o.Dialogs.Front() != nil || left != (leftMsg{}) || !strings.Contains(said, want) {
			t.Errorf("told %#v, heard %q", left, said)
		}
	}
}

func TestBadge(t *testing.T) {
	for _, c := range []struct {
		limit, want string
		rules       []string
	}{
		{"0", "", nil},
		{"1", "", nil},
		{"0", "GUARDED", []string{"machine:*", "ask"}},
		{"0", "GUARDED", []string{"machine:*", "type-name"}},
		{"0.000001", "BUDGET REACHED", []string{"machine:*", "ask"}},
		{"0.000001", "READ-ONLY", []string{"machine:*", "read-only"}},
	} {
		_, room, _ := open(t, c.limit, c.rules...)
		if got := strings.TrimSpace(uitest.Plain(room.Badge(orders))); got != c.want {
			t.Errorf("%v: %q", c, got)
		}
	}
	_, room, g := open(t, "1")
	if got := room.Budget(); got != "budget $0.00 of $1.00" {
		t.Error(got)
	}
	ended, err := g.Allow(room.Bench.Target.Info(), orders)
	if err != nil {
		t.Fatal(err)
	}
	ended(model.Run{Request: model.Request{Machine: orders}, Status: model.NoResponse})
	if got := room.Budget(); got != "budget $0.0000011 of $1.00, 1 run of unknown cost" {
		t.Error(got)
	}
}

func TestOnASmallScreenTheAnswersAreSeen(t *testing.T) {
	o, room, _ := open(t, "0", "account:1111*", "type-name")
	ask(o, room, "3 runs of 3 machines may cost about $0.0000331 by the latest runs", orders).Press("enter").Settle()
	for height := 6; height < 12; height++ {
		drawn := uitest.Plain(o.Dialogs.Front().View(36, height))
		if got := strings.Count(drawn, "\n") + 1; got > height || !strings.Contains(drawn, "name ") || !strings.Contains(drawn, "the name is orders") {
			t.Errorf("%d lines for %d:\n%s", got, height, drawn)
		}
	}
	o.Press("esc")
	o, room, _ = open(t, "0", "account:1111*", "ask")
	ask(o, room, "", orders).Settle()
	for height := 6; height < 12; height++ {
		if drawn := uitest.Plain(o.Dialogs.Front().View(36, height)); !strings.Contains(drawn, "y run it   n no") {
			t.Errorf("no answers in %d lines:\n%s", height, drawn)
		}
	}
}

// A budget is asked for before a name has to be typed.
func TestABudgetAndAName(t *testing.T) {
	o, room, _ := open(t, "0", "account:1111*", "type-name")
	budget := &dialog.Budget{}
	o.Told = nil
	o.Do(room.Ask(dialog.BilledMsg{
		Title: "Replay", Question: "it may cost $1", Yes: "run them", Then: sentMsg{}, Budget: budget,
		Starts: []guard.Start{{On: room.Bench.Target.Info(), Machine: orders, Runs: 1}},
	}))
	o.Sees("budget", "y next").Keys("0.50").Press("y").Sees("Type orders to send").Keys("orders").Press("enter").Settle()
	if last(o) != (sentMsg{}) || budget.Limit().String() != "0.5" {
		t.Errorf("told %#v, %v", o.Told, budget.Limit())
	}
}
