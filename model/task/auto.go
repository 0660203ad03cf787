package task

import (
	"context"
	"errors"
	"slices"
	"sync"

	"expresso/model/jsonvalue"
	"expresso/model/task/shape"
)

// Shaped is the response of an integration in its shape alone, with values that mean
// nothing: what a mock may begin with. Of an integration that is not known, and of a
// function's bare ARN, it is {}.
func Shaped(resource string) jsonvalue.Value {
	if v, ok := shape.OfResource(resource).Example(); ok {
		return v
	}
	return jsonvalue.NewObject(nil)
}

// auto answers calls without a mock, and remembers which.
type auto struct {
	answer func(Call) jsonvalue.Value
	mu     sync.Mutex
	states []string
}

// Auto answers calls without a mock with what answer makes, such as an example of their response. It
// returns the same mocks, or new ones for a nil *Mocks.
func (m *Mocks) Auto(answer func(Call) jsonvalue.Value) *Mocks {
	if m == nil {
		m = &Mocks{machines: map[string]machine{}}
	}
	m.auto = &auto{answer: answer}
	return m
}

// Automatic are the states whose tasks Auto has answered so far, sorted.
func (m *Mocks) Automatic() []string {
	if m == nil || m.auto == nil {
		return nil
	}
	m.auto.mu.Lock()
	defer m.auto.mu.Unlock()
	return slices.Clone(m.auto.states)
}

// automatic is an invoker whose unanswered calls are answered by their shape.
type automatic struct {
	Invoker
	auto *auto
}

func (a automatic) Invoke(ctx context.Context, call Call) (jsonvalue.Value, error) {
	v, err := a.Invoker.Invoke(ctx, call)
	var unanswered *Unanswered
	if !errors.As(err, &unanswered) {
		return v, err
	}
	v = a.auto.answer(call)
	a.auto.mu.Lock()
	defer a.auto.mu.Unlock()
	if i, found := slices.BinarySearch(a.auto.states, call.State); !found && len(a.auto.states) < maxAutomatic {
		a.auto.states = slices.Insert(a.auto.states, i, call.State)
	}
	return v, nil
}

// maxAutomatic is how many states are remembered.
const maxAutomatic = 1000

// With adds the state machines of another mock file, except for those that m has too. Either
// may be nil.
func (m *Mocks) With(other *Mocks) *Mocks {
	switch {
	case m == nil:
		return other
	case other == nil:
		return m
	}
	for name, of := range other.machines {
		if _, ok := m.machines[name]; !ok {
			m.machines[name] = of
		}
	}
	return m
}

// Machines are the names of the state machines that the file mocks, sorted.
func (m *Mocks) Machines() []string {
	if m == nil {
		return nil
	}
	names := make([]string, 0, len(m.machines))
	for name := range m.machines {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// States are the states that a machine's test cases mock, sorted.
func (m *Mocks) States(machine string) []string {
	if m == nil {
		return nil
	}
	var names []string
	for _, states := range m.machines[machine].cases {
		for name := range states {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Use gives a machine the mocks that the file has for another.
func (m *Mocks) Use(machine, as string) { m.machines[machine] = m.machines[as] }

// UseOf is Use with what another file has for a machine. It returns the same mocks, or new
// ones for a nil *Mocks.
func (m *Mocks) UseOf(name string, other *Mocks, as string) *Mocks {
	if m == nil {
		m = &Mocks{machines: map[string]machine{}, Validation: other.Validation}
	}
	m.machines[name] = other.machines[as]
	return m
}

// Usual makes a test case the default of a machine. It reports whether the machine has such a case.
func (m *Mocks) Usual(machine, testCase string) bool {
	if m == nil {
		return false
	}
	of := m.machines[machine]
	if _, ok := of.cases[testCase]; !ok {
		return false
	}
	of.usual = testCase
	m.machines[machine] = of
	return true
}
