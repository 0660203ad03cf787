package ui_test

import (
	"context"
	"testing"
	"time"

	"expresso/model"
)

const draftKey = "draft arn:aws:states:us-east-1:000000000000:stateMachine:order-approval"

// kept is the draft that a killed program would find.
func (d *driver) kept() string {
	d.t.Helper()
	text, err := d.session.Get(d.t.Context(), draftKey)
	if err != nil {
		d.t.Fatal(err)
	}
	return text
}

func TestSteadyTypingIsKeptWithinASecond(t *testing.T) {
	d := start(t, setup{target: orders(nil)}).Pick("order-approval").Type("")
	typed := ""
	for range 60 { // 12 s, without a rest
		d.Keys("x").Pass(200 * time.Millisecond).Settle()
		typed += "x"
		// What is kept lacks what was typed within the last second.
		if n := len(d.kept()); len(typed) > 5 && n < len(typed)-5 {
			t.Fatalf("%d of %d characters are kept", n, len(typed))
		}
	}
	if d.Pass(time.Second).Settle(); d.kept() != typed {
		t.Errorf("kept %q", d.kept())
	}
}

func TestDraftIsKeptBeforeARun(t *testing.T) {
	found := make(chan string, 1)
	var d *driver
	target := orders(func(ctx context.Context, request model.Request) (model.Run, error) {
		text, _ := d.session.Get(ctx, draftKey)
		found <- text
		return succeed(`{}`)(ctx, request)
	})
	d = start(t, setup{target: target})
	d.Pick("order-approval").Type(`{"n":1}`).Press("ctrl+r").SeesIn(history, "SUCCEEDED")
	if text := <-found; text != `{"n":1}` {
		t.Errorf("the run began with the draft %q", text)
	}
}

func TestDraftIsKeptBeforeTheEditor(t *testing.T) {
	t.Setenv("VISUAL", "expresso-has-no-such-editor")
	d := start(t, setup{target: orders(nil)}).Pick("order-approval").Type(`{"n":1}`).Press("ctrl+o").Sees("cannot edit the input").Settle()
	if d.kept() != `{"n":1}` {
		t.Errorf("kept %q", d.kept())
	}
}
