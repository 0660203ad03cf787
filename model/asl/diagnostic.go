package asl

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"expresso/model/jsonvalue"
)

// Severity is how much a diagnostic matters.
type Severity string

// A definition with an Error is refused; a Warning is about something that is legal and
// probably not meant.
const (
	Error   Severity = "ERROR"
	Warning Severity = "WARNING"
)

// The codes of AWS's ValidateStateMachineDefinition that are in use here.
const (
	codeJSON             = "INVALID_JSON_DESCRIPTION"
	codeSchema           = "SCHEMA_VALIDATION_FAILED"
	codeMissingTarget    = "MISSING_TRANSITION_TARGET"
	codeMissingEnd       = "MISSING_END_STATE"
	codeDuplicate        = "DUPLICATE_STATE_NAME"
	codeStateName        = "INVALID_STATE_NAME"
	codeTooDeep          = "TOO_DEEPLY_NESTED"
	codeNoDollar         = "NO_DOLLAR"
	codePassResultStatic = "PASS_RESULT_IS_STATIC"
)

// Diagnostic is one finding about a definition, in the form of AWS's
// ValidateStateMachineDefinition.
type Diagnostic struct {
	Severity Severity
	Code     string
	Message  string
	// Location is a JSON pointer into the definition, such as /States/Pay/Resource, or
	// "" where AWS gives none. For text that is not JSON it is AWS's description of the
	// place with line and column.
	Location string
}

// String is the diagnostic as AWS writes it into an InvalidDefinition error.
func (d Diagnostic) String() string {
	if d.Location == "" {
		return d.Code + ": " + d.Message
	}
	return d.Code + ": " + d.Message + " at " + d.Location
}

// Diagnostics are all findings about a definition, errors and warnings, in the order of
// the text as far as one state goes.
type Diagnostics []Diagnostic

// Refused reports whether there is an error among them.
func (ds Diagnostics) Refused() bool {
	return slices.ContainsFunc(ds, func(d Diagnostic) bool { return d.Severity == Error })
}

// Position tells where in the definition's text a diagnostic points, both from 1: at the
// value that Location names, or at the nearest one around it.
func (d Diagnostic) Position(definition string) (line, column int) {
	if d.Code == codeJSON {
		var syntax *jsonvalue.SyntaxError
		if _, err := jsonvalue.Parse(definition); errors.As(err, &syntax) {
			return syntax.Line, syntax.Column
		}
	}
	for pointer := strings.TrimSuffix(d.Location, "/"); ; {
		if offset, ok := jsonvalue.Locate(definition, pointer); ok {
			return jsonvalue.LineColumn(definition, offset)
		}
		slash := strings.LastIndexByte(pointer, '/')
		if slash < 0 {
			return 1, 1
		}
		pointer = pointer[:slash]
	}
}

// pointer extends a JSON pointer by a key.
func pointer(to, key string) string {
	if strings.ContainsAny(key, "~/") {
		key = strings.NewReplacer("~", "~0", "/", "~1").Replace(key)
	}
	return to + "/" + key
}

// element extends a JSON pointer by an index.
func element(to string, i int) string { return fmt.Sprintf("%s/%d", to, i) }

// orRoot is how AWS writes the location of the whole definition.
func orRoot(location string) string {
	if location == "" {
		return "/"
	}
	return location
}
