package jsonata

import (
	"slices"

	"expresso/model/jsonvalue"
)

// code is what an expression is compiled to.
type code func(ev *evaluator, in value, env *scope) (value, error)

// test is what an expression is compiled to whose value is true, false or undefined, for
// those who only want to know whether it is true.
type test func(ev *evaluator, in value, env *scope) (bool, error)

// compiler knows which variables an expression binds, and which come from outside.
type compiler struct {
	free, bound []string
	names       int
	keep        int    // expressions that keep values beyond what they give
	heads       []code // of the variables from outside, by their place
	steps       []string
	hints       []jsonvalue.Hint // for the names of paths, as steps: to be taken
}

func (c *compiler) pairs(pairs []pair, part func(*expr)) {
	for i := range pairs {
		p := &pairs[i]
		part(p.key)
		before := c.keep
		part(p.value)
		p.pure = c.keep == before
	}
}

// maxHints is for how many names it is noted where they were found last; the others share.
const maxHints = 32

// maxSlots is how many variables from outside are kept while an evaluation lasts.
const maxSlots = 64

// compile compiles an expression and all in it, the parts first. It tells whether the
// expression makes functions, which keep the scope that they are made in.
func (c *compiler) compile(e *expr) (makes bool) {
	switch e.kind {
	case nameExpr:
		e.hint = uint8(c.names % maxHints)
		c.names++
	case variableExpr:
		if i, found := slices.BinarySearch(c.free, e.name); found && i < maxSlots && !slices.Contains(c.bound, e.name) {
			e.place = uint8(i + 1)
		}
	case bindExpr, lambdaExpr, transformExpr:
		c.keep++
	}
	if e.operands != &noOperands {
		makes = c.within(e)
		e.closed = e.kind == lambdaExpr && !makes
	}
	c.code(e)
	return makes || e.kind == lambdaExpr || e.kind == transformExpr
}

// within compiles what is in an expression.
func (c *compiler) within(e *expr) (makes bool) {
	part := func(x *expr) {
		if x != nil {
			makes = c.compile(x) || makes
		}
	}
	if e.op == concatOp && e.chains() {
		e.lhs.inner = true
	}
	part(e.lhs)
	part(e.rhs)
	part(e.cond)
	for _, x := range e.list {
		part(x)
	}
	c.pairs(e.pairs, part)
	for _, t := range e.terms {
		part(t.by)
	}
	for _, s := range e.stages {
		part(s.filter)
	}
	if e.group != nil {
		c.pairs(e.group.pairs, part)
	}
	return makes
}

// code gives an expression its code, when all in it have theirs. What is written often
// and has no predicates has code of its own; everything else goes the long way, through
// evaluator.node.
func (c *compiler) code(e *expr) {
	e.bare = e.alone()
	if !e.bare {
		return
	}
	switch e.kind {
	case literalExpr:
		v := e.value
		e.run = func(*evaluator, value, *scope) (value, error) { return *v, nil }
	case variableExpr:
		c.variable(e)
	case pathExpr:
		c.path(e)
	case binaryExpr:
		e.compileBinary()
	case arrayExpr:
		if e.constant = unchanging(e); e.constant {
			e.own().indexes = e.written()
		}
	case conditionExpr:
		e.compileCondition()
	case objectExpr:
		if e.blank != nil {
			e.compileObject()
		}
	case callExpr:
		e.compileCall()
	}
}

// alone reports whether nothing follows the expression.
func (e *expr) alone() bool {
	return len(e.stages) == 0 && e.group == nil && !e.keepArray && !e.tuples
}

// down notes that the evaluation goes down into an expression, which ev.depth-- takes back.
func (ev *evaluator) down() error {
	if ev.depth++; ev.depth > ev.limits.Depth {
		return errStack()
	}
	if ev.steps++; ev.steps%checkEvery != 0 {
		return nil
	}
	return ev.look()
}

// leaf is down and up again for an expression that needs no other one. It is false where
// the long way has to look closer.
func (ev *evaluator) leaf() bool {
	ev.steps++
	return ev.depth < ev.limits.Depth && ev.steps%checkEvery != 0
}

// onlyName is the name that an expression consists of, nil for any other one.
func (e *expr) onlyName() *expr {
	if e.kind == pathExpr && e.bare && !e.keepOne && len(e.list) == 1 && e.list[0].simple() && !e.list[0].keepArray {
		return e.list[0]
	}
	return nil
}

// member is the member of an object that a name is for.
func (ev *evaluator) member(name *expr, in value) jsonvalue.Value {
	x, at := in.json.Find(name.name, int(ev.hints[name.hint]))
	ev.hints[name.hint] = uint8(at)
	return x
}

func errStack() error {
	return limit("Stack overflow error: Check for non-terminating recursive function.  Consider rewriting as tail-recursive.")
}

