package embedded

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"expresso/model/asl"
	"expresso/model/engine"
	"expresso/model/jsonvalue"
	"expresso/model/task"
	"expresso/model/task/shape"
)

type testResponse struct {
	Output         *string         `json:"output,omitempty"`
	Error          *string         `json:"error,omitempty"`
	Cause          *string         `json:"cause,omitempty"`
	InspectionData *inspectionData `json:"inspectionData,omitempty"`
	NextState      string          `json:"nextState,omitempty"`
	Status         engine.Outcome  `json:"status"`
}

// tested is the state that a request is about, ready to be tried.
type tested struct {
	machine *asl.Machine
	state   *asl.State
	input   jsonvalue.Value
	trial   engine.Trial
}

// testState executes one state once. Like AWS it takes a single state's definition, or that of
// a machine with the name of a state in it.
func (s *Service) testState(from caller, in *testRequest) (*testResponse, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	t, err := in.state()
	if err != nil {
		return nil, err
	}
	if err := t.read(in); err != nil {
		return nil, err
	}
	if !from.seen.IsUndefined() {
		t.trial.Context = from.seen
	}
	tasks, err := s.tasks(t.state.Name, "")
	if err != nil {
		return nil, err
	}
	partition, account := "aws", from.owner()
	if role := strings.SplitN(in.RoleArn, ":", 6); len(role) == 6 {
		partition, account = role[1], role[4]
	}
	name, machine := uuid.NewString(), uuid.NewString()
	states := fmt.Sprintf("arn:%s:states:%s:%s:", partition, from.region, account)
	tried := engine.Try(context.Background(), t.machine, engine.Execution{
		ARN: states + "express:" + machine + ":" + name, Name: name,
		MachineARN: states + "stateMachine:" + machine, MachineName: machine, RoleARN: in.RoleArn,
		Input: t.input, Tasks: unmocked{tasks}, Clock: s.clock(), Memory: s.memory,
	}, t.trial)
	if failed := in.StateConfiguration.MapIterationFailureCount; failed != nil && !tried.Steps[engine.StepMaxConcurrency].IsUndefined() && *failed > int64(tried.Items) {
		return nil, invalid("Map iteration failure count must be less than or equal to the number of Map iterations")
	}
	out := &testResponse{Error: tried.Error, Cause: tried.Cause, NextState: tried.Next, Status: tried.Outcome}
	if !tried.Output.IsUndefined() {
		out.Output = textOf(tried.Output)
	}
	if in.InspectionLevel == "DEBUG" || in.InspectionLevel == "TRACE" {
		out.InspectionData = inspect(t.state, tried)
		if in.InspectionLevel == "TRACE" && in.Mock == nil {
			out.InspectionData.traceHTTP(t.state, tried, from.region)
		}
	}
	return out, nil
}

// unmocked says of a task that nothing answers what to do about it.
type unmocked struct{ task.Invoker }

func (u unmocked) Invoke(ctx context.Context, call task.Call) (jsonvalue.Value, error) {
	v, err := u.Invoker.Invoke(ctx, call)
	if none := new(task.Unanswered); errors.As(err, &none) {
		err = fmt.Errorf("nothing answers %s here: give TestState a mock", call.Resource)
	}
	return v, err
}

// invalid refuses a request.
func invalid(format string, args ...any) error { return fault("ValidationException", format, args...) }

