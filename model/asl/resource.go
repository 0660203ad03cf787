package asl

import "strings"

// Resource is a Task state's Resource.
type Resource struct {
	ARN string
	// Service and Action are the parts of a service integration's ARN, such as
	// "aws-sdk:dynamodb" and "putItem", or "sqs" and "sendMessage". Both are "" for the
	// bare ARN of a Lambda function.
	Service, Action string
	// Region is where the ARN points, "" for a service integration, which is in the
	// region of the state machine.
	Region string
}

// IsFunction tells whether the resource is the bare ARN of a Lambda function.
func (r Resource) IsFunction() bool { return r.Service == "" }

// Name is what AWS calls the resource in the text of States.DataLimitExceeded: the service
// of an integration (recorded: 'lambda'), or the function's ARN.
func (r Resource) Name() string {
	if r.IsFunction() {
		return r.ARN
	}
	return r.Service
}

// resource reads a Resource and says what is wrong with it.
func (l *loader) resource(arn, at string) Resource {
	unknown := func() Resource {
		l.fail(codeSchema, at, "The resource provided %s is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.", arn)
		return Resource{ARN: arn}
	}
	// arn:partition:service:region:account:rest
	parts := strings.SplitN(arn, ":", 6)
	if !strings.HasPrefix(arn, "arn:") {
		l.fail(codeSchema, at, "Value is not a valid resource ARN")
		return Resource{ARN: arn}
	}
	if len(parts) < 6 || parts[0] != "arn" || parts[1] == "" {
		return unknown()
	}
	rest := parts[5]
	switch {
	case parts[2] == "lambda" && strings.HasPrefix(rest, "function:") && rest != "function:":
		return Resource{ARN: arn, Region: parts[3]}
	case parts[2] == "states" && strings.HasPrefix(rest, "activity:"):
		if l.kind == Express {
			l.fail(codeSchema, at, "Express state machine does not support Activity ARN")
		}
		return Resource{ARN: arn, Region: parts[3]}
	case parts[2] == "states" && parts[3] == "" && parts[4] == "":
		colon := strings.LastIndexByte(rest, ':')
		if strings.HasSuffix(rest, ".sync:2") {
			colon = strings.LastIndexByte(strings.TrimSuffix(rest, ":2"), ':')
		}
		if colon <= 0 || colon == len(rest)-1 {
			return unknown()
		}
		r := Resource{ARN: arn, Service: rest[:colon], Action: rest[colon+1:]}
		l.pattern(r, at)
		return r
	}
	return unknown()
}

// pattern checks the pattern of a service integration.
func (l *loader) pattern(r Resource, at string) {
	_, pattern, _ := strings.Cut(r.Action, ".")
	switch {
	case l.kind != Express:
	case pattern == "sync" || pattern == "sync:2":
		l.fail(codeSchema, at, "Express state machine does not support '.sync' service integration")
	case pattern == "waitForTaskToken":
		l.fail(codeSchema, at, "Express state machine does not support '.waitForTaskToken' service integration ")
	}
}

// requiredParameters are the parameters without which AWS refuses an integration, as far
// as they were measured.
var requiredParameters = map[string][]string{
	"lambda:invoke":         {"FunctionName"},
	"sqs:sendMessage":       {"QueueUrl", "MessageBody"},
	"sns:publish":           {"Message"},
	"dynamodb:putItem":      {"TableName", "Item"},
	"dynamodb:getItem":      {"TableName", "Key"},
	"states:startExecution": {"StateMachineArn"},
	"events:putEvents":      {"Entries"},
	"ecs:runTask":           {"TaskDefinition"},
	"glue:startJobRun":      {"JobName"},
}

// checkParameters sees to it that a service integration has the Parameters that it needs.
func (c *compiler) checkParameters(r Resource) {
	if r.IsFunction() {
		return
	}
	field := "Parameters"
	if c.l.current == JSONata {
		field = "Arguments"
	}
	parameters, ok := c.of.Get(field)
	if !ok {
		c.l.fail(codeSchema, c.path, "%s field is required for resource ARN: %s", field, r.ARN)
		return
	}
	if _, computed := jsonataText(parameters); computed && c.l.current == JSONata {
		return
	}
	action, _, _ := strings.Cut(r.Action, ".")
	for _, key := range requiredParameters[r.Service+":"+action] {
		_, static := parameters.Get(key)
		if _, computed := parameters.Get(key + ".$"); !static && !computed {
			c.l.fail(codeSchema, c.at(field), "The field '%s' is required but was missing", key)
		}
	}
}
