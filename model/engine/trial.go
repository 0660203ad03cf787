package engine

import (
	"context"
	"fmt"
	"slices"
	"time"

	"expresso/model/asl"
	"expresso/model/jsonvalue"
	"expresso/model/task"
)

// Trial is one state to be executed once, apart from its machine: what AWS's TestState does.
type Trial struct {
	State     *asl.State
	Name      string          // by which the context object calls it; "" for its own
	Variables jsonvalue.Value // an object; undefined for none
	Context   jsonvalue.Value // the context object; undefined to have one made
	Retries   int64           // how often the retrier that takes its failure has been used
	Mock      *Mock           // in the place of what a Task, Map or Parallel state does; nil to have it done
	Read      jsonvalue.Value // of a Map with an ItemReader: the items; undefined for none
	// FailedIterations is how many iterations of a Map failed; nil for what is not told.
	FailedIterations *int64
}

// Mock is what a state's task, iterations or branches result in, or how they fail.
type Mock struct {
	Result  jsonvalue.Value
	Failure *task.Failure // nil for none
}

// Outcome is how a trial ended, in the words of TestState.
type Outcome string

// Retriable is the outcome of a failure after which the state would be tried again, Caught of
// one that a catcher takes.
const (
	TrialSucceeded Outcome = "SUCCEEDED"
	TrialFailed    Outcome = "FAILED"
	Retriable      Outcome = "RETRIABLE"
	Caught         Outcome = "CAUGHT_ERROR"
)

// Step is a step of a state's data flow.
type Step uint8

// The steps in their order. Numbers are among them, which a Map computes on the way.
const (
	StepInput Step = iota
	StepInputPath
	StepParameters // or Arguments
	StepItemsPath  // or Items
	StepItemSelector
	StepItemBatcher
	StepMaxConcurrency
	StepToleratedCount
	StepToleratedPercentage
	StepResult
	StepResultSelector
	StepResultPath
	stepCount
)

// Tried is what came of a trial.
type Tried struct {
	Outcome      Outcome
	Output       jsonvalue.Value // undefined if the state failed
	Error, Cause *string         // of the failure, also one that was caught; nil where there is none
	Next         string          // the state that would follow, "" for none
	Steps        [stepCount]jsonvalue.Value
	Variables    jsonvalue.Value // all that there are after the state, an object
	Retrier      int             // the retrier that is for the failure, -1 for none
	Backoff      time.Duration   // until the state would be tried again
	Catcher      int             // the catcher that took the failure, -1 for none
	Items        int             // of a Map
	Events       []Event
}

// trial is a Trial on its way.
type trial struct {
	Trial
	tried   Tried
	failure *failure // that a catcher has taken
}

// Try executes a state of a machine once. Its causes do not name the state, as those of an
// execution do (recorded).
func Try(ctx context.Context, m *asl.Machine, e Execution, t Trial) Tried {
	x := &execution{trial: &trial{Trial: t, tried: Tried{Retrier: -1, Catcher: -1}}}
	b := x.begin(ctx, m, e)
	b.set(t.Variables)
	item, _ := t.Context.Get("Map")
	item, _ = item.Get("Item")
	if item.Kind() == jsonvalue.KindObject {
		b.scope.Item, _ = item.Get("Value")
		b.scope.Index, _ = item.Get("Index")
	}
	v := &b.visit
	v.b = b
	output, next, f := v.state(t.State, e.Input)
	tried := &x.trial.tried
	tried.Events = x.history.kept()
	tried.Variables = b.scope.Variables.Object()
	x.history.release()
	switch {
	case f == nil && x.trial.failure == nil:
		tried.Outcome = TrialSucceeded
	case f == nil:
		tried.Outcome, f = Caught, x.trial.failure
	case tried.Outcome == "":
		tried.Outcome = TrialFailed
	}
	if tried.Outcome == TrialSucceeded || tried.Outcome == Caught {
		tried.Output = output
		if next != nil {
			tried.Next = next.Name
		}
	}
	if f != nil {
		tried.Error, tried.Cause = f.name, f.cause()
		if f.kind == timedOut { // AWS: after five minutes
			name := asl.ErrTimeout
			tried.Error = &name
		}
	}
	return *tried
}

// set gives a branch the variables that it begins with.
func (b *branch) set(variables jsonvalue.Value) {
	b.scope.Variables = new(asl.Variables)
	for i := range variables.Len() {
		v := variables.Member(i)
		b.x.variables.Add(b.scope.Variables.Set(v.Key, v.Value))
	}
}

// trial is the trial that the state itself is of, nil within its branches and in an
// execution.
func (v *visit) trial() *trial {
	if v.b.nested {
		return nil
	}
	return v.b.x.trial
}

// note keeps what a step of the data flow gave, if it is asked for.
func (v *visit) note(s Step, x jsonvalue.Value) {
	if t := v.trial(); t != nil {
		t.tried.Steps[s] = x
	}
}

// mocked is what the state's task, iterations or branches are said to result in, and ok if
// they are not to be executed.
func (v *visit) mocked() (result jsonvalue.Value, f *failure, ok bool) {
	t := v.trial()
	if t == nil || t.Mock == nil {
		return result, nil, false
	}
	if failed := t.Mock.Failure; failed != nil {
		return result, &failure{name: failed.Name, text: failed.Cause}, true
	}
	return t.Mock.Result, v.exceeded(t), true
}

