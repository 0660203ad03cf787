package task

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"expresso/model/jsonvalue"
	"expresso/model/task/shape"
)

// defaultCase is the test case that applies if none is named.
const defaultCase = "Default"

// Mocks is a mock file as Step Functions Local reads it (MockConfigFile.json). A nil
// *Mocks is a file that mocks nothing.
type Mocks struct {
	// Validation is how much of what tasks result in is checked against the shapes of
	// the services' responses; "" for nothing.
	Validation shape.Mode

	machines map[string]machine
	auto     *auto // what answers if the file does not, nil for nothing
}

type machine struct {
	usual string // the case that applies if none is named, "" for defaultCase
	cases map[string]testCase
	order []string // as in the file
}

// testCase names, for every mocked state, what answers it.
type testCase map[string]*response

// response is one entry of MockedResponses: what a state's invocations are answered with.
type response struct {
	name    string
	steps   []step // by number, without overlap
	byInput bool   // steps say what they answer: each answers once, whatever its number
}

// inputMember is what our steps may have in addition to Step Functions Local's format.
const inputMember = "Input"

// step answers invocations first to last, counted from 0.
type step struct {
	first, last int
	input       jsonvalue.Value // what it answers alone; undefined for any input
	value       jsonvalue.Value // undefined if it fails
	failure     *Failure
}

// MocksError says what is wrong with a mock file, and where.
type MocksError struct {
	Pointer      string // JSON pointer to the offending value
	Line, Column int    // of it, from 1
	Msg          string
}

// Error is one line: position, place, message.
func (e *MocksError) Error() string {
	at := e.Pointer
	if at == "" {
		at = "the file"
	}
	return fmt.Sprintf("%d:%d: %s: %s", e.Line, e.Column, at, e.Msg)
}

// LoadMocks reads a mock file. Its error is a *MocksError for the first thing that is
// wrong in it, or the *jsonvalue.SyntaxError of a text that is not JSON.
func LoadMocks(text string) (*Mocks, error) {
	root, err := jsonvalue.Parse(text)
	if err != nil {
		return nil, err
	}
	m, wrong := load(root)
	if wrong != nil {
		offset, _ := jsonvalue.Locate(text, wrong.Pointer)
		wrong.Line, wrong.Column = jsonvalue.LineColumn(text, offset)
		return nil, wrong
	}
	return m, nil
}

func wrongAt(pointer, format string, args ...any) *MocksError {
	return &MocksError{Pointer: pointer, Msg: fmt.Sprintf(format, args...)}
}

// pointer extends a JSON pointer by a key.
func pointer(to, key string) string {
	return to + "/" + jsonvalue.PointerToken(key)
}

// members calls visit for every member of an object.
func members(v jsonvalue.Value, at string, visit func(key string, v jsonvalue.Value, at string) *MocksError) *MocksError {
	if v.Kind() != jsonvalue.KindObject {
		return wrongAt(at, "must be an object, not %s", v.Kind())
	}
	for i := range v.Len() {
		m := v.Member(i)
		if wrong := visit(m.Key, m.Value, pointer(at, m.Key)); wrong != nil {
			return wrong
		}
	}
	return nil
}

func load(root jsonvalue.Value) (*Mocks, *MocksError) {
	mocks := &Mocks{machines: map[string]machine{}}
	responses := map[string]*response{}
	wrong := members(root, "", func(key string, v jsonvalue.Value, at string) *MocksError {
		switch key {
		case "MockedResponses":
			return members(v, at, func(name string, v jsonvalue.Value, at string) (wrong *MocksError) {
				responses[name], wrong = loadResponse(name, v, at)
				return wrong
			})
		case "StateMachines":
			return nil
		default:
			return wrongAt(at, "unknown key: must be StateMachines or MockedResponses")
		}
	})
	if wrong != nil {
		return nil, wrong
	}
	machines, ok := root.Get("StateMachines")
	if !ok {
		return nil, wrongAt("", "StateMachines is missing")
	}
	wrong = members(machines, "/StateMachines", func(name string, v jsonvalue.Value, at string) (wrong *MocksError) {
		mocks.machines[name], wrong = loadMachine(v, at, responses)
		return wrong
	})
	if wrong != nil {
		return nil, wrong
	}
	return mocks, nil
}

