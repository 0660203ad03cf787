package history

import (
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/ask"
)

// CannotRepeat says why the shown run cannot be made again.
func (r *Room) CannotRepeat() string {
	if reason := r.NoSingleRun(); reason != "" {
		return reason
	}
	run, _ := r.List.Selected()
	info := r.Bench.Target.Info()
	switch region := run.Machine.Region(); {
	case run.Target != info.Name:
		return "this run was made on " + run.Target + ", but the target is " + info.Name
	case region != "" && info.Region != "" && region != info.Region:
		return "this run was made in " + region + ", but the target is in " + info.Region
	}
	return ""
}

// repeatMsg is sent when the run that is to be made again has been read, and reuseMsg when
// that whose input is wanted has.
type (
	repeatMsg struct {
		run model.Run
		err error
	}
	reuseMsg repeatMsg
)

// Repeat makes the shown run again: what was sent then, to where it was sent.
func (r *Room) Repeat() tea.Cmd {
	return r.reads(func(run model.Run, err error) tea.Msg { return repeatMsg{run, err} })
}

// Reuse gives the input of the shown run to the editor.
func (r *Room) Reuse() tea.Cmd {
	return r.reads(func(run model.Run, err error) tea.Msg { return reuseMsg{run, err} })
}

func (r *Room) onRepeat(msg repeatMsg) {
	if msg.err != nil {
		r.Fail("cannot read this run", msg.err)
		return
	}
	r.Tell(AgainMsg{msg.run})
}

func (r *Room) onReuse(msg reuseMsg) {
	if msg.err != nil {
		r.Fail("cannot read this run", msg.err)
		return
	}
	r.Tell(ReuseMsg{msg.run})
}

// reads reads the shown run whole, and gives it to a message.
func (r *Room) reads(give func(model.Run, error) tea.Msg) tea.Cmd {
	run, ok := r.List.Selected()
	if !ok {
		return nil
	}
	if shown, whole := r.Details.Run(); whole && shown.ID == run.ID {
		return r.Update(give(shown, nil))
	}
	return ask.Command(func() tea.Msg { return give(r.Bench.Journal.Get(r.Context, run.ID)) })
}
