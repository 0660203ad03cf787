package ui

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/suite"
	"expresso/ui/ask"
	"expresso/ui/dialog"
	"expresso/ui/picker"
	"expresso/ui/replay"
	"expresso/ui/screen"
)

// replaying is the replay that was begun last.
type replaying struct {
	view     *replay.View  // nil before the first
	run      *suite.Replay // what runs now, nil if nothing does
	cancel   context.CancelCauseFunc
	box      *arrivals
	planning ask.Latest
	reloaded time.Time // when the history was read again last
}

// inputKey names a saved input.
type inputKey struct{ machine, name string }

// aimedAt is a machine to be replayed, and what its runs go to.
type aimedAt struct {
	machine model.Machine
	aim     model.ARN
}

// plannedMsg is sent when it is known which cases there are to replay.
type plannedMsg struct {
	planned  ask.Seq
	whose    string // inputs, for people
	cases    []suite.Case
	estimate suite.Estimate // where runs are billed
	err      error
}

// replaySubject is the machine that a replay is about: that under the cursor of the
// machines, with the version, alias or test case, or else the picked one as it is aimed at.
func (a *App) replaySubject() (aimedAt, bool) {
	if a.focus == machinesPane {
		m, ok := a.picker.Selected()
		return aimedAt{m, a.picker.Aim()}, ok
	}
	return aimedAt{a.machine, a.aim}, a.machine.ARN != ""
}

func (a *App) cannotReplay() string {
	subject, ok := a.replaySubject()
	switch {
	case a.replaying.run != nil:
		return a.replayBusy()
	case !ok:
		return a.noMachine()
	}
	return subject.machine.SyncProblem()
}

// replayBusy says why nothing can be replayed now, "" if it can.
func (a *App) replayBusy() string {
	if a.replaying.run != nil {
		return "a replay is running: ctrl+p shows or stops it"
	}
	return ""
}

func (a *App) noReplay() string {
	if a.replaying.view == nil {
		return "nothing was replayed yet"
	}
	return ""
}

func (a *App) notReplaying() string {
	if a.replaying.run == nil {
		return "no replay is running"
	}
	return ""
}

// replayMachine replays the saved inputs of one machine.
func (a *App) replayMachine() tea.Cmd {
	subject, _ := a.replaySubject()
	return a.planReplay(subject.machine.Name, []aimedAt{subject})
}

// replayAll replays the saved inputs of every machine. STANDARD machines have none that
// could be run; one whose definition is at fault fails.
func (a *App) replayAll() tea.Cmd {
	var all []aimedAt
	for _, m := range a.picker.Machines() {
		if m.Type != model.Standard {
			all = append(all, aimedAt{m, m.ARN})
		}
	}
	return a.planReplay("any machine", all)
}

func (a *App) planReplay(whose string, machines []aimedAt) tea.Cmd {
	ctx, planned := a.replaying.planning.Next(a.ctx)
	msg := plannedMsg{planned: planned, whose: whose}
	bench, inputs, prices := a.cfg.Bench, a.cfg.Inputs, a.price
	return command(func() tea.Msg {
		for _, m := range machines {
			var found []suite.Case
			if found, msg.err = suite.Cases(inputs, m.machine, m.aim, ""); msg.err != nil {
				return msg
			}
			msg.cases = append(msg.cases, found...)
		}
		if bench.Target.Info().Bills() {
			msg.estimate, msg.err = suite.EstimateOf(ctx, bench.Journal, prices, msg.cases)
		}
		return msg
	})
}

// onPlanned begins the replay, or asks first where runs are billed.
func (a *App) onPlanned(msg plannedMsg) tea.Cmd {
	switch {
	case !a.replaying.planning.Done(msg.planned) || a.replaying.run != nil:
		return nil
	case msg.err != nil:
		return a.fail("cannot replay: "+msg.err.Error(), model.HintOf(msg.err))
	case len(msg.cases) == 0:
		return a.warn("no input is saved of " + msg.whose + ": ctrl+s saves the one in the editor")
	}
	view := replay.New(a.t, a.price, a.now, msg.cases)
	all := make([]int, len(msg.cases))
	for i := range all {
		all[i] = i
	}
	begin := beginReplayMsg{view, all}
	if !a.bills() {
		return a.onBeginReplay(begin)
	}
	return a.askReplay(msg.estimate, begin)
}

// beginReplayMsg is told when the cases at places of a table may run.
type beginReplayMsg struct {
	view   *replay.View
	places []int
}

func (a *App) onBeginReplay(msg beginReplayMsg) tea.Cmd {
	a.replaying.view = msg.view
	a.showReplay()
	return a.replayAgain(msg.places)
}

// local reports whether the target is inside this process.
func (a *App) local() bool { return a.cfg.Bench.Target.Info().Local }

// bills reports whether somebody may be charged for runs on the target.
func (a *App) bills() bool { return a.cfg.Bench.Target.Info().Bills() }

