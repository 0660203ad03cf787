package ui_test

import (
	"strings"
	"testing"
	"time"
)

// The answer is there at once, and shown when the audience had the time to see the run.
func TestDemoIsPaced(t *testing.T) {
	d := start(t, setup{target: orders(succeed(`{"approved":true}`)), demo: true})
	d.Pick("order-approval").Sees("demo: nothing is kept")
	d.Press("ctrl+r").Settle().Sees(" ctrl+r ", "esc abandon")
	if strings.Contains(d.screen(), "approved") {
		t.Errorf("the answer is shown at once:\n%s", d.screen())
	}
	d.Pass(time.Second).Settle().Sees("approved", "SUCCEEDED").SeesNot("esc abandon")
}

// Keys are shown to the audience, what is typed is not.
func TestDemoShowsKeys(t *testing.T) {
	d := start(t, setup{target: orders(succeed(`{}`)), demo: true})
	d.Pick("order-approval").Press("tab")
	d.Sees(" tab ")
	d.Focus("input").Press("ctrl+a").Keys("[7]").Sees(" ctrl+a ")
}
