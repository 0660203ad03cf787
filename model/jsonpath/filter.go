package jsonpath

import (
	"regexp"
	"strings"

	"expresso/model/jsonvalue"
)

// criteria are what a filter asks of an item: any of the lists, and in a list all.
type criteria [][]criterion

// criterion is one comparison, or, without an operator, a test for something to be there.
type criterion struct {
	left, right operand
	operator    string
	absent      bool // without an operator: a test for nothing to be there
}

// operand is a side of a comparison: a path, a pattern, or a text.
type operand struct {
	path    *Path
	pattern *regexp.Regexp
	text    string
}

// operators are looked for in this order, anywhere in a criterion, in quotes too.
var operators = []string{"==", ">=", "<=", "!=", "<", ">", "=~"}

// filterOf reads the filter whose question mark is at i.
func filterOf(fragment string, i, depth int) (token, error) {
	begin := strings.LastIndexByte(fragment[:i], '[')
	end, err := filterEnd(fragment, begin)
	if err != nil {
		return token{}, err
	}
	text := strings.TrimSpace(fragment[begin+1 : end-1])
	if !strings.HasPrefix(text, "?") {
		return token{}, &Error{Msg: "Filter must start with '[?' and end with ']'. " + text}
	}
	text = strings.TrimSpace(text[1:])
	if len(text) < 2 || text[0] != '(' || text[len(text)-1] != ')' {
		return token{}, &Error{Msg: "Filter must start with '[?(' and end with ')]'. " + text}
	}
	t := token{kind: filter}
	for alternative := range strings.SplitSeq(text[1:len(text)-1], "||") {
		var all []criterion
		for text := range strings.SplitSeq(alternative, "&&") {
			c, err := criterionOf(text, depth)
			if err != nil {
				return token{}, err
			}
			all = append(all, c)
		}
		t.criteria = append(t.criteria, all)
	}
	return t, nil
}

// filterEnd returns the place after the bracket that closes the filter beginning at i.
func filterEnd(s string, i int) (int, error) {
	round, square, quoted := 0, 0, false
	for before := byte(' '); i < len(s); i++ {
		switch c := s[i]; {
		case c == '\'' && before != '\\':
			quoted = !quoted
		case quoted:
		case c == '(':
			round++
		case c == ')':
			round--
		case c == '[':
			square++
		case c == ']':
			if square--; round == 0 {
				if square != 0 {
					return 0, &Error{Msg: "Filter brackets are not balanced"}
				}
				return i + 1, nil
			}
		}
		before = s[i]
	}
	return 0, unclosed(s)
}

// criterionOf reads one criterion, round brackets about it being worth nothing.
func criterionOf(text string, depth int) (criterion, error) {
	text = strings.TrimRight(strings.TrimLeft(text, "[?( "), ") ")
	var c criterion
	left, right := text, ""
	for _, operator := range operators {
		if before, after, ok := strings.Cut(text, operator); ok {
			c.operator, left, right = operator, before, after
			break
		}
	}
	left, right = strings.TrimSpace(left), strings.TrimSpace(right)
	if strings.HasPrefix(left, "!@") {
		c.absent, left = true, left[1:]
	}
	if strings.HasPrefix(right, "!@") {
		return c, &Error{Msg: "Invalid negation! Can only be used for existence check e.g [?(!@.foo)]"}
	}
	var err error
	if c.left, err = operandOf(left, depth); err != nil {
		return c, err
	}
	if c.right, err = operandOf(right, depth); err != nil {
		return c, err
	}
	if c.operator == "" && c.left.path == nil {
		return c, &Error{Msg: "no criterion for a filter: " + text}
	}
	return c, nil
}

// operandOf reads a side of a comparison. What is neither path nor pattern is a text, with
// or without quotes about it.
func operandOf(s string, depth int) (operand, error) {
	switch {
	case s == "":
		return operand{}, nil
	case s[0] == '$' || s[0] == '@':
		p, err := compile(s, depth+1)
		if err == nil && !p.definite {
			err = &Error{Msg: "the predicate path: " + s + " is not definite"}
		}
		return operand{path: p}, err
	case len(s) > 1 && s[0] == '\'' && s[len(s)-1] == '\'':
		return operand{text: s[1 : len(s)-1]}, nil
	case len(s) > 1 && s[0] == '/' && (s[len(s)-1] == '/' || strings.HasSuffix(s[1:], "/i")):
		end := strings.LastIndexByte(s, '/')
		flags := "s"
		if strings.HasSuffix(s, "i") {
			flags = "i"
		}
		pattern, err := regexp.Compile("(?" + flags + ")^(?:" + s[1:end] + ")$")
		if err != nil {
			return operand{}, &Error{Msg: "in a filter: " + err.Error()}
		}
		return operand{pattern: pattern}, nil
	default:
		return operand{text: s}, nil
	}
}

