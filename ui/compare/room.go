package compare

import (
	"cmp"
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/compare"
	"expresso/ui/ask"
	"expresso/ui/dialog"
	"expresso/ui/room"
	"expresso/ui/theme"
)

// Resolver resolves what a machine is compared with, as --with names it.
type Resolver func(ctx context.Context, machine model.ARN, with string) (compare.Pair, error)

// Config is what comparing takes.
type Config struct {
	room.Common
	ResolveOther Resolver                                               // nil if nothing can be compared with
	Places       func(ctx context.Context, arn model.ARN) []model.Place // what it takes beside qualifiers; may be nil
}

// Room takes comparisons from the question to the answer. It tells, see action.Out,
// SendMsg, StopWaitingMsg, dialog.BilledMsg and dialog.SayMsg.
type Room struct {
	dialog.Voice
	Config
	latest *comparing // nil if there was none
}

// SendMsg is told when one of the two runs is to be sent: Send does it, and Broken says how
// it ended if that panics. Both return the run's AnsweredMsg, which goes to Update.
type SendMsg struct {
	Run    model.Run
	Send   func(context.Context) tea.Msg
	Broken func(what string) tea.Msg
}

// AnsweredMsg is sent when one of the two runs of a comparison is over.
type AnsweredMsg struct {
	of     *comparing
	side   int
	Answer compare.Answer
}

// StopWaitingMsg is told when the user stops waiting for the runs of a comparison.
type StopWaitingMsg struct{ Group model.GroupID }

// JudgedMsg is told when it was recorded whether the runs of a comparison are the same.
// Unsigned is why one was not started for want of credentials of this target, nil if both were.
type JudgedMsg struct{ Unsigned error }

// differencesMsg is sent when two runs have been compared.
type differencesMsg struct {
	of          *comparing
	fresh       bool // the runs were made for it just now
	result      *compare.Result
	left, right string // the runs as compare.Document has them
}

// shownMsg is sent when the two runs of a comparison of the past have been read.
type shownMsg struct {
	of      *compare.Comparison
	answers [2]compare.Answer
	err     error
}

// New returns what compares.
func New(c Config) *Room { return &Room{Config: c} }

// Cannot says why nothing can be compared, "" if it can.
func (r *Room) Cannot() string {
	if r.ResolveOther == nil {
		return "this target cannot compare"
	}
	return ""
}

// SetTheme gives the colours to what is shown again.
func (r *Room) SetTheme(t *theme.Theme) {
	r.Theme = t
	if r.latest != nil {
		r.latest.SetTheme(t)
	}
}

// Update takes what its commands send and its dialogs tell.
func (r *Room) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case placesMsg:
		msg.to.choose.SetOptions(msg.places)
	case resolveMsg:
		return r.resolve(msg.of, msg.with)
	case stopResolveMsg:
		msg.of.asked.Drop()
	case resolvedMsg:
		r.onResolved(msg)
	case beginMsg:
		r.begin(msg)
	case AnsweredMsg:
		return r.onAnswered(msg)
	case differencesMsg:
		return r.onDifferences(msg)
	case readTracesMsg:
		return r.readTraces(msg.of)
	case tracesMsg:
		msg.of.reading, msg.of.answers = false, msg.answers
		return r.judge(msg.of, false)
	case askStopWaitingMsg:
		r.askStopWaiting(msg.group)
	case shownMsg:
		return r.onShown(msg)
	default:
		if r.latest != nil { // comparisons that take long
			return r.latest.pane.Update(msg)
		}
	}
	return nil
}

// begin has both runs of a comparison sent, and shows it.
func (r *Room) begin(msg beginMsg) {
	of := msg.of
	c := r.open(of, msg.what)
	c.waiting = len(of.Runs)
	for i, run := range of.Runs {
		r.Tell(SendMsg{
			Run:  run,
			Send: func(ctx context.Context) tea.Msg { return AnsweredMsg{c, i, of.Run(ctx, i)} },
			Broken: func(what string) tea.Msg {
				run.Status, run.Problem = model.NoResponse, what
				return AnsweredMsg{c, i, compare.Answer{Run: run, Err: errors.New(what), NoTrace: what}}
			},
		})
	}
}

// open opens the page of a comparison.
func (r *Room) open(of *compare.Comparison, what string) *comparing {
	r.latest = newComparing(NewView(r.Theme, of, r.Now), of)
	r.latest.what = what
	r.Dialogs.Replace(r.latest)
	return r.latest
}

// onAnswered takes one response; when both are there, they are compared.
func (r *Room) onAnswered(msg AnsweredMsg) tea.Cmd {
	c := msg.of
	c.answers[msg.side] = msg.Answer
	c.pane.Answered(msg.side, msg.Answer.Run)
	if c.waiting--; c.waiting > 0 {
		return nil
	}
	return r.judge(c, true)
}

// judge compares both responses, and records the result unless that was done before.
func (r *Room) judge(c *comparing, fresh bool) tea.Cmd {
	answers, journal := c.answers, r.Bench.Journal
	return ask.Command(func() tea.Msg {
		left, right := answers[0].Run, answers[1].Run
		left.Input, right.Input = "", "" // is the same
		result := compare.Of(answers, nil)
		if fresh {
			result.Note(context.Background(), journal)
		}
		return differencesMsg{c, fresh, result, compare.Document(left), compare.Document(right)}
	})
}

