package asl

import (
	"errors"
	"strings"

	"expresso/model/intrinsic"
	"expresso/model/jsonvalue"
)

// intrinsic compiles an intrinsic call.
func (l *loader) intrinsic(text, at string, field pathField) Expr {
	e, err := intrinsic.Compile(text)
	if err != nil {
		l.badPath(text, at, field)
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
	inner := intrinsic.Scope{Input: s.Input, Context: s.Context}
	if s.Variables != nil {
		inner.Variable = s.Variables.Get
	}
	v, err := e.call.Eval(&inner)
	if err != nil {
		name := ErrRuntime
		if failed := new(intrinsic.Error); errors.As(err, &failed) {
			name = ErrIntrinsic
		}
		return v, &Fault{name, err.Error()}
	}
	return v, nil
}
