package jsonata

import (
	"slices"
	"strconv"

	"expresso/model/jsonvalue"
)

// members is what a group has gathered under one key.
type members struct {
	key    string
	pair   int // which of the pairs it came from
	count  int
	items  []value
	tuples []tuple
}

// group makes an object: each pair's key is evaluated for every item, and its value once
// for all the items that have given the same key.
func (ev *evaluator) group(pairs []pair, pos int, in value, env *scope) (value, error) {
	stream := in.box != nil && in.box.kind == tupleBox
	if stream && in.length() == 0 {
		return value{}, ErrInternal // the reference looks for the variables of a tuple that is not there
	}
	groups, items, err := ev.gather(pairs, pos, in, env)
	if err != nil {
		return value{}, err
	}
	again := true // the items are not needed any more when the values are there
	keys := make([]string, 0, len(groups))
	values := make([]value, 0, len(groups))
	for i := range groups {
		g := &groups[i]
		inner := env
		var context value
		if stream && len(g.tuples) > 0 {
			t, err := ev.reduced(g.tuples)
			if err != nil {
				return value{}, err
			}
			context, inner = t.at, t.scope(env)
		} else if context, err = ev.joined(g.items); err != nil {
			return value{}, err
		}
		v, err := ev.eval(pairs[g.pair].value, context, inner)
		if err != nil {
			return v, err
		}
		again = again && v.box == nil && pairs[g.pair].pure
		if !v.undefined() {
			keys = append(keys, g.key)
			values = append(values, v)
		}
	}
	if again && cap(items) <= maxScratch {
		clear(items)
		ev.scratch = items[:0]
	}
	return object(keys, values), nil
}

// maxScratch is how many items of groups are kept room for.
const maxScratch = 4096

// joined is what the items of a group are as one value: the elements of arrays among them
// are joined.
func (ev *evaluator) joined(items []value) (value, error) {
	switch {
	case len(items) == 0:
		return value{}, nil
	case len(items) == 1:
		return items[0], nil
	case !slices.ContainsFunc(items, value.isArray):
		return array(items), nil
	}
	flat := make([]value, 0, len(items))
	for _, item := range items {
		if err := ev.grow(item.length() * elemSize); err != nil { // it may be the same one many times
			return value{}, err
		}
		if item.isArray() {
			flat = item.appendTo(flat)
		} else {
			flat = append(flat, item)
		}
	}
	return array(flat), nil
}

// gathering sorts items by their keys.
type gathering struct {
	*evaluator
	pairs  []pair
	pos    int
	groups []members
	places map[string]int // of the groups by key
	of     []int32        // the group of each item and pair, counted from 1
}

func (ev *evaluator) gather(pairs []pair, pos int, in value, env *scope) ([]members, []value, error) {
	stream := in.box != nil && in.box.kind == tupleBox
	items := in.list()
	if items.n == 0 { // of no items an object may be made that needs none
		items = value{}.list()
	}
	n := items.n
	g := gathering{evaluator: ev, pairs: pairs, pos: pos, places: make(map[string]int, len(pairs))}
	if err := ev.grow(4 * n * len(pairs)); err != nil {
		return nil, nil, err
	}
	g.of = make([]int32, n*len(pairs))
	if err := ev.step(n); err != nil {
		return nil, nil, err
	}
	names := make([]*expr, len(pairs))
	for p := range pairs {
		if key := pairs[p].key; key != nil {
			names[p] = key.onlyName()
		}
	}
	for i := range n {
		plain := items.plain(i)
		if plain != nil && plain.Kind() != jsonvalue.KindObject {
			plain = nil
		}
		for p := range pairs {
			var key value
			if pairs[p].key == nil {
				key = str(pairs[p].text)
			} else if name := names[p]; name != nil && plain != nil && !stream {
				var hint int
				key.json, hint = plain.Find(name.name, int(ev.hints[name.hint]))
				ev.hints[name.hint] = uint8(hint)
			} else {
				inner := env
				if stream {
					inner = in.box.tuple[i].scope(env)
				}
				var err error
				if key, err = ev.eval(pairs[p].key, items.at(i), inner); err != nil {
					return nil, nil, err
				}
			}
			place, err := g.place(key, p)
			if err != nil {
				return nil, nil, err
			}
			if place < 0 {
				continue
			}
			if plain != nil || !items.at(i).undefined() {
				g.groups[place].count++
				g.of[i*len(pairs)+p] = int32(place + 1)
			}
			if stream {
				g.groups[place].tuples = append(g.groups[place].tuples, in.box.tuple[i])
				if err := ev.grow(elemSize); err != nil {
					return nil, nil, err
				}
			}
		}
	}
	all, err := ev.fill(g.groups, g.of, len(pairs), &items)
	return g.groups, all, err
}

// place is that of a key's group, which is made if there is none; below 0 for no key.
func (g *gathering) place(key value, pair int) (int, error) {
	switch {
	case key.undefined():
		return -1, nil
	case !key.isString():
		return 0, fault("T1003", g.pos, about{value: key})
	}
	name := key.json.Str()
	place, ok := g.places[name]
	if !ok {
		place = len(g.groups)
		g.places[name] = place
		g.groups = append(g.groups, members{key: name, pair: pair})
		if err := g.grow(elemSize + len(name)); err != nil {
			return 0, err
		}
	}
	if g.groups[place].pair != pair {
		return 0, fault("D1009", g.pos, about{value: key})
	}
	return place, nil
}

// fill gives the groups their items, all of which share one piece of memory.
func (ev *evaluator) fill(groups []members, of []int32, pairs int, items *list) ([]value, error) {
	total := 0
	for i := range groups {
		total += groups[i].count
	}
	if err := ev.grow(total * elemSize); err != nil {
		return nil, err
	}
	all := ev.scratch
	ev.scratch = nil
	if cap(all) < total {
		all = make([]value, total)
	}
	all = all[:total]
	rest := all
	for i := range groups {
		n := groups[i].count
		groups[i].items, rest = rest[:0:n], rest[n:]
	}
	for i := range items.n {
		for _, place := range of[i*pairs : (i+1)*pairs] {
			if place > 0 {
				g := &groups[place-1]
				g.items = append(g.items, items.at(i))
			}
		}
	}
	return all, nil
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