// readTracesMsg is told when the traces that were not read are wanted, and tracesMsg sent when they
// have been read.
type (
	readTracesMsg struct{ of *comparing }
	tracesMsg     struct {
		of      *comparing
		answers [2]compare.Answer
	}
)

// readTraces reads the traces that there are not yet, out of logs too.
func (r *Room) readTraces(c *comparing) tea.Cmd {
	c.reading = true
	answers, benches := c.answers, [2]*model.Workbench{c.of.Sides[0].Bench, c.of.Sides[1].Bench}
	return ask.Command(func() tea.Msg {
		for i := range answers {
			if answers[i].Tree == nil || answers[i].NoTrace != "" {
				answers[i].ReadTrace(context.Background(), cmp.Or(benches[i], r.Bench), true)
			}
		}
		return tracesMsg{c, answers}
	})
}

// unsigned is why a run of a comparison was not started for lack of this target's credentials.
func (r *Room) unsigned(c *comparing) (err error) {
	for i, side := range c.of.Sides {
		if side.Bench == nil || reflect.DeepEqual(side.Bench.Target.Info(), r.Bench.Target.Info()) {
			err = cmp.Or(err, model.Unsigned(c.answers[i].Err))
		}
	}
	return err
}

// onDifferences shows the differences, or reports them if something else is shown.
func (r *Room) onDifferences(msg differencesMsg) tea.Cmd {
	cmd := msg.of.pane.Give(msg.result, msg.left, msg.right)
	if msg.fresh {
		r.Tell(JudgedMsg{r.unsigned(msg.of)})
	}
	if r.Dialogs.Shown() == dialog.Dialog(msg.of) {
		return cmd
	}
	name, n := msg.of.of.Sides[0].Name+" and "+msg.of.of.Sides[1].Name, places(msg.result)
	switch {
	case !msg.result.Answered():
		r.Warn(name + " could not be compared: one has no response")
	case n == 0:
		r.Tell(dialog.SayMsg{Kind: dialog.Succeeded, Text: name + ": no differences"})
	default:
		r.Warn(name + ": " + count(n, "difference", "differences"))
	}
	return cmd
}

// askStopWaitingMsg is told when the user may want to stop waiting for the runs of a comparison.
type askStopWaitingMsg struct{ group model.GroupID }

func (r *Room) askStopWaiting(group model.GroupID) {
	r.Dialogs.Push(&dialog.Confirm{
		Title:    "Stop waiting",
		Question: "stop waiting for both runs? On AWS they continue, up to five minutes, and are billed",
		Yes:      "stop waiting", Then: StopWaitingMsg{group},
	})
}

// Part says why a run was no part of a comparison, "" if it was.
func Part(run model.Run) string {
	if run.Group.Kind() != model.CompareGroup {
		return "this run is not part of a comparison: press V to compare its input"
	}
	return ""
}

// Show shows the comparison that a run was part of, or goes back to it.
func (r *Room) Show(run model.Run) tea.Cmd {
	if r.latest != nil && r.latest.of.Group == run.Group {
		r.Dialogs.Replace(r.latest)
		return nil
	}
	return ask.Command(func() tea.Msg {
		msg := shownMsg{of: &compare.Comparison{Group: run.Group}}
		runs, err := r.Bench.Journal.List(r.Context, model.Query{Group: run.Group, Limit: 3})
		if err == nil && len(runs) != 2 {
			err = errors.New("one of its two runs was deleted")
		}
		if err != nil {
			msg.err = err
			return msg
		}
		slices.SortFunc(runs, func(x, y model.Run) int { return strings.Compare(string(x.ID), string(y.ID)) })
		names := sideNames(runs[0], runs[1])
		for i, one := range runs {
			if msg.answers[i].Run, msg.err = r.Bench.Journal.Get(r.Context, one.ID); msg.err != nil {
				return msg
			}
			msg.answers[i].ReadTrace(r.Context, r.Bench, false)
			msg.of.Sides[i] = compare.Side{Name: names[i], Machine: one.Machine, Prices: r.Prices.Of(one)}
			msg.of.Runs[i] = msg.answers[i].Run
		}
		return msg
	})
}

// sideNames tell two runs apart by what the history knows of them: not from which file a
// definition came.
func sideNames(left, right model.Run) [2]string {
	switch {
	case left.Target != right.Target:
		return [2]string{left.Target, right.Target}
	case left.Machine != right.Machine:
		return [2]string{left.Machine.Short(), right.Machine.Short()}
	}
	return [2]string{left.Machine.Short() + ", first", right.Machine.Short() + ", second"}
}

func (r *Room) onShown(msg shownMsg) tea.Cmd {
	if msg.err != nil {
		r.Tell(dialog.SayMsg{Kind: dialog.Warned, Text: "the comparison cannot be shown: " + msg.err.Error(), Hint: model.HintOf(msg.err)})
		return nil
	}
	if r.Dialogs.Front() != nil {
		return nil // something else was opened since
	}
	what := "edited input"
	if saved := msg.of.Runs[0].Saved; saved != "" {
		what = "saved input " + saved
	}
	c := r.open(msg.of, what)
	c.answers = msg.answers
	return r.judge(c, false)
}
