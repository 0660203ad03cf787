package trace

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model/trace"
	"expresso/ui/screen"
)

// open sends what the current row holds.
func (v *View) open() tea.Cmd {
	r := v.current()
	if r == nil {
		return nil
	}
	msg := opened(v.tree, r)
	return func() tea.Msg { return msg }
}

// Current is what the current row holds, and what it is known by: of is the same as long as
// there is nothing new to show.
func (v *View) Current() (of any, read func() (OpenMsg, bool)) {
	r := v.current()
	if r == nil {
		return nil, func() (OpenMsg, bool) { return OpenMsg{}, false }
	}
	type row struct {
		node    any
		outcome trace.Outcome
	}
	return row{r.node(), r.outcome()}, func() (OpenMsg, bool) { return opened(v.tree, r), true }
}

// Opened is what a state's latest visit holds. It reports false if the state was not visited.
func Opened(t *trace.Tree, state string) (OpenMsg, bool) {
	last := t.Visited(state)
	if last == nil {
		return OpenMsg{}, false
	}
	return opened(t, &row{visit: last}), true
}

func opened(t *trace.Tree, r *row) OpenMsg {
	msg := OpenMsg{Title: r.title(), Tree: t, Visit: r.visit}
	msg.Error, msg.Cause = r.failure()
	msg.Running = r.outcome() == trace.Running
	switch {
	case r.try != nil:
		msg.Input, msg.Output = t.TryInput(r.try), t.TryOutput(r.try)
	case r.visit != nil:
		msg.Input, msg.Output = t.Input(r.visit), t.Output(r.visit)
		msg.InputCut, msg.OutputCut = t.Cut(r.visit)
	case len(r.group.Visits) > 0:
		visits := r.group.Visits
		msg.Input, msg.Output = t.Input(visits[0]), t.Output(visits[len(visits)-1])
	}
	return msg
}

// NoInput says why there is no input to show.
func (m OpenMsg) NoInput() string {
	if m.Tree != nil && m.Tree.NoData {
		return noData
	}
	return "the trace does not contain the input"
}

// NoOutput says why there is no output to show.
func (m OpenMsg) NoOutput() string {
	switch {
	case m.Running:
		return "no output yet: the state is running"
	case m.Tree != nil && m.Tree.NoData:
		return noData
	}
	return "no output: the state did not finish"
}

// noData is what is said of inputs and outputs that a machine does not log.
const noData = "not in the trace: the machine logs without includeExecutionData"

// Titles name the input and the output, and say if the log cut them off.
func (m OpenMsg) Titles() (input, output string) {
	input, output = "Input", "Output"
	if m.InputCut {
		input += ", truncated by the log"
	}
	if m.OutputCut {
		output += ", truncated by the log"
	}
	return input, output
}

// title names the row and what it is in: Lines › 3 › Price › try 2.
func (r *row) title() string {
	var parts []string
	g := r.group
	if r.visit != nil {
		parts = append(parts, screen.Visible(r.visit.Name))
		g = r.visit.In
	}
	if r.try != nil {
		parts = append(parts, r.name())
	}
	for ; g.In != nil; g = g.In.In {
		index := (&row{group: g}).name()
		parts = append([]string{screen.Visible(g.In.Name), index}, parts...)
	}
	return strings.Join(parts, " › ")
}
