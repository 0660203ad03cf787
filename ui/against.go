package ui

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/compare"
	"expresso/ui/screen"
	"expresso/ui/theme"
	"expresso/ui/versus"
)

// comparand is an input that is to be run in two places: where it is run anyway, and how it
// is read.
type comparand struct {
	aim   model.ARN
	saved string // the name of the saved input, "" if it is none
	input func(context.Context) (string, error)
}

// name is what is compared, for a title.
func (c comparand) name() string {
	name := c.aim.Machine() + strings.TrimPrefix(string(c.aim), string(c.aim.Unqualified()))
	if c.saved != "" {
		name += " " + c.saved
	}
	return name
}

// comparand is what the cursor is on: a saved input, a run's input, or that in the editor.
func (a *App) comparand() comparand {
	inputs, journal, fill := a.cfg.Inputs, a.cfg.Bench.Journal, a.cfg.Parameters.Fill
	switch a.focus {
	case savedPane:
		input, _ := a.inputs.Selected()
		machine := a.machine.Name
		return comparand{a.aim, input.Name, func(context.Context) (string, error) {
			text, err := inputs.Load(machine, input.Name)
			if err != nil {
				return "", err
			}
			return fill(text, 1)
		}}
	case historyPane, detailsPane:
		run, _ := a.list.Selected()
		aim := run.Machine
		if m, ok := a.machineOf(aim); ok && run.Target != a.cfg.Bench.Target.Info().Name {
			aim = m.ARN
		}
		return comparand{aim, run.Saved, func(ctx context.Context) (string, error) {
			whole, err := journal.Get(ctx, run.ID)
			return whole.Input, err // its parameters have had their values
		}}
	}
	c, text := comparand{aim: a.aim}, a.editor.Text()
	if aim := a.picker.Aim(); a.focus == machinesPane && aim.Unqualified() == a.machine.ARN {
		c.aim = aim
	}
	if !a.changedInput() {
		c.saved = a.input.name
	}
	c.input = func(context.Context) (string, error) { return fill(text, 1) }
	return c
}

// cannotCompare says why nothing can be compared now, "" if it can.
func (a *App) cannotCompare() string {
	if a.cfg.Against == nil {
		return "there is nothing to compare with here"
	}
	switch a.focus {
	case savedPane:
		return cmp.Or(a.noMachine(), a.noInput())
	case historyPane, detailsPane:
		run, ok := a.list.Selected()
		if _, known := a.machineOf(run.Machine); ok && !known {
			return "the machine of this run is not here"
		}
		return a.noRun()
	case machinesPane:
		if m, ok := a.picker.Selected(); ok && m.ARN != a.machine.ARN {
			return cmp.Or(a.cannotRun(), "pick "+m.Name+" first: it is its input that is compared")
		}
	}
	return a.cannotRun()
}

// askCompare asks what the input under the cursor is to be compared with.
func (a *App) askCompare() tea.Cmd {
	if a.focus == machinesPane || a.focus == inputPane {
		if cmd, bad := a.unsound("not compared"); bad {
			return cmd
		}
	}
	c := &chooser{subject: a.comparand(), reading: true}
	a.over = c
	a.toast.text = "" // the keys are worth more now
	return a.readPlaces(c)
}

// reachedMsg is sent when both sides of a comparison can be run, or why they cannot.
type reachedMsg struct {
	chooser *chooser
	seq     uint64
	of      *compare.Comparison
	billed  string
	err     error
}

// reach aims at what was chosen, and reads the input.
func (a *App) reach(c *chooser, with string) tea.Cmd {
	ctx, cancel := context.WithCancel(a.ctx)
	c.seq++
	c.reaching, c.problem, c.hint, c.cancel = with, "", "", cancel
	against, subject, msg := a.cfg.Against, c.subject, reachedMsg{chooser: c, seq: c.seq}
	return command(func() tea.Msg {
		defer cancel()
		input, err := subject.input(ctx)
		var to Opposite
		if err == nil {
			to, err = against(ctx, subject.aim, with)
		}
		if err == nil {
			msg.of, err = compare.New(to.Sides, input, subject.saved)
		}
		msg.billed, msg.err = to.Billed, err
		return msg
	})
}

// onReached runs the comparison, after a question where a run is billed.
func (a *App) onReached(msg reachedMsg) tea.Cmd {
	c := msg.chooser
	if a.over != c || c.seq != msg.seq {
		return nil
	}
	c.reaching = ""
	switch {
	case msg.err != nil:
		c.problem, c.hint = msg.err.Error(), model.HintOf(msg.err)
		return nil
	case msg.billed != "":
		a.over = &confirm{
			title: "Compare", text: msg.billed, yes: "send",
			do: func() tea.Cmd { return a.compare(msg.of) },
		}
		return nil
	}
	return a.compare(msg.of)
}

