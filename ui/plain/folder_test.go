package plain_test

import (
	"context"
	"strings"
	"testing"

	"expresso/model"
	"expresso/model/pull"
	"expresso/model/record"
	"expresso/ui/plain"
)

// disk is a folder in which everything can be written.
type disk struct{ did []string }

func (d *disk) Record(_ context.Context, run model.Run, _ []model.Event, name string) (record.Plan, error) {
	return record.Plan{Machine: run.Machine.Machine(), Case: name, Again: true, Mocks: model.FileChange{Path: "mocks.json", After: "{}"}}, nil
}

func (d *disk) WriteRecorded(p record.Plan) error {
	d.did = append(d.did, p.Case)
	return nil
}

// Records lets every run be recorded.
func (d *disk) Records(model.ARN) error { return nil }

func (d *disk) Pull(_ context.Context, machine model.ARN) (pull.Plan, error) {
	return pull.Plan{Machine: machine.Machine(), ARN: machine, Definition: model.FileChange{Path: "x.asl.json", After: "{}"}}, nil
}

func (d *disk) WritePulled(p pull.Plan) error {
	d.did = append(d.did, p.Machine)
	return nil
}

func (d *disk) Drift(_ context.Context, machine model.ARN) (pull.Drift, error) {
	return pull.Drift{
		Source: pull.Source{Machine: machine.Machine(), ARN: machine}, Path: "x.asl.json", More: 1, Notes: []string{"its role is another"},
		Differences: []pull.Difference{{Path: "$.Comment", Deployed: `"second"`}},
	}, nil
}

func TestFolder(t *testing.T) {
	folder := &disk{}
	f := &target{answer: succeed(`{}`), events: []model.Event{{ID: 1, Type: "ExecutionStarted"}}}
	cfg := config(t, f, strings.NewReader("pick 1\npull\nno\npull\nyes\ndeployed\nrun\nrecord Seen\nyes\n"))
	cfg.Folder = folder
	var out strings.Builder
	cfg.Out = &out
	if err := plain.Run(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	wants(t, out.String(), "new: x.asl.json.", "nothing was written.", "written.", "2 differences in x.asl.json", `1. $.Comment: the file has nothing, deployed "second".`, "its role is another.",
		"test case Seen of", "it replays here with the same result.", "Existing files are replaced.")
	if len(folder.did) != 2 || folder.did[1] != "Seen" {
		t.Errorf("%v", folder.did)
	}
	wants(t, hear(t, f, "pick 1", "pull", "deployed", "record"), "the demo has no folder to write to")
}
