// Package jsonata evaluates JSONata 2.0.6 as AWS Step Functions has it. It has all of JSONata
// but $eval, and AWS's own functions: $partition, $range, $hash, $random with a seed, $uuid
// and $parse. Expressions are compiled once and evaluated many times, by several goroutines
// too. It does not know what {% and %} are, nor what $states holds.
package jsonata

import (
	"context"
	"errors"
	"slices"
	"time"

	"expresso/model/jsonvalue"
)

// Expression is a compiled expression. It is immutable.
type Expression struct {
	text string
	root *expr
	free []string
}

// Variables gives an evaluation the variables that come from outside. ok is false for one
// that there is not.
type Variables interface {
	Variable(name string) (v jsonvalue.Value, ok bool)
}

// Limits bound what one evaluation may use up. A zero value means the default.
type Limits struct {
	Steps    int // of the evaluation, each a small constant of time
	Depth    int // of expressions within one another, functions that are called included
	Memory   int // bytes of all that is made on the way
	Elements int // of a range or another array that is made at once
	Text     int // characters of a string that is made, in UTF-16
}

// The default limits. A range of ten million elements is the language's own limit.
const (
	DefaultSteps    = 5_000_000
	DefaultDepth    = 10_000
	DefaultMemory   = 512 << 20
	DefaultElements = 10_000_000
	DefaultText     = 64 << 20
)

// Account is memory that is shared with others, in bytes. It is used by several goroutines.
type Account interface {
	Take(bytes int64) bool // false if there is not so much left
	Give(bytes int64)
}

// Evaluation says over what, and within which limits, an expression is evaluated.
type Evaluation struct {
	Input     jsonvalue.Value // what $ and $$ stand for; may be undefined
	Variables Variables       // may be nil
	Now       time.Time       // for $now and $millis; zero for the time that it is
	Limits    Limits
	Account   Account // what it makes is taken from, beside its own limit; nil for no other bound
}

// Compile reads an expression. An error is an *Error.
func Compile(text string) (*Expression, error) {
	trees := forests.Get().(*forest)
	p := parser{lexer: lexer{text: text}, trees: trees[:]}
	defer func() {
		clear(trees[:min(p.made, len(trees))])
		forests.Put(trees)
	}()
	t, err := p.parse()
	if err != nil {
		return nil, located(err, text)
	}
	r := resolver{
		builtins: builtins(),
		nodes:    make([]expr, p.made+p.names-p.keys), compounds: make([]operands, p.made-p.atoms+p.names),
		lists: make([]*expr, p.made+p.names-p.keys), values: make([]value, p.literals-p.keys),
	}
	root, err := r.resolve(t)
	if err == nil && (root.kind == parentExpr || len(root.seeking) > 0) {
		err = fault("S0217", root.pos, about{})
	}
	if err != nil {
		return nil, located(err, text)
	}
	e := &Expression{text: text, root: root, free: r.free}
	slices.Sort(e.free)
	c := compiler{
		free: e.free, bound: r.ever, heads: make([]code, min(len(e.free), maxSlots)),
		steps: make([]string, r.steps), hints: make([]jsonvalue.Hint, r.steps),
	}
	c.compile(root)
	return e, nil
}

// String is the expression as it was written.
func (e *Expression) String() string { return e.text }

// Free lists the variables that the expression reads and does not bind itself, the
// functions of the language among them, in order and without their $.
func (e *Expression) Free() []string { return e.free }

// IsFunction reports whether the language has a function of this name, without its $.
func IsFunction(name string) bool { return builtins()[name] != nil }

// Evaluate returns the expression's value, which is undefined if it selects nothing. An
// error is an *Error, ErrFunction, or the context's.
func (e *Expression) Evaluate(ctx context.Context, in Evaluation) (jsonvalue.Value, error) {
	ev := evaluators.Get().(*evaluator)
	defer ev.release()
	ev.ctx, ev.done, ev.vars, ev.now, ev.limits = ctx, ctx.Done(), in.Variables, in.Now, in.Limits
	ev.limits.fill()
	ev.account, ev.room = in.Account, min(uncharged, ev.limits.Memory)
	input := plain(in.Input)
	if input.isArray() {
		input = value{box: &box{elems: []value{input}, sequence: true, wrapper: true}}
	}
	ev.root = plain(in.Input)
	v, err := ev.eval(e.root, input, &ev.outermost)
	if err == nil {
		var out jsonvalue.Value
		if out, err = ev.toJSON(v, 0); err == nil && ev.steps > maxValueDepth {
			// Only an evaluation of so many steps can have made it.
			switch {
			case out.Size() > maxText: // which nobody can have any use for
				err = errMemory()
			case deeper(out, maxValueDepth):
				err = tooDeep()
			}
		}
		if err == nil {
			return out, nil
		}
	}
	var fault *Error
	if errors.As(err, &fault) && fault.offset == 0 {
		fault.offset = e.root.pos
	}
	return jsonvalue.Value{}, located(err, e.text)
}

func (l *Limits) fill() {
	set := func(p *int, to int) {
		if *p == 0 {
			*p = to
		}
	}
	set(&l.Steps, DefaultSteps)
	set(&l.Depth, DefaultDepth)
	set(&l.Memory, DefaultMemory)
	set(&l.Elements, DefaultElements)
	set(&l.Text, DefaultText)
}
