package jsonata

import "expresso/model/jsonvalue"

// path evaluates a path. As long as there is one value at hand, no list is made of it.
func (ev *evaluator) path(e *expr, in value, env *scope) (value, error) {
	cur := in
	for i, step := range e.list {
		if step.name != "" && cur.box == nil && cur.json.Kind() == jsonvalue.KindObject && step.simple() {
			// What most paths consist of.
			x, _ := cur.json.Get(step.name)
			cur.json = x
			if x.Kind() == jsonvalue.KindArray && x.Len() == 0 && i < len(e.list)-1 {
				cur = value{}
			}
			if cur.undefined() {
				break
			}
			continue
		}
		construct := i == 0 && step.construct
		if step.tuples && !construct {
			return ev.tuplePath(e, i, cur, i == 0, env)
		}
		var err error
		switch {
		case construct:
			var stages []stage
			if step.whole {
				stages = step.stages
			}
			cur, err = ev.node(step, in, env, stages)
			if !cur.isArray() && len(e.list) > 1 && e.list[1].kind != sortExpr {
				cur = value{} // of an array no more than one value is left: the path goes no further
			}
		case step.kind == sortExpr:
			if cur, err = ev.sortBy(step, cur, env); err == nil {
				cur, err = ev.filters(step.stages, cur, env)
			}
		case i == 0 && step.kind == variableExpr || !cur.isArray():
			cur, err = ev.stepOne(step, cur, env, i == len(e.list)-1)
		default:
			cur, err = ev.stepMany(step, cur, env, i == len(e.list)-1)
		}
		if err != nil {
			return cur, err
		}
		if step.tuples {
			if i == len(e.list)-1 {
				return value{}, ErrInternal // there are no tuples to look at
			}
			if step.focus != "" { // an array that is written at the beginning binds nothing
				cur = in
			}
			return ev.tuplePath(e, i+1, cur, false, env)
		}
		if cur.undefined() || cur.isArray() && cur.length() == 0 {
			break
		}
	}
	if e.keepOne {
		cur = cur.kept()
	}
	if e.group != nil {
		return ev.group(e.group.pairs, e.group.pos, cur, env)
	}
	return cur, nil
}

// simple reports whether a step selects by name and does nothing else.
func (e *expr) simple() bool { return e.kind == nameExpr && len(e.stages) == 0 && !e.tuples }

// stepValue applies a step to one value.
func (ev *evaluator) stepValue(step *expr, item value, env *scope) (value, error) {
	if step.kind == nameExpr && len(step.stages) == 0 && !item.isArray() {
		return item.get(step.name), ev.step(1)
	}
	if step.whole || step.bare {
		return ev.eval(step, item, env)
	}
	v, err := ev.node(step, item, env, nil)
	if err != nil {
		return v, err
	}
	return ev.filters(step.stages, v, env)
}

// filters applies predicates.
func (ev *evaluator) filters(stages []stage, v value, env *scope) (value, error) {
	for i := range stages {
		if stages[i].filter == nil {
			continue
		}
		var err error
		if v, err = ev.filter(stages[i].filter, v, env); err != nil {
			return v, err
		}
	}
	return v, nil
}

// stepOne applies a step to a path's only value.
func (ev *evaluator) stepOne(step *expr, item value, env *scope, last bool) (value, error) {
	v, err := ev.stepValue(step, item, env)
	if err != nil || !v.isArray() {
		return v, err
	}
	switch {
	case v.isConstruct():
		if last && !v.isSequence() {
			return v, nil
		}
		return sequence([]value{v}), nil
	case last && !v.isSequence():
		return v, nil
	default:
		return asSequence(v), nil
	}
}

// asSequence is the sequence of an array's elements.
func asSequence(v value) value {
	if v.box == nil {
		return value{box: &box{array: v.json, sequence: true}}
	}
	if v.box.sequence && !v.box.keep && !v.box.construct && !v.box.wrapper {
		return v
	}
	b := copyOf(v)
	b.sequence = true
	return value{box: b}
}

// stepMany applies a step to each of a path's values and joins what they give.
func (ev *evaluator) stepMany(step *expr, items value, env *scope, last bool) (value, error) {
	if step.simple() && !step.keepArray {
		return ev.stepNames(step.name, int(step.hint), items, last)
	}
	var out []value
	var first value // while there is one result only
	results := 0
	each := items.list()
	for i := range each.n {
		v, err := ev.stepValue(step, each.at(i), env)
		if err != nil {
			return v, err
		}
		if v.undefined() {
			continue
		}
		if results++; results == 1 {
			first = v
			continue
		}
		if results == 2 {
			if out, err = ev.flatten(make([]value, 0, items.length()-i+1), first); err != nil {
				return v, err
			}
		}
		if out, err = ev.flatten(out, v); err != nil {
			return v, err
		}
	}
	if results == 1 {
		if last && first.isArray() && !first.isSequence() {
			return first, nil
		}
		var err error
		if out, err = ev.flatten(nil, first); err != nil {
			return first, err
		}
	}
	return sequence(out), nil
}

