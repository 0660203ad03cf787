package jsonata

import (
	"github.com/dlclark/regexp2/v2"

	"expresso/model/jsonvalue"
)

// kind is what an expression does.
type kind uint8

const (
	literalExpr kind = iota
	pathExpr
	nameExpr
	wildcardExpr
	descendantExpr
	parentExpr
	variableExpr
	regexExpr
	binaryExpr
	negateExpr
	arrayExpr
	objectExpr
	blockExpr
	conditionExpr
	bindExpr
	callExpr
	partialExpr
	lambdaExpr
	applyExpr
	transformExpr
	sortExpr
	placeholderExpr // the ? of a partial application
)

// expr is a node of a compiled expression. It is immutable once it is compiled. There are
// many: what few of them have is apart.
type expr struct {
	kind kind
	op   op

	whole     bool // the stages belong to the expression and not to it as a step of a path
	keepArray bool // [] was written behind it: a single value stays an array
	tuples    bool // gives tuples of values with variables that are bound to them
	bare      bool // nothing follows it

	hint  uint8  // where it is noted at which place of an object a name was found last
	place uint8  // where a variable is kept that comes from outside, counted from 1; 0 for others
	pos   int    // the byte after the token that it is made of
	name  string // of names and variables; an operator's text
	value *value // of literals

	builtin *function // what a variable is if nothing else has bound it
	run     code      // what it is compiled to; nil if nothing is quicker than evaluator.node

	*operands
}

// operands are what an expression consists of, if it consists of others.
type operands struct {
	lhs, rhs *expr   // operands; a condition's then and else; a transform's update and delete
	cond     *expr   // of a condition; the function that is called; a transform's pattern
	list     []*expr // steps of a path, elements, expressions of a block, arguments
	test     test    // what it is compiled to if it is true or false

	keepOne   bool // a path one of whose steps has it
	construct bool // an array that is written at an end of a path
	tail      bool // a call that is the last thing a function does
	scoped    bool // a block that binds variables
	inner     bool // a & that another one makes its string with
	constant  bool // an array of nothing but literals
	closed    bool // a lambda in which no other function is made

	*special
}

// binds are the variables that a step binds, and the parents that are looked for.
type binds struct {
	focus    string // the variable that @ binds
	index    string // the variable that # binds
	ancestor *slot  // the parents of what the step selects are wanted under this name
	slot     *slot  // of a parent: where it is to be found
	seeking  []*slot
}

// special is what few expressions have.
type special struct {
	*binds
	stages    []stage          // predicates, and indexes that are bound, in their order
	group     *group           // what is behind it in braces
	pairs     []pair           // of an object
	blank     *jsonvalue.Blank // an object whose keys are all known
	terms     []term           // of a sort
	params    []string         // of a lambda
	signature *signature
	regex     *regexp2.Regexp
	indexes   []float64 // that an array consists of
}

// Most expressions share these, which nothing is ever written to.
var (
	noBinds    binds
	noSpecial  = special{binds: &noBinds}
	noOperands = operands{special: &noSpecial}
)

// bind returns what the expression binds, to be changed.
func (e *expr) bind() *binds {
	if e.binds == &noBinds {
		e.own().binds = new(binds)
	}
	return e.binds
}

// code is what evaluates the expression.
func (e *expr) code() code {
	if e.run != nil {
		return e.run
	}
	return func(ev *evaluator, in value, env *scope) (value, error) { return ev.node(e, in, env, e.stages) }
}

// own returns what few expressions have, to be changed.
func (e *expr) own() *special {
	if e.operands == &noOperands {
		e.operands = &operands{special: &noSpecial}
	}
	if e.special == &noSpecial {
		e.special = &special{binds: &noBinds}
	}
	return e.special
}

type pair struct {
	text       string // the key, if it is written as a string
	key, value *expr  // key is nil then
	pure       bool   // the value keeps nothing of its context but what it gives
}

type term struct {
	by         *expr
	descending bool
}

// stage is a predicate, or, without one, a variable that is bound to the index.
type stage struct {
	filter *expr
	index  string
}

type group struct {
	pairs []pair
	pos   int
}

// slot is where a parent is kept. Level counts the steps that are still to be gone back.
type slot struct {
	label string
	level int
}

// op is a binary operator.
type op uint8

const (
	noOp op = iota
	addOp
	subtractOp
	multiplyOp
	divideOp
	moduloOp
	equalOp
	unequalOp
	lessOp
	lessEqualOp
	greaterOp
	greaterEqualOp
	andOp
	orOp
	inOp
	concatOp
	rangeOp
)

func opOf(text string) op {
	switch text {
	case "+":
		return addOp
	case "-":
		return subtractOp
	case "*":
		return multiplyOp
	case "/":
		return divideOp
	case "%":
		return moduloOp
	case "=":
		return equalOp
	case "!=":
		return unequalOp
	case "<":
		return lessOp
	case "<=":
		return lessEqualOp
	case ">":
		return greaterOp
	case ">=":
		return greaterEqualOp
	case "and":
		return andOp
	case "or":
		return orOp
	case "in":
		return inOp
	case "&":
		return concatOp
	case "..":
		return rangeOp
	default:
		return noOp
	}
}
