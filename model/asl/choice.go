package asl

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"expresso/model/asl/check"
	"expresso/model/jsonvalue"
)

// ChoiceState is a Choice state's rules, tried in order.
type ChoiceState struct {
	Rules   []*Rule
	Default *State // nil: no match fails the state
}

// Rule is one entry of Choices.
type Rule struct {
	Condition Condition
	Next      *State
	Assign    Expr
	Output    Expr // JSONata; nil for the input
}

// Condition is what a rule tests. Errors are *Failure.
type Condition interface {
	Test(s *Scope) (bool, error)
	// String is the condition as a person would write it down, for graphs and listings.
	String() string
}

type notCondition struct{ of Condition }

func (c notCondition) Test(s *Scope) (bool, error) {
	ok, err := c.of.Test(s)
	return !ok && err == nil, err
}

func (c notCondition) String() string { return "not (" + c.of.String() + ")" }

// manyCondition is And or Or: it stops at the first condition that decides.
type manyCondition struct {
	of  []Condition
	any bool
}

func (c manyCondition) Test(s *Scope) (bool, error) {
	for _, of := range c.of {
		if ok, err := of.Test(s); err != nil || ok == c.any {
			return ok, err
		}
	}
	return !c.any, nil
}

func (c manyCondition) String() string {
	word := " and "
	if c.any {
		word = " or "
	}
	texts := make([]string, len(c.of))
	for i, of := range c.of {
		texts[i] = of.String()
		if _, ok := of.(manyCondition); ok {
			texts[i] = "(" + texts[i] + ")"
		}
	}
	return strings.Join(texts, word)
}

// comparison tests a variable by one operator.
type comparison struct {
	variable Expr
	text     string // the variable's path
	operator string // as in the definition
	test     func(v, operand jsonvalue.Value) bool
	operand  jsonvalue.Value
	path     Expr // of the operand, for the operators that end in Path
	pathText string
}

func (c *comparison) Test(s *Scope) (bool, error) {
	v, err := c.variable.Eval(s)
	if err != nil {
		return false, err
	}
	operand := c.operand
	if c.path != nil {
		if operand, err = c.path.Eval(s); err != nil {
			return false, err
		}
		if !isNumber(operand) && strings.HasPrefix(c.operator, "Numeric") {
			operand = jsonvalue.NewInt(0) // AWS checks the type of the variable alone
		}
	}
	return c.test(v, operand), nil
}

func (c *comparison) String() string {
	operand := c.operand.String()
	if c.path != nil {
		operand = c.pathText
	}
	return comparisonText(c.text, c.operator, operand)
}

func comparisonText(variable, operator, operand string) string {
	name := strings.TrimSuffix(operator, "Path")
	for suffix, sign := range map[string]string{
		"GreaterThanEquals": ">=", "LessThanEquals": "<=", "GreaterThan": ">", "LessThan": "<",
	} {
		if name == "String"+suffix || name == "Numeric"+suffix || name == "Timestamp"+suffix {
			return variable + " " + sign + " " + operand
		}
	}
	switch {
	case strings.HasSuffix(name, "Equals"):
		return variable + " == " + operand
	case name == "StringMatches":
		return variable + " matches " + operand
	case operand == "false":
		return variable + " is not " + strings.ToLower(strings.TrimPrefix(name, "Is"))
	default:
		return variable + " is " + strings.ToLower(strings.TrimPrefix(name, "Is"))
	}
}

// presence is IsPresent, the only test that a missing variable does not fail.
type presence struct {
	variable Expr
	text     string
	want     bool
}

func (p *presence) Test(s *Scope) (bool, error) {
	_, err := p.variable.Eval(s)
	return (err == nil) == p.want, nil
}

func (p *presence) String() string {
	return comparisonText(p.text, "IsPresent", strconv.FormatBool(p.want))
}

// relation turns a comparison's sign into the operator's answer.
type relation func(sign int) bool

var relations = map[string]relation{
	"Equals":            func(sign int) bool { return sign == 0 },
	"LessThan":          func(sign int) bool { return sign < 0 },
	"GreaterThan":       func(sign int) bool { return sign > 0 },
	"LessThanEquals":    func(sign int) bool { return sign <= 0 },
	"GreaterThanEquals": func(sign int) bool { return sign >= 0 },
}

