// Package trace makes a tree of state visits out of the events of an execution. It tells which
// states an execution was in, for how long, and what went in and came out, with Map
// iterations, Parallel branches and retries under the state that they belong to. It asks
// nobody for events and draws nothing: that is package ui/trace's.
package trace

import (
	"slices"
	"strings"
	"time"

	"expresso/model"
)

// Build makes a tree of an execution's events, oldest first. Branches that run at the
// same time have their events mixed; each event's Previous tells which branch it continues
// with. Events that are missing, doubled or out of place make a poorer tree, never none.
func Build(events []model.Event) *Tree {
	events = timed(events)
	t := &Tree{Root: &Group{}, Lacks: LacksOf(events), events: events}
	b := builder{
		tree: t,
		at:   make(map[int64]place, len(events)),
		open: make(map[string][]*Visit),
	}
	for i := range events {
		b.event(i)
	}
	b.finish()
	return t
}

type builder struct {
	tree  *Tree
	at    map[int64]place
	open  map[string][]*Visit // visits by state, of which the latest was not left
	last  *Visit              // the latest Map or Parallel state that was entered
	ended bool
	// entering is called with each visit as it begins; nil for no one.
	entering func(*Visit)
	// cause is where the event stands that the execution's end follows.
	cause place
}

// States' events are named TypeStateEntered and so on, see AWS's HistoryEventType.
const (
	entered = "StateEntered"
	exited  = "StateExited"
	started = "StateStarted"
	aborted = "StateAborted"
)

// timed returns events whose times are within a day of the first that can be: another is
// taken for the time of the event before it.
func timed(events []model.Event) []model.Event {
	first := slices.IndexFunc(events, func(e model.Event) bool { return !model.PlausibleTime(e.Time).IsZero() })
	var last time.Time
	if first >= 0 {
		last = events[first].Time
	}
	start, copied := last, false
	for i := range events {
		off := events[i].Time.Sub(start)
		if first >= 0 && off > -24*time.Hour && off < 24*time.Hour {
			last = events[i].Time
			continue
		}
		if !copied { // the caller's stay as they are
			events, copied = slices.Clone(events), true
		}
		events[i].Time = last
	}
	return events
}

func (b *builder) event(i int) {
	e := &b.tree.events[i]
	if i == 0 {
		b.tree.Start, b.tree.Root.Start = e.Time, e.Time
	}
	b.tree.End = latest(b.tree.End, e.Time)
	from := b.at[e.Previous]
	var to place
	switch {
	case strings.HasPrefix(e.Type, "Execution"):
		to = place{group: b.tree.Root}
		b.execution(e, from)
	case strings.HasSuffix(e.Type, entered):
		to = b.enter(i, e, from)
	case strings.HasSuffix(e.Type, exited):
		to = b.exit(i, e, from)
	case strings.HasPrefix(e.Type, "MapIteration"):
		to = b.iteration(e, from)
	default:
		to = b.within(i, e, from)
	}
	if e.ID != 0 {
		b.at[e.ID] = to
	}
}

func (b *builder) execution(e *model.Event, from place) {
	t := b.tree
	switch e.Type {
	case "ExecutionStarted", "ExecutionRedriven":
		return
	case "ExecutionSucceeded":
		t.Outcome = Succeeded
	case "ExecutionTimedOut":
		t.Outcome = TimedOut
	case "ExecutionAborted":
		t.Outcome = Aborted
	default:
		t.Outcome = Failed
	}
	b.ended, b.cause = true, from
	t.Error, t.Cause = member(e.Details, "error"), member(e.Details, "cause")
}

func (b *builder) enter(i int, e *model.Event, from place) place {
	name := e.State
	if name == "" {
		name = member(e.Details, "name")
	}
	v := &Visit{
		Name: name, Type: strings.TrimSuffix(e.Type, entered),
		Start: e.Time, End: e.Time, entered: i, exited: -1,
	}
	v.In = b.groupFor(v, from)
	v.In.Visits = append(v.In.Visits, v)
	b.open[name] = append(b.open[name], v)
	b.tree.Visits++
	if v.contains() {
		b.last = v
	}
	if b.entering != nil {
		b.entering(v)
	}
	return place{v.In, v}
}

