package ui_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	embeddedfolder "expresso/model/local"
)

// charge is a machine with a task that nothing answers.
const charge = `{"StartAt": "Charge", "States": {
	"Charge": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"QueueUrl": "https://sqs.us-east-1.amazonaws.com/123456789012/q", "MessageBody": "x"}, "Next": "Ship"},
	"Ship": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:ship", "End": true}}}`

// folder writes files, by path, into a new folder, and opens it.
func folder(t *testing.T, files map[string]string) (dir string, l *embeddedfolder.Local) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	l, err := embeddedfolder.Open(embeddedfolder.Options{Dir: dir, Simulated: true})
	if err != nil {
		t.Fatal(err)
	}
	return dir, l
}

func read(t *testing.T, dir, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A task that nothing answers is mocked where the run failed of it, and the run made again.
func TestTasksAreMockedWhereTheyLackAnAnswer(t *testing.T) {
	dir, l := folder(t, map[string]string{"charge.asl.json": charge})
	d := start(t, setup{target: l.Target(), dir: dir, mocks: l, width: 160, height: 50}).Pick("charge").
		Type(`{}`).Press("ctrl+r").SeesIn(details, `no answer for task "Charge"`, "here or in the history, M to mock this task")
	// The shape of the service's response.
	d.Focus(details).Press("M").Sees("Mock Charge", "response shape", `{"MD5Of`, "empty object", "or type the task's result as JSON").Settle()
	d.Press("enter").Sees("wrote a mock for Charge to MockConfigFile.json: R runs this again").Settle()
	d.Press("R").SeesIn(details, `no answer for task "Ship"`).Settle()
	// What is typed.
	d.Press("M").Sees("Mock Ship").Settle()
	d.Keys("{nope").Press("enter").Sees("this is not JSON").Press("ctrl+u").Keys(`{"shipped":7}`).Press("enter").Sees("wrote a mock for Ship").Settle()
	d.Press("R").SeesIn(details, "SUCCEEDED").Settle()
	if text := read(t, dir, "MockConfigFile.json"); !strings.Contains(text, `"MessageId"`) || !strings.Contains(text, `"shipped": 7`) {
		t.Error(text)
	}
	d.Press("M").Sees("every task of this run has a mock").Settle()

	// What a run before was answered.
	_, l = folder(t, map[string]string{"charge.asl.json": `{"StartAt": "Ship", "States": {"Ship": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:ship", "End": true}}}`})
	d = start(t, setup{target: l.Target(), dir: dir, mocks: l, width: 160, height: 50}).Pick("charge").
		Type(`{}`).Press("ctrl+r").SeesIn(details, `no answer for task "Ship"`)
	d.Focus(details).Press("M").Sees("run of 2026-11-03 14:03:22", `{"shipped":7}`).Settle()
	d.Press("esc").SeesNot("Mock Ship").Press("M").Sees("run of 2026-11-03 14:03:22").Settle()
	d.Press("enter").Sees("wrote a mock for Ship").Settle()
	if text := read(t, l.Dir, "MockConfigFile.json"); !strings.Contains(text, `"shipped": 7`) {
		t.Error(text)
	}
}

func TestAllTasksAreMockedAtOnce(t *testing.T) {
	dir, l := folder(t, map[string]string{"charge.asl.json": charge})
	d := start(t, setup{target: l.Target(), dir: dir, mocks: l, width: 160, height: 50}).Pick("charge").
		Type(`{}`).Press("ctrl+r").SeesIn(details, `no answer for task "Charge"`)
	d.Focus(details).Press("M").Sees("response shapes for all").Settle()
	d.Press("down", "down", "enter").Sees("wrote 2 mocks to MockConfigFile.json: R runs this again").Settle()
	d.Press("R").SeesIn(details, "SUCCEEDED").Settle()
}

func TestOnlyTasksOfTheEmbeddedTargetAreMocked(t *testing.T) {
	start(t, setup{target: orders(succeed(`{}`))}).Focus(history).Press("M").Sees("only the embedded target has mocks")
}

// Stand-ins are marked in the trace where they are used, and where they come up.
func TestStandInsAreMarkedInTheTrace(t *testing.T) {
	dir, l := folder(t, map[string]string{"template.yaml": `Resources:
  Orders:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      StateMachineType: EXPRESS
      Definition:
        StartAt: First
        States:
          First: {Type: Pass, Result: {n: 1}, Next: Named}
          Named: {Type: Pass, Result: {table: !Ref Table}, Next: After}
          After: {Type: Pass, Next: Call}
          Call: {Type: Task, Resource: !GetAtt Work.Arn, End: true}
  Table: {Type: AWS::DynamoDB::Table}
  Work: {Type: AWS::Lambda::Function}
`, "MockConfigFile.json": `{"StateMachines": {"Orders": {"TestCases": {"Default": {"Call": "Done"}}}}, "MockedResponses": {"Done": {"0": {"Return": {"table": "Table", "n": 2}}}}}`})
	d := start(t, setup{target: l.Target(), dir: dir, width: 160, height: 50}).Pick("Orders").
		Type(`{}`).Press("ctrl+r").SeesIn(details, "SUCCEEDED").Settle()
	d.Focus(details).Press("ctrl+p").Keys("show the trace").Press("enter").SeesIn(details, "First", "~ Named", "~ Call").Settle()
	for _, plain := range []string{"~ First", "~ After"} {
		if drawn := d.app.Draw(details); strings.Contains(drawn, plain) {
			t.Errorf("%s\n%s", plain, drawn)
		}
	}
	d.Press("home", "down").SeesIn(details, "~ stand-in for Table").Press("end").SeesIn(details, "~ stand-in for Work.Arn")
}

// What is a stand-in is ignored on wish where a run is accepted.
func TestStandInsAreIgnoredOnWish(t *testing.T) {
	dir, l := folder(t, map[string]string{"template.yaml": `Resources:
  Orders:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      StateMachineType: EXPRESS
      Definition: {StartAt: A, States: {A: {Type: Pass, Result: {table: !Ref Table, n: 1}, End: true}}}
  Table: {Type: AWS::DynamoDB::Table}
`})
	d := start(t, setup{target: l.Target(), dir: dir, width: 160, height: 50}).Pick("Orders").
		Type(`{}`).Press("ctrl+r").SeesIn(details, "SUCCEEDED").Settle()
	d.Focus(details).Press("E").Keys("first").Press("enter").Sees("saves the run's input as first", "contains stand-ins", "press p to ignore $.table (Table)").Settle()
	d.Press("p").Sees("ignores $.table (Table)").SeesNot("holds stand-ins").Press("p").Sees("no stand-ins here").
		Press("enter").Sees("saved the expectation of first").Settle()
	if text := read(t, dir, ".expresso/inputs/Orders/first.expect.json"); strings.Contains(text, `"table"`) || !strings.Contains(text, `"$.table"`) {
		t.Error(text)
	}
}
