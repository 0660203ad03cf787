package ui

import (
	"cmp"
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/compare"
	"expresso/ui/ask"
	"expresso/ui/dialog"
)

// comparand is an input that is to be run in two places: where it is run anyway, and how it
// is read.
type comparand struct {
	aim   model.ARN
	saved string // the name of the saved input, "" if it is none
	input func(context.Context) (string, error)
}

// comparand is what the cursor is on: a saved input, a run's input, or that in the editor.
func (a *App) comparand() comparand {
	inputs, journal, fill := a.cfg.Inputs, a.cfg.Bench.Journal, a.cfg.Parameters.Fill
	switch a.focus {
	case savedPane:
		input, _ := a.inputs.Selected()
		machine := a.machine.Name
		return comparand{a.aim, input.Name, func(context.Context) (string, error) {
			text, err := inputs.Load(machine, input.Name)
			if err != nil {
				return "", err
			}
			return fill(text, 1)
		}}
	case historyPane, detailsPane:
		run, _ := a.list.Selected()
		aim := run.Machine
		if m, ok := a.machineOf(aim); ok && run.Target != a.cfg.Bench.Target.Info().Name {
			aim = m.ARN
		}
		return comparand{aim, run.Saved, func(ctx context.Context) (string, error) {
			whole, err := journal.Get(ctx, run.ID)
			return whole.Input, err // its parameters have had their values
		}}
	}
	c, text := comparand{aim: a.aim}, a.editor.Text()
	if aim := a.picker.Aim(); a.focus == machinesPane && aim.Unqualified() == a.machine.ARN {
		c.aim = aim
	}
	if !a.changedInput() {
		c.saved = a.input.name
	}
	c.input = func(context.Context) (string, error) { return fill(text, 1) }
	return c
}

// cannotCompare says why nothing can be compared now, "" if it can.
func (a *App) cannotCompare() string {
	if a.cfg.Against == nil {
		return "there is nothing to compare with here"
	}
	switch a.focus {
	case savedPane:
		return cmp.Or(a.noMachine(), a.noInput())
	case historyPane, detailsPane:
		if group, ok := a.list.SelectedGroup(); ok && group.Kind() == model.ReplayGroup {
			return a.noSingleRun() // each has an input of its own
		}
		run, ok := a.list.Selected()
		if _, known := a.machineOf(run.Machine); ok && !known {
			return "the machine of this run is not here"
		}
		return a.noRun()
	case machinesPane:
		if m, ok := a.picker.Selected(); ok && m.ARN != a.machine.ARN {
			return cmp.Or(a.cannotRun(), "pick "+m.Name+" first: it is its input that is compared")
		}
	}
	return a.cannotRun()
}

// askCompare asks what the input under the cursor is to be compared with.
func (a *App) askCompare() tea.Cmd {
	if a.focus == machinesPane || a.focus == inputPane {
		if cmd, bad := a.unsound("not compared"); bad {
			return cmd
		}
	}
	c := newReaching(a.comparand(), a.t.Sep)
	a.dialogs.Replace(c.choose)
	a.toast.Clear() // the keys are worth more now
	return a.readPlaces(c)
}

// reachedMsg is sent when both sides of a comparison can be run, or why they cannot.
type reachedMsg struct {
	to     *reaching
	seq    ask.Seq
	of     *compare.Comparison
	billed string
	err    error
}

// reach aims at what was chosen, and reads the input.
func (a *App) reach(c *reaching, with string) tea.Cmd {
	ctx, seq := c.asked.Next(a.ctx)
	c.choose.Wait(with)
	against, subject, msg := a.cfg.Against, c.subject, reachedMsg{to: c, seq: seq}
	return command(func() tea.Msg {
		input, err := subject.input(ctx)
		var to Opposite
		if err == nil {
			to, err = against(ctx, subject.aim, with)
		}
		if err == nil {
			msg.of, err = compare.New(to.Sides, input, subject.saved)
		}
		msg.billed, msg.err = to.Billed, err
		return msg
	})
}

// onReached runs the comparison, after a question where a run is billed.
func (a *App) onReached(msg reachedMsg) tea.Cmd {
	c := msg.to
	if a.dialogs.Front() != dialog.Dialog(c.choose) || !c.asked.Done(msg.seq) {
		return nil
	}
	if msg.err != nil {
		c.choose.Refuse(msg.err.Error(), model.HintOf(msg.err))
		return nil
	}
	a.dialogs.Clear()
	return a.askBilled(dialog.BilledMsg{Title: "Compare", Question: msg.billed, Yes: "send", Then: compareMsg{msg.of}})
}
