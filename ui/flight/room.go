// Package flight sends runs, and shows those that have no answer yet. It asks before a second
// run that is billed, draws the line of the run that is waited for, and stops waiting.
package flight

import (
	"context"
	"errors"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/guard"
	"expresso/model/trace"
	"expresso/ui/ask"
	"expresso/ui/dialog"
	"expresso/ui/room"
	"expresso/ui/screen"
)

// Room is the room. It tells, see action.Out, StartedMsg, DepartMsg, ProgressMsg,
// dialog.BilledMsg and dialog.SayMsg.
type Room struct {
	dialog.Voice
	room.Common
	flights []*flight
	sent    map[model.ARN]time.Time // when a machine was run last
	watched ask.Latest              // what the shown run does
	watches model.RunID             // that one
	tick    ticker
	session model.Totals // what this session has cost
}

// flight is a run that waits for its response.
type flight struct {
	run      model.Run
	cancel   context.CancelCauseFunc
	progress model.Progress
	told     *trace.Growing // of what the run has reported, without events if it reports nothing
	full     bool           // it tells no more
	bill     model.Billing  // if it ended now
}

type (
	// StartedMsg is told when a single run begins.
	StartedMsg struct{ Run model.Run }
	// DepartMsg is told when a run is ready to be sent: Do sends it.
	DepartMsg struct{ Do tea.Cmd }
	// ProgressMsg is told when a run in flight has told something new of itself. The tree
	// changes with the next one.
	ProgressMsg struct {
		Run  model.Run
		Tree *trace.Tree
		Bill model.Billing // if it ended now
		Full bool          // it reports no more: the rest arrives with the response
	}
	// FinishedMsg is sent when the target has answered a run of Send, or refused it. Its owner
	// calls Landed.
	FinishedMsg struct {
		Run model.Run // always worth showing
		Err error
	}
)

// Failed is why there is no answer.
func (m FinishedMsg) Failed() error { return m.Err }

// New returns a room with nothing in flight.
func New(c room.Common) *Room { return &Room{Common: c, sent: map[model.ARN]time.Time{}} }

// Update takes what its dialogs tell.
func (r *Room) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case launchMsg:
		r.onLaunch(msg)
	case toldMsg:
		r.onTold(msg)
	case stopWaitingMsg:
		r.stopWaiting(func(run model.Run) bool { return run.ID == msg.id })
	}
	return nil
}

// runAgain is the time within which a second run of a machine is taken for a key that was
// pressed twice.
const runAgain = time.Second

// Send sends a request, of a saved input or none. On a target that bills, it asks first if the
// machine is already running, or was started just now. It reports false if the request cannot be
// sent, and says why.
func (r *Room) Send(request model.Request, saved string) bool { return r.send(request, saved, "") }

// Again sends what a run sent. On a target that bills, it always asks first.
func (r *Room) Again(was model.Run) bool {
	return r.send(was.Again(), was.Saved, "Rerun the run of "+was.Asked.Local().Format("2006-01-02 15:04:05")+" of "+was.Machine.Unqualified().Machine()+"? It is billed")
}

// send sends a request, after a question where runs are billed; "" for none.
func (r *Room) send(request model.Request, saved, question string) bool {
	run, err := r.Bench.Prepare(request)
	if err != nil {
		r.Warn("not sent: " + dialog.Sentence(err))
		return false
	}
	run.Saved = saved
	machine := run.Machine.Unqualified()
	flying := slices.ContainsFunc(r.flights, func(f *flight) bool { return f.run.Machine.Unqualified() == machine })
	sent, before := r.sent[machine]
	on := r.Bench.Target.Info()
	asks := dialog.BilledMsg{Title: "Run", Yes: "run it", Then: launchMsg{run}, Starts: []guard.Start{{On: on, Machine: run.Machine, Runs: 1, Input: len(run.Input)}}}
	switch {
	case on.Bills() && (flying || before && r.Now().Sub(sent) < runAgain):
		text := "was started just now"
		if flying {
			text = "is in flight"
		}
		asks.Title, asks.Yes = "Run again", "run it again"
		asks.Question = "a run of " + machine.Machine() + " " + text + ". Start another one? It is billed too"
	case on.Bills() && question != "":
		asks.Title, asks.Yes, asks.Question = "Rerun", "rerun it", question
	case r.Bench.Guard == nil:
		r.launch(run)
		return true
	}
	r.Tell(asks)
	return true
}

