package trace

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"expresso/model"
)

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

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
