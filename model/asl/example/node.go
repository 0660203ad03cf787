package example

import (
	"slices"
	"strings"

	"expresso/model/jsonvalue"
)

// node is a value of an execution, as far as the definition tells: a known one, or an open one
// whose parts are made when they are read.
type node struct {
	open    bool
	value   jsonvalue.Value // a known value, or what a comparison asks of an open one
	fixed   bool            // a comparison has asked for value, or for absent
	absent  bool            // it must not be there
	use     use             // of an open value: what it is used as
	names   []string        // of members, in the order in which they were made
	members map[string]*node
	elems   []*node // of a known list
	element *node   // of an open list
	parsed  *node   // what an open text holds as JSON
	base    *node   // has the members that this one has not
}

// use is what a value is used as, where that is known.
type use int

const (
	anything use = iota
	number
	text
	boolean
	time
	list
	object
)

// step leads from a value into it: to a member, or to an element.
type step struct {
	name    string
	element bool
	index   int
	several bool // all elements, or those whose member by (of several names) is equal
	by      []step
	equal   string
}

func known(v jsonvalue.Value) *node { return &node{value: v} }

func (w *walker) made(n *node) *node {
	w.nodes++
	return n
}

// at is what steps lead to, nil if that is not known, or nothing.
func (w *walker) at(n *node, steps []step) *node {
	for _, s := range steps {
		if n == nil || w.nodes > maxNodes {
			return nil
		}
		if s.element {
			if n = w.elementOf(n, s.index); s.by != nil {
				if by := w.at(n, s.by); by != nil {
					by.want(jsonvalue.NewString(s.equal))
				}
			}
		} else {
			n = w.member(n, s.name)
		}
	}
	return n
}

func (w *walker) member(n *node, name string) *node {
	for {
		if kid, ok := n.members[name]; ok {
			return kid
		}
		if n.base == nil {
			break
		}
		n = n.base
	}
	if n.open {
		kid := w.made(&node{open: true})
		n.put(name, kid)
		return kid
	}
	if v, ok := n.value.Get(name); ok {
		return known(v)
	}
	return nil
}

func (n *node) put(name string, kid *node) {
	if n.members == nil {
		n.members = map[string]*node{}
	}
	if _, ok := n.members[name]; !ok {
		n.names = append(n.names, name)
	}
	n.members[name] = kid
}

func (w *walker) elementOf(n *node, index int) *node {
	for n.base != nil {
		n = n.base
	}
	switch {
	case len(n.elems) > 0:
		return n.elems[min(max(index, 0), len(n.elems)-1)]
	case n.value.Kind() == jsonvalue.KindArray && !n.open:
		if index >= 0 && index < n.value.Len() {
			return known(n.value.At(index))
		}
		return nil
	case !n.open:
		return nil
	}
	if n.element == nil {
		n.element = w.made(&node{open: true})
	}
	return n.element
}

// with is a value with another one where steps lead to. Only members are written.
func (w *walker) with(n *node, steps []step, value *node) *node {
	if len(steps) == 0 || steps[0].element {
		return value
	}
	var inner *node
	for at := n; at != nil; at = at.base {
		if inner = at.members[steps[0].name]; inner != nil {
			break
		}
	}
	if inner == nil {
		inner = &node{}
	}
	made := w.made(&node{base: n})
	made.put(steps[0].name, w.with(inner, steps[1:], value))
	return made
}

// want has an open value be this one, unless something else was asked of it before.
func (n *node) want(v jsonvalue.Value) {
	if n.open && !n.fixed {
		n.value, n.fixed = v, true
	}
}

// wanted says what an open value is used as, unless that is known.
func (n *node) wanted(as use) {
	if n != nil && n.open && n.use == anything {
		n.use = as
	}
}

// untouched reports whether nothing is known of an open value.
func (n *node) untouched() bool {
	return n.open && !n.fixed && n.use == anything && len(n.names) == 0 && n.element == nil && n.parsed == nil
}

