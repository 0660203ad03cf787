package burst

import (
	"context"
	"errors"
	"fmt"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/burst"
	"expresso/ui/ask"
	"expresso/ui/dialog"
	"expresso/ui/screen"
)

// flight is a burst.
type flight struct {
	b           *burst.Burst
	name        string // what it runs, in words
	facts       Facts
	stopWaiting context.CancelCauseFunc
	began       time.Time
	listed      time.Time // when the history was last read again
}

// InFlight reports whether runs of a burst are in flight, or will be.
func (r *Room) InFlight() bool { return r.latest != nil && r.latest.facts.Stage != Ended }

// Waiting is how many runs are in flight, at least one while a burst continues.
func (r *Room) Waiting() int64 {
	if !r.InFlight() {
		return 0
	}
	return max(r.latest.facts.Snapshot.InFlight, 1)
}

// Totals sums up the burst that is in flight.
func (r *Room) Totals() model.Totals {
	if !r.InFlight() {
		return model.Totals{}
	}
	return r.latest.facts.Snapshot.Totals
}

// endedMsg is sent when no run of a burst is in flight any more.
type endedMsg struct {
	of  *flight
	err error
}

// start starts a burst and shows it.
func (r *Room) start(msg startMsg) {
	cfg := r.cfg
	ctx, cancel := context.WithCancelCause(cfg.Context)
	v := &flight{b: burst.New(cfg.Bench, msg.plan), name: msg.name, stopWaiting: cancel, began: cfg.Now()}
	v.facts = Facts{Snapshot: v.b.Snapshot(), Concurrency: msg.plan.Concurrency, Price: cfg.PriceTable(), Budget: msg.plan.Budget.Limit()}
	r.latest = v
	cfg.Sending.Add(1)
	r.Tell(StartMsg{ask.Run(func() tea.Msg {
		defer cfg.Sending.Done()
		defer cancel(nil)
		err := v.b.Run(ctx)
		if msg.file != nil {
			_ = msg.file.Close() // was only read
		}
		return endedMsg{v, err}
	}, func(b ask.BrokenMsg) tea.Msg { return endedMsg{v, errors.New(b.What)} })})
	r.Show()
}

// Count updates the progress of the burst, and returns its totals so far. It reports false if none
// is in flight.
func (r *Room) Count() (group model.GroupID, totals model.Totals, ok bool) {
	if !r.InFlight() {
		return "", model.Totals{}, false
	}
	v := r.latest
	v.facts.Snapshot = v.b.Snapshot()
	return v.b.Group, v.facts.Snapshot.Totals, true
}

// listing is how often the history is read again while a burst adds to it.
const listing = time.Second

// Lists reports whether to read the history again now, given whether the burst has a row
// there, which counts along: then it is read only for the row itself, and, now and then,
// where runs are listed one by one.
func (r *Room) Lists(row bool) bool {
	v := r.latest
	if row && v.listed.After(v.began) || v.facts.Snapshot.Done == 0 || r.shown() || r.cfg.Now().Sub(v.listed) < listing {
		return false
	}
	v.listed = r.cfg.Now()
	return true
}

// shown reports whether the page of the burst is seen.
func (r *Room) shown() bool {
	_, ok := r.cfg.Dialogs.Shown().(*page)
	return ok
}

func (r *Room) onEnded(msg endedMsg) {
	v := msg.of
	v.facts.Snapshot, v.facts.Stage, v.facts.Err = v.b.Snapshot(), Ended, msg.err
	s := v.facts.Snapshot
	r.Tell(EndedMsg{s.Totals, s.Elapsed, s.Unsigned})
	if r.shown() {
		return
	}
	said := dialog.SayMsg{Kind: dialog.Succeeded}
	said.Text = fmt.Sprintf("burst of %s %s: %s of %s runs SUCCEEDED", v.name, v.facts.Title(), screen.Count(s.Totals.Succeeded), screen.Count(s.Done))
	switch {
	case msg.err != nil:
		said.Kind, said.Text, said.Hint = dialog.Failed, said.Text+": "+msg.err.Error(), model.HintOf(msg.err)
	case s.Totals.Succeeded < s.Done:
		said.Kind = dialog.Warned
	}
	r.Tell(said)
}

// Stop starts no more runs, and the second time stops waiting for those in flight.
func (r *Room) Stop() tea.Cmd {
	switch v := r.latest; v.facts.Stage {
	case Running:
		v.facts.Stage = Stopping
		v.b.Stop()
	case Stopping:
		v.facts.Stage = NotWaiting
		r.StopWaiting()
	}
	return nil
}

// StopWaiting stops waiting for what is in flight.
func (r *Room) StopWaiting() {
	if r.InFlight() {
		r.latest.stopWaiting(model.ErrStoppedWaiting)
	}
}

// Progress is what the header says of a burst in flight, "" if none is.
func (r *Room) Progress() string {
	if !r.InFlight() {
		return ""
	}
	s := r.latest.facts.Snapshot
	return r.cfg.Theme.Wait.Render("burst " + screen.Count(s.Done) + "/" + screen.Count(s.Planned))
}
