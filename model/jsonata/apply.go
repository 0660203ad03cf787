package jsonata

func (ev *evaluator) partial(e *expr, in value, env *scope) (value, error) {
	f := &function{}
	for i, arg := range e.list {
		if arg.kind == placeholderExpr {
			f.holes = append(f.holes, i)
			f.args = append(f.args, value{})
			continue
		}
		v, err := ev.eval(arg, in, env)
		if err != nil {
			return v, err
		}
		f.args = append(f.args, v)
	}
	proc, err := ev.eval(e.cond, in, env)
	if err != nil {
		return proc, err
	}
	if f.of = proc.function(); f.of == nil {
		if proc.undefined() && e.forgotten(env) {
			return proc, fault("T1007", e.pos, about{name: e.name})
		}
		return proc, fault("T1008", e.pos, about{name: e.name, value: proc})
	}
	f.arity, f.name = len(f.holes), f.of.name
	return funcValue(f), nil
}

// apply is the operator ~>: it calls a function with what is on its left, or makes one
// function of two.
func (ev *evaluator) apply(e *expr, in value, env *scope) (value, error) {
	lhs, err := ev.eval(e.lhs, in, env)
	if err != nil {
		return lhs, err
	}
	if e.rhs.kind == callExpr { // its predicates, if any, are ignored, as in the reference
		return ev.callWith(e.rhs, in, env, lhs)
	}
	rhs, err := ev.eval(e.rhs, in, env)
	if err != nil {
		return rhs, err
	}
	second := rhs.function()
	if second == nil {
		return rhs, fault("T2006", e.pos, about{token: "~>", value: rhs})
	}
	first := lhs.function()
	if first == nil {
		return ev.invoke(second, []value{lhs}, noContext, nil)
	}
	return funcValue(&function{arity: 1, name: first.name, native: func(ev *evaluator, args []value) (value, error) {
		v, err := ev.nested(first, args[:min(1, len(args))], noContext, nil)
		if err != nil {
			return v, err
		}
		return ev.nested(second, []value{v}, noContext, nil)
	}}), nil
}

// transform makes a function that copies an object and changes what a pattern selects.
func (ev *evaluator) transform(e *expr, env *scope) value {
	return funcValue(&function{arity: 1, sig: transformSignature, native: func(ev *evaluator, args []value) (value, error) {
		if args[0].undefined() {
			return value{}, nil
		}
		copied, err := ev.clone(args[0], 0)
		if err != nil {
			return copied, err
		}
		matches, err := ev.eval(e.cond, copied, env)
		if err != nil {
			return matches, err
		}
		for _, match := range matches.items() {
			if err := ev.change(e, match, env); err != nil {
				return match, err
			}
		}
		return copied, nil
	}})
}

// transformSignature is <(oa):o>.
var transformSignature = &signature{params: []param{{accepts: 1<<tObject | 1<<tArray | 1<<tUndefined}}}

// change updates one object in place.
func (ev *evaluator) change(e *expr, match value, env *scope) error {
	record := match.box != nil && match.box.kind == recordBox
	update, err := ev.eval(e.lhs, match, env)
	if err != nil {
		return err
	}
	if !update.undefined() {
		if update.typ() != tObject {
			return fault("T2011", e.lhs.pos, about{value: update})
		}
		if update.size() > 0 && !record && !match.isArray() {
			return ErrInternal // the reference gives members to what can have none
		}
		for i := range update.size() {
			if key, v := update.member(i); record {
				match.box.set(key, v)
			}
		}
	}
	if e.rhs == nil {
		return nil
	}
	gone, err := ev.eval(e.rhs, match, env)
	if err != nil {
		return err
	}
	for _, key := range gone.items() {
		if !key.isString() {
			return fault("T2012", e.rhs.pos, about{value: gone})
		}
		if record {
			match.box.remove(key.json.Str())
		}
	}
	return nil
}
