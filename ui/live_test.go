package ui_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"expresso/model"
)

// What a run tells while it is in flight is on the screen while it is in flight; the answer takes
// its place.
func TestLiveRun(t *testing.T) {
	answers := make(chan struct{})
	at := func(ms int) time.Time {
		return time.Date(2026, 11, 3, 14, 3, 22, 0, time.UTC).Add(time.Duration(ms) * time.Millisecond)
	}
	events := []model.Event{
		{ID: 1, Type: "ExecutionStarted", Time: at(0)},
		{ID: 2, Type: "PassStateEntered", State: "Prepare", Time: at(1)},
		{ID: 3, Previous: 2, Type: "PassStateExited", State: "Prepare", Time: at(2)},
		{ID: 4, Previous: 3, Type: "TaskStateEntered", State: "Charge", Time: at(2)},
		{ID: 5, Previous: 4, Type: "TaskScheduled", State: "Charge", Time: at(2)},
		{ID: 6, Previous: 5, Type: "TaskFailed", State: "Charge", Time: at(300), Details: `{"error":"Busy"}`},
		{ID: 7, Previous: 6, Type: "TaskScheduled", State: "Charge", Time: at(900)},
	}
	d := start(t, setup{target: orders(func(ctx context.Context, request model.Request) (model.Run, error) {
		model.ProgressOf(ctx).Follow(func(from int) (model.Told, bool) {
			return model.Told{Events: events[from:], Bill: model.Billing{Duration: 900 * time.Millisecond, MemoryMB: 64}}, true
		})
		<-answers
		return succeed(`{"done":true}`)(ctx, request)
	})})
	d.Pick("order-approval").Type("{}").Press("ctrl+r").Do("show the trace")
	shows := func(texts ...string) func() bool {
		return func() bool {
			view := ansi.Strip(d.app.Draw(details))
			return !slices.ContainsFunc(texts, func(text string) bool { return !strings.Contains(view, text) })
		}
	}
	d.Ticks("the trace shows what it does", shows("✓   Prepare", "Charge", "try 2", "running", "RUNNING"))
	d.Sees("of 5 min", "$0.00000194 estimated", "2 states")
	d.Press("]").Ticks("why there is no graph", shows("no graph"))
	close(answers)
	d.Settle().Sees("SUCCEEDED").SeesNot("of 5 min")
}
