package jsonata

import (
	"context"
	"math"
	"math/rand/v2"
	"sync"
	"time"

	"expresso/model/jsonvalue"
)

// evaluator is one evaluation.
type evaluator struct {
	ctx    context.Context
	done   <-chan struct{} // of ctx
	vars   Variables
	root   value
	now    time.Time
	limits Limits

	steps, depth, memory int
	room                 int // for memory, before more has to be taken from the account
	account              Account
	taken                int64           // from the account
	stack                []value         // arguments of the calls that are under way
	slots                []value         // of variables that come from outside
	have                 uint64          // those of them that were looked up
	hints                [maxHints]uint8 // where names were found last
	slab                 []jsonvalue.Member
	objects              int
	scratch              []value   // for the items of groups, for use again
	numbers              []float64 // for those of aggregates, for use again
	spare                []*scope  // of functions, for use again
	next                 tailCall
	outermost            scope
	random               *rand.Rand
}

// evaluators are for use again: most evaluations are so short that taking memory for one
// would be most of the work. Nothing refers to one that is over.
var evaluators = sync.Pool{New: func() any { return new(evaluator) }}

// maxKept is how many values the stack of an evaluator that is kept has at most.
const maxKept = 1024

func (ev *evaluator) release() {
	stack := ev.stack[:0]
	if cap(stack) > maxKept {
		stack = nil
	}
	clear(stack[:cap(stack)])
	clear(ev.slots)
	if ev.taken > 0 {
		ev.account.Give(ev.taken)
	}
	*ev = evaluator{stack: stack, slots: ev.slots[:0], spare: ev.spare, scratch: ev.scratch, numbers: ev.numbers}
	evaluators.Put(ev)
}

// checkEvery is how many steps pass between two looks at the context.
const checkEvery = 1024

// step counts n steps of the evaluation and fails when there were too many.
func (ev *evaluator) step(n int) error {
	before := ev.steps
	ev.steps += n
	if before/checkEvery == ev.steps/checkEvery {
		return nil
	}
	return ev.look()
}

// look checks whether the evaluation has to end.
func (ev *evaluator) look() error {
	select {
	case <-ev.done:
		return ev.ctx.Err()
	default:
	}
	if ev.steps > ev.limits.Steps {
		return limit("Expression evaluation timeout: Check for infinite loop")
	}
	return nil
}

// grow counts bytes that are about to be made and fails when there are too many.
func (ev *evaluator) grow(bytes int) error {
	if ev.memory += bytes; ev.memory > ev.room || bytes < 0 {
		return ev.enlarge(bytes)
	}
	return nil
}

const (
	// uncharged is what an evaluation may make before the account is asked: most make less.
	uncharged = 64 << 10
	// chunk is how much is taken from the account at least.
	chunk = 1 << 20
	// charge is what a byte by the estimate takes of the account: lists grow by copying, and
	// the result is made from what was evaluated (see TestAccountHoldsHalfOfWhatIsLive).
	charge = 3
	// functionSize is what a function takes that is made on the way, in bytes.
	functionSize = 4 * elemSize
)

// enlarge takes more room from the account, within the limit of the evaluation.
func (ev *evaluator) enlarge(bytes int) error {
	if bytes < 0 || ev.memory > ev.limits.Memory {
		return errMemory()
	}
	more := min(max(ev.memory-ev.room, chunk), ev.limits.Memory-ev.room)
	if ev.account != nil {
		if !ev.account.Take(charge * int64(more)) {
			return errMemory()
		}
		ev.taken += charge * int64(more)
	}
	ev.room += more
	return nil
}

// made counts a string that is about to be made, or was.
func (ev *evaluator) made(bytes int) error {
	if bytes > ev.limits.Text {
		return errMemory()
	}
	return ev.grow(bytes)
}

// list counts the elements of an array that is about to be made.
func (ev *evaluator) list(elements int) error {
	if elements > ev.limits.Elements {
		return errMemory()
	}
	return ev.grow(elements * elemSize)
}

func errMemory() error {
	return limit("Expression evaluation memory limit exceeded: Check for excessive memory usage")
}

func limit(text string) error { return fault("U1001", 0, about{text: text}) }

// elemSize is what a value costs in a list, in bytes.
const elemSize = 32

// eval evaluates an expression over the value that is its context.
func (ev *evaluator) eval(e *expr, in value, env *scope) (value, error) {
	if e.run == nil {
		return ev.node(e, in, env, e.stages)
	}
	return e.run(ev, in, env)
}

// node evaluates an expression, and those of its predicates that are given.
func (ev *evaluator) node(e *expr, in value, env *scope, stages []stage) (value, error) {
	if ev.depth++; ev.depth > ev.limits.Depth {
		return value{}, errStack()
	}
	err := ev.step(1)
	var v value
	if err == nil {
		v, err = ev.kind(e, in, env)
	}
	for i := 0; i < len(stages) && err == nil; i++ {
		if f := stages[i].filter; f != nil {
			v, err = ev.filter(f, v, env)
		}
	}
	if e.group != nil && e.kind != pathExpr && err == nil {
		v, err = ev.group(e.group.pairs, e.group.pos, v, env)
	}
	ev.depth--
	if err != nil {
		return value{}, err
	}
	if e.keepArray && e.group == nil && (len(stages) > 0 || e.kind == pathExpr) && !v.isArray() {
		return v.kept(), nil
	}
	if v.box != nil && v.box.sequence {
		if e.keepArray {
			v.box.keep = true
		}
		return v.unwrapped(), nil
	}
	return v, nil
}

