package embedded

import (
	"fmt"

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
	c.bytes(limit.Definition, &in.Definition, "definition")
	c.atMost(256, in.RoleArn, "roleArn")
	c.bytes(limit.Payload, in.Input, "input")
	if in.InspectionLevel != "" {
		c.oneOf(in.InspectionLevel, "inspectionLevel", "INFO", "DEBUG", "TRACE")
	}
	c.bytes(limit.Payload, in.Variables, "variables")
	c.atMost(limit.StateName, in.StateName, "stateName")
	c.bytes(limit.Payload, in.Context, "context")
	if m := in.Mock; m != nil {
		c.bytes(limit.Payload, m.Result, "mock.result")
		if e := m.ErrorOutput; e != nil {
			c.bytes(256, e.Error, "mock.errorOutput.error")
			c.bytes(32_768, e.Cause, "mock.errorOutput.cause")
		}
		if m.FieldValidationMode != "" {
			c.oneOf(m.FieldValidationMode, "mock.fieldValidationMode", "STRICT", "PRESENT", "NONE")
		}
	}
	of := in.StateConfiguration
	c.notNegative(of.RetrierRetryCount, "stateConfiguration.retrierRetryCount")
	c.atMost(limit.StateName, of.ErrorCausedByState, "stateConfiguration.errorCausedByState")
	c.notNegative(of.MapIterationFailureCount, "stateConfiguration.mapIterationFailureCount")
	c.bytes(limit.Payload, of.MapItemReaderData, "stateConfiguration.mapItemReaderData")
	if err := c.err(); err != nil {
		return err
	}
	return in.checkMock()
}

// bytes reports a member that is longer than so many bytes.
func (c *constraints) bytes(most int, value *string, field string) {
	if value != nil && len(*value) > most {
		c.violated(fmt.Sprintf("of %d bytes", len(*value)), field, fmt.Sprintf("have length less than or equal to %d", most))
	}
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
