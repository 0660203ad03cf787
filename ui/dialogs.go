package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/action"
	"expresso/ui/bench"
	"expresso/ui/burst"
	"expresso/ui/compare"
	"expresso/ui/credential"
	"expresso/ui/dialog"
	"expresso/ui/flight"
	"expresso/ui/folder"
	"expresso/ui/history"
	"expresso/ui/input"
	"expresso/ui/keymap"
	"expresso/ui/machine"
	"expresso/ui/picker"
	"expresso/ui/preferences"
	"expresso/ui/replay"
	"expresso/ui/target"
)

// serve handles what dialogs and rooms told, along with their command.
func (a *App) serve(cmd tea.Cmd, told []tea.Msg) tea.Cmd {
	for _, msg := range told {
		cmd = tea.Batch(cmd, a.answer(msg))
	}
	return cmd
}

// told is what rooms have told since they were asked last.
func (a *App) told() (all []tea.Msg) {
	for _, r := range a.rooms {
		all = append(all, r.Told()...)
	}
	return all
}

// answer is the table of contents for what dialogs and rooms tell: what happens on which answer.
func (a *App) answer(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case doMsg:
		return a.onDo(msg)
	case keymap.PressMsg:
		return a.onPress(msg)
	case leaveMsg:
		return a.leave()

	case preferences.PaintMsg:
		a.paint()
	case preferences.VimMsg:
		a.input.Editor.SetVim(msg.On)
	case credential.IdentifiedMsg:
		return a.picker.Identified()
	case credential.ReloadMsg:
		return a.onSignedIn()
	case credential.RunMsg:
		a.flight.Send(msg.Run.Request, msg.Run.Saved)
	case target.ConnectMsg:
		if msg.Then.Take {
			msg.Then.Input = a.input.Editor.Text()
		}
		return func() tea.Msg { return msg } // see desk

	case picker.PickedMsg:
		a.history.List.SetMachine(msg.Machine.ARN)
		a.history.Details.SetMachine(msg.Machine.ARN)
		return a.input.Turn(msg.Machine)
	case picker.ProblemMsg:
		a.choose()
		return a.definitions.Open(msg.Machine, model.Run{}, machine.Problems)
	case picker.ChooseMsg:
		a.choose()
	case picker.ListedMsg:
		return a.target.Used(a.cfg.Name, a.cfg.Bench.Target.Info())
	case picker.ElsewhereMsg:
		return a.goElsewhere(msg)
	case picker.RunMsg:
		a.openRun(msg.Run, msg.Newer)
	case picker.WentMsg:
		a.setFocus(inputPane)
	case input.FocusMsg:
		a.setFocus(inputPane)
	case input.OpenedMsg:
		a.burst.Learn(a.input.SavedNames())
	case input.SendMsg:
		a.send(msg)

	case history.AgainMsg:
		a.flight.Again(msg.Run)
	case bench.RunMsg:
		a.dialogs.Clear()
		a.onFrom(history.FromMsg(msg))
	case history.FromMsg:
		a.onFrom(msg)
	case history.ReuseMsg:
		return a.onReuse(msg)
	case flight.StartedMsg:
		a.history.List.Started(msg.Run)
		a.history.Details.ShowWhole(msg.Run)
	case flight.DepartMsg:
		return a.input.Before(msg.Do) // once the draft is kept
	case flight.ProgressMsg:
		a.onProgress(msg)

	case burst.TextMsg:
		return a.burst.Prepare(a.editorText())
	case burst.StartMsg:
		return a.input.Before(msg.Run)
	case burst.EndedMsg:
		return a.onBurstEnded(msg)
	case burst.AnotherMsg:
		return a.askBurst()
	case burst.LeftMsg:
		a.onBurstLeft(msg)

	case compare.JudgedMsg:
		a.history.List.Reload()
		return a.credential.Unsigned(msg.Unsigned, "the comparison")
	case machine.SetMsg:
		return a.reread()
	case history.RecordMsg:
		return a.folder.AskRecord()
	case folder.WroteMsg:
		return a.onWrote(msg)

	case replay.RanMsg:
		return a.onRan(msg)
	case replay.OpenRunMsg:
		a.openRun(msg.Run, msg.Newer)
	case replay.AcceptedMsg:
		return a.onAccepted(msg)

	case dialog.ReopenMsg:
		a.dialogs.Reopen(msg.Prompt, "")
	case dialog.BilledMsg:
		return a.confirm.Ask(msg)
	default:
		return a.dispatch(msg)
	}
	return nil
}

// say reports what was done, good that something went well, warn why something was not done, and
// fail what went wrong and what to do about it.
func (a *App) say(text string) tea.Cmd { return a.show(dialog.SayMsg{Kind: dialog.Said, Text: text}) }

func (a *App) good(text string) tea.Cmd {
	return a.show(dialog.SayMsg{Kind: dialog.Succeeded, Text: text})
}

func (a *App) warn(text string) tea.Cmd {
	return a.show(dialog.SayMsg{Kind: dialog.Warned, Text: text})
}

func (a *App) fail(text, hint string) tea.Cmd {
	return a.show(dialog.SayMsg{Kind: dialog.Failed, Text: text, Hint: hint})
}

func (a *App) show(said dialog.SayMsg) tea.Cmd {
	return a.dialogs.Say(said, a.cfg.tick)
}

// quits reports whether a key leaves the workbench from any page or dialog over the panes: one
// that types nothing there, and closes nothing.
func (a *App) quits(msg tea.KeyMsg) bool {
	if c, ok := a.dialogs.Front().(*dialog.Confirm); ok && c.Then == tea.Msg(leaveMsg{}) {
		return false // it is being asked
	}
	c := a.keys.Anywhere().Find(msg.String())
	return c != nil && c.ID == "quit" && !msg.Paste && !action.Types(msg) && msg.Type != tea.KeyCtrlC
}

// onPages is the action of a key that works on the page that is open, too, nil if there is
// none.
func (a *App) onPages(msg tea.KeyMsg) *action.Action {
	p := a.dialogs.FrontPage()
	if p == nil || msg.Paste || action.Types(msg) && p.Capturing() {
		return nil
	}
	return a.keys.Anywhere().Find(msg.String())
}

// leaveMsg is told when the workbench is to end, whatever is in flight.
type leaveMsg struct{}