// render is an open value as an example, called name.
func (n *node) render(name string) jsonvalue.Value {
	switch {
	case n.parsed != nil:
		return jsonvalue.NewString(n.parsed.render("").String())
	case n.element != nil:
		return jsonvalue.NewArray([]jsonvalue.Value{n.element.render(strings.TrimSuffix(name, "s"))})
	case len(n.names) > 0:
		return n.over(jsonvalue.NewObject(nil), name)
	case n.fixed:
		return n.value
	}
	return n.use.example(name)
}

// over is a value with what is read of it, where it has that not yet.
func (n *node) over(v jsonvalue.Value, name string) jsonvalue.Value {
	switch {
	case n.parsed != nil:
		return n.render(name)
	case n.element != nil && v.Kind() == jsonvalue.KindArray && v.Len() > 0:
		return v.WithAt(0, n.element.over(v.At(0), strings.TrimSuffix(name, "s")))
	case n.element != nil || len(n.names) > 0 && v.Kind() != jsonvalue.KindObject:
		if len(n.names) > 0 && n.element == nil {
			return n.over(jsonvalue.NewObject(nil), name)
		}
		return n.render(name)
	case len(n.names) > 0:
		for _, key := range n.names {
			kid := n.members[key]
			has, ok := v.Get(key)
			switch {
			case kid.absent && ok:
				v = without(v, key)
			case kid.absent:
			case ok:
				v = v.With(key, kid.over(has, key))
			default:
				v = v.With(key, kid.render(key))
			}
		}
		return v
	case n.fixed:
		return n.value
	case n.use == list && v.Kind() != jsonvalue.KindArray:
		return n.render(name)
	}
	return v
}

func without(v jsonvalue.Value, key string) jsonvalue.Value {
	var members []jsonvalue.Member
	for i := range v.Len() {
		if m := v.Member(i); m.Key != key {
			members = append(members, m)
		}
	}
	return jsonvalue.NewObject(members)
}

// example is a value for this use, called name.
func (u use) example(name string) jsonvalue.Value {
	switch u {
	case number:
		return jsonvalue.NewInt(1)
	case boolean:
		return jsonvalue.NewBool(true)
	case time:
		return jsonvalue.NewString(someTime)
	case list:
		return jsonvalue.NewArray([]jsonvalue.Value{jsonvalue.NewString(orValue(strings.TrimSuffix(name, "s")))})
	case object:
		return jsonvalue.NewObject(nil)
	case text:
		return byName(name, false)
	default:
		return byName(name, true)
	}
}

const someTime = "2000-01-01T00:00:00Z"

// byName is a value as those of this name are: a text, or a number or boolean where it may be
// one.
func byName(name string, any bool) jsonvalue.Value {
	lower := strings.ToLower(name)
	ends := func(of ...string) bool {
		return slices.ContainsFunc(of, func(end string) bool { return strings.HasSuffix(lower, end) })
	}
	switch {
	case any && (ends("amount", "count", "quantity", "price", "total", "seconds", "number", "size", "limit", "ttl", "index", "retries", "score") || lower == "age"):
		return jsonvalue.NewInt(1)
	case any && (strings.HasPrefix(lower, "is_") || strings.HasPrefix(name, "is") && len(name) > 2 && name[2] >= 'A' && name[2] <= 'Z' || ends("enabled")):
		return jsonvalue.NewBool(true)
	case ends("arn"):
		kind := orValue(lower[:len(lower)-len("arn")])
		return jsonvalue.NewString("arn:aws:service:us-east-1:000000000000:" + kind + "/" + kind)
	case ends("email"):
		return jsonvalue.NewString("someone@example.com")
	case ends("url"):
		return jsonvalue.NewString("https://example.com")
	case ends("timestamp", "date"), lower == "time", strings.HasSuffix(name, "At"):
		return jsonvalue.NewString(someTime)
	}
	return jsonvalue.NewString(orValue(name))
}

func orValue(name string) string {
	if name = strings.Trim(name, "-_ "); name == "" {
		return "value"
	}
	return name
}
