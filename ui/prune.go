package ui

import (
	"errors"
	"strconv"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/dialog"
	"expresso/ui/screen"
)

// prunableMsg is sent when it is known how many runs a pruning would delete.
type prunableMsg struct {
	pruning model.Pruning
	runs    int64
	err     error
}

// prunedMsg is sent when runs have been deleted, as many as there were or until an error.
type prunedMsg struct {
	runs, before, after int64 // sizes of the history in bytes
	err                 error
}

// askPrune asks which runs to delete, and counts them.
func (a *App) askPrune() tea.Cmd {
	p := dialog.NewPrompt("Runs to delete: older than 90d, or beyond 10000", "age or number", "", func(text string) tea.Msg { return pruneMsg{text} })
	p.Check = func(text string) string {
		if _, err := a.pruning(text); text != "" && err != nil {
			return err.Error()
		}
		return ""
	}
	a.dialogs.Replace(p)
	return nil
}

// pruneMsg is told when it was entered which runs are to be deleted, pruneNowMsg when they
// are to be for good.
type (
	pruneMsg    struct{ which string }
	pruneNowMsg struct{ prunableMsg }
)

func (a *App) onPrune(msg pruneMsg) tea.Cmd {
	if msg.which == "" {
		return nil
	}
	pruning, err := a.pruning(msg.which)
	if err != nil {
		return a.warn(err.Error())
	}
	return command(func() tea.Msg {
		n, err := a.cfg.Bench.Journal.Prune(a.ctx, pruning)
		return prunableMsg{pruning, n, err}
	})
}

// pruning is which runs an age or a number means.
func (a *App) pruning(which string) (model.Pruning, error) {
	pruning := model.Pruning{Keep: -1, DryRun: true}
	if keep, err := strconv.ParseInt(which, 10, 64); err == nil && keep >= 0 {
		pruning.Keep = keep
		return pruning, nil
	}
	age, err := model.ParseAge(which)
	pruning.Before = a.now().Add(-age)
	return pruning, err
}

// onPrunable asks whether the runs that were counted are to go.
func (a *App) onPrunable(msg prunableMsg) tea.Cmd {
	switch {
	case msg.err != nil:
		return a.fail("the runs could not be counted: "+msg.err.Error(), model.HintOf(msg.err))
	case msg.runs == 0:
		return a.say("nothing is deleted: there are no such runs, but for those with a star or a note")
	case a.dialogs.Front() != nil:
		return nil // something else was opened meanwhile
	}
	msg.pruning.DryRun = false
	a.dialogs.Push(&dialog.Confirm{
		Title:    "Delete runs",
		Question: countRuns(msg.runs) + " will be deleted for good, with inputs, outputs and traces: those with a star or a note stay",
		Yes:      "delete", Then: pruneNowMsg{msg},
	})
	return nil
}

func (a *App) onPruneNow(msg pruneNowMsg) tea.Cmd {
	return tea.Batch(a.say("deleting "+countRuns(msg.runs)+a.t.Ellipsis), a.prune(msg.pruning))
}

func (a *App) prune(pruning model.Pruning) tea.Cmd {
	journal := a.cfg.Bench.Journal
	return command(func() tea.Msg {
		before, err := journal.Size()
		if err != nil {
			return prunedMsg{err: err}
		}
		n, err := journal.Prune(a.ctx, pruning)
		after, sizeErr := journal.Size()
		return prunedMsg{n, before, after, errors.Join(err, sizeErr)}
	})
}

// onPruned tells what was deleted, and lists what is left.
func (a *App) onPruned(msg prunedMsg) tea.Cmd {
	a.list.Pruned()
	a.details.StaleStats()
	text := "deleted " + countRuns(msg.runs)
	if msg.err != nil {
		return a.fail(text+", then: "+msg.err.Error(), model.HintOf(msg.err))
	}
	return a.good(text + ": the history takes " + screen.Bytes(int(msg.after)) + ", and took " + screen.Bytes(int(msg.before)))
}

func countRuns(n int64) string {
	if n == 1 {
		return "1 run"
	}
	return screen.Count(n) + " runs"
}
