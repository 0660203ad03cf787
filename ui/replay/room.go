// Package replay replays saved inputs and checks them. It has the table of cases, the
// comparison of a case with its expectation, and the review of a new expectation. A Room runs
// them; what it wants of the rest of the screen it tells.
package replay

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/suite"
	"expresso/ui/ask"
	"expresso/ui/dialog"
	"expresso/ui/room"
	"expresso/ui/screen"
)

// What a Room tells, beside dialog.BilledMsg and dialog.SayMsg.
type (
	// RanMsg is told when cases have ended.
	RanMsg struct {
		Results []suite.Result // slim
		Reread  bool           // the history has more than it shows, and it is time to read it
		Over    bool           // these were the last
		Lasted  time.Duration  // all of it, if it is over
		// Unsigned is why cases were not sent for want of credentials, once it is over.
		Unsigned error
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
	dialog.Voice
	cfg      room.Common
	view     *View         // nil before the first
	run      *suite.Replay // what runs now, nil if nothing does
	cancel   context.CancelCauseFunc
	box      *arrivals
	planning ask.Latest
	budget   *dialog.Budget // that was asked for last
	reread   time.Time      // when the history was read again last
	unsigned error          // why cases of it were not sent for want of credentials
	why      error          // cases of it were not sent, nil if the user ended it
}

// New returns a room in which nothing was replayed yet.
func New(cfg room.Common) *Room { return &Room{cfg: cfg, budget: &dialog.Budget{}} }

// Subject is a machine to be replayed, and what its runs go to.
type Subject struct {
	Machine model.Machine
	ARN     model.ARN
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
		return "a replay is running: show or stop it with ctrl+p"
	}
	return ""
}

// None says why there is no replay to show, "" if there is one.
func (r *Room) None() string {
	if r.view == nil {
		return "no replay yet"
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
		r.Warn(r.Idle())
	case !r.view.Stopping():
		r.view.Stop()
		r.run.Stop()
	default:
		r.StopWaiting()
		if r.cfg.Bills() {
			r.Say("stopped waiting: executions in flight continue, up to five minutes, and are billed")
		} else {
			r.Say("stopped waiting: runs in flight end with NO RESPONSE")
		}
	}
	return nil
}

// StopWaiting gives up waiting for what is in flight.
func (r *Room) StopWaiting() {
	if r.run != nil {
		r.cancel(model.ErrStoppedWaiting)
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

// goToRun shows a run in the history, among those of its group.
func (r *Room) goToRun(run model.Run) tea.Cmd {
	if run.ID == "" {
		r.Warn("this case was not run")
		return nil
	}
	cfg := r.cfg
	return ask.Command(func() tea.Msg {
		newer, err := model.Newer(cfg.Context, cfg.Bench.Journal, run)
		return soughtMsg{run, newer, err}
	})
}

// soughtMsg is sent when it is known where in the list of its group a run is.
type soughtMsg struct {
	run   model.Run
	newer int64 // runs of the list that stand above it
	err   error
}

func (r *Room) onSought(msg soughtMsg) tea.Cmd {
	switch {
	case msg.err != nil:
		r.Fail("cannot find the run", msg.err)
	case r.inFront(): // nothing else was opened since
		r.cfg.Dialogs.Clear()
		r.Tell(OpenRunMsg{msg.run, msg.newer})
	}
	return nil
}

// CannotAccept says why a run cannot be expected, "" if it can.
func CannotAccept(run model.Run) string {
	switch {
	case !run.Status.Answered():
		return errNotAnswered.Error()
	case !run.Origin.Whole():
		return errFromState.Error()
	case run.Status == model.Succeeded && run.OutputWithheld:
		return "this run cannot be expected: its output is " + run.WhyWithheld()
	}
	return ""
}

var errFromState = errors.New("this run started at a state: only runs of the whole machine can become expectations")

var errNotAnswered = errors.New("this run has no response: there is nothing to expect")

// inFront reports whether a page of the replay is in front.
func (r *Room) inFront() bool {
	switch r.cfg.Dialogs.Front().(type) {
	case *replayed, *opened:
		return true
	}
	return false
}