// comparing lies over the panes and shows a comparison, under way or done.
type comparing struct {
	pane    *versus.View
	of      *compare.Comparison
	answers [2]compare.Answer
	waiting int // for so many answers
	titles  []span
}

// span is where on a line something stands.
type span struct{ from, to int }

// compare sends both runs of a comparison, and shows it.
func (a *App) compare(of *compare.Comparison) tea.Cmd {
	c := &comparing{pane: versus.New(a.t, of, a.now), of: of, waiting: len(of.Runs)}
	a.over, a.compared = c, c
	cmds := []tea.Cmd{a.startSpin()}
	for i, run := range of.Runs {
		ctx, cancel := context.WithCancelCause(a.ctx)
		a.flights = append(a.flights, flight{run, cancel})
		a.sending.Add(1)
		send := func() tea.Msg {
			defer a.sending.Done()
			defer cancel(nil)
			return sideMsg{c, i, of.Run(ctx, i)}
		}
		cmds = append(cmds, guarded(send, func(what string) tea.Msg {
			run.Status, run.Problem = model.NoAnswer, what
			return sideMsg{c, i, compare.Answer{Run: run, Err: errors.New(what), NoTrace: what}}
		}))
	}
	a.resize(a.screen.width, a.screen.height) // the line in flight takes room
	a.list.Reload()
	return tea.Batch(cmds...)
}

// sideMsg is sent when one of the two runs of a comparison is over.
type sideMsg struct {
	of     *comparing
	side   int
	answer compare.Answer
}

// onSide takes one answer in; both together are compared.
func (a *App) onSide(msg sideMsg) tea.Cmd {
	c := msg.of
	c.answers[msg.side] = msg.answer
	c.pane.Answered(msg.side, msg.answer.Run)
	c.waiting--
	a.landed(msg.answer.Run)
	if c.waiting > 0 {
		return nil
	}
	return a.judge(c)
}

// differencesMsg is sent when two runs have been compared.
type differencesMsg struct {
	of          *comparing
	result      *compare.Result
	left, right string // the runs as compare.Document has them
}

func (a *App) judge(c *comparing) tea.Cmd {
	answers := c.answers
	return command(func() tea.Msg {
		left, right := answers[0].Run, answers[1].Run
		left.Input, right.Input = "", "" // is the same
		return differencesMsg{c, compare.Of(answers, nil), compare.Document(left), compare.Document(right)}
	})
}

// onDifferences shows what differs, or says so where something else is looked at.
func (a *App) onDifferences(msg differencesMsg) tea.Cmd {
	cmd := msg.of.pane.Give(msg.result, msg.left, msg.right)
	if a.over == msg.of {
		return cmd
	}
	name, n := msg.of.of.Sides[0].Name+" and "+msg.of.of.Sides[1].Name, len(msg.result.Differences)
	switch {
	case !msg.result.Answered():
		return tea.Batch(cmd, a.warn(name+" could not be compared: one has no answer"))
	case n == 0:
		return tea.Batch(cmd, a.good(name+": no differences"))
	case n == 1:
		return tea.Batch(cmd, a.warn(name+": 1 difference"))
	}
	return tea.Batch(cmd, a.warn(name+": "+screen.Count(int64(n))+" differences"))
}

func (c *comparing) key(a *App, msg tea.KeyMsg) tea.Cmd {
	switch pressed := msg.String(); {
	case pressed == "ctrl+c":
		a.over = nil
	case pressed == "esc" || pressed == "q":
		if !c.pane.Back() {
			a.over = nil
		}
	case pressed == "tab":
		c.pane.Turn(1)
	case pressed == "shift+tab":
		c.pane.Turn(-1)
	case pressed == "x" && c.waiting > 0:
		a.over = &confirm{
			title: "Abandon",
			text:  "stop waiting for both runs? The executions go on, up to five minutes, and are billed where runs are",
			yes:   "abandon them",
			do:    func() tea.Cmd { a.over = c; a.abandonGroup(c.of.Group); return nil },
			no:    func() tea.Cmd { a.over = c; return nil },
		}
	default:
		return c.pane.Update(msg)
	}
	return nil
}

// abandonGroup gives up waiting for the runs of a group.
func (a *App) abandonGroup(group model.GroupID) {
	for _, f := range a.flights {
		if f.run.Group == group {
			f.cancel(model.ErrAbandoned)
		}
	}
}

func (c *comparing) keys() []key.Binding {
	if c.waiting > 0 {
		return []key.Binding{footKey("x", "abandon"), footKey("esc", "close: it goes on")}
	}
	if c.pane.Opened() {
		return append([]key.Binding{footKey("esc", "back to the states")}, c.pane.ShortHelp()...)
	}
	return append([]key.Binding{footKey("esc", "close"), footKey("tab", "next tab")}, c.pane.ShortHelp()...)
}

