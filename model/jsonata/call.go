package jsonata

import (
	"errors"
	"slices"

	"github.com/dlclark/regexp2/v2"

	"expresso/model/jsonvalue"
)

// function is what can be called: a function of the language or one that an expression
// defines.
type function struct {
	self   *box // that it is in, of a function of the language
	name   string
	arity  int // how many arguments a function that takes functions passes to it
	sig    *signature
	native func(ev *evaluator, args []value) (value, error) // does not keep args

	aggregate func(numbers []float64) float64 // that native is, of an array that is not empty

	regex  *regexp2.Regexp // of a regular expression
	lambda *expr
	input  value // the context that the lambda was defined in
	env    *scope

	// of a partial application: the function, its arguments, and where those are missing
	of    *function
	args  []value
	holes []int
}

// tailCall is a call that is to be made when the function that it ends has returned.
type tailCall struct {
	call  *expr
	input value
	env   *scope
}

// pending is what a function returns instead of its value when evaluator.next is to be
// called.
var pending = &box{kind: funcBox}

func (v value) function() *function {
	if v.box == nil || v.box.kind != funcBox {
		return nil
	}
	return v.box.fn
}

func (ev *evaluator) call(e *expr, in value, env *scope) (value, error) {
	if e.tail && !ev.native(e.cond) {
		ev.next = tailCall{e, in, env}
		return value{box: pending}, nil
	}
	return ev.callWith(e, in, env)
}

// native reports whether what is called is a function of the language, which makes no calls
// at its end.
func (ev *evaluator) native(called *expr) bool {
	if called.place == 0 {
		return false
	}
	v, err := ev.eval(called, value{}, nil)
	f := v.function()
	return err == nil && f != nil && f.native != nil
}

// callWith makes a call; first, if there is one, comes before the arguments.
func (ev *evaluator) callWith(e *expr, in value, env *scope, first ...value) (value, error) {
	f, proc, err := ev.called(e, in, env)
	if err != nil {
		return value{}, err
	}
	if len(first) == 0 && f != nil && f.aggregate != nil {
		if v, ok, err := ev.aggregated(f, e, in); ok || err != nil {
			return v, err
		}
	}
	args, err := ev.arguments(e, in, env, first...)
	if err != nil {
		return value{}, err
	}
	var v value
	if f == nil {
		err = fault("T1006", e.pos, about{name: e.name, value: proc})
	} else if v, err = ev.invoke(f, args, in, e); err != nil {
		err = blamed(err, e.name)
	}
	ev.stack = ev.stack[:len(ev.stack)-len(args)]
	return v, err
}

// prepare evaluates what is called and the arguments, which are left on the stack.
func (ev *evaluator) prepare(e *expr, in value, env *scope) (*function, []value, error) {
	f, proc, err := ev.called(e, in, env)
	if err != nil {
		return nil, nil, err
	}
	args, err := ev.arguments(e, in, env)
	if err == nil && f == nil {
		ev.stack = ev.stack[:len(ev.stack)-len(args)]
		err = fault("T1006", e.pos, about{name: e.name, value: proc})
	}
	return f, args, err
}

// compileCall compiles the call of a function of the language by its name.
func (e *expr) compileCall() {
	if f := e.cond; f.kind != variableExpr || f.place == 0 || f.builtin == nil || f.builtin.aggregate != nil {
		return
	}
	head := e.cond.code()
	e.run = func(ev *evaluator, in value, env *scope) (v value, err error) {
		called, err := head(ev, value{}, nil)
		f := called.function()
		if err != nil || f == nil || f.native == nil { // something else has its name
			return ev.node(e, in, env, nil)
		}
		if err := ev.down(); err != nil {
			return value{}, err
		}
		args, err := ev.arguments(e, in, env)
		if err != nil {
			return value{}, err
		}
		if f.sig == nil || f.sig.fits(args) {
			if v, err = f.native(ev, args); err != nil {
				err = e.failed(err)
			}
		} else if v, err = ev.invoke(f, args, in, e); err != nil {
			err = blamed(err, e.name)
		}
		ev.stack = ev.stack[:len(ev.stack)-len(args)]
		ev.depth--
		if err != nil {
			return value{}, err
		}
		return v.unwrapped(), nil
	}
}

// failed says of the error of a function of the language where it was called, and by what name.
func (e *expr) failed(err error) error {
	if of := new(Error); errors.As(err, &of) && of.offset == 0 {
		of.offset = e.pos
	}
	return blamed(err, e.name)
}

