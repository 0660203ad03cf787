package trace

import (
	"regexp"
	"strconv"
	"sync"
	"time"
)

// finish settles what the events left open.
func (b *builder) finish() {
	t := b.tree
	t.Root.End, t.Root.Outcome = t.End, t.Outcome
	if t.Outcome == Failed {
		b.blame()
	}
	t.Root.settle(t.End, b.ended, t.Outcome)
	if v := t.Failure(); v != nil && v.Error == "" && v.Cause == "" {
		v.Error, v.Cause = t.Error, t.Cause
	}
}

// enteredAt is how AWS's causes name the visit that they are about.
var enteredAt = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\(entered at the event id #(\d+)\)`) })

// blame makes the visit that the execution's end follows, and all that it is in, fail.
func (b *builder) blame() {
	v := b.cause.visit
	if v == nil && b.cause.group != nil {
		v = b.cause.group.In
	}
	// A fault in a Map or Parallel state's inner state ends the execution at once. Where
	// it was, only the cause tells.
	if m := enteredAt().FindStringSubmatch(b.tree.Cause); m != nil && (v == nil || v.contains()) {
		id, _ := strconv.ParseInt(m[1], 10, 64) // too large is as good as unknown
		if inner := b.at[id].visit; inner != nil && inner.exited < 0 {
			v = inner
		}
	}
	for ; v != nil; v = v.In.In {
		if v.exited >= 0 {
			continue
		}
		if v.Outcome != TimedOut {
			v.Outcome = Failed
		}
		if v.Error == "" && v.Cause == "" {
			v.Error, v.Cause = b.tree.Error, b.tree.Cause
		}
	}
}

// settle gives everything in a group an end and an outcome.
func (g *Group) settle(end time.Time, ended bool, how Outcome) {
	left := Running
	switch {
	case ended && how == TimedOut:
		left = TimedOut
	case ended:
		left = Aborted
	}
	for _, v := range g.Visits {
		if v.Type == "Fail" && ended && g.In == nil {
			v.End = end // with the execution
		}
		switch {
		case v.Outcome != Running:
		case v.Type == "Fail": // is never left: that is how it fails
			v.Outcome = Failed
		default:
			v.Outcome, v.End = left, end
		}
		for n, try := range v.Tries {
			if try.Outcome == Running {
				if try.Outcome = v.Outcome; v.Outcome == Caught || n+1 < len(v.Tries) {
					try.Outcome = Failed
				}
				try.End = latest(try.Start, v.End)
			}
			for _, inner := range try.Groups {
				inner.settle(v.End, ended || v.exited >= 0, how)
			}
		}
	}
	if g.In == nil {
		return
	}
	if g.Outcome == Running {
		g.Outcome = left
		if n := len(g.Visits); n > 0 {
			g.Outcome = g.Visits[n-1].Outcome
		}
		if g.Outcome == Caught {
			g.Outcome = Succeeded
		}
	}
	for _, v := range g.Visits {
		g.End = latest(g.End, v.End)
	}
}
