// Package jsonpath reads and writes JSON values by path, as Amazon States Language does. It
// has the semantics, the oddities and the error messages of Jayway JsonPath 2.0.0, which is
// what AWS runs. It does not know context paths ($$) or variables: their prefix is taken off
// before a path gets here.
package jsonpath

import (
	"strings"

	"expresso/model/jsonvalue"
)

// Error says why a path is not valid, or why it cannot be read or written in a document.
// The words are Jayway's where AWS passes them on.
type Error struct {
	Msg string
	// Missing is true if the path is well and the document has nothing there: what
	// Jayway calls a PathNotFoundException.
	Missing bool
}

func (e *Error) Error() string { return e.Msg }

// Path is a compiled path. It is immutable and may be used by several goroutines.
type Path struct {
	text     string
	item     bool // begins with @: is about the item that a filter looks at
	definite bool
	direct   bool   // nothing but keys and indexes
	steps    []step // the same as tokens, if all are keys and indexes, to follow them fast
	tokens   []token
}

// kind is what a token selects.
type kind uint8

const (
	properties   kind = iota // names: one member, or several as an object of their own
	index                    // numbers[0]
	indexes                  // numbers
	fromEnd                  // the array's length plus numbers[0], which is negative
	sliceFrom                // numbers[0] and what follows
	sliceTo                  // what stands before numbers[0]
	sliceBetween             // from numbers[0] to before numbers[1]
	wildcard                 // every member or element
	scan                     // .. : the next token, at every depth
	filter                   // items for which the criteria hold
)

// token is one step of a path.
type token struct {
	kind     kind
	names    []string
	numbers  []int
	criteria criteria
	definite bool // this token and all that follow can select only one thing
}

// Definite reports whether the path selects one value; others select a list of values.
func (p *Path) Definite() bool { return p.definite }

// Reference reports whether the path is a reference path, one that a value can be
// written to: made of keys and indexes only.
func (p *Path) Reference() bool { return p.direct && !p.item }

// String is the path as it was written.
func (p *Path) String() string { return p.text }

// Get returns what the path selects in root: a value for a definite path, else an array of
// values, which may be empty. An error is an *Error.
func (p *Path) Get(root jsonvalue.Value) (jsonvalue.Value, error) {
	if len(p.steps) < len(p.tokens) {
		return p.evaluate(root, root)
	}
	v := root
	for i := range p.steps {
		s := &p.steps[i]
		var ok bool
		if s.index < 0 {
			v, ok = v.Get(s.key)
		} else if ok = v.Kind() == jsonvalue.KindArray && s.index < v.Len(); ok {
			v = v.At(s.index)
		}
		if !ok {
			return p.evaluate(root, root) // to find out how to say it
		}
	}
	return v, nil
}

// Set returns root with x in the place of a reference path. Objects that are missing on
// the way are made; elements of arrays have to be there. An error is an *Error.
func (p *Path) Set(root, x jsonvalue.Value) (jsonvalue.Value, error) {
	if !p.Reference() {
		return jsonvalue.Value{}, &Error{Msg: "not a reference path: " + p.text}
	}
	return p.set(0, root, x)
}

func (p *Path) set(i int, v, x jsonvalue.Value) (jsonvalue.Value, error) {
	if i == len(p.tokens) {
		return x, nil
	}
	t := &p.tokens[i]
	if t.kind == index {
		at := t.numbers[0]
		if v.Kind() != jsonvalue.KindArray || at < 0 || at >= v.Len() {
			return v, &Error{Msg: "no element to write to at " + p.upTo(i+1), Missing: true}
		}
		element, err := p.set(i+1, v.At(at), x)
		if err != nil {
			return v, err
		}
		return v.WithAt(at, element), nil
	}
	if v.Kind() != jsonvalue.KindObject && !v.IsUndefined() {
		return v, &Error{Msg: "not an object to write to at " + p.upTo(i), Missing: true}
	}
	old, _ := v.Get(t.names[0])
	member, err := p.set(i+1, old, x)
	if err != nil {
		return v, err
	}
	return v.With(t.names[0], member), nil
}

// upTo is the normalized path of the first n tokens.
func (p *Path) upTo(n int) string {
	return "$" + textOf(p.tokens[:n])
}

func textOf(tokens []token) string {
	var b strings.Builder
	for i := range tokens {
		b.WriteString(tokens[i].String())
	}
	return b.String()
}
