package asl

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"expresso/model/asl/check"
	"expresso/model/jsonata"
	"expresso/model/jsonvalue"
)

// statesVariable is the name under which expressions see what a state has.
const statesVariable = "states"

// jsonataLimits are AWS's where they are known: a range of one more element or a string of
// one more character fails with the text about memory, and expressions that are nested about
// this deep with the one about the stack (measured by others). What AWS lets an evaluation
// take in memory is not known; this is many times what that range takes, and a part of what
// the process has.
var jsonataLimits = jsonata.Limits{Elements: 873_782, Text: 1<<23 - 1, Depth: 100, Memory: 256 << 20}

// jsonataExpr is the value of an expression in JSONata.
type jsonataExpr struct {
	expr  *jsonata.Expression
	field string          // as messages name it, such as Output/total
	kind  jsonvalue.Kind  // what the value has to be; undefined for anything
	reads map[string]bool // the members of $states that it needs
}

// jsonata compiles an expression in JSONata whose value has to be of a kind, undefined for
// any.
func (l *loader) jsonata(text, at string, kind jsonvalue.Kind) Expr {
	e, err := l.compiled.JSONata(text)
	if err != nil { // not reached: it was checked
		return constant{}
	}
	x := &jsonataExpr{expr: e, field: l.fieldName(at), kind: kind, reads: map[string]bool{}}
	for _, member := range e.Members(statesVariable) {
		x.reads[member] = true
		l.usesContext = l.usesContext || member == "context" || member == ""
	}
	for _, name := range e.Free() {
		if name != statesVariable && !jsonata.IsFunction(name) {
			l.reads(name)
		}
	}
	return x
}

// fieldName is how messages name a field of the state that is compiled: Choices[0]/Output.
func (l *loader) fieldName(at string) string {
	var b strings.Builder
	for i, key := range strings.Split(strings.TrimPrefix(at, l.state+"/"), "/") {
		if _, err := strconv.Atoi(key); err == nil && i > 0 {
			b.WriteString("[" + key + "]")
			continue
		}
		if i > 0 {
			b.WriteByte('/')
		}
		b.WriteString(jsonvalue.PointerKey(key))
	}
	return b.String()
}

// jsonataTemplate compiles a value in which strings of the form {% ... %} are computed.
func (l *loader) jsonataTemplate(v jsonvalue.Value, at string) Expr {
	switch v.Kind() {
	case jsonvalue.KindString:
		if text, ok := check.JSONata(v); ok {
			return l.jsonata(text, at, jsonvalue.KindUndefined)
		}
	case jsonvalue.KindArray:
		elems := make([]Expr, v.Len())
		for i := range elems {
			elems[i] = l.jsonataTemplate(v.At(i), element(at, i))
		}
		if !slices.ContainsFunc(elems, func(e Expr) bool { return !isConstant(e) }) {
			break
		}
		return &arrayExpr{elems}
	case jsonvalue.KindObject:
		keys, values := make([]string, v.Len()), make([]Expr, v.Len())
		for i := range keys {
			keys[i] = v.Member(i).Key
			values[i] = l.jsonataTemplate(v.Member(i).Value, pointer(at, keys[i]))
		}
		if !slices.ContainsFunc(values, func(e Expr) bool { return !isConstant(e) }) {
			break
		}
		return newObjectExpr(keys, values)
	}
	return constant{v}
}

// expression compiles a field of the JSONata language if it is an expression, whose value
// has to be of a kind; else it leaves it to be read as something else.
func (f *fields) expression(key string, kind jsonvalue.Kind) (Expr, string) {
	text, ok := check.JSONata(f.get(key))
	if !ok || f.l.current != JSONata {
		return nil, ""
	}
	return f.l.jsonata(text, f.at(key), kind), text
}

func (e *jsonataExpr) Eval(s *Scope) (jsonvalue.Value, error) {
	ctx := s.Ctx
	if ctx == nil {
		ctx = context.Background()
	}
	v, err := e.expr.Evaluate(ctx, jsonata.Evaluation{Variables: &jsonataVariables{s, e.reads}, Now: s.Now, Limits: jsonataLimits, Account: s.Account})
	limit := new(jsonata.Error)
	switch {
	case ctx.Err() != nil:
		return v, ctx.Err()
	case errors.Is(err, jsonata.ErrFunction):
		return v, e.fault("returned an unsupported result type.")
	case errors.Is(err, jsonata.ErrInternal):
		return v, e.fault("threw an internal error during evaluation. " + uuid.NewString())
	case errors.As(err, &limit) && limit.Code == "U1001":
		return v, e.fault("threw an error during evaluation: " + limit.Message)
	case err != nil:
		f := e.fault("threw an error during evaluation. " + err.Error())
		if limit.Code != "" {
			f.At = limit.Start()
		}
		return v, f
	case v.IsUndefined():
		return v, e.fault("returned nothing (undefined).")
	case e.kind != jsonvalue.KindUndefined && v.Kind() != e.kind:
		return v, e.fault(fmt.Sprintf("returned an unexpected result type. Expected '%s', but was '%s' for value: %s", e.kind, v.Kind(), v.Excerpt()))
	}
	return v, nil
}

func (e *jsonataExpr) fault(what string) *Failure {
	return &Failure{
		Name: ErrQueryEvaluation, Field: e.field, What: what,
		Text: fmt.Sprintf("The JSONata expression '%s' specified for the field '%s' %s", e.expr, e.field, what),
	}
}

// jsonataVariables are what an expression sees of a scope: the variables, and as $states
// those of its members that the expression reads.
type jsonataVariables struct {
	scope *Scope
	reads map[string]bool
}

// Variable returns a variable by its name.
func (v *jsonataVariables) Variable(name string) (jsonvalue.Value, bool) {
	if name != statesVariable {
		return v.scope.Variables.Get(name)
	}
	s := v.scope
	members := make([]jsonvalue.Member, 0, 4)
	add := func(key string, x jsonvalue.Value) {
		if !x.IsUndefined() && (v.reads[key] || v.reads[""]) {
			members = append(members, jsonvalue.Member{Key: key, Value: x})
		}
	}
	add("input", s.Input) // in AWS's order (recorded)
	add("context", s.Context)
	add("result", s.Result)
	add("errorOutput", s.ErrorOutput)
	return jsonvalue.NewObject(members), true
}

// jsonataCondition is the condition of a rule in JSONata.
type jsonataCondition struct {
	expr Expr
	text string
}

func (c *jsonataCondition) Test(s *Scope) (bool, error) {
	v, err := c.expr.Eval(s)
	return v.Bool(), err
}

func (c *jsonataCondition) String() string { return c.text }

// jsonataCondition compiles the condition of a rule: true, false or an expression.
func (f *fields) jsonataCondition() Condition {
	if e, text := f.expression("Condition", jsonvalue.KindBool); e != nil {
		return &jsonataCondition{e, text}
	}
	v := f.get("Condition")
	return &jsonataCondition{constant{v}, v.String()}
}
