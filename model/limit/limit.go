// Package limit has the quotas of AWS Step Functions, each once.
//
// AWS: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
package limit

import "time"

const (
	// Payload is the largest input, output, result of a state or set of variables, in bytes
	// of UTF-8.
	Payload = 262_144
	// Express is how long an Express execution may take.
	Express = 5 * time.Minute
	// Definition is the largest definition in bytes.
	Definition = 1 << 20
	// Machines is how many state machines an account may have.
	Machines = 10_000
	// Versions is how many versions a state machine may have.
	Versions = 1000
	// Tags is how many tags a resource may have.
	Tags = 50
	// TagKey is the longest key of a tag, in characters.
	TagKey = 128
	// TagValue is the longest value of a tag.
	TagValue = 256
	// MachineName is the longest name of a state machine in characters.
	MachineName = 80
	// StateName is the longest name of a state in characters.
	StateName = 80
	// AliasName is the longest name of an alias in characters.
	AliasName = 80
	// ExecutionName is the longest name of an execution in characters.
	ExecutionName = 80
	// VariableName is the longest name of a variable in characters.
	VariableName = 80
)
