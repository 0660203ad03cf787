package jsonpath

import (
	"errors"
	"strconv"
	"strings"

	"expresso/model/jsonvalue"
)

// maxVisits bounds the values that one evaluation looks at. A document of the size that
// AWS allows has at most 131,072 values; a path of many scans looks at each of them again
// and again.
const maxVisits = 4_000_000

// walk is one evaluation of a path.
type walk struct {
	tokens []token
	root   jsonvalue.Value // of the document, for paths in filters
	steps  []step          // from the beginning to the value at hand, for messages
	found  []jsonvalue.Value
	visits int
}

// step is a key, or, without one, an index.
type step struct {
	key   string
	index int // -1 for a key
}

// evaluate finds what the path selects from item. Filters in it see root as well.
func (p *Path) evaluate(item, root jsonvalue.Value) (jsonvalue.Value, error) {
	w := walk{tokens: p.tokens, root: root}
	if err := w.apply(0, item); err != nil {
		return jsonvalue.Value{}, err
	}
	if !p.definite {
		return jsonvalue.NewArray(w.found), nil
	}
	if len(w.found) == 0 {
		return jsonvalue.Value{}, missing("No results for path: " + p.upTo(len(p.tokens)))
	}
	return w.found[0], nil
}

func missing(msg string) error { return &Error{Msg: msg, Missing: true} }

func invalid(msg string) error { return &Error{Msg: msg} }

// here is the path to the value at hand.
func (w *walk) here() string {
	var b strings.Builder
	b.WriteByte('$')
	for _, s := range w.steps {
		if s.index < 0 {
			b.WriteString("['" + s.key + "']")
		} else {
			b.WriteString("[" + strconv.Itoa(s.index) + "]")
		}
	}
	return b.String()
}

// shown is a value as messages have it: as Java prints it.
func shown(v jsonvalue.Value) string {
	if v.Size() > jsonvalue.MaxExcerpt {
		return "…"
	}
	return v.JavaString()
}

func (w *walk) leaf(i int) bool { return i == len(w.tokens)-1 }

// into applies the ith token to a value that is one step away.
func (w *walk) into(i int, s step, v jsonvalue.Value) error {
	w.steps = append(w.steps, s)
	err := w.apply(i, v)
	w.steps = w.steps[:len(w.steps)-1]
	return err
}

// apply applies the ith token and those that follow to v.
func (w *walk) apply(i int, v jsonvalue.Value) error {
	if w.visits++; w.visits > maxVisits {
		return invalid("the path selects too many values")
	}
	if i == len(w.tokens) {
		w.found = append(w.found, v)
		return nil
	}
	switch t := &w.tokens[i]; t.kind {
	case properties:
		return w.properties(i, v)
	case wildcard:
		return w.wildcard(i, v)
	case scan:
		return w.scan(i+1, v)
	case filter:
		return w.filter(i, v)
	default:
		return w.elements(i, v)
	}
}

func (w *walk) properties(i int, v jsonvalue.Value) error {
	t := &w.tokens[i]
	if v.Kind() != jsonvalue.KindObject {
		return missing("Property " + t.String() + " not found in path " + w.here())
	}
	if len(t.names) == 1 {
		return w.property(i, v, t.names[0])
	}
	if !w.leaf(i) {
		return invalid("Multi properties can only be used as path leafs: " + w.here() + t.String())
	}
	var members []jsonvalue.Member
	for _, name := range t.names {
		if x, ok := v.Get(name); ok {
			members = append(members, jsonvalue.Member{Key: name, Value: x})
		}
	}
	w.found = append(w.found, jsonvalue.NewObject(members))
	return nil
}

// property continues with the member of v called name. A member that is missing is an error
// at the end of a path; before it only if the path is definite from one token earlier on.
func (w *walk) property(i int, v jsonvalue.Value, name string) error {
	x, ok := v.Get(name)
	if ok {
		return w.into(i+1, step{key: name, index: -1}, x)
	}
	path := w.here() + "['" + name + "']"
	switch {
	case w.leaf(i):
		return missing("No results for path: " + path)
	case w.tokens[max(i-1, 0)].definite:
		return missing("Missing property in path " + path)
	default:
		return nil
	}
}

func (w *walk) wildcard(i int, v jsonvalue.Value) error {
	for n := range v.Len() {
		switch v.Kind() {
		case jsonvalue.KindObject:
			m := v.Member(n)
			if err := w.into(i+1, step{key: m.Key, index: -1}, m.Value); err != nil {
				return err
			}
		case jsonvalue.KindArray:
			err := w.element(i, v, n)
			// Elements that lack what the last token asks for are left out.
			if err != nil && (!isMissing(err) || len(w.tokens)-i > 2) {
				return err
			}
		default:
			return nil
		}
	}
	return nil
}

