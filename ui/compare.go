package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/compare"
	"expresso/ui/history"
)

// markRun marks the run under the cursor for the comparison with others, or, if it is
// marked, takes the mark away.
func (a *App) markRun() tea.Cmd {
	run, _ := a.list.Selected()
	said := "marked: Diff compares other runs with this one"
	if a.mark == run.ID {
		run.ID, said = "", "unmarked: Diff compares a run with the one before it"
	}
	a.mark = run.ID
	a.list.SetMark(a.mark)
	a.details.SetMark(a.mark)
	return a.say(said)
}

// versusMsg is sent when the two runs of a comparison have been read.
type versusMsg history.Versus

// readBase reads the run that another is compared with, and writes both as documents.
func (a *App) readBase(base history.Base) tea.Cmd {
	journal, machine := a.cfg.Bench.Journal, base.Run.Machine.Machine()
	return command(func() tea.Msg {
		msg := versusMsg{Base: base}
		id := base.Mark
		if id == "" {
			runs, err := journal.List(a.ctx, model.Query{Machine: machine, Before: base.Run.ID, Limit: 1})
			switch {
			case err != nil:
				msg.Problem = "cannot read the run before: " + err.Error()
				return msg
			case len(runs) == 0:
				msg.Problem = "this is the first run of " + machine + " that is kept: there is none before it to compare with, m marks any other"
				return msg
			}
			id = runs[0].ID
		}
		var err error
		if msg.Other, err = journal.Get(a.ctx, id); err != nil {
			msg.Problem = "cannot read the other run: " + err.Error()
			return msg
		}
		msg.Left, msg.Right = compare.Document(msg.Other), compare.Document(base.Run)
		return msg
	})
}
