package compare

import (
	"context"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/compare"
	"expresso/ui/ask"
	"expresso/ui/dialog"
	"expresso/ui/screen"
)

// Subject is an input that is run on two sides: the base side, and how to read it.
type Subject struct {
	ARN   model.ARN
	Saved string // the name of the saved input, "" if it is none
	What  string // what it is, in words: saved input big-order, run 14:02:58, edited input
	Input func(context.Context) (string, error)
}

// question asks what to compare an input with: a version, an alias, a test case, a target, or what
// is typed. It resolves the answer.
type question struct {
	subject Subject
	choose  *dialog.Choose
	asked   ask.Latest
}

// resolveMsg is told when something to compare with was chosen, stopResolveMsg when it takes too
// long to resolve, and beginMsg when both may run.
type (
	resolveMsg struct {
		of   *question
		with string
	}
	stopResolveMsg struct{ of *question }
	beginMsg       struct {
		of   *compare.Comparison
		what string
	}
)

// placesMsg is sent when it is known what a machine can be compared with.
type placesMsg struct {
	to     *question
	places []dialog.Option
}

// resolvedMsg is sent when both sides of a comparison can be run, or why they cannot.
type resolvedMsg struct {
	to     *question
	seq    ask.Seq
	of     *compare.Comparison
	billed string
	err    error
}

// Ask asks what an input is to be compared with.
func (r *Room) Ask(subject Subject) tea.Cmd {
	q := &question{subject: subject}
	q.choose = dialog.NewChoose(dialog.Choose{
		Title: "Compare " + screen.Visible(subject.ARN.Short()+" "+r.Theme.Sep+" "+subject.What) + " with", Verb: "compare", Typed: "compare with",
		Hint:    "or type: a version, an alias, FILE.asl.json, git:REV, an ARN, embedded, aws, profile:NAME, region:NAME, http://HOST:PORT",
		Then:    func(with string) tea.Msg { return resolveMsg{q, with} },
		Stopped: stopResolveMsg{q},
	})
	r.Dialogs.Replace(q.choose)
	return r.readPlaces(q)
}

// readPlaces lists the machine's versions, aliases and test cases, and the other targets.
// What cannot be read can still be typed.
func (r *Room) readPlaces(q *question) tea.Cmd {
	arn := q.subject.ARN
	return ask.Command(func() tea.Msg {
		msg := placesMsg{to: q}
		add := func(with, note string) {
			msg.places = append(msg.places, dialog.Option{Name: with, Note: strings.TrimSpace(note)})
		}
		known, _ := r.Bench.Qualifiers(r.Context, arn)
		if arn != arn.Unqualified() {
			add(arn.Machine(), "the machine itself")
		}
		for _, alias := range known.Aliases {
			if alias.ARN != arn {
				add(alias.ARN.Qualifier(), "alias  "+alias.Shares())
			}
		}
		for _, version := range known.Versions {
			if version.ARN != arn {
				add(version.ARN.Qualifier(), "version  "+screen.Ago(version.Created, r.Now()))
			}
		}
		for _, name := range known.Cases {
			if !strings.HasSuffix(string(arn), "#"+name) {
				add("#"+name, "test case")
			}
		}
		if r.Places != nil {
			for _, place := range r.Places(r.Context, arn) {
				msg.places = append(msg.places, dialog.Option{Name: place.With, Note: place.Note})
			}
		}
		return msg
	})
}

// resolve resolves what was chosen, and reads the input.
func (r *Room) resolve(q *question, with string) tea.Cmd {
	ctx, seq := q.asked.Next(r.Context)
	q.choose.Wait(with)
	return ask.Command(func() tea.Msg {
		msg := resolvedMsg{to: q, seq: seq}
		input, err := q.subject.Input(ctx)
		var to compare.Pair
		if err == nil {
			to, err = r.ResolveOther(ctx, q.subject.ARN, with)
		}
		if err == nil {
			msg.of, err = compare.New(to.Sides, input, q.subject.Saved)
		}
		msg.billed, msg.err = to.Billed, err
		return msg
	})
}

// onResolved runs the comparison, after a question where a run is billed.
func (r *Room) onResolved(msg resolvedMsg) {
	q := msg.to
	if r.Dialogs.Front() != dialog.Dialog(q.choose) || !q.asked.Done(msg.seq) {
		return
	}
	if msg.err != nil {
		q.choose.Refuse(msg.err.Error(), model.HintOf(msg.err))
		return
	}
	r.Dialogs.Clear()
	r.Tell(dialog.BilledMsg{Title: "Compare", Question: msg.billed, Yes: "send", Then: beginMsg{msg.of, q.subject.What}, Starts: msg.of.Starts()})
}
