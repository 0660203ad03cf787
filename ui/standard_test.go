package ui_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"strings"
	"sync/atomic"
	"testing"

	"expresso/model"
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
