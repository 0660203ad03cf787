package ui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/compare"
	"expresso/ui/clipboard"
	"expresso/ui/history"
)

// tabText is the whole text of the tab that is open, and what it is called.
func (a *App) tabText() (text, what string) {
	run, _ := a.details.Run()
	switch a.details.Tab() {
	case history.Input:
		return run.Input, "the input"
	case history.Error:
		if !run.Status.Answered() {
			return run.Problem, "the problem"
		}
		return strings.TrimSuffix(run.Error+"\n"+run.Cause, "\n"), "error and cause"
	case history.Raw:
		return run.Raw, "the response"
	case history.Trace, history.Billing:
		return string(run.Execution), "the execution's ARN"
	case history.Diff:
		return compare.Document(run), "the run as one document"
	}
	return run.Output, "the output"
}

// copyTab copies the whole text of the tab that is open.
func (a *App) copyTab() tea.Cmd {
	if _, whole := a.details.Run(); !whole {
		return a.warn("this run is still being read")
	}
	return a.copyText(a.tabText())
}

// commandLine writes a command that repeats a run, with the input in it or in a file.
type commandLine func(run model.Run, info model.Info, shell Shell, inline bool) string

// commandLineMsg is sent when the run that a command is to repeat has been read.
type commandLineMsg struct {
	run   model.Run
	write commandLine
	err   error
}

// copyAs copies a command that repeats the run under the cursor.
func (a *App) copyAs(write commandLine) func() tea.Cmd {
	return func() tea.Cmd {
		if run, whole := a.details.Run(); whole {
			return a.onCommandLine(commandLineMsg{run: run, write: write})
		}
		run, _ := a.list.Selected()
		return command(func() tea.Msg {
			run, err := a.cfg.Bench.Journal.Get(a.ctx, run.ID)
			return commandLineMsg{run, write, err}
		})
	}
}

func (a *App) onCommandLine(msg commandLineMsg) tea.Cmd {
	if msg.err != nil {
		return a.fail("cannot read this run: "+msg.err.Error(), model.HintOf(msg.err))
	}
	info := a.cfg.Bench.Target.Info()
	line := msg.write(msg.run, info, a.shell(), true)
	if len(line) <= clipboard.MaxTerminal && quotable(msg.run.Input) {
		return a.copyText(line, "the command")
	}
	return a.copyText(msg.write(msg.run, info, a.shell(), false), "the command: save the input as "+inputFile+" for it")
}
