// Package picker lists the state machines, and knows the picked one. Listed are those of the
// target, with their versions, aliases, test cases and latest runs. The session keeps which
// that is.
package picker

import (
	"context"
	"strings"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/ask"
	"expresso/ui/dialog"
	"expresso/ui/room"
)

// Config is what the room takes.
type Config struct {
	room.Common
	Standard Standard        // nil on a target that does not run STANDARD machines
	Lists    model.Lists     // keeps what was listed; nil to keep nothing
	On       string          // the target, as Targets knows it
	Targets  model.Directory // nil where there is one target
}

// Standard lets STANDARD machines run as EXPRESS.
type Standard interface {
	RunsAsExpress() bool
	RunAsExpress(on bool)
	// OnWish are the machines that run as EXPRESS because of RunAsExpress alone, and Remember
	// writes into the project file that they do.
	OnWish() []string
	Remember(names []string) error
}

// Room is the room. It tells, see action.Out, PickedMsg, ProblemMsg, ChooseMsg, ElsewhereMsg, WentMsg and
// dialog.SayMsg.
type Room struct {
	dialog.Voice
	Config
	List *List

	machine    model.Machine   // that is picked, zero if none is
	picked     model.ARN       // of that machine, with the version, alias or test case that runs go to
	asExpress  bool            // STANDARD machines run as EXPRESS
	explaining bool            // they are about to, because no other machine can be run
	wanted     model.ARN       // to be picked when the machines are listed, "" for none
	picks      uint64          // counts them, so that the latest is written
	account    string          // that is known to be the target's, "" if nothing that is kept of one was looked for
	usual      string          // account that the target may be in, where nobody knows; "" for none
	before     model.ARN       // what was picked in the last session
	named      []model.Machine // that somebody has named by their ARN
	asked      ask.Latest      // for the list
	going      ask.Latest      // for a machine by its ARN
	read       reading         // the list as far as it has been read
	readAt     time.Time       // when it was read as a whole
	shown      bool            // something of it, or why there is nothing
	writes     writes
}

type (
	// PickedMsg is told when another machine is picked.
	PickedMsg struct{ Machine model.Machine }
	// ProblemMsg is told when no machine can be run, and this is the first that has a problem.
	ProblemMsg struct{ Machine model.Machine }
	// ChooseMsg is told when the machines of a target that bills are there for the first time,
	// and none is picked.
	ChooseMsg struct{}
	// ListedMsg is told when machines are listed for the first time: it is known where the target is.
	ListedMsg struct{}
)

// New returns a room that waits for its machines.
func New(c Config) *Room {
	r := &Room{Config: c, List: NewList(c.Theme, c.Now)}
	if c.Bench.Target != nil { // there is none for the table of keys
		r.List.here, r.List.local = c.Bench.Target.Info, c.Bench.Target.Info().Local
	}
	if c.Standard != nil {
		r.List.express = true
		r.asExpress = c.Standard.RunsAsExpress()
	}
	return r
}

// Update takes what its commands send.
func (r *Room) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case pageMsg:
		return r.onPage(msg)
	case knownMsg:
		return r.onKnown(msg)
	case tagsMsg:
		r.onTags(msg)
	case goToMsg:
		return r.GoToText(msg.text)
	case soughtMsg:
		return r.onSought(msg)
	case ofGoing:
		return r.onFound(msg)
	case lastMsg:
		r.onLast(msg)
	case qualifiersMsg:
		return r.onQualifiers(msg)
	case expressMsg:
		return r.onExpress(msg)
	case expressPickMsg:
		return r.onExpressPick(msg)
	case rememberedMsg:
		return r.onRemembered(msg)
	}
	return nil
}

// Machine is the one that is picked, zero if none is.
func (r *Room) Machine() model.Machine { return r.machine }

// Picked is the ARN that runs go to: that of the picked machine, or of a version, an alias or a
// test case of it. "" if none is picked.
func (r *Room) Picked() model.ARN { return r.picked }

// Settled reports whether nobody will pick a machine but the user.
func (r *Room) Settled() bool {
	return r.picked != "" || !r.List.listed.loading || r.Bills()
}

// Name is what runs go to, in words.
func (r *Room) Name() string {
	return r.machine.Name + strings.TrimPrefix(string(r.picked), string(r.machine.ARN))
}

// Find finds the machine that an ARN names, with or without a version or an alias.
func (r *Room) Find(arn model.ARN) (model.Machine, bool) {
	return r.List.Find(arn)
}

// Pick sends runs to a machine from now on, or to a version, an alias or a test case of it.
func (r *Room) Pick(m model.Machine, arn model.ARN) tea.Cmd {
	other := m.ARN != r.machine.ARN
	r.machine = m
	cmd := r.pick(arn)
	if other {
		r.Tell(PickedMsg{m})
	}
	return cmd
}

// pick sends runs to the picked machine itself, or to a version, an alias or a test case of it.
// Whether there still is one is looked up where that is not known.
func (r *Room) pick(arn model.ARN) tea.Cmd {
	r.picked = arn
	r.picks++
	seq := r.picks
	cmds := []tea.Cmd{ask.Command(func() tea.Msg {
		r.writes.picked(r.Context, r.Session, r.Bench.Target.Info(), seq, arn)
		return nil
	})}
	if arn != r.machine.ARN && r.List.Show(r.machine.ARN) {
		cmds = append(cmds, r.readQualifiers(r.machine.ARN))
	}
	r.List.SetPicked(arn)
	return tea.Batch(cmds...)
}

// writes puts what is picked into the session, in the order in which it was picked.
type writes struct {
	mu     sync.Mutex
	latest uint64 // that was written
}

func (w *writes) picked(ctx context.Context, session model.Session, on model.Info, seq uint64, arn model.ARN) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if seq > w.latest {
		w.latest = seq
		_ = session.Put(ctx, model.SessionMachine(on), string(arn)) // a convenience: the next start picks another
	}
}

// ToggleOrder changes between the target's order and that of the latest runs.
func (r *Room) ToggleOrder() tea.Cmd {
	r.List.ToggleOrder()
	if r.List.Recent() {
		r.Say("sorted by latest run")
	} else {
		r.Say("sorted as the target lists them")
	}
	return nil
}