func (c *compiler) variable(e *expr) {
	if e.name == "" || e.name == "$" || e.place == 0 {
		e.run = func(ev *evaluator, in value, env *scope) (value, error) { return ev.variable(e, in, env), nil }
		return
	}
	// Nothing in the expression binds it: it comes from outside, or is a function.
	i := int(e.place) - 1
	if c.heads[i] == nil {
		c.heads[i] = func(ev *evaluator, _ value, _ *scope) (value, error) {
			if ev.have&(1<<i) != 0 {
				return ev.slots[i], nil
			}
			return ev.fetch(e, i), nil
		}
	}
	e.run = c.heads[i]
}

// fetch looks up what comes from outside, once in an evaluation.
func (ev *evaluator) fetch(e *expr, i int) value {
	v := ev.outside(e)
	for len(ev.slots) <= i {
		ev.slots = append(ev.slots, value{})
	}
	ev.slots[i] = v
	ev.have |= 1 << i
	return v
}

// path compiles a name, and names behind a variable.
func (c *compiler) path(e *expr) {
	if e.keepOne {
		return
	}
	first, rest := e.list[0], e.list[1:]
	for _, step := range rest {
		if !step.simple() || step.keepArray {
			return
		}
	}
	switch {
	case first.simple() && !first.keepArray && len(rest) == 0:
		name, hint := first.name, first.hint
		e.run = func(ev *evaluator, in value, env *scope) (value, error) {
			if in.box == nil && in.json.Kind() == jsonvalue.KindObject {
				x, at := in.json.Find(name, int(ev.hints[hint]))
				ev.hints[hint] = uint8(at)
				return value{json: x}, nil
			}
			return ev.node(e, in, env, nil)
		}
	case first.kind == variableExpr && first.bare && len(rest) > 0:
		names, hints := c.steps[:len(rest)], c.hints[:len(rest)]
		c.steps, c.hints = c.steps[len(rest):], c.hints[len(rest):]
		for i, step := range rest {
			names[i] = step.name
		}
		head := first.run
		e.run = func(ev *evaluator, in value, env *scope) (value, error) {
			v, err := head(ev, in, env)
			if err != nil || v.box != nil {
				return ev.node(e, in, env, nil)
			}
			x, walked := v.json.Walk(names, hints)
			if walked < len(names) && x.Kind() != jsonvalue.KindUndefined {
				return ev.node(e, in, env, nil) // there is more to it than members
			}
			return value{json: x}, nil
		}
	}
}

func (e *expr) compileCondition() {
	holds, then := e.cond.holds(), e.lhs.code()
	var otherwise code
	if e.rhs != nil {
		otherwise = e.rhs.code()
	}
	e.run = func(ev *evaluator, in value, env *scope) (value, error) {
		if err := ev.down(); err != nil {
			return value{}, err
		}
		is, err := holds(ev, in, env)
		if err != nil {
			return value{}, err
		}
		var v value
		switch {
		case is:
			v, err = then(ev, in, env)
		case otherwise != nil:
			v, err = otherwise(ev, in, env)
		}
		ev.depth--
		return v, err
	}
}

// compileObject compiles an object whose keys are known.
func (e *expr) compileObject() {
	values := make([]code, len(e.pairs))
	for i := range e.pairs {
		values[i] = e.pairs[i].value.code()
	}
	e.run = func(ev *evaluator, in value, env *scope) (value, error) {
		if in.isArray() {
			return ev.node(e, in, env, nil)
		}
		if err := ev.down(); err != nil {
			return value{}, err
		}
		members := ev.members(len(values))
		e.blank.CopyTo(members)
		for i, run := range values {
			v, err := run(ev, in, env)
			if err != nil {
				return value{}, err
			}
			if v.box != nil || v.json.IsUndefined() {
				return ev.objectFrom(e, members[:i], v, in, env)
			}
			members[i].Value = v.json
		}
		ev.depth--
		if err := ev.grow(len(values) * elemSize); err != nil {
			return value{}, err
		}
		return plain(e.blank.Fill(members)), nil
	}
}

// objectFrom continues with an object one of whose values is missing, or not plain.
func (ev *evaluator) objectFrom(e *expr, before []jsonvalue.Member, next, in value, env *scope) (value, error) {
	keys, kept := make([]string, 0, len(e.pairs)), make([]value, 0, len(e.pairs))
	for i := range before {
		keys, kept = append(keys, before[i].Key), append(kept, plain(before[i].Value))
	}
	for i := len(before); i < len(e.pairs); i++ {
		v := next
		if i > len(before) {
			var err error
			if v, err = ev.eval(e.pairs[i].value, in, env); err != nil {
				return v, err
			}
		}
		if !v.undefined() {
			keys, kept = append(keys, e.pairs[i].text), append(kept, v)
		}
	}
	ev.depth--
	return object(keys, kept), ev.grow(len(e.pairs) * elemSize)
}

// slab is for how many objects members are taken at once, at most.
const slab = 64

// members returns room for the members of an object: of objects that are made in great
// numbers for many at once.
func (ev *evaluator) members(n int) []jsonvalue.Member {
	if n > len(ev.slab) {
		ev.objects = min(ev.objects*2+1, slab)
		ev.slab = make([]jsonvalue.Member, n*ev.objects)
	}
	mine := ev.slab[:n:n]
	ev.slab = ev.slab[n:]
	return mine
}
