package engine

import (
	"fmt"
	"time"

	"expresso/model/asl"
	"expresso/model/jsonvalue"
)

// visit is one visit of a branch to a state, from its entered event to its exited event.
type visit struct {
	b         *branch
	st        *asl.State
	raw       jsonvalue.Value // the state's input
	input     jsonvalue.Value // the same after InputPath
	before    int64           // the event before it on the branch
	entered   int64           // the entered event
	enteredAt time.Time
	retries   int64
	assigned  jsonvalue.Value // undefined if nothing was assigned
}

// state executes one state and returns its output and the state that follows, nil at the
// end of the graph.
func (v *visit) state(st *asl.State, input jsonvalue.Value) (jsonvalue.Value, *asl.State, *failure) {
	b := v.b
	if f := b.check(); f != nil {
		return input, nil, f
	}
	*v = visit{b: b, st: st, raw: input, before: b.last}
	if t := v.trial(); t != nil {
		v.retries = t.Retries
		v.note(StepInput, input)
	}
	if st.Language == asl.JSONata {
		b.scope.Result, b.scope.ErrorOutput = jsonvalue.Value{}, jsonvalue.Value{}
	}
	b.tick()
	v.entered = b.record(Event{Type: enteredType(st.Type), state: st, value: input})
	v.enteredAt = b.now
	b.in = st
	if b.x.simulated && v.entered > maxProduced {
		f := v.fail(asl.ErrRuntime, fmt.Sprintf("The execution reached the maximum number of history events (%d).", maxProduced))
		f.state, f.entered = "", 0
		return input, nil, f
	}
	if b.x.late(v.entered, v.enteredAt) {
		return input, nil, &failure{kind: timedOut}
	}
	if b.x.Transition > 0 && !b.x.simulated {
		if f := b.sleep(b.x.Transition); f != nil {
			return input, nil, f
		}
	}
	output, next, f := v.work()
	if f != nil {
		return output, nil, f
	}
	if output.Size() > maxPayload {
		return output, nil, v.tooLarge(st.Name)
	}
	if f := v.assign(); f != nil {
		return output, nil, f
	}
	if b.x.simulated {
		b.now = b.now.Add(transition)
	}
	e := Event{Type: exitedType(st.Type), state: st, value: output}
	if !v.assigned.IsUndefined() {
		e.detail = &detail{assigned: v.assigned}
	}
	b.record(e)
	b.in = nil
	return output, next, nil
}

// work does what the state is for.
func (v *visit) work() (jsonvalue.Value, *asl.State, *failure) {
	v.makeContext()
	switch v.st.Type {
	case asl.Pass:
		out, f := v.pass()
		return out, v.st.Next, f
	case asl.Choice:
		return v.choice()
	case asl.Wait:
		out, f := v.wait()
		return out, v.st.Next, f
	case asl.Succeed:
		out, f := v.passThrough(nil, v.st.Output)
		return out, nil, f
	case asl.Fail:
		if f := v.effective(); f != nil {
			return v.raw, nil, f
		}
		return v.raw, nil, v.failState()
	default:
		return v.attempts()
	}
}

// eval evaluates an expression over what $ stands for.
func (v *visit) eval(e asl.Expr, dollar jsonvalue.Value) (jsonvalue.Value, *failure) {
	v.b.scope.Input = dollar
	if v.st.Language == asl.JSONata { // $states.input is the state's input throughout
		v.b.scope.Input, v.b.scope.Now, v.b.scope.Ctx = v.raw, v.b.now, v.b.ctx
	}
	x, err := e.Eval(&v.b.scope)
	if err != nil {
		return x, v.fault(err)
	}
	return x, nil
}

// effective applies InputPath.
func (v *visit) effective() (f *failure) {
	v.input = v.raw
	if v.st.InputPath != nil {
		if v.input, f = v.eval(v.st.InputPath, v.raw); f != nil {
			return f
		}
	}
	v.note(StepInputPath, v.input)
	return nil
}

// parameters applies Parameters to the effective input.
func (v *visit) parameters() (_ jsonvalue.Value, f *failure) {
	x := v.input
	if v.st.Parameters != nil {
		if x, f = v.eval(v.st.Parameters, v.input); f != nil {
			return x, f
		}
	}
	v.note(StepParameters, x)
	return x, nil
}

