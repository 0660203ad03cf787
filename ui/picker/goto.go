package picker

import (
	"errors"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/ask"
	"expresso/ui/dialog"
	"expresso/ui/screen"
)

type (
	// ElsewhereMsg is told when the machine that was named is on another target.
	ElsewhereMsg struct{ ARN model.ARN }
	// WentMsg is told when the machine that was named is picked.
	WentMsg struct{}

	// RunMsg is told when the execution that was named is that of a run of the history.
	RunMsg struct {
		Run   model.Run
		Newer int64 // runs of its list that stand above it
	}

	// goToMsg is told when a machine or an execution was named by an ARN, soughtMsg sent when it is
	// known whether the execution is in the history, and foundMsg sent when the target has
	// described it, or cannot.
	goToMsg   struct{ text string }
	soughtMsg struct {
		seq   ask.Seq
		text  string
		run   model.Run // zero if it is not there
		newer int64
		err   error
	}
	foundMsg struct {
		arn     model.ARN
		machine model.Machine
		err     error
	}
)

// notAnARN says what can be named.
const notAnARN = "not the ARN or the console URL of a state machine or an execution"

// AskGoTo asks for a machine by its ARN.
func (r *Room) AskGoTo() tea.Cmd {
	p := dialog.NewPrompt("Go to ARN", "", "", func(text string) tea.Msg {
		return goToMsg{text}
	})
	p.Question = "ARN or console URL of a state machine, a version, an alias or an execution"
	p.Check = func(text string) string {
		if _, ok := model.FindARN(text); !ok {
			return notAnARN
		}
		return ""
	}
	r.Dialogs.Push(p)
	return nil
}

// isElsewhere reports whether a machine is on another target, as far as is known where this
// one is.
func isElsewhere(arn model.ARN, info model.Info) bool {
	return arn.Region() != info.Region || info.Account != "" && arn.Account() != info.Account
}

// Elsewhere reports whether a machine is on another target.
func (r *Room) Elsewhere(arn model.ARN) bool { return isElsewhere(arn, r.Bench.Target.Info()) }

// GoToText goes to what a text names: a run of the history by the ARN of its execution, and else
// the machine.
func (r *Room) GoToText(text string) tea.Cmd {
	arn, _ := model.FindARN(text)
	execution, ok := model.FindExecution(text)
	if !ok {
		return r.GoTo(arn)
	}
	ctx, seq := r.going.Next(r.Context)
	journal := r.Bench.Journal
	return ask.Command(func() tea.Msg {
		msg := soughtMsg{seq: seq, text: text}
		found, err := journal.List(ctx, model.Query{Machine: string(arn), Execution: execution, Limit: 1})
		if msg.err = err; len(found) == 0 || err != nil {
			return msg
		}
		msg.run = found[0]
		msg.newer, msg.err = model.Newer(ctx, journal, msg.run)
		return msg
	})
}

func (r *Room) onSought(msg soughtMsg) tea.Cmd {
	if !r.going.Done(msg.seq) {
		return nil
	}
	switch {
	case msg.err != nil:
		r.Fail("cannot look for the run", msg.err)
	case msg.run.ID != "":
		r.List.ClearFilter()
		r.Tell(RunMsg{msg.run, msg.newer})
	default:
		arn, _ := model.FindARN(msg.text)
		cmd := r.GoTo(arn)
		r.Say("this execution is not in the history: going to its machine " + arn.Short())
		return cmd
	}
	return nil
}

// GoTo picks the machine that an ARN names, whether it is listed or not.
func (r *Room) GoTo(arn model.ARN) tea.Cmd {
	if r.Elsewhere(arn) {
		r.Tell(ElsewhereMsg{arn})
		return nil
	}
	if m, ok := r.Find(arn); ok {
		return r.arrive(m, arn)
	}
	r.Say("looking for " + arn.Short())
	ctx, seq := r.going.Next(r.Context)
	return ask.Command(func() tea.Msg {
		plain, _, _ := strings.Cut(string(arn.Unqualified()), "#")
		d, err := r.Bench.Target.Describe(ctx, model.ARN(plain))
		d.ARN = model.ARN(plain)
		return ofGoing{seq, foundMsg{arn, d.Machine, err}}
	})
}

// ofGoing is the answer to the latest machine that was named.
type ofGoing struct {
	seq ask.Seq
	msg foundMsg
}

func (r *Room) onFound(answer ofGoing) tea.Cmd {
	if !r.going.Done(answer.seq) {
		return nil
	}
	msg := answer.msg
	var denied *model.DeniedError
	switch {
	case errors.As(msg.err, &denied):
		// What may not be described may still be run.
		msg.machine = model.Machine{ARN: msg.arn.Unqualified(), Name: msg.arn.Machine(), Type: model.Express, Note: "not described"}
		r.Warn("no definition of " + msg.arn.Machine() + ": " + denied.Action + " on " + string(denied.Resource) + " is denied")
	case msg.err != nil:
		r.Fail("cannot go to "+msg.arn.Short(), msg.err)
		return nil
	}
	r.named = append(r.named, msg.machine)
	r.addKnown()
	return r.arrive(msg.machine, msg.arn)
}

func (r *Room) arrive(m model.Machine, arn model.ARN) tea.Cmd {
	if problem := r.Problem(m); problem != "" {
		r.Warn(m.Name + ": " + problem)
		return nil
	}
	if machine, ok := model.FindARN(string(arn)); ok {
		arn = machine
	}
	if arn.Unqualified() != m.ARN {
		arn = m.ARN
	}
	r.List.ClearFilter()
	cmd := r.Pick(m, arn)
	r.Tell(WentMsg{})
	return cmd
}

// Naming says where an ARN leads.
func (r *Room) Naming(arn model.ARN) string { return naming(arn, r.Bench.Target.Info()) }

func naming(arn model.ARN, info model.Info) string {
	text := "go to " + screen.Visible(arn.Short())
	if isElsewhere(arn, info) {
		text += " in " + arn.Region() + ", account " + arn.Account()
	}
	return text
}

// Entering says what enter does in the filter beside picking, "" for nothing.
func (r *Room) Entering() string {
	if arn, ok := r.List.namedARN(); ok {
		return "go to " + screen.Visible(arn.Short())
	}
	if r.List.untagged() > 0 && !r.List.tags.reading {
		return "read the tags"
	}
	return ""
}

// naming reports whether the filter holds an ARN.
func (l *List) naming() bool {
	_, ok := l.namedARN()
	return ok
}

func (l *List) namedARN() (model.ARN, bool) {
	text := l.filter.Value()
	if !strings.Contains(text, "arn") {
		return "", false
	}
	return model.FindARN(text)
}

// Enter does what the filter says beside finding names. It reports whether there was something.
func (r *Room) Enter() (cmd tea.Cmd, ok bool) {
	if r.List.naming() {
		return r.GoToText(r.List.filter.Value()), true
	}
	if r.List.untagged() > 0 && !r.List.tags.reading {
		return r.readTags(), true
	}
	return nil, false
}

// enters reports whether enter does what the filter says.
func (r *Room) enters() bool { return r.List.naming() || r.List.untagged() > 0 }
