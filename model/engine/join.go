package engine

import (
	"context"
	"fmt"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"

	"expresso/model/asl"
	"expresso/model/jsonvalue"
)

// parallel executes one try of a Parallel state. started tells whether its branches were.
func (v *visit) parallel() (out jsonvalue.Value, started bool, f *failure) {
	if f := v.effective(); f != nil {
		return out, false, f
	}
	input, f := v.parameters()
	if f != nil {
		return out, false, f
	}
	if input.Size() > MaxPayload {
		return out, false, v.tooLarge(v.st.Name)
	}
	v.b.record(Event{Type: "ParallelStateStarted", state: v.st})
	branches := v.st.Branches
	blocks := false
	for _, g := range branches {
		blocks = blocks || g.Blocks
	}
	result, f := v.fanOut(len(branches), len(branches), blocks, func(i int, c *branch) (jsonvalue.Value, int64, *failure) {
		c.x.steps.Add(int64(input.Size()))
		out, f := c.graph(branches[i], input)
		return out, c.last, f
	})
	if f != nil {
		return out, true, f
	}
	v.b.note(Event{Type: "ParallelStateSucceeded", Previous: v.b.last, state: v.st})
	out, f = v.finish(result)
	return out, false, f
}

// mapItems executes one try of a Map state.
func (v *visit) mapItems() (out jsonvalue.Value, started bool, f *failure) {
	if f := v.effective(); f != nil {
		return out, false, f
	}
	m := v.st.Map
	items, path := v.input, "$"
	if t := v.trial(); t != nil && !t.Read.IsUndefined() {
		items = t.Read
	} else if m.Items != nil {
		if items, f = v.eval(m.Items, v.input); f != nil {
			return out, false, f
		}
		path = m.ItemsPath
		if strings.HasPrefix(path, "$$") {
			path = path[1:] // recorded
		}
	}
	if items.Kind() != jsonvalue.KindArray {
		if v.st.Language == asl.JSONata {
			return out, false, v.wrongValue("", "Map state input must be an array but was: "+items.Excerpt())
		}
		return out, false, v.fail(asl.ErrRuntime, fmt.Sprintf("Reference path %q must point to array.", path))
	}
	v.note(StepItemsPath, items)
	width, f := v.concurrency(m)
	if f != nil {
		return out, false, f
	}
	if f := v.tolerated(m); f != nil {
		return out, false, f
	}
	if f := v.items(items); f != nil {
		return out, false, f
	}
	v.b.record(Event{Type: "MapStateStarted", state: v.st, value: jsonvalue.NewInt(int64(items.Len()))})
	v.b.x.history.reserve(items.Len() * (2 + 2*len(m.Processor.States)))
	outer := v.b.scope.Context
	result, f := v.fanOut(items.Len(), width, m.Processor.Blocks, func(i int, c *branch) (jsonvalue.Value, int64, *failure) {
		index := jsonvalue.NewInt(int64(i))
		c.record(Event{Type: "MapIterationStarted", state: v.st, value: index})
		out, f := v.iteration(c, index, items.At(i), outer)
		end := Event{Type: "MapIterationSucceeded", Previous: c.last, state: v.st, value: index}
		switch {
		case f == nil:
		case f.traced():
			end.Type = "MapIterationFailed"
		default:
			return out, c.last, f
		}
		return out, c.note(end), f
	})
	if f != nil {
		return out, true, f
	}
	v.b.note(Event{Type: "MapStateSucceeded", Previous: v.b.last, state: v.st})
	out, f = v.finish(result)
	return out, false, f
}

// iteration executes the Map state's processor for one item.
func (v *visit) iteration(c *branch, index, item, context jsonvalue.Value) (jsonvalue.Value, *failure) {
	input, f := v.selected(c, index, item, context)
	if f != nil {
		return input, f
	}
	c.x.steps.Add(int64(input.Size()))
	return c.graph(v.st.Map.Processor, input)
}

// selected is the input of an iteration: the item, or what ItemSelector makes of it.
func (v *visit) selected(c *branch, index, item, context jsonvalue.Value) (jsonvalue.Value, *failure) {
	input := item
	c.scope.Item, c.scope.Index = item, index
	if v.b.x.machine.UsesContext {
		c.mapItem = jsonvalue.NewObject([]jsonvalue.Member{{Key: "Item", Value: jsonvalue.NewObject([]jsonvalue.Member{
			{Key: "Index", Value: index}, {Key: "Value", Value: item},
		})}})
	}
	if v.st.Parameters != nil {
		// ItemSelector belongs to the Map state: it sees that state's input and variables.
		if v.st.UsesContext {
			c.scope.Context = context.With("Map", c.mapItem)
		}
		c.scope.Input, c.scope.Now, c.scope.Ctx = v.input, c.now, c.ctx
		var err error
		if input, err = v.st.Parameters.Eval(&c.scope); err != nil {
			return input, v.faultOn(c, err)
		}
		if input.Size() > MaxPayload {
			return input, v.tooLarge(v.st.Name)
		}
	}
	return input, nil
}

// concurrency is how many iterations run at once.
func (v *visit) concurrency(m *asl.MapState) (int, *failure) {
	n := m.Concurrency
	if m.MaxConcurrency != nil {
		x, f := v.eval(m.MaxConcurrency, v.input)
		if f != nil {
			return 0, f
		}
		if v.st.Language == asl.JSONata {
			var whole bool
			if n, whole = x.Int(); !whole || n < 0 {
				return 0, v.wrongValue("MaxConcurrency", "The MaxConcurrency field must be a non-negative integer but was: "+bare(x))
			}
			return v.width(n), nil
		}
		var err error
		if n, err = strconv.ParseInt(bare(x), 10, 64); err != nil {
			return 0, v.fail(asl.ErrRuntime, fmt.Sprintf("The MaxConcurrencyPath field refers to value \"%s\" which is not a valid integer: %s", bare(x), m.ConcurrencyAt))
		}
		if n < 0 {
			return 0, v.fail(asl.ErrRuntime, "MaxConcurrency cannot be negative.")
		}
	}
	return v.width(n), nil
}

// width is how many iterations run at once if n are allowed, 0 for as many as there may be.
func (v *visit) width(n int64) int {
	v.note(StepMaxConcurrency, jsonvalue.NewInt(n))
	if n == 0 || n > maxInline {
		n = maxInline
	}
	return int(n)
}

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

// before tells whether a branch goes to this slot rather than to another one.
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
	if fan.size > MaxPayload {
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
		if f.size += out.Size() + 1; f.size <= MaxPayload {
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