// read reads what the state is to be tried with.
func (t *tested) read(in *testRequest) (err error) {
	input := "{}"
	if in.Input != nil {
		input = *in.Input
	}
	if t.input, err = jsonvalue.Parse(input); err != nil {
		return invalidInput(input)
	}
	of := in.StateConfiguration
	t.trial = engine.Trial{State: t.state, Name: asl.LoneState, FailedIterations: of.MapIterationFailureCount}
	if of.RetrierRetryCount != nil {
		t.trial.Retries = *of.RetrierRetryCount
	}
	if in.Variables != nil {
		if t.trial.Variables, err = jsonvalue.Parse(*in.Variables); err != nil || t.trial.Variables.Kind() != jsonvalue.KindObject {
			return invalid("Variables must be a valid JSON object")
		}
	}
	if in.Context != nil {
		if t.trial.Context, err = jsonvalue.Parse(*in.Context); err != nil {
			return invalid("Context must be valid JSON")
		}
	}
	if err := t.supported(in); err != nil {
		return err
	}
	if of.MapItemReaderData != nil && t.state.Map != nil {
		if t.trial.Read, err = readItems(t.state.Map.Reader, *of.MapItemReaderData); err != nil {
			return err
		}
	}
	if in.Mock != nil {
		t.trial.Mock, err = t.mock(in.Mock)
	}
	return err
}

// supported refuses states that need a mock or take none, and a Task without the role that
// calling a service takes.
func (t *tested) supported(in *testRequest) error {
	kind := t.state.Type
	mayMock := kind == asl.Task || kind == asl.Map || kind == asl.Parallel
	switch {
	case in.Mock != nil && !mayMock:
		return invalid("State type '%s' is not supported when a mock is specified", kind)
	case in.Mock == nil && (kind == asl.Map || kind == asl.Parallel):
		return fault("InvalidDefinition", "TestState API does not support Map or Parallel states. "+
			"Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]")
	case in.Mock == nil && kind == asl.Task && t.state.Task.Resource.IsActivity():
		return fault("InvalidDefinition", "TestState API does not support Activity tasks when a mock is not specified")
	case in.Mock == nil && kind == asl.Task && t.state.Task.Resource.Pattern() != "":
		return fault("InvalidDefinition", "TestState API does not support the '.%s' service integration pattern when a mock is not specified",
			t.state.Task.Resource.Pattern())
	case in.Mock == nil && kind == asl.Task && in.RoleArn == "":
		return invalid("RoleArn must be specified when testing a Task state")
	}
	caused := in.StateConfiguration.ErrorCausedByState
	if caused == "" {
		return nil
	}
	for _, g := range t.state.Graphs() {
		if g.Find(caused) != nil {
			return nil
		}
	}
	return invalid("The state '%s' of ErrorCausedByState is not found in the state under test", caused)
}

// mock reads a mock, whose result has to look like what the service answers.
func (t *tested) mock(m *mockRequest) (*engine.Mock, error) {
	if e := m.ErrorOutput; e != nil {
		return &engine.Mock{Failure: &task.Failure{Name: e.Error, Cause: e.Cause}}, nil
	}
	result, err := jsonvalue.Parse(*m.Result)
	if err != nil {
		return nil, invalid("Mocked result must be valid JSON")
	}
	mode := shape.Strict
	if m.FieldValidationMode != "" {
		mode = shape.Mode(strings.ToLower(m.FieldValidationMode))
	}
	switch st := t.state; {
	case st.Map != nil && st.Map.Writes:
		if result.Kind() != jsonvalue.KindObject {
			return nil, invalid("Mocked result must be a JSON object.")
		}
	case st.Type != asl.Task:
		if result.Kind() != jsonvalue.KindArray {
			return nil, invalid("Mocked result must be an array.")
		}
	default:
		if wrong := shape.OfResource(st.Task.Resource.ARN).Result(result, mode); wrong != "" {
			return nil, invalid("Mock result schema validation error: %s", wrong)
		}
	}
	return &engine.Mock{Result: result}, nil
}