// called is what is called: nil for a value that is not a function.
func (ev *evaluator) called(e *expr, in value, env *scope) (*function, value, error) {
	proc, err := ev.eval(e.cond, in, env)
	if err != nil {
		return nil, proc, err
	}
	f := proc.function()
	if f == nil && proc.undefined() && e.forgotten(env) {
		err = fault("T1005", e.pos, about{name: e.name})
	}
	return f, proc, err
}

// arguments evaluates the arguments, which are left on the stack, behind some that are there.
func (ev *evaluator) arguments(e *expr, in value, env *scope, first ...value) ([]value, error) {
	base := len(ev.stack)
	ev.stack = append(ev.stack, first...)
	for _, arg := range e.list {
		v, err := ev.eval(arg, in, env)
		if err != nil {
			ev.stack = ev.stack[:base]
			return nil, err
		}
		ev.stack = append(ev.stack, v)
	}
	return ev.stack[base:len(ev.stack):len(ev.stack)], nil
}

// forgotten reports whether a call of a name would be one of a function, had it a $.
func (e *expr) forgotten(env *scope) bool {
	if e.cond.kind != pathExpr {
		return false
	}
	_, bound := env.lookup(e.name)
	return bound || e.builtin != nil
}

// invoke calls a function, and those that are called at its end. at is the call, nil if
// the language itself calls.
func (ev *evaluator) invoke(f *function, args []value, in value, at *expr) (value, error) {
	v, err := ev.enter(f, args, in, at)
	for err == nil && v.box == pending {
		next := ev.next
		ev.next = tailCall{}
		if err = ev.step(1); err != nil {
			break
		}
		if f, args, err = ev.prepare(next.call, next.input, next.env); err != nil {
			break
		}
		v, err = ev.enter(f, args, in, next.call)
		ev.stack = ev.stack[:len(ev.stack)-len(args)]
	}
	return v, err
}

// enter calls a function and may return pending.
func (ev *evaluator) enter(f *function, args []value, in value, at *expr) (value, error) {
	pos, name := 0, ""
	if f.native != nil {
		name = f.name
	}
	if at != nil {
		pos, name = at.pos, at.name
	}
	if f.sig != nil {
		var err error
		if args, err = f.sig.check(name, args, in, pos); err != nil {
			return value{}, err
		}
	}
	switch {
	case f.lambda != nil:
		env := ev.within(f.env)
		for i, p := range f.lambda.params {
			var v value
			if i < len(args) {
				v = args[i]
			}
			env.bind(p, v)
		}
		v, err := ev.eval(f.lambda.rhs, f.input, env)
		if f.lambda.closed && err == nil && v.box != pending {
			ev.leave(env)
		}
		return v, err
	case f.of != nil:
		return ev.complete(f, args, in, at)
	}
	v, err := f.native(ev, args)
	var e *Error
	if err != nil && errors.As(err, &e) && e.offset == 0 {
		e.offset = pos
	}
	if err != nil {
		err = blamed(err, name)
	}
	return v, err
}

// complete calls a function that was applied partially.
func (ev *evaluator) complete(f *function, args []value, in value, at *expr) (value, error) {
	all := make([]value, len(f.args))
	copy(all, f.args)
	for i, hole := range f.holes {
		if i < len(args) {
			all[hole] = args[i]
		}
	}
	if f.of.native != nil && f.of.sig != nil {
		// The reference hands the arguments to the function as they are, which then stumbles.
		if _, err := f.of.sig.check(f.of.name, slices.Clone(all), value{}, 0); err != nil {
			return value{}, ErrInternal
		}
	}
	return ev.nested(f.of, all, in, at)
}

// callback calls a function that was handed to another one, with as many of the arguments
// as it takes.
func (ev *evaluator) callback(f *function, args ...value) (value, error) {
	if f.arity < len(args) {
		args = args[:max(1, f.arity)]
	}
	return ev.nested(f, args, noContext, nil)
}

// noContext is the context of a call that is not written in an expression.
var noContext = plain(jsonvalue.Null())

// nested calls a function from within a native one. That counts as depth: functions made of
// functions may be so deep that the stack would end before the steps do.
func (ev *evaluator) nested(f *function, args []value, in value, at *expr) (value, error) {
	if ev.depth++; ev.depth > ev.limits.Depth {
		return value{}, errStack()
	}
	if err := ev.step(1); err != nil {
		return value{}, err
	}
	base := len(ev.stack)
	ev.stack = append(ev.stack, args...)
	v, err := ev.invoke(f, ev.stack[base:len(ev.stack):len(ev.stack)], in, at)
	ev.stack = ev.stack[:base]
	ev.depth--
	return v, err
}
