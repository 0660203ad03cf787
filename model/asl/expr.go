package asl

import (
	"context"
	"slices"
	"time"

	"expresso/model/jsonata"
	"expresso/model/jsonvalue"
)

// Expr computes a value from what a state sees. It is the border behind which a query
// language lives: constants, templates, paths and intrinsic calls are expressions, and so
// can be those of another language. Errors are *Failure.
type Expr interface {
	Eval(s *Scope) (jsonvalue.Value, error)
}

// Scope is what an expression sees.
type Scope struct {
	Input     jsonvalue.Value // what $ stands for
	Context   jsonvalue.Value // the context object; undefined unless State.UsesContext
	Item      jsonvalue.Value // $$.Map.Item.Value; undefined outside of a Map state's iterations
	Index     jsonvalue.Value // $$.Map.Item.Index
	Variables *Variables

	// What else expressions in JSONata see. Their $states.input is Input.
	Result      jsonvalue.Value // $states.result; undefined before there is one
	ErrorOutput jsonvalue.Value // $states.errorOutput; undefined outside of a Catch
	Now         time.Time       // $now and $millis; zero for the time that it is
	Ctx         context.Context // ends an evaluation that takes long; nil for none
	Account     jsonata.Account // of memory; nil for none

	stack   []jsonvalue.Value  // of intrinsic calls, for reuse
	members []jsonvalue.Member // for objects to come
	taken   int                // members that have been made so far, up to slab
}

// slab is for how many members of objects to come memory is taken at once, at most: a Map
// makes objects in great numbers, and most of what that takes is taking memory.
const slab = 64

// take returns room for the members of an object.
func (s *Scope) take(n int) []jsonvalue.Member {
	if n > len(s.members) {
		// As much as there was before, so that few objects take little.
		s.members = make([]jsonvalue.Member, max(n, s.taken))
		s.taken = min(s.taken+len(s.members), slab)
	}
	mine := s.members[:n:n]
	s.members = s.members[n:]
	return mine
}

// Failure is the failure of an expression.
type Failure struct {
	Name  string // AWS's error name
	Text  string // the cause, without the state that it is about
	Field string // the field of the state whose expression in JSONata failed, if one did
	At    int    // the character within that expression, from 1; 0 if that is not known
	What  string // Text without the expression in JSONata and its field; "" for all of it
}

// Error is the fault as one line.
func (f *Failure) Error() string { return f.Name + ": " + f.Text }

// Variables are the variables of one scope: of the machine, of one execution of a branch
// or of one iteration. A nil *Variables is an empty scope without one around it.
type Variables struct {
	outer *Variables
	set   []jsonvalue.Member
}

// Within returns a new scope inside v.
func (v *Variables) Within() *Variables { return &Variables{outer: v} }

// Get looks a variable up, from the innermost scope outwards.
func (v *Variables) Get(name string) (jsonvalue.Value, bool) {
	for ; v != nil; v = v.outer {
		for i := range v.set {
			if v.set[i].Key == name {
				return v.set[i].Value, true
			}
		}
	}
	return jsonvalue.Value{}, false
}

// Set gives a variable of this scope a value and returns by how many bytes that has made
// the scope larger.
func (v *Variables) Set(name string, x jsonvalue.Value) (grown int64) {
	for i := range v.set {
		if v.set[i].Key == name {
			grown = int64(x.Size() - v.set[i].Value.Size())
			v.set[i].Value = x
			return grown
		}
	}
	v.set = append(v.set, jsonvalue.Member{Key: name, Value: x})
	return int64(x.Size())
}

// Object is the variables of this scope as an object.
func (v *Variables) Object() jsonvalue.Value { return jsonvalue.NewObject(slices.Clone(v.set)) }

// Size is the size of the variables of this scope in bytes of JSON.
func (v *Variables) Size() int64 {
	var size int64
	for i := range v.set {
		size += int64(v.set[i].Value.Size())
	}
	return size
}

// constant is an expression that is its value.
type constant struct{ value jsonvalue.Value }

func (c constant) Eval(*Scope) (jsonvalue.Value, error) { return c.value, nil }

// Constant returns the value of an expression that needs no scope, and whether it is one.
func Constant(e Expr) (jsonvalue.Value, bool) {
	c, ok := e.(constant)
	return c.value, ok
}

// objectExpr is an object with members to be computed.
type objectExpr struct {
	blank    *jsonvalue.Blank // with the others
	computed []computed
}

// computed is a member of an objectExpr that has to be computed.
type computed struct {
	at   int
	expr Expr
}

// newObjectExpr returns the object of keys and their values.
func newObjectExpr(keys []string, values []Expr) *objectExpr {
	o := &objectExpr{}
	members := make([]jsonvalue.Member, len(keys))
	for i, e := range values {
		members[i].Key = keys[i]
		if v, ok := Constant(e); ok {
			members[i].Value = v
		} else {
			o.computed = append(o.computed, computed{i, e})
		}
	}
	o.blank = jsonvalue.NewBlank(members)
	return o
}

func (o *objectExpr) Eval(s *Scope) (jsonvalue.Value, error) {
	members := s.take(o.blank.Len())
	o.blank.CopyTo(members)
	for _, c := range o.computed {
		v, err := c.expr.Eval(s)
		if err != nil {
			return jsonvalue.Value{}, err
		}
		members[c.at].Value = v
	}
	return o.blank.Fill(members), nil
}

// arrayExpr is an array with elements to be computed.
type arrayExpr struct{ elems []Expr }

func (a *arrayExpr) Eval(s *Scope) (jsonvalue.Value, error) {
	elems := make([]jsonvalue.Value, len(a.elems))
	for i, e := range a.elems {
		v, err := e.Eval(s)
		if err != nil {
			return jsonvalue.Value{}, err
		}
		elems[i] = v
	}
	return jsonvalue.NewArray(elems), nil
}
