package jsonata

import (
	"cmp"
	"errors"
	"math"
	"strings"
	"unicode/utf16"
)

const maxFloat = math.MaxFloat64

func (ev *evaluator) binary(e *expr, in value, env *scope) (value, error) {
	lhs, err := ev.eval(e.lhs, in, env)
	if err != nil {
		return lhs, err
	}
	if e.op == andOp || e.op == orOp {
		if err := finite(lhs); err != nil {
			return lhs, err
		}
	}
	switch e.op {
	case andOp:
		if !lhs.truth() {
			return boolean(false), nil
		}
	case orOp:
		if lhs.truth() {
			return boolean(true), nil
		}
	}
	rhs, err := ev.eval(e.rhs, in, env)
	if err != nil {
		return rhs, rightOf(e, err)
	}
	switch e.op {
	case addOp, subtractOp, multiplyOp, divideOp, moduloOp:
		return arithmetic(e, lhs, rhs)
	case equalOp, unequalOp:
		if lhs.undefined() || rhs.undefined() {
			return boolean(false), nil
		}
		same, err := ev.equal(lhs, rhs)
		return boolean(same == (e.op == equalOp)), err
	case lessOp, lessEqualOp, greaterOp, greaterEqualOp:
		return comparison(e, lhs, rhs)
	case andOp, orOp:
		return boolean(rhs.truth()), finite(rhs)
	case inOp:
		return ev.includes(lhs, rhs)
	case concatOp:
		return ev.concat(lhs, rhs)
	default:
		return ev.spread(e, lhs, rhs)
	}
}

// rightOf is an error on the right side of an operator: one of and and or is said to be
// about that, as in the reference.
func rightOf(e *expr, err error) error {
	var fault *Error
	if (e.op == andOp || e.op == orOp) && errors.As(err, &fault) {
		fault.Token = e.name
	}
	return err
}

// numeric reports whether v is a number, and fails on one that is out of range.
func numeric(v value, pos int) (bool, error) {
	if !v.isNumber() {
		return false, nil
	}
	f := v.float()
	if math.IsInf(f, 0) {
		return false, fault("D1001", pos, about{value: v})
	}
	return !math.IsNaN(f), nil
}

func arithmetic(e *expr, lhs, rhs value) (value, error) {
	if lhs.box == nil && rhs.box == nil && lhs.isNumber() && rhs.isNumber() {
		a, b := lhs.float(), rhs.float()
		if !math.IsInf(a, 0) && !math.IsInf(b, 0) {
			return number(calculate(e.op, a, b)), nil
		}
	}
	for _, side := range [...]struct {
		v    value
		code string
	}{{lhs, "T2001"}, {rhs, "T2002"}} {
		ok, err := numeric(side.v, e.pos)
		if err != nil {
			return value{}, err
		}
		if !ok && !side.v.undefined() {
			return value{}, fault(side.code, e.pos, about{token: e.name, value: side.v})
		}
	}
	if lhs.undefined() || rhs.undefined() {
		return value{}, nil
	}
	return number(calculate(e.op, lhs.float(), rhs.float())), nil
}

func calculate(op op, a, b float64) float64 {
	switch op {
	case addOp:
		return a + b
	case subtractOp:
		return a - b
	case multiplyOp:
		return a * b
	case divideOp:
		return a / b
	default:
		return math.Mod(a, b)
	}
}

func comparable(v value) bool { return v.undefined() || v.isString() || v.isNumber() }

func comparison(e *expr, lhs, rhs value) (value, error) {
	if !comparable(lhs) || !comparable(rhs) {
		at := rhs
		if !lhs.isString() && !lhs.isNumber() {
			at = lhs
		}
		return value{}, fault("T2010", e.pos, about{token: e.name, value: at})
	}
	if lhs.undefined() || rhs.undefined() {
		return value{}, nil
	}
	if lhs.typ() != rhs.typ() {
		return value{}, fault("T2009", e.pos, about{token: e.name, value: lhs, value2: rhs})
	}
	if lhs.box != nil && math.IsNaN(lhs.box.float) || rhs.box != nil && math.IsNaN(rhs.box.float) {
		return boolean(false), nil
	}
	order := compare(lhs, rhs)
	switch e.op {
	case lessOp:
		return boolean(order < 0), nil
	case lessEqualOp:
		return boolean(order <= 0), nil
	case greaterOp:
		return boolean(order > 0), nil
	default:
		return boolean(order >= 0), nil
	}
}

// compare orders two numbers, or two strings.
func compare(a, b value) int {
	if a.isNumber() {
		return cmp.Compare(a.float(), b.float())
	}
	return compareStrings(a.json.Str(), b.json.Str())
}

// compareStrings orders by UTF-16, in which characters beyond the basic plane come before
// some that are in it.
func compareStrings(a, b string) int {
	order := strings.Compare(a, b)
	if order == 0 || isASCII(a) || isASCII(b) {
		return order
	}
	x, y := utf16.Encode([]rune(a)), utf16.Encode([]rune(b))
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return cmp.Compare(x[i], y[i])
		}
	}
	return cmp.Compare(len(x), len(y))
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// includes is the operator in. Arrays and objects are in nothing, not even equal ones.
func (ev *evaluator) includes(lhs, rhs value) (value, error) {
	if t := lhs.typ(); t == tUndefined || t == tArray || t == tObject || rhs.undefined() {
		return boolean(false), nil
	}
	items := rhs
	if !rhs.isArray() {
		items = array([]value{rhs})
	}
	for i := range items.length() {
		if same, err := ev.equal(lhs, items.at(i)); same || err != nil {
			return boolean(same), err
		}
	}
	return boolean(false), ev.step(items.length())
}

func (ev *evaluator) concat(lhs, rhs value) (value, error) {
	a, err := ev.text(lhs)
	if err != nil {
		return lhs, err
	}
	b, err := ev.text(rhs)
	if err != nil {
		return rhs, err
	}
	if err := ev.made(len(a) + len(b)); err != nil {
		return lhs, err
	}
	return str(a + b), nil
}

// text is a value as a string, "" for undefined.
func (ev *evaluator) text(v value) (string, error) {
	if v.isString() {
		return v.json.Str(), nil
	}
	if v.undefined() {
		return "", nil
	}
	s, err := stringify(v, false)
	if err == nil {
		err = ev.made(len(s))
	}
	return s, err
}

func whole(f float64) bool { return f == math.Trunc(f) && !math.IsInf(f, 0) }

// spread is the range operator.
func (ev *evaluator) spread(e *expr, lhs, rhs value) (value, error) {
	if !lhs.undefined() && (!lhs.isNumber() || !whole(lhs.float())) {
		return value{}, fault("T2003", e.pos, about{value: lhs})
	}
	if !rhs.undefined() && (!rhs.isNumber() || !whole(rhs.float())) {
		return value{}, fault("T2004", e.pos, about{value: rhs})
	}
	if lhs.undefined() || rhs.undefined() || lhs.float() > rhs.float() {
		return value{}, nil
	}
	n := rhs.float() - lhs.float() + 1
	if n > DefaultElements {
		return value{}, fault("D2014", e.pos, about{value: number(n)})
	}
	if int(n) > ev.limits.Elements {
		return value{}, errMemory()
	}
	return value{box: &box{sequence: true, from: int64(lhs.float()), count: int(n)}}, nil
}
