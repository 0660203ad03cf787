package example

import (
	"regexp"
	"strings"
	"sync"

	"expresso/model/jsonvalue"
)

// expression is the text between {% and %}; ok is false for other texts.
func expression(s string) (string, bool) {
	s, ok := strings.CutPrefix(strings.TrimSpace(s), "{%")
	if !ok {
		return "", false
	}
	s, ok = strings.CutSuffix(s, "%}")
	return strings.TrimSpace(s), ok
}

// reference is one that an expression makes to what it sees.
type reference struct {
	n        *node
	from, to int // in the expression
}

// references are those of an expression: $states.input.a.b, $order.id, and so on. Elsewhere it
// is not looked at.
func (w *walker) references(expr string, s scope) (all []reference) {
	for i := 0; i < len(expr); i++ {
		switch c := expr[i]; c {
		case '"', '\'', '`':
			end := strings.IndexByte(expr[i+1:], c)
			if end < 0 {
				return all
			}
			i += end + 1
		case '$':
			n, length := w.reference(expr[i:], s)
			if n != nil {
				all = append(all, reference{n, i, i + length})
			}
			i += max(length, 1) - 1
		}
	}
	return all
}

func (w *walker) reference(expr string, s scope) (n *node, length int) {
	for _, root := range []struct {
		text string
		n    *node
	}{
		{"$states.input", s.doc}, {"$states.result", s.result}, {"$states.context.Execution.Input", w.input}, {"$states.context.Map.Item.Value", s.item},
	} {
		if rest, ok := strings.CutPrefix(expr, root.text); ok && name("x"+rest) == 1 {
			return w.along(root.n, rest, len(root.text))
		}
	}
	length = 1 + name(expr[1:])
	if strings.HasPrefix(strings.TrimLeft(expr[length:], " "), "(") { // a function
		return nil, length
	}
	return w.along(w.variables[expr[1:length]], expr[length:], length)
}

// along follows the path behind a reference.
func (w *walker) along(n *node, path string, length int) (*node, int) {
	for path != "" {
		var s step
		var took int
		switch {
		case len(path) > 2 && path[0] == '.' && (path[1] == '"' || path[1] == '`'):
			end := strings.IndexByte(path[2:], path[1])
			if end < 0 {
				return n, length
			}
			s, took = step{name: path[2 : 2+end]}, end+3
		case path[0] == '.' && name(path[1:]) > 0:
			took = 1 + name(path[1:])
			s = step{name: path[1:took]}
		case path[0] == '[':
			end := strings.IndexByte(path, ']')
			if end < 0 {
				return n, length
			}
			s, took = step{element: true}, end+1
		default:
			return n, length
		}
		if n != nil {
			n = w.at(n, []step{s})
		}
		path, length = path[took:], length+took
	}
	return n, length
}

// functions are what the arguments of JSONata's functions are used as.
var functions = map[string]use{
	"count": list, "sum": list, "map": list, "filter": list, "sort": list, "append": list, "reduce": list, "distinct": list, "each": object, "keys": object, "join": list,
	"number": text, "uppercase": text, "lowercase": text, "split": text, "substring": text, "contains": text, "replace": text, "trim": text, "toMillis": time,
	"abs": number, "floor": number, "ceil": number, "round": number, "sqrt": number, "max": list, "min": list, "average": list,
}

