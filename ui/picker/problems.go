package picker

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/ask"
	"expresso/ui/dialog"
	"expresso/ui/screen"
)

// AsExpressTitle is what the action is called that lets STANDARD machines run as EXPRESS.
const AsExpressTitle = "run STANDARD machines as EXPRESS"

type (
	// expressMsg is sent when STANDARD machines run as EXPRESS from now on, or not any more.
	expressMsg struct{ on bool }
	// rememberedMsg is sent when the project file says so of machines, or could not be written.
	rememberedMsg struct {
		names []string
		err   error
	}
)

// ToggleExpress loads all STANDARD machines again, which takes a while.
func (r *Room) ToggleExpress() tea.Cmd {
	standard, on := r.Standard, !r.asExpress
	return ask.Command(func() tea.Msg {
		standard.RunAsExpress(on)
		return expressMsg{on}
	})
}

func (r *Room) onExpress(msg expressMsg) tea.Cmd {
	r.asExpress = msg.on
	switch {
	case msg.on && r.explaining:
		r.Say("all state machines are STANDARD: they run as EXPRESS here; nothing changes on AWS")
	case msg.on:
		r.Say("STANDARD machines run as EXPRESS on the embedded target; nothing changes on AWS")
	default:
		r.Say("STANDARD machines no longer run as EXPRESS")
	}
	return r.Load()
}

// CannotRemember says why it is not saved in the project file that STANDARD machines run as
// EXPRESS, "" if it can be.
func (r *Room) CannotRemember() string {
	if reason := r.NoStandard(); reason != "" {
		return reason
	}
	if !r.asExpress {
		return "STANDARD machines do not run as EXPRESS now: ctrl+p, \"" + AsExpressTitle + "\""
	}
	return ""
}

// Remember saves in the project file that STANDARD machines run as EXPRESS.
func (r *Room) Remember() tea.Cmd {
	return ask.Command(func() tea.Msg {
		names := r.Standard.OnWish()
		return rememberedMsg{names, r.Standard.Remember(names)}
	})
}

func (r *Room) onRemembered(msg rememberedMsg) tea.Cmd {
	if msg.err != nil {
		r.Fail("cannot write .expresso/project.yaml", msg.err)
		return nil
	}
	if len(msg.names) == 0 {
		r.Say(".expresso/project.yaml already has this")
		return nil
	}
	which := screen.Count(int64(len(msg.names))) + " machines"
	if len(msg.names) == 1 {
		which = screen.Visible(msg.names[0])
	}
	r.Good("wrote type: EXPRESS for " + which + " to .expresso/project.yaml")
	return r.Load()
}

// expressPickMsg is told when a STANDARD machine is to run as EXPRESS, and to be picked.
type expressPickMsg struct{ arn model.ARN }

// AskExpress asks whether to run a STANDARD machine as EXPRESS.
func (r *Room) AskExpress(m model.Machine) tea.Cmd {
	r.Dialogs.Push(&dialog.Confirm{
		Title: "Run " + screen.Visible(m.Name), Yes: "run as EXPRESS", Then: expressPickMsg{m.ARN},
		Question: screen.Visible(m.Name) + " is STANDARD. Run STANDARD machines as EXPRESS on the embedded target? Nothing changes on AWS.",
	})
	return nil
}

// explain does what it takes to run one where no machine can be run: it runs them as EXPRESS, or
// shows the first problem.
func (r *Room) explain(machines []model.Machine) tea.Cmd {
	if r.Dialogs.Front() != nil {
		return nil
	}
	i := slices.IndexFunc(machines, func(m model.Machine) bool { return m.Type == model.Standard && m.Problem == "" })
	if i >= 0 && r.NoStandard() == "" && !r.asExpress {
		r.explaining = true
		return r.onExpressPick(expressPickMsg{machines[i].ARN})
	}
	if i := slices.IndexFunc(machines, func(m model.Machine) bool { return m.Problem != "" }); i >= 0 && r.Bench.Target.Info().Local {
		r.Tell(ProblemMsg{machines[i]})
	}
	return nil
}

func (r *Room) onExpressPick(msg expressPickMsg) tea.Cmd {
	if r.asExpress {
		return nil
	}
	r.wanted = msg.arn
	return r.ToggleExpress()
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
		return "no state machine is picked: select one in Machines and press enter"
	}
	return ""
}

// CannotPick says why the machine under the cursor cannot be picked, "" if it can, or if picking
// it tells what is wrong or asks.
func (r *Room) CannotPick() string {
	if r.enters() {
		return ""
	}
	if m, ok := r.List.Selected(); ok && (m.Problem != "" || r.NoStandard() == "") {
		return ""
	}
	return r.CannotOpen()
}

// CannotOpen says why nothing is shown under the machine under the cursor, "" if something is.
func (r *Room) CannotOpen() string {
	m, ok := r.List.Selected()
	if !ok {
		return "the cursor is on no state machine"
	}
	return r.Problem(m)
}
