package history

import (
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/compare"
	"expresso/ui/ask"
)

// SetBaseline makes the run under the cursor the baseline that others are compared with. If it
// already is, it unsets it.
func (r *Room) SetBaseline() tea.Cmd {
	run, _ := r.List.Selected()
	said := "baseline set: Diff compares other runs with this one"
	if r.baseline == run.ID {
		run.ID, said = "", "baseline removed: Diff compares each run with the one before it"
	}
	r.baseline = run.ID
	r.List.SetBaseline(r.baseline)
	r.Details.SetBaseline(r.baseline)
	r.Say(said)
	return nil
}

// readBase reads the run that another is compared with, and writes both as documents.
func (r *Room) readBase(base Base) tea.Cmd {
	journal, machine := r.Bench.Journal, base.Run.Machine
	return ask.Command(func() tea.Msg {
		msg := Compared{Base: base}
		id := base.Baseline
		if id == "" {
			runs, err := journal.List(r.Context, model.Query{Machine: string(machine.Unqualified()), Before: base.Run.ID, Limit: 1})
			switch {
			case err != nil:
				msg.Problem = "cannot read the run before: " + err.Error()
				return msg
			case len(runs) == 0:
				msg.Problem = "no earlier run of " + machine.Machine() + ": press m on a run to make it the baseline"
				return msg
			}
			id = runs[0].ID
		}
		var err error
		if msg.Other, err = journal.Get(r.Context, id); err != nil {
			msg.Problem = "cannot read the other run: " + err.Error()
			return msg
		}
		if msg.Other.Status == model.Running {
			msg.Problem = "waiting for the response of the run it is compared with"
			return msg
		}
		msg.Left, msg.Right = compare.Document(msg.Other), compare.Document(base.Run)
		return msg
	})
}
