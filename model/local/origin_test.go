package local_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"expresso/model"
	"expresso/model/local"
	"expresso/store"
)

const counting = `{"StartAt":"Init","States":{
	"Init":{"Type":"Pass","Assign":{"rate":2},"Next":"Call"},
	"Call":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:111111111111:function:f","ResultPath":"$.got","Next":"Total"},
	"Total":{"Type":"Pass","Parameters":{"got.$":"$.got","rate.$":"$rate","first.$":"$$.Execution.Input","begin.$":"$$.State.Name"},"Next":"Each"},
	"Each":{"Type":"Map","ItemsPath":"$.got","ResultPath":"$.each","ItemProcessor":{"StartAt":"One","States":{"One":{"Type":"Pass","Parameters":{"r.$":"$rate"},"End":true}}},"End":true}}}`

// openBench opens the simulated target of a folder, with a history of its own.
func openBench(t *testing.T, dir string) (*local.Local, *model.Workbench, []model.Machine) {
	t.Helper()
	l, err := local.Open(local.Options{Dir: dir, Simulated: true})
	if err != nil {
		t.Fatal(err)
	}
	history, err := store.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = history.Close() }) // in a folder of the test
	bench := &model.Workbench{Target: l.Target(), Journal: history}
	machines, err := bench.Target.Machines(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return l, bench, machines
}

// A run begins at a state: with its input and variables, the original's input in the context
// object, and mocks counted from the first.
func TestRunFromState(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("count.asl.json", counting)
	write("MockConfigFile.json", `{"StateMachines":{"count":{"TestCases":{"Default":{"Call":"R"}}}},"MockedResponses":{"R":{"0":{"Return":[1]},"1-9":{"Return":[2]}}}}`)
	_, bench, machines := openBench(t, dir)
	run := func(input string, origin model.Origin) (model.Run, error) {
		prepared, err := bench.Prepare(model.Request{Machine: machines[0].ARN, Input: input, Origin: origin})
		if err != nil {
			t.Fatal(err)
		}
		return bench.Run(t.Context(), prepared)
	}
	whole, err := run(`{"a":1}`, model.Origin{})
	if err != nil || whole.Status != model.Succeeded {
		t.Fatalf("%+v, %v", whole, err)
	}
	const want = `{"rate":%,"got":[1],"begin":"Total","first":{"a":1},"each":[{"r":%}]}`
	first := model.Origin{Run: whole.ID, State: "Call", Variables: `{"rate":7}`}
	part, err := run(`{"b":2}`, first)
	if err != nil || part.Output != strings.ReplaceAll(want, "%", "7") {
		t.Errorf("%s %s, %v", part.Output, part.Cause, err)
	}
	// From a run that began at a state itself.
	again, err := run(`{"got":[1]}`, model.Origin{Run: part.ID, State: "Total", Variables: `{"rate":8}`})
	if err != nil || again.Output != strings.ReplaceAll(want, "%", "8") {
		t.Errorf("%s %s, %v", again.Output, again.Cause, err)
	}

	// The history has where it came from; who asks for whole runs gets those.
	kept, err := bench.Journal.Get(t.Context(), part.ID)
	if err != nil || kept.Origin != first {
		t.Errorf("kept %+v, %v; want %+v", kept.Origin, err, first)
	}
	listed, err := bench.Journal.List(context.Background(), model.Query{Whole: true})
	if err != nil || len(listed) != 1 || listed[0].ID != whole.ID {
		t.Errorf("whole runs are %v, %v", listed, err)
	}
	totals, err := bench.Journal.Totals(t.Context(), model.Query{Whole: true})
	if err != nil || totals.Runs != 1 {
		t.Errorf("totals of whole runs: %+v, %v", totals, err)
	}

	for state, origin := range map[string]model.Origin{
		"count has no state 'One' to begin at": {Run: whole.ID, State: "One"},
		"cannot be read":                       {Run: "gone", State: "Call"},
		"the variables are not a JSON object":  {Run: whole.ID, State: "Call", Variables: "[]"},
	} {
		if run, err := run(`{}`, origin); err == nil || !strings.Contains(err.Error(), state) || run.Status != model.NotStarted {
			t.Errorf("%v, %v; want %s", run.Status, err, state)
		}
	}
}
