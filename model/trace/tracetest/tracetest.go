// Package tracetest has events of executions, for tests of what makes and draws trees of them.
package tracetest

import (
	"embed"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"expresso/model"
)

//go:embed *.events
var files embed.FS

// Epoch is when the executions began.
var Epoch = time.Date(2026, 11, 1, 14, 3, 22, 0, time.UTC)

// Read reads a file of lines: id, previous, milliseconds, type, state or -, details.
func Read(t testing.TB, name string) []model.Event {
	t.Helper()
	text, err := files.ReadFile(name + ".events")
	if err != nil {
		t.Fatal(err)
	}
	var events []model.Event
	for line := range strings.Lines(string(text)) {
		f := strings.SplitN(strings.TrimSpace(line), " ", 6)
		if len(f) < 4 {
			t.Fatalf("%s: %q", name, line)
		}
		id, err1 := strconv.ParseInt(f[0], 10, 64)
		previous, err2 := strconv.ParseInt(f[1], 10, 64)
		ms, err3 := strconv.ParseFloat(f[2], 64)
		if err1 != nil || err2 != nil || err3 != nil {
			t.Fatalf("%s: %q", name, line)
		}
		e := model.Event{ID: id, Previous: previous, Time: Epoch.Add(time.Duration(ms * float64(time.Millisecond))), Type: f[3], Details: "{}"}
		if len(f) > 4 && f[4] != "-" {
			e.State = f[4]
		}
		if len(f) > 5 {
			e.Details = f[5]
		}
		events = append(events, e)
	}
	return events
}

// Many returns the events of a Map state with n items that run at once.
func Many(n int) []model.Event {
	events := []model.Event{
		{ID: 1, Type: "ExecutionStarted", Time: Epoch},
		{ID: 2, Type: "MapStateEntered", State: "Items", Time: Epoch, Details: `{"name":"Items","input":"[]"}`},
		{ID: 3, Previous: 2, Type: "MapStateStarted", Time: Epoch, Details: fmt.Sprintf(`{"length":%d}`, n)},
	}
	id := int64(3)
	add := func(previous int64, kind, state, details string) int64 {
		id++
		events = append(events, model.Event{ID: id, Previous: previous, Type: kind, State: state, Details: details, Time: Epoch.Add(time.Duration(id) * time.Millisecond)})
		return id
	}
	last := make([]int64, n)
	for i := range n {
		last[i] = add(add(3, "MapIterationStarted", "Items", fmt.Sprintf(`{"index":%d,"name":"Items"}`, i)), "TaskStateEntered", "Price", `{"name":"Price","input":"{}"}`)
	}
	for i := range n {
		last[i] = add(last[i], "TaskScheduled", "", `{"resource":"invoke"}`)
	}
	for i := range n {
		if i == n/2 {
			last[i] = add(last[i], "TaskFailed", "", `{"error":"Late","cause":"too late"}`)
			continue
		}
		last[i] = add(add(last[i], "TaskSucceeded", "", `{"output":"{}"}`), "TaskStateExited", "Price", `{"name":"Price","output":"{}"}`)
		last[i] = add(last[i], "MapIterationSucceeded", "Items", fmt.Sprintf(`{"index":%d,"name":"Items"}`, i))
	}
	at := add(last[n/2], "MapIterationFailed", "Items", fmt.Sprintf(`{"index":%d,"name":"Items"}`, n/2))
	at = add(at, "MapStateFailed", "", `{}`)
	add(at, "ExecutionFailed", "", `{"error":"Late","cause":"too late"}`)
	return events
}

// Any draws events that make no sense, and says how many enter a state.
func Any(r *rapid.T) (events []model.Event, visits int) {
	types := []string{
		"ExecutionStarted", "PassStateEntered", "PassStateExited", "TaskStateEntered", "TaskScheduled", "TaskFailed", "TaskSucceeded",
		"TaskStateExited", "TaskStateAborted", "MapStateEntered", "MapStateStarted", "MapIterationStarted", "MapIterationSucceeded", "MapIterationFailed",
		"MapStateFailed", "MapStateSucceeded", "MapStateExited", "ParallelStateEntered", "ParallelStateStarted", "ParallelStateFailed",
		"ParallelStateExited", "FailStateEntered", "EvaluationFailed", "LambdaFunctionTimedOut", "ExecutionFailed", "ExecutionTimedOut", "", "StateEntered", "StateExited",
	}
	for i := range rapid.IntRange(0, 60).Draw(r, "n") {
		e := model.Event{
			ID:       int64(rapid.IntRange(max(0, i-2), i+1).Draw(r, "id")),
			Previous: int64(rapid.IntRange(0, i+1).Draw(r, "previous")),
			Type:     rapid.SampledFrom(types).Draw(r, "type"),
			State:    rapid.SampledFrom([]string{"", "A", "B", "\x1b[2J"}).Draw(r, "state"),
			Details:  rapid.SampledFrom([]string{"", "{}", "[", `{"index":1}`, `{"index":-1,"name":"A","error":"E\u001b","cause":7}`, `{"input":null}`}).Draw(r, "details"),
			Time:     Epoch.Add(time.Duration(rapid.IntRange(-5, 50).Draw(r, "ms")) * time.Millisecond),
		}
		if strings.HasSuffix(e.Type, "StateEntered") {
			visits++
		}
		events = append(events, e)
	}
	return events, visits
}
