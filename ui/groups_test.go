package ui_test

import (
	"slices"
	"testing"
	"time"

	"expresso/model"
	"expresso/store"
)

// recorded makes a history of runs of the past.
func recorded(t *testing.T, dir string, runs ...model.Run) {
	t.Helper()
	journal, err := store.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := journal.Import(t.Context(), slices.Values(runs)); err != nil {
		t.Fatal(err)
	}
	if err := journal.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestRunsOfAGroupAreOneRow(t *testing.T) {
	dir, at := t.TempDir(), time.Date(2026, 11, 3, 14, 0, 0, 0, time.UTC)
	group := model.NewGroup(model.ReplayGroup, at)
	var runs []model.Run
	for i, name := range []string{"order-approval", "slow-report", "slow-report", "order-approval", "fan-out-totals"} {
		run, _ := succeed(`{"n":1}`)(t.Context(), model.Request{})
		run.ID, run.Machine, run.Asked = model.RunID("0"+string(rune('a'+i))), machine(name, model.Express).ARN, at.Add(time.Duration(i)*time.Second)
		run.Target, run.Input = "fake", "{}"
		if i < 4 {
			run.Group = group
		}
		if i == 2 {
			run.Status, run.Output, run.Error = model.Failed, "", "Slow.Down"
		}
		runs = append(runs, run)
	}
	recorded(t, dir, runs...)
	d := start(t, setup{target: orders(nil), dir: dir, resolveOther: qualified("")}).Focus(history).Press("A").
		SeesIn(history, "2 rows ━", "fan-out-totals", "▸ replay of 2 machines", "✗ 1 failed  ✓ 3 succeeded  4 runs", "$0.00000483").
		// A filter looks into groups.
		Press("f", "f").SeesIn(history, "1 match", "slow-report", "FAILED", "Slow.Down").Press("esc").
		SeesIn(history, "2 rows ━").
		Press("down")
	// What is about one run is not done to the latest of them all.
	for _, k := range []string{"*", "a", "V", "R", "E"} {
		d.Pass(10 * time.Second).SeesNot("this is a group").Press(k).Sees("a group of runs: press enter to open it")
	}
	d.Press("enter").SeesIn(history, "replay of 14:00:00", "4 runs ━", "14:00:02 slow-report").Sees("esc back").
		Press("f", "f").SeesIn(history, "1 match").Sees("esc all runs").SeesNot("esc back").Press("esc").SeesIn(history, "replay of 14:00:00", "4 runs ━").
		Press("down", "enter").Settle()
	if d.app.Focused() != details {
		t.Errorf("enter on a run of the group leads to %s", d.app.Focused())
	}
	d.Press("esc", "esc").SeesIn(history, "all machines", "▌   14:00:00 ▸ replay of 2 machines").
		// Each machine's own list has the group too.
		Pick("slow-report").Focus(history).SeesIn(history, "History · slow-report", "▸ replay of 2 machines", "1 row ━")
}
