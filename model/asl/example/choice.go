package example

import (
	"strconv"
	"strings"

	"expresso/model/jsonvalue"
)

// satisfy has the values that a choice rule compares be such that it holds, or does not.
func (w *walker) satisfy(rule jsonvalue.Value, s scope, holds bool) {
	if condition, ok := rule.Get("Condition"); ok {
		w.satisfyExpression(condition.Str(), s, holds)
		return
	}
	for _, both := range []struct {
		key string
		all bool // that is how many have to hold
	}{{"And", holds}, {"Or", !holds}} {
		inner, ok := rule.Get(both.key)
		for i := range inner.Len() {
			if i == 0 || both.all {
				w.satisfy(inner.At(i), s, holds)
			}
		}
		if ok {
			return
		}
	}
	if inner, ok := rule.Get("Not"); ok {
		w.satisfy(inner, s, !holds)
		return
	}
	variable, _ := rule.Get("Variable")
	n := w.read(variable.Str(), s)
	if n == nil || !n.open {
		return
	}
	for i := range rule.Len() {
		if m := rule.Member(i); m.Key != "Variable" && m.Key != "Next" && m.Key != "Comment" && m.Key != "Assign" {
			if strings.HasSuffix(m.Key, "Path") {
				w.read(m.Value.Str(), s)
				continue
			}
			compare(n, m.Key, m.Value, holds)
		}
	}
}

// compare has a value be such that a comparison with an operand holds, or does not.
func compare(n *node, operator string, operand jsonvalue.Value, holds bool) {
	is := operand.Kind() == jsonvalue.KindBool && operand.Bool() == holds
	switch operator {
	case "IsPresent":
		if !is && n.untouched() {
			n.absent, n.fixed = true, true
		}
		return
	case "IsNull":
		if is {
			n.want(jsonvalue.Null())
		}
		return
	case "IsString", "IsNumeric", "IsBoolean", "IsTimestamp":
		of := map[string]use{"IsString": text, "IsNumeric": number, "IsBoolean": boolean, "IsTimestamp": time}[operator]
		if !is && of == text {
			of = number
		} else if !is {
			of = text
		}
		n.wanted(of)
		return
	case "BooleanEquals":
		n.want(jsonvalue.NewBool(is))
		return
	case "StringMatches":
		if holds {
			n.want(jsonvalue.NewString(strings.ReplaceAll(operand.Str(), "*", "example")))
		}
		n.wanted(text)
		return
	}
	kind, order, ok := cutAny(operator, "Numeric", "String", "Timestamp")
	switch {
	case !ok:
	case kind == "Numeric":
		n.want(beside(operand, order, holds))
	case kind == "Timestamp":
		n.want(jsonvalue.NewString(instant(operand.Str(), order, holds)))
	case order == "Equals" == holds, strings.HasSuffix(order, "Equals") && order != "Equals":
		n.want(operand)
	default:
		n.wanted(text)
	}
}

func cutAny(s string, prefixes ...string) (prefix, rest string, ok bool) {
	for _, prefix := range prefixes {
		if rest, ok := strings.CutPrefix(s, prefix); ok {
			return prefix, rest, true
		}
	}
	return "", s, false
}

// beside is a number that is so compared with another one, or not.
func beside(v jsonvalue.Value, order string, holds bool) jsonvalue.Value {
	f := v.Float()
	switch {
	case order == "Equals" && !holds, order == "GreaterThan" && holds, order == "LessThanEquals" && !holds:
		f++
	case order == "LessThan" && holds, order == "GreaterThanEquals" && !holds:
		f--
	default:
		return v
	}
	return jsonvalue.NewNumber(strconv.FormatFloat(f, 'f', -1, 64))
}

// instant is a time that is so compared with another one, or not.
func instant(at, order string, holds bool) string {
	switch {
	case order == "Equals" && holds, strings.HasSuffix(order, "Equals") && order != "Equals" && holds:
		return at
	case strings.HasPrefix(order, "GreaterThan") == holds:
		return "9999-01-01T00:00:00Z"
	}
	return "1970-01-01T00:00:00Z"
}
