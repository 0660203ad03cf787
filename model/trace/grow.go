package trace

import (
	"slices"
	"time"

	"expresso/model"
)

// Growing is the tree of an execution that has not ended: it takes events as they come, at a
// cost that depends on how many are new, and on how many states run at once. What has not ended is
// Running, and reaches to the time until which the tree was brought last.
type Growing struct {
	b       *builder
	running []*Visit // those that were not left
}

// Grow returns a tree without events.
func Grow() *Growing {
	g := &Growing{b: &builder{tree: &Tree{Root: &Group{}}, at: map[int64]place{}, open: map[string][]*Visit{}}}
	g.b.entering = func(v *Visit) {
		v.In.Outcome = Running // it seemed to have ended, see leave
		g.running = append(g.running, v)
	}
	return g
}

// Tree is the tree as it is now. What is added to it changes it.
func (g *Growing) Tree() *Tree { return g.b.tree }

// Len is how many events it has.
func (g *Growing) Len() int { return len(g.b.tree.events) }

// Add takes what has happened since the last time, and brings the tree to the time that it is
// now.
func (g *Growing) Add(events []model.Event, now time.Time) {
	t := g.b.tree
	from := len(t.events)
	t.events = append(t.events, events...)
	for i := from; i < len(t.events); i++ {
		g.b.event(i)
	}
	if len(t.events) == 0 {
		return
	}
	t.End = latest(t.End, now)
	t.Root.End = t.End
	g.running = slices.DeleteFunc(g.running, func(v *Visit) bool { return !g.reach(v) })
}

// reach extends what runs in a visit to the end of the tree. It reports false if the visit
// has ended.
func (g *Growing) reach(v *Visit) bool {
	switch {
	case v.exited >= 0:
		v.leave()
		return false
	case v.Outcome == Aborted:
		return false
	case v.over():
		v.Outcome = Aborted // which no event says of what a failed sibling has ended
		return false
	}
	v.Outcome = Running // what failed may be tried again, or caught
	v.End, v.In.End = g.b.tree.End, g.b.tree.End
	if n := len(v.Tries); n > 0 && v.Tries[n-1].Outcome == Running {
		v.Tries[n-1].End = v.End
	}
	return true
}

// leave ends the branch of a Parallel state with its last state: no event says when it ends.
func (v *Visit) leave() {
	in := v.In
	if in.In == nil || in.In.Type != "Parallel" || in.Visits[len(in.Visits)-1] != v {
		return
	}
	if in.Outcome = v.Outcome; v.Outcome == Caught {
		in.Outcome = Succeeded
	}
}

// over reports whether something that the visit is in was left, or tried again, without it.
func (v *Visit) over() bool {
	for g := v.In; g.In != nil; g = g.In.In {
		if g.In.exited >= 0 || g.In.Tries[len(g.In.Tries)-1].Start.After(g.Start) {
			return true
		}
	}
	return false
}
