package ui_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"expresso/model"
	embeddedfolder "expresso/model/local"
	"expresso/model/workspace"
	"expresso/ui/editor"
)

// mixed is a target with a STANDARD machine, which runs as EXPRESS on wish.
type mixed struct {
	*fake
	on        atomic.Bool
	names     []string
	remembers bool
}

func (m *mixed) RunsAsExpress() bool  { return m.on.Load() }
func (m *mixed) RunAsExpress(on bool) { m.on.Store(on) }
func (m *mixed) OnWish() []string     { return m.names }
func (m *mixed) Remember([]string) error {
	if m.remembers {
		return nil
	}
	return errors.New("no room on the disk")
}

func (m *mixed) Machines(context.Context) ([]model.Machine, error) {
	all := []model.Machine{machine("nightly", model.Standard), machine("orders", model.Express)}
	if m.on.Load() {
		all[0].Type, all[0].Note = model.Express, "STANDARD, run as EXPRESS"
	}
	return all, nil
}

func TestStandardMachinesRunAsExpress(t *testing.T) {
	target := &mixed{fake: orders(succeed(`{}`))}
	d := start(t, setup{target: target, standard: target, width: 160, height: 40}).SeesIn(input, "Input · orders")
	d.Focus(machines).Press("/").Keys("nightly").Press("enter").
		Sees("nightly is STANDARD. Run STANDARD").Press("n").SeesNot("nightly is STANDARD.").Press("esc")
	d.Press("ctrl+p").Keys("run STANDARD machines").Press("enter").Sees("STANDARD machines run as EXPRESS on the embedded target").
		SeesIn(machines, "nightly  as EXPRESS").Settle()
	d.Pick("nightly").Type(`{}`).Press("ctrl+r").Sees("nightly SUCCEEDED").Settle()
	// The command that repeats it does so in the same way.
	var copied bytes.Buffer
	d.app.SetClipboard(&copied)
	d.Focus(history).Press("y", "x").Sees("copied the command").Settle()
	encoded := strings.TrimSuffix(strings.TrimPrefix(copied.String(), "\x1b]52;c;"), "\x07")
	if text, err := base64.StdEncoding.DecodeString(encoded); err != nil || !strings.HasSuffix(string(text), " --as-express") {
		t.Errorf("%q, %v", text, err)
	}
	// Back to what they are: the one that is picked does not run any more.
	d.Press("ctrl+p").Keys("run STANDARD machines").Press("enter").SeesNot("nightly  as EXPRESS").Settle()
	d.Focus(input).Press("ctrl+r").Sees("nightly is STANDARD: ctrl+p").Settle()
}

func TestStandardMachinesRunAsExpressOnTheEmbeddedTargetAlone(t *testing.T) {
	start(t, setup{target: orders(succeed(`{}`))}).SeesIn(input, "order-approval").
		Press("ctrl+p").Keys("run STANDARD machines").Press("enter").Sees("only the embedded target runs STANDARD machines as EXPRESS")
}

// faulty is a target whose machine cannot be run, for what is in its file.
type faulty struct {
	*fake
	fault *model.Problem
}

func (f *faulty) Describe(context.Context, model.ARN) (model.Description, error) {
	return model.Description{Machine: f.list[0], Definition: "{}", ProblemAt: f.fault}, nil
}

