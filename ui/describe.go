package ui

import (
	"errors"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/asl"
	"expresso/model/trace"
	"expresso/ui/graph"
	"expresso/ui/jsonview"
)

// describedMsg is sent when a machine's definition has been read, or could not be.
type describedMsg struct {
	of      *definition
	text    string
	machine *asl.Machine // nil if asl refuses it
	found   asl.Diagnostics
	err     error
}

// colouredMsg is sent when the trace of the run that a graph is to show has been read.
type colouredMsg struct {
	of      *definition
	tree    *trace.Tree // nil if there are no events
	noTrace string      // why, or what they lack
}

// describe opens the overlay of a machine, and asks for what it shows.
func (a *App) describe(m model.Machine, run model.Run, f face) tea.Cmd {
	d := &definition{
		machine: m, run: run, face: f, loading: true,
		graph: graph.New(a.t), source: jsonview.New(a.t), faults: jsonview.New(a.t), state: jsonview.New(a.t),
	}
	d.graph.Focus()
	for _, v := range []*jsonview.View{d.source, d.faults, d.state} {
		v.Focus()
	}
	d.faults.SetWrap(true)
	d.bind()
	a.dialogs.Replace(d)
	target := a.cfg.Bench.Target
	return command(func() tea.Msg {
		msg := describedMsg{of: d}
		arn := m.ARN
		if run.ID != "" {
			arn, _, _ = cutCase(run.Machine) // the version that ran
		}
		description, err := target.Describe(a.ctx, arn)
		if err != nil && arn != m.ARN {
			description, err = target.Describe(a.ctx, m.ARN) // that version may be gone
		}
		if err != nil {
			msg.err = err
			return msg
		}
		if msg.text = description.Definition; msg.text == "" && m.Problem != "" {
			msg.err = errors.New(m.Problem) // which says why there is none
			return msg
		}
		msg.machine, msg.found = asl.Load(msg.text, asl.MachineType(m.Type))
		return msg
	})
}

// cutCase parts an ARN from the test case behind it.
func cutCase(arn model.ARN) (plain model.ARN, testCase string, found bool) {
	before, after, found := strings.Cut(string(arn), "#")
	return model.ARN(before), after, found
}

func (a *App) onDescribed(msg describedMsg) tea.Cmd {
	d, ok := a.dialogs.Shown().(*definition)
	if !ok || d != msg.of {
		return nil
	}
	d.loading = false
	if msg.err != nil {
		d.problem, d.hint = msg.err.Error(), model.HintOf(msg.err)
		return nil
	}
	d.text, d.found = msg.text, msg.found
	d.source.SetText(msg.text)
	d.faults.SetText(findings(d.machine, msg.text, msg.found))
	if msg.machine == nil {
		d.face = foundFace
		return nil
	}
	d.drawn = true
	d.graph.SetMachine(msg.machine)
	if d.run.ID == "" {
		return nil
	}
	// The graph does not wait for its colours: a log takes a while to be read.
	d.noTrace = "reading the trace " + a.t.Ellipsis
	return command(func() tea.Msg {
		msg := colouredMsg{of: d}
		events, problem := a.events(a.ctx, d.run)
		if msg.noTrace = problem; len(events) > 0 {
			msg.tree = trace.Build(events)
		}
		return msg
	})
}

func (a *App) onColoured(msg colouredMsg) {
	d, ok := a.dialogs.Shown().(*definition)
	if !ok || d != msg.of {
		return
	}
	if d.tree, d.noTrace = msg.tree, msg.noTrace; msg.tree == nil {
		return
	}
	d.graph.SetRun(msg.tree)
	if d.opened.State != "" {
		d.showState() // it may have been opened before
	}
}
