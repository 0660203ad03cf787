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
