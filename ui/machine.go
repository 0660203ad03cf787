package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/editor"
	"expresso/ui/machine"
)

// subject is the machine that a question for a definition is about, and the run that is
// looked at with it: what the cursor is on, or else what is picked.
func (a *App) subject() (m model.Machine, run model.Run, ok bool) {
	run, looked := a.history.List.Selected()
	m, ok = a.machine, a.machine.ARN != ""
	switch a.focus {
	case machinesPane:
		m, ok = a.picker.Selected()
	case historyPane, detailsPane:
		if of, known := a.machineOf(run.Machine); looked && known {
			m, ok = of, true
		}
	}
	if !looked || !run.Status.Answered() || run.Machine.Unqualified() != m.ARN.Unqualified() {
		run = model.Run{}
	}
	return m, run, ok
}

func (a *App) noSubject() string {
	if _, _, ok := a.subject(); !ok {
		return "no state machine is picked"
	}
	return ""
}

// onFileEdited lists the machines again after $EDITOR had a file of theirs.
func (a *App) onFileEdited(msg editor.OpenedMsg) tea.Cmd {
	cmd := a.reread()
	if msg.Err != nil {
		cmd = a.fail("cannot edit "+msg.Path+": "+msg.Err.Error(), "")
	}
	if a.mouse {
		cmd = tea.Batch(cmd, tea.EnableMouseCellMotion) // Bubble Tea forgets it
	}
	return cmd
}

func (a *App) showGraph() tea.Cmd { return a.showMachine(machine.Graph) }
func (a *App) showText() tea.Cmd  { return a.showMachine(machine.Definition) }

// showMachine opens a face of the machine that is looked at.
func (a *App) showMachine(f machine.Face) tea.Cmd {
	m, run, ok := a.subject()
	if !ok {
		return nil
	}
	return a.definitions.Open(a.ctx, m, run, f)
}