// launchMsg is told when a run may be sent although another one of the machine was.
type launchMsg struct{ run model.Run }

func (r *Room) onLaunch(msg launchMsg) {
	run, err := r.Bench.Prepare(msg.run.Request) // it is asked for now
	if err != nil {
		r.Warn("not sent: " + dialog.Sentence(err))
		return
	}
	run.Saved = msg.run.Saved
	r.launch(run)
}

// launch sends a run that is prepared.
func (r *Room) launch(run model.Run) {
	r.sent[run.Machine.Unqualified()] = r.Now()
	r.Tell(StartedMsg{run})
	r.Fly(run, func(ctx context.Context) tea.Msg {
		run, err := r.Bench.Run(ctx, run)
		return FinishedMsg{run, err}
	}, func(what string) tea.Msg {
		run.Status, run.Problem = model.NoResponse, what
		return FinishedMsg{run, errors.New(what)}
	})
}

// Fly takes a run into flight: send answers it, and broken says how it ended if that panics.
func (r *Room) Fly(run model.Run, send func(context.Context) tea.Msg, broken func(what string) tea.Msg) {
	ctx, cancel := context.WithCancelCause(r.Context)
	f := &flight{run: run, cancel: cancel, told: trace.Grow()}
	r.flights = append(r.flights, f)
	ctx = model.WithProgress(ctx, &f.progress)
	r.Sending.Add(1)
	r.Tell(DepartMsg{ask.Run(func() tea.Msg {
		defer r.Sending.Done()
		defer cancel(nil)
		return send(ctx)
	}, func(b ask.BrokenMsg) tea.Msg { return broken(b.What) })})
}

// Landed handles a run that is not in flight any more.
func (r *Room) Landed(run model.Run) {
	r.flights = slices.DeleteFunc(r.flights, func(f *flight) bool { return f.run.ID == run.ID })
}

// Len counts the runs in flight.
func (r *Room) Len() int { return len(r.flights) }

// Runs reports whether a run of a machine of this name is in flight.
func (r *Room) Runs(machine string) bool {
	return slices.ContainsFunc(r.flights, func(f *flight) bool { return f.run.Machine.Machine() == machine })
}

// None says why there is nothing to stop waiting for, "" if there is.
func (r *Room) None() string {
	if len(r.flights) == 0 {
		return "no run is in flight"
	}
	return ""
}

// current is the flight that stop waiting is about: that of the shown run, or else
// the latest.
func (r *Room) current(looked model.RunID) (*flight, bool) {
	if f := r.find(looked); f != nil {
		return f, true
	}
	if len(r.flights) == 0 {
		return nil, false
	}
	return r.flights[len(r.flights)-1], true
}

// find is the flight of a run, nil if it is not in flight.
func (r *Room) find(id model.RunID) *flight {
	if i := slices.IndexFunc(r.flights, func(f *flight) bool { return f.run.ID == id }); i >= 0 {
		return r.flights[i]
	}
	return nil
}

// toldMsg is sent when a run was asked what it does.
type toldMsg struct {
	seq  ask.Seq
	id   model.RunID
	told model.Told
	ok   bool
}

// Watch asks the shown run, or the latest, what it has done since it was asked
// last; nil if no run is in flight. It is for each frame of what moves.
func (r *Room) Watch(looked model.RunID) tea.Cmd {
	f, ok := r.current(looked)
	if !ok {
		r.watched.Drop()
		return nil
	}
	if r.watched.Waiting() && r.watches == f.run.ID {
		return nil
	}
	_, seq := r.watched.Next(r.Context)
	r.watches = f.run.ID
	id, from := f.run.ID, f.told.Len()
	return ask.Command(func() tea.Msg {
		told, ok := f.progress.Read(from)
		return toldMsg{seq, id, told, ok}
	})
}

