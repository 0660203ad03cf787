package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/ask"
	"expresso/ui/input"
	"expresso/ui/picker"
	"expresso/ui/replay"
)

// replaySubject is the machine that a replay is about: that under the cursor of the
// machines, with the version, alias or test case, or else the picked one as it is picked.
func (a *App) replaySubject() (replay.Subject, bool) {
	if a.focus == machinesPane {
		m, ok := a.picker.List.Selected()
		return replay.Subject{Machine: m, ARN: a.picker.List.ARN()}, ok
	}
	return replay.Subject{Machine: a.picker.Machine(), ARN: a.picker.Picked()}, a.picker.Machine().ARN != ""
}

func (a *App) cannotReplay() string {
	subject, ok := a.replaySubject()
	switch {
	case a.replay.Running():
		return a.replay.Busy()
	case !ok:
		return a.picker.None()
	}
	return a.picker.Problem(subject.Machine)
}

// replayMachine replays the saved inputs of one machine.
func (a *App) replayMachine() tea.Cmd {
	subject, _ := a.replaySubject()
	return a.replay.Replay(subject.Machine.Name, []replay.Subject{subject})
}

// replayAll replays the saved inputs of every machine. STANDARD machines have none that
// could be run; one whose definition is invalid fails.
func (a *App) replayAll() tea.Cmd {
	var all []replay.Subject
	for _, m := range a.picker.List.Machines() {
		if m.Type != model.Standard {
			all = append(all, replay.Subject{Machine: m, ARN: m.ARN})
		}
	}
	return a.replay.Replay("any machine", all)
}

// onRan takes in what cases of a replay came to.
func (a *App) onRan(msg replay.RanMsg) tea.Cmd {
	last := map[model.ARN]picker.Last{}
	for _, result := range msg.Results {
		if run := result.Run; run.ID != "" {
			a.flight.SpendRun(run)
			a.history.Details.Landed(run.ID)
			machine := run.Machine.Unqualified()
			last[machine] = last[machine].Later(picker.LastOf(run))
		}
		if !result.NotRun() {
			a.input.Saved.Ran(result.Machine.Name, result.Input, input.LastRun{Verdict: result.Verdict, Judged: true})
		}
	}
	a.picker.List.RanAll(last)
	if msg.Reread {
		a.history.List.Reload()
	}
	if !msg.Over {
		return nil
	}
	a.history.Details.StaleStats()
	return tea.Batch(a.credential.Unsigned(msg.Unsigned, "the replay"), a.ended(msg.Lasted, "replay ended"))
}

// openRun shows a run in the history, where so many of its list are newer.
func (a *App) openRun(run model.Run, newer int64) {
	a.history.List.ShowAll()
	a.history.List.Seek(run, int(newer))
	a.setFocus(historyPane)
}

// cannotAccept says why the shown run cannot be expected.
func (a *App) cannotAccept() string {
	if reason := a.history.NoSingleRun(); reason != "" {
		return reason
	}
	run, _ := a.history.List.Selected()
	return replay.CannotAccept(run)
}

// accept accepts the shown run as what is expected of its saved input.
func (a *App) accept() tea.Cmd {
	run, _ := a.history.List.Selected()
	return a.replay.Accept(run)
}

func (a *App) onAccepted(msg replay.AcceptedMsg) tea.Cmd {
	if !msg.Failed {
		a.input.Saved.Ran(msg.Machine, msg.Name, input.LastRun{Verdict: msg.Verdict, Judged: true})
		a.history.List.Reload()
		if msg.Saved && msg.Machine == a.picker.Machine().Name && a.input.Editor.Text() == msg.Input {
			a.input.SetSaved(msg.Name, msg.Input)
		}
	}
	list := a.input.List(msg.Machine)
	return tea.Batch(ask.Command(func() tea.Msg { return list() }), a.picker.LoadLast()) // the machine's mark
}