// inspectionData is what TestState tells of the way through a state: JSON texts and numbers.
type inspectionData struct {
	Input               *string `json:"input,omitempty"`
	AfterArguments      *string `json:"afterArguments,omitempty"`
	AfterInputPath      *string `json:"afterInputPath,omitempty"`
	AfterParameters     *string `json:"afterParameters,omitempty"`
	Result              *string `json:"result,omitempty"`
	AfterResultSelector *string `json:"afterResultSelector,omitempty"`
	AfterResultPath     *string `json:"afterResultPath,omitempty"`
	Variables           *string `json:"variables,omitempty"`
	AfterItemsPath      *string `json:"afterItemsPath,omitempty"`
	AfterItemSelector   *string `json:"afterItemSelector,omitempty"`
	AfterItemBatcher    *string `json:"afterItemBatcher,omitempty"`

	Request      *httpRequest  `json:"request,omitempty"`
	Response     *httpResponse `json:"response,omitempty"`
	ErrorDetails *errorDetails `json:"errorDetails,omitempty"`

	ToleratedFailureCount      *int64   `json:"toleratedFailureCount,omitempty"`
	ToleratedFailurePercentage *float64 `json:"toleratedFailurePercentage,omitempty"`
	MaxConcurrency             *int64   `json:"maxConcurrency,omitempty"`
}

type errorDetails struct {
	CatchIndex                  *int   `json:"catchIndex,omitempty"`
	RetryIndex                  *int   `json:"retryIndex,omitempty"`
	RetryBackoffIntervalSeconds *int64 `json:"retryBackoffIntervalSeconds,omitempty"`
}

// inspect tells the steps that AWS tells of a state of this type and language (recorded).
func inspect(st *asl.State, tried engine.Tried) *inspectionData {
	d := &inspectionData{}
	paths := st.Language == asl.JSONPath
	fixed := st.Type == asl.Pass && !st.Result.IsUndefined() // its result is all that counts
	for _, of := range []struct {
		step engine.Step
		told bool
		as   **string
	}{
		{engine.StepInput, true, &d.Input},
		{engine.StepParameters, !paths && st.Type == asl.Task, &d.AfterArguments},
		{engine.StepInputPath, paths && st.Type != asl.Parallel && !fixed, &d.AfterInputPath},
		{engine.StepParameters, paths && (st.Type == asl.Task || st.Type == asl.Pass && !fixed), &d.AfterParameters},
		{engine.StepItemsPath, paths && st.Type == asl.Map, &d.AfterItemsPath},
		{engine.StepItemSelector, true, &d.AfterItemSelector},
		{engine.StepItemBatcher, true, &d.AfterItemBatcher},
		{engine.StepResult, st.Type == asl.Task || fixed, &d.Result},
		{engine.StepResultSelector, paths, &d.AfterResultSelector},
		{engine.StepResultPath, paths, &d.AfterResultPath},
	} {
		if v := tried.Steps[of.step]; of.told && !v.IsUndefined() {
			*of.as = textOf(v)
		}
	}
	if tried.Variables.Len() > 0 {
		d.Variables = textOf(tried.Variables)
	}
	if v := tried.Steps[engine.StepMaxConcurrency]; !v.IsUndefined() {
		n, _ := v.Int()
		d.MaxConcurrency = &n
	}
	if v := tried.Steps[engine.StepToleratedCount]; !v.IsUndefined() {
		n, _ := v.Int()
		d.ToleratedFailureCount = &n
	}
	if v := tried.Steps[engine.StepToleratedPercentage]; !v.IsUndefined() {
		f := v.Float()
		d.ToleratedFailurePercentage = &f
	}
	if tried.Retrier < 0 && tried.Catcher < 0 {
		return d
	}
	d.ErrorDetails = &errorDetails{}
	if tried.Catcher >= 0 {
		d.ErrorDetails.CatchIndex = &tried.Catcher
	}
	if tried.Retrier >= 0 {
		d.ErrorDetails.RetryIndex = &tried.Retrier
	}
	if tried.Outcome == engine.Retriable {
		seconds := int64(tried.Backoff / time.Second)
		d.ErrorDetails.RetryBackoffIntervalSeconds = &seconds
	}
	return d
}

func textOf(v jsonvalue.Value) *string {
	text := v.String()
	return &text
}
