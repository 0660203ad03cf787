// Package task answers Task states: the seam of the engine, and mock files. It knows nothing
// of states, retries or events; timeouts reach it as the context's deadline.
package task

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"expresso/model/child"
	"expresso/model/jsonvalue"
)

// Call is one invocation of a Task state's resource.
type Call struct {
	Resource    string          // the ARN as the definition has it
	Machine     string          // name of the state machine
	State       string          // name of the Task state
	Parameters  jsonvalue.Value // the payload, after Parameters
	Credentials string          // role to call with, "" for the machine's own
	Attempt     int             // 0 for the first try of a visit to the state, then the number of retries
}

// Invoker answers calls. It is used by several branches of one execution at once.
//
// The value is what the state's task results in: for a service integration the whole
// response (of lambda:invoke the envelope with Payload), for a function's bare ARN what
// the function returned. A *Failure is the task's own answer and subject to Retry and
// Catch. Any other error means that there is no answer: it ends the execution and cannot
// be caught, so that a workflow's error handling does not hide a mock that is missing.
type Invoker interface {
	Invoke(ctx context.Context, call Call) (jsonvalue.Value, error)
}

// Failure is an error that a task answers with. Either text may be absent. The names
// States.Timeout and States.HeartbeatTimeout make the task one that has timed out.
type Failure struct {
	Name  *string // error name, such as Lambda.TooManyRequestsException
	Cause *string
}

// Error is the failure as one line.
func (f *Failure) Error() string {
	text := "task failed"
	if f.Name != nil {
		text = *f.Name
	}
	if f.Cause != nil {
		text += ": " + *f.Cause
	}
	return text
}

// Unanswered is the error of a call that nothing answers.
type Unanswered struct {
	Call Call
	Why  string // what was looked for and not found
}

// Error says what to add to the mock file.
func (e *Unanswered) Error() string {
	return fmt.Sprintf("no answer for task %q of state machine %q (%s): %s. "+
		"To mock it: expresso mock add %s, or name a response for this state under "+
		"StateMachines.%s.TestCases.Default in the mock file and describe it under MockedResponses",
		e.Call.State, e.Call.Machine, e.Call.Resource, e.Why, child.Names(e.Call.Machine, e.Call.State), e.Call.Machine)
}

// UnansweredIn reads the error of a call that nothing answered, as an execution's cause has
// it.
func UnansweredIn(cause string) (machine, state string, ok bool) {
	rest := cause
	quoted := func(before string) (text string) {
		if _, rest, ok = strings.Cut(rest, before); ok {
			prefix, err := strconv.QuotedPrefix(rest)
			rest = rest[len(prefix):]
			text, _ = strconv.Unquote(prefix)
			ok = err == nil
		}
		return text
	}
	if state = quoted("no answer for task "); ok {
		machine = quoted(" of state machine ")
	}
	return machine, state, ok
}

// none answers nothing.
type none struct{ why string }

func (n none) Invoke(_ context.Context, call Call) (jsonvalue.Value, error) {
	return jsonvalue.Value{}, &Unanswered{Call: call, Why: n.why}
}
