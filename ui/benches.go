package ui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/asl"
	expressions "expresso/model/bench"
	"expresso/model/jsonvalue"
	"expresso/ui/ask"
	"expresso/ui/bench"
	"expresso/ui/jsonview"
	"expresso/ui/screen"
	"expresso/ui/trace"
)

// tryExpression opens the expression bench over a document of the run that is looked at, with
// what the state saw that it is of.
func (a *App) tryExpression(msg jsonview.EvalMsg) tea.Cmd {
	run, _ := a.history.Details.Run()
	if run.Machine == "" { // the input as it would be sent, before there was a run
		run.Machine, run.Started = a.picker.Picked(), a.now()
	}
	s := bench.Subject{Machine: run.Machine, Title: screen.Visible(run.Machine.Machine())}
	of, ok := msg.Of.(trace.OpenMsg)
	if ok && of.Visit != nil {
		s.State = of.Visit.Name
		s.Title += " " + a.t.Sep + " " + of.Title
	}
	s.See = func(m *asl.Machine) expressions.Sight { return sight(run, of, m, msg.Text) }
	return a.bench.Open(s)
}

// tryOnInput opens the expression bench over the text in the editor, as a run would begin with it.
func (a *App) tryOnInput() tea.Cmd {
	if cmd, bad := a.input.Unsound("no expression is evaluated"); bad {
		return cmd
	}
	if a.input.Editor.Parameters() > 0 {
		return a.warn("the input has parameters: f12 shows it with their values, | works there")
	}
	run := model.Run{Request: model.Request{Machine: a.picker.Picked(), Input: a.input.Editor.Text()}}
	run.Started = a.now()
	if strings.TrimSpace(run.Input) == "" {
		run.Input = "{}"
	}
	return a.bench.Open(bench.Subject{
		Machine: run.Machine,
		Title:   screen.Visible(run.Machine.Machine()) + " " + a.t.Sep + " input",
		See:     func(*asl.Machine) expressions.Sight { return expressions.OfRun(run, false) },
	})
}

// sight is what expressions on a document see: on the input of a state all that the state saw,
// on any other document that as the input, as the state after it would.
func sight(run model.Run, of trace.OpenMsg, m *asl.Machine, text string) expressions.Sight {
	seen := expressions.OfRun(run, false)
	if of.Visit != nil {
		if seen = expressions.OfVisit(run, of.Tree, of.Visit, m); text == of.Input {
			return seen
		}
		seen.Result, seen.ErrorOutput = jsonvalue.Value{}, jsonvalue.Value{}
	}
	seen.Input, _ = jsonvalue.Parse(text) // it is shown as JSON, and so it is
	return seen
}

// testState opens the bench of a state, with what a run gave it if one came there.
func (a *App) testState(msg trace.TestMsg) tea.Cmd {
	if a.cfg.Tester == nil {
		return a.warn("states cannot be tested here")
	}
	run := msg.Run
	if run.ID == "" && msg.Visit != nil {
		run, _ = a.history.Details.Run()
	}
	machine := run.Machine
	if machine == "" {
		machine = msg.Machine
	}
	return a.bench.OpenState(bench.StateSubject{Machine: machine, State: msg.State, Run: run, Tree: msg.Tree, Visit: msg.Visit})
}

// mocksOf is what writes mocks, nil where nothing does.
func mocksOf(cfg Config) bench.Mocks {
	if cfg.Mocks == nil {
		return nil
	}
	return cfg.Mocks
}

// onInputSaved lists an input that the bench of a state has saved.
func (a *App) onInputSaved(msg bench.SavedInputMsg) tea.Cmd {
	said := a.good("saved the input as " + screen.Visible(msg.Name))
	if a.picker.Machine().Name != msg.Machine {
		return said
	}
	return tea.Batch(said, ask.Command(func() tea.Msg { return a.input.List(msg.Machine) }))
}