func TestTheFileWithAProblemIsEdited(t *testing.T) {
	t.Setenv("VISUAL", "")
	t.Setenv("EDITOR", filepath.Join(t.TempDir(), "nothing"))
	broken := machine("broken", model.Express)
	broken.Problem, broken.Note = "template.yaml:3:11: it is broken", "invalid"
	target := &faulty{&fake{list: []model.Machine{broken}}, &model.Problem{File: "/x/template.yaml", Line: 3, Column: 11, Message: "it is broken", Hint: "add a bracket"}}
	d := start(t, setup{target: target}).SeesIn(machines, "broken", "invalid").Focus(machines).Press("enter").
		Sees("it is broken", "/x/template.yaml, line 3, column 11", "hint: add a bracket", "e edit the file")
	d.Press("e").Sees("cannot edit /x/template.yaml: $EDITOR: ").Settle()
	// What was edited is listed again.
	target.list[0].Problem, target.list[0].Note = "", ""
	d.send(editor.OpenedMsg{Path: "/x/template.yaml"})
	d.Press("esc").until("it is picked", func() bool { return !strings.Contains(d.app.Draw(machines), "invalid") }).SeesIn(input, "Input · broken")
	// One without a file says so.
	target.fault = nil
	d.Focus(machines).Press("d", "e").Sees("this machine has no local file").Settle()
}

// projectOf is what the folder's project file says now.
func projectOf(t *testing.T, l *embeddedfolder.Local) workspace.Options {
	t.Helper()
	p, err := embeddedfolder.ReadProject(l.Dir)
	if err != nil {
		t.Fatal(err)
	}
	return embeddedfolder.Said(p, nil)
}

// That machines run as EXPRESS is written into the project file when that is asked for, and there is no question.
func TestRunningAsExpressIsRemembered(t *testing.T) {
	dir, l := folder(t, map[string]string{
		"a.standard.asl.json": `{"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": "a", "End": true}}}`,
		"b.standard.asl.json": `{"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": "b", "End": true}}}`,
		"c.asl.json":          `{"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": "c", "End": true}}}`,
	})
	save := func(d *driver) *driver { return d.Press("ctrl+p").Keys("save in the project file").Press("enter") }
	d := start(t, setup{target: l.Target(), dir: dir, standard: l, width: 160, height: 40}).SeesIn(input, "Input · c").SeesIn(machines, "STANDARD: enter to run")
	save(d).Sees("STANDARD machines do not run as EXPRESS now").Press("esc")
	d.Focus(machines).Press("end", "enter").Sees("b is STANDARD. Run STANDARD").Press("y").SeesIn(input, "Input · b").Settle().
		Type(`{}`).Press("ctrl+r").SeesIn(details, "SUCCEEDED").Settle()
	save(d).Sees("wrote type: EXPRESS for 2 machines to .expresso/project.yaml").Settle()
	if diff := cmp.Diff("version: 1\nmachines:\n  a:\n    type: EXPRESS\n  b:\n    type: EXPRESS\n", read(t, dir, ".expresso/project.yaml")); diff != "" {
		t.Error(diff)
	}
	// What cannot be written is told.
	target := &mixed{fake: orders(succeed(`{}`)), names: []string{"1", "2"}}
	d = start(t, setup{target: target, standard: target}).SeesIn(input, "Input · orders").
		Press("ctrl+p").Keys("run STANDARD machines").Press("enter").Sees("STANDARD machines run as EXPRESS").Settle()
	save(d).Sees("cannot write .expresso/project.yaml: no room on the disk").Settle()
	target.names = nil
	target.remembers = true
	save(d).Sees("already has this").Settle()
}

// Where all machines are STANDARD they run as EXPRESS at once.
func TestFoldersOfStandardMachinesRun(t *testing.T) {
	dir, l := folder(t, map[string]string{
		"a.standard.asl.json": `{"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": "a", "End": true}}}`,
		"bad.asl.json":        `{"StartAt": "A", "States": {}}`,
	})
	for _, size := range [][2]int{{80, 24}, {160, 40}} {
		l.RunAsExpress(false)
		d := start(t, setup{target: l.Target(), dir: dir, standard: l, width: size[0], height: size[1]}).
			SeesIn(input, "Input · a").Sees("all state machines are STANDARD: they run as EXPRESS here")
		d.Press("ctrl+r").Sees("SUCCEEDED").Settle()
		// Back to what they are, until the workbench is opened again.
		d.Press("ctrl+p").Keys("run STANDARD machines").Press("enter").Sees("STANDARD machines no longer run as EXPRESS").Settle()
	}
}