// loadMachine reads the test cases of a machine, whose states name responses.
func loadMachine(v jsonvalue.Value, at string, responses map[string]*response) (machine, *MocksError) {
	loaded := machine{cases: map[string]testCase{}}
	wrong := members(v, at, func(key string, v jsonvalue.Value, at string) *MocksError {
		if key != "TestCases" {
			return wrongAt(at, "unknown key: a state machine has TestCases")
		}
		return members(v, at, func(name string, v jsonvalue.Value, at string) *MocksError {
			states := testCase{}
			loaded.cases[name] = states
			loaded.order = append(loaded.order, name)
			return members(v, at, func(state string, v jsonvalue.Value, at string) *MocksError {
				if v.Kind() != jsonvalue.KindString {
					return wrongAt(at, "must be the name of a response in MockedResponses, not %s", v.Kind())
				}
				answers, ok := responses[v.Str()]
				if !ok {
					return wrongAt(at, "unknown response %q: add it to MockedResponses", v.Str())
				}
				states[state] = answers
				return nil
			})
		})
	})
	return loaded, wrong
}

func loadResponse(name string, v jsonvalue.Value, at string) (*response, *MocksError) {
	r := &response{name: name}
	wrong := members(v, at, func(key string, v jsonvalue.Value, at string) *MocksError {
		s, wrong := loadStep(key, v, at)
		if wrong != nil {
			return wrong
		}
		for _, other := range r.steps {
			if s.first <= other.last && other.first <= s.last {
				return wrongAt(at, "covers invocation %d, already covered by another entry", max(s.first, other.first))
			}
		}
		r.steps = append(r.steps, s)
		r.byInput = r.byInput || !s.input.IsUndefined()
		return nil
	})
	if wrong != nil {
		return nil, wrong
	}
	slices.SortFunc(r.steps, func(a, b step) int { return a.first - b.first })
	return r, nil
}

func loadStep(key string, v jsonvalue.Value, at string) (step, *MocksError) {
	first, last, ok := parseRange(key)
	if !ok {
		return step{}, wrongAt(at, "must be the number of an invocation (\"0\") or a range of them (\"1-2\"), not %q", key)
	}
	s := step{first: first, last: last}
	if v.Kind() != jsonvalue.KindObject {
		return step{}, wrongAt(at, "must be an object, not %s", v.Kind())
	}
	returned, isReturn := v.Get("Return")
	thrown, isThrow := v.Get("Throw")
	size := 1
	if s.input, _ = v.Get(inputMember); !s.input.IsUndefined() {
		size++
	}
	if v.Len() != size || isReturn == isThrow {
		return step{}, wrongAt(at, "must have exactly one of Return and Throw, and nothing else but Input")
	}
	if isReturn {
		s.value = returned
		return s, nil
	}
	s.failure = &Failure{}
	return s, members(thrown, at+"/Throw", func(key string, v jsonvalue.Value, at string) *MocksError {
		if v.Kind() != jsonvalue.KindString {
			return wrongAt(at, "must be a string, not %s", v.Kind())
		}
		text := v.Str()
		switch key {
		case "Error":
			s.failure.Name = &text
		case "Cause":
			s.failure.Cause = &text
		default:
			return wrongAt(at, "unknown key: must be Error or Cause")
		}
		return nil
	})
}

// parseRange reads "3" or "1-2".
func parseRange(key string) (first, last int, ok bool) {
	from, to, isRange := strings.Cut(key, "-")
	if !isRange {
		to = from
	}
	a, errA := strconv.ParseUint(from, 10, 31)
	b, errB := strconv.ParseUint(to, 10, 31)
	if errA != nil || errB != nil || a > b || b == math.MaxInt32 {
		return 0, 0, false
	}
	return int(a), int(b), true
}

// Cases returns the names of a machine's test cases in the order of the file.
func (m *Mocks) Cases(machine string) []string {
	if m == nil {
		return nil
	}
	return slices.Clone(m.machines[machine].order)
}

// Case returns what answers the tasks of one execution of a machine; every execution needs
// its own, as it counts the invocations of each state. Without a test case's name the case
// "Default" applies if the machine has one. It is an error to ask for a case that the file
// does not have.
func (m *Mocks) Case(machine, testCase string) (Invoker, error) {
	answers, err := m.mocked(machine, testCase)
	if err != nil || m == nil || m.auto == nil {
		return answers, err
	}
	return automatic{answers, m.auto}, nil
}

