package workspace

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// examples lists the inputs of a folder's machines.
func examples(t *testing.T, dir string) string {
	t.Helper()
	w, err := Load(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, file := range w.Files {
		for _, e := range file.Inputs {
			if text, err := os.ReadFile(e.Path); e.Text == "" && (err != nil || !IsInput(string(text))) {
				continue
			}
			below, err := filepath.Rel(dir, e.Path)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&out, "%s: %s in %s:%d %s\n", file.Name, e.Name, filepath.ToSlash(below), e.Line, e.Text)
		}
	}
	return out.String()
}

// The inputs that a project has are those of the machine whose name they bear, or of the
// only one near them.
func TestExamples(t *testing.T) {
	const ok = `{"a": 1}`
	template := func(names ...string) string {
		var text strings.Builder
		text.WriteString("Resources:\n")
		for _, name := range names {
			text.WriteString("  " + name + ":\n    Type: AWS::Serverless::StateMachine\n    Properties: {DefinitionUri: statemachine/" + name + ".asl.json}\n")
		}
		return text.String()
	}
	tests := []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"the only machine's", map[string]string{
			"template.yaml": template("Orders"), "statemachine/Orders.asl.json": minimal,
			"events/a.json": ok, "events/nested/b.json": `[1]`, "docs/test-event.json": ok, "statemachine/input.json": ok, "tests/payloads/a.json": ok,
		}, `Orders: test-event in docs/test-event.json:0 
Orders: a in events/a.json:0 
Orders: b in events/nested/b.json:0 
Orders: input in statemachine/input.json:0 
Orders: payloads-a in tests/payloads/a.json:0 
`},
		{"no inputs", map[string]string{
			"template.yaml": template("Orders"), "statemachine/Orders.asl.json": minimal,
			"package.json": ok, "events/bad.json": `{"a": `, "events/text.json": `"a"`, "events/schema.json": ok, "events/other.json": `{"$schema": "x"}`,
			"events/expected-output.json": ok, "src/data.json": ok, "functions/charge/events/event.json": ok, "node_modules/x/events/e.json": ok,
			"events/large.json": `{"a": "` + strings.Repeat("x", 300_000) + `"}`, "samples/template.json": `{"Resources": {}}`, "dist/events/a.json": ok,
		}, ""},
		{"by name", map[string]string{
			"template.yaml": template("Orders", "OrdersNightly"), "statemachine/Orders.asl.json": minimal, "statemachine/OrdersNightly.asl.json": minimal,
			"events/orders.json": ok, "events/orders-nightly/first.json": ok, "events/any.json": ok, "events/ordersNightlyBad.json": ok,
		}, `Orders: orders in events/orders.json:0 
OrdersNightly: first in events/orders-nightly/first.json:0 
OrdersNightly: ordersNightlyBad in events/ordersNightlyBad.json:0 
`},
		{"a folder of examples, and a machine of that name", map[string]string{
			"docs/example.json": minimal, "flows/flow.asl.json": minimal, "flows/nightly.asl.json": minimal,
			"flows/examples/flow-ok.json": ok, "flows/examples/any.json": ok,
		}, `flow: flow-ok in flows/examples/flow-ok.json:0 
`},
		{"beside each", map[string]string{
			"a/template.yaml": template("First"), "a/statemachine/First.asl.json": minimal, "a/events/x.json": ok,
			"b/template.yaml": template("Second"), "b/statemachine/Second.asl.json": minimal, "b/events/x.json": ok, "events/x.json": ok,
			"d/template.yaml": template("Fourth"), "d/statemachine/Fourth.asl.json": minimal, "d/events/fourth.json": ok,
			"e/template.yaml": template("Fourth"), "e/statemachine/Fourth.asl.json": minimal, "events/fourth.json": ok,
			"c/third.asl.json": minimal, "c/third.input.json": ok, "c/input.json": ok,
		}, `First: x in a/events/x.json:0 
Second: x in b/events/x.json:0 
third: input in c/input.json:0 
third: third.input in c/third.input.json:0 
Fourth: fourth in d/events/fourth.json:0 
`},
		{"of events", map[string]string{"template.yaml": `Parameters:
  Stage: {Type: String, Default: dev}
Resources:
  Orders:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition: {StartAt: A, States: {A: {Type: Succeed}}}
      Events:
        Hourly:
          Type: Schedule
          Properties: {Schedule: rate(1 hour), Input: !Sub '{"stage": "${Stage}"}'}
        Api: {Type: Api, Properties: {Path: /}}
        Bad: {Type: Schedule, Properties: {Input: no JSON}}
  Rule:
    Type: AWS::Events::Rule
    Properties:
      Targets:
        - {Arn: !GetAtt Other.Arn, Input: '{"of": "another"}'}
        - {Arn: !GetAtt Orders.Arn, Input: '{"of": "rule"}'}
  Plan:
    Type: AWS::Scheduler::Schedule
    Properties:
      Target: {Arn: !Ref Orders, Input: '{"of": "plan"}'}
  Sub:
    Type: AWS::Scheduler::Schedule
    Properties:
      Target: {Arn: !Sub '${Orders.Arn}', Input: '{"of": "sub"}'}
`}, `Orders: Hourly in template.yaml:11 {"stage": "dev"}
Orders: Rule in template.yaml:19 {"of": "rule"}
Orders: Plan in template.yaml:23 {"of": "plan"}
Orders: Sub in template.yaml:27 {"of": "sub"}
`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, examples(t, tree(t, test.files))); diff != "" {
				t.Error(diff)
			}
		})
	}
}
