// Package replay runs saved inputs again and judges what comes back: a table of the cases
// that fills in as they end, the comparison of a case with what is expected of it, and the
// review of a run that is to be expected from now on. A Room runs them; what it wants of the
// rest of the screen it tells.
package replay

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/parameter"
	"expresso/model/pricing"
	"expresso/model/suite"
	"expresso/ui/action"
	"expresso/ui/ask"
	"expresso/ui/dialog"
	"expresso/ui/screen"
	"expresso/ui/theme"
)

// Config is what a Room works with.
type Config struct {
	Context    context.Context // of all that is read and run
	Theme      *theme.Theme
	Dialogs    *dialog.Stack // where it opens what it asks and shows
	Bench      *model.Workbench
	Inputs     model.SavedInputs
	Parameters parameter.Values
	Prices     pricing.Table
	Now        func() time.Time
	Sending    *sync.WaitGroup // the runs whose outcome is not in the journal yet
}

// What a Room tells, beside dialog.BilledMsg and dialog.SayMsg.
type (
	// RanMsg is told when cases have ended.
	RanMsg struct {
		Results []suite.Result // slim
		Reread  bool           // the history has more than it shows, and it is time to read it
		Over    bool           // these were the last
	}
	// OpenRunMsg is told when a run is to be shown in the history, among those of its group.
	OpenRunMsg struct {
		Run   model.Run
		Newer int64 // runs of the list that stand above it
	}
	// AcceptedMsg is told when a run was accepted as expected, or could not be.
	AcceptedMsg struct {
		Machine, Name string // of the saved input
		Input         string // the run's
		Saved         bool   // the input was saved along with it
		Verdict       suite.Verdict
		Failed        bool
	}
)

// Room is the replay that was begun last, and what can be done with it.
type Room struct {
	action.Out
	cfg      Config
	view     *View         // nil before the first
	run      *suite.Replay // what runs now, nil if nothing does
	cancel   context.CancelCauseFunc
	box      *arrivals
	planning ask.Latest
	reread   time.Time // when the history was read again last
}

// New returns a room in which nothing was replayed yet.
func New(cfg Config) *Room { return &Room{cfg: cfg} }

// Subject is a machine to be replayed, and what its runs go to.
type Subject struct {
	Machine model.Machine
	Aim     model.ARN
}

// Update takes what was asked for, what has come, and what questions were answered with.
func (r *Room) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case plannedMsg:
		return r.onPlanned(msg)
	case beginMsg:
		return r.onBegin(msg)
	case arrivedMsg:
		return r.onArrived(msg)
	case againMsg:
		return r.onAgain(msg)
	case soughtMsg:
		return r.onSought(msg)
	case acceptAsMsg:
		return r.accepting(msg.id, msg.machine, msg.name, nil, 0)
	case acceptingMsg:
		return r.onAccepting(msg)
	case acceptedMsg:
		r.onAccepted(msg)
	}
	return nil
}

// Running reports whether cases run.
func (r *Room) Running() bool { return r.run != nil }

// InFlight is how many runs await their answers, at least one while cases run.
func (r *Room) InFlight() int {
	if r.run == nil {
		return 0
	}
	return max(r.view.InFlight(), 1)
}

// Busy says why nothing can be replayed now, "" if it can.
func (r *Room) Busy() string {
	if r.run != nil {
		return "a replay is running: ctrl+p shows or stops it"
	}
	return ""
}

// None says why there is no replay to show, "" if there is one.
func (r *Room) None() string {
	if r.view == nil {
		return "nothing was replayed yet"
	}
	return ""
}

// Idle says why there is no replay to stop, "" if there is one.
func (r *Room) Idle() string {
	if r.run == nil {
		return "no replay is running"
	}
	return ""
}

// say, warn and fail tell what has to be said in the footer.
func (r *Room) say(text string)  { r.Tell(dialog.SayMsg{Kind: dialog.Said, Text: text}) }
func (r *Room) warn(text string) { r.Tell(dialog.SayMsg{Kind: dialog.Warned, Text: text}) }
func (r *Room) fail(what string, err error) {
	r.Tell(dialog.SayMsg{Kind: dialog.Failed, Text: what + ": " + err.Error(), Hint: model.HintOf(err)})
}

// plannedMsg is sent when it is known which cases there are to replay.
type plannedMsg struct {
	planned  ask.Seq
	whose    string // inputs, for people
	cases    []suite.Case
	estimate suite.Estimate // where runs are billed
	err      error
}

// Replay replays the saved inputs of machines, which whose tells people. It asks first where
// runs are billed.
func (r *Room) Replay(whose string, machines []Subject) tea.Cmd {
	ctx, planned := r.planning.Next(r.cfg.Context)
	msg := plannedMsg{planned: planned, whose: whose}
	cfg := r.cfg
	return ask.Command(func() tea.Msg {
		for _, m := range machines {
			var found []suite.Case
			if found, msg.err = suite.Cases(cfg.Inputs, m.Machine, m.Aim, ""); msg.err != nil {
				return msg
			}
			msg.cases = append(msg.cases, found...)
		}
		if cfg.bills() {
			msg.estimate, msg.err = suite.EstimateOf(ctx, cfg.Bench.Journal, cfg.Prices, msg.cases)
		}
		return msg
	})
}

