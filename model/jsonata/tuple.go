package jsonata

import "slices"

// tuple is a value on its way through a path, with the variables that the steps before
// have bound to it.
type tuple struct {
	at   value
	vars []binding
}

// scope is what the tuple's variables are looked up in.
func (t *tuple) scope(parent *scope) *scope { return &scope{parent: parent, vars: slices.Clip(t.vars)} }

// with returns the variables of the tuple and another one.
func (t *tuple) with(name string, v value) tuple {
	vars := make([]binding, len(t.vars), len(t.vars)+1)
	copy(vars, t.vars)
	for i := range vars {
		if vars[i].name == name {
			vars[i].val = v
			return tuple{t.at, vars}
		}
	}
	return tuple{t.at, append(vars, binding{name, v})}
}

// tupleSize is what a tuple costs, in bytes.
const tupleSize = 96

// tuplePath evaluates the steps of a path from the one on that first binds a variable.
func (ev *evaluator) tuplePath(e *expr, from int, cur value, first bool, env *scope) (value, error) {
	var tuples []tuple
	begun := false
	for i := from; i < len(e.list); i++ {
		step := e.list[i]
		var err error
		switch {
		case step.kind == sortExpr && !begun:
			tuples, err = ev.sortTuples(step, cur, env)
		case step.kind == sortExpr:
			var sorted value
			if sorted, err = ev.sortBy(step, value{box: &box{kind: tupleBox, sequence: true, tuple: tuples}}, env); err == nil && sorted.box != nil {
				tuples = sorted.box.tuple
			}
		default:
			if !begun {
				tuples = startTuples(cur, first && step.kind == variableExpr)
			}
			tuples, err = ev.tupleStep(step, tuples, env)
		}
		begun = true
		if err == nil {
			tuples, err = ev.tupleStages(step, tuples, env)
		}
		if err != nil {
			return value{}, err
		}
	}
	stream := value{box: &box{kind: tupleBox, sequence: true, tuple: tuples}}
	out := stream
	if !e.tuples {
		elems := make([]value, len(tuples))
		for i := range tuples {
			elems[i] = tuples[i].at
		}
		out = sequence(elems)
	}
	if e.keepOne {
		out.box.keep = true
	}
	if e.group != nil {
		return ev.group(e.group.pairs, e.group.pos, stream, env)
	}
	return out, nil
}

// startTuples makes tuples of what a path is applied to.
func startTuples(cur value, whole bool) []tuple {
	if whole || !cur.isArray() {
		return []tuple{{at: cur}}
	}
	tuples := make([]tuple, cur.length())
	for i := range tuples {
		tuples[i].at = cur.at(i)
	}
	return tuples
}

// sortTuples begins a stream of tuples with a sort.
func (ev *evaluator) sortTuples(step *expr, cur value, env *scope) ([]tuple, error) {
	sorted, err := ev.sortBy(step, cur, env)
	if err != nil {
		return nil, err
	}
	tuples := startTuples(sorted, false)
	if step.index != "" {
		for i := range tuples {
			tuples[i] = tuples[i].with(step.index, integer(i))
		}
	}
	return tuples, nil
}

// tupleStep applies a step to each tuple.
func (ev *evaluator) tupleStep(step *expr, in []tuple, env *scope) ([]tuple, error) {
	var out []tuple
	for i := range in {
		t := &in[i]
		var stages []stage
		if step.whole {
			stages = step.stages
		}
		v, err := ev.node(step, t.at, t.scope(env), stages)
		if err != nil {
			return nil, err
		}
		if v.undefined() {
			continue
		}
		n := 1
		if v.isArray() {
			n = v.length()
		}
		if err := ev.grow(n * tupleSize); err != nil {
			return nil, err
		}
		for j := range n {
			out = append(out, t.result(step, v, j))
		}
	}
	return out, nil
}

// result is the tuple that the jth of a step's values makes of t.
func (t *tuple) result(step *expr, v value, j int) tuple {
	next := *t
	if v.box != nil && v.box.kind == tupleBox {
		inner := &v.box.tuple[j]
		for _, b := range inner.vars {
			next = next.with(b.name, b.val)
		}
		next.at = inner.at
		return next
	}
	x := v
	if v.isArray() {
		x = v.at(j)
	}
	if step.focus != "" {
		next = next.with(step.focus, x)
	} else {
		next.at = x
	}
	if step.index != "" {
		next = next.with(step.index, integer(j))
	}
	if step.ancestor != nil {
		next = next.with(step.ancestor.label, t.at)
	}
	return next
}

// tupleStages applies a step's predicates and index bindings to the whole stream.
func (ev *evaluator) tupleStages(step *expr, tuples []tuple, env *scope) ([]tuple, error) {
	if step.whole {
		return tuples, nil
	}
	for _, s := range step.stages {
		if s.filter == nil {
			for i := range tuples {
				tuples[i] = tuples[i].with(s.index, integer(i))
			}
			continue
		}
		kept, err := ev.filter(s.filter, value{box: &box{kind: tupleBox, sequence: true, tuple: tuples}}, env)
		if err != nil {
			return nil, err
		}
		tuples = nil
		if kept.box != nil {
			tuples = kept.box.tuple
		}
	}
	return tuples, nil
}

// reduced is one tuple of many: each of its variables has the values of all of them.
func (ev *evaluator) reduced(tuples []tuple) (_ tuple, err error) {
	all := tuples[0]
	if len(tuples) == 1 {
		return all, nil
	}
	gather := func(pick func(*tuple) value) value {
		out := make([]value, 0, len(tuples))
		for i := range tuples {
			v := pick(&tuples[i])
			if err == nil {
				err = ev.grow((1 + v.length()) * elemSize) // it may be the same one many times
			}
			if err != nil {
				break
			}
			if v.isArray() {
				out = v.appendTo(out)
			} else if !v.undefined() {
				out = append(out, v)
			}
		}
		return array(out)
	}
	merged := tuple{at: gather(func(t *tuple) value { return t.at })}
	for _, b := range all.vars {
		merged.vars = append(merged.vars, binding{b.name, gather(func(t *tuple) value {
			for _, other := range t.vars {
				if other.name == b.name {
					return other.val
				}
			}
			return value{}
		})})
	}
	return merged, err
}