// value is what an expression comes to, as far as it is known.
func (w *walker) value(expr string, s scope) *node {
	all := w.references(expr, s)
	for _, r := range all {
		before := strings.TrimRight(expr[:r.from], " ")
		after := strings.TrimLeft(expr[r.to:], " ")
		if called, ok := strings.CutSuffix(before, "("); ok {
			function := called[strings.LastIndexAny(called, "$ (,")+1:]
			if function == "parse" && r.n.open && r.n.parsed == nil {
				r.n.parsed = w.made(&node{open: true})
			}
			if function == "number" && r.n.untouched() {
				r.n.want(jsonvalue.NewString("1"))
			}
			r.n.wanted(functions[function])
		}
		if after != "" && strings.ContainsRune("*/+-<>", rune(after[0])) || before != "" && strings.ContainsRune("*/+-<>", rune(before[len(before)-1])) {
			r.n.wanted(number)
		}
	}
	switch {
	case len(all) == 1 && all[0].from == 0 && all[0].to == len(expr):
		return all[0].n
	case strings.HasPrefix(expr, "$parse(") && len(all) == 1 && all[0].to == len(expr)-1:
		return all[0].n.parsed
	case strings.HasPrefix(expr, "$merge("): // of the state's input with something, most often
		return &node{base: s.doc}
	}
	return &node{}
}

// evaluated is what a value with expressions in it comes to.
func (w *walker) evaluated(v jsonvalue.Value, s scope) *node {
	switch v.Kind() {
	case jsonvalue.KindString:
		if expr, ok := expression(v.Str()); ok {
			if n := w.value(expr, s); n != nil {
				return n
			}
			return &node{}
		}
	case jsonvalue.KindArray:
		made := &node{elems: make([]*node, 0, v.Len())}
		for i := range v.Len() {
			made.elems = append(made.elems, w.evaluated(v.At(i), s))
		}
		return made
	case jsonvalue.KindObject:
		made := &node{}
		for i := range v.Len() {
			m := v.Member(i)
			n := w.evaluated(m.Value, s)
			n.under(m.Key)
			made.put(m.Key, n)
		}
		return made
	}
	return known(v)
}

// comparison is what may stand behind a reference: = "paid", >= 10, in ["a", "b"].
var comparison = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^\s*(=|!=|>=|<=|>|<|in)\s*\[?\s*("[^"]*"|'[^']*'|-?[0-9]+(?:\.[0-9]+)?|true|false|null)`)
})

// operators are what compare takes for JSONata's comparisons.
var operators = map[string]string{"=": "Equals", "!=": "Equals", ">": "GreaterThan", ">=": "GreaterThanEquals", "<": "LessThan", "<=": "LessThanEquals", "in": "Equals"}

// satisfyExpression has the values that a condition compares with literals be such that it
// holds, or does not.
func (w *walker) satisfyExpression(text string, s scope, holds bool) {
	expr, ok := expression(text)
	if !ok {
		return
	}
	w.value(expr, s)
	for _, r := range w.references(expr, s) {
		before := strings.TrimRight(expr[:r.from], " ")
		negated := strings.HasSuffix(before, "$not(")
		switch {
		case strings.HasSuffix(before, "$exists("):
			outer := strings.TrimSuffix(before, "$exists(")
			compare(r.n, "IsPresent", jsonvalue.NewBool(true), holds != strings.HasSuffix(outer, "$not("))
			continue
		case r.to == len(expr), negated, strings.HasPrefix(strings.TrimSpace(expr[r.to:]), "and "), strings.HasPrefix(strings.TrimSpace(expr[r.to:]), "or "):
			r.n.want(jsonvalue.NewBool(holds != negated))
			continue
		}
		m := comparison().FindStringSubmatch(expr[r.to:])
		if m == nil {
			continue
		}
		literal := m[2]
		if literal[0] == '\'' {
			literal = `"` + strings.Trim(literal, "'") + `"`
		}
		operand, err := jsonvalue.Parse(literal)
		if err != nil {
			continue
		}
		is := holds != (m[1] == "!=")
		kind := "String"
		switch operand.Kind() {
		case jsonvalue.KindNumber:
			kind = "Numeric"
		case jsonvalue.KindBool:
			compare(r.n, "BooleanEquals", operand, is)
			continue
		case jsonvalue.KindNull:
			compare(r.n, "IsNull", jsonvalue.NewBool(true), is)
			continue
		}
		compare(r.n, kind+operators[m[1]], operand, is)
	}
}
