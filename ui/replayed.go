package ui

import (
	"errors"
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/pricing"
	"expresso/model/suite"
	"expresso/ui/action"
	"expresso/ui/ask"
	"expresso/ui/dialog"
	"expresso/ui/diff"
	"expresso/ui/mark"
	"expresso/ui/replay"
	"expresso/ui/screen"
	"expresso/ui/theme"
)

// replayed lies over the panes and shows the replay. The replay goes on when it is closed.
type replayed struct {
	dialog.Base
	view  *replay.View
	table *action.Table
	frame int
}

// caseMsg is told when something is to be done with the case under the cursor of the
// replay's table, or with the replay.
type caseMsg int

const (
	openCase caseMsg = iota
	acceptCase
	runCase
	runBadCases
	goToCase
	stopCases
)

func newReplayed(view *replay.View) *replayed {
	o, k := &replayed{view: view}, &replay.Keys
	tell := func(msg caseMsg) func() tea.Cmd { return action.Plain(func() { o.Tell(msg) }) }
	o.table = action.New(
		dialog.Leave(o.Close),
		own("compare-case", k.Open, tell(openCase)), own("accept-case", k.Accept, tell(acceptCase)),
		own("run-case-again", k.Again, tell(runCase)), own("run-bad-cases-again", k.AgainBad, tell(runBadCases)),
		own("open-case-in-history", k.Run, tell(goToCase)), own("stop-replay", k.Stop, tell(stopCases)),
	)
	return o
}

// Name is what the help calls it.
func (*replayed) Name() string { return "replay" }

// Actions are those of the table.
func (*replayed) Actions() []action.Action { return of(replay.Bindings()) }

// Capturing is false: nothing is typed here.
func (*replayed) Capturing() bool { return false }

// Bind gives the actions other keys.
func (o *replayed) Bind(keys action.Keys) { o.table.Bind(keys) }

// SetFrame gives a frame of what moves while runs are in flight.
func (o *replayed) SetFrame(frame int) { o.frame = frame }

// Update takes a key.
func (o *replayed) Update(msg tea.Msg) tea.Cmd {
	if k, ok := msg.(tea.KeyMsg); ok {
		if cmd, used := o.table.Press(k); used {
			return cmd
		}
		o.view.Update(k)
	}
	return nil
}

// Mouse takes the mouse at a cell of the content. The first click on a case chooses it, the
// second opens it.
func (o *replayed) Mouse(_, y int, msg tea.MouseMsg) tea.Cmd {
	switch {
	case msg.Button == tea.MouseButtonWheelUp:
		o.view.Wheel(-wheelRows)
	case msg.Button == tea.MouseButtonWheelDown:
		o.view.Wheel(wheelRows)
	case msg.Action == tea.MouseActionPress && msg.Button == tea.MouseButtonLeft && o.view.Click(y):
		o.Tell(openCase)
	}
	return nil
}

// Foot is what makes sense now.
func (o *replayed) Foot() []key.Help {
	esc, own := "close", o.table.Hint
	if o.view.Running() {
		esc = "close: it goes on"
	}
	keys := []key.Help{own("compare-case", "compare"), own("accept-case", "accept"), hint("f", "only bad")}
	switch {
	case o.view.Running() && o.view.Stopping():
		keys = append(keys, own("stop-replay", "abandon"))
	case o.view.Running():
		keys = append(keys, own("stop-replay", "stop"))
	default:
		keys = append(keys, own("run-case-again", "run again"), own("run-bad-cases-again", "run bad again"))
	}
	return append(keys, own("open-case-in-history", "history"), own("close-page", esc))
}

// View draws the table.
func (o *replayed) View(width, height int) string {
	o.view.SetSize(width-2, max(height-2, 0))
	body := o.view.View(o.T.Spinner[o.frame%len(o.T.Spinner)])
	return o.T.Box(o.view.Title(), o.view.Status(), body, width, height, o.Front)
}

// onCase does something with the case under the cursor of the table, or with the replay.
func (a *App) onCase(msg caseMsg) tea.Cmd {
	place, result, _, ok := a.replaying.view.Selected()
	switch msg {
	case openCase:
		return a.openCase()
	case acceptCase:
		return a.acceptCase()
	case runCase:
		if ok {
			return a.replayAgain([]int{place})
		}
	case runBadCases:
		return a.replayBad()
	case goToCase:
		return a.goToRun(result.Run)
	case stopCases:
		return a.stopReplay()
	}
	return nil
}

// replayAgain runs cases of the table again.
func (a *App) replayAgain(places []int) tea.Cmd {
	if busy := a.replayBusy(); busy != "" {
		return a.warn("wait until the replay is over, or stop it with x")
	}
	return a.beginReplay(places)
}

