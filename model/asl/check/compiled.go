package check

import (
	"expresso/model/intrinsic"
	"expresso/model/jsonata"
	"expresso/model/jsonpath"
)

// Compiled has the expressions of a definition by their texts, each compiled once: to be
// checked, and to be executed. The zero value is empty.
type Compiled struct {
	jsonata   memo[*jsonata.Expression]
	path      memo[*jsonpath.Path]
	intrinsic memo[*intrinsic.Expr]
}

// JSONata is an expression in JSONata.
func (c *Compiled) JSONata(text string) (*jsonata.Expression, error) {
	return c.jsonata.get(text, jsonata.Compile)
}

// Path is a path that begins with $.
func (c *Compiled) Path(text string) (*jsonpath.Path, error) {
	return c.path.get(text, jsonpath.Compile)
}

// Intrinsic is a call of an intrinsic function.
func (c *Compiled) Intrinsic(text string) (*intrinsic.Expr, error) {
	return c.intrinsic.get(text, intrinsic.Compile)
}

// memo has what was compiled, or why it could not be.
type memo[T any] map[string]compiled[T]

type compiled[T any] struct {
	expr T
	err  error
}

func (m *memo[T]) get(text string, compile func(string) (T, error)) (T, error) {
	if c, ok := (*m)[text]; ok {
		return c.expr, c.err
	}
	expr, err := compile(text)
	if *m == nil {
		*m = memo[T]{}
	}
	(*m)[text] = compiled[T]{expr, err}
	return expr, err
}
