package ui

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
)

// toggleExpress is what the action is called that lets STANDARD machines run as EXPRESS.
const toggleExpress = "run STANDARD machines as EXPRESS"

// expressMsg is sent when STANDARD machines run as EXPRESS from now on, or not any more.
type expressMsg struct{ on bool }

// toggleExpress loads all STANDARD machines anew, which takes a while.
func (a *App) toggleExpress() tea.Cmd {
	standard, on := a.cfg.Standard, !a.asExpress
	return command(func() tea.Msg {
		standard.RunAsExpress(on)
		return expressMsg{on}
	})
}

func (a *App) onExpress(msg expressMsg) tea.Cmd {
	a.asExpress = msg.on
	said := a.say("STANDARD machines are what they are: they do not run here")
	if msg.on {
		said = a.say("STANDARD machines run as EXPRESS here; on AWS nothing changes")
	}
	return tea.Batch(a.loadMachines(), said)
}

// shell says how a command line reaches the target as it is now.
func (a *App) shell() Shell {
	s := a.cfg.Shell
	if a.asExpress {
		s.Flags = append(slices.Clone(s.Flags), "--as-express")
	}
	return s
}

func (a *App) noStandard() string {
	if a.cfg.Standard == nil {
		return "only the embedded target runs STANDARD machines as EXPRESS"
	}
	return ""
}

// syncProblem says why a machine cannot be run, and what to do where that is the type alone.
func (a *App) syncProblem(m model.Machine) string {
	problem := m.SyncProblem()
	if problem != "" && m.Problem == "" && a.noStandard() == "" {
		problem = m.Name + " is STANDARD: ctrl+p, \"" + toggleExpress + "\""
	}
	return problem
}
