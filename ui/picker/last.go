package picker

import (
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
type lastMsg struct {
	last   map[model.ARN]Last
	lately []model.ARN // what was run lately on this target, the last first
}

// LoadLast reads how the latest run of each machine ended, of machines whose latest run is long
// ago too.
func (r *Room) LoadLast() tea.Cmd {
	machines, journal, info := r.List.Machines(), r.Bench.Journal, r.Bench.Target.Info()
	return ask.Command(func() tea.Msg {
		runs, err := journal.List(r.Context, model.Query{Limit: lastRuns, Whole: true})
		if err != nil {
			return nil // the history pane says why
		}
		last := map[model.ARN]Last{}
		var lately []model.ARN
		note := func(run model.Run) {
			machine := run.Machine.Unqualified()
			if !last[machine].Asked.IsZero() {
				return
			}
			last[machine] = Last{Status: run.Status, Asked: run.Asked}
			if len(lately) < maxLately && isOn(run, info) {
				lately = append(lately, machine)
			}
		}
		for _, run := range runs {
			note(run)
		}
		if len(runs) < lastRuns {
			return lastMsg{last, lately} // these were all
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
		return lastMsg{last, lately}
	})
}

func (r *Room) onLast(msg lastMsg) {
	for machine, last := range msg.last {
		// A run may have ended since.
		if now, ok := r.List.LastOf(machine); ok && now.Asked.After(last.Asked) {
			msg.last[machine] = now
		}
	}
	r.List.lately = msg.lately
	r.List.SetLast(msg.last)
	r.addKnown()
}

// isOn reports whether a run was made on a target, as far as its account is known.
func isOn(run model.Run, info model.Info) bool {
	return !info.Local && run.Target == info.Name && run.Machine.Region() == info.Region && (info.Account == "" || run.Machine.Account() == info.Account) &&
		run.Machine.Machine() != ""
}
