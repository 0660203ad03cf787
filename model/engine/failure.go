package engine

import (
	"errors"
	"fmt"
	"strings"

	"expresso/model/asl"
)

// failureKind is why a branch did not reach its end.
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

// traced reports whether the states around the failure record that they failed. Of faults in
// the workflow itself only the end of the execution tells (recorded).
func (f *failure) traced() bool { return f.catchable() && f.errorName() != asl.ErrRuntime }

// catchable reports whether Retry and Catch apply.
func (f *failure) catchable() bool { return f.kind == failed && !f.fatal }

// fault makes a failure of an expression that could not be evaluated in a state.
func (v *visit) fault(err error) *failure { return v.faultOn(v.b, err) }

// faultOn is fault on another branch than the state's own.
func (v *visit) faultOn(b *branch, err error) *failure {
	if b.ctx.Err() != nil {
		return b.interrupted()
	}
	name, text := asl.ErrRuntime, err.Error()
	fault := new(asl.Failure)
	if errors.As(err, &fault) {
		name, text = fault.Name, fault.Text
	}
	f := v.fail(name, text)
	if name == asl.ErrQueryEvaluation {
		v.recordEvaluation(b, f, fault.Field)
	}
	return f
}

// wrongValue is the failure of a value that an expression in JSONata has given for a field,
// or that a state was given for it.
func (v *visit) wrongValue(field, text string) *failure {
	f := v.fail(asl.ErrQueryEvaluation, text)
	v.recordEvaluation(v.b, f, field)
	return f
}

// recordEvaluation records that an expression in JSONata failed. Where nothing has happened
// in the state yet the event follows the one before it, but in a Wait (recorded).
func (v *visit) recordEvaluation(b *branch, f *failure, field string) {
	e := Event{Type: "EvaluationFailed", Previous: b.last, state: v.st, detail: &detail{failure: f, field: field}}
	if b.last == v.entered && v.st.Type != asl.Wait {
		e.Previous = v.before
	}
	b.last = b.note(e)
}

// evaluationFailed reports whether an expression of the state itself failed.
func (v *visit) evaluationFailed(f *failure) bool {
	return f.errorName() == asl.ErrQueryEvaluation && f.entered == v.entered
}

// fail makes a failure of the state itself, whose cause names the state.
func (v *visit) fail(name, text string) *failure {
	f := &failure{name: &name, text: &text, state: v.st.Name, entered: v.entered}
	if v.trial() != nil {
		f.entered = 0
	}
	return f
}

// tooLarge is the failure of a result over the limit.
func (v *visit) tooLarge(what string) *failure {
	name := asl.ErrDataLimit
	text := "The state/task '" + what + "' returned a result with a size exceeding the maximum number of bytes service limit."
	return &failure{name: &name, text: &text}
}