func (r *Room) onTold(msg toldMsg) {
	f := r.find(msg.id)
	if !r.watched.Done(msg.seq) || f == nil || !msg.ok {
		return
	}
	f.bill, f.full = msg.told.Bill, msg.told.Full
	f.told.Add(msg.told.Events, r.Now())
	r.Tell(ProgressMsg{f.run, f.told.Tree(), f.bill, f.full})
}

// stopWaitingMsg is told when the user stops waiting for a run.
type stopWaitingMsg struct{ id model.RunID }

// AskStopWaiting asks whether to stop waiting for the shown run, or the latest.
func (r *Room) AskStopWaiting(looked model.RunID) {
	f, ok := r.current(looked)
	if !ok {
		return
	}
	text := "Stop waiting for the run of " + f.run.Machine.Machine() + " at " + f.run.Asked.Local().Format("15:04:05") + "?"
	if r.Bills() {
		text += " On AWS it continues, up to five minutes, and is billed"
	}
	r.Dialogs.Replace(&dialog.Confirm{Title: "Stop waiting", Question: text, Yes: "stop waiting", Then: stopWaitingMsg{f.run.ID}})
}

// StopWaiting stops waiting for the runs of a group.
func (r *Room) StopWaiting(group model.GroupID) {
	r.stopWaiting(func(run model.Run) bool { return run.Group == group })
}

// StopWaitingForAll stops waiting for every run.
func (r *Room) StopWaitingForAll() { r.stopWaiting(func(model.Run) bool { return true }) }

func (r *Room) stopWaiting(which func(model.Run) bool) {
	for _, f := range r.flights {
		if which(f.run) {
			f.cancel(model.ErrStoppedWaiting)
		}
	}
}

// Line is the one line that moves: how long a run has been in flight of what it may take, what it
// would cost by now, and which key stops waiting; "" for one that is not.
func (r *Room) Line(id model.RunID, width int) string {
	i := slices.IndexFunc(r.flights, func(f *flight) bool { return f.run.ID == id })
	if i < 0 {
		return ""
	}
	t, f := r.Theme, r.flights[i]
	line := " " + r.spinner(f.run.Status.String()) +
		"   " + screen.Elapsed(r.Now().Sub(f.run.Asked)) + t.Dim.Render(" of "+screen.Duration(model.MaxRun))
	hint := t.Accent.Render("esc") + t.Dim.Render(" stop waiting ")
	add := func(fact string) {
		if screen.Width(line)+screen.Width(fact)+screen.Width(hint) < width {
			line += fact
		}
	}
	if f.bill != (model.Billing{}) {
		prices := r.Prices.Of(f.run)
		add("   " + prices.Format(prices.Of(f.bill).Total) + t.Dim.Render(" estimated"))
	}
	if tree := f.told.Tree(); tree.Visits > 0 {
		states := " states"
		if tree.Visits == 1 {
			states = " state"
		}
		add(t.Dim.Render("   " + screen.Count(int64(tree.Visits)) + states))
	}
	if room := width - screen.Width(line) - screen.Width(hint); room > 0 {
		return line + screen.Blanks(room) + hint
	}
	return t.Fit(line, width)
}

func (r *Room) spinner(text string) string {
	return r.Theme.Wait.Render(r.Theme.Spinner[r.tick.frame%len(r.Theme.Spinner)] + " " + screen.Visible(text))
}

// Others says briefly what is in flight besides the shown run: the latest, and how many more; "" if
// nothing is.
func (r *Room) Others(shown model.RunID) string {
	var latest *flight
	n := 0
	for _, f := range r.flights {
		if f.run.ID != shown {
			latest = f
			n++
		}
	}
	if n == 0 {
		return ""
	}
	text := r.spinner(latest.run.Machine.Machine()) + " " + screen.Elapsed(r.Now().Sub(latest.run.Asked))
	if n > 1 {
		text += r.Theme.Dim.Render(" and " + screen.Count(int64(n-1)) + " more")
	}
	return text
}
