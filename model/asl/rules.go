package asl

import (
	"strings"

	"expresso/model/jsonvalue"
)

func (c *compiler) choice() {
	ch := &ChoiceState{}
	c.state.Choice = ch
	if c.required("Choices") {
		if v, _ := c.of.Get("Choices"); v.Kind() == jsonvalue.KindArray && v.Len() == 0 {
			c.l.fail(codeSchema, c.at("Choices"), "Value cannot be empty")
		}
	}
	c.list("Choices", func(_ int, f *fields) {
		rule := &Rule{Assign: f.assign()}
		if c.l.current == JSONata {
			f.text("Comment")
			rule.Condition = c.jsonataCondition(f)
			rule.Output = f.computed("Output")
		} else {
			rule.Condition = c.condition(f, 0)
		}
		if f.required("Next") {
			if name, ok := f.ofKind("Next", jsonvalue.KindString, "String"); ok {
				rule.Next = c.target(f, "Next", name.Str())
			}
		}
		f.refuseOthers()
		ch.Rules = append(ch.Rules, rule)
	})
	if name, ok := c.ofKind("Default", jsonvalue.KindString, "String"); ok {
		ch.Default = c.target(&c.fields, "Default", name.Str())
	}
}

// condition compiles one test of a rule, or a combination of tests.
func (c *compiler) condition(f *fields, depth int) Condition {
	f.text("Comment")
	if depth > maxNesting {
		c.l.fail(codeTooDeep, f.path, "Conditions are nested more than %d deep", maxNesting)
		return nil
	}
	nested := func(f *fields) Condition {
		of := c.condition(f, depth+1)
		f.refuseOthers()
		return of
	}
	var found []Condition
	for _, key := range []string{"And", "Or"} {
		if !f.has(key) {
			continue
		}
		many := manyCondition{any: key == "Or"}
		f.list(key, func(_ int, f *fields) { many.of = append(many.of, nested(f)) })
		if len(many.of) == 0 {
			c.l.fail(codeSchema, f.at(key), "Value cannot be empty")
		}
		found = append(found, many)
	}
	if v, ok := f.ofKind("Not", jsonvalue.KindObject, "Object"); ok {
		found = append(found, notCondition{nested(&fields{l: c.l, of: v, path: f.at("Not")})})
	}
	for i := range f.of.Len() {
		key := f.of.Member(i).Key
		op, ok := operators[key]
		base, isPath := strings.CutSuffix(key, "Path")
		if !ok && isPath {
			op, ok = operators[base]
			ok = ok && op.path
		}
		if ok || key == "IsPresent" {
			found = append(found, c.comparison(f, key, op))
		}
	}
	if len(found) != 1 {
		c.l.fail(codeSchema, f.path, "A choice rule needs exactly one comparison operator, And, Or or Not; this has %d", len(found))
		return nil
	}
	return found[0]
}

func (c *compiler) comparison(f *fields, key string, op operator) Condition {
	operand, _ := f.take(key)
	if !f.required("Variable") {
		return nil
	}
	variable, ok := f.ofKind("Variable", jsonvalue.KindString, "String")
	if !ok {
		return nil
	}
	text := variable.Str()
	e := c.l.path(text, f.at("Variable"), pathField{name: "Variable", condition: true})
	if key == "IsPresent" {
		if !isBool(operand) {
			c.l.fail(codeSchema, f.at(key), "Expected value of type Boolean")
		}
		return &presence{variable: e, text: text, want: operand.Bool()}
	}
	cmp := &comparison{variable: e, text: text, operator: key, test: op.test, operand: operand}
	switch {
	case operators[key].test == nil: // the form with Path
		cmp.pathText = operand.Str()
		if !isString(operand) {
			c.l.fail(codeSchema, f.at(key), "Expected value of type String")
			return nil
		}
		cmp.path = c.l.path(cmp.pathText, f.at(key), pathField{name: key, condition: true})
	case !op.operand(operand):
		if op.expected == "RFC3339 timestamp" {
			c.l.fail(codeSchema, f.at(key), "String does not match RFC3339 timestamp")
		} else {
			c.l.fail(codeSchema, f.at(key), "Expected value of type %s", op.expected)
		}
	}
	return cmp
}
