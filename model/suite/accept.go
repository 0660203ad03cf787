package suite

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"expresso/model"
	"expresso/model/jsondiff"
	"expresso/model/jsonvalue"
)

// Accept makes an expectation from an answered run. It keeps what an older one ignores, allows for
// and names; if the older one has values by path, the new one has them for the same paths, as far as
// they exist.
func Accept(run model.Run, old *Expectation) (*Expectation, error) {
	if !run.Status.Answered() {
		return nil, fmt.Errorf("a run that is %s cannot become an expectation: it has no response", run.Status)
	}
	if !run.Origin.Whole() {
		return nil, fmt.Errorf("a run that started at %s cannot become an expectation: it is not a run of the whole machine", run.Origin.State)
	}
	e := &Expectation{Status: run.Status}
	if old != nil {
		e.TestCase, e.Budget, e.ignore, e.also = old.TestCase, old.Budget, slices.Clone(old.ignore), slices.Clone(old.also)
	}
	if _, testCase, ok := strings.Cut(string(run.Machine), "#"); ok {
		e.TestCase = testCase // whose answers these are
	}
	if run.Status != model.Succeeded {
		if run.Error != "" {
			e.Error = &run.Error
		}
		if run.Cause != "" {
			e.Cause = causeOf(run.Cause)
			if e.Cause.Kind() != jsonvalue.KindString {
				e.Cause = jsondiff.Without(e.Cause, e.ignore)
			}
		}
		return e, nil
	}
	if run.OutputWithheld {
		return nil, model.WithHint(fmt.Errorf("this run cannot be expected: its output is %s", run.WhyWithheld()), "run it again with ALL_DATA")
	}
	output, err := jsonvalue.Parse(run.Output)
	if err != nil {
		return nil, fmt.Errorf("the output is not JSON: %w", err)
	}
	if old != nil {
		for _, at := range old.OutputAt {
			if v, ok := at.path.At(output); ok {
				e.OutputAt = append(e.OutputAt, At{at.path, v})
			}
		}
	}
	if len(e.OutputAt) == 0 { // by no path that there is: what expects nothing finds nothing
		e.Output = jsondiff.Without(output, e.ignore)
	}
	return e, nil
}

// causeOf is the document that a cause holds, or the cause as a string.
func causeOf(cause string) jsonvalue.Value {
	if v, err := jsonvalue.Parse(cause); err == nil && (v.Kind() == jsonvalue.KindObject || v.Kind() == jsonvalue.KindArray) {
		return v
	}
	return jsonvalue.NewString(cause)
}

// cause is what is expected as the cause. One that is recorded as AWS prints it, as text
// that is a document, stands for the document.
func (e *Expectation) cause() jsonvalue.Value {
	if e.Cause.Kind() == jsonvalue.KindString {
		return causeOf(e.Cause.Str())
	}
	return e.Cause
}

// BudgetOf is a budget that allows exactly what a run was billed for.
func BudgetOf(billed model.Billing) Budget {
	return Budget{Duration: billed.Duration, MemoryMB: billed.MemoryMB}
}

// Heed removes a path that was ignored. It reports whether it was ignored.
func (e *Expectation) Heed(text string) bool {
	before := len(e.ignore)
	e.ignore = slices.DeleteFunc(e.ignore, func(p jsondiff.Path) bool { return p.String() == text })
	return len(e.ignore) < before
}

// Ignorable is the path to ignore for a place in the file of an expectation, such as
// $.output.id: that of the output, or of a cause that is a document.
func Ignorable(place string) (string, error) {
	for _, member := range []string{"output", "cause"} {
		rest, ok := strings.CutPrefix(place, "$."+member)
		switch {
		case ok && rest == "":
			return "", fmt.Errorf("that would ignore the whole %s: select a value inside it", member)
		case ok && (rest[0] == '.' || rest[0] == '['):
			return "$" + rest, nil
		}
	}
	return "", errors.New("only values in the output or in the cause can be ignored")
}

