package picker

import (
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/ask"
)

// AsExpressTitle is what the action is called that lets STANDARD machines run as EXPRESS.
const AsExpressTitle = "run STANDARD machines as EXPRESS"

// expressMsg is sent when STANDARD machines run as EXPRESS from now on, or not any more.
type expressMsg struct{ on bool }

// ToggleExpress loads all STANDARD machines anew, which takes a while.
func (r *Room) ToggleExpress() tea.Cmd {
	standard, on := r.Standard, !r.asExpress
	return ask.Command(func() tea.Msg {
		standard.RunAsExpress(on)
		return expressMsg{on}
	})
}

func (r *Room) onExpress(msg expressMsg) tea.Cmd {
	r.asExpress = msg.on
	if msg.on {
		r.Say("STANDARD machines run as EXPRESS here; on AWS nothing changes")
	} else {
		r.Say("STANDARD machines are what they are: they do not run here")
	}
	return r.Load()
}

// AsExpress reports whether STANDARD machines run as EXPRESS.
func (r *Room) AsExpress() bool { return r.asExpress }

// NoStandard says why STANDARD machines do not run as EXPRESS here, "" if they can.
func (r *Room) NoStandard() string {
	if r.Standard == nil {
		return "only the embedded target runs STANDARD machines as EXPRESS"
	}
	return ""
}

// Problem says why a machine cannot be run, and what to do where that is the type alone; "" if
// it can.
func (r *Room) Problem(m model.Machine) string {
	problem := m.SyncProblem()
	if problem != "" && m.Problem == "" && r.NoStandard() == "" {
		problem = m.Name + " is STANDARD: ctrl+p, \"" + AsExpressTitle + "\""
	}
	return problem
}

// None says that no machine is picked, "" if one is.
func (r *Room) None() string {
	if r.machine.ARN == "" {
		return "no state machine is picked: choose one under Machines and press enter"
	}
	return ""
}

// CannotPick says why the machine under the cursor cannot be picked, "" if it can, or if picking
// it tells what is wrong.
func (r *Room) CannotPick() string {
	if m, ok := r.List.Selected(); ok && m.Problem != "" {
		return ""
	}
	return r.CannotOpen()
}

// CannotOpen says why nothing is shown under the machine under the cursor, "" if something is.
func (r *Room) CannotOpen() string {
	m, ok := r.List.Selected()
	if !ok {
		return "no state machine is under the cursor"
	}
	return r.Problem(m)
}
