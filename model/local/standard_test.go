package local_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"expresso/model"
	"expresso/model/local"
)

const nightly = `Resources:
  Nightly:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      StateMachineType: STANDARD
      Definition: {StartAt: A, States: {A: {Type: Pass, End: true}}}
  Waits:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      Definition:
        StartAt: A
        States: {A: {Type: Task, Resource: "arn:aws:states:::states:startExecution.sync", Parameters: {StateMachineArn: x}, End: true}}
`

// listed are the machines of a target by name.
func listed(t *testing.T, target model.Target) map[string]model.Machine {
	t.Helper()
	machines, err := target.Machines(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]model.Machine{}
	for _, m := range machines {
		all[m.Name] = m
	}
	return all
}

func TestStandardMachinesRunAsExpressOnWish(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "template.yaml"), []byte(nightly), 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := local.Open(local.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	target := l.Target()
	is := func(name string, kind model.MachineType, note, problem string) {
		t.Helper()
		m := listed(t, target)[name]
		if m.Type != kind || m.Note != note || (problem == "") != (m.Problem == "") || !strings.Contains(m.Problem, problem) {
			t.Errorf("%s: %s, %q, %q", name, m.Type, m.Note, m.Problem)
		}
	}
	for range 2 {
		is("Nightly", model.Standard, "", "")
		is("Waits", model.Standard, "STANDARD by default", "")
		if run, err := target.Start(t.Context(), model.Request{Machine: listed(t, target)["Nightly"].ARN, Input: "{}"}); err == nil {
			t.Errorf("ran as STANDARD: %+v", run)
		}
		l.RunAsExpress(true)
		if !l.RunsAsExpress() {
			t.Error("not on")
		}
		is("Nightly", model.Express, "STANDARD, run as EXPRESS", "")
		is("Waits", model.Standard, "STANDARD, not as EXPRESS", "a STANDARD machine, run as EXPRESS")
		if run, err := target.Start(t.Context(), model.Request{Machine: listed(t, target)["Nightly"].ARN, Input: "{}"}); err != nil || run.Status != model.Succeeded {
			t.Errorf("%+v, %v", run, err)
		}
		l.RunAsExpress(false)
	}
}

// What the project file could say against a problem is reported with it.
func TestSettings(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"template.yaml": `Resources:
  Gone:
    Type: AWS::Serverless::StateMachine
    Properties: {Type: EXPRESS, DefinitionUri: gone.asl.json}
`,
		"wait.asl.json": `{"StartAt": "W", "States": {"W": {"Type": "Task", "Resource": "${Work}", "TimeoutSeconds": ${Most}, "HeartbeatSeconds": 0, "End": true}}}`,
		"role.asl.json": `{"StartAt": "W", "States": {"W": {"Type": "Wait", "Timestamp": "${Until}", "End": true}}}`,
		"sync.asl.json": `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync", "Parameters": {"StateMachineArn": "x"}, "End": true}}}`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	l, err := local.Open(local.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	target := l.Target()
	all := listed(t, target)
	for _, test := range []struct {
		name, note, keys, value, advice string
	}{
		{"Gone", "unreadable", "machines Gone file", "", "name the file: expresso project set --machine Gone file PATH; nothing ran"},
		{"wait", "invalid", "", "", "fix the file; nothing ran"},
		{"role", "invalid", "values Until", "Until", "fix the file, or give the value: expresso project set values.Until VALUE; nothing ran"},
		{"sync", "needs STANDARD", "", "", "an EXPRESS state machine can be called with arn:aws:states:::aws-sdk:sfn:startSyncExecution, which waits for its output; nothing ran"},
	} {
		d, err := target.Describe(t.Context(), all[test.name].ARN)
		if err != nil || d.ProblemAt == nil || d.Note != test.note {
			t.Errorf("%s: %+v, %v", test.name, d, err)
			continue
		}
		keys, value := "", ""
		if s := d.ProblemAt.Setting; s != nil {
			keys, value = strings.Join(s.Keys, " "), s.Value
		}
		if keys != test.keys || value != test.value {
			t.Errorf("%s: set %q to %q", test.name, keys, value)
		}
		_, err = target.Start(t.Context(), model.Request{Machine: d.ARN, Input: "{}"})
		if got := model.HintOf(err); got != test.advice {
			t.Errorf("%s: %v, hint %s", test.name, err, got)
		}
	}
}
