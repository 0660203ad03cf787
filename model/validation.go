package model

// Diagnostic is one that AWS has of a definition.
type Diagnostic struct {
	Severity, Code, Message string
	Location                string // as AWS writes it: /States/Pay/Catch[0]/Next
}
