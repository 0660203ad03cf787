package picker

import (
	"cmp"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/suite"
	"expresso/ui/ask"
	"expresso/ui/status"
	"expresso/ui/theme"
)

// Last is how the latest run of a machine stands, or its latest replay.
type Last struct {
	Status  model.Status
	Verdict string // of model.Run
	Group   model.GroupID
	Asked   time.Time
}

// LastOf is what there is to be told of a run.
func LastOf(run model.Run) Last {
	return Last{Status: run.Status, Verdict: run.Verdict, Group: run.Group, Asked: run.Asked}
}

// Later is the later of two runs. A replay is as good as the worst of its runs.
func (l Last) Later(other Last) Last {
	if l.Asked.After(other.Asked) {
		l, other = other, l
	}
	if other.Group.Kind() == model.ReplayGroup && l.Group == other.Group {
		was, judged := suite.VerdictOf(l.Verdict)
		if is, ok := suite.VerdictOf(other.Verdict); judged && (!ok || was < is) {
			other.Verdict = l.Verdict
		}
	}
	return other
}

// sign says whether the run ended as expected, or else how it ended.
func (l Last) sign(t *theme.Theme) string {
	if verdict, judged := suite.VerdictOf(l.Verdict); judged && verdict != suite.Unchecked {
		return status.Verdict(t, verdict)
	}
	return status.Sign(t, l.Status)
}

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
	home := cmp.Or(info.Account, r.usual)
	return ask.Command(func() tea.Msg {
		runs, err := journal.List(r.Context, model.Query{Limit: lastRuns, Whole: true})
		if err != nil {
			return nil // the history pane says why
		}
		last := map[model.ARN]Last{}
		var own, theirs []model.ARN // of the target's account as far as it is known, and of others
		lately := func() []model.ARN { return append(own, theirs[:min(len(theirs), maxLately-len(own))]...) }
		note := func(run model.Run) {
			machine := run.Machine.Unqualified()
			was, noted := last[machine]
			if last[machine] = LastOf(run).Later(was); noted { // the newest come first
				return
			}
			switch {
			case !isOn(run, info):
			case home != "" && machine.Account() != home:
				theirs = append(theirs, machine)
			case len(own) < maxLately:
				own = append(own, machine)
			}
		}
		for _, run := range runs {
			note(run)
		}
		if len(runs) < lastRuns {
			return lastMsg{last, lately()} // these were all
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
		return lastMsg{last, lately()}
	})
}

func (r *Room) onLast(msg lastMsg) {
	for machine, last := range msg.last {
		// A run may have ended since.
		if now, ok := r.List.LastOf(machine); ok && now.Asked.After(last.Asked) {
			msg.last[machine] = last.Later(now)
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
