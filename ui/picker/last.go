package picker

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/ask"
)

// lastRuns is how far the journal is looked through for the latest runs of all machines at
// once; maxSought bounds for how many others it is asked one by one, which takes about
// 0.1 ms each.
const (
	lastRuns  = 500
	maxSought = 500
)

// lastMsg is sent when the latest run of each machine has been read.
type lastMsg struct{ last map[model.ARN]Last }

// LoadLast reads how the latest run of each machine ended, of machines whose latest run is long
// ago too.
func (r *Room) LoadLast() tea.Cmd {
	machines, journal := slices.Clone(r.List.Machines()), r.Bench.Journal
	return ask.Command(func() tea.Msg {
		runs, err := journal.List(r.Context, model.Query{Limit: lastRuns, Whole: true})
		if err != nil {
			return nil // the history pane says why
		}
		last := map[model.ARN]Last{}
		note := func(run model.Run) {
			if machine := run.Machine.Unqualified(); last[machine].Asked.IsZero() {
				last[machine] = Last{Status: run.Status, Asked: run.Asked}
			}
		}
		for _, run := range runs {
			note(run)
		}
		if len(runs) < lastRuns {
			return lastMsg{last} // these were all
		}
		sought := 0
		for _, m := range machines {
			if _, ok := last[m.ARN]; ok || m.SyncProblem() != "" {
				continue
			}
			if sought++; sought > maxSought {
				break
			}
			if found, err := journal.List(r.Context, model.Query{Machine: string(m.ARN), Limit: 1, Whole: true}); err == nil && len(found) > 0 {
				note(found[0])
			}
		}
		return lastMsg{last}
	})
}

func (r *Room) onLast(msg lastMsg) {
	for machine, last := range msg.last {
		// A run may have ended since.
		if now, ok := r.List.LastOf(machine); ok && now.Asked.After(last.Asked) {
			msg.last[machine] = now
		}
	}
	r.List.SetLast(msg.last)
}
