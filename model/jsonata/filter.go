package jsonata

import "math"

// filter keeps the elements for which a predicate holds, or which it names by index.
func (ev *evaluator) filter(by *expr, in value, env *scope) (value, error) {
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
	isConstant := n > 1 && by.constant
	if by.indexes != nil && !tuples {
		return ev.picked(by.indexes, in)
	}
	if by.test != nil && !tuples {
		return ev.selected(by.test, in, env)
	}
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
		if err := finite(res); err != nil {
			return in, err
		}
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

// picked keeps the elements at indexes that are written in the expression.
func (ev *evaluator) picked(indexes []float64, in value) (value, error) {
	items := in.list()
	if err := ev.step(items.n); err != nil {
		return in, err
	}
	var out []value
	for i := range items.n {
		for _, f := range indexes {
			if position(f, items.n) == i {
				out = append(out, items.at(i))
			}
		}
	}
	return sequence(out), ev.grow(len(out) * elemSize)
}

// maxIndexes is how many indexes are kept that are written in an expression.
const maxIndexes = 16

// written are the indexes that an array of literals gives, nil if there are none, or many.
func (e *expr) written() []float64 {
	all := make([]float64, 0, len(e.list)+1) // as a range of two is
	for _, x := range e.list {
		switch {
		case x.kind == literalExpr && x.value.isNumber():
			all = append(all, x.value.float())
		case x.kind == binaryExpr && x.lhs.kind == literalExpr && x.rhs.kind == literalExpr && x.lhs.value.isNumber() && x.rhs.value.isNumber():
			from, to := x.lhs.value.float(), x.rhs.value.float()
			if !whole(from) || !whole(to) || to-from >= maxIndexes {
				return nil
			}
			for ; from <= to; from++ {
				all = append(all, from)
			}
		default:
			return nil
		}
	}
	if len(all) > maxIndexes {
		return nil
	}
	return all
}

// selected keeps the elements for which a test holds.
func (ev *evaluator) selected(holds test, in value, env *scope) (value, error) {
	var out []value
	items := in.list()
	for i := range items.n {
		item := items.at(i)
		is, err := holds(ev, item, env)
		if err != nil {
			return in, err
		}
		if is {
			out = append(out, item)
		}
	}
	return sequence(out), ev.grow(len(out) * elemSize)
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

// finite fails on an infinity where a truth is wanted.
func finite(v value) error {
	if v.box != nil && v.box.kind == infiniteBox && !math.IsNaN(v.box.float) {
		return fault("D1001", 0, about{value: v})
	}
	return nil
}

// numbers tells how many indexes a predicate has given: one number or an array of them.
func numbers(v value) (n int, ok bool) {
	if v.isNumber() {
		return 1, v.box == nil
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
	case i < 0 || i >= n || in.undefined():
		return sequence(nil)
	case in.box != nil && in.box.kind == tupleBox:
		return value{box: &box{kind: tupleBox, sequence: true, tuple: in.box.tuple[i : i+1]}}
	case !in.isArray():
		return in
	default:
		return in.at(i)
	}
}