// askReplay asks whether to run cases that are billed.
func (a *App) askReplay(e suite.Estimate, begin beginReplayMsg) tea.Cmd {
	return a.askBilled(dialog.BilledMsg{
		Title: "Replay", Question: replay.Question(e, a.cfg.Bench.Target.Info().Name, a.price) + ". Run them?",
		Yes: "run them", Then: begin,
	})
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

// beginReplay runs the cases at places of the table.
func (a *App) beginReplay(places []int) tea.Cmd {
	s := &a.replaying
	r := suite.New(a.cfg.Bench, suite.Plan{
		Cases: s.view.Cases(places), Inputs: a.cfg.Inputs, Prices: a.price, Concurrency: suite.Concurrency, TestCases: a.local(),
		Resolve: func(text string) (string, error) { return a.cfg.Parameters.Fill(text, 1) },
	})
	if len(places) == 1 {
		r.Group = "" // it stands for itself
	}
	box := &arrivals{came: make(chan struct{}, 1), over: make(chan struct{})}
	ctx, cancel := context.WithCancelCause(a.ctx)
	s.run, s.cancel, s.box, s.reloaded = r, cancel, box, a.now()
	s.view.Begin(places, suite.Concurrency)
	a.sending.Add(1)
	send := command(func() tea.Msg {
		defer a.sending.Done()
		defer close(box.over)
		defer cancel(nil)
		r.Run(ctx, func(place int, result suite.Result) { box.add(places[place], result) })
		return nil
	})
	return tea.Batch(send, awaitResults(box), a.startSpin())
}

// replayStep is the least time from one update of the table to the next.
const replayStep = 50 * time.Millisecond

// arrivedMsg is sent when cases have ended.
type arrivedMsg struct {
	box     *arrivals
	results []arrival
	over    bool // and these were the last
}

// awaitResults waits for results, and a little longer for more of them.
func awaitResults(box *arrivals) tea.Cmd {
	return command(func() tea.Msg {
		select {
		case <-box.came:
			more := time.NewTimer(replayStep)
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

// reloadStep is the least time from one reading of the history to the next while a replay
// goes on.
const reloadStep = time.Second

func (a *App) onArrived(msg arrivedMsg) tea.Cmd {
	s := &a.replaying
	if msg.box != s.box {
		return nil
	}
	last := map[string]picker.Last{}
	for _, one := range msg.results {
		s.view.Give(one.place, one.result)
		if run := one.result.Run; run.ID != "" {
			a.session.Add(run)
			last[run.Machine.Machine()] = picker.Last{Status: run.Status, Asked: run.Asked}
		}
		if !one.result.NotRun() {
			a.judged(inputKey{one.result.Machine.Name, one.result.Input}, one.result.Verdict)
		}
	}
	a.picker.RanAll(last)
	if !msg.over {
		if now := a.now(); now.Sub(s.reloaded) >= reloadStep {
			s.reloaded = now
			a.list.Reload()
		}
		return awaitResults(msg.box)
	}
	s.run = nil
	s.view.End()
	a.list.Reload()
	a.details.StaleStats()
	if _, open := a.dialogs.Shown().(*replayed); open {
		return nil // which tells it all
	}
	return a.toldReplay()
}

// toldReplay says how the replay went, to who looks elsewhere.
func (a *App) toldReplay() tea.Cmd {
	var parts []string
	bad := 0
	for verdict, n := range a.replaying.view.Verdicts() {
		if n > 0 {
			parts = append(parts, screen.Count(int64(n))+" "+suite.Verdict(verdict).String())
		}
		if !suite.Verdict(verdict).OK() {
			bad += n
		}
	}
	text := "replay: " + strings.Join(parts, ", ")
	if bad > 0 {
		return a.warn(text)
	}
	return a.good(text)
}

// ran notes how a saved input did.
func (a *App) ran(machine, name string, status model.Status) {
	a.noteMark(inputKey{machine, name}, picker.Mark{Status: status})
}

// judged notes how the run of a saved input compares with what is expected.
func (a *App) judged(input inputKey, verdict suite.Verdict) {
	a.noteMark(input, picker.Mark{Verdict: verdict, Judged: true})
}

func (a *App) noteMark(input inputKey, m picker.Mark) {
	a.marks[input] = m
	if input.machine == a.machine.Name {
		a.inputs.Mark(input.name, m)
	}
}

// stopReplay starts no further case; when none is, it gives up waiting for those in
// flight.
func (a *App) stopReplay() tea.Cmd {
	s := &a.replaying
	if s.run == nil {
		return a.warn(a.notReplaying())
	}
	if s.view.Stopping() {
		s.cancel(model.ErrAbandoned)
		if !a.bills() {
			return a.say("abandoned: what is in flight ends without an answer")
		}
		return a.say("abandoned: executions in flight go on, up to five minutes, and are billed")
	}
	s.view.Stop()
	s.run.Stop()
	return nil
}

// replayProgress is what the header says of a replay that runs.
func (a *App) replayProgress() string {
	if a.replaying.run == nil {
		return ""
	}
	done, total := a.replaying.view.Progress()
	return a.t.Wait.Render(fmt.Sprintf("replay %s/%s", screen.Count(int64(done)), screen.Count(int64(total))))
}

// showReplay shows the replay that was begun last.
func (a *App) showReplay() tea.Cmd {
	a.dialogs.Replace(newReplayed(a.replaying.view))
	return nil
}
