package check

import (
	"errors"
	"fmt"
	"strings"

	"expresso/model/jsonata"
	"expresso/model/jsonvalue"
)

const (
	// statesVariable is the name under which expressions see what a state has.
	statesVariable   = "states"
	opening, closing = "{%", "%}"
	notJSONata       = "JSONata string must start with {% and end with %}"
)

// JSONata returns the expression that is between {% and %}, if nothing is around
// them: then a string is an expression.
func JSONata(v jsonvalue.Value) (string, bool) {
	text, ok := strings.CutPrefix(v.Str(), opening)
	if !ok {
		return "", false
	}
	text, ok = strings.CutSuffix(text, closing)
	return strings.TrimSpace(text), ok
}

// jsonata checks a value in which strings of the form {% ... %} are computed.
func (c *checker) jsonata(v jsonvalue.Value, at *place) {
	switch v.Kind() {
	case jsonvalue.KindString:
		if source, ok := JSONata(v); ok {
			c.expression(source, at)
		} else if strings.HasPrefix(v.Str(), opening) {
			c.schema(at, "%s", notJSONata)
		}
	case jsonvalue.KindArray:
		for i := range v.Len() {
			c.jsonata(v.At(i), at.at(i))
		}
	case jsonvalue.KindObject:
		for i := range v.Len() {
			m := v.Member(i)
			c.jsonata(m.Value, at.member(m.Key))
		}
	}
}

// expression checks an expression: that it can be parsed, and reads nothing that is not
// there. What is read twice is told once, in the order of the text.
func (c *checker) expression(source string, at *place) {
	e, err := c.JSONata(source)
	if err != nil {
		wrong := new(jsonata.Error)
		if !errors.As(err, &wrong) {
			wrong.Message = err.Error()
		}
		c.fail(codeJSONata, at, "%s", wrong.Message)
		c.found[len(c.found)-1].At = wrong.Start()
		if wrong.Position > 0 {
			c.hint("%s at character %d of %s", wrong.Code, wrong.Position, source)
		}
		return
	}
	told := map[string]bool{}
	for _, r := range e.References(statesVariable) {
		key := fmt.Sprint(r.Name, r.Variable)
		if told[key] {
			continue
		}
		told[key] = true
		before := len(c.found)
		switch {
		case r.Variable && !c.hasMember(r.Name):
			c.fail(codeUnsupported, at, "Field '$%s.%s' does not exist.", statesVariable, r.Name)
			c.hint("%s", memberHint(r.Name))
		case r.Variable:
		case r.Name == "$$":
			c.fail(codeUnsupported, at, "Reference to '$$' is not supported.")
			c.hint("the state's input is $states.input")
		default:
			c.fail(codeUnsupported, at, "Reference to '%s' at the top level is not supported.", r.Name)
			c.hint("data is reached through $states, such as $states.input, or through a variable")
		}
		if len(c.found) > before {
			c.found[before].At = r.At
		}
	}
}

// hasMember reports whether the expression that is checked sees a member of $states.
func (c *checker) hasMember(name string) bool {
	switch name {
	case "input", "context":
		return true
	case "result":
		return c.finished
	case "errorOutput":
		return c.catching
	}
	return false
}

func memberHint(name string) string {
	switch name {
	case "result":
		return "$states.result is in Assign and Output of Task, Parallel and Map states only"
	case "errorOutput":
		return "$states.errorOutput is in Assign and Output of a catcher only"
	}
	return "$states has input, context, result and errorOutput"
}

// computedAs checks Assign or Output, which see a result if the state has one.
func (c *checker) computedAs(check func()) {
	outer := c.finished
	if !c.catching {
		c.finished = c.stateType == "Task" || c.stateType == "Parallel" || c.stateType == "Map"
	}
	check()
	c.finished = outer
}

// output is Output of a state, a rule or a catcher.
func output(c *checker, v jsonvalue.Value, at *place) {
	c.computedAs(func() { template(c, v, at) })
}