func (m *Mocks) mocked(machine, testCase string) (Invoker, error) {
	if m == nil {
		if testCase != "" {
			return nil, fmt.Errorf("test case %q needs a mock file, and none was found", testCase)
		}
		return none{"no mock file was found"}, nil
	}
	found, ok := m.machines[machine]
	name := testCase
	if name == "" {
		name = cmp.Or(found.usual, defaultCase)
	}
	states, hasCase := found.cases[name]
	switch {
	case hasCase:
		return &caseInvoker{name: name, states: states, mode: m.Validation, calls: map[string]int{}}, nil
	case testCase == "" && !ok:
		return none{fmt.Sprintf("the mock file has no state machine %q; found: %s", machine, m.listed())}, nil
	case testCase == "":
		return none{fmt.Sprintf("no test case was picked, and the mock file has none named %q for this machine; found: %s. "+
			"Give --test-case NAME, or press right on the machine in the workbench", defaultCase, strings.Join(found.order[:min(len(found.order), mostListed)], ", "))}, nil
	case !ok:
		return nil, fmt.Errorf("the mock file has no state machine %q, so there is no test case %q; found: %s", machine, testCase, m.listed())
	default:
		return nil, fmt.Errorf("state machine %q has no test case %q in the mock file; found: %s",
			machine, testCase, strings.Join(found.order, ", "))
	}
}

// mostListed is how many names a message lists.
const mostListed = 10

// listed are the names of the state machines of the file, for a message.
func (m *Mocks) listed() string {
	names := m.Machines()
	switch n := len(names); {
	case n == 0:
		return "none"
	case n > mostListed:
		return fmt.Sprintf("%s and %d more", strings.Join(names[:mostListed], ", "), n-mostListed)
	}
	return strings.Join(names, ", ")
}

// caseInvoker plays one test case in one execution.
type caseInvoker struct {
	name   string
	states testCase
	mode   shape.Mode

	mu    sync.Mutex
	calls map[string]int    // invocations so far, by state
	used  map[string][]bool // the steps that have answered, of states whose steps say what they answer
}

// find is the step of an invocation.
func (r *response) find(n int) (i int, found bool) {
	return slices.BinarySearchFunc(r.steps, n, func(s step, n int) int {
		switch {
		case s.last < n:
			return -1
		case s.first > n:
			return 1
		default:
			return 0
		}
	})
}

// byInput is the first unused step for this input, or else the first unused one. Iterations of a Map
// state call in any order.
func (c *caseInvoker) byInput(r *response, call Call) (i int, found bool) {
	used := c.used[call.State]
	if used == nil {
		used = make([]bool, len(r.steps))
		if c.used == nil {
			c.used = map[string][]bool{}
		}
		c.used[call.State] = used
	}
	i = slices.Index(used, false)
	if i < 0 {
		return 0, false
	}
	for j, s := range r.steps {
		if !used[j] && !s.input.IsUndefined() && jsonvalue.Equal(s.input, call.Parameters) {
			i = j
			break
		}
	}
	used[i] = true
	return i, true
}

func (c *caseInvoker) Invoke(_ context.Context, call Call) (jsonvalue.Value, error) {
	answers, ok := c.states[call.State]
	if !ok {
		return jsonvalue.Value{}, &Unanswered{call, fmt.Sprintf("test case %q does not mention this state", c.name)}
	}
	c.mu.Lock()
	n := c.calls[call.State]
	c.calls[call.State] = n + 1
	i, found := answers.find(n)
	if answers.byInput {
		i, found = c.byInput(answers, call)
	}
	c.mu.Unlock()
	if !found {
		return jsonvalue.Value{}, &Unanswered{call, fmt.Sprintf("response %q has no entry for invocation %d", answers.name, n)}
	}
	s := answers.steps[i]
	if s.failure != nil {
		return jsonvalue.Value{}, s.failure
	}
	if wrong := shape.OfResource(call.Resource).Result(s.value, c.mode); wrong != "" {
		return jsonvalue.Value{}, fmt.Errorf("response %q of the mock file: Mock result schema validation error: %s", answers.name, wrong)
	}
	return s.value, nil
}
