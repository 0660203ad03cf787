package ui

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/picker"
)

// onChange lists the machines again, draws the shown one again, and runs the
// last input again if that is wanted.
func (a *App) onChange(c model.Change) tea.Cmd {
	a.history.Details.Changed(c)
	opened := a.definitions.Changed(c)
	again, why := a.runAgain(c)
	return tea.Batch(a.picker.Load(), opened, a.tell(c, why), again)
}

// tell says what a change is.
func (a *App) tell(c model.Change, more string) tea.Cmd {
	text, hint, bad := picker.Words(c)
	if bad {
		return a.fail(text, hint)
	}
	return a.good(text + more)
}

// runAgain runs the last input again if the machine that it went to has changed,
// and says so, or why not.
func (a *App) runAgain(c model.Change) (again tea.Cmd, more string) {
	name := a.input.Last().Machine()
	if !a.prefs.Rerun || name == "" || !c.Touches(name) {
		return nil, ""
	}
	if slices.ContainsFunc(c.Broken, func(m model.Machine) bool { return m.Name == name }) {
		return nil, ""
	}
	if a.flight.Runs(name) {
		return nil, ": not rerun, as a run of it is in flight"
	}
	if m, ok := a.picker.Find(a.input.Last()); ok && !slices.Contains(c.Reloaded, name) && m.SyncProblem() != "" {
		return nil, ""
	}
	return a.input.RunAgain(), ", rerunning the last input"
}

func (a *App) toggleRerun() tea.Cmd {
	a.prefs.Rerun = !a.prefs.Rerun
	if a.prefs.Rerun {
		return a.say("rerun on save is on: saving the definition reruns the last input")
	}
	return a.say("saved definitions are reloaded, without a rerun")
}

func (a *App) notWatched() string {
	if a.cfg.Changes == nil {
		return "only the embedded target watches definitions, in a folder with state machines"
	}
	return ""
}