// bills reports whether somebody may be charged for runs on the target.
func (c Config) bills() bool { return c.Bench.Target.Info().Bills() }

// onPlanned begins the replay, or asks first where runs are billed.
func (r *Room) onPlanned(msg plannedMsg) tea.Cmd {
	switch {
	case !r.planning.Done(msg.planned) || r.run != nil:
		return nil
	case msg.err != nil:
		r.fail("cannot replay", msg.err)
		return nil
	case len(msg.cases) == 0:
		r.warn("no input is saved of " + msg.whose + ": ctrl+s saves the one in the editor")
		return nil
	}
	all := make([]int, len(msg.cases))
	for i := range all {
		all[i] = i
	}
	return r.ask(msg.estimate, beginMsg{NewView(r.cfg.Theme, r.cfg.Prices, r.cfg.Now, msg.cases), all})
}

// beginMsg is told when the cases at places of a table may run.
type beginMsg struct {
	view   *View
	places []int
}

// ask asks whether to run cases where that is billed, and begins where it is not.
func (r *Room) ask(e suite.Estimate, begin beginMsg) tea.Cmd {
	if !r.cfg.bills() {
		return r.onBegin(begin)
	}
	r.Tell(dialog.BilledMsg{
		Title: "Replay", Question: Question(e, r.cfg.Bench.Target.Info().Name, r.cfg.Prices) + ". Run them?",
		Yes: "run them", Then: begin,
	})
	return nil
}

func (r *Room) onBegin(msg beginMsg) tea.Cmd {
	if r.run == nil {
		r.view = msg.view
	}
	r.Show()
	return r.again(msg.places)
}

// again runs cases of the table, unless some run already.
func (r *Room) again(places []int) tea.Cmd {
	if r.run != nil {
		r.warn("wait until the replay is over, or stop it with x")
		return nil
	}
	return r.begin(places)
}

// arrivals are results that have not been taken in yet. They are collected, so that many
// at once are one update of the screen.
type arrivals struct {
	mu      sync.Mutex
	results []arrival
	came    chan struct{} // holds a token when there is something
	over    chan struct{} // closed when all have come
}

// arrival is the result of the case at a place.
type arrival struct {
	place  int
	result suite.Result
}

// add adds a result.
func (b *arrivals) add(place int, result suite.Result) {
	b.mu.Lock()
	b.results = append(b.results, arrival{place, result.Slim()})
	b.mu.Unlock()
	select {
	case b.came <- struct{}{}:
	default:
	}
}

