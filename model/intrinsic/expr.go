// Package intrinsic evaluates paths and intrinsic functions in JSONPath definitions. They are
// what Amazon States Language allows for a key that ends in ".$": a path, a context path, a
// variable, or a call of one of the States.* functions. It is for states whose query language
// is JSONPath; JSONata has functions of its own.
package intrinsic

import (
	"cmp"
	"errors"
	"slices"

	"expresso/model/jsonpath"
	"expresso/model/jsonvalue"
)

// Expr is a compiled expression. It is immutable and may be used by several goroutines.
type Expr struct {
	text     string
	kind     kind
	path     *jsonpath.Path  // of input, context and variable
	name     string          // of a variable
	literal  jsonvalue.Value // only as an argument
	function *function
	args     []*Expr
}

type kind uint8

const (
	input kind = iota
	context
	variable
	literal
	call
)

// Scope is what an expression can see. It is for one goroutine.
type Scope struct {
	Input     jsonvalue.Value // $
	Context   jsonvalue.Value // $$
	Variables Variables       // nil if there are none
	// Stack is where arguments are put while calls are evaluated. A scope that takes over
	// the stack of an earlier one saves allocations.
	Stack []jsonvalue.Value
}

// Variables are what $name can stand for.
type Variables interface {
	Get(name string) (jsonvalue.Value, bool)
}

// Error says that a call of a function failed, in AWS's words.
type Error struct {
	Call    string // the text of the call, of the outermost one if one within it failed
	Msg     string
	Missing bool // an argument is a path or a variable that leads nowhere
}

func (e *Error) Error() string {
	if e.Missing {
		return "The function '" + e.Call + "' had the following error: " + e.Msg
	}
	return "There was an error while evaluating the intrinsic function: " + e.Call + ". " + e.Msg
}

// String is the expression as it was written.
func (e *Expr) String() string { return e.text }

// Eval evaluates the expression. The error is a *jsonpath.Error if the expression is a
// path or a variable, an *Error if it is a call.
func (e *Expr) Eval(s *Scope) (jsonvalue.Value, error) {
	switch e.kind {
	case input:
		return e.path.Get(s.Input)
	case context:
		return e.path.Get(s.Context)
	case variable:
		if s.Variables != nil {
			if v, ok := s.Variables.Get(e.name); ok {
				return e.path.Get(v)
			}
		}
		return jsonvalue.Value{}, &jsonpath.Error{Msg: "variable $" + e.name + " is not set", Missing: true}
	case literal:
		return e.literal, nil
	default:
		return e.call(s)
	}
}

func (e *Expr) call(s *Scope) (jsonvalue.Value, error) {
	base := len(s.Stack)
	v, err := e.apply(s, base)
	clear(s.Stack[base:])
	s.Stack = s.Stack[:base]
	return v, err
}

// apply evaluates the arguments, which it puts on the stack from base on, and the function.
func (e *Expr) apply(s *Scope, base int) (jsonvalue.Value, error) {
	for _, arg := range e.args {
		v, err := arg.Eval(s)
		if err != nil {
			var inner *Error
			if errors.As(err, &inner) {
				inner.Call = e.text
				return v, inner
			}
			return v, &Error{e.text, arg.missing(s), true}
		}
		s.Stack = append(s.Stack, v)
	}
	args := s.Stack[base:]
	if len(args) < e.function.min || len(args) > e.function.max {
		return jsonvalue.Value{}, &Error{e.text, e.function.invalid() + e.function.count, false}
	}
	v, why := e.function.eval(args)
	if v.IsUndefined() {
		return v, &Error{e.text, cmp.Or(why, e.function.invalid()), false}
	}
	return v, nil
}

// missing says that an argument was not found. AWS names a path into the context object as
// if it were one into the state's input, and quotes that.
func (e *Expr) missing(s *Scope) string {
	if e.kind == variable {
		return "The variable $" + e.name + " could not be found, or has nothing at '" + e.text + "'"
	}
	path := e.text
	if e.kind == context {
		path = path[1:]
	}
	return "The JsonPath argument for the field '" + path + "' could not be found in the input '" + s.Input.Excerpt() + "'"
}

// Variables returns the names of the variables that the expression reads, each once, in
// the order in which they are in it.
func (e *Expr) Variables() []string { return e.variables(nil) }

func (e *Expr) variables(names []string) []string {
	if e.kind == variable && !slices.Contains(names, e.name) {
		names = append(names, e.name)
	}
	for _, arg := range e.args {
		names = arg.variables(names)
	}
	return names
}
