package ui

import (
	"errors"
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/suite"
	"expresso/ui/diff"
	"expresso/ui/mark"
	"expresso/ui/replay"
	"expresso/ui/screen"
)

// replayed lies over the panes and shows the replay. The replay goes on when it is closed.
type replayed struct{ running, stopping bool } // when it was drawn last

func (o *replayed) key(a *App, msg tea.KeyMsg) tea.Cmd {
	view, k := a.replaying.view, &replay.Keys
	switch pressed := msg.String(); {
	case pressed == "esc" || pressed == "q" || pressed == "ctrl+c":
		a.over = nil
	case key.Matches(msg, k.Open):
		return a.openCase()
	case key.Matches(msg, k.Accept):
		return a.acceptCase()
	case key.Matches(msg, k.Again):
		if place, _, _, ok := view.Selected(); ok {
			return a.replayAgain([]int{place})
		}
	case key.Matches(msg, k.AgainBad):
		return a.replayBad()
	case key.Matches(msg, k.Run):
		_, result, _, _ := view.Selected()
		return a.goToRun(result.Run)
	case key.Matches(msg, k.Stop):
		return a.stopReplay()
	default:
		view.Update(msg)
	}
	return nil
}

// mouse takes the mouse at a cell of the content. The first click on a case chooses it, the
// second opens it.
func (o *replayed) mouse(a *App, _, y int, msg tea.MouseMsg) tea.Cmd {
	switch view := a.replaying.view; {
	case msg.Button == tea.MouseButtonWheelUp:
		view.Wheel(-wheelRows)
	case msg.Button == tea.MouseButtonWheelDown:
		view.Wheel(wheelRows)
	case msg.Action == tea.MouseActionPress && msg.Button == tea.MouseButtonLeft && view.Click(y):
		return a.openCase()
	}
	return nil
}

// keys are those that make sense now.
func (o *replayed) keys() []key.Binding {
	esc := "close"
	if o.running {
		esc = "close: it goes on"
	}
	keys := []key.Binding{footKey("enter", "compare"), footKey("E", "accept"), footKey("f", "only bad")}
	switch {
	case o.stopping:
		keys = append(keys, footKey("x", "abandon"))
	case o.running:
		keys = append(keys, footKey("x", "stop"))
	default:
		keys = append(keys, footKey("R", "run again"), footKey("F", "run bad again"))
	}
	return append(keys, footKey("o", "history"), footKey("esc", esc))
}

// view takes the whole screen but for header and footer.
func (o *replayed) view(a *App, _, height int) string {
	view, width := a.replaying.view, a.screen.width
	o.running, o.stopping = view.Running(), view.Running() && view.Stopping()
	height += 2
	view.SetSize(width-2, max(height-2, 0))
	body := view.View(a.t.Spinner[a.spin.frame%len(a.t.Spinner)])
	return a.t.Box(view.Title(), view.Status(), body, width, height, a.over == o)
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
	case a.local():
		return a.replayAgain(places)
	}
	a.replaying.planned++
	planned, bench, prices, cases := a.replaying.planned, a.cfg.Bench, a.price, a.replaying.view.Cases(places)
	return command(func() tea.Msg {
		e, err := suite.EstimateOf(a.ctx, bench.Journal, prices, cases)
		return againMsg{planned, places, e, err}
	})
}

// againMsg is sent when it is known what it may cost to run cases again.
type againMsg struct {
	planned  uint64
	places   []int
	estimate suite.Estimate
	err      error
}

func (a *App) onAgain(msg againMsg) tea.Cmd {
	switch {
	case msg.planned != a.replaying.planned || a.replaying.run != nil:
		return nil
	case msg.err != nil:
		return a.fail("cannot replay: "+msg.err.Error(), model.HintOf(msg.err))
	}
	return a.askBilled(msg.estimate, &replayed{}, func() tea.Cmd {
		a.over = &replayed{}
		return a.replayAgain(msg.places)
	})
}

