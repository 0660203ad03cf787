package jsonata

import (
	"strconv"
	"sync"
)

// maxNesting bounds how deep an expression may be nested: reading it recurses.
const maxNesting = 500

// maxChain bounds how many operators may follow one another on a level: what is read of
// them is nested as deep.
const maxChain = 5000

// tree is an expression as it is read, by precedence of operators alone. The resolver
// makes paths out of it.
type tree struct {
	tok        token
	form       form
	keepArray  bool
	descending bool // a term of a sort
	items      int32
	lhs, rhs   *tree
	cond       *tree
	first      *tree // of the items: elements, arguments, terms, keys and values in turn
	last       *tree
	next       *tree // behind it in the same list
	sig        *signature
}

// isKey reports whether a tree is a string and nothing else.
func (t *tree) isKey() bool { return t.form == atom && t.tok.kind == stringToken && !t.keepArray }

// add puts an item behind the others.
func (t *tree) add(item *tree) {
	if t.first == nil {
		t.first = item
	} else {
		t.last.next = item
	}
	t.last = item
	t.items++
}

type form uint8

const (
	atom   form = iota // a name, variable, literal, regex, * or **, % or ?
	infix              // lhs op rhs
	joined             // steps that dots join
	filter             // lhs[rhs]
	groupBy
	orderBy
	focusOn
	indexOn
	assignTo
	applyTo
	minus
	arrayOf
	objectOf
	block
	condition
	call
	partial
	lambda
	transform
)

type parser struct {
	lexer
	tok      token
	depth    int
	trees    []tree // to be taken
	made     int    // so many were
	atoms    int    // so many of these consist of nothing else
	literals int    // so many of these are literals
	keys     int    // and so many are written keys, which make no expression
	names    int    // and so many are names that are no steps behind or before a dot
}

// forest are trees for use again: nobody needs them any more when the expression is made.
type forest [128]tree

var forests = sync.Pool{New: func() any { return new(forest) }}

// tree is a new one, of the token that was read last.
func (p *parser) tree() *tree {
	if len(p.trees) == 0 {
		p.trees = make([]tree, 16)
	}
	made := &p.trees[0]
	p.trees = p.trees[1:]
	p.made++
	made.tok = p.tok
	return made
}

// power is how strongly an operator binds to what is left of it.
func power(operator string) uint8 {
	switch operator {
	case "[", "(", "@", "#":
		return 80
	case ".":
		return 75
	case "{":
		return 70
	case "*", "/", "%":
		return 60
	case "+", "-", "&":
		return 50
	case "=", "<", ">", "^", "!=", "<=", ">=", "~>", "in":
		return 40
	case "and":
		return 30
	case "or":
		return 25
	case "?":
		return 20
	case ":=":
		return 10
	default:
		return 0
	}
}

// advance continues to the next token. operator says whether one may be there.
func (p *parser) advance(operator bool) error { return p.next(&p.tok, operator) }

// expect goes past a token that has to be there.
func (p *parser) expect(id string, operator bool) error {
	if p.tok.id() != id {
		a := p.tok.about()
		a.value = str(id)
		if p.tok.kind == endToken {
			return fault("S0203", p.tok.pos, a)
		}
		return fault("S0202", p.tok.pos, a)
	}
	return p.advance(operator)
}

// parse reads the whole text.
func (p *parser) parse() (*tree, error) {
	if err := p.advance(false); err != nil {
		return nil, err
	}
	t, err := p.expression(0)
	if err == nil && p.tok.kind != endToken {
		err = fault("S0201", p.tok.pos, p.tok.about())
	}
	return t, err
}

// expression reads as far as operators bind more strongly than the one on the left.
func (p *parser) expression(right uint8) (*tree, error) {
	if p.depth++; p.depth > maxNesting {
		return nil, fault("U1001", p.tok.pos, about{text: "The expression is nested more than " + strconv.Itoa(maxNesting) + " levels deep"})
	}
	left := p.tree()
	if err := p.advance(true); err != nil {
		return nil, err
	}
	err := p.prefix(left)
	for links := 0; err == nil && right < p.tok.power; links++ {
		if links > maxChain {
			return nil, fault("U1001", p.tok.pos, about{text: "The expression has more than " + strconv.Itoa(maxChain) + " operators in a row"})
		}
		left, err = p.infix(left)
	}
	p.depth-- // after an error nothing more is read
	return left, err
}

// prefix reads what begins with the token of t. The token after it was read as if an operator could
// are there, which is so after all that is complete in itself.
func (p *parser) prefix(t *tree) (err error) {
	switch t.tok.kind {
	case operatorToken:
		switch t.tok.text {
		case "and", "or", "in":
			p.names++
			fallthrough
		case "*", "**", "%":
			p.atoms++
			return nil
		}
	case nameToken:
		p.names++
		p.atoms++
		return nil
	case stringToken, numberToken, literalToken:
		p.literals++
		fallthrough
	default:
		p.atoms++
		return nil
	}
	// What follows these is an operand: the token has to be read again, for a slash.
	if p.tok.kind == operatorToken && p.tok.text == "/" {
		p.at = p.tok.pos - 1
		if err := p.advance(false); err != nil {
			return err
		}
	}
	switch t.tok.text {
	case "-":
		t.form = minus
		t.lhs, err = p.expression(70)
	case "(":
		t.form = block
		for p.tok.id() != ")" && err == nil {
			if err = p.item(t); err != nil || p.tok.id() != ";" {
				break
			}
			err = p.advance(false)
		}
		if err == nil {
			err = p.expect(")", true)
		}
	case "[":
		t.form = arrayOf
		err = p.elements(t)
	case "{":
		t.form = objectOf
		err = p.members(t)
	case "|":
		t.form = transform
		err = p.transform(t)
	default:
		err = fault("S0211", t.tok.pos, about{token: t.tok.text})
	}
	return err
}

