package embedded

import (
	"fmt"
	"unicode/utf8"

	"expresso/model/asl"
	"expresso/model/limit"
)

type testRequest struct {
	Definition         string             `json:"definition"`
	RoleArn            string             `json:"roleArn"`
	Input              *string            `json:"input"`
	InspectionLevel    string             `json:"inspectionLevel"`
	RevealSecrets      bool               `json:"revealSecrets"`
	Variables          *string            `json:"variables"`
	StateName          string             `json:"stateName"`
	Mock               *mockRequest       `json:"mock"`
	Context            *string            `json:"context"`
	StateConfiguration stateConfiguration `json:"stateConfiguration"`
}

type mockRequest struct {
	Result              *string    `json:"result"`
	ErrorOutput         *mockError `json:"errorOutput"`
	FieldValidationMode string     `json:"fieldValidationMode"`
}

type mockError struct {
	Error *string `json:"error"`
	Cause *string `json:"cause"`
}

type stateConfiguration struct {
	RetrierRetryCount        *int64  `json:"retrierRetryCount"`
	ErrorCausedByState       string  `json:"errorCausedByState"`
	MapIterationFailureCount *int64  `json:"mapIterationFailureCount"`
	MapItemReaderData        *string `json:"mapItemReaderData"`
}

// check checks what can be told without the definition.
func (in *testRequest) check() error {
	var c constraints
	c.required(in.Definition, "definition")
	c.sensitive(limit.Definition, len(in.Definition), "definition")
	c.atMost(256, in.RoleArn, "roleArn")
	c.sensitive(limit.Payload, size(in.Input), "input")
	if in.InspectionLevel != "" {
		c.oneOf(in.InspectionLevel, "inspectionLevel", "INFO", "DEBUG", "TRACE")
	}
	c.sensitive(limit.Payload, size(in.Variables), "variables")
	c.sensitive(limit.StateName, utf8.RuneCountInString(in.StateName), "stateName")
	c.sensitive(limit.Payload, size(in.Context), "context")
	if m := in.Mock; m != nil {
		c.sensitive(limit.Payload, size(m.Result), "mock.result")
		if e := m.ErrorOutput; e != nil {
			c.sensitive(256, size(e.Error), "mock.errorOutput.error")
			c.sensitive(32_768, size(e.Cause), "mock.errorOutput.cause")
		}
		if m.FieldValidationMode != "" {
			c.oneOf(m.FieldValidationMode, "mock.fieldValidationMode", "STRICT", "PRESENT", "NONE")
		}
	}
	of := in.StateConfiguration
	c.notNegative(of.RetrierRetryCount, "stateConfiguration.retrierRetryCount")
	c.sensitive(limit.StateName, utf8.RuneCountInString(of.ErrorCausedByState), "stateConfiguration.errorCausedByState")
	c.notNegative(of.MapIterationFailureCount, "stateConfiguration.mapIterationFailureCount")
	c.sensitive(limit.Payload, size(of.MapItemReaderData), "stateConfiguration.mapItemReaderData")
	if err := c.err(); err != nil {
		return err
	}
	return in.checkMock()
}

// size is how many bytes a member has that may be absent.
func size(value *string) int {
	if value == nil {
		return 0
	}
	return len(*value)
}

// notNegative reports a number below 0.
func (c *constraints) notNegative(value *int64, field string) {
	if value != nil && *value < 0 {
		c.violated(fmt.Sprintf("'%d'", *value), field, "have value greater than or equal to 0")
	}
}

// checkMock checks what goes together with a mock, and what does not without one.
func (in *testRequest) checkMock() error {
	if in.Mock != nil {
		switch m := in.Mock; {
		case m.Result != nil && m.ErrorOutput != nil:
			return invalid("A test mock should have only one of the following fields: [result, errorOutput].")
		case m.Result == nil && m.ErrorOutput == nil:
			return invalid("A test mock should have one of the following fields: [result, errorOutput].")
		case m.ErrorOutput != nil && m.ErrorOutput.Error == nil:
			return invalid("The field 'error' is required when errorOutput is specified in a mock.")
		case in.RevealSecrets:
			return invalid("TestState does not support RevealSecrets when a mock is specified.")
		}
		if in.Context != nil {
			return checkContext(*in.Context)
		}
		return nil
	}
	of := in.StateConfiguration
	for _, without := range []struct {
		given bool
		name  string
	}{
		{in.Context != nil, "Context"},
		{of.RetrierRetryCount != nil, "RetrierRetryCount"},
		{of.ErrorCausedByState != "", "ErrorCausedByState"},
		{of.MapIterationFailureCount != nil, "MapIterationFailureCount"},
		{of.MapItemReaderData != nil, "MapItemReaderData"},
	} {
		if without.given {
			return invalid("TestState does not support %s when a mock is not specified.", without.name)
		}
	}
	return nil
}

// state compiles the definition and finds the state.
func (in *testRequest) state() (*tested, error) {
	t := &tested{}
	if in.StateName == "" {
		machine, found := asl.LoadState(in.Definition)
		if machine == nil {
			return nil, invalidDefinition(found)
		}
		t.machine, t.state = machine, machine.Start
		return t, nil
	}
	machine, err := compile(in.Definition, asl.Standard)
	if err != nil {
		return nil, err
	}
	t.machine, t.state = machine, machine.Find(in.StateName)
	if t.state == nil {
		return nil, invalid("State not found in definition")
	}
	return t, nil
}
