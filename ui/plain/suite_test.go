package plain_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"expresso/model"
	"expresso/model/compare"
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
		"error: there is no such saved input. say inputs",
		"Nothing is expected of one so far. This would be:\n{\n  \"status\": \"SUCCEEDED\",\n  \"output\": {}\n}\nExpect what it got from now on, yes or no?\nnothing was written.\n",
		"written to ", "one.expect.json.\nthe run is as expected already.\n",
		"error: the run is of no saved input. say save and a name, then run, then accept",
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
		"output $.n: expected 1, got 10.\nExpect what it got from now on, yes or no?\nwritten to ", "one.expect.json.\nthe run is as expected already.\n")
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
		"error: nothing is named to compare with. say compare and a version",
		"error: there is no nowhere",
		"error: not sent: the input is not JSON",
		"2 runs may cost a lot. Send them, yes or no?\nnothing was sent.\n",
		"running latest and prod.\n1. latest: orders SUCCEEDED in 412 ms",
		"2. prod: orders:prod SUCCEEDED in 412 ms",
		`output $.at: 1 has "", 2 has "prod".`,
		"\n  \"at\": \"\"\n",
		"Both are the same.\n",
	)
}