// stepNames is stepMany for a name.
func (ev *evaluator) stepNames(name string, hint int, items value, last bool) (value, error) {
	each := items.list()
	n := each.n
	if err := ev.step(n); err != nil {
		return value{}, err
	}
	var out []value
	var first value
	results := 0
	for i := range n {
		item := each.at(i)
		var v value
		if item.box == nil {
			var at int
			v.json, at = item.json.Find(name, int(ev.hints[hint]))
			ev.hints[hint] = uint8(at)
		} else {
			v = item.get(name)
		}
		if item.isArray() {
			var err error
			if v, err = ev.lookup(item, name); err != nil {
				return v, err
			}
			v = v.unwrapped()
		}
		if v.undefined() {
			continue
		}
		if results++; results == 1 {
			if last && v.isArray() && !v.isSequence() { // it stays as it is if it is the only one
				first = v
				continue
			}
			out = make([]value, 0, n-i)
		}
		if first.isArray() {
			var err error
			if out, err = ev.flatten(make([]value, 0, n), first); err != nil {
				return v, err
			}
			first = value{}
		}
		if !v.isArray() {
			out = append(out, v)
			continue
		}
		var err error
		if out, err = ev.flatten(out, v); err != nil {
			return v, err
		}
	}
	if first.isArray() {
		return first, nil
	}
	return sequence(out), ev.grow(len(out) * elemSize)
}

// flatten appends a step's result: the elements of an array, unless it was constructed to
// be one value.
func (ev *evaluator) flatten(out []value, v value) ([]value, error) {
	if !v.isArray() || v.isConstruct() {
		return append(out, v), ev.grow(elemSize)
	}
	if err := ev.grow(v.length() * elemSize); err != nil {
		return out, err
	}
	return v.appendTo(out), nil
}

// lookup selects by name, out of each element of an array.
func (ev *evaluator) lookup(in value, name string) (value, error) {
	if !in.isArray() {
		return in.get(name), nil
	}
	var out []value
	for i := range in.length() {
		v, err := ev.lookup(in.at(i), name)
		if err == nil {
			err = ev.grow((1 + v.length()) * elemSize)
		}
		if err == nil {
			err = ev.step(1)
		}
		switch {
		case err != nil:
			return v, err
		case v.undefined():
		case v.isArray():
			out = v.appendTo(out)
		default:
			out = append(out, v)
		}
	}
	return sequence(out), nil
}

// wildcard selects all members of an object and elements of an array.
func (ev *evaluator) wildcard(in value) (value, error) {
	if in.box != nil && in.box.wrapper {
		in = in.at(0)
	}
	out, joined := []value{}, false
	var err error
	add := func(v value) {
		joined = joined || v.isArray() // and so an array itself
		if err == nil {
			out, err = ev.flattened(out, v)
		}
	}
	switch in.typ() {
	case tArray:
		for i := range in.length() {
			add(in.at(i))
		}
	case tObject:
		for i := range in.size() {
			_, v := in.member(i)
			add(v)
		}
	}
	return value{box: &box{elems: out, sequence: !joined}}, err
}

// flattened appends what is in an array, at any depth.
func (ev *evaluator) flattened(out []value, v value) ([]value, error) {
	err := ev.step(1)
	if err == nil {
		err = ev.grow(elemSize)
	}
	if !v.isArray() {
		return append(out, v), err
	}
	for i := 0; i < v.length() && err == nil; i++ {
		out, err = ev.flattened(out, v.at(i))
	}
	return out, err
}

// descendants selects a value and all that is in it.
func (ev *evaluator) descendants(in value) (value, error) {
	if in.undefined() {
		return in, nil
	}
	out := []value{}
	var walk func(v value) error
	walk = func(v value) error {
		if err := ev.step(1); err != nil {
			return err
		}
		switch v.typ() {
		case tArray:
			for i := range v.length() {
				if err := walk(v.at(i)); err != nil {
					return err
				}
			}
			return nil
		case tObject:
			out = append(out, v)
			for i := range v.size() {
				_, x := v.member(i)
				if err := walk(x); err != nil {
					return err
				}
			}
			return ev.grow(elemSize)
		default:
			out = append(out, v)
			return ev.grow(elemSize)
		}
	}
	err := walk(in)
	return sequence(out), err
}
