package check

import (
	"slices"
	"strings"

	"expresso/model/jsonvalue"
)

// Resource is what a Task state's Resource names.
type Resource struct {
	ARN string
	// Service and Action are the parts of a service integration's ARN, such as
	// "aws-sdk:dynamodb" and "putItem", or "states" and "startExecution.sync:2". Both are ""
	// for the bare ARN of a Lambda function and of an activity.
	Service, Action string
	// Region is where the ARN points, "" for a service integration, which is in the
	// region of the state machine.
	Region string

	activity bool
}

// IsFunction reports whether the resource is the bare ARN of a Lambda function.
func (r Resource) IsFunction() bool { return r.Service == "" }

// Name is what AWS calls the resource in the text of States.DataLimitExceeded: the service
// of an integration (recorded: 'lambda'), or the function's ARN.
func (r Resource) Name() string {
	if r.IsFunction() {
		return r.ARN
	}
	return r.Service
}

// integration is the service and the action alone, such as "states:startExecution".
func (r Resource) integration() string {
	action, _, _ := strings.Cut(r.Action, ".")
	return r.Service + ":" + action
}

// IsActivity reports whether the resource is an activity.
func (r Resource) IsActivity() bool { return r.activity }

// Pattern is what follows the action: "sync", "sync:2", "waitForTaskToken" or "".
func (r Resource) Pattern() string {
	_, pattern, _ := strings.Cut(r.Action, ".")
	return pattern
}

// ParseResource reads the ARN of a Resource. ok is false for one that AWS does not know.
func ParseResource(arn string) (r Resource, ok bool) {
	// arn:partition:service:region:account:rest
	parts := strings.SplitN(arn, ":", 6)
	r.ARN = arn
	if len(parts) < 6 || parts[0] != "arn" || parts[1] == "" {
		return r, false
	}
	rest := parts[5]
	switch {
	case parts[2] == "lambda" && strings.HasPrefix(rest, "function:") && rest != "function:":
		r.Region = parts[3]
		return r, true
	case parts[2] == "states" && strings.HasPrefix(rest, "activity:"):
		r.Region, r.activity = parts[3], true
		return r, true
	case parts[2] != "states":
		return r, false
	}
	colon := strings.LastIndexByte(strings.TrimSuffix(rest, ".sync:2"), ':')
	if colon <= 0 || colon == len(rest)-1 {
		return r, false
	}
	r.Service, r.Action = rest[:colon], rest[colon+1:]
	return r, r.integrated()
}

// integrated reports whether Step Functions has the integration.
func (r Resource) integrated() bool {
	pattern := r.Pattern()
	any := pattern == "" || pattern == "waitForTaskToken"
	if sdk, ok := strings.CutPrefix(r.Service, "aws-sdk:"); ok {
		return any && sdk != "" && !strings.Contains(sdk, ":")
	}
	found, ok := integrations[r.integration()]
	return ok && (any || slices.Contains(found.patterns, pattern))
}

// task checks what a Task state calls, and with what.
func task(c *checker, v jsonvalue.Value, at *place) {
	heartbeat, _ := v.Get("HeartbeatSeconds")
	timeout, _ := v.Get("TimeoutSeconds")
	if h, ok := heartbeat.Int(); ok {
		if t, ok := timeout.Int(); ok && h >= t && t > 0 {
			c.schema(at, "HeartbeatSeconds must be less than TimeoutSeconds")
		}
	}
	named, ok := v.Get("Resource")
	if !ok || named.Kind() != jsonvalue.KindString {
		return
	}
	arn := named.Str()
	at = at.member("Resource")
	if !strings.HasPrefix(arn, "arn:") {
		c.schema(at, "Value is not a valid resource ARN")
		return
	}
	r, ok := ParseResource(arn)
	switch {
	case !ok:
		c.schema(at, "The resource provided %s is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.", arn)
		return
	case !c.express:
	case r.activity:
		c.schema(at, "Express state machine does not support Activity ARN")
		c.hint("only STANDARD state machines have activities: call a Lambda function or a service")
	case r.Pattern() == "waitForTaskToken":
		c.schema(at, "Express state machine does not support '.waitForTaskToken' service integration ")
		c.hint("only STANDARD state machines wait for a callback: without .waitForTaskToken the task ends with the response")
	case r.Pattern() != "":
		c.schema(at, "Express state machine does not support '.sync' service integration")
		if r.integration() == "states:startExecution" {
			c.hint("an EXPRESS state machine can be called with arn:aws:states:::aws-sdk:sfn:startSyncExecution, which waits for its output")
		} else {
			c.hint("only STANDARD state machines wait for a job: without .sync the task ends when the job is started")
		}
	}
	if r.Service != "" {
		c.parameters(v, r, at)
	}
}

// parameters sees to it that a service integration has the Parameters that it needs.
func (c *checker) parameters(v jsonvalue.Value, r Resource, at *place) {
	field := "Parameters"
	if c.language == jsonAta {
		field = "Arguments"
	}
	given, ok := v.Get(field)
	if !ok {
		c.schema(at, "%s field is required for resource ARN: %s", field, r.ARN)
		return
	}
	if given.Kind() == jsonvalue.KindString { // to be computed
		return
	}
	for _, key := range integrations[r.integration()].required {
		if !hasParameter(given, key) {
			c.schema(at.up.member(field), "The field '%s' is required but was missing", key)
		}
	}
}

// hasParameter reports whether a template has a member, fixed or computed.
func hasParameter(v jsonvalue.Value, key string) bool {
	return has(v, key) || has(v, key+".$")
}

// resourceOf is the ARN of one of some actions.
func resourceOf(actions ...string) rule {
	return func(c *checker, v jsonvalue.Value, at *place) {
		if !isKind(c, v, at, jsonvalue.KindString) {
			return
		}
		parts := strings.SplitN(v.Str(), ":", 6)
		if len(parts) < 6 || parts[0] != "arn" || parts[2] != "states" || !slices.Contains(actions, parts[5]) {
			c.schema(at, "The field 'Resource' does not match any of the allowed values")
		}
	}
}
