package check

import (
	"expresso/model/jsonvalue"
)

// operator is a comparison operator of a Choice rule with what it compares with.
type operator struct {
	name string
	rule rule
}

// operators are all of them, in the order of the language's specification.
var operators = makeOperators()

func makeOperators() (ops []operator) {
	family := func(of string, r rule) {
		for _, relation := range []string{"Equals", "LessThan", "GreaterThan", "LessThanEquals", "GreaterThanEquals"} {
			ops = append(ops, operator{of + relation, r}, operator{of + relation + "Path", variablePath})
		}
	}
	family("String", text)
	ops = append(ops, operator{"StringMatches", text})
	family("Numeric", anyNumber)
	ops = append(ops, operator{"BooleanEquals", boolean}, operator{"BooleanEqualsPath", variablePath})
	family("Timestamp", timestamp)
	for _, test := range []string{"IsNull", "IsPresent", "IsNumeric", "IsString", "IsBoolean", "IsTimestamp"} {
		ops = append(ops, operator{test, boolean})
	}
	return ops
}

func anyNumber(c *checker, v jsonvalue.Value, at *place) {
	if v.Kind() != jsonvalue.KindNumber {
		c.schema(at, "Expected value of type Number")
	}
}

// ruleTable has the fields of a rule, and of one that is nested in it.
func ruleTable() (top, nested *object) {
	tests := fields{
		"Comment": both(text), "Variable": onlyPath(variablePath),
		"And": onlyPath(filled(list(nestedRule))), "Or": onlyPath(filled(list(nestedRule))), "Not": onlyPath(nestedRule),
	}
	names := make([]string, 0, len(operators))
	for _, op := range operators {
		tests[op.name] = onlyPath(op.rule)
		names = append(names, op.name)
	}
	all := newGroup(names...)
	also := func(c *checker, v jsonvalue.Value, at *place) { selector(c, v, at, all) }
	nested = &object{fields: tests, also: also}
	top = &object{
		fields:   tests.and(fields{"Condition": onlyJSONata(computable(boolean)), "Next": both(text), "Assign": both(assign), "Output": onlyJSONata(output)}),
		required: []string{"Next"},
		also:     also,
	}
	return top, nested
}

// selector sees to it that a rule tests just one thing, a variable by just one operator.
func selector(c *checker, v jsonvalue.Value, at *place, all group) {
	selectors := 0
	for _, name := range []string{"And", "Or", "Not", "Variable", "Condition"} {
		if has(v, name) {
			selectors++
		}
	}
	if selectors != 1 {
		c.schema(at, "The object must have only one of the following fields, [And, Or, Not, Variable, Condition]")
		return
	}
	switch {
	case c.language != jsonPath:
	case has(v, "Variable"):
		checkGroup(c, v, at, all, true)
	default: // an operator needs a variable
		for _, op := range operators {
			if has(v, op.name) {
				c.schema(at, "Field '%s' is not supported", op.name)
			}
		}
	}
}

func choiceRule(c *checker, v jsonvalue.Value, at *place) { tables().rule.check(c, v, at) }

func nestedRule(c *checker, v jsonvalue.Value, at *place) {
	if c.ruleNesting++; c.ruleNesting > maxNesting {
		c.fail(codeTooDeep, at, "Conditions are nested more than %d deep", maxNesting)
	} else {
		tables().nested.check(c, v, at)
	}
	c.ruleNesting--
}
