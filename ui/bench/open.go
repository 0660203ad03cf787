package bench

import (
	"cmp"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/asl"
	"expresso/model/bench"
	"expresso/model/jsonvalue"
	"expresso/ui/jsonview"
	"expresso/ui/screen"
	"expresso/ui/trace"
)

// OpenDocument opens a page of expressions over a document of a run, with what the state saw that
// it is of. Before there was a run, it is of the picked machine.
func (r *Room) OpenDocument(run model.Run, picked model.ARN, msg jsonview.EvalMsg) tea.Cmd {
	if run.Machine == "" {
		run.Machine, run.Started = picked, r.Now()
	}
	s := Subject{Machine: run.Machine, Title: screen.Visible(run.Machine.Machine())}
	of, ok := msg.Of.(trace.OpenMsg)
	if ok && of.Visit != nil {
		s.State = of.Visit.Name
		s.Title += " " + r.Theme.Sep + " " + of.Title
	}
	s.See = func(m *asl.Machine) bench.Sight { return sight(run, of, m, msg.Text) }
	return r.Open(s)
}

// OpenInput opens a page of expressions over an input, as a run of the machine would begin with it.
func (r *Room) OpenInput(machine model.ARN, text string) tea.Cmd {
	if strings.TrimSpace(text) == "" {
		text = "{}"
	}
	run := model.Run{Request: model.Request{Machine: machine, Input: text}}
	run.Started = r.Now()
	return r.Open(Subject{
		Machine: machine,
		Title:   screen.Visible(machine.Machine()) + " " + r.Theme.Sep + " input",
		See:     func(*asl.Machine) bench.Sight { return bench.OfRun(run, false) },
	})
}

// sight is what expressions on a document see: on the input of a state all that the state saw,
// on any other document that as the input, as the state after it would.
func sight(run model.Run, of trace.OpenMsg, m *asl.Machine, text string) bench.Sight {
	seen := bench.OfRun(run, false)
	if of.Visit != nil {
		if seen = bench.OfVisit(run, of.Tree, of.Visit, m); text == of.Input {
			return seen
		}
		seen.Result, seen.ErrorOutput = jsonvalue.Value{}, jsonvalue.Value{}
	}
	seen.Input, _ = jsonvalue.Parse(text) // it is shown as JSON, and so it is
	return seen
}

// Test opens the bench of a state, with what a run gave it if one came there. The run that is shown
// is the one where none is told.
func (r *Room) Test(msg trace.TestMsg, shown model.Run) tea.Cmd {
	if r.Tester == nil {
		r.Warn("states can only be tested on the embedded target")
		return nil
	}
	run := msg.Run
	if run.ID == "" && msg.Visit != nil {
		run = shown
	}
	return r.OpenState(StateSubject{Machine: cmp.Or(run.Machine, msg.Machine), State: msg.State, Run: run, Tree: msg.Tree, Visit: msg.Visit})
}
