package embedded

import (
	"context"
	"strings"
	"time"

	"expresso/model/limit"

	"github.com/google/uuid"

	"expresso/model/asl"
	"expresso/model/engine"
	"expresso/model/jsonvalue"
	"expresso/model/task"
)

const (
	allData      = "ALL_DATA"
	metadataOnly = "METADATA_ONLY"
)

type startRequest struct {
	StateMachineArn string  `json:"stateMachineArn"`
	Name            string  `json:"name"`
	Input           *string `json:"input"`
	TraceHeader     string  `json:"traceHeader"`
	IncludedData    string  `json:"includedData"`
}

type startResponse struct {
	ExecutionArn    string    `json:"executionArn"`
	StateMachineArn string    `json:"stateMachineArn"`
	Name            string    `json:"name"`
	StartDate       timestamp `json:"startDate"`
	StopDate        timestamp `json:"stopDate"`
	Status          string    `json:"status"`
	Error           *string   `json:"error,omitempty"`
	Cause           *string   `json:"cause,omitempty"`
	Input           *string   `json:"input,omitempty"`
	InputDetails    *included `json:"inputDetails,omitempty"`
	Output          *string   `json:"output,omitempty"`
	OutputDetails   *included `json:"outputDetails,omitempty"`
	TraceHeader     string    `json:"traceHeader,omitempty"`
	BillingDetails  billed    `json:"billingDetails"`
}

type included struct {
	Included bool `json:"included"`
}

type billed struct {
	DurationMS int64 `json:"billedDurationInMilliseconds"`
	MemoryMB   int64 `json:"billedMemoryUsedInMB"`
}

// startSyncExecution runs a machine to its end. The run is the service's, not the
// caller's: it continues when the caller stops waiting, as AWS's does.
func (s *Service) startSyncExecution(from caller, in *startRequest) (*startResponse, error) {
	run, err := s.prepare(from, in)
	if err != nil {
		return nil, err
	}
	s.executions.begin(run.ARN, run.kept)
	result := s.execute(run)
	out := &startResponse{
		ExecutionArn: run.ARN, StateMachineArn: run.MachineARN, Name: run.Name,
		StartDate: timestamp(result.Started), StopDate: timestamp(result.Stopped),
		Status: string(result.Status), Error: result.Error, Cause: result.Cause, TraceHeader: in.TraceHeader,
		BillingDetails: billed{result.BilledDuration.Milliseconds(), result.BilledMemoryMB},
	}
	if in.IncludedData == metadataOnly {
		return out, nil
	}
	out.Input, out.InputDetails, out.OutputDetails = &run.input, &included{true}, &included{true}
	if !result.Output.IsUndefined() {
		text := result.Output.String()
		out.Output = &text
	}
	return out, nil
}

// prepared is an execution that can begin.
type prepared struct {
	engine.Execution
	kept  *execution
	input string
}

// prepare checks a request and makes the execution that it asks for.
func (s *Service) prepare(from caller, in *startRequest) (*prepared, error) {
	if from.trace != "" { // AWS: the header wins over the member
		in.TraceHeader = from.trace
	}
	var c constraints
	c.arn(in.StateMachineArn, "stateMachineArn")
	c.atMost(limit.ExecutionName, in.Name, "name")
	c.atMost(256, in.TraceHeader, "traceHeader")
	if strings.ContainsFunc(in.TraceHeader, func(r rune) bool { return r > 0x7f }) {
		c.violated("'"+in.TraceHeader+"'", "traceHeader", "satisfy regular expression pattern: \\p{ASCII}*")
	}
	c.included(in.IncludedData)
	input := "{}"
	if in.Input != nil {
		input = *in.Input
	}
	c.sensitive(limit.Payload, len(input), "input")
	arn, err := c.parse(in.StateMachineArn, parseMachineARN)
	if err != nil {
		return nil, err
	}
	s.mu.RLock()
	m := s.machine(from, arn)
	var r *revision
	if m != nil {
		r = m.choose(arn, s.options.Random)
	}
	s.mu.RUnlock()
	if r == nil {
		return nil, arn.doesNotExist()
	}
	if m.kind != asl.Express {
		return nil, wrongType()
	}
	if in.Name == "" {
		in.Name = uuid.NewString()
	} else if !legalName(in.Name) {
		return nil, fault("InvalidName", "Invalid Name: '%s'", in.Name)
	}
	value, err := jsonvalue.Parse(input)
	if err != nil {
		return nil, invalidInput(input)
	}
	tasks, err := s.tasks(m.name, arn.testCase)
	if err != nil {
		return nil, err
	}
	if from.midway.State != "" && r.compiled.State(from.midway.State) == nil {
		return nil, fault("ValidationException", "%s has no state '%s' to begin at: states within a Map or Parallel cannot be the first", m.name, from.midway.State)
	}
	return &prepared{
		Execution: engine.Execution{
			ARN:  strings.Replace(arn.machine, ":stateMachine:", ":express:", 1) + ":" + in.Name + ":" + uuid.NewString(),
			Name: in.Name, MachineARN: arn.machine, MachineName: m.name, RoleARN: r.role,
			Input: value, Tasks: tasks, Clock: s.clock(), DefinitionSize: len(r.definition),
			Memory: s.memory, Live: from.live, Transition: s.transition(),
			Midway: from.midway,
		},
		kept:  &execution{machine: arn, revision: r},
		input: input,
	}, nil
}

// invalidInput is the error of an input that is not JSON, in AWS's words.
func invalidInput(text string) error {
	why := jsonvalue.Jackson(text).Message
	if why == "" { // AWS does not say what is missing
		why = "Invalid execution input."
	}
	return fault("InvalidExecutionInput", "Invalid State Machine Execution Input: '%s'", why)
}

// execute runs an execution that has begun to its end, and keeps what is to be known of it.
func (s *Service) execute(run *prepared) engine.Result {
	result := engine.Result{Status: engine.Aborted} // of one that panics
	defer func() { s.executions.end(run.ARN, result, s.memory) }()
	result = engine.Execute(context.Background(), run.kept.revision.compiled, run.Execution)
	return result
}

// tasks returns what answers a run's tasks: the test case that its ARN names, or the
// machine's default one.
func (s *Service) tasks(machine, testCase string) (task.Invoker, error) {
	s.mu.RLock()
	mocks := s.mocks
	s.mu.RUnlock()
	tasks, err := mocks.Case(machine, testCase)
	if err != nil {
		return nil, fault("InvalidName", "%s", err)
	}
	if s.options.Staged {
		tasks = task.Unhurried(tasks)
	}
	return tasks, nil
}

// stagedTransition is what entering a state takes on a stage: long enough to be seen.
const stagedTransition = 110 * time.Millisecond

func (s *Service) transition() time.Duration {
	if s.options.Staged {
		return stagedTransition
	}
	return 0
}

func (s *Service) clock() engine.Clock {
	if s.options.Simulated {
		return engine.SimulatedClock
	}
	return engine.RealClock
}
