package picker

import (
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/ask"
	"expresso/ui/dialog"
)

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
		r.Warn(r.Name() + " no longer exists: picked " + r.machine.Name + " itself")
		return r.pick(r.machine.ARN)
	}
	if !r.List.focused { // the cursor is the user's
		r.List.SetPicked(r.picked)
	}
	return nil
}
