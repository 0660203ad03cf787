package ui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/kept"
	"expresso/ui/picker"
)

// machinesMsg is sent when the target has listed its machines, or refused to.
type machinesMsg struct {
	machines []model.Machine
	aim      model.ARN // of the last session
	err      error
}

// loadMachines asks the target for its machines.
func (a *App) loadMachines() tea.Cmd {
	a.picker.SetLoading()
	return command(func() tea.Msg {
		machines, err := a.cfg.Bench.Target.Machines(a.ctx)
		if err != nil {
			return machinesMsg{err: err}
		}
		// A session that cannot be read costs a convenience: the first machine is picked.
		aim, _ := a.cfg.Session.Get(a.ctx, kept.Machine)
		return machinesMsg{machines: machines, aim: model.ARN(aim)}
	})
}

func (a *App) onMachines(msg machinesMsg) tea.Cmd {
	if msg.err != nil {
		a.picker.SetProblem(msg.err.Error(), model.HintOf(msg.err))
		return a.fail("cannot list the state machines: "+msg.err.Error(), model.HintOf(msg.err))
	}
	first := a.picker.Len() == 0
	a.picker.SetMachines(msg.machines)
	a.refresh()
	cmds := []tea.Cmd{a.loadLast(msg.machines)}
	for _, arn := range a.picker.Opened() {
		cmds = append(cmds, a.readQualifiers(arn))
	}
	switch m, ok := firstRunnable(msg.machines, msg.aim.Unqualified()); {
	case !ok || a.machine.ARN != "":
	case a.bills():
		// A key that is pressed too early must not run what nobody picked.
		if first {
			a.picker.MoveTo(msg.aim)
			if a.focus == inputPane && strings.TrimSpace(a.input.Editor.Text()) == "" || a.focus == savedPane {
				a.setFocus(machinesPane)
			}
		}
	default:
		if msg.aim.Unqualified() != m.ARN {
			msg.aim = m.ARN
		}
		cmds = append(cmds, a.pick(m, msg.aim))
	}
	return tea.Batch(cmds...)
}

// refresh takes over what the target says of the picked machine now.
func (a *App) refresh() {
	if a.machine.ARN == "" {
		return
	}
	m, ok := a.picker.Find(func(m model.Machine) bool { return m.ARN == a.machine.ARN })
	if !ok {
		a.machine.Problem = "the target has no " + a.machine.Name + " any more"
		return
	}
	a.machine = m
}

// qualifiersMsg is sent when a machine's versions, aliases and test cases have been read.
type qualifiersMsg struct {
	machine    model.ARN
	qualifiers model.Qualifiers
	err        error
}

// openMachine shows the versions, aliases and test cases of the machine under the cursor.
func (a *App) openMachine() tea.Cmd {
	if arn, ask := a.picker.Open(); ask {
		return a.readQualifiers(arn)
	}
	return nil
}

func (a *App) readQualifiers(machine model.ARN) tea.Cmd {
	return command(func() tea.Msg {
		q, err := a.cfg.Bench.Qualifiers(a.ctx, machine)
		return qualifiersMsg{machine, q, err}
	})
}

func (a *App) onQualifiers(msg qualifiersMsg) tea.Cmd {
	if msg.err == nil {
		a.picker.SetQualifiers(msg.machine, msg.qualifiers, "")
		if msg.machine != a.machine.ARN || a.aim == a.machine.ARN {
			return nil
		}
		if !msg.qualifiers.Have(a.aim) {
			gone := a.aimed()
			return tea.Batch(a.aimAt(a.machine.ARN), a.warn("there is no "+gone+" any more: runs go to "+a.machine.Name+" itself"))
		}
		if a.focus != machinesPane {
			a.picker.SetPicked(a.aim)
		}
		return nil
	}
	a.picker.SetQualifiers(msg.machine, msg.qualifiers, "some could not be read")
	return a.fail(msg.err.Error(), model.HintOf(msg.err))
}

// firstRunnable is the machine with this ARN, or the first that can be run.
func firstRunnable(machines []model.Machine, arn model.ARN) (first model.Machine, ok bool) {
	for _, m := range machines {
		if m.SyncProblem() != "" {
			continue
		}
		if m.ARN == arn {
			return m, true
		}
		if !ok {
			first, ok = m, true
		}
	}
	return first, ok
}

// machineOf finds the machine that an ARN names, with or without a version or an alias.
func (a *App) machineOf(arn model.ARN) (model.Machine, bool) {
	return a.picker.Find(func(m model.Machine) bool {
		return m.ARN == arn || m.Name == arn.Machine() && m.ARN.Region() == arn.Region() && m.ARN.Account() == arn.Account()
	})
}

// lastRuns is how far the journal is looked through for the latest runs of all machines at
// once; maxSought bounds for how many others it is asked one by one, which takes about
// 0.1 ms each.
const (
	lastRuns  = 500
	maxSought = 500
)

// lastMsg is sent when the latest run of each machine has been read.
type lastMsg struct{ last map[string]picker.Last }

// loadLast reads how the latest run of each machine ended, of machines whose latest run is
// long ago too.
func (a *App) loadLast(machines []model.Machine) tea.Cmd {
	journal := a.cfg.Bench.Journal
	return command(func() tea.Msg {
		runs, err := journal.List(a.ctx, model.Query{Limit: lastRuns})
		if err != nil {
			return nil // the history pane says why
		}
		last := map[string]picker.Last{}
		note := func(name string, r model.Run) {
			if _, ok := last[name]; !ok {
				last[name] = picker.Last{Status: r.Status, Asked: r.Asked}
			}
		}
		for _, r := range runs {
			note(r.Machine.Machine(), r)
		}
		if len(runs) < lastRuns {
			return lastMsg{last} // these were all
		}
		sought := 0
		for _, m := range machines {
			if _, ok := last[m.Name]; ok || m.SyncProblem() != "" {
				continue
			}
			if sought++; sought > maxSought {
				break
			}
			if found, err := journal.List(a.ctx, model.Query{Machine: m.Name, Limit: 1}); err == nil && len(found) > 0 {
				note(m.Name, found[0])
			}
		}
		return lastMsg{last}
	})
}

func (a *App) onLast(msg lastMsg) {
	for name, last := range msg.last {
		// A run may have ended since.
		if now, ok := a.picker.LastOf(name); ok && now.Asked.After(last.Asked) {
			msg.last[name] = now
		}
	}
	a.picker.SetLast(msg.last)
}
