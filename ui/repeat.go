package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/dialog"
)

// cannotRepeat says why the run that is looked at cannot be made again.
func (a *App) cannotRepeat() string {
	if reason := a.noSingleRun(); reason != "" {
		return reason
	}
	run, _ := a.list.Selected()
	info := a.cfg.Bench.Target.Info()
	switch region := run.Machine.Region(); {
	case run.Target != info.Name:
		return "this run was made on " + run.Target + ", and the target now is " + info.Name
	case region != "" && info.Region != "" && region != info.Region:
		return "this run was made in " + region + ", and the target now is in " + info.Region
	}
	return ""
}

// repeatMsg is sent when the run that is to be made again has been read.
type repeatMsg struct {
	run model.Run
	err error
}

// repeat makes the run that is looked at again: what was sent then, to where it was sent.
func (a *App) repeat() tea.Cmd {
	run, _ := a.list.Selected()
	if shown, whole := a.details.Run(); whole && shown.ID == run.ID {
		return a.onRepeat(repeatMsg{run: shown})
	}
	journal := a.cfg.Bench.Journal
	return command(func() tea.Msg {
		run, err := journal.Get(a.ctx, run.ID)
		return repeatMsg{run, err}
	})
}

func (a *App) onRepeat(msg repeatMsg) tea.Cmd {
	if msg.err != nil {
		return a.fail("cannot read this run: "+msg.err.Error(), model.HintOf(msg.err))
	}
	was := msg.run
	run, err := a.cfg.Bench.Prepare(model.Request{Machine: was.Machine, Input: was.Input, TraceHeader: was.TraceHeader})
	if err != nil {
		return a.warn("not sent: " + dialog.Sentence(err))
	}
	run.Saved = was.Saved
	return a.dispatch(run)
}