// finish takes a result to the state's output: ResultSelector, Assign, ResultPath,
// OutputPath; in JSONata Assign and Output.
func (v *visit) finish(result jsonvalue.Value) (_ jsonvalue.Value, f *failure) {
	if v.st.Type != asl.Pass || !v.st.Result.IsUndefined() {
		v.note(StepResult, result)
	}
	if v.st.Language == asl.JSONata {
		if v.st.Type != asl.Pass { // which has none
			v.b.scope.Result = result
		}
		return v.conclude(v.st.Assign, v.st.Output, result)
	}
	if v.st.ResultSelector != nil {
		if result, f = v.eval(v.st.ResultSelector, result); f != nil {
			return result, f
		}
	}
	v.note(StepResultSelector, result)
	if f := v.evaluate(v.st.Assign, result); f != nil {
		return result, f
	}
	output, err := v.st.ResultPath.Put(v.raw, result)
	if err != nil {
		return output, v.fault(err)
	}
	v.note(StepResultPath, output)
	return v.output(output)
}

// conclude evaluates Assign and Output in JSONata. Without the latter the output is another
// value.
func (v *visit) conclude(assign, output asl.Expr, otherwise jsonvalue.Value) (jsonvalue.Value, *failure) {
	if f := v.evaluate(assign, v.raw); f != nil {
		return otherwise, f
	}
	if output == nil {
		return otherwise, nil
	}
	return v.eval(output, v.raw)
}

// output applies OutputPath.
func (v *visit) output(x jsonvalue.Value) (jsonvalue.Value, *failure) {
	if v.st.OutputPath == nil {
		return x, nil
	}
	return v.eval(v.st.OutputPath, x)
}

// evaluate computes the values of Assign. They take effect when the state is left: until
// then expressions see the values that were there before (recorded).
func (v *visit) evaluate(e asl.Expr, dollar jsonvalue.Value) (f *failure) {
	if e == nil {
		return nil
	}
	if v.assigned, f = v.eval(e, dollar); f == nil && v.assigned.Size() > maxPayload {
		f = v.tooLarge(v.st.Name)
	}
	return f
}

// assign sets the variables.
func (v *visit) assign() *failure {
	if v.assigned.IsUndefined() {
		return nil
	}
	var grown int64
	for i := range v.assigned.Len() {
		m := v.assigned.Member(i)
		grown += v.b.scope.Variables.Set(m.Key, m.Value)
	}
	if v.b.x.variables.Add(grown) > maxVariables {
		return v.fail(asl.ErrDataLimit, fmt.Sprintf("The variables of the execution exceed the maximum of %d bytes.", maxVariables))
	}
	return nil
}

func (v *visit) pass() (jsonvalue.Value, *failure) {
	if f := v.effective(); f != nil {
		return v.raw, f
	}
	result, f := v.parameters()
	if f != nil {
		return result, f
	}
	if !v.st.Result.IsUndefined() {
		result = v.st.Result
	}
	return v.finish(result)
}

// passThrough is the data flow of a state without a result: its input becomes its output.
func (v *visit) passThrough(assign, output asl.Expr) (jsonvalue.Value, *failure) {
	if v.st.Language == asl.JSONata {
		return v.conclude(assign, output, v.raw)
	}
	if v.input.IsUndefined() {
		if f := v.effective(); f != nil {
			return v.raw, f
		}
	}
	if f := v.evaluate(assign, v.input); f != nil {
		return v.raw, f
	}
	return v.output(v.input)
}

func (v *visit) choice() (jsonvalue.Value, *asl.State, *failure) {
	if f := v.effective(); f != nil {
		return v.raw, nil, f
	}
	assign, output, next := v.st.Assign, v.st.Output, v.st.Choice.Default
	v.b.scope.Input = v.input
	if v.st.Language == asl.JSONata {
		v.b.scope.Now, v.b.scope.Ctx = v.b.now, v.b.ctx
	}
	for _, rule := range v.st.Choice.Rules {
		holds, err := rule.Condition.Test(&v.b.scope)
		if err != nil {
			return v.raw, nil, v.fault(err)
		}
		if holds {
			assign, output, next = rule.Assign, rule.Output, rule.Next
			break
		}
	}
	if next == nil {
		return v.raw, nil, v.fail(asl.ErrRuntime, "Failed to transition out of the state. The state does not point to a next state.")
	}
	out, f := v.passThrough(assign, output)
	return out, next, f
}

// failState returns the failure that a Fail state is for.
func (v *visit) failState() *failure {
	f := &failure{}
	var wrong *failure
	if f.name, wrong = v.failText(v.st.Fail.Error); wrong != nil {
		return wrong
	}
	if f.text, wrong = v.failText(v.st.Fail.Cause); wrong != nil {
		return wrong
	}
	return f
}

func (v *visit) failText(e asl.Expr) (*string, *failure) {
	if e == nil {
		return nil, nil
	}
	x, f := v.eval(e, v.raw)
	if f != nil {
		return nil, f
	}
	if x.Kind() != jsonvalue.KindString {
		return nil, v.fail(asl.ErrRuntime, "The value of ErrorPath or CausePath must be a string but was: "+x.Excerpt())
	}
	text := x.Str()
	return &text, nil
}