// exceeded is the failure of a Map of which more iterations failed than it tolerates. Where
// it says nothing of that, any number is let pass (recorded).
func (v *visit) exceeded(t *trial) *failure {
	if v.st.Type != asl.Map || t.FailedIterations == nil {
		return nil
	}
	failed := float64(*t.FailedIterations)
	count, percentage := t.tried.Steps[StepToleratedCount], t.tried.Steps[StepToleratedPercentage]
	if !count.IsUndefined() && failed > count.Float() ||
		!percentage.IsUndefined() && failed*100 > percentage.Float()*float64(t.tried.Items) {
		name, text := asl.ErrThreshold, "The specified tolerated failure threshold was exceeded"
		return &failure{name: &name, text: &text}
	}
	return nil
}

// again reports whether the state would be tried again after a failure, and notes when.
func (t *trial) again(r *asl.Retrier, i int) bool {
	t.tried.Retrier = i
	if t.Retries >= r.MaxAttempts {
		return false
	}
	t.tried.Outcome, t.tried.Backoff = Retriable, r.Delay(t.Retries+1)
	return true
}

// items notes what a trial's iterations would be given: the items, as ItemSelector makes them
// and as ItemBatcher puts them together.
func (v *visit) items(items jsonvalue.Value) *failure {
	t := v.trial()
	if t == nil {
		return nil
	}
	t.tried.Items = items.Len()
	if v.st.Parameters != nil {
		var c branch
		selected := make([]jsonvalue.Value, items.Len())
		for i := range selected {
			c.begin(v.b)
			input, f := v.selected(&c, jsonvalue.NewInt(int64(i)), items.At(i), v.b.scope.Context)
			if f != nil {
				return f
			}
			selected[i] = input
		}
		items = jsonvalue.NewArray(selected)
		v.note(StepItemSelector, items)
	}
	if v.st.Map.Batcher == nil {
		return nil
	}
	batches, f := v.batches(items, v.st.Map.Batcher)
	if f == nil {
		t.tried.Items = batches.Len()
		v.note(StepItemBatcher, batches)
	}
	return f
}

// batches puts items together.
func (v *visit) batches(items jsonvalue.Value, of *asl.Batcher) (none jsonvalue.Value, _ *failure) {
	most := func(n *asl.Number) (int, *failure) {
		x, f := v.number(n)
		if f != nil || x.IsUndefined() {
			return items.Size() + 1, f
		}
		i, _ := x.Int()
		return int(max(1, min(i, int64(items.Size()+1)))), nil
	}
	count, f := most(of.Items)
	if f != nil {
		return none, f
	}
	bytes, f := most(of.Bytes)
	if f != nil {
		return none, f
	}
	var with []jsonvalue.Member
	if of.Input != nil {
		input, f := v.eval(of.Input, v.input)
		if f != nil {
			return none, f
		}
		with = []jsonvalue.Member{{Key: "BatchInput", Value: input}}
	}
	var batches []jsonvalue.Value
	for from := 0; from < items.Len(); {
		to, size := from, 0
		for to < items.Len() && to-from < count && (to == from || size+items.At(to).Size() <= bytes) {
			size += items.At(to).Size() + 1
			to++
		}
		batches = append(batches, jsonvalue.NewObject(slices.Concat(with, []jsonvalue.Member{
			{Key: "Items", Value: jsonvalue.NewArray(items.Elements()[from:to])},
		})))
		from = to
	}
	return jsonvalue.NewArray(batches), nil
}

// tolerated computes how many iterations of a Map may fail. Of a Map in JSONata AWS does so
// even where it means nothing; in JSONPath only a trial does.
func (v *visit) tolerated(m *asl.MapState) *failure {
	if v.st.Language != asl.JSONata && v.trial() == nil {
		return nil
	}
	for _, of := range []struct {
		number *asl.Number
		step   Step
		most   float64
		wrong  string
	}{
		{m.Tolerated, StepToleratedCount, 1 << 31, "ToleratedFailureCount cannot be negative."},
		{m.ToleratedPercentage, StepToleratedPercentage, 100, "ToleratedFailurePercentage must be between 0 and 100."},
	} {
		x, f := v.number(of.number)
		if f != nil {
			return f
		}
		if x.IsUndefined() {
			continue
		}
		if v.trial() != nil && of.number.Expr != nil {
			if x.Kind() != jsonvalue.KindNumber {
				return v.fail(asl.ErrRuntime, fmt.Sprintf("The %s field refers to value \"%s\" which is not a valid number.", of.number.Field, bare(x)))
			}
			if n := x.Float(); n < 0 || n > of.most {
				return v.fail(asl.ErrRuntime, of.wrong)
			}
		}
		v.note(of.step, x)
	}
	return nil
}

// number is the value of a number, undefined for none.
func (v *visit) number(n *asl.Number) (jsonvalue.Value, *failure) {
	switch {
	case n == nil:
		return jsonvalue.Value{}, nil
	case n.Expr == nil:
		return jsonvalue.NewFloat(n.Fixed), nil
	default:
		return v.eval(n.Expr, v.input)
	}
}
