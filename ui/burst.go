package ui

import (
	"cmp"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/burst"
)

func (a *App) cannotBurst() string {
	switch {
	case a.burst.InFlight():
		return "" // it is shown
	case a.focus == machinesPane:
		return cmp.Or(a.picker.CannotPick(), a.confirm.Barred(a.picker.List.ARN()))
	case a.picker.Machine().ARN == "":
		return a.picker.None()
	}
	return cmp.Or(a.picker.Problem(a.picker.Machine()), a.confirm.Barred(a.picker.Picked()))
}

// askBurst opens the form for the picked machine, or, in the list of machines, for the one under the
// cursor, which is then picked. Only one burst is in flight at a time: if there is one, its page is
// shown.
func (a *App) askBurst() tea.Cmd {
	if a.burst.InFlight() {
		return a.burst.Show()
	}
	var picked tea.Cmd
	if m, ok := a.picker.List.Selected(); ok && a.focus == machinesPane {
		if m.Problem != "" {
			return a.warn(m.Problem)
		}
		if arn := a.picker.List.ARN(); arn != a.picker.Picked() {
			picked = a.pick(m, arn)
		}
	}
	subject := burst.Subject{Machine: a.picker.Machine().Name, ARN: a.picker.Picked(), Name: a.picker.Name(), Saved: a.input.SavedNames()}
	if input, ok := a.input.Saved.Selected(); ok && a.focus == savedPane {
		subject.Input = burst.Source{Kind: burst.Saved, Name: input.Name}
	}
	a.burst.Ask(subject)
	a.dialogs.Toast.Clear()
	return picked
}

// editorText is what a burst of the editor's text runs.
func (a *App) editorText() burst.Text {
	text := burst.Text{Problem: a.cannotRun()}
	if text.Problem == "" {
		text.Text = a.input.Editor.Text()
	}
	if !a.input.Changed() {
		text.Saved = a.input.Name()
	}
	return text
}

// countBurst updates the progress of the burst, and that of its row in the history.
func (a *App) countBurst() {
	if group, totals, ok := a.burst.Count(); ok && a.burst.Lists(a.history.List.Grows(group, totals)) {
		a.history.List.Reload()
	}
}

func (a *App) onBurstEnded(msg burst.EndedMsg) tea.Cmd {
	a.flight.Spend(msg.Totals)
	a.history.List.Reload()
	a.history.Details.StaleStats()
	return tea.Batch(a.picker.LoadLast(), a.credential.Unsigned(msg.Unsigned, "the burst"), a.ended(msg.Lasted, "burst ended"))
}

// onBurstLeft goes back to the panes, or to the runs of the burst.
func (a *App) onBurstLeft(msg burst.LeftMsg) {
	if msg.Group != "" {
		a.history.List.OpenGroup(msg.Group)
		a.setFocus(historyPane)
	}
	a.history.List.Reload()
}

// spent sums up the runs of this session, those of a burst in flight among them.
func (a *App) spent() model.Totals { return a.flight.Session(a.burst.Totals()) }
