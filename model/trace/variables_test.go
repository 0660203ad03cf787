package trace_test

import (
	"fmt"
	"testing"

	"expresso/model"
	"expresso/model/trace"
)

// A state sees what states before it set, and those around it.
func TestVariables(t *testing.T) {
	var events []model.Event
	add := func(id, previous int64, kind, state, details string) {
		events = append(events, model.Event{ID: id, Previous: previous, Type: kind, State: state, Details: details})
	}
	named := func(name, more string) string { return fmt.Sprintf(`{"name":%q%s}`, name, more) }
	add(1, 0, "ExecutionStarted", "", `{}`)
	add(2, 0, "PassStateEntered", "A", named("A", ""))
	add(3, 2, "PassStateExited", "A", named("A", `,"assignedVariables":{"x":"1","y":"\"a\""}`))
	add(4, 3, "PassStateEntered", "B", named("B", ""))
	add(5, 4, "PassStateExited", "B", named("B", `,"assignedVariables":{"x":"2"}`))
	add(6, 5, "MapStateEntered", "M", named("M", ""))
	add(7, 6, "MapStateStarted", "M", `{"length":1}`)
	add(8, 7, "MapIterationStarted", "M", named("M", `,"index":0`))
	add(9, 8, "PassStateEntered", "C", named("C", ""))
	add(10, 9, "PassStateExited", "C", named("C", `,"assignedVariables":{"z":"[3]"}`))
	add(11, 10, "PassStateEntered", "D", named("D", ""))
	add(12, 11, "PassStateExited", "D", named("D", ""))
	add(13, 12, "MapIterationSucceeded", "M", named("M", `,"index":0`))
	add(14, 13, "MapStateSucceeded", "M", `{}`)
	add(15, 13, "MapStateExited", "M", named("M", ""))
	add(16, 15, "ExecutionSucceeded", "", `{}`)
	tree := trace.Build(events)
	for state, want := range map[string]string{
		"A": `{}`, "B": `{"x":1,"y":"a"}`, "M": `{"y":"a","x":2}`, "C": `{"y":"a","x":2}`, "D": `{"y":"a","x":2,"z":[3]}`,
	} {
		v := tree.Visited(state)
		if v == nil {
			t.Errorf("no visit of %s", state)
			continue
		}
		if got := tree.Variables(v).String(); got != want {
			t.Errorf("%s sees %s, want %s", state, got, want)
		}
	}
}
