package trace

import (
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/trace"
)

// FromMsg is sent when the machine is to be run from a state on, with what a run came there
// with.
type FromMsg struct {
	Run   model.Run // that, zero for the one that is open
	Tree  *trace.Tree
	Visit *trace.Visit
}

// TestMsg is sent when a state is to be tested alone, with what a run came there with if it did.
type TestMsg struct {
	Machine model.ARN // "" for that of Run
	Run     model.Run // zero for the one that is open
	State   string
	Tree    *trace.Tree
	Visit   *trace.Visit // nil if no run came there
}

func (v *View) cannotTest() string {
	if v.visit() == nil {
		return "the cursor is on no state"
	}
	return ""
}

func (v *View) test() tea.Cmd {
	msg := TestMsg{State: v.visit().Name, Tree: v.tree, Visit: v.visit()}
	return func() tea.Msg { return msg }
}

// visit is the visit that the cursor is on, of a try that of its state; nil for none.
func (v *View) visit() *trace.Visit {
	if r := v.current(); r != nil {
		return r.visit
	}
	return nil
}

// cannotRunFrom says why the machine cannot be run from the state that the cursor is on.
func (v *View) cannotRunFrom() string {
	return CannotRunFrom(v.tree, v.visit())
}

// CannotRunFrom says why a machine cannot be run from where a visit began, "" if it can.
func CannotRunFrom(tree *trace.Tree, visit *trace.Visit) string {
	switch {
	case visit == nil:
		return "the cursor is on no state"
	case visit.In.In != nil:
		return "a run cannot start inside " + visit.In.In.Name + ": only at a top-level state"
	case tree.Input(visit) == "":
		return "the state's input is not in the trace"
	}
	return ""
}

func (v *View) runFrom() tea.Cmd {
	msg := FromMsg{Tree: v.tree, Visit: v.visit()}
	return func() tea.Msg { return msg }
}
