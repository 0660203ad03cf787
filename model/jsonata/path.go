package jsonata

import "expresso/model/jsonvalue"

// path evaluates a path. As long as there is one value at hand, no list is made of it.
func (ev *evaluator) path(e *expr, in value, env *scope) (value, error) {
	cur := in
	for i, step := range e.list {
		if step.name != "" && cur.box == nil && cur.json.Kind() == jsonvalue.KindObject && step.simple() {
			// What most paths consist of.
			x, _ := cur.json.Get(step.name)
			if cur.json = x; x.IsUndefined() {
				break
			}
			continue
		}
		if step.tuples {
			return ev.tuplePath(e, i, cur, i == 0, env)
		}
		var err error
		switch {
		case i == 0 && step.construct:
			cur, err = ev.eval(step, in, env)
			if !cur.isArray() && e.list[1].kind != sortExpr {
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
		if cur.undefined() || cur.isArray() && cur.length() == 0 {
			break
		}
	}
	if e.keepArray {
		cur = cur.kept()
	}
	if e.group != nil {
		return ev.group(e.group.pairs, e.group.pos, cur, env)
	}
	return cur, nil
}

// simple tells whether a step selects by name and does nothing else.
func (e *expr) simple() bool { return e.kind == nameExpr && len(e.stages) == 0 && !e.tuples }

// stepValue applies a step to one value.
func (ev *evaluator) stepValue(step *expr, item value, env *scope) (value, error) {
	if step.kind == nameExpr && len(step.stages) == 0 && !item.isArray() {
		return item.get(step.name), ev.step(1)
	}
	if step.whole {
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
	var out []value
	var first value // while there is one result only
	results := 0
	for i := range items.length() {
		v, err := ev.stepValue(step, items.at(i), env)
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
func lookup(in value, name string) value {
	if !in.isArray() {
		return in.get(name)
	}
	var out []value
	for i := range in.length() {
		v := lookup(in.at(i), name)
		switch {
		case v.undefined():
		case v.isArray():
			out = v.appendTo(out)
		default:
			out = append(out, v)
		}
	}
	return sequence(out)
}

// wildcard selects all members of an object and elements of an array.
func wildcard(in value) value {
	if in.box != nil && in.box.wrapper {
		in = in.at(0)
	}
	out, joined := []value{}, false
	add := func(v value) {
		if !v.isArray() {
			out = append(out, v)
			return
		}
		joined = true // and so an array itself
		out = flattened(out, v)
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
	return value{box: &box{elems: out, sequence: !joined}}
}

// flattened appends what is in an array, at any depth.
func flattened(out []value, v value) []value {
	if !v.isArray() {
		return append(out, v)
	}
	for i := range v.length() {
		out = flattened(out, v.at(i))
	}
	return out
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

// filter keeps the elements for which a predicate holds, or which it names by index.
func (ev *evaluator) filter(by *expr, in value, env *scope) (value, error) {
	if in.undefined() {
		return in, nil
	}
	if by.kind == literalExpr && by.value.isNumber() && by.group == nil && len(by.stages) == 0 {
		return nth(in, by.value.float()), nil
	}
	tuples := in.box != nil && in.box.kind == tupleBox
	n := 1
	if in.isArray() {
		n = in.length()
	}
	var out []value
	var kept []tuple
	var constant value // of a predicate that gives the same indexes for all
	isConstant := by.kind == arrayExpr && n > 1 && unchanging(by)
	for i := range n {
		item, inner := in, env
		switch {
		case tuples:
			item = in.box.tuple[i].at
			inner = in.box.tuple[i].scope(env)
		case in.isArray():
			item = in.at(i)
		}
		res := constant
		if res.undefined() {
			var err error
			if res, err = ev.eval(by, item, inner); err != nil {
				return res, err
			}
			if isConstant {
				constant = res
			}
		}
		times := 0
		if indexes, ok := numbers(res); ok {
			if err := ev.step(indexes); err != nil {
				return in, err
			}
			for j := range indexes {
				if position(at(res, j), n) == i {
					times++
				}
			}
		} else if res.truth() {
			times = 1
		}
		for range times {
			if tuples {
				kept = append(kept, in.box.tuple[i])
			} else {
				out = append(out, item)
			}
		}
		if times > 0 {
			if err := ev.grow(times * elemSize); err != nil {
				return in, err
			}
		}
	}
	if tuples {
		return value{box: &box{kind: tupleBox, sequence: true, tuple: kept}}, nil
	}
	return sequence(out), nil
}

// unchanging reports whether an array consists of nothing but literals.
func unchanging(e *expr) bool {
	switch {
	case len(e.stages) > 0 || e.group != nil:
		return false
	case e.kind == arrayExpr:
		for _, x := range e.list {
			if !unchanging(x) {
				return false
			}
		}
		return true
	case e.kind == binaryExpr && e.op == rangeOp:
		return unchanging(e.lhs) && unchanging(e.rhs)
	default:
		return e.kind == literalExpr
	}
}

// numbers tells how many indexes a predicate has given: one number or an array of them.
func numbers(v value) (n int, ok bool) {
	if v.isNumber() {
		return 1, true
	}
	if !v.isArray() {
		return 0, false
	}
	n = v.length()
	if v.box != nil && v.box.count > 0 {
		return n, true
	}
	for i := range n {
		if !v.at(i).isNumber() {
			return 0, false
		}
	}
	return n, n > 0
}

func at(v value, i int) float64 {
	if v.isNumber() {
		return v.float()
	}
	return v.at(i).float()
}

// position is an index rounded down, and counted from the end if it is negative.
func position(f float64, n int) int {
	i := floor(f)
	if i < 0 {
		return n + i
	}
	return i
}

// nth selects the element at an index.
func nth(in value, f float64) value {
	n := 1
	if in.isArray() {
		n = in.length()
	}
	i := position(f, n)
	switch {
	case i < 0 || i >= n:
		return value{}
	case in.box != nil && in.box.kind == tupleBox:
		return value{box: &box{kind: tupleBox, sequence: true, tuple: in.box.tuple[i : i+1]}}
	case !in.isArray():
		return in
	default:
		return in.at(i)
	}
}
