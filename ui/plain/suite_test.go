package plain_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"expresso/model"
	"expresso/model/compare"
	"expresso/model/guard"
	"expresso/model/pricing"
	"expresso/ui/plain"
)

func TestReplayAndAccept(t *testing.T) {
	f := &target{bills: true, answer: func(ctx context.Context, r model.Request) (model.Run, error) {
		if strings.Contains(r.Input, "bad") {
			run, err := succeed("")(ctx, r)
			run.Status, run.Error = model.Failed, "TooBad"
			return run, err
		}
		return succeed(r.Input)(ctx, r)
	}}
	heard := hear(t, f, "pick orders", "accept", "replay", "set {}", "save one", "run", "accept", "no", "accept", "yes", "accept",
		`set {"bad": 1}`, "run", "yes", "accept", "save two", "replay nobody", "replay", "no", "replay", "yes",
		"show 1", "accept", "yes", "replay all", "yes")
	wants(t, heard,
		"error: no run is shown",
		"error: no such saved input. say inputs",
		"one has no expectation. The new one is:\n{\n  \"status\": \"SUCCEEDED\",\n  \"output\": {}\n}\nSave this expectation, yes or no?\nnothing was written.\n",
		"saved ", "one.expect.json.\nthe run already matches the expectation.\n",
		"error: this is not a run of a saved input. say save and a name, then run, then accept",
		"2 runs of 1 machine on fake may cost", "nothing was sent.\n",
		"replaying 2 saved inputs, 2 at once.\n1. orders, two: failed.\nstatus: expected SUCCEEDED, got FAILED (TooBad).\n1 failed, 1 passed in ",
		"Say show and a number",
		"two.expect.json.\n", "\n2 passed in ",
	)
}

func TestAcceptTellsWhatChanges(t *testing.T) {
	n := "1"
	f := &target{answer: func(ctx context.Context, r model.Request) (model.Run, error) {
		run, err := succeed(`{"n":`+n+`}`)(ctx, r)
		n += "0"
		return run, err
	}}
	wants(t, hear(t, f, "set {}", "save one", "run", "accept", "yes", "again", "accept", "yes", "accept"),
		"output $.n: expected 1, got 10.\nSave this expectation, yes or no?\nsaved ", "one.expect.json.\nthe run already matches the expectation.\n")
}

func TestAReplayIsStoppedThenGivenUp(t *testing.T) {
	f, reached := hanging()
	s := begin(t, f)
	s.hears("orders: ").say("set {}").hears("orders: ").say("save one").hears("orders: ").say("replay").hears("replaying 1 saved input")
	<-reached
	s.ticks <- time.Time{}
	s.hears("0 runs done.")
	s.signals <- os.Interrupt
	s.hears("stopping: waiting for the runs in flight")
	s.signals <- os.Interrupt
	s.hears("1. orders, one: failed.", "status: expected SUCCEEDED, got NO RESPONSE", "1 failed in ", "orders: ").say("quit").ends()
}

