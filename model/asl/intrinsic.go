package asl

import (
	"strings"

	"expresso/model/intrinsic"
	"expresso/model/jsonvalue"
)

// intrinsic compiles an intrinsic call.
func (l *loader) intrinsic(text string) Expr {
	e, err := l.compiled.Intrinsic(text)
	if err != nil { // not reached: it was checked
		return constant{}
	}
	l.usesContext = l.usesContext || strings.Contains(text, "$$")
	for _, name := range e.Variables() {
		l.reads(name)
	}
	return &intrinsicExpr{e}
}

// intrinsicExpr is the value of an intrinsic call.
type intrinsicExpr struct{ call *intrinsic.Expr }

func (e *intrinsicExpr) Eval(s *Scope) (jsonvalue.Value, error) {
	inner := intrinsic.Scope{Input: s.Input, Context: s.Context, Variables: s.Variables, Stack: s.stack}
	v, err := e.call.Eval(&inner)
	s.stack = inner.Stack
	if err != nil {
		return v, &Failure{Name: ErrRuntime, Text: err.Error()} // and so cannot be caught (recorded)
	}
	return v, nil
}
