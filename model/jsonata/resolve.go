package jsonata

import (
	"slices"
	"strconv"
	"strings"

	"expresso/model/jsonvalue"
)

// resolver makes of a tree what is evaluated: paths of steps, with predicates and
// groupings where they belong, parents found, names of functions looked up.
type resolver struct {
	slots    int
	builtins map[string]*function
	free     []string // variables that the expression reads and does not bind
	bound    []string // those that it binds, in the scopes around
	ever     []string // those that it binds anywhere
	steps    int      // that select by name

	// To be taken: so many are made at once as the parser has seen.
	nodes     []expr
	compounds []operands
	lists     []*expr
	values    []value // of literals
}

func (r *resolver) resolve(t *tree) (*expr, error) {
	e, err := r.form(t)
	if err != nil {
		return nil, err
	}
	if t.keepArray {
		e.keepArray = true
	}
	return e, nil
}

// items resolves the items of a tree.
func (r *resolver) items(t *tree) ([]*expr, error) {
	list := r.list(int(t.items))
	for item := t.first; item != nil; item = item.next {
		e, err := r.resolve(item)
		if err != nil {
			return nil, err
		}
		list = append(list, e)
	}
	return list, nil
}

// list is an empty list with room for n expressions.
func (r *resolver) list(n int) []*expr {
	if n > len(r.lists) {
		r.lists = make([]*expr, max(n, 16))
	}
	list := r.lists[:0:n]
	r.lists = r.lists[n:]
	return list
}

func (r *resolver) form(t *tree) (*expr, error) {
	switch t.form {
	case atom:
		return r.atom(t)
	case infix:
		return r.binary(t)
	case joined:
		return r.path(t)
	case filter:
		return r.filter(t)
	case groupBy:
		return r.groupBy(t)
	case orderBy:
		return r.orderBy(t)
	case focusOn, indexOn:
		return r.bindStep(t)
	case minus:
		return r.minus(t)
	case arrayOf, block:
		return r.sequence(t)
	case objectOf:
		return r.object(t)
	case condition:
		return r.condition(t)
	case assignTo:
		e := r.compound(bindExpr, t.tok.pos)
		e.name = t.lhs.tok.text
		r.bind(e.name) // before its value: a function may call itself
		return e, r.operands(e, nil, t.rhs)
	case applyTo:
		e := r.compound(applyExpr, t.tok.pos)
		e.name = "~>"
		err := r.operands(e, t.lhs, t.rhs)
		if e.special = &noSpecial; err == nil { // parents are not looked for beyond it
			e.keepArray = t.lhs.keepArray || t.rhs.keepArray
		}
		return e, err
	case call, partial:
		return r.call(t)
	case lambda:
		return r.lambda(t)
	default:
		e := r.compound(transformExpr, t.tok.pos)
		var err error
		if e.cond, err = r.resolve(t.cond); err != nil {
			return nil, err
		}
		return e, r.operands(e, t.lhs, t.rhs)
	}
}

// operands resolves what is on both sides, either of which may be missing.
func (r *resolver) operands(e *expr, lhs, rhs *tree) (err error) {
	if lhs != nil {
		if e.lhs, err = r.resolve(lhs); err != nil {
			return err
		}
		e.seek(e.lhs)
	}
	if rhs != nil {
		if e.rhs, err = r.resolve(rhs); err != nil {
			return err
		}
		e.seek(e.rhs)
	}
	return nil
}

