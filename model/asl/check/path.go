package check

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"expresso/model/jsonpath"
	"expresso/model/jsonvalue"
	"expresso/model/limit"
)

// The texts of faults of paths.
const (
	notPath      = "Value must be a valid JSONPath."
	notReference = "Value is not a Reference Path"
	notDollar    = notReference + ": Reference path didn't start with '$'"
)

// VariableName returns the name of the variable with which a path begins, "" if it begins
// with none: $name, $name.field, $name[0].
func VariableName(text string) string {
	if len(text) < 2 || text[0] != '$' {
		return ""
	}
	for i, r := range text[1:] {
		if unicode.IsLetter(r) || r == '_' || i > 0 && (unicode.IsDigit(r) || unicode.Is(unicode.M, r)) {
			continue
		}
		return text[1 : 1+i]
	}
	return text[1:]
}

// compilePath compiles a path into the input ($), the context object ($$) or a variable
// ($name); nil for what is none.
func (c *checker) compilePath(text string) *jsonpath.Path {
	rest := text
	switch name := VariableName(text); {
	case strings.HasPrefix(text, "$$"):
		rest = text[1:]
	case name != "":
		rest = "$" + text[1+len(name):]
	}
	if !strings.HasPrefix(rest, "$") {
		return nil
	}
	path, err := c.Path(rest)
	if err != nil {
		return nil
	}
	return path
}

// path is a path.
func path(c *checker, v jsonvalue.Value, at *place) {
	if isKind(c, v, at, jsonvalue.KindString) && c.compilePath(v.Str()) == nil {
		c.schema(at, notPath)
	}
}

// pathOrCall is a path or a call of an intrinsic function.
func pathOrCall(c *checker, v jsonvalue.Value, at *place) {
	if isKind(c, v, at, jsonvalue.KindString) && !c.legalPathOrCall(v.Str()) {
		c.schema(at, notPath)
	}
}

// pathOrNull is a path or null.
func pathOrNull(c *checker, v jsonvalue.Value, at *place) {
	if v.Kind() != jsonvalue.KindNull {
		path(c, v, at)
	}
}

// itemsPath is a reference path: one that selects a single value.
func itemsPath(c *checker, v jsonvalue.Value, at *place) {
	if !isKind(c, v, at, jsonvalue.KindString) {
		return
	}
	switch p := c.compilePath(v.Str()); {
	case p == nil:
		c.schema(at, notPath)
	case !p.Reference():
		c.schema(at, notReference)
	}
}

// numberPath is the path of a number of a Map: a reference path, but not into the context
// object.
func numberPath(c *checker, v jsonvalue.Value, at *place) {
	if strings.HasPrefix(v.Str(), "$$") {
		c.schema(at, notReference)
		return
	}
	itemsPath(c, v, at)
}

// resultPath is a reference path into the input, or null.
func resultPath(c *checker, v jsonvalue.Value, at *place) {
	if v.Kind() == jsonvalue.KindNull || !isKind(c, v, at, jsonvalue.KindString) {
		return
	}
	text := v.Str()
	p := c.compilePath(text)
	switch {
	case !strings.HasPrefix(text, "$"):
		c.schema(at, notDollar)
	case p == nil || !p.Reference() || VariableName(text) != "" || strings.HasPrefix(text, "$$"):
		c.schema(at, notReference)
	}
}

// variablePath is the path of a Choice rule's variable or operand.
func variablePath(c *checker, v jsonvalue.Value, at *place) {
	if !isKind(c, v, at, jsonvalue.KindString) {
		return
	}
	switch text := v.Str(); {
	case !strings.HasPrefix(text, "$"):
		c.schema(at, notDollar)
	case c.compilePath(text) == nil:
		c.schema(at, notReference)
	}
}

// legalPathOrCall reports whether a text may stand where a payload template is computed.
func (c *checker) legalPathOrCall(text string) bool {
	if strings.HasPrefix(text, "States.") {
		_, err := c.Intrinsic(text)
		return err == nil
	}
	return c.compilePath(text) != nil
}

// template is a payload template: a value in which keys that end in ".$" have their values
// computed, or in JSONata strings of the form {% ... %}. AWS names the template's own place
// for a fault of the former, and the exact place of the latter.
func template(c *checker, v jsonvalue.Value, at *place) {
	if c.language == jsonAta {
		c.jsonata(v, at)
		return
	}
	c.payload(v, at, at)
}

func (c *checker) payload(v jsonvalue.Value, at, whole *place) {
	switch v.Kind() {
	case jsonvalue.KindArray:
		for i := range v.Len() {
			c.payload(v.At(i), at.at(i), whole)
		}
	case jsonvalue.KindObject:
		c.payloadObject(v, at, whole)
	}
}

func (c *checker) payloadObject(v jsonvalue.Value, at, whole *place) {
	for i := range v.Len() {
		m := v.Member(i)
		if !strings.HasSuffix(m.Key, ".$") {
			c.payload(m.Value, at.member(m.Key), whole)
			if text := m.Value.Str(); strings.HasPrefix(text, "$.") || strings.HasPrefix(text, "$$.") {
				c.warn(codeNoDollar, at.member(m.Key), "The value of the field looks like a path, but the field name does not end with '.$'")
			}
			continue
		}
		switch {
		case m.Value.Kind() != jsonvalue.KindString:
			c.schema(whole, "The value for the field '%s' must be a STRING that contains a JSONPath but was %s", m.Key, strings.ToUpper(m.Value.Kind().String()))
		case !c.legalPathOrCall(m.Value.Str()):
			c.schema(whole, "The value for the field '%s' must be a valid JSONPath or a valid intrinsic function call", m.Key)
		default:
			continue
		}
		c.found[len(c.found)-1].Pointer = at.member(m.Key).pointer() // for people
	}
}

// assign is what a state, a rule or a catcher gives variables.
func assign(c *checker, v jsonvalue.Value, at *place) {
	if !isObject(c, v, at) {
		return
	}
	for i := range v.Len() {
		key := v.Member(i).Key
		c.variableName(c.assigned(key), at.member(key))
	}
	c.computedAs(func() { template(c, v, at) })
}

// assigned is the variable that a member of Assign sets.
func (c *checker) assigned(key string) string {
	if c.language == jsonPath {
		return strings.TrimSuffix(key, ".$")
	}
	return key
}

func (c *checker) variableName(name string, at *place) {
	switch {
	case name == statesVariable:
		c.fail(codeReserved, at, "Cannot assign to reserved variable '$states'.")
	case utf8.RuneCountInString(name) > limit.VariableName:
		c.fail(codeVariable, at, "Invalid variable name '%s': the variable name exceeds the %d-character limit", name, limit.VariableName)
	case name == "" || VariableName("$"+name) != name:
		c.fail(codeVariable, at, "Invalid variable name '%s': the variable name contains invalid characters.", name)
	}
}
