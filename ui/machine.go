package ui

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/editor"
	"expresso/ui/machine"
	"expresso/ui/picker"
)

// subject is the machine that a question for a definition is about, and the run that is
// looked at with it: what the cursor is on, or else what is picked.
func (a *App) subject() (m model.Machine, run model.Run, ok bool) {
	run, looked := a.history.List.Selected()
	m, ok = a.picker.Machine(), a.picker.Machine().ARN != ""
	switch a.focus {
	case machinesPane:
		m, ok = a.picker.List.Selected()
	case historyPane, detailsPane:
		if of, known := a.picker.Find(run.Machine); looked && known {
			m, ok = of, true
		}
	}
	if !looked || !run.Status.Answered() || run.Machine.Unqualified() != m.ARN.Unqualified() {
		run = model.Run{}
	}
	return m, run, ok
}

// looksAt is the ARN of that machine, "" for none.
func (a *App) looksAt() model.ARN {
	m, _, _ := a.subject()
	return m.ARN
}

func (a *App) noSubject() string {
	if _, _, ok := a.subject(); !ok {
		return "pick a state machine first"
	}
	return ""
}

// onFileEdited lists the machines again after $EDITOR had a file of theirs.
func (a *App) onFileEdited(msg editor.OpenedMsg) tea.Cmd {
	cmd := a.reread()
	if msg.Err != nil {
		cmd = a.fail("cannot edit "+msg.Path+": "+msg.Err.Error(), "")
	}
	return tea.Batch(cmd, a.prefs.TakeMouse())
}

// editDefinition opens the file of the machine under the cursor in $EDITOR.
func (a *App) editDefinition() tea.Cmd {
	m, _, _ := a.subject()
	return a.definitions.Edit(m)
}

func (a *App) showGraph() tea.Cmd { return a.showMachine(machine.Graph) }
func (a *App) showText() tea.Cmd  { return a.showMachine(machine.Definition) }
func (a *App) validate() tea.Cmd  { return a.showMachine(machine.Problems) }

// showMachine opens a face of the shown machine.
func (a *App) showMachine(f machine.Tab) tea.Cmd {
	m, run, ok := a.subject()
	if !ok {
		return nil
	}
	return a.definitions.Open(m, run, f)
}

// pick sends runs to a machine, a version, an alias or a test case from now on.
func (a *App) pick(m model.Machine, arn model.ARN) tea.Cmd {
	return a.serve(a.picker.Pick(m, arn), a.picker.Told())
}

// goElsewhere asks for the target of a machine that was named by its ARN.
func (a *App) goElsewhere(msg picker.ElsewhereMsg) tea.Cmd {
	if none := a.target.None(); none != "" {
		return a.warn(none)
	}
	return a.target.AskFor(msg.ARN)
}

// choose goes to the machines, so that one is picked, unless something is being written.
func (a *App) choose() {
	if a.focus == inputPane && strings.TrimSpace(a.input.Editor.Text()) == "" || a.focus == savedPane {
		a.setFocus(machinesPane)
	}
}

// reread lists the machines again, as they are on disk by now.
func (a *App) reread() tea.Cmd {
	if a.cfg.Reread != nil {
		a.cfg.Reread()
	}
	return a.picker.Load()
}

// shell says how a command line reaches the target as it is now.
func (a *App) shell() Shell {
	s := a.cfg.Shell
	if a.picker.AsExpress() {
		s.Flags = append(slices.Clone(s.Flags), "--as-express")
	}
	return s
}
