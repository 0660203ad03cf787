package ui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/ask"
	"expresso/ui/dialog"
	"expresso/ui/history"
	"expresso/ui/input"
	"expresso/ui/picker"
	"expresso/ui/screen"
)

// flight is a run that awaits its answer.
type flight struct {
	run    model.Run
	cancel context.CancelCauseFunc
}

// runFinishedMsg is sent when the target has answered a run, or refused it.
type runFinishedMsg struct {
	run model.Run // always worth showing
	err error
}

// send sends an input with its parameters' values.
func (a *App) send(msg input.SendMsg) tea.Cmd {
	run, err := a.cfg.Bench.Prepare(model.Request{Machine: msg.Of.Aim, Input: msg.Text})
	if err != nil {
		a.setFocus(inputPane)
		return a.warn("not sent: " + dialog.Sentence(err))
	}
	run.Saved = msg.Of.Saved
	return a.dispatch(run)
}

// onAgain makes a run again.
func (a *App) onAgain(msg history.AgainMsg) tea.Cmd {
	was := msg.Run
	run, err := a.cfg.Bench.Prepare(model.Request{Machine: was.Machine, Input: was.Input, TraceHeader: was.TraceHeader})
	if err != nil {
		return a.warn("not sent: " + dialog.Sentence(err))
	}
	run.Saved = was.Saved
	return a.dispatch(run)
}

// runAgain is within what time a second run of a machine is taken for a key that was
// pressed twice.
const runAgain = time.Second

// dispatch sends a run that is prepared. On a target that bills it asks first if the machine
// is running already, or was started just now.
func (a *App) dispatch(run model.Run) tea.Cmd {
	machine, now := run.Machine.Unqualified(), a.now()
	flying := slices.ContainsFunc(a.flights, func(f flight) bool { return f.run.Machine.Unqualified() == machine })
	sent, before := a.sent[machine]
	if !a.bills() || !flying && (!before || now.Sub(sent) >= runAgain) {
		return a.launch(run)
	}
	text := "was started just now"
	if flying {
		text = "is in flight"
	}
	return a.askBilled(dialog.BilledMsg{
		Title: "Run again", Question: "a run of " + machine.Machine() + " " + text + ". Start another one? It is billed too",
		Yes: "run it again", Then: launchMsg{run},
	})
}

// launchMsg is told when a run may be sent although another one of the machine was.
type launchMsg struct{ run model.Run }

func (a *App) onLaunch(msg launchMsg) tea.Cmd {
	run, err := a.cfg.Bench.Prepare(msg.run.Request) // it is asked for now
	if err != nil {
		return a.warn("not sent: " + dialog.Sentence(err))
	}
	run.Saved = msg.run.Saved
	return a.launch(run)
}

// launch sends a run that is prepared.
func (a *App) launch(run model.Run) tea.Cmd {
	if a.sent == nil {
		a.sent = map[model.ARN]time.Time{}
	}
	a.sent[run.Machine.Unqualified()] = a.now()
	a.history.List.Started(run)
	a.history.Details.ShowWhole(run)
	bench := a.cfg.Bench
	return a.fly(run, func(ctx context.Context) tea.Msg {
		run, err := bench.Run(ctx, run)
		return runFinishedMsg{run, err}
	}, func(what string) tea.Msg {
		run.Status, run.Problem = model.NoAnswer, what
		return runFinishedMsg{run, errors.New(what)}
	})
}

// fly takes a run into flight: send answers it, and broken says how it ended if that panics.
func (a *App) fly(run model.Run, send func(context.Context) tea.Msg, broken func(what string) tea.Msg) tea.Cmd {
	ctx, cancel := context.WithCancelCause(a.ctx)
	a.flights = append(a.flights, flight{run, cancel})
	a.resize(a.screen.width, a.screen.height) // the line in flight takes room
	a.sending.Add(1)
	return a.input.Before(ask.Run(func() tea.Msg {
		defer a.sending.Done()
		defer cancel(nil)
		return send(ctx)
	}, func(b ask.BrokenMsg) tea.Msg { return broken(b.What) }))
}

// landed takes note of a run that is not in flight any more.
func (a *App) landed(run model.Run) {
	a.flights = slices.DeleteFunc(a.flights, func(f flight) bool { return f.run.ID == run.ID })
	a.resize(a.screen.width, a.screen.height)
	a.session.Add(run)
	a.history.List.Finished(run)
	a.history.List.Reload()
	a.picker.Ran(run.Machine.Machine(), picker.Last{Status: run.Status, Asked: run.Asked})
	a.history.Details.StaleStats()
}

