package ui_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"expresso/model"
)

func TestParametersArePutInWhenTheInputIsRun(t *testing.T) {
	sent := make(chan string, 10)
	dir := t.TempDir()
	d := start(t, setup{dir: dir, env: map[string]string{"WHO": `a "b"`}, target: orders(func(ctx context.Context, request model.Request) (model.Run, error) {
		sent <- request.Input
		return succeed(`{}`)(ctx, request)
	})})
	const text = `{"who": "{{env.WHO}}", "id": "{{uuid}}", "at": "{{now}}", "n": {{n}}, "order": {{file "order.json"}}}`
	const full = `{"who": "a \"b\"", "id": "b4f0c1de-0000-4000-8000-000000000001", "at": "2026-11-03T14:03:22.150Z", "n": 1, "order": {"sku": "S-1"}}`
	expect := func(want string) {
		t.Helper()
		if got := <-sent; got != want {
			t.Errorf("sent %s, not %s", got, want)
		}
	}
	d.Pick("order-approval").Type(text).Pass(150*time.Millisecond).SeesIn(input, "5 parameters · JSON ok")

	// What has no value is not sent, and marked.
	d.Press("ctrl+r").
		Sees(`not sent: line 1, column 80: {{file "order.json"}}: no such file or directory: files must be in `).
		SeesIn(input, `line 1, column 80 ━`, `← {{file "order.json"}}: no such file`)
	if len(sent) > 0 {
		t.Fatal("sent " + <-sent)
	}
	if err := os.WriteFile(filepath.Join(dir, "order.json"), []byte(`{"sku": "S-1"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	// The editor keeps the parameters, the history has what was sent.
	d.Press("ctrl+r").SeesIn(history, "SUCCEEDED").SeesIn(input, `"order": {{file "order.json"}}`)
	expect(full)
	d.Focus(details).Press("]").SeesIn(details, `"who": "a \"b\""`, `"sku": "S-1"`)

	// What is seen beforehand is what is sent from there.
	d.Focus(input).Press("f12").Sees("as it is sent", `"sku": "S-1"`, "ctrl+r run this").
		Press("esc").SeesNot("as it is sent").
		Press("f12").Sees("as it is sent").Pass(time.Hour).Press("ctrl+r").SeesNot("as it is sent").SeesIn(history, "2 runs").Settle()
	expect(full)

	d.Type(`{"a": "{{name}}"}`).Press("f12").Sees("the input has no parameters").
		Press("ctrl+r").SeesIn(history, "3 runs").Settle()
	expect(`{"a": "{{name}}"}`)
	d.Type(`{"a": {{n}}`).Press("f12").Sees("nothing to show: invalid JSON in line 1, column 12").
		Type(`{"a": {{uuid}}}`).Press("ctrl+r").Sees(`not sent: invalid JSON in line 1, column 7`, `{{uuid}} is text`, `write it as "{{uuid}}"`).Settle()
	if len(sent) > 0 {
		t.Error("sent " + <-sent)
	}
}

func TestSavedInputKeepsItsParameters(t *testing.T) {
	d := start(t, setup{target: orders(succeed(`{}`))})
	d.Pick("order-approval").Type(`{"id": "{{uuid}}"}`).Press("ctrl+s").Keys("new").Press("enter").Sees("order-approval/new.json").
		Press("ctrl+r").SeesIn(history, "SUCCEEDED").SeesIn(input, "order-approval · new")
	if text, err := os.ReadFile(filepath.Join(d.dir, ".expresso/inputs/order-approval/new.json")); err != nil || string(text) != `{"id": "{{uuid}}"}` {
		t.Errorf("saved %s, %v", text, err)
	}
	d.Focus(details).Press("]").SeesIn(details, "b4f0c1de")
}