// Ignoring is the path to ignore that a place in the file of an expectation holds, such as
// $.ignore[0].
func (e *Expectation) Ignoring(place string) (path string, ok bool) {
	for i, p := range e.ignore {
		if place == fmt.Sprintf("$.ignore[%d]", i) {
			return p.String(), true
		}
	}
	return "", false
}

// Sides are the expectation and the result of a run, as two documents to be shown side by side. They
// have only what is compared: no ignored path. Without an expectation want is "", and got has
// everything.
func Sides(e *Expectation, run model.Run) (want, got string) {
	nothing := e == nil
	if nothing {
		e = &Expectation{Status: model.Succeeded}
	}
	var left, right []jsonvalue.Member
	add := func(side *[]jsonvalue.Member, key string, v jsonvalue.Value) {
		if !v.IsUndefined() {
			*side = append(*side, jsonvalue.Member{Key: key, Value: v})
		}
	}
	add(&left, "status", jsonvalue.NewString(string(e.Status)))
	add(&right, "status", jsonvalue.NewString(run.Status.String()))
	output := document(run.Output)
	if !e.Output.IsUndefined() {
		add(&left, "output", jsondiff.Without(e.Output, e.ignore))
	}
	switch {
	case len(e.OutputAt) > 0:
		var wanted, found []jsonvalue.Member
		for _, at := range e.OutputAt {
			add(&wanted, at.path.String(), at.Value)
			if v, ok := at.path.At(output); ok {
				add(&found, at.path.String(), v)
			}
		}
		add(&left, "outputAt", jsonvalue.NewObject(wanted))
		if run.Status == model.Succeeded {
			add(&right, "outputAt", jsonvalue.NewObject(found))
		}
	case run.OutputWithheld && (nothing || !e.Output.IsUndefined()):
		add(&right, "output", jsonvalue.NewString(run.WhyWithheld()))
	case (nothing || !e.Output.IsUndefined()) && !output.IsUndefined():
		add(&right, "output", jsondiff.Without(output, e.ignore))
	}
	// An unexpected error says why there is no output.
	unexpected := run.Status != e.Status
	if e.Error != nil {
		add(&left, "error", jsonvalue.NewString(*e.Error))
	}
	if run.Error != "" && (e.Error != nil || unexpected) {
		add(&right, "error", jsonvalue.NewString(run.Error))
	}
	if !e.Cause.IsUndefined() {
		add(&left, "cause", jsondiff.Without(e.cause(), e.ignore))
	}
	if run.Cause != "" && (!e.Cause.IsUndefined() || unexpected) {
		add(&right, "cause", jsondiff.Without(causeOf(run.Cause), e.ignore))
	}
	if run.Problem != "" {
		add(&right, "problem", jsonvalue.NewString(run.Problem))
	}
	if !nothing {
		want = jsonvalue.NewObject(left).String()
	}
	return want, jsonvalue.NewObject(right).String()
}

// document is a text as JSON, as a string if it is none, and undefined if it is "".
func document(text string) jsonvalue.Value {
	if text == "" {
		return jsonvalue.Value{}
	}
	if v, err := jsonvalue.Parse(text); err == nil {
		return v
	}
	return jsonvalue.NewString(text)
}

// Accepted is what is expected of a case, and what would be if its run were accepted: both
// as the texts of the file. after is "" where there is nothing to accept: the run passed, or
// has no answer. A budget is not accepted. What holds one of the stand-ins is ignored.
func (r *Result) Accepted(inputs model.SavedInputs, standIns []model.StandIn) (file, before, after string, err error) {
	if !r.Run.Status.Answered() || r.Verdict == Passed {
		return "", "", "", nil
	}
	if before, file, err = inputs.Expectation(r.Machine.Name, r.Input); err != nil {
		return "", "", "", err
	}
	accepted, err := Accept(r.Run, r.Expected)
	if err == nil {
		accepted, err = accepted.Without(r.Run, accepted.Made(r.Run, standIns))
	}
	switch {
	case err != nil:
		return "", "", "", err
	case r.Verdict == OverBudget:
		return "", "", "", model.WithHint(errors.New("over its budget, which --update does not change"), "raise the budget in "+file)
	}
	return file, before, accepted.Text(), nil
}
