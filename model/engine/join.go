package engine

import (
	"fmt"
	"strconv"
	"strings"

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
	if input.Size() > maxPayload {
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
			{Key: "Index", Value: index}, {Key: "Value", Value: item}, {Key: "Source", Value: fromState},
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
		if input.Size() > maxPayload {
			return input, v.tooLarge(v.st.Name)
		}
	}
	return input, nil
}

// fromState is where the items of an inline Map come from in the context object.
var fromState = jsonvalue.NewString("STATE_DATA")

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
