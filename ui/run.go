package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/dialog"
	"expresso/ui/flight"
	"expresso/ui/history"
	"expresso/ui/input"
	"expresso/ui/picker"
	"expresso/ui/screen"
)

// send sends an input with its parameters' values.
func (a *App) send(msg input.SendMsg) {
	if !a.flight.Send(model.Request{Machine: msg.Of.ARN, Input: msg.Text}, msg.Of.Saved) {
		a.setFocus(inputPane)
	}
}

// onFrom runs a machine from one of its states, with what a run came there with.
func (a *App) onFrom(msg history.FromMsg) {
	request := msg.Run.Again()
	request.Input, request.Origin = msg.Input, msg.Origin
	a.flight.Send(request, "")
}

// onReuse loads the input of a run into the editor, and picks what the run went to.
func (a *App) onReuse(msg history.ReuseMsg) tea.Cmd {
	m, ok := a.picker.Find(msg.Run.Machine)
	switch {
	case !ok && a.picker.Elsewhere(msg.Run.Machine):
		return a.goElsewhere(picker.ElsewhereMsg{ARN: msg.Run.Machine})
	case !ok:
		return a.fail("this target does not have the machine "+msg.Run.Machine.Machine()+" any more", "")
	}
	a.setFocus(inputPane)
	arn := m.ARN
	if msg.Run.Machine.Unqualified() == m.ARN {
		arn = msg.Run.Machine
	}
	if m.ARN != a.picker.Machine().ARN {
		a.input.Give(msg.Run.Input)
	} else if !a.input.Replace(msg.Run.Input) {
		return nil
	}
	said := a.say("input of " + msg.Run.Asked.Local().Format("15:04:05") + " loaded: press ctrl+z to undo")
	return tea.Batch(a.pick(m, arn), said)
}

// landed takes note of a run that is not in flight any more.
func (a *App) landed(run model.Run) {
	a.flight.Landed(run)
	a.flight.SpendRun(run)
	a.history.Landed(run)
	if run.Origin.Whole() {
		a.picker.List.Ran(run.Machine.Unqualified(), picker.LastOf(run))
	}
}

func (a *App) onRunFinished(msg flight.FinishedMsg) tea.Cmd {
	run := msg.Run
	a.landed(run)
	shown, _ := a.history.Details.Run()
	if shown.ID == run.ID {
		run.Starred, run.Note = shown.Starred, shown.Note // since it was sent
		a.history.Details.ShowWhole(run)
		if run.Status == model.Failed || run.Status == model.TimedOut {
			a.history.Details.Open(history.Error)
		}
	}
	drawn := a.definitions.Ran(run)
	name := run.Machine.Machine()
	if run.Saved != "" {
		a.input.Saved.Ran(name, run.Saved, input.LastRun{Status: run.Status})
	}
	var said tea.Cmd
	switch {
	case run.Status == model.Failed || run.Status == model.TimedOut:
		said = a.fail(name+" "+run.Status.String()+" "+screen.Visible(run.Error), "")
	case !run.Status.Answered():
		said = a.warn(name + " " + run.Status.String() + ": " + dialog.Sentence(msg.Err))
	case msg.Err != nil:
		said = a.fail(msg.Err.Error(), model.HintOf(msg.Err))
	default:
		said = a.good(name + " " + run.Status.String())
	}
	return tea.Batch(drawn, said, a.ended(a.cfg.Now().Sub(run.Asked), name+" "+run.Status.String()))
}

// refused says what helps where a message tells that there are no credentials.
func (a *App) refused(msg tea.Msg) tea.Cmd {
	failed, ok := msg.(interface{ Failed() error })
	if !ok || failed.Failed() == nil {
		return nil
	}
	var run *model.Run
	if finished, ok := msg.(flight.FinishedMsg); ok {
		run = &finished.Run
	}
	cmd := a.credential.Failed(failed.Failed(), run)
	if a.credential.Helps() {
		a.dialogs.Toast.Clear() // the same in fewer words
	}
	return cmd
}

// onSignedIn lists the machines again. What was not sent before is for the user to send.
func (a *App) onSignedIn() tea.Cmd {
	if a.picker.List.Len() > 0 {
		return nil
	}
	return a.picker.Load()
}

// looked is the run under the cursor of the history, "" for none.
func (a *App) looked() model.RunID {
	run, _ := a.history.List.Selected()
	return run.ID
}

// askStopWaiting asks whether to give up waiting for a run.
func (a *App) askStopWaiting() tea.Cmd {
	a.flight.AskStopWaiting(a.looked())
	return nil
}

// stopWaitingForAll gives up waiting for every run.
func (a *App) stopWaitingForAll() {
	a.burst.StopWaiting()
	a.flight.StopWaitingForAll()
	a.replay.StopWaiting()
}

// onTick draws the next frame of what moves, with what a run has told by then.
func (a *App) onTick(msg flight.TickMsg) tea.Cmd {
	frame := a.flight.Ticked(a.moves())
	if !a.moves() {
		return nil
	}
	var cmd tea.Cmd
	if msg.Told != nil {
		cmd = a.dispatch(msg.Told)
	}
	a.countBurst()
	a.dialogs.SetFrame(frame)
	a.history.Details.SetFrame(frame)
	return cmd
}

// ended tells users who may look at something else what has ended.
func (a *App) ended(lasted time.Duration, what string) tea.Cmd {
	return a.away.Ended(a.cfg.board.Terminal, lasted, what)
}

// onProgress shows what a run in flight has told.
func (a *App) onProgress(msg flight.ProgressMsg) {
	a.history.Details.Grow(msg.Run.ID, msg.Tree, msg.Full)
	a.definitions.Grow(msg.Run, msg.Tree, msg.Bill)
}

// moves reports whether something is in flight.
func (a *App) moves() bool {
	return a.flight.Len() > 0 || a.burst.InFlight() || a.replay.Running() || a.credential.Moves()
}
