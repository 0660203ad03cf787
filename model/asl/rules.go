package asl

import (
	"strings"

	"expresso/model/jsonvalue"
)

func (c *compiler) choice() {
	ch := &ChoiceState{Default: c.named(c.text("Default"))}
	c.state.Choice = ch
	c.list("Choices", func(f *fields) {
		rule := &Rule{Assign: f.assign(), Next: c.target(f)}
		if c.l.current == JSONata {
			rule.Condition = f.jsonataCondition()
			rule.Output = f.template("Output")
		} else {
			rule.Condition = f.condition()
		}
		ch.Rules = append(ch.Rules, rule)
	})
}

// condition compiles one test of a rule, or a combination of tests.
func (f *fields) condition() Condition {
	for _, key := range []string{"And", "Or"} {
		if f.has(key) {
			many := manyCondition{any: key == "Or"}
			f.list(key, func(f *fields) { many.of = append(many.of, f.condition()) })
			return many
		}
	}
	if f.has("Not") {
		return notCondition{f.object("Not").condition()}
	}
	for i := range f.of.Len() {
		m := f.of.Member(i)
		base, isPath := strings.CutSuffix(m.Key, "Path")
		op, ok := operators[m.Key]
		if isPath {
			op, ok = operators[base]
		}
		if ok || m.Key == "IsPresent" {
			return f.comparison(m, op, isPath)
		}
	}
	return manyCondition{} // not reached: a rule has an operator
}

func (f *fields) comparison(operator jsonvalue.Member, op operator, isPath bool) Condition {
	text, operand := f.text("Variable"), operator.Value
	variable := f.l.path(text, pathField{name: "Variable", condition: true})
	if operator.Key == "IsPresent" {
		return &presence{variable: variable, text: text, want: operand.Bool()}
	}
	cmp := &comparison{variable: variable, text: text, operator: operator.Key, test: op, operand: operand}
	if isPath {
		cmp.pathText = operand.Str()
		cmp.path = f.l.path(cmp.pathText, pathField{name: operator.Key, condition: true})
	}
	return cmp
}