func isMissing(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Missing
}

// element continues with an element of v.
func (w *walk) element(i int, v jsonvalue.Value, at int) error {
	if at < 0 || at >= v.Len() {
		return missing("Index out of bounds when evaluating path " + w.here() + "[" + strconv.Itoa(at) + "]")
	}
	return w.into(i+1, step{index: at}, v.At(at))
}

func (w *walk) elements(i int, v jsonvalue.Value) error {
	switch v.Kind() {
	case jsonvalue.KindArray:
	case jsonvalue.KindNull:
		return missing("The path " + w.here() + " is null")
	default:
		return invalid("Filter: " + textOf(w.tokens[i:]) + " can only be applied to arrays. Current context is: " + shown(v))
	}
	t := &w.tokens[i]
	from, to := t.numbers[0], v.Len()
	switch t.kind {
	case index:
		return w.element(i, v, from)
	case fromEnd:
		return w.element(i, v, v.Len()+from)
	case indexes:
		for _, n := range t.numbers {
			if err := w.element(i, v, n); err != nil {
				return err
			}
		}
		return nil
	case sliceFrom:
		if from < 0 {
			from = max(0, v.Len()+from)
		}
	case sliceTo:
		from, to = 0, min(v.Len(), from)
		if to < 0 {
			to += v.Len()
		}
	case sliceBetween: // a negative beginning is out of bounds, not counted from the end
		to = min(v.Len(), t.numbers[1])
		if v.Len() == 0 {
			return nil
		}
	}
	for n := from; n < to; n++ {
		if err := w.element(i, v, n); err != nil {
			return err
		}
	}
	return nil
}

func (w *walk) filter(i int, v jsonvalue.Value) error {
	c := w.tokens[i].criteria
	switch v.Kind() {
	case jsonvalue.KindObject:
		if ok, err := c.hold(v, w.root); !ok || err != nil {
			return err
		}
		return w.apply(i+1, v)
	case jsonvalue.KindArray:
		for n := range v.Len() {
			ok, err := c.hold(v.At(n), w.root)
			if ok {
				err = w.element(i, v, n)
			}
			if err != nil {
				return err
			}
		}
		return nil
	default:
		return invalid("Filter: " + textOf(w.tokens[i:]) + " can not be applied to primitives. Current context is: " + shown(v))
	}
}

// scan applies the ith token to v and, in document order, to all that v contains. In an
// array a token that is not the last one is passed over, and the next one applied to the
// elements: Jayway's way, in which $..[1].a is the a of every element.
func (w *walk) scan(i int, v jsonvalue.Value) error {
	if w.visits++; w.visits > maxVisits {
		return invalid("the path selects too many values")
	}
	kind := v.Kind()
	if kind != jsonvalue.KindObject && kind != jsonvalue.KindArray {
		return nil
	}
	ok, err := w.scanned(i, v)
	switch {
	case err != nil:
		return err
	case ok && kind == jsonvalue.KindArray && !w.leaf(i):
		for n := range v.Len() {
			if err := w.into(i+1, step{index: n}, v.At(n)); err != nil {
				return err
			}
		}
	case ok:
		if err := w.apply(i, v); err != nil {
			return err
		}
	}
	for n := range v.Len() {
		var x jsonvalue.Value
		if kind == jsonvalue.KindObject {
			m := v.Member(n)
			x = m.Value
			w.steps = append(w.steps, step{key: m.Key, index: -1})
		} else {
			x = v.At(n)
			w.steps = append(w.steps, step{index: n})
		}
		err := w.scan(i, x)
		w.steps = w.steps[:len(w.steps)-1]
		if err != nil {
			return err
		}
	}
	return nil
}

// scanned reports whether a scan stops at v to apply the ith token to it.
func (w *walk) scanned(i int, v jsonvalue.Value) (bool, error) {
	switch t := &w.tokens[i]; t.kind {
	case properties:
		for _, name := range t.names {
			if _, ok := v.Get(name); !ok {
				return false, nil
			}
		}
		return v.Kind() == jsonvalue.KindObject, nil
	case wildcard:
		return true, nil
	case filter:
		return t.criteria.hold(v, w.root)
	case scan:
		return false, nil
	default:
		return v.Kind() == jsonvalue.KindArray, nil
	}
}
