package check

import (
	"errors"
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
	codeDuplicateLabel   = "DUPLICATE_LABEL_NAME"
	codeLabel            = "INVALID_LABEL_NAME"
	codeTooDeep          = "TOO_DEEPLY_NESTED"
	codeVariable         = "INVALID_VARIABLE_NAME"
	codeReserved         = "RESERVED_VARIABLE_NAME"
	codeJSONata          = "INVALID_JSONATA_EXPRESSION"
	codeUnsupported      = "UNSUPPORTED_JSONATA_EXPRESSION"
	codeNoDollar         = "NO_DOLLAR"
	codePassResultStatic = "PASS_RESULT_IS_STATIC"
)

// Diagnostic is one finding about a definition, in the form of AWS's
// ValidateStateMachineDefinition.
type Diagnostic struct {
	Severity Severity
	Code     string
	Message  string
	// Location is where it is, as AWS writes it: /States/Pay/Catch[0]/Next, with names as
	// they are; "" where AWS gives none. For text that is not JSON it is AWS's
	// description of the place with line and column.
	Location string
	// Pointer is the same place as a JSON pointer into the definition.
	Pointer string
	// At is the character within the expression that is wrong, from 1; 0 where it is not in one,
	// or is the whole of it.
	At int
	// Hint says more than AWS does, to people. Programs get AWS's text alone.
	Hint string
}

// String is the diagnostic as AWS writes it into an InvalidDefinition error.
func (d Diagnostic) String() string {
	location := d.Location
	if location == "" {
		location = "null"
	}
	return d.Code + ": " + d.Message + " at " + location
}

// Diagnostics are all findings about a definition, errors and warnings, in AWS's order.
type Diagnostics []Diagnostic

// Refused reports whether there is an error among them.
func (ds Diagnostics) Refused() bool {
	return slices.ContainsFunc(ds, func(d Diagnostic) bool { return d.Severity == Error })
}

// Position tells where in the definition's text a diagnostic points, both from 1: at the
// value that Pointer names, or at the nearest one around it; of an expression at the character
// that is wrong.
func (d Diagnostic) Position(definition string) (line, column int) {
	if d.Code == codeJSON {
		var syntax *jsonvalue.SyntaxError
		if _, err := jsonvalue.Parse(definition); errors.As(err, &syntax) {
			return syntax.Line, syntax.Column
		}
	}
	for pointer := d.Pointer; ; {
		if offset, ok := jsonvalue.Locate(definition, pointer); ok {
			line, column = jsonvalue.LineColumn(definition, offset)
			if pointer == d.Pointer {
				line, column = d.Within(definition, line, column)
			}
			return line, column
		}
		slash := strings.LastIndexByte(pointer, '/')
		if slash < 0 {
			return 1, 1
		}
		pointer = pointer[:slash]
	}
}
