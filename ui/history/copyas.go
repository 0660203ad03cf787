package history

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/compare"
	"expresso/ui/clipboard"
)

// tabText is the whole text of the tab that is open, and what it is called.
func (r *Room) tabText() (text, what string) {
	run, _ := r.Details.Run()
	switch r.Details.Tab() {
	case Input:
		return run.Input, "the input"
	case Error:
		if !run.Status.Answered() {
			return run.Problem, "the problem"
		}
		return strings.TrimSuffix(run.Error+"\n"+run.Cause, "\n"), "error and cause"
	case Raw:
		return run.Raw, "the response"
	case Trace, Billing:
		return string(run.Execution), "the execution's ARN"
	case Diff:
		return compare.Document(run), "the run as one document"
	}
	return run.Output, "the output"
}

// CopyTab copies the whole text of the tab that is open.
func (r *Room) CopyTab() tea.Cmd {
	if _, whole := r.Details.Run(); !whole {
		r.Warn("this run is still being read")
		return nil
	}
	if why := r.withheld(); why != "" {
		r.Warn("nothing to copy: " + why)
		return nil
	}
	text, what := r.tabText()
	r.Tell(clipboard.CopyMsg{Text: text, What: what})
	return nil
}

// withheld says why the shown output is not there although there is one, "" if it is.
func (r *Room) withheld() string {
	run, _ := r.Details.Run()
	if r.Details.Tab() != Output || !run.OutputWithheld {
		return ""
	}
	return "the output is " + run.WhyWithheld()
}

// commandLine writes a command that repeats a run, with the input in it or in a file.
type commandLine func(run model.Run, info model.Info, shell Shell, inline bool) string

// commandLineMsg is sent when the run that a command is to repeat has been read.
type commandLineMsg struct {
	run   model.Run
	write commandLine
	err   error
}

// CopyAWS copies a command of the AWS command line that repeats the run under the cursor.
func (r *Room) CopyAWS() tea.Cmd { return r.copyAs(awsCommand) }

// CopyExpresso copies a command of expresso that does.
func (r *Room) CopyExpresso() tea.Cmd { return r.copyAs(expressoCommand) }

func (r *Room) copyAs(write commandLine) tea.Cmd {
	return r.reads(func(run model.Run, err error) tea.Msg { return commandLineMsg{run, write, err} })
}

func (r *Room) onCommandLine(msg commandLineMsg) {
	if msg.err != nil {
		r.Fail("cannot read this run", msg.err)
		return
	}
	if !msg.run.Origin.Whole() {
		r.Warn("not copied: this run started at " + msg.run.Origin.State + ", but a command runs the whole machine")
		return
	}
	info := r.Bench.Target.Info()
	line := msg.write(msg.run, info, r.Shell(), true)
	if len(line) <= clipboard.MaxTerminal && quotable(msg.run.Input) {
		r.Tell(clipboard.CopyMsg{Text: line, What: "the command"})
		return
	}
	r.Tell(clipboard.CopyMsg{Text: msg.write(msg.run, info, r.Shell(), false), What: "the command: save the input as " + inputFile + " for it"})
}