// opened is a case of the replay beside what is expected of it.
type opened struct {
	asked   uint64 // answers to other questions are dropped
	place   int
	result  suite.Result // slim
	loading bool
	problem string // why there is nothing to compare
	hint    string
	diff    *diff.View
	head    int // lines above the comparison, when it was drawn last
}

// openCase compares the run of the case under the cursor with what is expected of it.
func (a *App) openCase() tea.Cmd {
	place, result, done, ok := a.replaying.view.Selected()
	switch {
	case !ok:
		return nil
	case !done:
		return a.say("this case has no result yet")
	}
	a.replaying.asked++
	o := &opened{asked: a.replaying.asked, place: place, result: result, diff: diff.New(a.t)}
	o.diff.Whole = true
	o.diff.Focus()
	a.over = o
	if result.Run.ID == "" {
		o.problem, o.hint = result.Problem.Error(), model.HintOf(result.Problem)
		return nil
	}
	o.loading = true
	asked, bench, inputs, prices := o.asked, a.cfg.Bench, a.cfg.Inputs, a.price
	return command(func() tea.Msg {
		msg := judgedMsg{asked: asked}
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
	asked     uint64
	run       model.Run
	judgement suite.Judgement
	want, got string
	err       error
}

func (a *App) onJudged(msg judgedMsg) tea.Cmd {
	o, ok := a.shown().(*opened)
	if !ok || o.asked != msg.asked {
		return nil
	}
	o.loading = false
	if msg.err != nil {
		o.problem, o.hint = msg.err.Error(), model.HintOf(msg.err)
		return nil
	}
	o.result.Run, o.result.Judgement = msg.run, msg.judgement
	cmd := o.diff.Set(diff.Side{Name: "expected", Text: msg.want}, diff.Side{Name: "run of " + msg.run.Asked.Local().Format("15:04:05"), Text: msg.got})
	return cmd
}

// listen takes in the comparison of large documents.
func (o *opened) listen(msg tea.Msg) {
	o.diff.Update(msg)
}

func (o *opened) key(a *App, msg tea.KeyMsg) tea.Cmd {
	switch pressed := msg.String(); {
	case pressed == "esc" || pressed == "q" || pressed == "ctrl+c":
		a.over = &replayed{}
	case key.Matches(msg, replay.Keys.Accept):
		return a.acceptCase()
	case key.Matches(msg, replay.Keys.Run):
		return a.goToRun(o.result.Run)
	default:
		return o.diff.Update(msg)
	}
	return nil
}

func (o *opened) mouse(_ *App, x, y int, msg tea.MouseMsg) tea.Cmd {
	return o.diff.Mouse(x, y-o.head, msg)
}

func (o *opened) keys() []key.Binding {
	back, accept, run := footKey("esc", "back"), footKey("E", "accept"), footKey("o", "history")
	if o.problem != "" {
		return []key.Binding{back}
	}
	return append([]key.Binding{accept, run}, append(o.diff.ShortHelp(), back)...)
}

// view takes the whole screen but for header and footer.
func (o *opened) view(a *App, _, height int) string {
	t, width := a.t, a.screen.width
	height += 2
	title := "Replay " + t.Sep + " " + screen.Visible(o.result.Machine.Name) + " " + t.Sep + " " + screen.Visible(o.result.Input)
	lines := o.headLines(a, width-4)
	status := ""
	o.head = len(lines)
	if !o.loading && o.problem == "" {
		o.diff.SetSize(width-2, max(height-2-o.head, 0))
		lines = append(lines, o.diff.View())
		if found := o.diff.Result(); found != nil && !found.Counts.None() {
			status = o.diff.Status()
		}
	}
	return t.Box(title, status, strings.Join(lines, "\n"), width, height, a.over == o)
}

// maxTold is how many differences are told in words above the comparison.
const maxTold = 4

// headLines tell the verdict, and in words what the documents below do not show.
func (o *opened) headLines(a *App, width int) []string {
	t, r := a.t, o.result
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
				a.price.Format(a.price.Of(run.Billing).Total))
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
	switch a.over.(type) {
	case *replayed, *opened:
	default:
		return nil // something else was opened since
	}
	a.over = nil
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
