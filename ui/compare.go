package ui

import (
	"cmp"
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/compare"
)

// compareSubject is what the cursor is on: a saved input, a run's input, or that in the editor. The
// question and the page say which.
func (a *App) compareSubject() compare.Subject {
	inputs, journal, fill := a.cfg.Inputs, a.cfg.Bench.Journal, a.cfg.Parameters.Fill
	switch a.focus {
	case savedPane:
		input, _ := a.input.Saved.Selected()
		machine := a.picker.Machine().Name
		return compare.Subject{ARN: a.picker.Picked(), Saved: input.Name, What: "saved input " + input.Name, Input: func(context.Context) (string, error) {
			text, err := inputs.Load(machine, input.Name)
			if err != nil {
				return "", err
			}
			return fill(text, 1)
		}}
	case historyPane, detailsPane:
		run, _ := a.history.List.Selected()
		arn := run.Machine
		if m, ok := a.picker.Find(arn); ok && run.Target != a.cfg.Bench.Target.Info().Name {
			arn = m.ARN
		}
		return compare.Subject{ARN: arn, Saved: run.Saved, What: "run " + a.history.When(run), Input: func(ctx context.Context) (string, error) {
			whole, err := journal.Get(ctx, run.ID)
			return whole.Input, err // its parameters have had their values
		}}
	}
	c, text := compare.Subject{ARN: a.picker.Picked(), What: "edited input"}, a.input.Editor.Text()
	if arn := a.picker.List.ARN(); a.focus == machinesPane && arn.Unqualified() == a.picker.Machine().ARN {
		c.ARN = arn
	}
	if name := a.input.Name(); name != "" && !a.input.Changed() {
		c.Saved, c.What = name, "saved input "+name
	}
	c.Input = func(context.Context) (string, error) { return fill(text, 1) }
	return c
}

// cannotCompare says why nothing can be compared now, "" if it can.
func (a *App) cannotCompare() string {
	return cmp.Or(a.nothingToCompare(), a.confirm.Barred(a.compareSubject().ARN))
}

func (a *App) nothingToCompare() string {
	if why := a.compare.Cannot(); why != "" {
		return why
	}
	switch a.focus {
	case savedPane:
		return cmp.Or(a.picker.None(), a.input.NoInput())
	case historyPane, detailsPane:
		if group, ok := a.history.List.SelectedGroup(); ok && group.Kind() == model.ReplayGroup {
			return a.history.NoSingleRun() // each has an input of its own
		}
		run, ok := a.history.List.Selected()
		if _, known := a.picker.Find(run.Machine); ok && !known {
			return "this target does not have the run's machine"
		}
		return a.history.NoRun()
	case machinesPane:
		if m, ok := a.picker.List.Selected(); ok && m.ARN != a.picker.Machine().ARN {
			return cmp.Or(a.cannotRun(), "pick "+m.Name+" first, to compare its input")
		}
	}
	return a.cannotRun()
}

// askCompare asks what the input under the cursor is to be compared with.
func (a *App) askCompare() tea.Cmd {
	if a.focus == machinesPane || a.focus == inputPane {
		if cmd, bad := a.input.Unsound("not compared", ""); bad {
			return cmd
		}
	}
	a.dialogs.Toast.Clear() // the keys are worth more now
	return a.compare.Ask(a.compareSubject())
}

// noComparison says why there is no comparison to show, "" if there is one.
func (a *App) noComparison() string {
	run, ok := a.history.List.Selected()
	if !ok {
		return a.history.NoRun()
	}
	if group, ok := a.history.List.SelectedGroup(); ok && group.Kind() != model.CompareGroup {
		return "" // its runs belong to it
	}
	return compare.Part(run)
}

// showComparison shows the comparison that the run under the cursor was part of, or the runs of
// its group.
func (a *App) showComparison() tea.Cmd {
	run, _ := a.history.List.Selected()
	if run.Group.Kind() != model.CompareGroup {
		a.lookInto()
		return nil
	}
	return a.compare.Show(run)
}
