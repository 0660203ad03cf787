package ui

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/clipboard"
	"expresso/ui/history"
	"expresso/ui/screen"
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
		return history.Document(run), "the run as one document"
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
func copyAs(write commandLine) func(*App) tea.Cmd {
	return func(a *App) tea.Cmd {
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
	line := msg.write(msg.run, info, a.cfg.Shell, true)
	if len(line) <= clipboard.MaxTerminal && quotable(msg.run.Input) {
		return a.copyText(line, "the command")
	}
	return a.copyText(msg.write(msg.run, info, a.cfg.Shell, false), "the command: save the input as "+inputFile+" for it")
}

// exportedMsg is sent when a text has been written to a file, or could not be.
type exportedMsg struct {
	path, text, what string
	err              error
}

// askExport asks for a file's name and saves there what the open tab shows.
func (a *App) askExport() tea.Cmd {
	if _, whole := a.details.Run(); !whole {
		return a.warn("this run is still being read")
	}
	text, what := a.tabText()
	if text == "" {
		return a.warn("nothing to save: " + what + " is empty")
	}
	a.over = newPrompt("Save "+what, "file", "", func(path string) tea.Cmd {
		if path == "" {
			return nil
		}
		return export(path, text, what, os.O_EXCL)
	})
	return nil
}

// export writes text to a file that only its owner may read: inputs and outputs are often
// of that kind. With os.O_EXCL a file that is there stays.
func export(path, text, what string, flag int) tea.Cmd {
	return command(func() tea.Msg {
		path := home(path)
		if info, err := os.Stat(path); err == nil && flag != os.O_EXCL && !info.Mode().IsRegular() {
			return exportedMsg{path, text, what, errors.New("it is not a regular file")}
		}
		file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC|flag, 0o600)
		if err == nil {
			_, err = file.WriteString(text)
			err = errors.Join(err, file.Close())
		}
		return exportedMsg{path, text, what, err}
	})
}

func (a *App) onExported(msg exportedMsg) tea.Cmd {
	switch {
	case errors.Is(msg.err, fs.ErrExist):
		a.over = &confirm{
			title: "Replace", text: "there is a file " + msg.path + " already", yes: "replace it",
			do: func() tea.Cmd { return export(msg.path, msg.text, msg.what, 0) },
		}
		return nil
	case msg.err != nil:
		return a.fail(fmt.Sprintf("%s could not be saved: %v", msg.what, msg.err), "")
	}
	return a.good("saved " + msg.what + " as " + msg.path + ", " + screen.Bytes(len(msg.text)))
}
