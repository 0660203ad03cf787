// Package trace makes a tree of state visits out of the events of an execution. It tells which
// states an execution was in, for how long, and what went in and came out, with Map
// iterations, Parallel branches and retries under the state that they belong to. It asks
// nobody for events and draws nothing: that is package ui/trace's.
package trace

import (
	"slices"
	"strconv"
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

// maxMissing is more events than any execution has: IDs further apart are no count.
const maxMissing = 1 << 30

// Missing is how many events, by their IDs, a trace lacks between its first and its last: one
// that grew too large keeps no others.
func Missing(events []model.Event) int64 {
	var last, missing int64
	for i := range events {
		id := events[i].ID
		if id <= last { // unknown, doubled or out of place
			continue
		}
		if gap := id - last - 1; last > 0 && gap <= maxMissing-missing {
			missing += gap
		}
		last = id
	}
	return missing
}

// place is where in the tree an event stands: in a visit, or between two visits of a
// group. The zero place is unknown.
type place struct {
	group *Group
	visit *Visit
}

type builder struct {
	tree  *Tree
	at    map[int64]place
	open  map[string][]*Visit // visits by state, of which the latest was not left
	last  *Visit              // the latest Map or Parallel state that was entered
	ended bool
	// entering is told of each visit as it begins, nil for nobody.
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

// maxDepth bounds how deep groups stand in groups. Definitions stop far before.
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

// find returns the visit, not left yet, of a state with this type and name that from is
// in, looking from the inside out; "" means any. Without one on the way it is the latest
// of that name.
func (b *builder) find(from place, kind, name string) *Visit {
	v := from.visit
	if v == nil && from.group != nil {
		v = from.group.In
	}
	for ; v != nil; v = v.In.In {
		if v.exited < 0 && (kind == "" || v.Type == kind) && (name == "" || v.Name == name) {
			return v
		}
	}
	open := b.open[name]
	for len(open) > 0 && open[len(open)-1].exited >= 0 {
		open = open[:len(open)-1]
	}
	if name != "" {
		b.open[name] = open
	}
	if len(open) == 0 {
		return nil
	}
	return open[len(open)-1]
}

// touch notes that something happened in v, and so in all that v is in.
func (b *builder) touch(v *Visit, at time.Time) {
	for v != nil {
		v.End = latest(v.End, at)
		v.In.End = latest(v.In.End, at)
		v = v.In.In
	}
}

func (b *builder) iteration(e *model.Event, from place) place {
	v := b.find(from, "Map", e.State)
	if v == nil {
		return from
	}
	b.touch(v, e.Time)
	index, err := strconv.Atoi(member(e.Details, "index"))
	what := strings.TrimPrefix(e.Type, "MapIteration")
	if what == "Started" {
		g := v.newGroup(e.Time)
		if err == nil {
			g.Index = index
		}
		return place{group: g}
	}
	g := from.group
	for g != nil && g.In != v {
		if g.In == nil {
			g = nil
			break
		}
		g = g.In.In
	}
	if err == nil && (g == nil || g.Index != index) && len(v.Tries) > 0 {
		groups := v.Tries[len(v.Tries)-1].Groups
		if index < 0 || index >= len(groups) || groups[index].Index != index { // as a rule it is there
			index = slices.IndexFunc(groups, func(g *Group) bool { return g.Index == index })
		}
		if index >= 0 {
			g = groups[index]
		}
	}
	if g == nil {
		return place{v.In, v}
	}
	g.End = latest(g.End, e.Time)
	switch what {
	case "Succeeded":
		g.Outcome = Succeeded
	case "Failed":
		g.Outcome = Failed
		from.visit.giveUp(v)
	case "Aborted":
		g.Outcome = Aborted
	}
	return place{group: g}
}

// within handles what happens between entering and leaving a state.
func (b *builder) within(i int, e *model.Event, from place) place {
	kind, name := "", e.State
	switch {
	case strings.HasPrefix(e.Type, "MapRun"):
		kind = "Map"
	case strings.HasSuffix(e.Type, aborted):
		kind = strings.TrimSuffix(e.Type, aborted)
	case strings.HasPrefix(e.Type, "MapState"):
		kind = "Map"
	case strings.HasPrefix(e.Type, "ParallelState"):
		kind = "Parallel"
	case name == "":
		name = member(e.Details, "state") // EvaluationFailed
	}
	v := b.find(from, kind, name)
	if v == nil {
		return from
	}
	b.touch(v, e.Time)
	to := place{v.In, v}
	switch {
	case strings.HasSuffix(e.Type, aborted):
		v.fail(i, e, Aborted)
	case strings.HasSuffix(e.Type, "TimedOut"):
		v.fail(i, e, TimedOut)
	case strings.HasSuffix(e.Type, "Failed"):
		from.visit.giveUp(v)
		v.fail(i, e, Failed)
	case strings.HasSuffix(e.Type, "Succeeded"):
		if n := len(v.Tries); n > 0 {
			v.Tries[n-1].Outcome, v.Tries[n-1].End, v.Tries[n-1].ended = Succeeded, latest(v.Tries[n-1].Start, e.Time), i
		}
	case strings.HasSuffix(e.Type, started), strings.HasSuffix(e.Type, "Scheduled"):
		v.retry(i, e.Time)
	}
	return to
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

// lastEnd is when the last of a try's groups ended, at if it has none.
func lastEnd(try *Try, at time.Time) time.Time {
	if len(try.Groups) == 0 {
		return at
	}
	var end time.Time
	for _, g := range try.Groups {
		end = latest(end, g.End)
	}
	return end
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

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
