package jsonata

import (
	"math"
	"strings"

	"expresso/model/jsonvalue"
)

// compileBinary compiles an operator with its operands.
func (e *expr) compileBinary() {
	lhs, rhs := e.lhs.code(), e.rhs.code()
	switch e.op {
	case addOp, subtractOp, multiplyOp, divideOp, moduloOp:
		op := e.op
		long := func(ev *evaluator, in value, env *scope) (value, error) {
			if err := ev.down(); err != nil {
				return value{}, err
			}
			a, err := lhs(ev, in, env)
			if err != nil {
				return a, err
			}
			b, err := rhs(ev, in, env)
			if err != nil {
				return b, err
			}
			ev.depth--
			if a.box == nil && b.box == nil && a.json.Kind() == jsonvalue.KindNumber && b.json.Kind() == jsonvalue.KindNumber {
				if x, y := a.json.Float(), b.json.Float(); !math.IsInf(x, 0) && !math.IsInf(y, 0) {
					return number(calculate(op, x, y)), nil
				}
			}
			return arithmetic(e, a, b)
		}
		e.run = long
		if left, right := e.lhs.onlyName(), e.rhs.onlyName(); left != nil && right != nil {
			e.run = func(ev *evaluator, in value, env *scope) (value, error) {
				if in.box == nil && ev.leaf() {
					a, b := ev.member(left, in), ev.member(right, in)
					if a.Kind() == jsonvalue.KindNumber && b.Kind() == jsonvalue.KindNumber {
						if x, y := a.Float(), b.Float(); !math.IsInf(x, 0) && !math.IsInf(y, 0) {
							return number(calculate(op, x, y)), nil
						}
					}
				}
				return long(ev, in, env)
			}
		}
	case equalOp, unequalOp, lessOp, lessEqualOp, greaterOp, greaterEqualOp, andOp, orOp, inOp:
		e.compileTest()
	case concatOp:
		if !e.inner {
			e.compileConcat()
		}
	}
}

// compileTest compiles what is true or false. The code of a comparison may be undefined
// too, so that it has to look again where it is not true.
func (e *expr) compileTest() {
	lhs, rhs := e.lhs.code(), e.rhs.code()
	switch e.op {
	case andOp, orOp:
		left, right := e.lhs.holds(), e.rhs.holds()
		or := e.op == orOp
		e.test = func(ev *evaluator, in value, env *scope) (bool, error) {
			if err := ev.down(); err != nil {
				return false, err
			}
			is, err := left(ev, in, env)
			if err != nil {
				return false, err
			}
			if is != or {
				if is, err = right(ev, in, env); err != nil {
					return false, rightOf(e, err)
				}
			}
			ev.depth--
			return is, nil
		}
	case equalOp, unequalOp:
		want := e.op == equalOp
		long := func(ev *evaluator, in value, env *scope) (bool, error) {
			if err := ev.down(); err != nil {
				return false, err
			}
			a, err := lhs(ev, in, env)
			if err != nil {
				return false, err
			}
			b, err := rhs(ev, in, env)
			if err != nil {
				return false, err
			}
			ev.depth--
			switch {
			case a.undefined() || b.undefined():
				return false, nil
			case a.isString() && b.isString():
				return (a.json.Str() == b.json.Str()) == want, nil
			}
			same, err := ev.equal(a, b)
			return same == want, err
		}
		e.test = long
		if name, constant := e.lhs.onlyName(), e.rhs; name != nil && constant.kind == literalExpr && constant.bare && constant.value.isString() {
			text := constant.value.json.Str()
			e.test = func(ev *evaluator, in value, env *scope) (bool, error) {
				if in.box == nil && ev.leaf() {
					if x := ev.member(name, in); x.Kind() == jsonvalue.KindString {
						return (x.Str() == text) == want, nil
					}
				}
				return long(ev, in, env)
			}
		}
	case inOp:
		e.test = func(ev *evaluator, in value, env *scope) (bool, error) {
			if err := ev.down(); err != nil {
				return false, err
			}
			a, err := lhs(ev, in, env)
			if err != nil {
				return false, err
			}
			b, err := rhs(ev, in, env)
			if err != nil {
				return false, err
			}
			ev.depth--
			v, err := ev.includes(a, b)
			return v.json.Bool(), err
		}
	default:
		op := e.op
		compared := func(ev *evaluator, in value, env *scope) (value, error) {
			if err := ev.down(); err != nil {
				return value{}, err
			}
			a, err := lhs(ev, in, env)
			if err != nil {
				return a, err
			}
			b, err := rhs(ev, in, env)
			if err != nil {
				return b, err
			}
			ev.depth--
			if a.box == nil && b.box == nil && a.json.Kind() == jsonvalue.KindNumber && b.json.Kind() == jsonvalue.KindNumber {
				return boolean(ordered(op, a.json.Float(), b.json.Float())), nil
			}
			return comparison(e, a, b)
		}
		e.run = compared
		long := func(ev *evaluator, in value, env *scope) (bool, error) {
			v, err := compared(ev, in, env)
			return v.json.Bool(), err
		}
		e.test = long
		if name, constant := e.lhs.onlyName(), e.rhs; name != nil && constant.kind == literalExpr && constant.bare && constant.value.isNumber() {
			y := constant.value.float()
			e.test = func(ev *evaluator, in value, env *scope) (bool, error) {
				if in.box == nil && ev.leaf() {
					if x := ev.member(name, in); x.Kind() == jsonvalue.KindNumber {
						return ordered(op, x.Float(), y), nil
					}
				}
				return long(ev, in, env)
			}
		}
		return
	}
	is := e.test
	e.run = func(ev *evaluator, in value, env *scope) (value, error) {
		b, err := is(ev, in, env)
		if err != nil {
			return value{}, err
		}
		return boolean(b), nil
	}
}