// contains reports whether the state has states of its own.
func (v *Visit) contains() bool { return v.Type == "Map" || v.Type == "Parallel" }

// groupFor tells which group a visit that is entered after from belongs to.
func (b *builder) groupFor(v *Visit, from place) *Group {
	switch {
	case from.visit != nil && from.visit.contains() && from.visit.exited < 0:
		return from.visit.newGroup(v.Start)
	case from.group != nil:
		return from.group
	case b.last == nil || b.last.exited >= 0:
		return b.tree.Root
	default:
		return b.last.newGroup(v.Start)
	}
}

// maxDepth bounds how deep groups are nested. Definitions stop far before.
const maxDepth = 100

func (v *Visit) newGroup(start time.Time) *Group {
	if v.In.depth >= maxDepth {
		return v.In
	}
	if len(v.Tries) == 0 {
		v.Tries = append(v.Tries, &Try{Start: start, began: -1, ended: -1})
	}
	try := v.Tries[len(v.Tries)-1]
	g := &Group{Index: len(try.Groups), In: v, Start: start, End: start, depth: v.In.depth + 1}
	try.Groups = append(try.Groups, g)
	return g
}

func (b *builder) exit(i int, e *model.Event, from place) place {
	v := b.find(from, strings.TrimSuffix(e.Type, exited), e.State)
	if v == nil {
		return from
	}
	v.exited = i
	if v.Outcome = Succeeded; len(v.Tries) > 0 {
		try := v.Tries[len(v.Tries)-1]
		if try.Outcome == Running {
			try.Outcome, try.End = Succeeded, latest(try.Start, e.Time)
		}
		if try.Outcome != Succeeded {
			v.Outcome, v.Error, v.Cause = Caught, try.Error, try.Cause
		}
	}
	if v.Outcome == Succeeded && v.Error != "" {
		v.Outcome = Caught
	}
	b.touch(v, e.Time)
	return place{v.In, v}
}

// retry begins a new try.
func (v *Visit) retry(i int, at time.Time) {
	if n := len(v.Tries); n > 0 && v.Tries[n-1].Outcome == Running {
		// A Map that is tried again does not always say that it failed.
		v.Tries[n-1].Outcome, v.Tries[n-1].End = Failed, latest(v.Tries[n-1].Start, lastEnd(v.Tries[n-1], at))
	}
	v.Outcome, v.Error, v.Cause = Running, "", ""
	v.Tries = append(v.Tries, &Try{Start: at, End: at, began: i, ended: -1})
}

// fail notes that a visit, or its latest try, failed. Whether it is the end of the visit
// shows when it is left, tried again, or not.
func (v *Visit) fail(i int, e *model.Event, how Outcome) {
	message, cause := member(e.Details, "error"), member(e.Details, "cause")
	if n := len(v.Tries); n > 0 && v.Tries[n-1].Outcome == Running {
		try := v.Tries[n-1]
		try.Outcome, try.End, try.ended = how, latest(try.Start, e.Time), i
		try.Error, try.Cause = message, cause
		if message == "" && v.contains() {
			try.Error, try.Cause = innerError(try.Groups)
		}
		message, cause = try.Error, try.Cause
	}
	if how == Aborted && v.Outcome != Running {
		return
	}
	v.Outcome, v.End = how, latest(v.End, e.Time)
	if message != "" || cause != "" {
		v.Error, v.Cause = message, cause
	}
}

// giveUp makes a visit that was not left fail, because outer, which it is in, failed next.
func (v *Visit) giveUp(outer *Visit) {
	if v != nil && v != outer && v.exited < 0 && v.Outcome == Running {
		v.Outcome = Failed
	}
}

// innerError is the error of the group that failed: AWS's MapStateFailed has none.
func innerError(groups []*Group) (name, cause string) {
	for _, g := range groups {
		if n := len(g.Visits); n > 0 && g.Visits[n-1].Outcome.Bad() {
			return g.Visits[n-1].Error, g.Visits[n-1].Cause
		}
	}
	return "", ""
}
