package model

import "context"

// StateTest is what TestState is asked: to execute one state once.
type StateTest struct {
	Definition string // of a state, or of a machine with State in it
	State      string // "" if Definition is that of a state
	Input      string // JSON text, "" for {}
	Variables  string // a JSON object, "" for none
	Context    string // the context object, "" to have one made; takes a mock
	Role       ARN    // to call services with; a mock needs none
	Mock       *StateMock
	Retries    int // number of times that the retrier of the failure has been used
	Level      string
}

// StateMock is the result that a Task, Map or Parallel state is given, or its failure.
type StateMock struct {
	Result       string // JSON text; "" if it fails
	Error, Cause string
	// Validation is how much of the result has to look like the service's response: STRICT,
	// PRESENT or NONE; "" for STRICT.
	Validation string
}

// StateTested is what TestState answered.
type StateTested struct {
	Status       string // SUCCEEDED, FAILED, RETRIABLE or CAUGHT_ERROR
	Output       string // JSON text, "" if the state failed
	Error, Cause string
	Next         string // the state that follows, "" for none
	Steps        []StateStep
	Raw          string // the response as the service gave it
}

// Levels of StateTest: the output alone, all steps, and requests of HTTP tasks besides.
const (
	LevelInfo  = "INFO"
	LevelDebug = "DEBUG"
	LevelTrace = "TRACE"
)

// StateStep is one step of a state's data flow.
type StateStep struct {
	Name string // as TestState names it, such as afterParameters
	JSON string
}

// StateTester tests states. Targets are testers.
type StateTester interface {
	TestState(ctx context.Context, test StateTest) (StateTested, error)
}
