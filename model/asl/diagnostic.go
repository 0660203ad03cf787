package asl

import "expresso/model/asl/check"

// What is said of a definition comes from package check.
type (
	// Diagnostic is one finding about a definition.
	Diagnostic = check.Diagnostic
	// Severity is how bad it is.
	Severity = check.Severity
	// Diagnostics are all findings about a definition.
	Diagnostics = check.Diagnostics
	// Resource is what a Task state's Resource names.
	Resource = check.Resource
)

// The severities of diagnostics.
const (
	Error   = check.Error
	Warning = check.Warning
)
