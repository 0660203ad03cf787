package ui

import (
	"context"
	"sync"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/history"
	"expresso/ui/kept"
)

// aiming writes what runs go to into the session, in the order in which it was decided.
type aiming struct {
	mu    sync.Mutex
	aimed uint64 // the latest aim that was written
}

func (w *aiming) write(ctx context.Context, session model.Session, seq uint64, aim model.ARN) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if seq > w.aimed {
		w.aimed = seq
		_ = session.Put(ctx, kept.Machine, string(aim)) // a convenience: the next start picks another
	}
}

// pick turns to a machine, and sends runs to aim: the machine itself, or a version, an
// alias or a test case of it.
func (a *App) pick(m model.Machine, aim model.ARN) tea.Cmd {
	if m.ARN == a.machine.ARN {
		return a.aimAt(aim)
	}
	a.machine = m
	aimed := a.aimAt(aim)
	a.history.List.SetMachine(m.Name)
	return tea.Batch(a.input.Turn(m), aimed)
}

// aimAt sends runs to the picked machine itself, or to a version, an alias or a test case
// of it. Whether there still is one is looked up where that is not known.
func (a *App) aimAt(aim model.ARN) tea.Cmd {
	a.aim = aim
	a.aims++
	seq, session := a.aims, a.cfg.Session
	cmds := []tea.Cmd{command(func() tea.Msg {
		a.aiming.write(a.ctx, session, seq, aim)
		return nil
	})}
	if aim != a.machine.ARN && a.picker.Show(a.machine.ARN) {
		cmds = append(cmds, a.readQualifiers(a.machine.ARN))
	}
	a.picker.SetPicked(aim)
	return tea.Batch(cmds...)
}

// onReuse loads the input of a run into the editor, and aims at what the run went to.
func (a *App) onReuse(msg history.ReuseMsg) tea.Cmd {
	m, ok := a.machineOf(msg.Run.Machine)
	if !ok {
		return a.fail("the target has no machine "+msg.Run.Machine.Machine()+" any more", "")
	}
	a.setFocus(inputPane)
	aim := m.ARN
	if msg.Run.Machine.Unqualified() == m.ARN {
		aim = msg.Run.Machine
	}
	if m.ARN != a.machine.ARN {
		a.input.Give(msg.Run.Input)
	} else if !a.input.Replace(msg.Run.Input) {
		return nil
	}
	said := a.say("input of " + msg.Run.Asked.Local().Format("15:04:05") + " loaded: ctrl+z brings back what was there")
	return tea.Batch(a.pick(m, aim), said)
}