// item reads an expression into the list of t.
func (p *parser) item(t *tree) error {
	e, err := p.expression(0)
	if err == nil {
		t.add(e)
	}
	return err
}

// last goes past a comma, behind which there is another expression, or tells that there
// is none.
func (p *parser) last() (bool, error) {
	if p.tok.id() != "," {
		return true, nil
	}
	return false, p.advance(false)
}

func (p *parser) elements(t *tree) error {
	for done := p.tok.id() == "]"; !done; {
		e, err := p.expression(0)
		if err == nil && p.tok.id() == ".." {
			to := p.tree()
			to.form, to.lhs = infix, e
			if err = p.advance(false); err == nil {
				to.rhs, err = p.expression(0)
			}
			e = to
		}
		if err != nil {
			return err
		}
		t.add(e)
		if done, err = p.last(); err != nil {
			return err
		}
	}
	return p.expect("]", true)
}

func (p *parser) members(t *tree) error {
	for done := p.tok.id() == "}"; !done; {
		err := p.item(t)
		if err == nil {
			if t.last.isKey() {
				p.keys++
			}
			err = p.expect(":", false)
		}
		if err == nil {
			err = p.item(t)
		}
		if err == nil {
			done, err = p.last()
		}
		if err != nil {
			return err
		}
	}
	return p.expect("}", true)
}

func (p *parser) transform(t *tree) (err error) {
	if t.cond, err = p.expression(0); err != nil {
		return err
	}
	if err = p.expect("|", false); err != nil {
		return err
	}
	if t.lhs, err = p.expression(0); err != nil {
		return err
	}
	if p.tok.id() == "," {
		if err = p.advance(false); err != nil {
			return err
		}
		if t.rhs, err = p.expression(0); err != nil {
			return err
		}
	}
	return p.expect("|", true)
}

// step reads what follows a dot: steps that dots join are one list.
func (p *parser) step(left *tree) (*tree, error) {
	t := left
	if left.form != joined {
		t = p.tree()
		t.form = joined
		p.join(t, left)
	}
	t.tok = p.tok // errors about the whole are at its last dot
	err := p.advance(false)
	if err != nil {
		return nil, err
	}
	step, err := p.expression(power("."))
	if err == nil {
		p.join(t, step)
	}
	return t, err
}

func (p *parser) join(t, step *tree) {
	if step.names() {
		p.names--
	}
	t.add(step)
}

// infix reads an operator and what follows it.
func (p *parser) infix(left *tree) (*tree, error) {
	if p.tok.id() == "." {
		return p.step(left)
	}
	t := p.tree()
	t.form, t.lhs = infix, left
	err := p.advance(false)
	if err != nil {
		return nil, err
	}
	switch t.tok.text {
	case "(":
		return t, p.call(t)
	case "[":
		if p.tok.id() == "]" {
			step := left
			for step.form == filter {
				step = step.lhs
			}
			step.keepArray = true
			return left, p.advance(false) // a slash begins a regular expression here, as in the reference
		}
		t.form = filter
		if t.rhs, err = p.expression(0); err == nil {
			err = p.expect("]", true)
		}
	case "{":
		t.form = groupBy
		err = p.members(t)
	case "^":
		t.form = orderBy
		err = p.sortTerms(t)
	case "?":
		t.form, t.cond, t.lhs = condition, left, nil
		if t.lhs, err = p.expression(0); err == nil && p.tok.id() == ":" {
			if err = p.advance(false); err == nil {
				t.rhs, err = p.expression(0)
			}
		}
	case ":=":
		t.form = assignTo
		if left.form != atom || left.tok.kind != variableToken {
			return nil, fault("S0212", left.tok.pos, about{token: left.tok.shown()})
		}
		t.rhs, err = p.expression(t.tok.power - 1)
	case "@", "#":
		t.form = focusOn
		if t.tok.text == "#" {
			t.form = indexOn
		}
		if t.rhs, err = p.expression(t.tok.power); err == nil && (t.rhs.form != atom || t.rhs.tok.kind != variableToken) {
			err = fault("S0214", t.rhs.tok.pos, about{token: t.tok.text})
		}
	case "~>":
		t.form = applyTo
		t.rhs, err = p.expression(t.tok.power)
	default:
		t.rhs, err = p.expression(t.tok.power)
	}
	return t, err
}

func (p *parser) sortTerms(t *tree) error {
	err := p.expect("(", false)
	for err == nil {
		id := p.tok.id()
		if id == "<" || id == ">" {
			if err = p.advance(false); err != nil {
				return err
			}
		}
		if err = p.item(t); err != nil {
			return err
		}
		t.last.descending = id == ">"
		if p.tok.id() != "," {
			return p.expect(")", false)
		}
		err = p.advance(false)
	}
	return err
}
