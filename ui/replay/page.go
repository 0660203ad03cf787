package replay

import (
	"fmt"
	"slices"
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
	"expresso/ui/mouse"
	"expresso/ui/screen"
	"expresso/ui/sheet"
	"expresso/ui/status"
)

// replayed lies over the panes and shows the replay. The replay continues when it is closed.
type replayed struct {
	dialog.Base
	room  *Room
	view  *View
	table *action.Table
	frame int
}

func newReplayed(r *Room) *replayed {
	o := &replayed{room: r, view: r.view}
	o.table = action.New(
		action.Action{ID: "compare-case", Title: "compare with the expectation", Keys: []string{"enter"}, Do: o.open},
		r.acceptAction(),
		action.Action{ID: "run-all-cases-again", Title: "replay all again", Keys: []string{"R"}, Sends: true, Do: r.againAll},
		action.Action{ID: "run-bad-cases-again", Title: "rerun the failures", Keys: []string{"F"}, Sends: true, Do: r.againBad},
		action.Action{ID: "run-case-again", Title: "rerun the case under the cursor", Keys: []string{"ctrl+r", "f5"}, Sends: true, Do: o.again},
		r.openAction(),
		action.Action{ID: "stop-replay", Title: "stop; again: stop waiting for those in flight", Keys: []string{"x"}, Do: r.Stop},
		dialog.Leave(o.Close),
	)
	return o
}

// acceptAction and openAction are what can be done with a case wherever it is looked at.
func (r *Room) acceptAction() action.Action {
	return action.Action{ID: "accept-case", Title: "accept the run as expected", Keys: []string{"E"}, Do: r.acceptCase}
}

func (r *Room) openAction() action.Action {
	return action.Action{ID: "open-case-in-history", Title: "open the run in the history", Keys: []string{"o"}, Do: r.openRun}
}

// Name is what the help calls it.
func (*replayed) Name() string { return "replay" }

// Actions are its own and those of the table.
func (o *replayed) Actions() []action.Action { return slices.Concat(o.table.All(), o.view.table.All()) }

// Capturing is false: nothing is typed here.
func (*replayed) Capturing() bool { return false }

// Bind gives the actions other keys.
func (o *replayed) Bind(keys action.Keys) {
	o.table.Bind(keys)
	o.view.table.Bind(keys)
}

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
	switch by := mouse.Wheel(msg); {
	case by != 0:
		o.view.Wheel(by)
	case mouse.Clicked(msg) && o.view.Click(y):
		return o.open()
	}
	return nil
}

// Foot is what makes sense now.
func (o *replayed) Foot() []key.Help {
	esc, own := "close", o.table.Hint
	if o.view.Running() {
		esc = "hide (keeps running)"
	}
	keys := []key.Help{own("compare-case", "compare"), own("accept-case", "accept")}
	switch {
	case o.view.Running() && o.view.Stopping():
		keys = append(keys, own("stop-replay", "stop waiting"))
	case o.view.Running():
		keys = append(keys, own("stop-replay", "stop"))
	default:
		keys = append(keys, own("run-all-cases-again", "replay all"), own("run-bad-cases-again", "failures"), own("run-case-again", "this one"))
	}
	return append(keys, o.view.table.Hint("only-bad-cases", "failures only"), own("open-case-in-history", "history"), own("close-page", esc))
}

// View draws the table.
func (o *replayed) View(width, height int) string {
	o.view.SetSize(width-2, max(height-2, 0))
	body := o.view.View(o.T.Spinner[o.frame%len(o.T.Spinner)])
	return o.T.Box(o.view.Title(), o.view.Status(), body, width, height, o.Front)
}

// again runs the case under the cursor again.
func (o *replayed) again() tea.Cmd {
	if place, _, _, ok := o.view.Selected(); ok {
		return o.room.rerun([]int{place})
	}
	return nil
}

// opened is a case of the replay beside what is expected of it.
type opened struct {
	sheet.Beside
	price   pricing.Table
	result  suite.Result // slim
	loading bool
	problem string // why there is nothing to compare
	hint    string
	head    int // lines above the comparison, when it was drawn last
}

// open compares the run of the case under the cursor with what is expected of it.
func (o *replayed) open() tea.Cmd {
	_, result, done, ok := o.view.Selected()
	switch {
	case !ok:
		return nil
	case !done:
		o.room.Say("this case has no result yet")
		return nil
	}
	return o.room.open(result)
}