func TestCompare(t *testing.T) {
	var out bytes.Buffer
	commands := []string{"compare", "compare nowhere", "set {", "compare prod", "set {}", "compare prod", "no", "compare prod", "yes", "show 1", "output", "compare free"}
	cfg := config(t, &target{answer: func(ctx context.Context, r model.Request) (model.Run, error) {
		return succeed(`{"at": "`+r.Machine.Qualifier()+`"}`)(ctx, r)
	}}, strings.NewReader(strings.Join(commands, "\n")+"\n"))
	cfg.Out = &out
	cfg.ResolveOther = func(_ context.Context, machine model.ARN, with string) (sides [2]compare.Side, billed string, err error) {
		if with == "nowhere" {
			return sides, "", errors.New("there is no nowhere")
		}
		side := compare.Side{Name: "latest", Bench: cfg.Bench, Machine: machine, Prices: pricing.USEast()}
		sides = [2]compare.Side{side, side}
		if with == "free" {
			return sides, "", nil
		}
		sides[1].Name, sides[1].Machine = with, machine+":prod"
		return sides, "2 runs may cost a lot", nil
	}
	if err := plain.Run(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	wants(t, out.String(),
		"error: compare needs something to compare with. say compare and a version",
		"error: there is no nowhere",
		"error: not sent: the input is not JSON",
		"2 runs may cost a lot. Send them, yes or no?\nnothing was sent.\n",
		"running latest and prod.\n1. latest: orders SUCCEEDED in 412 ms",
		"2. prod: orders:prod SUCCEEDED in 412 ms",
		`output $.at: 1 has "", 2 has "prod".`,
		"\n  \"at\": \"\"\n",
		"Both runs are identical.\n",
	)
}

// guardedSession runs a session whose machines are guarded, and counts the runs that are sent.
func guardedSession(t *testing.T, limits guard.Limits, mode guard.Mode, commands ...string) (heard string, sent int) {
	t.Helper()
	var rules []guard.Rule
	if mode != guard.None {
		rule, err := guard.ParseRule("account:0000*", string(mode))
		if err != nil {
			t.Fatal(err)
		}
		rules = append(rules, rule)
	}
	var mu sync.Mutex
	f := &target{answer: func(ctx context.Context, r model.Request) (model.Run, error) {
		mu.Lock()
		defer mu.Unlock()
		sent++
		return succeed("{}")(ctx, r)
	}}
	var out bytes.Buffer
	cfg := config(t, f, strings.NewReader(strings.Join(commands, "\n")+"\n"))
	cfg.Out, cfg.Guard = &out, guard.New(rules).Limit(limits)
	cfg.Bench.Guard = cfg.Guard
	if err := plain.Run(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	return out.String(), sent
}

func TestAGuardedRunAsks(t *testing.T) {
	heard, sent := guardedSession(t, guard.Limits{}, guard.Ask, "pick orders", "run", "no", "run", "yes", "run", "yes")
	wants(t, heard, "Its runs are guarded: each asks first.", "1 run with an input of 2 bytes, last run: not billed yet",
		"orders in account 000000000000, us-east-1 is guarded. Send them, yes or no?", "nothing was sent.", "last run: cost $0.00000152")
	if sent != 2 {
		t.Errorf("%d runs after a no and two yes:\n%s", sent, heard)
	}
}

func TestAGuardedRunTakesTheName(t *testing.T) {
	heard, sent := guardedSession(t, guard.Limits{}, guard.TypeName, "pick orders", "run", "yes", "run", "orders", "burst 3", "order", "burst 3", "orders")
	wants(t, heard, "Type the machine's name to send.", "nothing was sent.", "3 SUCCEEDED")
	if sent != 4 {
		t.Errorf("%d runs:\n%s", sent, heard)
	}
}

func TestAReadOnlyMachineStartsForNobody(t *testing.T) {
	heard, sent := guardedSession(t, guard.Limits{}, guard.ReadOnly, "pick orders", "run", "yes", "burst 2", "yes")
	wants(t, heard, "It is read-only here: nothing starts.", "orders is read-only here (guard account:0000*).")
	if sent != 0 {
		t.Errorf("%d runs:\n%s", sent, heard)
	}
}

func TestABudgetEndsASession(t *testing.T) {
	price := pricing.USEast().Of(model.Billing{Duration: 500 * time.Millisecond, MemoryMB: 64}).Total
	heard, sent := guardedSession(t, guard.Limits{Session: price.Times(5), Burst: price.Times(3)}, guard.None, "pick orders", "burst 9", "billing", "run", "run", "run")
	wants(t, heard, "the burst's budget of $0.00000456 is reached", "3 runs of 9", "budget: $0.00000456 of $0.00000456.",
		"the session's budget of $0.0000076 is reached")
	if sent != 5 {
		t.Errorf("%d runs:\n%s", sent, heard)
	}
}
