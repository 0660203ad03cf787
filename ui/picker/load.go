package picker

import (
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/ask"
	"expresso/ui/dialog"
)

// machinesMsg is sent when the target has listed its machines, or refused to.
type machinesMsg struct {
	machines []model.Machine
	picked   model.ARN // in the last session
	err      error
}

// Failed is why there are no machines.
func (m machinesMsg) Failed() error { return m.err }

// Load asks the target for its machines.
func (r *Room) Load() tea.Cmd {
	r.List.SetLoading()
	return ask.Command(func() tea.Msg {
		machines, err := r.Bench.Target.Machines(r.Context)
		if err != nil {
			return machinesMsg{err: err}
		}
		// A session that cannot be read costs a convenience: the first machine is picked.
		picked, _ := r.Session.Get(r.Context, model.SessionMachine(r.Bench.Target.Info()))
		return machinesMsg{machines: machines, picked: model.ARN(picked)}
	})
}

func (r *Room) onMachines(msg machinesMsg) tea.Cmd {
	if msg.err != nil {
		r.List.SetProblem(msg.err.Error(), model.HintOf(msg.err))
		r.Fail("cannot list the state machines", msg.err)
		return nil
	}
	first := r.List.Len() == 0
	r.List.SetMachines(msg.machines)
	r.refresh()
	cmds := []tea.Cmd{r.LoadLast()}
	for _, arn := range r.List.Opened() {
		cmds = append(cmds, r.readQualifiers(arn))
	}
	wanted := r.wanted
	r.wanted = ""
	if m, ok := firstRunnable(msg.machines, wanted); ok && wanted != "" && m.ARN == wanted {
		return tea.Batch(append(cmds, r.Pick(m, wanted))...)
	}
	switch m, ok := firstRunnable(msg.machines, msg.picked.Unqualified()); {
	case !ok && first:
		r.explain(msg.machines)
	case !ok || r.machine.ARN != "":
	case r.Bench.Target.Info().Bills():
		// A key that is pressed too early must not run what nobody picked.
		if first {
			r.List.MoveTo(msg.picked)
			r.Tell(ChooseMsg{})
		}
	default:
		if msg.picked.Unqualified() != m.ARN {
			msg.picked = m.ARN
		}
		cmds = append(cmds, r.Pick(m, msg.picked))
	}
	return tea.Batch(cmds...)
}

// refresh takes over what the target says of the picked machine now.
func (r *Room) refresh() {
	if r.machine.ARN == "" {
		return
	}
	m, ok := r.List.Find(func(m model.Machine) bool { return m.ARN == r.machine.ARN })
	if !ok {
		r.machine.Problem = "the target has no " + r.machine.Name + " any more"
		return
	}
	r.machine = m
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

// qualifiersMsg is sent when a machine's versions, aliases and test cases have been read.
type qualifiersMsg struct {
	machine    model.ARN
	qualifiers model.Qualifiers
	err        error
}

// Open shows the versions, aliases and test cases of the machine under the cursor.
func (r *Room) Open() tea.Cmd {
	if arn, ask := r.List.Open(); ask {
		return r.readQualifiers(arn)
	}
	return nil
}

func (r *Room) readQualifiers(machine model.ARN) tea.Cmd {
	return ask.Command(func() tea.Msg {
		q, err := r.Bench.Qualifiers(r.Context, machine)
		return qualifiersMsg{machine, q, err}
	})
}

func (r *Room) onQualifiers(msg qualifiersMsg) tea.Cmd {
	if msg.err != nil {
		r.List.SetQualifiers(msg.machine, msg.qualifiers, "some could not be read")
		r.Tell(dialog.SayMsg{Kind: dialog.Failed, Text: msg.err.Error(), Hint: model.HintOf(msg.err)})
		return nil
	}
	r.List.SetQualifiers(msg.machine, msg.qualifiers, "")
	if msg.machine != r.machine.ARN || r.picked == r.machine.ARN {
		return nil
	}
	if !msg.qualifiers.Have(r.picked) {
		r.Warn("there is no " + r.Name() + " any more: runs go to " + r.machine.Name + " itself")
		return r.pick(r.machine.ARN)
	}
	if !r.List.focused { // the cursor is the user's
		r.List.SetPicked(r.picked)
	}
	return nil
}
