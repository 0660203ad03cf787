package history

import (
	"errors"
	"strconv"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/ask"
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

// AskPrune asks which runs to delete, and counts them.
func (r *Room) AskPrune() tea.Cmd {
	p := dialog.NewPrompt("Runs to delete: older than 90d, or beyond 10000", "age or number", "", func(text string) tea.Msg { return pruneMsg{text} })
	p.Check = func(text string) string {
		if _, err := r.pruning(text); text != "" && err != nil {
			return err.Error()
		}
		return ""
	}
	r.Dialogs.Replace(p)
	return nil
}

// pruneMsg is told when it was entered which runs are to be deleted, pruneNowMsg when they
// are to be for good.
type (
	pruneMsg    struct{ which string }
	pruneNowMsg struct{ prunableMsg }
)

func (r *Room) onPrune(msg pruneMsg) tea.Cmd {
	if msg.which == "" {
		return nil
	}
	pruning, err := r.pruning(msg.which)
	if err != nil {
		r.Warn(err.Error())
		return nil
	}
	return ask.Command(func() tea.Msg {
		n, err := r.Bench.Journal.Prune(r.Context, pruning)
		return prunableMsg{pruning, n, err}
	})
}

// pruning is which runs an age or a number means.
func (r *Room) pruning(which string) (model.Pruning, error) {
	pruning := model.Pruning{Keep: -1, DryRun: true}
	if keep, err := strconv.ParseInt(which, 10, 64); err == nil && keep >= 0 {
		pruning.Keep = keep
		return pruning, nil
	}
	age, err := model.ParseAge(which)
	pruning.Before = r.Now().Add(-age)
	return pruning, err
}

// onPrunable asks whether to delete the runs that were counted.
func (r *Room) onPrunable(msg prunableMsg) {
	switch {
	case msg.err != nil:
		r.Fail("cannot count the runs", msg.err)
		return
	case msg.runs == 0:
		r.Say("nothing to delete: no such runs, except those with a star or a note")
		return
	case r.Dialogs.Front() != nil:
		return // something else was opened meanwhile
	}
	msg.pruning.DryRun = false
	r.Dialogs.Push(&dialog.Confirm{
		Title:    "Delete runs",
		Question: countRuns(msg.runs) + " will be deleted, with inputs, outputs and traces. Runs with a star or a note are kept. This cannot be undone",
		Yes:      "delete", Then: pruneNowMsg{msg},
	})
}

func (r *Room) onPruneNow(msg pruneNowMsg) tea.Cmd {
	r.Say("deleting " + countRuns(msg.runs) + r.Theme.Ellipsis)
	return r.prune(msg.pruning)
}

func (r *Room) prune(pruning model.Pruning) tea.Cmd {
	journal := r.Bench.Journal
	return ask.Command(func() tea.Msg {
		before, err := journal.Size()
		if err != nil {
			return prunedMsg{err: err}
		}
		n, err := journal.Prune(r.Context, pruning)
		after, sizeErr := journal.Size()
		return prunedMsg{n, before, after, errors.Join(err, sizeErr)}
	})
}

// onPruned reports what was deleted, and lists what remains.
func (r *Room) onPruned(msg prunedMsg) {
	r.List.pruned()
	r.Details.StaleStats()
	text := "deleted " + countRuns(msg.runs)
	if msg.err != nil {
		r.Fail(text+", then", msg.err)
		return
	}
	r.Good(text + ": the history takes " + screen.Bytes(int(msg.after)) + ", and took " + screen.Bytes(int(msg.before)))
}

func countRuns(n int64) string {
	if n == 1 {
		return "1 run"
	}
	return screen.Count(n) + " runs"
}