func ordered(op op, x, y float64) bool {
	switch op {
	case lessOp:
		return x < y
	case lessEqualOp:
		return x <= y
	case greaterOp:
		return x > y
	default:
		return x >= y
	}
}

// holds reports whether the value of an expression counts as true.
func (e *expr) holds() test {
	if e.test != nil {
		return e.test
	}
	run := e.code()
	return func(ev *evaluator, in value, env *scope) (bool, error) {
		v, err := run(ev, in, env)
		if err == nil {
			err = finite(v)
		}
		return err == nil && v.truth(), err
	}
}

// chains reports whether what is left of a & is another one, and nothing else.
func (e *expr) chains() bool {
	return e.lhs.kind == binaryExpr && e.lhs.op == concatOp && e.lhs.alone()
}

// compileConcat compiles a chain of &, which makes one string and none on the way.
func (e *expr) compileConcat() {
	links := 1
	for x := e; x.chains(); x = x.lhs {
		links++
	}
	n := links + 1
	parts := make([]code, n)
	x := e
	for i := range links {
		parts[i] = x.rhs.code()
		x = x.lhs
	}
	parts[links] = x.code()
	e.run = func(ev *evaluator, in value, env *scope) (value, error) {
		ev.depth += links - 1 // as deep as it is written
		if err := ev.down(); err != nil {
			return value{}, err
		}
		var room [8]string
		texts, size := room[:0], 0
		add := func(v value) error {
			s, err := ev.text(v)
			if err != nil {
				return err
			}
			size += len(s)
			texts = append(texts, s)
			return nil
		}
		first, err := parts[n-1](ev, in, env)
		for i := n - 2; i >= 0 && err == nil; i-- {
			var v value
			v, err = parts[i](ev, in, env)
			if i == n-2 && err == nil { // the first two are evaluated before either is a string
				err = add(first)
			}
			if err == nil {
				err = add(v)
			}
		}
		if err == nil {
			err = ev.made(size)
		}
		if err != nil {
			return value{}, err
		}
		ev.depth -= links
		return str(strings.Join(texts, "")), nil
	}
}
