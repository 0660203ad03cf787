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

// Subject is an input that is to be run in two places: where it is run anyway, and how it
// is read.
type Subject struct {
	Aim   model.ARN
	Saved string // the name of the saved input, "" if it is none
	Input func(context.Context) (string, error)
}

// reaching asks what an input is to be compared with, a version, an alias, a test case, a
// target, or whatever is typed, and reaches for it.
type reaching struct {
	ctx     context.Context
	subject Subject
	choose  *dialog.Choose
	asked   ask.Latest
}

// reachMsg is told when something to compare with was chosen, stopReachMsg when it takes too
// long to reach it, and beginMsg when both may run.
type (
	reachMsg struct {
		of   *reaching
		with string
	}
	stopReachMsg struct{ of *reaching }
	beginMsg     struct{ of *compare.Comparison }
)

// placesMsg is sent when it is known what a machine can be compared with.
type placesMsg struct {
	to     *reaching
	places []dialog.Option
}

// reachedMsg is sent when both sides of a comparison can be run, or why they cannot.
type reachedMsg struct {
	to     *reaching
	seq    ask.Seq
	of     *compare.Comparison
	billed string
	err    error
}

// Ask asks what an input is to be compared with.
func (d *Driver) Ask(ctx context.Context, subject Subject) tea.Cmd {
	name := screen.Visible(subject.Aim.Aimed())
	if subject.Saved != "" {
		name += " " + d.Theme.Sep + " " + screen.Visible(subject.Saved)
	}
	r := &reaching{ctx: ctx, subject: subject}
	r.choose = dialog.NewChoose(dialog.Choose{
		Title: "Compare " + name + " with", Verb: "compare", Typed: "compare with",
		Hint:    "or type: a version, an alias, FILE.asl.json, git:REV, an ARN, embedded, aws, profile:NAME, region:NAME, http://HOST:PORT",
		Then:    func(with string) tea.Msg { return reachMsg{r, with} },
		Stopped: stopReachMsg{r},
	})
	d.Dialogs.Replace(r.choose)
	return d.readPlaces(r)
}

// readPlaces lists the machine's versions, aliases and test cases, and the other targets.
// What cannot be read can still be typed.
func (d *Driver) readPlaces(r *reaching) tea.Cmd {
	aim := r.subject.Aim
	return ask.Command(func() tea.Msg {
		msg := placesMsg{to: r}
		add := func(with, note string) {
			msg.places = append(msg.places, dialog.Option{Name: with, Note: strings.TrimSpace(note)})
		}
		q, _ := d.Bench.Qualifiers(r.ctx, aim)
		if aim != aim.Unqualified() {
			add(aim.Machine(), "the machine itself")
		}
		for _, alias := range q.Aliases {
			if alias.ARN != aim {
				add(alias.ARN.Qualifier(), "alias  "+alias.Shares())
			}
		}
		for _, version := range q.Versions {
			if version.ARN != aim {
				add(version.ARN.Qualifier(), "version  "+screen.Ago(version.Created, d.Now()))
			}
		}
		for _, name := range q.Cases {
			if !strings.HasSuffix(string(aim), "#"+name) {
				add("#"+name, "test case")
			}
		}
		if d.Places != nil {
			for _, place := range d.Places(r.ctx, aim) {
				msg.places = append(msg.places, dialog.Option{Name: place.With, Note: place.Note})
			}
		}
		return msg
	})
}

// reach aims at what was chosen, and reads the input.
func (d *Driver) reach(r *reaching, with string) tea.Cmd {
	ctx, seq := r.asked.Next(r.ctx)
	r.choose.Wait(with)
	return ask.Command(func() tea.Msg {
		msg := reachedMsg{to: r, seq: seq}
		input, err := r.subject.Input(ctx)
		var to compare.Opposite
		if err == nil {
			to, err = d.Against(ctx, r.subject.Aim, with)
		}
		if err == nil {
			msg.of, err = compare.New(to.Sides, input, r.subject.Saved)
		}
		msg.billed, msg.err = to.Billed, err
		return msg
	})
}

// onReached runs the comparison, after a question where a run is billed.
func (d *Driver) onReached(msg reachedMsg) {
	r := msg.to
	if d.Dialogs.Front() != dialog.Dialog(r.choose) || !r.asked.Done(msg.seq) {
		return
	}
	if msg.err != nil {
		r.choose.Refuse(msg.err.Error(), model.HintOf(msg.err))
		return
	}
	d.Dialogs.Clear()
	d.Tell(dialog.BilledMsg{Title: "Compare", Question: msg.billed, Yes: "send", Then: beginMsg{msg.of}})
}
