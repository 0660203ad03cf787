package engine

import (
	"errors"
	"fmt"
	"strings"

	"expresso/model/asl"
)

// failureKind is why a branch did not come to its end.
type failureKind uint8

const (
	failed   failureKind = iota
	timedOut             // the execution has used up its time
	stopped              // a sibling failed first, or the context is done
)

// failure is how a state, a branch or an execution failed.
type failure struct {
	kind  failureKind
	name  *string
	text  *string
	fatal bool // not to be caught

	// For causes that begin with the state: its name and the event at which it was
	// entered, whose id is not settled until all branches have been joined.
	state   string
	entered int64
}

// cause is the text of AWS's cause, nil if there is none.
func (f *failure) cause() *string {
	if f.text == nil {
		return nil
	}
	text := *f.text
	if f.entered > 0 {
		text = fmt.Sprintf("An error occurred while executing the state '%s' (entered at the event id #%d). %s", f.state, f.entered, text)
	}
	if len(text) > maxCause {
		text = strings.ToValidUTF8(text[:maxCause], "")
	}
	return &text
}

// errorName is the name by which retriers and catchers look for the failure.
func (f *failure) errorName() string {
	if f.name == nil {
		return ""
	}
	return *f.name
}

// traced tells whether the states around the failure record that they failed. Of faults in
// the workflow itself only the end of the execution tells (recorded).
func (f *failure) traced() bool { return f.catchable() && f.errorName() != asl.ErrRuntime }

// catchable tells whether Retry and Catch apply.
func (f *failure) catchable() bool { return f.kind == failed && !f.fatal }

// fault makes a failure of an expression that could not be evaluated in a state.
func (v *visit) fault(err error) *failure {
	name, text := asl.ErrRuntime, err.Error()
	if fault := new(asl.Fault); errors.As(err, &fault) {
		name, text = fault.Name, fault.Text
	}
	return v.fail(name, text)
}

// fail makes a failure of the state itself, whose cause names the state.
func (v *visit) fail(name, text string) *failure {
	return &failure{name: &name, text: &text, state: v.st.Name, entered: v.entered}
}

// tooLarge is the failure of a result over the limit.
func (v *visit) tooLarge(what string) *failure {
	name := asl.ErrDataLimit
	text := "The state/task '" + what + "' returned a result with a size exceeding the maximum number of bytes service limit."
	return &failure{name: &name, text: &text}
}
