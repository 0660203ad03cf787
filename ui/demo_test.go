package ui_test

import (
	"strings"
	"testing"
)

// Keys are shown to the audience in the last line, above every page; what is typed is not.
func TestDemoShowsKeys(t *testing.T) {
	d := start(t, setup{target: orders(succeed(`{}`)), demo: true})
	last := func() string {
		lines := strings.Split(d.screen(), "\n")
		return lines[len(lines)-1]
	}
	shows := func(key string) {
		t.Helper()
		if line := last(); !strings.HasSuffix(line, " "+key+" ") {
			t.Errorf("no %s in %q", key, line)
		}
	}
	d.Pick("order-approval").Sees("demo: nothing is saved").Press("tab")
	shows("tab")
	d.Focus("input").Press("ctrl+a").Keys("[7]")
	shows("ctrl+a")
	d.Press("f1").Sees("▸ Help")
	shows("f1")
	d.Press("esc", "ctrl+p").Keys("trace")
	shows("ctrl+p")
}

// On a stage the graph of the picked machine stands with the output, and follows the run.
func TestDemoShowsTheGraphWithTheOutput(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 40}, {200, 60}} {
		d := start(t, setup{target: sampleTarget(t), demo: true, width: size[0], height: size[1]}).Pick("order-approval")
		d.Focus(details).SeesIn(details, "HasAmount")
		d.Type(`{"amount": 5000}`).Press("ctrl+r").Settle().Focus(details)
		d.SeesIn(details, "amount 5000 is over", "✗ OrderTooLarge ┃")
	}
}
