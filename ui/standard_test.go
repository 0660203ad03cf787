package ui_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"expresso/model"
	"expresso/ui/editor"
)

// mixed is a target with a STANDARD machine, which runs as EXPRESS on wish.
type mixed struct {
	*fake
	on atomic.Bool
}

func (m *mixed) RunsAsExpress() bool  { return m.on.Load() }
func (m *mixed) RunAsExpress(on bool) { m.on.Store(on) }

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
		Sees(`nightly is STANDARD: ctrl+p, "run STANDARD machines as EXPRESS"`).Press("esc")
	d.Press("ctrl+p").Keys("run STANDARD machines").Press("enter").Sees("STANDARD machines run as EXPRESS here").
		SeesIn(machines, "nightly  as EXPRESS").Settle()
	d.Pick("nightly").Type(`{}`).Press("ctrl+r").Sees("nightly SUCCEEDED").Settle()
	// The command that repeats it does so in the same way.
	var copied bytes.Buffer
	d.app.SetClipboard(&copied)
	d.Focus(history).Press("C").Sees("copied the command").Settle()
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

// faulty is a target whose machine cannot be run, for what stands in its file.
type faulty struct {
	*fake
	fault *model.Fault
}

func (f *faulty) Describe(context.Context, model.ARN) (model.Description, error) {
	return model.Description{Machine: f.list[0], Definition: "{}", Fault: f.fault}, nil
}

func TestTheFileWithAFaultIsEdited(t *testing.T) {
	t.Setenv("VISUAL", "")
	t.Setenv("EDITOR", filepath.Join(t.TempDir(), "nothing"))
	broken := machine("broken", model.Express)
	broken.Problem, broken.Note = "template.yaml:3:11: it is broken", "invalid"
	target := &faulty{&fake{list: []model.Machine{broken}}, &model.Fault{File: "/x/template.yaml", Line: 3, Column: 11, Message: "it is broken", Hint: "add a bracket"}}
	d := start(t, setup{target: target}).SeesIn(machines, "broken", "invalid").Focus(machines).Press("enter").
		Sees("it is broken", "/x/template.yaml, line 3, column 11", "hint: add a bracket", "e edit the file")
	d.Press("e").Sees("cannot edit /x/template.yaml: $EDITOR: ").Settle()
	// What was edited is listed anew.
	target.list[0].Problem, target.list[0].Note = "", ""
	d.send(editor.OpenedMsg{Path: "/x/template.yaml"})
	d.Press("esc").until("it is picked", func() bool { return !strings.Contains(d.app.Draw(machines), "invalid") }).SeesIn(input, "Input · broken")
	// One without a file says so.
	target.fault = nil
	d.Focus(machines).Press("d", "e").Sees("this machine has no file here").Settle()
}
