package jsonata

import "strconv"

// members is what a group has gathered under one key.
type members struct {
	key    string
	pair   int // which of the pairs it came from
	items  []value
	tuples []tuple
}

// group makes an object: each pair's key is evaluated for every item, and its value once
// for all the items that have given the same key.
func (ev *evaluator) group(pairs []pair, pos int, in value, env *scope) (value, error) {
	stream := in.box != nil && in.box.kind == tupleBox
	n := 1
	if in.isArray() {
		n = max(1, in.length()) // of no items an object may be made that needs none
	}
	if stream && in.length() == 0 {
		return value{}, ErrInternal // the reference looks for the variables of a tuple that is not there
	}
	groups, err := ev.gather(pairs, pos, in, n, env)
	if err != nil {
		return value{}, err
	}
	keys := make([]string, 0, len(groups))
	values := make([]value, 0, len(groups))
	for i := range groups {
		g := &groups[i]
		var context value
		inner := env
		switch {
		case stream && len(g.tuples) > 0:
			t, err := ev.reduced(g.tuples)
			if err != nil {
				return value{}, err
			}
			context, inner = t.at, t.scope(env)
		case len(g.items) == 0:
		case len(g.items) == 1:
			context = g.items[0]
		default:
			flat := make([]value, 0, len(g.items))
			for _, item := range g.items {
				if err := ev.grow(item.length() * elemSize); err != nil { // it may be the same one many times
					return value{}, err
				}
				if item.isArray() {
					flat = item.appendTo(flat)
				} else {
					flat = append(flat, item)
				}
			}
			context = array(flat)
		}
		v, err := ev.eval(pairs[g.pair].value, context, inner)
		if err != nil {
			return v, err
		}
		if !v.undefined() {
			keys = append(keys, g.key)
			values = append(values, v)
		}
	}
	return object(keys, values), nil
}

// gather sorts the items by their keys.
func (ev *evaluator) gather(pairs []pair, pos int, in value, n int, env *scope) ([]members, error) {
	var groups []members
	places := make(map[string]int, len(pairs))
	for i := range n {
		item, inner := in, env
		var t tuple
		switch {
		case !in.isArray():
		case i >= in.length():
			item = value{}
		case in.box != nil && in.box.kind == tupleBox:
			t = in.box.tuple[i]
			item, inner = t.at, t.scope(env)
		default:
			item = in.at(i)
		}
		for p := range pairs {
			key, err := ev.eval(pairs[p].key, item, inner)
			switch {
			case err != nil:
				return nil, err
			case key.undefined():
				continue
			case !key.isString():
				return nil, fault("T1003", pos, about{value: key})
			}
			name := key.json.Str()
			at, ok := places[name]
			if !ok {
				at = len(groups)
				places[name] = at
				groups = append(groups, members{key: name, pair: p})
			}
			g := &groups[at]
			if g.pair != p {
				return nil, fault("D1009", pos, about{value: key})
			}
			if !item.undefined() {
				g.items = append(g.items, item)
			}
			if in.box != nil && in.box.kind == tupleBox && i < in.length() {
				g.tuples = append(g.tuples, t)
			}
			if err := ev.grow(elemSize + len(name)); err != nil {
				return nil, err
			}
		}
	}
	return groups, nil
}

// sortKeys are the keys of one item, each evaluated when it is first compared.
type sortKeys struct {
	item  value
	scope *scope
	tuple tuple
	keys  []value
}

func (ev *evaluator) sortKey(e *expr, k *sortKeys, i int) (value, error) {
	for len(k.keys) <= i {
		v, err := ev.eval(e.terms[len(k.keys)].by, k.item, k.scope)
		if err != nil {
			return v, err
		}
		k.keys = append(k.keys, v)
	}
	return k.keys[i], nil
}

// sortBy is the order-by operator.
func (ev *evaluator) sortBy(e *expr, in value, env *scope) (value, error) {
	n := in.length()
	if n < 2 {
		if in.isArray() && (in.box == nil || in.box.kind != tupleBox) {
			return asSequence(in), nil
		}
		return in, nil
	}
	stream := in.box != nil && in.box.kind == tupleBox
	list := make([]sortKeys, n)
	if err := ev.grow(n * 4 * elemSize); err != nil {
		return in, err
	}
	for i := range list {
		list[i] = sortKeys{item: in.at(i), scope: env}
		if stream {
			list[i].tuple = in.box.tuple[i]
			list[i].scope = list[i].tuple.scope(env)
		}
	}
	err := mergeSort(list, func(a, b *sortKeys) (bool, error) {
		order, err := ev.order(e, a, b)
		return order > 0, err
	})
	if err != nil {
		return in, err
	}
	if stream {
		tuples := make([]tuple, n)
		for i := range list {
			tuples[i] = list[i].tuple
		}
		return value{box: &box{kind: tupleBox, sequence: true, tuple: tuples}}, nil
	}
	out := make([]value, n)
	for i := range list {
		out[i] = list[i].item
	}
	return array(out), nil
}

// order compares two items by all terms. What is undefined comes last.
func (ev *evaluator) order(e *expr, a, b *sortKeys) (int, error) {
	for i, t := range e.terms {
		x, err := ev.sortKey(e, a, i)
		if err != nil {
			return 0, err
		}
		y, err := ev.sortKey(e, b, i)
		if err != nil {
			return 0, err
		}
		switch {
		case x.undefined() && y.undefined():
			continue
		case x.undefined():
			return 1, nil
		case y.undefined():
			return -1, nil
		case !comparable(x) || !comparable(y):
			at := y
			if !comparable(x) {
				at = x
			}
			return 0, fault("T2008", e.pos, about{value: at, index: strconv.Itoa(i)})
		case x.typ() != y.typ():
			return 0, fault("T2007", e.pos, about{value: x, value2: y})
		}
		if order := compare(x, y); order != 0 {
			if t.descending {
				return -order, nil
			}
			return order, nil
		}
	}
	return 0, nil
}

// mergeSort sorts in place and stably. after tells whether its first argument belongs
// behind its second.
func mergeSort[T any](list []T, after func(a, b *T) (bool, error)) error {
	spare := make([]T, len(list))
	return mergeInto(list, spare, after)
}

func mergeInto[T any](list, spare []T, after func(a, b *T) (bool, error)) error {
	if len(list) < 2 {
		return nil
	}
	half := len(list) / 2
	if err := mergeInto(list[:half], spare[:half], after); err != nil {
		return err
	}
	if err := mergeInto(list[half:], spare[half:], after); err != nil {
		return err
	}
	copy(spare, list)
	left, right := spare[:half], spare[half:]
	for i := range list {
		swap := len(left) == 0
		if !swap && len(right) > 0 {
			var err error
			if swap, err = after(&left[0], &right[0]); err != nil {
				return err
			}
		}
		if swap {
			list[i], right = right[0], right[1:]
		} else {
			list[i], left = left[0], left[1:]
		}
	}
	return nil
}