func (r *resolver) atom(t *tree) (*expr, error) {
	if t.names() {
		return r.onlyName(t, 0), nil
	}
	e := r.node(literalExpr, t.tok.pos)
	e.name = t.tok.text
	switch t.tok.kind {
	case stringToken, numberToken, literalToken:
		e.value = r.value()
		*e.value = t.tok.value()
		if t.tok.kind != literalToken {
			e.name = "" // true, false and null are reported as unknown functions
		}
	case endToken: // it may stand for a value as long as something else is missing behind it
		return nil, fault("S0207", t.tok.pos, about{})
	case variableToken:
		e.kind = variableExpr
		r.variable(e)
	case regexToken:
		e.kind, e.own().regex = regexExpr, t.tok.regex
	case operatorToken:
		switch t.tok.text {
		case "*":
			e.kind = wildcardExpr
		case "**":
			e.kind = descendantExpr
		case "%":
			e.kind = parentExpr
			e.bind().slot = &slot{label: "!" + strconv.Itoa(r.slots), level: 1}
			r.slots++
		case "?":
			e.kind = placeholderExpr
		}
	}
	return e, nil
}

// names reports whether the tree is a name and nothing else. The words of operators are names
// where no operator can be.
func (t *tree) names() bool {
	if t.form != atom {
		return false
	}
	switch t.tok.text {
	case "and", "or", "in":
		return t.tok.kind == nameToken || t.tok.kind == operatorToken
	}
	return t.tok.kind == nameToken
}

// name is a step that selects by name.
func (r *resolver) name(t *tree) *expr {
	e := r.node(nameExpr, t.tok.pos)
	e.name, e.keepArray = t.tok.text, t.keepArray
	r.steps++
	return e
}

// variable looks a variable up among the functions of the language, and notes it if it
// has to come from outside.
func (r *resolver) variable(e *expr) {
	if e.name == "" || e.name == "$" {
		return
	}
	e.builtin = r.builtins[e.name]
	if !slices.Contains(r.bound, e.name) && !slices.Contains(r.free, e.name) {
		if r.free == nil {
			r.free = make([]string, 0, 4)
		}
		r.free = append(r.free, e.name)
	}
}

// value is room for one.
func (r *resolver) value() *value {
	if len(r.values) == 0 {
		return new(value)
	}
	v := &r.values[0]
	r.values = r.values[1:]
	return v
}

// node is a new node of the expression that has no operands.
func (r *resolver) node(kind kind, pos int) *expr {
	if len(r.nodes) == 0 {
		r.nodes = make([]expr, 4)
	}
	e := &r.nodes[0]
	r.nodes = r.nodes[1:]
	e.kind, e.pos, e.operands = kind, pos, &noOperands
	return e
}

// compound is a new node that has operands.
func (r *resolver) compound(kind kind, pos int) *expr {
	e := r.node(kind, pos)
	r.compose(e)
	return e
}

// compose gives a node operands of its own.
func (r *resolver) compose(e *expr) {
	if e.operands != &noOperands {
		return
	}
	if len(r.compounds) == 0 {
		r.compounds = make([]operands, 4)
	}
	e.operands = &r.compounds[0]
	e.special = &noSpecial
	r.compounds = r.compounds[1:]
}

func (r *resolver) bind(names ...string) {
	r.bound = append(r.bound, names...)
	r.ever = append(r.ever, names...)
}

func (r *resolver) binary(t *tree) (*expr, error) {
	e := r.compound(binaryExpr, t.tok.pos)
	e.name, e.op = t.tok.text, opOf(t.tok.text)
	if e.op == noOp {
		return nil, fault("S0201", t.tok.pos, about{token: t.tok.text})
	}
	return e, r.operands(e, t.lhs, t.rhs)
}

func (r *resolver) minus(t *tree) (*expr, error) {
	e := r.compound(negateExpr, t.tok.pos)
	if err := r.operands(e, t.lhs, nil); err != nil {
		return nil, err
	}
	if of := e.lhs; of.kind == literalExpr && of.value.isNumber() {
		*of.value = negated(*of.value)
		return of, nil
	}
	return e, nil
}

// negated is a number with the other sign, spelled as before.
func negated(v value) value {
	if v.float() == 0 {
		return integer(0)
	}
	if text, ok := strings.CutPrefix(v.json.NumberText(), "-"); ok {
		return plain(jsonvalue.NewNumber(text))
	}
	return plain(jsonvalue.NewNumber("-" + v.json.NumberText()))
}