// replayBad runs all cases again that are not as expected, after asking where that is
// billed.
func (a *App) replayBad() tea.Cmd {
	places := a.replaying.view.NotOK()
	switch {
	case a.replaying.run != nil:
		return a.replayAgain(nil)
	case len(places) == 0:
		return a.say("all is as expected")
	case !a.bills():
		return a.replayAgain(places)
	}
	ctx, planned := a.replaying.planning.Next(a.ctx)
	bench, prices, cases := a.cfg.Bench, a.price, a.replaying.view.Cases(places)
	return command(func() tea.Msg {
		e, err := suite.EstimateOf(ctx, bench.Journal, prices, cases)
		return againMsg{planned, places, e, err}
	})
}

// againMsg is sent when it is known what it may cost to run cases again.
type againMsg struct {
	planned  ask.Seq
	places   []int
	estimate suite.Estimate
	err      error
}

func (a *App) onAgain(msg againMsg) tea.Cmd {
	switch {
	case !a.replaying.planning.Done(msg.planned) || a.replaying.run != nil:
		return nil
	case msg.err != nil:
		return a.fail("cannot replay: "+msg.err.Error(), model.HintOf(msg.err))
	}
	return a.askReplay(msg.estimate, beginReplayMsg{a.replaying.view, msg.places})
}

// opened is a case of the replay beside what is expected of it.
type opened struct {
	dialog.Base
	table   *action.Table
	price   pricing.Table
	result  suite.Result // slim
	loading bool
	problem string // why there is nothing to compare
	hint    string
	diff    *diff.View
	head    int // lines above the comparison, when it was drawn last
}

// openCase compares the run of the case under the cursor with what is expected of it.
func (a *App) openCase() tea.Cmd {
	_, result, done, ok := a.replaying.view.Selected()
	switch {
	case !ok:
		return nil
	case !done:
		return a.say("this case has no result yet")
	}
	o := &opened{price: a.price, result: result, diff: diff.New(a.t)}
	o.diff.Whole = true
	o.diff.Focus()
	o.bind()
	a.dialogs.Push(o)
	if result.Run.ID == "" {
		o.problem, o.hint = result.Problem.Error(), model.HintOf(result.Problem)
		return nil
	}
	o.loading = true
	bench, inputs, prices := a.cfg.Bench, a.cfg.Inputs, a.price
	return command(func() tea.Msg {
		msg := judgedMsg{of: o}
		run, err := bench.Journal.Get(a.ctx, result.Run.ID)
		if err != nil {
			msg.err = fmt.Errorf("the run cannot be read: %w", err)
			return msg
		}
		expected, file, err := inputs.Expectation(result.Machine.Name, result.Input)
		if err != nil {
			msg.err = err
			return msg
		}
		var e *suite.Expectation
		if expected != "" {
			if e, msg.err = suite.Parse(expected, file); msg.err != nil {
				return msg
			}
		}
		msg.run, msg.judgement = run, suite.Judge(e, run, prices)
		msg.want, msg.got = suite.Sides(e, run)
		return msg
	})
}

// judgedMsg is sent when the run of a case has been compared with what is expected now.
type judgedMsg struct {
	of        *opened
	run       model.Run
	judgement suite.Judgement
	want, got string
	err       error
}

func (o *opened) onJudged(msg judgedMsg) tea.Cmd {
	o.loading = false
	if msg.err != nil {
		o.problem, o.hint = msg.err.Error(), model.HintOf(msg.err)
		return nil
	}
	o.result.Run, o.result.Judgement = msg.run, msg.judgement
	return o.diff.Set(diff.Side{Name: "expected", Text: msg.want}, diff.Side{Name: "run of " + msg.run.Asked.Local().Format("15:04:05"), Text: msg.got})
}

// bind makes what answers keys.
func (o *opened) bind() {
	tell := func(msg caseMsg) func() tea.Cmd { return action.Plain(func() { o.Tell(msg) }) }
	o.table = action.New(
		dialog.Leave(o.Close),
		own("accept-case", replay.Keys.Accept, tell(acceptCase)), own("open-case-in-history", replay.Keys.Run, tell(goToCase)),
	)
}

// Name is what the help calls it.
func (*opened) Name() string { return "replay: one input" }

// Actions are its own and those of a comparison.
func (o *opened) Actions() []action.Action {
	return append(of([]key.Binding{replay.Keys.Accept, replay.Keys.Run}), o.diff.Actions()...)
}

// Capturing is false: nothing is typed here.
func (*opened) Capturing() bool { return false }

// Bind gives the actions other keys.
func (o *opened) Bind(keys action.Keys) {
	o.table.Bind(keys)
	o.diff.Bind(keys)
}

// SetTheme gives the colours.
func (o *opened) SetTheme(t *theme.Theme) {
	o.Base.SetTheme(t)
	o.diff.SetTheme(t)
}

// Update takes a key, the run, or the comparison of large documents.
func (o *opened) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case judgedMsg:
		if msg.of == o {
			return o.onJudged(msg)
		}
		return nil
	case tea.KeyMsg:
		if cmd, used := o.table.Press(msg); used {
			return cmd
		}
	}
	return o.diff.Update(msg)
}