func (ev *evaluator) kind(e *expr, in value, env *scope) (value, error) {
	switch e.kind {
	case literalExpr:
		return *e.value, nil
	case pathExpr:
		return ev.path(e, in, env)
	case nameExpr:
		return ev.lookup(in, e.name)
	case variableExpr:
		return ev.variable(e, in, env), nil
	case binaryExpr:
		return ev.binary(e, in, env)
	case negateExpr:
		return ev.negate(e, in, env)
	case arrayExpr:
		return ev.array(e, in, env)
	case objectExpr:
		return ev.object(e, in, env)
	case blockExpr:
		return ev.block(e, in, env)
	case conditionExpr:
		return ev.condition(e, in, env)
	case bindExpr:
		v, err := ev.eval(e.rhs, in, env)
		if err == nil {
			env.bind(e.name, v)
		}
		return v, err
	case callExpr:
		return ev.call(e, in, env)
	case partialExpr:
		return ev.partial(e, in, env)
	case lambdaExpr:
		return funcValue(&function{lambda: e, input: in, env: env, arity: len(e.params), sig: e.signature}), ev.grow(functionSize)
	case applyExpr:
		return ev.apply(e, in, env)
	case transformExpr:
		return ev.transform(e, env), nil
	case wildcardExpr:
		return ev.wildcard(in)
	case descendantExpr:
		return ev.descendants(in)
	case parentExpr:
		v, _ := env.lookup(e.slot.label)
		return v, nil
	case regexExpr:
		return funcValue(regexFunction(e.regex)), nil
	case sortExpr:
		return ev.sortBy(e, in, env)
	default:
		return value{}, fault("S0201", e.pos, about{token: "?"})
	}
}

func (ev *evaluator) variable(e *expr, in value, env *scope) value {
	switch e.name {
	case "":
		if in.box != nil && in.box.wrapper {
			return in.at(0)
		}
		return in
	case "$":
		return ev.root
	}
	if v, ok := env.lookup(e.name); ok {
		return v
	}
	return ev.outside(e)
}

// outside is a variable that the expression does not bind.
func (ev *evaluator) outside(e *expr) value {
	if ev.vars != nil {
		if v, ok := ev.vars.Variable(e.name); ok {
			return plain(v)
		}
	}
	if e.builtin != nil {
		return value{box: e.builtin.self}
	}
	return value{}
}

func (ev *evaluator) block(e *expr, in value, env *scope) (v value, err error) {
	if e.scoped {
		env = within(env)
	}
	for _, x := range e.list {
		if v, err = ev.eval(x, in, env); err != nil {
			return v, err
		}
	}
	return v, nil
}

func (ev *evaluator) condition(e *expr, in value, env *scope) (value, error) {
	v, err := ev.eval(e.cond, in, env)
	if err == nil {
		err = finite(v)
	}
	switch {
	case err != nil:
		return v, err
	case v.truth():
		return ev.eval(e.lhs, in, env)
	case e.rhs != nil:
		return ev.eval(e.rhs, in, env)
	default:
		return value{}, nil
	}
}

func (ev *evaluator) negate(e *expr, in value, env *scope) (value, error) {
	v, err := ev.eval(e.lhs, in, env)
	switch {
	case err != nil || v.undefined():
		return v, err
	case !v.isNumber() || math.IsNaN(v.float()):
		return v, fault("D1002", e.pos, about{token: "-", value: v})
	}
	return number(-v.float()), finite(v)
}

// array evaluates an array that is written: what its elements give is joined, except for
// arrays that are written in it.
func (ev *evaluator) array(e *expr, in value, env *scope) (value, error) {
	if len(e.list) == 1 && e.list[0].kind == binaryExpr && e.list[0].op == rangeOp {
		v, err := ev.eval(e.list[0], in, env)
		if err != nil || v.undefined() || !v.isArray() {
			return value{box: &box{elems: v.items(), construct: e.construct}}, err
		}
		b := copyOf(v) // the integers are not written out: there may be many
		b.construct = e.construct
		return value{box: b}, nil
	}
	out := make([]value, 0, len(e.list))
	for _, x := range e.list {
		v, err := ev.eval(x, in, env)
		if err != nil {
			return v, err
		}
		n := v.length()
		if err := ev.list(n + 1); err != nil {
			return v, err
		}
		switch {
		case v.undefined():
		case x.kind != arrayExpr && v.isArray():
			out = v.appendTo(out)
		default:
			out = append(out, v)
		}
	}
	return value{box: &box{elems: out, construct: e.construct}}, nil
}

// copyOf is the list that v is, as a plain array.
func copyOf(v value) *box {
	if v.box == nil {
		return nil
	}
	return &box{elems: v.box.elems, array: v.box.array, from: v.box.from, count: v.box.count}
}

func (ev *evaluator) object(e *expr, in value, env *scope) (value, error) {
	if e.blank == nil || in.isArray() {
		return ev.group(e.pairs, e.pos, in, env)
	}
	var room [8]value
	values, complete := room[:0], true
	for _, p := range e.pairs {
		v, err := ev.eval(p.value, in, env)
		if err != nil {
			return v, err
		}
		values = append(values, v)
		complete = complete && v.box == nil && !v.json.IsUndefined()
	}
	if err := ev.grow(len(values) * elemSize); err != nil {
		return value{}, err
	}
	if complete {
		members := make([]jsonvalue.Member, e.blank.Len())
		e.blank.CopyTo(members)
		for i := range members {
			members[i].Value = values[i].json
		}
		return plain(e.blank.Fill(members)), nil
	}
	keys := make([]string, 0, len(values))
	kept := make([]value, 0, len(values))
	for i, v := range values {
		if !v.undefined() {
			keys = append(keys, e.pairs[i].text)
			kept = append(kept, v)
		}
	}
	return object(keys, kept), nil
}
