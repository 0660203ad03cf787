package ui

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/compare"
	"expresso/ui/action"
	"expresso/ui/ask"
	"expresso/ui/dialog"
	"expresso/ui/screen"
	"expresso/ui/theme"
	"expresso/ui/versus"
)

// comparing lies over the panes and shows a comparison, under way or done.
type comparing struct {
	dialog.Base
	table   *action.Table
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
	c := newComparing(versus.New(a.t, of, a.now), of)
	c.waiting = len(of.Runs)
	a.compared = c
	a.dialogs.Replace(c)
	cmds := make([]tea.Cmd, 0, 1+len(of.Runs))
	cmds = append(cmds, a.startSpin())
	for i, run := range of.Runs {
		ctx, cancel := context.WithCancelCause(a.ctx)
		a.flights = append(a.flights, flight{run, cancel})
		a.sending.Add(1)
		send := func() tea.Msg {
			defer a.sending.Done()
			defer cancel(nil)
			return sideMsg{c, i, of.Run(ctx, i)}
		}
		cmds = append(cmds, a.afterDraft(ask.Run(send, func(b ask.BrokenMsg) tea.Msg {
			run.Status, run.Problem = model.NoAnswer, b.What
			return sideMsg{c, i, compare.Answer{Run: run, Err: errors.New(b.What), NoTrace: b.What}}
		})))
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
	if a.dialogs.Shown() == dialog.Dialog(msg.of) {
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

func newComparing(pane *versus.View, of *compare.Comparison) *comparing {
	c := &comparing{pane: pane, of: of}
	turn := func(by int) func() tea.Cmd { return action.Plain(func() { c.pane.Turn(by) }) }
	c.table = action.New(
		action.Action{ID: "close-whole-page", Title: "leave it from anywhere", Keys: []string{"ctrl+c"}, Do: action.Plain(c.Close)},
		dialog.Leave(func() {
			if !c.pane.Back() {
				c.Close()
			}
		}),
		action.Action{ID: "comparison-next-tab", Title: "next tab", Keys: []string{"tab"}, Do: turn(1)},
		action.Action{ID: "comparison-previous-tab", Title: "previous tab", Keys: []string{"shift+tab"}, Do: turn(-1)},
		action.Action{
			ID: "abandon-comparison", Title: "abandon both runs", Keys: []string{"x"},
			Hidden: func() bool { return c.waiting == 0 }, Do: action.Plain(func() { c.Tell(askAbandonBothMsg{c.of.Group}) }),
		},
	)
	return c
}

// askAbandonBothMsg is told when somebody may not want to wait for the runs of a comparison
// any more.
type askAbandonBothMsg struct{ group model.GroupID }

func (a *App) askAbandonBoth(group model.GroupID) {
	a.dialogs.Push(&dialog.Confirm{
		Title:    "Abandon",
		Question: "stop waiting for both runs? The executions go on, up to five minutes, and are billed where runs are",
		Yes:      "abandon them", Then: abandonMsg{group: group},
	})
}

// Name is what the help calls it.
func (*comparing) Name() string { return "comparison" }

// Actions are those of what is open.
func (c *comparing) Actions() []action.Action { return c.pane.Actions() }

// Capturing is false: nothing is typed here.
func (*comparing) Capturing() bool { return false }

// Bind gives the actions other keys.
func (c *comparing) Bind(keys action.Keys) {
	c.table.Bind(keys)
	c.pane.Bind(keys)
}

// SetTheme gives the colours.
func (c *comparing) SetTheme(t *theme.Theme) {
	c.Base.SetTheme(t)
	c.pane.SetTheme(t)
}

// SetFrame gives a frame of what moves while runs are in flight.
func (c *comparing) SetFrame(frame int) { c.pane.Frame = frame }

// Update takes a key. What else the comparison waits for it gets open or not.
func (c *comparing) Update(msg tea.Msg) tea.Cmd {
	k, ok := msg.(tea.KeyMsg)
	if !ok {
		return nil
	}
	if cmd, used := c.table.Press(k); used {
		return cmd
	}
	return c.pane.Update(k)
}

// Foot is what makes sense now.
func (c *comparing) Foot() []key.Help {
	own := c.table.Hint
	if c.waiting > 0 {
		return []key.Help{own("abandon-comparison", "abandon"), own("close-page", "close: it goes on")}
	}
	if c.pane.Opened() {
		return append(c.pane.Foot(), own("close-page", "back to the states"))
	}
	return append(append([]key.Help{own("comparison-next-tab", "next tab")}, c.pane.Foot()...), own("close-page", "close"))
}

// View draws the tab that is open.
func (c *comparing) View(width, height int) string {
	c.pane.SetSize(width-2, height-2)
	return c.T.Box(c.title(c.T, width), c.pane.Status(), c.pane.View(), width, height, c.Front)
}

// title is the row of tabs and what is compared. The tabs begin at the third cell of the
// content, behind the corner, a blank and the mark of the focus.
func (c *comparing) title(t *theme.Theme, width int) string {
	c.titles = c.titles[:0]
	x := 3
	var text strings.Builder
	text.WriteString(sgrReset)
	for _, tab := range versus.Tabs() {
		title := tab.String()
		if tab == c.pane.Tab() {
			title = t.Select.Render(" " + title + " ")
		} else {
			title = t.Dim.Render(title)
		}
		c.titles = append(c.titles, span{x, x + screen.Width(title)})
		x += screen.Width(title) + 1
		text.WriteString(title + " ")
	}
	name := screen.Visible(c.of.Sides[0].Machine.Machine())
	return text.String() + t.Bold.Render(t.Fit(name, min(screen.Width(name), max(width/4, minNamed))))
}

// Mouse takes the mouse at a cell of the content; the tabs stand in the frame above it.
func (c *comparing) Mouse(x, y int, msg tea.MouseMsg) tea.Cmd {
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
		a.dialogs.Replace(a.compared)
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
	switch {
	case left.Target != right.Target:
		return [2]string{left.Target, right.Target}
	case left.Machine != right.Machine:
		return [2]string{left.Machine.Aimed(), right.Machine.Aimed()}
	}
	return [2]string{left.Machine.Aimed() + ", first", right.Machine.Aimed() + ", second"}
}

func (a *App) onCompared(msg comparedMsg) tea.Cmd {
	if msg.err != nil {
		return a.warn("the comparison cannot be shown: " + withHint(msg.err))
	}
	if a.dialogs.Front() != nil {
		return nil // something else was opened since
	}
	c := newComparing(versus.New(a.t, msg.of, a.now), msg.of)
	c.answers = msg.answers
	a.compared = c
	a.dialogs.Replace(c)
	return a.judge(c)
}