// Mouse takes the mouse at a cell of the content.
func (o *opened) Mouse(x, y int, msg tea.MouseMsg) tea.Cmd {
	return o.diff.Mouse(x, y-o.head, msg)
}

// Foot is what makes sense now.
func (o *opened) Foot() []key.Help {
	back := o.table.Hint("close-page", "back")
	if o.problem != "" {
		return []key.Help{back}
	}
	keys := []key.Help{o.table.Hint("accept-case", "accept"), o.table.Hint("open-case-in-history", "history")}
	return append(keys, append(o.diff.Foot(), back)...)
}

// View draws the verdict and the comparison.
func (o *opened) View(width, height int) string {
	t := o.T
	title := "Replay " + t.Sep + " " + screen.Visible(o.result.Machine.Name) + " " + t.Sep + " " + screen.Visible(o.result.Input)
	lines := o.headLines(width - 4)
	status := ""
	o.head = len(lines)
	if !o.loading && o.problem == "" {
		o.diff.SetSize(width-2, max(height-2-o.head, 0))
		lines = append(lines, o.diff.View())
		if found := o.diff.Result(); found != nil && !found.Counts.None() {
			status = o.diff.Status()
		}
	}
	return t.Box(title, status, strings.Join(lines, "\n"), width, height, o.Front)
}

// maxTold is how many differences are told in words above the comparison.
const maxTold = 4

// headLines tell the verdict, and in words what the documents below do not show.
func (o *opened) headLines(width int) []string {
	t, r := o.T, o.result
	var lines []string
	say := func(text string, paint func(...string) string) {
		for _, line := range screen.Wrap(text, width) {
			lines = append(lines, " "+paint(line))
		}
	}
	head := " " + mark.VerdictWord(t, r.Verdict)
	if run := r.Run; run.ID != "" {
		facts := []string{mark.Word(t, run.Status)}
		if run.Status.Answered() {
			facts = append(facts, screen.Duration(run.Duration()))
		}
		if run.Billing != (model.Billing{}) {
			facts = append(facts, "billed "+screen.Duration(run.Billing.Duration)+" "+t.Times+" "+screen.Count(run.Billing.MemoryMB)+" MB",
				o.price.Format(o.price.Of(run.Billing).Total))
		}
		head += "   " + strings.Join(facts, t.Dim.Render(" "+t.Sep+" "))
	}
	lines = append(lines, head)
	switch {
	case o.loading:
		say("comparing "+t.Ellipsis, t.Dim.Render)
		return lines
	case o.problem != "":
		say(o.problem, t.Fail.Render)
		if o.hint != "" {
			say(o.hint, t.Dim.Render)
		}
		return lines
	}
	if r.Problem != nil {
		say(r.Problem.Error(), t.Fail.Render)
	}
	if r.Run.Hint != "" {
		say(r.Run.Hint, t.Dim.Render)
	}
	told := 0
	for _, d := range r.Differences {
		if d.Path == "" && told < maxTold { // the others are seen below
			told++
			say(d.String(), t.Text.Render)
		}
	}
	if r.Verdict == suite.Unchecked {
		say("nothing is written down of what is expected: E accepts this run as expected", t.Dim.Render)
	}
	return append(lines, "")
}

// goToRun shows a run in the history, among those of its group.
func (a *App) goToRun(run model.Run) tea.Cmd {
	if run.ID == "" {
		return a.warn("this case was not run")
	}
	journal := a.cfg.Bench.Journal
	return command(func() tea.Msg {
		// Those that were asked for since then stand above it.
		newer, err := journal.Totals(a.ctx, model.Query{Group: run.Group, Fold: run.Group == "", Since: run.Asked})
		return soughtMsg{run, newer.Runs, err}
	})
}

// soughtMsg is sent when it is known where in the list of its group a run is.
type soughtMsg struct {
	run   model.Run
	newer int64 // runs that were asked for when it was or later, itself one of them
	err   error
}

func (a *App) onSought(msg soughtMsg) tea.Cmd {
	if msg.err != nil {
		return a.fail("cannot find the run: "+msg.err.Error(), model.HintOf(msg.err))
	}
	switch a.dialogs.Front().(type) {
	case *replayed, *opened:
	default:
		return nil // something else was opened since
	}
	a.dialogs.Clear()
	a.list.ClearFilters()
	a.list.Seek(msg.run, int(msg.newer)-1)
	a.setFocus(historyPane)
	return nil
}

// acceptCase accepts the run of the case under the cursor of the table as expected.
func (a *App) acceptCase() tea.Cmd {
	place, result, done, ok := a.replaying.view.Selected()
	switch {
	case !ok:
		return nil
	case !done:
		return a.say("this case has no result yet")
	case !result.Run.Status.Answered():
		return a.warn(errNotAnswered.Error())
	}
	return a.accepting(result.Run.ID, result.Machine.Name, result.Input, place)
}

var errNotAnswered = errors.New("this run has no answer: there is nothing to expect")