// hold reports whether item fulfils the criteria. The last is checked first, as Jayway
// does, which shows when another one ends in an error.
func (c criteria) hold(item, root jsonvalue.Value) (bool, error) {
	for i := len(c) - 1; i >= 0; i-- {
		ok, err := true, error(nil)
		for j := len(c[i]) - 1; j >= 0 && ok && err == nil; j-- {
			ok, err = c[i][j].holds(item, root)
		}
		if ok || err != nil {
			return ok, err
		}
	}
	return false, nil
}

func (c *criterion) holds(item, root jsonvalue.Value) (bool, error) {
	if c.operator == "" {
		v, err := c.left.path.evaluate(item, root)
		if isMissing(err) {
			return c.absent, nil
		}
		return (v.Kind() != jsonvalue.KindNull) != c.absent, err
	}
	left, err := c.left.value(item, root)
	if err == nil {
		var right jsonvalue.Value
		if right, err = c.right.value(item, root); err == nil {
			return c.compare(left, right)
		}
	}
	if isMissing(err) {
		return false, nil
	}
	return false, err
}

func (o *operand) value(item, root jsonvalue.Value) (jsonvalue.Value, error) {
	switch {
	case o.path == nil:
		return jsonvalue.NewString(o.text), nil
	case o.path.item:
		return o.path.evaluate(item, root)
	default:
		return o.path.evaluate(root, root)
	}
}

func (c *criterion) compare(left, right jsonvalue.Value) (bool, error) {
	if c.operator == "=~" {
		pattern, target := c.right.pattern, left
		if c.left.pattern != nil {
			pattern, target = c.left.pattern, right
		}
		if pattern == nil {
			return false, &Error{Msg: "=~ needs a pattern, /like this/"}
		}
		return target.Kind() != jsonvalue.KindNull && pattern.MatchString(target.JavaString()), nil
	}
	oneNull := (left.Kind() == jsonvalue.KindNull) != (right.Kind() == jsonvalue.KindNull)
	if oneNull && c.operator != "==" && c.operator != "!=" {
		return false, nil
	}
	order, ok, err := compare(right, left)
	if !ok || err != nil {
		return false, err
	}
	switch c.operator {
	case "==":
		return order == 0, nil
	case "!=":
		return order != 0, nil
	case "<":
		return order > 0, nil
	case "<=":
		return order >= 0, nil
	case ">":
		return order < 0, nil
	default:
		return order <= 0, nil
	}
}

// compare orders what was expected and what is there. A text that is expected, which every
// literal is, is read as a number or a boolean if that is what is there; not the other
// way about. ok is false if the two cannot be compared.
func compare(expected, actual jsonvalue.Value) (order int, ok bool, err error) {
	expectedNull, actualNull := nullish(expected), nullish(actual)
	if expectedNull || actualNull {
		return truth(actualNull) - truth(expectedNull), true, nil
	}
	switch {
	case expected.Kind() == jsonvalue.KindString && actual.Kind() == jsonvalue.KindString:
		return strings.Compare(strings.ReplaceAll(expected.Str(), `\'`, "'"), actual.Str()), true, nil
	case expected.Kind() == jsonvalue.KindString && actual.Kind() == jsonvalue.KindNumber:
		if expected = numberOf(expected.Str()); expected.IsUndefined() {
			return 0, false, &Error{Msg: "a filter compares a number with text that is not a number"}
		}
		return jsonvalue.CompareNumbers(expected, actual), true, nil
	case expected.Kind() == jsonvalue.KindString && actual.Kind() == jsonvalue.KindBool:
		return truth(strings.EqualFold(expected.Str(), "true")) - truth(actual.Bool()), true, nil
	case expected.Kind() == jsonvalue.KindNumber && actual.Kind() == jsonvalue.KindNumber:
		return jsonvalue.CompareNumbers(expected, actual), true, nil
	case expected.Kind() == jsonvalue.KindBool && actual.Kind() == jsonvalue.KindBool:
		return truth(expected.Bool()) - truth(actual.Bool()), true, nil
	default:
		return 0, false, nil
	}
}

func nullish(v jsonvalue.Value) bool {
	return v.Kind() == jsonvalue.KindNull || v.Kind() == jsonvalue.KindString && v.Str() == "null"
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}

// numberOf reads a number in Java's grammar, which is wider than JSON's; undefined if s is
// none.
func numberOf(s string) jsonvalue.Value {
	sign, digits := "", strings.TrimPrefix(s, "+")
	if len(digits) == len(s) && strings.HasPrefix(s, "-") {
		sign, digits = "-", s[1:]
	}
	whole, rest := digits, ""
	if n := strings.IndexAny(digits, ".eE"); n >= 0 {
		whole, rest = digits[:n], digits[n:]
	}
	if whole == "" && (len(rest) < 2 || !isDigit(rest[1])) {
		return jsonvalue.Value{}
	}
	if rest == "." || strings.HasPrefix(rest, ".e") || strings.HasPrefix(rest, ".E") {
		rest = rest[1:]
	}
	if whole = strings.TrimLeft(whole, "0"); whole == "" {
		whole = "0"
	}
	return jsonvalue.NewNumber(sign + whole + rest)
}
