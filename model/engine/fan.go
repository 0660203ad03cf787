package engine

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"expresso/model/asl"
	"expresso/model/jsonvalue"
)

// body is what one of several branches does. It returns the branch's result and the event
// that stands for its end.
type body func(i int, c *branch) (out jsonvalue.Value, end int64, f *failure)

// fan is a number of branches on their way to being joined.
type fan struct {
	v       *visit
	results []jsonvalue.Value
	size    int   // bytes of the results so far
	end     int64 // the last of the events that end a branch
	failure *failure
	index   int       // the branch that failed
	at      time.Time // in simulated time, of the failure
	last    int64     // the last event of the branch that failed

	// What the branches that were cut short were in, for the events that say so.
	marks []int      // in simulated time: where each branch's events begin
	cut   []stranded // in real time
}

// stranded is a branch that ended because another one failed, and the state that it was in.
type stranded struct {
	branch int
	in     *asl.State
}

// slot is one of the branches that run at once.
type slot struct {
	now  time.Time
	last int64
	at   int // among the others
}

// before reports whether a branch goes to this slot rather than to another one.
func (s *slot) before(other *slot) bool {
	return s.now.Before(other.now) || s.at < other.at && s.now.Equal(other.now)
}

// slots are a heap by when they are free.
type slots []slot

// sink takes the first slot, which has been in use, to its place.
func (s slots) sink() {
	for at := 0; ; {
		first := at
		for child := 2*at + 1; child <= 2*at+2 && child < len(s); child++ {
			if s[child].before(&s[first]) {
				first = child
			}
		}
		if first == at {
			return
		}
		s[at], s[first] = s[first], s[at]
		at = first
	}
}

// fanOut runs n branches, at most width at once, and joins them: their results in an
// array, or the first failure.
func (v *visit) fanOut(n, width int, blocks bool, run body) (jsonvalue.Value, *failure) {
	if result, f, ok := v.mocked(); ok {
		return result, f
	}
	fan := &fan{v: v, results: make([]jsonvalue.Value, n), end: v.b.last}
	from := v.b.x.history.mark()
	if v.b.x.simulated || !blocks && v.b.x.Transition == 0 {
		fan.inTurn(n, width, run)
	} else {
		fan.atOnce(n, width, run)
	}
	b := v.b
	if fan.failure != nil {
		b.last, b.now = fan.last, fan.at
	} else {
		b.last = fan.end
	}
	if b.x.simulated {
		if fan.failure != nil && fan.failure.traced() {
			fan.cut = b.x.history.stranded(fan.marks, fan.at, fan.index)
		}
		b.x.history.settle(from, fan.at, func(settled func(id int64) int64) {
			b.last = settled(b.last)
			if fan.failure != nil {
				fan.failure.entered = settled(fan.failure.entered)
			}
		})
	}
	b.tail = b.last
	if fan.failure != nil {
		if fan.failure.traced() {
			fan.recordCut()
		}
		return jsonvalue.Value{}, fan.failure
	}
	if fan.size > maxPayload {
		return jsonvalue.Value{}, v.tooLarge(v.st.Name)
	}
	return jsonvalue.NewArray(fan.results), nil
}

// joined takes note of a branch's end, and tells whether the others are to stop.
func (f *fan) joined(i int, c *branch, out jsonvalue.Value, end int64, failure *failure) (stop bool) {
	c.end()
	switch {
	case failure == nil:
		// What is too large in the end need not be kept until then.
		if f.size += out.Size() + 1; f.size <= maxPayload {
			f.results[i] = out
		}
		f.end = max(f.end, end)
		return false
	case failure.kind == stopped && f.failure != nil:
		if !c.x.simulated && c.in != nil {
			f.cut = append(f.cut, stranded{i, c.in})
		}
		return true
	case f.failure == nil || f.failure.kind == stopped || f.v.b.x.simulated && c.now.Before(f.at):
		f.failure, f.index, f.at, f.last = failure, i, c.now, c.last
	}
	return true
}

// inTurn runs the branches one after the other, each in its own time.
func (f *fan) inTurn(n, width int, run body) {
	b := f.v.b
	free := make(slots, min(n, width))
	for i := range free {
		free[i] = slot{b.now, b.last, i}
	}
	if b.x.simulated {
		f.marks = make([]int, 0, n)
	}
	end := b.now
	var c branch
	for i := range n {
		s := &free[0]
		if !b.x.simulated { // the one that was used longest ago
			s = &free[i%len(free)]
		}
		if f.failure != nil && (!b.x.simulated || !s.now.Before(f.at)) {
			break
		}
		if b.x.simulated {
			f.marks = append(f.marks, b.x.history.mark())
		}
		c.begin(b)
		c.now, c.last = s.now, s.last
		if f.failure != nil {
			c.stop = f.at
		}
		out, ended, failure := run(i, &c)
		s.now, s.last = c.now, c.last
		if b.x.simulated {
			free.sink()
		}
		if c.now.After(end) {
			end = c.now
		}
		f.joined(i, &c, out, ended, failure)
	}
	b.now = end
	b.tick()
}

// recordCut records what became of the branches that were cut short: their states were
// aborted, and the iterations of a Map. All these events follow that of the failure.
func (f *fan) recordCut() {
	b, st := f.v.b, f.v.st
	for _, c := range f.cut {
		switch c.in.Type {
		case asl.Task, asl.Wait, asl.Parallel, asl.Map: // others have no such event
			b.note(Event{Type: string(c.in.Type) + "StateAborted", Previous: b.last, state: c.in})
		}
		if st.Type == asl.Map {
			b.note(Event{Type: "MapIterationAborted", Previous: b.last, state: st, value: jsonvalue.NewInt(int64(c.branch))})
		}
	}
}

// atOnce runs the branches as goroutines, as many at a time as there may be, and returns
// when all have ended. A panic in one of them continues in the caller's goroutine, where it
// can be recovered: nobody else's program ends by it.
func (f *fan) atOnce(n, width int, run body) {
	b := f.v.b
	ctx, cancel := context.WithCancel(b.ctx)
	defer cancel()
	var all sync.WaitGroup
	var mu sync.Mutex // over next and f
	next := 0
	var broken any // what a branch panicked with
	take := func() (int, bool) {
		mu.Lock()
		defer mu.Unlock()
		next++
		return next - 1, next <= n && ctx.Err() == nil
	}
	join := func(i int, c *branch, out jsonvalue.Value, ended int64, failure *failure) (stop bool) {
		mu.Lock()
		defer mu.Unlock()
		return f.joined(i, c, out, ended, failure)
	}
	for range min(n, width) {
		all.Go(func() {
			defer func() {
				if r := recover(); r != nil {
					cancel()
					mu.Lock()
					defer mu.Unlock()
					broken = fmt.Sprintf("%v in a branch\n%s", r, debug.Stack())
				}
			}()
			last := b.last
			var c branch
			for i, ok := take(); ok; i, ok = take() {
				c.begin(b)
				c.tick()
				c.ctx, c.done, c.last = ctx, ctx.Done(), last
				out, ended, failure := run(i, &c)
				last = c.last
				if join(i, &c, out, ended, failure) {
					cancel()
					return
				}
			}
		})
	}
	all.Wait()
	if broken != nil {
		panic(broken)
	}
	b.tick()
	if f.failure == nil && b.ctx.Err() != nil {
		f.failure, f.last = b.interrupted(), b.last
	}
}