// Where all machines are STANDARD, and none can run as EXPRESS, the first problem is shown.
func TestFoldersOfMachinesForStandardOnlySayWhy(t *testing.T) {
	dir, l := folder(t, map[string]string{
		"waits.standard.asl.json": `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken", "Parameters": {"FunctionName": "f", "Payload": {"t.$": "$$.Task.Token"}}, "End": true}}}`,
	})
	start(t, setup{target: l.Target(), dir: dir, standard: l, width: 80, height: 24}).Sees("waits", "Problems", "Express state machine does not support")
}

// Where no machine can be run, the first problem is shown.
func TestFoldersOfBrokenMachinesSayWhy(t *testing.T) {
	dir, l := folder(t, map[string]string{"bad.asl.json": `{"StartAt": "A", "States": {}}`})
	start(t, setup{target: l.Target(), dir: dir, standard: l, width: 80, height: 24}).Sees("bad", "Problems", "bad.asl.json, line 1").
		Press("esc").SeesNot("Problems").SeesIn(machines, "bad", "SCHEMA_VALIDATION_FAILED").Sees("enter why not bad").Press("enter").Sees("Problems")
}

// Values of stand-ins, and the file of a definition that is not here, are written into the
// project file with a key.
func TestTheProjectFileIsWrittenFromAMachinesPage(t *testing.T) {
	dir, l := folder(t, map[string]string{
		"template.yaml": `Resources:
  Elsewhere:
    Type: AWS::StepFunctions::StateMachine
    Properties: {StateMachineType: EXPRESS, DefinitionS3Location: {Bucket: b, Key: k}}
  Orders:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      StateMachineType: EXPRESS
      Definition: {StartAt: A, States: {A: {Type: Pass, Result: {table: !Ref Table, queue: !GetAtt Queue.Arn}, End: true}}}
  Table: {Type: AWS::DynamoDB::Table}
  Queue: {Type: AWS::SQS::Queue}
`,
		"defs/part": `{"StartAt": "B", "States": {"B": {"Type": "Succeed"}}}`,
	})
	d := start(t, setup{target: l.Target(), dir: dir, project: l, width: 160, height: 40}).SeesIn(input, "Input · Orders")
	again := func() {
		t.Helper()
		found, err := workspace.Load(dir, projectOf(t, l))
		if err != nil {
			t.Fatal(err)
		}
		d.send(l.Apply(found))
		d.Settle()
	}
	d.Focus(machines).Press("home").Press("o").SeesNot("reading the definition").Sees("Stand-ins").Press("P").Sees("nothing to set here").
		Press("shift+tab").Sees("Table = Table", "set one with P").
		Press("P").Sees("Set in .expresso/project.yaml", "values.Table").Press("ctrl+u", "enter").Sees("a value is needed").
		Keys("orders-dev").Press("enter").Sees("set values.Table in .expresso/project.yaml").Settle()
	again()
	d.SeesNot("Table = Table").Press("P").Sees("values.Queue.Arn").Press("esc").Press("esc")
	d.Focus(machines).Press("end", "enter").Sees("the definition is in S3", "add machines.Elsewhere.file to .expresso/project.yaml").
		Press("P").Sees("machines.Elsewhere.file").Keys("../x").Press("enter").Sees("nothing was written: file must be a path inside this folder").Settle()
	d.Press("P").Keys("defs/part").Press("enter").Sees("set machines.Elsewhere.file").Settle()
	again()
	if err := l.Problem("Elsewhere"); err != nil {
		t.Error(err)
	}
	if got, want := read(t, dir, ".expresso/project.yaml"), "version: 1\nvalues:\n  Table: orders-dev\nmachines:\n  Elsewhere:\n    file: defs/part\n"; got != want {
		t.Errorf("got %s", got)
	}
}