// operator reports whether a value and an operand compare. A value of another type than the
// operator's compares false.
type operator func(v, operand jsonvalue.Value) bool

// operators are the comparison operators of the JSONPath language but IsPresent, without
// the suffix Path.
var operators = makeOperators()

func makeOperators() map[string]operator {
	ops := map[string]operator{
		"BooleanEquals": func(v, x jsonvalue.Value) bool {
			return isBool(v) && isBool(x) && v.Bool() == x.Bool()
		},
		"StringMatches": func(v, x jsonvalue.Value) bool {
			return isString(v) && isString(x) && wildcard(x.Str(), v.Str())
		},
		"IsNull":      kindTest(func(v jsonvalue.Value) bool { return v.Kind() == jsonvalue.KindNull }),
		"IsNumeric":   kindTest(isNumber),
		"IsString":    kindTest(isString),
		"IsBoolean":   kindTest(isBool),
		"IsTimestamp": kindTest(isTimestamp),
	}
	for name, holds := range relations {
		ops["String"+name] = func(v, x jsonvalue.Value) bool {
			return isString(v) && isString(x) && holds(compareStrings(v.Str(), x.Str()))
		}
		ops["Numeric"+name] = func(v, x jsonvalue.Value) bool {
			return isNumber(v) && isNumber(x) && holds(compareNumbers(v, x))
		}
		ops["Timestamp"+name] = func(v, x jsonvalue.Value) bool {
			a, okA := ParseTimestamp(v.Str())
			b, okB := ParseTimestamp(x.Str())
			return okA && okB && holds(a.Compare(b))
		}
	}
	return ops
}

func kindTest(is func(jsonvalue.Value) bool) operator {
	return func(v, want jsonvalue.Value) bool { return is(v) == want.Bool() }
}

func isBool(v jsonvalue.Value) bool   { return v.Kind() == jsonvalue.KindBool }
func isString(v jsonvalue.Value) bool { return v.Kind() == jsonvalue.KindString }
func isNumber(v jsonvalue.Value) bool { return v.Kind() == jsonvalue.KindNumber }

func isTimestamp(v jsonvalue.Value) bool {
	_, ok := ParseTimestamp(v.Str())
	return ok
}

// compareNumbers compares integers exactly and everything else as Java doubles.
func compareNumbers(a, b jsonvalue.Value) int {
	if i, ok := a.Int(); ok {
		if j, ok := b.Int(); ok {
			switch {
			case i < j:
				return -1
			case i > j:
				return 1
			}
			return 0
		}
	}
	switch x, y := a.Float(), b.Float(); {
	case x < y:
		return -1
	case x > y:
		return 1
	default:
		return 0
	}
}

// compareStrings compares as Java's String.compareTo does: by UTF-16 code units.
func compareStrings(a, b string) int {
	ascii := func(s string) bool {
		for i := range len(s) {
			if s[i] >= 0x80 {
				return false
			}
		}
		return true
	}
	if ascii(a) || ascii(b) {
		return strings.Compare(a, b)
	}
	x, y := utf16.Encode([]rune(a)), utf16.Encode([]rune(b))
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return int(x[i]) - int(y[i])
		}
	}
	return len(x) - len(y)
}

// wildcard matches s against a pattern in which * stands for any run of characters, and a
// backslash takes the meaning from the next character. It is about as fast as searching:
// what is between two stars may as well be the first that is found.
func wildcard(pattern, s string) bool {
	var literals []string // before each of the stars
	var literal []byte
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case c == '*':
			literals = append(literals, string(literal))
			literal = literal[:0]
			continue
		case c == '\\' && i+1 < len(pattern):
			i++
		}
		literal = append(literal, pattern[i])
	}
	last := string(literal)
	if len(literals) == 0 {
		return s == last
	}
	first := literals[0]
	if len(s) < len(first)+len(last) || !strings.HasPrefix(s, first) || !strings.HasSuffix(s, last) {
		return false
	}
	s = s[len(first) : len(s)-len(last)]
	for _, literal := range literals[1:] {
		_, rest, found := strings.Cut(s, literal)
		if !found {
			return false
		}
		s = rest
	}
	return true
}

// ParseTimestamp reads a timestamp as the language has them.
func ParseTimestamp(s string) (time.Time, bool) { return check.ParseTimestamp(s) }