// sequence is an array that is written, or a block.
func (r *resolver) sequence(t *tree) (_ *expr, err error) {
	e := r.compound(arrayExpr, t.tok.pos)
	bound := len(r.bound)
	if e.list, err = r.items(t); err != nil {
		return nil, err
	}
	if t.form == block {
		e.kind, e.scoped = blockExpr, len(r.bound) > bound
		r.bound = r.bound[:bound]
	}
	for _, x := range e.list {
		e.seek(x)
		if t.form == block && (x.construct || x.kind == pathExpr && x.list[0].construct) {
			e.construct = true
		}
	}
	return e, nil
}

func (r *resolver) object(t *tree) (_ *expr, err error) {
	e := r.compound(objectExpr, t.tok.pos)
	own := e.own()
	if own.pairs, err = r.pairs(t); err != nil {
		return nil, err
	}
	for _, p := range e.pairs {
		if p.key != nil {
			e.seek(p.key)
		}
		e.seek(p.value)
	}
	own.blank = blankOf(own.pairs)
	return e, nil
}

// blankOf is the object with its values missing if all keys are known, and different.
func blankOf(pairs []pair) *jsonvalue.Blank {
	members := make([]jsonvalue.Member, len(pairs))
	var seen map[string]bool // of many
	if len(pairs) > 16 {
		seen = map[string]bool{}
	}
	for i, p := range pairs {
		if p.key != nil {
			return nil
		}
		known := seen[p.text]
		if seen != nil {
			seen[p.text] = true
		} else {
			known = slices.ContainsFunc(members[:i], func(m jsonvalue.Member) bool { return m.Key == p.text })
		}
		if known {
			return nil
		}
		members[i].Key = p.text
	}
	return jsonvalue.NewBlank(members)
}

func (r *resolver) condition(t *tree) (_ *expr, err error) {
	e := r.compound(conditionExpr, t.tok.pos)
	if e.cond, err = r.resolve(t.cond); err != nil {
		return nil, err
	}
	e.seek(e.cond)
	return e, r.operands(e, t.lhs, t.rhs)
}

func (r *resolver) call(t *tree) (_ *expr, err error) {
	e := r.compound(callExpr, t.tok.pos)
	if t.form == partial {
		e.kind = partialExpr
	}
	if e.list, err = r.items(t); err != nil {
		return nil, err
	}
	for _, arg := range e.list {
		e.seek(arg)
	}
	if e.cond, err = r.resolve(t.lhs); err != nil {
		return nil, err
	}
	e.name = e.cond.name
	if e.cond.kind == pathExpr {
		e.name = e.cond.list[0].name
		e.builtin = r.builtins[e.name] // somebody may have forgotten the $
	}
	return e, nil
}

func (r *resolver) lambda(t *tree) (_ *expr, err error) {
	e := r.compound(lambdaExpr, t.tok.pos)
	own := e.own()
	own.signature = t.sig
	bound := len(r.bound)
	for arg := t.first; arg != nil; arg = arg.next {
		own.params = append(own.params, arg.tok.text)
	}
	r.bind(e.params...)
	if e.rhs, err = r.resolve(t.rhs); err != nil {
		return nil, err
	}
	r.bound = r.bound[:bound]
	markTail(e.rhs)
	return e, nil
}

// markTail finds the calls that are the last thing a function does.
func markTail(e *expr) {
	if len(e.stages) > 0 || e.group != nil || e.keepArray {
		return
	}
	switch e.kind {
	case callExpr:
		e.tail = true
	case conditionExpr:
		markTail(e.lhs)
		if e.rhs != nil {
			markTail(e.rhs)
		}
	case blockExpr:
		if n := len(e.list); n > 0 {
			markTail(e.list[n-1])
		}
	}
}
