package local_test

import (
	"os"
	"path/filepath"
	"testing"

	"expresso/model"
	"expresso/model/asl"
	"expresso/model/bench"
	"expresso/model/jsonvalue"
	"expresso/model/local"
	"expresso/model/trace"
)

// What a state within a Map saw of the context object is what it sees when it is tested: the
// item, also where the iteration's input is another value, and the execution.
func TestContextOfTestedState(t *testing.T) {
	for name, definition := range map[string]string{
		"JSONata": `{"QueryLanguage":"JSONata","StartAt":"Each","States":{"Each":{"Type":"Map","Items":"{% $states.input.in.list[$ > 1] %}","ItemSelector":{"n":0},
			"ItemProcessor":{"StartAt":"One","States":{"One":{"Type":"Pass","Output":"{% [$states.context.Map.Item.Value, $states.context.Map.Item.Index, $states.context.Execution.Input.a, $states.input.n] %}","End":true}}},"End":true}}}`,
		"JSONPath": `{"StartAt":"Each","States":{"Each":{"Type":"Map","InputPath":"$.in","ItemsPath":"$.list","ItemSelector":{"n":0},
			"ItemProcessor":{"StartAt":"One","States":{"One":{"Type":"Pass","Parameters":{"x.$":"States.Array($$.Map.Item.Value, $$.Map.Item.Index, $$.Execution.Input.a, $.n)"},"OutputPath":"$.x","End":true}}},"End":true}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "each.asl.json"), []byte(definition), 0o600); err != nil {
				t.Fatal(err)
			}
			l, workbench, machines := openBench(t, dir)
			request, err := workbench.Prepare(model.Request{Machine: machines[0].ARN, Input: `{"a":"A","in":{"list":[2,3]}}`})
			if err != nil {
				t.Fatal(err)
			}
			run, err := workbench.Run(t.Context(), request)
			if err != nil || run.Output != `[[2,0,"A",0],[3,1,"A",0]]` {
				t.Fatalf("%s %s, %v", run.Output, run.Cause, err)
			}
			events, err := workbench.Trace(t.Context(), run)
			if err != nil {
				t.Fatal(err)
			}
			tree := trace.Build(events)
			machine, _ := asl.Load(definition, asl.Express)
			whole, err := jsonvalue.Parse(definition)
			if err != nil {
				t.Fatal(err)
			}
			one := bench.Part(whole, machine.Find("One").Location)
			tester := local.NewTester(l)
			for i, want := range []string{`[2,0,"A",0]`, `[3,1,"A",0]`} {
				v := tree.Visited("Each").Tries[0].Groups[i].Visits[0]
				saw := bench.OfVisit(run, tree, v, machine)
				got, err := tester.TestState(t.Context(), model.StateTest{
					Definition: bench.Alone(one, whole).String(), Input: saw.Input.String(), Context: saw.Context.String(),
				})
				if err != nil || got.Output != want {
					t.Errorf("tested %s %s, %v; want %s", got.Output, got.Cause, err, want)
				}
			}
		})
	}
}