// take returns what has come, and whether that is all.
func (b *arrivals) take() (results []arrival, over bool) {
	select {
	case <-b.over:
		over = true
	default:
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	results, b.results = b.results, nil
	return results, over
}

// begin runs the cases at places of the table.
func (r *Room) begin(places []int) tea.Cmd {
	cfg := r.cfg
	run := suite.New(cfg.Bench, suite.Plan{
		Cases: r.view.Cases(places), Inputs: cfg.Inputs, Prices: cfg.Prices, Concurrency: suite.Concurrency, TestCases: cfg.Bench.Target.Info().Local,
		Resolve: func(text string) (string, error) { return cfg.Parameters.Fill(text, 1) },
	})
	if len(places) == 1 {
		run.Group = "" // it stands for itself
	}
	box := &arrivals{came: make(chan struct{}, 1), over: make(chan struct{})}
	ctx, cancel := context.WithCancelCause(cfg.Context)
	r.run, r.cancel, r.box, r.reread = run, cancel, box, cfg.Now()
	r.view.Begin(places, suite.Concurrency)
	cfg.Sending.Add(1)
	send := ask.Command(func() tea.Msg {
		defer cfg.Sending.Done()
		defer close(box.over)
		defer cancel(nil)
		run.Run(ctx, func(place int, result suite.Result) { box.add(places[place], result) })
		return nil
	})
	return tea.Batch(send, await(box))
}

// step is the least time from one update of the table to the next.
const step = 50 * time.Millisecond

// arrivedMsg is sent when cases have ended.
type arrivedMsg struct {
	box     *arrivals
	results []arrival
	over    bool // and these were the last
}

// await waits for results, and a little longer for more of them.
func await(box *arrivals) tea.Cmd {
	return ask.Command(func() tea.Msg {
		select {
		case <-box.came:
			more := time.NewTimer(step)
			defer more.Stop()
			select {
			case <-more.C:
			case <-box.over:
			}
		case <-box.over:
		}
		results, over := box.take()
		return arrivedMsg{box, results, over}
	})
}

// rereadStep is the least time from one reading of the history to the next while a replay
// goes on.
const rereadStep = time.Second

func (r *Room) onArrived(msg arrivedMsg) tea.Cmd {
	if msg.box != r.box {
		return nil
	}
	ran := RanMsg{Results: make([]suite.Result, len(msg.results)), Reread: msg.over, Over: msg.over}
	for i, one := range msg.results {
		r.view.Give(one.place, one.result)
		ran.Results[i] = one.result
	}
	if now := r.cfg.Now(); now.Sub(r.reread) >= rereadStep {
		r.reread, ran.Reread = now, true
	}
	r.Tell(ran)
	if !msg.over {
		return await(msg.box)
	}
	r.run = nil
	r.view.End()
	if _, seen := r.cfg.Dialogs.Shown().(*replayed); !seen { // it tells it all
		r.Tell(r.outcome())
	}
	return nil
}

// outcome says how the replay went.
func (r *Room) outcome() dialog.SayMsg {
	var parts []string
	said := dialog.SayMsg{Kind: dialog.Succeeded}
	for verdict, n := range r.view.Verdicts() {
		if n > 0 {
			parts = append(parts, screen.Count(int64(n))+" "+suite.Verdict(verdict).String())
			if !suite.Verdict(verdict).OK() {
				said.Kind = dialog.Warned
			}
		}
	}
	said.Text = "replay: " + strings.Join(parts, ", ")
	return said
}

// Stop starts no further case; when none is, it gives up waiting for those in flight.
func (r *Room) Stop() tea.Cmd {
	switch {
	case r.run == nil:
		r.warn(r.Idle())
	case !r.view.Stopping():
		r.view.Stop()
		r.run.Stop()
	default:
		r.Abandon()
		if r.cfg.bills() {
			r.say("abandoned: executions in flight go on, up to five minutes, and are billed")
		} else {
			r.say("abandoned: what is in flight ends without an answer")
		}
	}
	return nil
}

// Abandon gives up waiting for what is in flight.
func (r *Room) Abandon() {
	if r.run != nil {
		r.cancel(model.ErrAbandoned)
	}
}

// Progress is what the header says of a replay that runs, "" if none does.
func (r *Room) Progress() string {
	if r.run == nil {
		return ""
	}
	done, total := r.view.Progress()
	return r.cfg.Theme.Wait.Render(fmt.Sprintf("replay %s/%s", screen.Count(int64(done)), screen.Count(int64(total))))
}

// Show shows the replay that was begun last.
func (r *Room) Show() tea.Cmd {
	r.cfg.Dialogs.Replace(newReplayed(r))
	return nil
}

// againBad runs all cases again that are not as expected, after asking where that is billed.
func (r *Room) againBad() tea.Cmd {
	places := r.view.NotOK()
	switch {
	case r.run != nil:
		return r.again(nil)
	case len(places) == 0:
		r.say("all is as expected")
		return nil
	case !r.cfg.bills():
		return r.again(places)
	}
	ctx, planned := r.planning.Next(r.cfg.Context)
	cfg, cases := r.cfg, r.view.Cases(places)
	return ask.Command(func() tea.Msg {
		e, err := suite.EstimateOf(ctx, cfg.Bench.Journal, cfg.Prices, cases)
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

func (r *Room) onAgain(msg againMsg) tea.Cmd {
	switch {
	case !r.planning.Done(msg.planned) || r.run != nil:
		return nil
	case msg.err != nil:
		r.fail("cannot replay", msg.err)
		return nil
	}
	return r.ask(msg.estimate, beginMsg{r.view, msg.places})
}

// goToRun shows a run in the history, among those of its group.
func (r *Room) goToRun(run model.Run) tea.Cmd {
	if run.ID == "" {
		r.warn("this case was not run")
		return nil
	}
	cfg := r.cfg
	return ask.Command(func() tea.Msg {
		// Those that were asked for since then stand above it.
		newer, err := cfg.Bench.Journal.Totals(cfg.Context, model.Query{Group: run.Group, Fold: run.Group == "", Since: run.Asked})
		return soughtMsg{run, newer.Runs, err}
	})
}

// soughtMsg is sent when it is known where in the list of its group a run is.
type soughtMsg struct {
	run   model.Run
	newer int64 // runs that were asked for when it was or later, itself one of them
	err   error
}

func (r *Room) onSought(msg soughtMsg) tea.Cmd {
	switch {
	case msg.err != nil:
		r.fail("cannot find the run", msg.err)
	case r.inFront(): // nothing else was opened since
		r.cfg.Dialogs.Clear()
		r.Tell(OpenRunMsg{msg.run, msg.newer - 1})
	}
	return nil
}

// CannotAccept says why a run cannot be expected, "" if it can.
func CannotAccept(run model.Run) string {
	if !run.Status.Answered() {
		return errNotAnswered.Error()
	}
	return ""
}

var errNotAnswered = errors.New("this run has no answer: there is nothing to expect")

// inFront reports whether a page of the replay is in front.
func (r *Room) inFront() bool {
	switch r.cfg.Dialogs.Front().(type) {
	case *replayed, *opened:
		return true
	}
	return false
}