// view takes the whole screen but for the footer.
func (c *comparing) view(a *App, _, height int) string {
	width := a.screen.width
	height += 2
	c.pane.Frame = a.spin.frame
	c.pane.SetSize(width-2, height-2)
	return a.t.Box(c.title(a.t, width), c.pane.Status(), c.pane.View(), width, height, true)
}

// title is the row of tabs and what is compared. The tabs begin at the third cell of the
// content, behind the corner, a blank and the mark of the focus.
func (c *comparing) title(t *theme.Theme, width int) string {
	c.titles = c.titles[:0]
	text, x := sgrReset, 3
	for _, tab := range versus.Tabs() {
		title := tab.String()
		if tab == c.pane.Tab() {
			title = t.Select.Render(" " + title + " ")
		} else {
			title = t.Dim.Render(title)
		}
		c.titles = append(c.titles, span{x, x + screen.Width(title)})
		x += screen.Width(title) + 1
		text += title + " "
	}
	name := screen.Visible(c.of.Sides[0].Machine.Machine())
	return text + t.Bold.Render(t.Fit(name, min(screen.Width(name), max(width/4, minNamed))))
}

// mouse takes the mouse at a cell of the content; the tabs stand in the frame above it.
func (c *comparing) mouse(_ *App, x, y int, msg tea.MouseMsg) tea.Cmd {
	if y == -1 && msg.Action == tea.MouseActionPress && msg.Button == tea.MouseButtonLeft {
		for i, s := range c.titles {
			if x >= s.from && x < s.to {
				c.pane.Open(versus.Tabs()[i])
			}
		}
		return nil
	}
	return c.pane.Mouse(x, y, msg)
}

// noComparison says why there is no comparison to show, "" if there is one.
func (a *App) noComparison() string {
	run, ok := a.list.Selected()
	if !ok {
		return a.noRun()
	}
	if run.Group.Kind() != model.CompareGroup {
		return "this run was no part of a comparison: V makes one of its input"
	}
	return ""
}

// comparedMsg is sent when the two runs of a comparison of the past have been read.
type comparedMsg struct {
	of      *compare.Comparison
	answers [2]compare.Answer
	err     error
}

// showComparison shows the comparison that the run under the cursor was part of, or goes
// back to it.
func (a *App) showComparison() tea.Cmd {
	run, _ := a.list.Selected()
	if a.compared != nil && a.compared.of.Group == run.Group {
		a.over = a.compared
		return nil
	}
	bench, prices := a.cfg.Bench, a.cfg.Prices
	return command(func() tea.Msg {
		msg := comparedMsg{of: &compare.Comparison{Group: run.Group}}
		runs, err := bench.Journal.List(a.ctx, model.Query{Group: run.Group, Limit: 3})
		if err == nil && len(runs) != 2 {
			err = errors.New("only one of its two runs is still kept")
		}
		if err != nil {
			msg.err = err
			return msg
		}
		slices.SortFunc(runs, func(x, y model.Run) int { return strings.Compare(string(x.ID), string(y.ID)) })
		names := sideNames(runs[0], runs[1])
		for i, r := range runs {
			if msg.answers[i].Run, msg.err = bench.Journal.Get(a.ctx, r.ID); msg.err != nil {
				return msg
			}
			msg.answers[i].ReadTrace(a.ctx, bench)
			msg.of.Sides[i] = compare.Side{Name: names[i], Machine: r.Machine, Prices: prices.Of(r)}
			msg.of.Runs[i] = msg.answers[i].Run
		}
		return msg
	})
}

// sideNames tell two runs apart by what the history knows of them: not from which file a
// definition came.
func sideNames(left, right model.Run) [2]string {
	nameOf := func(r model.Run) string { return comparand{aim: r.Machine}.name() }
	switch {
	case left.Target != right.Target:
		return [2]string{left.Target, right.Target}
	case left.Machine != right.Machine:
		return [2]string{nameOf(left), nameOf(right)}
	}
	return [2]string{nameOf(left) + ", first", nameOf(right) + ", second"}
}

func (a *App) onCompared(msg comparedMsg) tea.Cmd {
	if msg.err != nil {
		return a.warn("the comparison cannot be shown: " + withHint(msg.err))
	}
	if a.over != nil {
		return nil // something else was opened since
	}
	c := &comparing{pane: versus.New(a.t, msg.of, a.now), of: msg.of, answers: msg.answers}
	a.over, a.compared = c, c
	a.toast.text = "" // the keys are worth more now
	return a.judge(c)
}
