package local

import (
	"context"
	"errors"
	"fmt"

	"expresso/model"
	"expresso/model/asl"
	"expresso/model/asl/example"
	"expresso/model/embedded"
	"expresso/model/jsonvalue"
	"expresso/model/task"
)

// StateMock is what the mock file answers a Task state of a machine with that has been tried
// so often before, nil for a state that calls nothing. A Map or Parallel state is not in mock
// files: what it results in has to be given.
func (l *Local) StateMock(d model.Description, state, testCase string, retries int) (*model.StateMock, error) {
	machine, _ := asl.Load(d.Definition, asl.Standard)
	if machine == nil {
		return nil, nil // the service tells what is wrong with it
	}
	st := machine.Find(state)
	if st == nil {
		return nil, fmt.Errorf("%s has no state %q; found: %s", d.Name, state, stateNames(machine))
	}
	switch st.Type {
	case asl.Map, asl.Parallel:
		return nil, model.WithHint(fmt.Errorf("%s is a %s state and needs a mock", state, st.Type), "give an array with --mock, or an error with --mock-error")
	case asl.Task:
	default:
		return nil, nil
	}
	answers, err := l.answers().Case(d.Name, testCase)
	if err != nil {
		return nil, err
	}
	call := task.Call{Resource: st.Task.Resource.ARN, Machine: d.Name, State: state}
	for call.Attempt = 0; ; call.Attempt++ {
		m, err := answer(answers, call)
		if err != nil {
			return nil, err
		}
		if call.Attempt >= min(retries, maxRetries) {
			return m, nil
		}
	}
}

// Shape is a mock with an example of the response of a Task state's service, and with what the
// definition reads of it.
func Shape(d model.Description, state string) (*model.StateMock, error) {
	machine, _ := asl.Load(d.Definition, asl.Standard)
	if machine == nil {
		return nil, nil // the service tells what is wrong with it
	}
	if st := machine.Find(state); st != nil && st.Task != nil {
		return &model.StateMock{Result: example.Of(d.Definition).Response(state, task.Shaped(st.Task.Resource.ARN)).String(), Validation: "NONE"}, nil
	}
	return nil, fmt.Errorf("%s has no Task state %q; only Task states can have a mock", d.Name, state)
}

// maxRetries is how many responses of a mock file are skipped: beyond it they repeat.
const maxRetries = 10_000

// answer is the response to a call, as a mock.
func answer(answers task.Invoker, call task.Call) (*model.StateMock, error) {
	result, err := answers.Invoke(context.Background(), call)
	if none := (*task.Unanswered)(nil); errors.As(err, &none) {
		return nil, model.WithHint(fmt.Errorf("%s calls %s and has no mock: %s", call.State, call.Resource, none.Why),
			"give its result with --mock, or add a mock with: expresso mock add")
	}
	if failed := (*task.Failure)(nil); errors.As(err, &failed) {
		return failure(failed), nil
	}
	if err != nil {
		return nil, err
	}
	return &model.StateMock{Result: result.String(), Validation: "NONE"}, nil
}

func failure(f *task.Failure) *model.StateMock {
	m := &model.StateMock{}
	if f.Name != nil {
		m.Error = *f.Name
	}
	if f.Cause != nil {
		m.Cause = *f.Cause
	}
	return m
}

// stateNames lists the states of a machine for a message.
func stateNames(m *asl.Machine) (names string) {
	const most = 20
	n := 0
	m.Walk(func(s *asl.State) {
		switch n++; {
		case n == 1:
			names = s.Name
		case n <= most:
			names += ", " + s.Name
		case n == most+1:
			names += " and more"
		}
	})
	return names
}

// midway is a context for one Start that begins at a state inside the machine.
func midway(ctx context.Context, o model.Origin) (context.Context, error) {
	if o.Whole() {
		return ctx, nil
	}
	var variables jsonvalue.Value
	input, err := jsonvalue.Parse(o.Input)
	if err != nil {
		return ctx, fmt.Errorf("the original run's input is not JSON: %w", err)
	}
	if o.Variables != "" {
		if variables, err = jsonvalue.Parse(o.Variables); err != nil || variables.Kind() != jsonvalue.KindObject {
			return ctx, errors.New("the variables are not a JSON object")
		}
	}
	return embedded.StartAt(ctx, o.State, variables, input), nil
}

// Tester tests states for a bench, on its own service, which never waits. It answers as the mock
// files of a folder do.
type Tester struct {
	model.StateTester
	local *Local // nil for no folder
}

// NewTester returns a tester with the mocks of a folder, nil for none.
func NewTester(l *Local) *Tester {
	return &Tester{New(Options{Simulated: true}).Target().(model.StateTester), l}
}

// TestState tests a state as TestState does, except for the context object: a state of any type has
// the one given, with the Map that it is in.
func (t *Tester) TestState(ctx context.Context, test model.StateTest) (model.StateTested, error) {
	if test.Context != "" {
		seen, err := jsonvalue.Parse(test.Context)
		if err != nil {
			return model.StateTested{}, fmt.Errorf("the context object is not JSON: %w", err)
		}
		ctx, test.Context = embedded.Seeing(ctx, seen), ""
	}
	return t.StateTester.TestState(ctx, test)
}

// Answer is what a state results in where no run tells: as the mock files have it, or else the
// shape of its service's response; nothing at all for Map and Parallel states. It is nil for a
// state that takes no mock.
func (t *Tester) Answer(d model.Description, state string) *model.StateMock {
	if t.local != nil {
		if m, err := t.local.StateMock(d, state, "", 0); err == nil {
			return m
		}
	}
	if m, err := Shape(d, state); err == nil {
		return m
	}
	if machine, _ := asl.Load(d.Definition, asl.Standard); machine != nil {
		if st := machine.Find(state); st != nil && (st.Type == asl.Map || st.Type == asl.Parallel) {
			return &model.StateMock{Result: "[]"}
		}
	}
	return nil
}