func (a *App) onRunFinished(msg runFinishedMsg) tea.Cmd {
	run := msg.run
	a.landed(run)
	shown, _ := a.history.Details.Run()
	if shown.ID == run.ID {
		run.Starred, run.Note = shown.Starred, shown.Note // since it was sent
		a.history.Details.ShowWhole(run)
		if run.Status == model.Failed || run.Status == model.TimedOut {
			a.history.Details.Open(history.Error)
		}
	}
	drawn := a.definitions.Ran(a.ctx, run)
	name := run.Machine.Machine()
	if run.Saved != "" {
		a.input.Saved.Ran(name, run.Saved, input.Mark{Status: run.Status})
	}
	var said tea.Cmd
	switch {
	case run.Status == model.Failed || run.Status == model.TimedOut:
		said = a.fail(name+" "+run.Status.String()+" "+screen.Visible(run.Error), "")
	case !run.Status.Answered():
		said = a.warn(name + " " + run.Status.String() + ": " + dialog.Sentence(msg.err))
	case msg.err != nil:
		said = a.fail(msg.err.Error(), model.HintOf(msg.err))
	default:
		said = a.good(name + " " + run.Status.String())
	}
	return tea.Batch(drawn, said)
}

// current is the flight that abandoning is about: that of the run under the cursor of the
// history, or else the latest.
func (a *App) current() (flight, bool) {
	if len(a.flights) == 0 {
		return flight{}, false
	}
	if run, ok := a.history.List.Selected(); ok {
		if i := slices.IndexFunc(a.flights, func(f flight) bool { return f.run.ID == run.ID }); i >= 0 {
			return a.flights[i], true
		}
	}
	return a.flights[len(a.flights)-1], true
}

// askAbandon asks whether to give up waiting for a run.
func (a *App) askAbandon() tea.Cmd {
	f, ok := a.current()
	if !ok {
		return nil
	}
	text := "stop waiting for " + f.run.Machine.Machine() + "?"
	if a.bills() {
		text += " The execution goes on, up to five minutes, and is billed"
	}
	a.dialogs.Replace(&dialog.Confirm{Title: "Abandon", Question: text, Yes: "abandon it", Then: abandonMsg{id: f.run.ID}})
	return nil
}

// abandonMsg is told when nobody wants to wait any more for a run, or for those of a group.
type abandonMsg struct {
	id    model.RunID
	group model.GroupID
}

func (a *App) abandon(msg abandonMsg) {
	for _, f := range a.flights {
		if f.run.ID == msg.id || msg.group != "" && f.run.Group == msg.group {
			f.cancel(model.ErrAbandoned)
		}
	}
}

// abandonAll gives up waiting for every run.
func (a *App) abandonAll() {
	a.burst.Abandon()
	for _, f := range a.flights {
		f.cancel(model.ErrAbandoned)
	}
	a.replay.Abandon()
}

// spin is what moves while runs are in flight: one line, or the counts of a burst, ten
// times a second.
type spin struct {
	on    bool
	frame int
}

// spinStep is the time from frame to frame of a spinner.
const spinStep = 100 * time.Millisecond

type spinMsg struct{}

func (a *App) startSpin() tea.Cmd {
	if a.spin.on {
		return nil
	}
	a.spin.on = true
	return a.tick(spinStep, func(time.Time) tea.Msg { return spinMsg{} })
}

func (a *App) onSpin(spinMsg) tea.Cmd {
	a.spin.on = false
	if !a.moves() {
		return nil
	}
	a.countBurst()
	a.spin.frame++
	a.dialogs.SetFrame(a.spin.frame)
	return nil
}

// moves reports whether something is in flight.
func (a *App) moves() bool {
	return len(a.flights) > 0 || a.burst.InFlight() || a.replay.Running()
}

// flightLine is the one line that moves: how long the run in flight has taken of what it
// may take.
func (a *App) flightLine(width int) string {
	f, ok := a.current()
	if !ok {
		return ""
	}
	t := a.t
	elapsed := max(a.now().Sub(f.run.Asked), 0).Truncate(100 * time.Millisecond)
	line := " " + t.Wait.Render(t.Spinner[a.spin.frame%len(t.Spinner)]+" "+screen.Visible(f.run.Machine.Machine())) +
		"  " + fmt.Sprintf("%.1f s", elapsed.Seconds()) + t.Dim.Render(" of "+screen.Duration(model.MaxRun))
	if n := len(a.flights); n > 1 {
		line += t.Dim.Render(fmt.Sprintf("  and %d more", n-1))
	}
	hint := t.Accent.Render("esc") + t.Dim.Render(" abandon ")
	if room := width - screen.Width(line) - screen.Width(hint); room > 0 {
		return line + screen.Blanks(room) + hint
	}
	return t.Fit(line, width)
}
