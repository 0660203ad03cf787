package ui_test

import (
	"context"
	"testing"

	"expresso/model"
	"expresso/model/pull"
	"expresso/model/record"
)

// disk is a folder in which everything can be written.
type disk struct{ did []string }

func (d *disk) Record(_ context.Context, run model.Run, _ []model.Event, name string) (record.Plan, error) {
	return record.Plan{
		Machine: run.Machine.Machine(), Case: name, Mocks: model.FileChange{Path: "MockConfigFile.json", After: "{}"},
		Input: model.FileChange{Path: "input.json", After: run.Input}, Expect: model.FileChange{Path: "input.expect.json", After: "{}"},
	}, nil
}

func (d *disk) Records(model.ARN) error { return nil }

func (d *disk) WriteRecorded(p record.Plan) error {
	d.did = append(d.did, p.Case)
	return nil
}

func (d *disk) Pull(_ context.Context, machine model.ARN) (pull.Plan, error) {
	return pull.Plan{Machine: machine.Machine(), ARN: machine, Definition: model.FileChange{Path: "x.asl.json", After: "{}"}}, nil
}

func (d *disk) WritePulled(p pull.Plan) error {
	d.did = append(d.did, p.Machine)
	return nil
}

func (d *disk) Drift(_ context.Context, machine model.ARN) (pull.Drift, error) {
	return pull.Drift{Source: pull.Source{Machine: machine.Machine(), ARN: machine}, Path: "x.asl.json", File: "{}", Deployed: "{}"}, nil
}

// traced keeps a trace of each run.
type traced struct{ *fake }

func (traced) Trace(context.Context, model.Run) ([]model.Event, error) {
	return []model.Event{{ID: 1, Type: "ExecutionStarted"}}, nil
}

// From a run, by the menu and by the palette, and from a machine.
func TestFolder(t *testing.T) {
	folder := &disk{}
	d := start(t, setup{target: traced{orders(succeed(`{"a": 1}`))}, folder: folder}).Pick("order-approval").Type(`{"n": 1}`).
		Press("ctrl+r").SeesIn(history, "SUCCEEDED").Settle()
	d.Focus(history).Press("W", "m").Sees("Record the run").Press("enter").Sees("AWS bills for the data searched").Press("y").Sees("it replays here", "MockConfigFile.json").Press("enter").Sees("recorded as run-").Settle()
	d.Do("record the run").Sees("Record the run").Press("esc")
	d.Do("pull: write").Sees("Pull", "x.asl.json").Press("enter").Sees("pulled order-approval").Settle()
	d.Do("compare the definition").Sees("matches what is deployed").Press("esc").Settle()
	if len(folder.did) != 2 || folder.did[1] != "order-approval" {
		t.Errorf("%v", folder.did)
	}
	start(t, setup{target: orders(succeed(`{}`))}).Focus(history).Press("W").Sees("no run is selected")
}
