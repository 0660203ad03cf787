// Package check finds what is wrong with a definition, as ValidateStateMachineDefinition does.
// Codes, texts, places and order are AWS's. First comes what a table of fields can tell of
// every object, then what takes a look at all states: names, targets, states that nothing
// leads to, variables. Of what it compiles only the expressions are kept: definitions are
// compiled by package asl, which relies on what is checked here.
package check

import (
	"errors"
	"fmt"
	"strings"

	"expresso/model/jsonvalue"
	"expresso/model/limit"
)

const (
	// maxSeconds is the largest number of seconds in any field.
	maxSeconds = 99_999_999
	// maxNesting bounds Parallel and Map states within each other, and with them the
	// depth to which an execution recurses. AWS has a bound too and does not tell it.
	maxNesting = 64
)

// checker collects what is found.
type checker struct {
	express     bool
	machine     language // of states that do not name theirs
	found       Diagnostics
	nesting     int // of Parallel and Map states
	ruleNesting int // of conditions of a Choice
	*Compiled

	// About the state that is being checked.
	language  language
	stateType string
	catching  bool // in a catcher's Assign or Output, which see the error
	finished  bool // in Assign or Output of a state that has a result
}

// language is a query language; "" stands for both.
type language string

const (
	jsonPath language = "JSONPath"
	jsonAta  language = "JSONata"
)

func (c *checker) fail(code string, at *place, format string, args ...any) {
	message := format
	if len(args) > 0 {
		message = fmt.Sprintf(format, args...)
	}
	c.found = append(c.found, Diagnostic{Severity: Error, Code: code, Message: message, Location: at.location(), Pointer: at.pointer()})
}

// hint adds what may help a person to what was said last.
func (c *checker) hint(format string, args ...any) {
	c.found[len(c.found)-1].Hint = fmt.Sprintf(format, args...)
}

func (c *checker) schema(at *place, format string, args ...any) {
	c.fail(codeSchema, at, format, args...)
}

func (c *checker) warn(code string, at *place, message string) {
	c.found = append(c.found, Diagnostic{Severity: Warning, Code: code, Message: message, Location: at.location(), Pointer: at.pointer()})
}

// Definition checks a definition of a machine that is EXPRESS or else STANDARD. The value is
// the definition's, undefined if it is not JSON.
func Definition(text string, express bool) (jsonvalue.Value, *Compiled, Diagnostics) {
	root, refused := parse(text)
	if refused != nil {
		return root, nil, refused
	}
	c := newChecker(root, express)
	tables().machine.check(c, root, nil)
	c.states(root)
	return root, c.Compiled, c.found
}

// State checks the definition of a single state as AWS's TestState does: as the only state
// of a STANDARD machine, where it has the given name. What it leads to need not be there.
// The value is that machine, undefined if the text is not JSON.
func State(text, name string) (jsonvalue.Value, *Compiled, Diagnostics) {
	state, refused := parse(text)
	if refused != nil {
		return state, nil, refused
	}
	root := jsonvalue.NewObject([]jsonvalue.Member{
		{Key: "StartAt", Value: jsonvalue.NewString(name)},
		{Key: "States", Value: jsonvalue.NewObject([]jsonvalue.Member{{Key: name, Value: state}})},
	})
	c := newChecker(root, false)
	tables().machine.check(c, root, nil)
	machine := graph{of: root}
	c.names(machine)
	c.variables(machine, nil)
	within := func(check func(g graph)) {
		machine.states(func(_ string, state jsonvalue.Value, at *place) {
			machine.within(state, at, func(inner graph) { inner.walk(check) })
		})
	}
	within(c.targets)
	within(c.reach)
	return root, c.Compiled, c.found
}

// newChecker returns a checker for a machine.
func newChecker(root jsonvalue.Value, express bool) *checker {
	c := &checker{express: express, machine: jsonPath, language: jsonPath, Compiled: &Compiled{}}
	if v, ok := root.Get("QueryLanguage"); ok {
		c.machine = c.queryLanguage(v, (*place)(nil).member("QueryLanguage"))
		c.language = c.machine
	}
	return c
}

// parse reads the text of a definition, which is an object, or says why it is none.
func parse(text string) (jsonvalue.Value, Diagnostics) {
	refused := func(code, location, format string, args ...any) (jsonvalue.Value, Diagnostics) {
		return jsonvalue.Value{}, Diagnostics{{Severity: Error, Code: code, Message: fmt.Sprintf(format, args...), Location: location}}
	}
	const notAnObject = "Definition must be a valid JSON object"
	if len(text) > limit.Definition {
		return refused(codeSchema, "", "Definition is longer than %d bytes", limit.Definition)
	}
	if strings.TrimSpace(text) == "" {
		return refused(codeSchema, "", notAnObject)
	}
	root, err := jsonvalue.Parse(text)
	if err != nil {
		message, location := jackson(text, err)
		return refused(codeJSON, location, "%s", message)
	}
	if root.Kind() != jsonvalue.KindObject {
		return refused(codeSchema, "", notAnObject)
	}
	return root, nil
}

// queryLanguage reads QueryLanguage. Whatever is not JSONPath counts as JSONata.
func (c *checker) queryLanguage(v jsonvalue.Value, at *place) language {
	enum(string(jsonPath), string(jsonAta))(c, v, at)
	if v.Str() == string(jsonPath) {
		return jsonPath
	}
	return jsonAta
}

// jackson is what AWS, which parses with Jackson, says of a text that is not JSON, and where:
// it quotes the beginning of the text.
func jackson(text string, err error) (message, location string) {
	const shown = 500 // characters that Jackson quotes
	e := jsonvalue.Jackson(text)
	if syntax := new(jsonvalue.SyntaxError); e.Line == 0 && errors.As(err, &syntax) {
		e = jsonvalue.JacksonError{Message: syntax.Msg, Line: syntax.Line, Column: syntax.Column}
	}
	more := ""
	if runes := []rune(text); len(runes) > shown {
		text = string(runes[:shown])
		more = fmt.Sprintf("[truncated %d chars]", len(runes)-shown)
	}
	source := fmt.Sprintf("[Source: (String)\"%s\"%s; line: ", text, more)
	return strings.ReplaceAll(e.Message, jsonvalue.RedactedSource, source), fmt.Sprintf("%s%d, column: %d]", source, e.Line, e.Column)
}
