package ui_test

import (
	"testing"

	"expresso/model"
	"expresso/model/samples"
	"expresso/store"
)

// t opens the bench of a state: from the trace with what the run gave it, from the graph and the
// definition too. Each step follows what is typed.
func TestStateBench(t *testing.T) {
	dir := t.TempDir()
	inputs := store.OpenInputs(dir, samples.Inputs())
	d := start(t, setup{target: ownSamples(t), dir: dir, builtIn: inputs}).
		Pick("order-approval").Type(`{"amount": 120}`).Press("ctrl+r").SeesIn(history, "SUCCEEDED").Settle().
		Do("show the trace").SeesIn(details, "AskManager").
		Focus(details).Press("home", "down", "down", "t").
		Sees("Test · AskManager · order-approval", " Input ", "Mock", "State", "✓ SUCCEEDED", "ManagerSaysYes", "with the input of the run of", "after Parameters", `"amount": 120`)
	// The input, the mock and the state's own text.
	d.Press("ctrl+end").Keys(" ").Press("ctrl+a").Keys(`{"amount": 77}`).Sees("Approve an order of 77?")
	d.Press("tab").Sees(`"Return": {`).Press("ctrl+a").Keys(`{"Throw": {"Error": "Lambda.TooManyRequestsException"}}`).Sees("RETRIABLE", "Lambda.TooManyRequestsException", "backoff in seconds")
	d.Press("ctrl+a").Keys(`{"Throw": 1}`).Sees(`"Throw" needs Error, a string`)
	d.Press("ctrl+a").Keys(`{"Return": {"StatusCode": "x"}}`).Sees("Field 'StatusCode' must be a number")
	d.Press("ctrl+a").Keys(`{"Return": {"Payload": {"decision": "no", "manager": "me"}}}`).Sees("✓ SUCCEEDED", `"decision": "no"`)
	d.Press("tab").Sees(`"Type": "Task"`).Press("ctrl+a").Keys(`{"Type": "Pass", "Result": 5, "End": true}`).Sees("State type 'Pass' is not supported when a mock is specified")
	d.Press("ctrl+a").Keys(`{"Type": "Pass", `).Sees("the state is not JSON")
	// The steps have the keys of documents; the input is saved.
	d.Press("tab", "-").Sees("…").Press("ctrl+s").Sees("Save input of order-approval").Keys("tested").Press("enter").Sees("saved the input as tested").
		Press("esc").SeesNot("Test · AskManager")
	if text, err := inputs.Load("order-approval", "tested"); err != nil || text != `{"amount": 77}` {
		t.Errorf("saved %q, %v", text, err)
	}

	// Where no run came it begins with the shape of the service's response.
	d.Focus(details).Press("f2").Sees("Graph").Settle().Press("t").Sees("Test · HasAmount", "✓ SUCCEEDED", "CheckLimit").Press("esc").Sees("Graph")
	d.Press("tab").Sees(`"StartAt"`).Press("t").Sees("the cursor is not in a state").Press("down", "down", "down", "down", "t").Sees("Test · HasAmount").Press("esc", "esc")

	// The machine runs on from there with what was typed.
	d.Focus(details).Press("t").Sees("Test · AskManager", "✓ SUCCEEDED").Press("ctrl+a").Keys(`{"amount": 55}`).Sees("Approve an order of 55?").Press("ctrl+r").SeesNot("Test · AskManager").SeesIn(details, `SUCCEEDED`).Settle()
	if runs, err := d.journal.List(t.Context(), model.Query{Limit: 1}); err != nil || runs[0].Origin.State != "AskManager" {
		t.Errorf("%+v, %v", runs, err)
	} else if run, _ := d.journal.Get(t.Context(), runs[0].ID); run.Input != `{"amount": 55}` || run.Status != model.Succeeded {
		t.Errorf("ran with %s: %s", run.Input, run.Status)
	}
}

// A state of a machine without runs.
func TestStateBenchWithoutRun(t *testing.T) {
	dir := t.TempDir()
	d := start(t, setup{target: ownSamples(t), dir: dir, builtIn: store.OpenInputs(dir, samples.Inputs())}).
		Pick("fan-out-totals").Press("f2").Sees("Graph").Settle()
	d.Press("t").Sees("Test · ", "fan-out-totals").Settle().Press("esc", "esc")
}
