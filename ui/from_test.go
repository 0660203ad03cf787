package ui_test

import (
	"context"
	"testing"

	"expresso/model"
	workspace "expresso/model/local"
	"expresso/model/samples"
	"expresso/store"
)

// ownSamples is the embedded target as the program opens it in a folder without machines.
func ownSamples(t *testing.T) model.Target {
	t.Helper()
	l, err := workspace.Open(workspace.Options{Dir: t.TempDir(), Samples: true, Simulated: true})
	if err != nil {
		t.Fatal(err)
	}
	return l.Target()
}

// S runs the machine from a state of the trace or the graph, with what the run came there with.
func TestRunFromState(t *testing.T) {
	dir := t.TempDir()
	d := start(t, setup{target: ownSamples(t), dir: dir, builtIn: store.OpenInputs(dir, samples.Inputs())}).
		Pick("order-approval").Type(`{"amount": 120}`).Press("ctrl+r").SeesIn(history, "SUCCEEDED").Settle().
		Do("show the trace").SeesIn(details, "AskManager").
		Focus(details).Press("home", "down", "down", "S").SeesIn(history, "from A").Settle()
	runs, err := d.journal.List(context.Background(), model.Query{})
	if err != nil || len(runs) != 2 {
		t.Fatalf("%v, %v", runs, err)
	}
	if from := runs[0].Origin; from.State != "AskManager" || from.Run != runs[1].ID || runs[0].Status != model.Succeeded {
		t.Errorf("began at %+v, %s", from, runs[0].Status)
	}
	// It is not one of the whole machine: nothing is expected of it, no command repeats it, the
	// machine's latest run is the other one. Made again it begins there again.
	d.Focus(history).Press("home", "y", "w").Sees("not copied: this run started at AskManager").
		Do("accept this run as expected").Sees("this run started at a state").Press("esc", "esc").
		Focus(history).Press("home", "R").Settle()
	if runs, _ = d.journal.List(context.Background(), model.Query{}); len(runs) != 3 || runs[0].Origin.State != "AskManager" {
		t.Errorf("made again: %+v", runs)
	}
	// From the graph, where the run has been there.
	d.Focus(history).Press("end", "f2").Sees("Graph").Settle().Press("S").Sees("order-approval").Settle()
	if runs, _ = d.journal.List(context.Background(), model.Query{}); len(runs) != 4 || runs[0].Origin.State != "HasAmount" {
		t.Errorf("from the graph: %+v", runs)
	}
}

// On a target that runs whole machines only, it says so.
func TestRunFromStateElsewhere(t *testing.T) {
	target := &logging{fake: orders(declined), answer: func(_ int, run model.Run) ([]model.Event, error) {
		events := logEvents(run)
		events[1].Details = `{"name":"Charge","input":"{}"}`
		return events, nil
	}}
	start(t, setup{target: target}).Pick("order-approval").Press("ctrl+r").SeesIn(details, "Declined").Settle().
		Do("show the trace").SeesIn(details, "Charge").
		Focus(details).Press("S").Sees("not run: on ", "runs can only start at the first state")
}