// open compares the run of a case with what is expected of it.
func (r *Room) open(result suite.Result) tea.Cmd {
	o := &opened{price: r.cfg.PriceTable(), result: result}
	o.NewDiff(r.cfg.Theme)
	o.bind(r)
	r.cfg.Dialogs.Push(o)
	if result.Run.ID == "" {
		o.problem, o.hint = result.Problem.Error(), model.HintOf(result.Problem)
		return nil
	}
	o.loading = true
	cfg := r.cfg
	return ask.Command(func() tea.Msg {
		msg := judgedMsg{of: o}
		run, err := cfg.Bench.Journal.Get(cfg.Context, result.Run.ID)
		if err != nil {
			msg.err = fmt.Errorf("cannot read the run: %w", err)
			return msg
		}
		expected, file, err := cfg.Inputs.Expectation(result.Machine.Name, result.Input)
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
		msg.run, msg.judgement = run, suite.Judge(e, run, cfg.PriceTable())
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
	expected := "expected"
	if msg.want == "" {
		expected = "no expectation"
	}
	return o.Diff.Set(diff.Side{Name: expected, Text: msg.want}, diff.Side{Name: "run of " + msg.run.Asked.Local().Format("15:04:05"), Text: msg.got})
}

// bind makes what answers keys.
func (o *opened) bind(r *Room) {
	o.Table = action.New(r.acceptAction(), r.openAction(), dialog.Leave(o.Close))
}

// Name is what the help calls it.
func (*opened) Name() string { return "replay: one input" }

// Update takes a key, the run, or the comparison of large documents.
func (o *opened) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case judgedMsg:
		if msg.of == o {
			return o.onJudged(msg)
		}
		return nil
	case tea.KeyMsg:
		if cmd, used := o.Table.Press(msg); used {
			return cmd
		}
	}
	return o.Diff.Update(msg)
}

// Mouse takes the mouse at a cell of the content.
func (o *opened) Mouse(x, y int, msg tea.MouseMsg) tea.Cmd {
	return o.Diff.Mouse(x, y-o.head, msg)
}

// Foot is what makes sense now.
func (o *opened) Foot() []key.Help {
	back := o.Table.Hint("close-page", "back")
	if o.problem != "" {
		return []key.Help{back}
	}
	own := o.Table.Hint
	return slices.Concat([]key.Help{own("accept-case", "accept"), own("open-case-in-history", "history")}, o.Diff.Foot(), []key.Help{back})
}

// View draws the verdict and the comparison.
func (o *opened) View(width, height int) string {
	t := o.T
	title := "Replay " + t.Sep + " " + screen.Visible(o.result.Machine.Name) + " " + t.Sep + " " + screen.Visible(o.result.Input)
	lines := o.headLines(width - 4)
	status := ""
	o.head = len(lines)
	if !o.loading && o.problem == "" {
		o.Diff.SetSize(width-2, max(height-2-o.head, 0))
		lines = append(lines, o.Diff.View())
		if found := o.Diff.Result(); found != nil && !found.Counts.None() {
			status = o.Diff.Status()
		}
	}
	return t.Box(title, status, strings.Join(lines, "\n"), width, height, o.Front)
}

// maxTold is how many differences are described above the comparison.
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
	head := " " + status.VerdictWord(t, r.Verdict)
	if run := r.Run; run.ID != "" {
		facts := []string{status.Word(t, run.Status)}
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
		say("no expectation: press E to accept this run as expected", t.Dim.Render)
	}
	return append(lines, "")
}

// acceptCase accepts the run of the case under the cursor of the table as expected.
func (r *Room) acceptCase() tea.Cmd {
	place, result, done, ok := r.view.Selected()
	switch {
	case !ok:
		return nil
	case !done:
		r.Say("this case has no result yet")
		return nil
	case !result.Run.Status.Answered():
		r.Warn(errNotAnswered.Error())
		return nil
	}
	return r.accepting(result.Run.ID, result.Machine.Name, result.Input, r.view, place)
}

// openRun shows the run of the case under the cursor of the table in the history.
func (r *Room) openRun() tea.Cmd {
	_, result, _, _ := r.view.Selected()
	return r.goToRun(result.Run)
}
