package local

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"expresso/model"
	"expresso/model/workspace"
)

const oneTask = `{"StartAt": "Charge", "States": {"Charge": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:000000000000:function:f", "End": true}}}`

// What answers whom is matched again when the machines change and the mock file does not.
func TestMocksAreMatchedWithNewMachines(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("MockConfigFile.json", `{"StateMachines": {"OrdersStateMachine": {"TestCases": {"Default": {"Charge": "Paid"}}}}, "MockedResponses": {"Paid": {"0-9": {"Return": {"paid": true}}}}}`)
	write("other.asl.json", `{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}`)
	write("more.asl.json", `{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}`)
	l, err := Open(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	take := func() model.Change {
		t.Helper()
		found, err := workspace.Load(dir, l.Workspace())
		if err != nil {
			t.Fatal(err)
		}
		return l.Apply(found)
	}
	if n := len(l.Warnings()); n != 1 {
		t.Errorf("%d warnings: %v", n, l.Warnings())
	}
	write("charge.asl.json", oneTask)
	if c := take(); len(c.New) != 1 || c.Mocks || c.Problem != "" {
		t.Errorf("%+v", c)
	}
	if got := l.Matched("charge"); got != "OrdersStateMachine" {
		t.Errorf("matched with %q: %v", got, l.Warnings())
	}
	run, err := l.Target().Start(t.Context(), model.Request{Machine: "arn:aws:states:us-east-1:000000000000:stateMachine:charge", Input: "{}"})
	if err != nil || run.Output != `{"paid":true}` {
		t.Errorf("%+v, %v", run, err)
	}
	if err := os.Remove(filepath.Join(dir, "charge.asl.json")); err != nil {
		t.Fatal(err)
	}
	take()
	if got := l.Matched("charge"); got != "" {
		t.Errorf("matched with %q, and gone", got)
	}
}

// Examples that cannot be sent are none, and nothing outside of the folder is.
func TestExamplesAreRead(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "events"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"a.asl.json": `{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}`, "events/ok.json": `{"a": 1}`, "events/bad.json": `{"a": `, "events/text.json": `"a"`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	secret := filepath.Join(outside, "secret.json")
	if err := os.WriteFile(secret, []byte(`{"secret": 1}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(secret, filepath.Join(dir, "events", "link.json")); err != nil {
		t.Fatal(err)
	}
	l, err := Open(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	all := l.Examples("a")
	if len(all) != 1 || all[0].Name != "ok" {
		t.Errorf("%+v", all)
	}
}

func TestAMachineWithoutTasksHasNoMocks(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "rest.asl.json"), []byte(`{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := Open(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Shape("rest", "A"); err == nil || !strings.HasSuffix(err.Error(), "rest has no Task state") {
		t.Error(err)
	}
}
