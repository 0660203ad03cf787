package main

import (
	"path/filepath"
	"strings"
	"testing"

	"expresso/model"
	"expresso/model/embedded"
	"expresso/model/local"
	"expresso/model/record"
)

// Recordings that were all planned before the first was written add to the same mock file; what
// somebody else recorded meanwhile under the same name is not replaced.
func TestRecordingsAtTheSameTime(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "orders.asl.json"), `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f"}, "End": true}}}`)
	mocks := filepath.Join(dir, "mocks.json")
	writeFile(t, mocks, `{"StateMachines": {"orders": {"TestCases": {"First": {"A": "R"}}}}, "MockedResponses": {"R": {"0": {"Return": {"Payload": 1}}}}}`)
	folder := func() (*local.Local, error) { return local.Open(local.Options{Dir: dir, MockFile: mocks}) }
	recorder := local.Recorder{Folder: folder, Inputs: func(l *local.Local) model.SavedInputs { return inputs(l) }}
	l, err := folder()
	if err != nil {
		t.Fatal(err)
	}
	request := model.Request{Machine: model.ARN(embedded.ARN("orders") + "#First"), Input: `{"n": 1}`}
	run, err := l.Target().Start(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	run.Request = request
	events, err := l.Target().Trace(t.Context(), run)
	if err != nil {
		t.Fatal(err)
	}
	var plans []record.Plan
	for _, name := range []string{"One", "Two", "Three", "Two"} {
		plan, err := recorder.Plan(t.Context(), run, events, name)
		if err != nil || plan.Differs != "" {
			t.Fatal(err, plan.Differs)
		}
		plans = append(plans, plan)
	}
	for _, plan := range plans[:3] {
		if err := recorder.Write(plan); err != nil {
			t.Error(err)
		}
	}
	if err := recorder.Write(plans[3]); err == nil || !strings.Contains(err.Error(), "has changed since it was shown") {
		t.Errorf("a test case of the same name was replaced: %v", err)
	}
	for _, name := range []string{"First", "One", "Two", "Three"} {
		at := model.ARN(embedded.ARN("orders") + "#" + name)
		if l, err = folder(); err != nil {
			t.Fatal(err)
		}
		if again, err := l.Target().Start(t.Context(), model.Request{Machine: at, Input: `{"n": 1}`}); err != nil || again.Status != model.Succeeded {
			t.Errorf("%s: %v %s, %v", name, again.Status, again.Cause, err)
		}
	}
}
