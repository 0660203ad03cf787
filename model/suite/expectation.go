// Package suite replays saved inputs and checks their expectations. It knows what is expected
// of a run (Expectation), whether a run meets it (Judge), and replays many through the
// workbench. It reads and writes no files: model.SavedInputs does.
package suite

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"expresso/model"
	"expresso/model/jsondiff"
	"expresso/model/jsonvalue"
	"expresso/model/pricing"
)

// Expectation is what is expected of a run. The file NAME.expect.json beside the input
// NAME.json holds it:
//
//	{
//	  "status": "SUCCEEDED",
//	  "output": {"approved": true},
//	  "ignore": ["$.approvedAt", "$..id"],
//	  "budget": {"billedDurationInMilliseconds": 200}
//	}
//
// Every member may be left out. Instead of "output", "outputAt" has values by path. For a
// run that fails there are "error" and "cause". "testCase" names the case of the mock file
// that answers the tasks on the embedded target.
type Expectation struct {
	Status   model.Status // Failed if only an error is expected, else Succeeded
	Output   jsonvalue.Value
	OutputAt []At
	Error    *string
	Cause    jsonvalue.Value // a string, or the document that the cause holds
	TestCase string
	Budget   Budget

	ignore []jsondiff.Path // in the output, and in a cause that is a document
	also   []jsondiff.Path // the same, for all expectations of a project: they are in no file
}

// At is a value that is expected at a path of the output.
type At struct {
	path  jsondiff.Path
	Value jsonvalue.Value
}

// Budget is what a run may be billed for at most; zero for no bound.
type Budget struct {
	Duration time.Duration
	MemoryMB int64
	Cost     pricing.Money
}

// members are those that an expectation may have, in the order in which they are written.
const members = "status, output, outputAt, error, cause, testCase, ignore, budget"

// maxIgnore and maxAt limit how many paths are checked for each value.
const (
	maxIgnore = 200
	maxAt     = 1000
)

// Ignore adds a path at which differences do not count.
func (e *Expectation) Ignore(text string) error {
	p, err := jsondiff.ParsePath(text)
	if err != nil {
		return err
	}
	for _, have := range e.ignore {
		if have.String() == text {
			return nil
		}
	}
	if len(e.ignore) == maxIgnore {
		return fmt.Errorf("at most %d paths can be ignored", maxIgnore)
	}
	e.ignore = append(e.ignore, p)
	return nil
}

// ignoreAlso adds paths at which differences do not count although the expectation's file
// does not say so.
func (e *Expectation) ignoreAlso(paths []string) error {
	for _, text := range paths {
		p, err := jsondiff.ParsePath(text)
		if err != nil {
			return fmt.Errorf("ignore %q: %w", text, err)
		}
		if len(e.also) == maxIgnore {
			return fmt.Errorf("at most %d paths can be ignored", maxIgnore)
		}
		e.also = append(e.also, p)
	}
	return nil
}

// ignored are all paths at which differences do not count.
func (e *Expectation) ignored() []jsondiff.Path { return slices.Concat(e.ignore, e.also) }

// Parse reads an expectation. Errors name the file, the line and the column.
func Parse(text, file string) (*Expectation, error) {
	v, err := jsonvalue.Parse(strings.TrimPrefix(text, "\ufeff"))
	var syntax *jsonvalue.SyntaxError
	if errors.As(err, &syntax) {
		return nil, model.WithHint(fmt.Errorf("%s:%d:%d: %s", file, syntax.Line, syntax.Column, syntax.Msg), "fix the file, or delete it and create a new one with: expresso replay --update")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	p := parser{text: strings.TrimPrefix(text, "\ufeff"), file: file}
	e := &Expectation{}
	if v.Kind() != jsonvalue.KindObject {
		p.wrong("", "an expectation must be an object with the members %s", members)
	}
	for i := range v.Len() {
		if v.Kind() == jsonvalue.KindObject {
			p.member(e, v.Member(i).Key, v.Member(i).Value)
		}
	}
	p.whole(e)
	if p.err != nil {
		return nil, p.err
	}
	return e, nil
}

// parser collects what is wrong with a file: the first problem.
type parser struct {
	text, file string
	err        error
}

// wrong reports a problem at a JSON pointer.
func (p *parser) wrong(pointer, format string, args ...any) {
	if p.err != nil {
		return
	}
	offset, _ := jsonvalue.Locate(p.text, pointer)
	line, column := jsonvalue.LineColumn(p.text, offset)
	p.err = model.WithHint(fmt.Errorf("%s:%d:%d: %s", p.file, line, column, fmt.Sprintf(format, args...)), "fix the file")
}

func pointer(keys ...string) string {
	var b strings.Builder
	for _, k := range keys {
		b.WriteString("/" + jsonvalue.PointerToken(k))
	}
	return b.String()
}

func (p *parser) str(v jsonvalue.Value, keys ...string) string {
	if v.Kind() != jsonvalue.KindString {
		p.wrong(pointer(keys...), "%s must be a string, not %s", keys[0], article(v))
		return ""
	}
	return v.Str()
}

func article(v jsonvalue.Value) string {
	switch kind := v.Kind().String(); kind {
	case "array", "object":
		return "an " + kind
	case "null":
		return kind
	default:
		return "a " + kind
	}
}

func (p *parser) member(e *Expectation, key string, v jsonvalue.Value) {
	switch key {
	case "status":
		e.Status = model.Status(p.str(v, key))
		if !e.Status.Answered() {
			p.wrong(pointer(key), "status must be SUCCEEDED, FAILED or TIMED_OUT, got %q", short(string(e.Status)))
		}
	case "output":
		e.Output = v
	case "outputAt":
		p.outputAt(e, v)
	case "error":
		name := p.str(v, key)
		e.Error = &name
	case "cause":
		e.Cause = v
	case "testCase":
		e.TestCase = p.str(v, key)
		if strings.ContainsAny(e.TestCase, "#:/ ") {
			p.wrong(pointer(key), "%q is not a valid test case name", short(e.TestCase))
		}
	case "ignore":
		p.ignored(e, v)
	case "budget":
		p.budget(e, v)
	default:
		p.wrong(pointer(key), "unknown member %q; an expectation has %s", short(key), members)
	}
}

func (p *parser) outputAt(e *Expectation, v jsonvalue.Value) {
	if v.Kind() != jsonvalue.KindObject {
		p.wrong(pointer("outputAt"), "outputAt must be an object of values by path, not %s", article(v))
		return
	}
	if v.Len() > maxAt {
		p.wrong(pointer("outputAt"), "outputAt has %d paths, over the limit of %d", v.Len(), maxAt)
		return
	}
	for i := range v.Len() {
		m := v.Member(i)
		at, err := jsondiff.ParsePath(m.Key)
		if err == nil && !at.Definite() {
			err = errors.New("a path in outputAt must name one value, without .. and *")
		}
		if err != nil {
			p.wrong(pointer("outputAt", m.Key), "%v", err)
		}
		e.OutputAt = append(e.OutputAt, At{at, m.Value})
	}
}

func (p *parser) ignored(e *Expectation, v jsonvalue.Value) {
	if v.Kind() != jsonvalue.KindArray {
		p.wrong(pointer("ignore"), "ignore must be an array of paths, not %s", article(v))
		return
	}
	for i := range v.Len() {
		place := []string{"ignore", strconv.Itoa(i)}
		if err := e.Ignore(p.str(v.At(i), place...)); err != nil {
			p.wrong(pointer(place...), "%v", err)
		}
	}
}

func (p *parser) budget(e *Expectation, v jsonvalue.Value) {
	if v.Kind() != jsonvalue.KindObject {
		p.wrong(pointer("budget"), "budget must be an object, not %s", article(v))
		return
	}
	for i := range v.Len() {
		m := v.Member(i)
		here := pointer("budget", m.Key)
		switch m.Key {
		case memberDuration:
			e.Budget.Duration = time.Duration(p.positive(m.Value, here)) * time.Millisecond
		case memberMemory:
			e.Budget.MemoryMB = p.positive(m.Value, here)
		case memberCost:
			cost, err := pricing.ParseMoney(m.Value.Str())
			if err != nil || m.Value.Kind() != jsonvalue.KindString || cost <= 0 {
				p.wrong(here, "cost must be decimal text above zero, such as \"0.0000012\"")
			}
			e.Budget.Cost = cost
		default:
			p.wrong(here, "unknown member %q; a budget has %s, %s and %s", short(m.Key), memberDuration, memberMemory, memberCost)
		}
	}
}

// AWS's names where it has one. The cost is in the currency of the prices in use.
const (
	memberDuration = "billedDurationInMilliseconds"
	memberMemory   = "billedMemoryUsedInMB"
	memberCost     = "cost"
)

// maxBudget keeps a budget in milliseconds within a time.Duration.
const maxBudget = 1 << 40

func (p *parser) positive(v jsonvalue.Value, here string) int64 {
	n, ok := int64(0), false
	if v.Kind() == jsonvalue.KindNumber {
		n, ok = v.Int()
	}
	if !ok || n < 1 || n > maxBudget {
		p.wrong(here, "this must be a whole number above zero, not %s", short(v.String()))
		return 0
	}
	return n
}

// whole fills in the status, and looks for members that contradict each other.
func (p *parser) whole(e *Expectation) {
	fails := e.Error != nil || !e.Cause.IsUndefined()
	if e.Status == "" {
		e.Status = model.Succeeded
		if fails {
			e.Status = model.Failed
		}
	}
	outputs := !e.Output.IsUndefined() || len(e.OutputAt) > 0
	switch {
	case !e.Output.IsUndefined() && len(e.OutputAt) > 0:
		p.wrong("/outputAt", "output and outputAt are mutually exclusive")
	case e.Status == model.Succeeded && fails:
		p.wrong("/status", "a run that SUCCEEDED has neither error nor cause")
	case e.Status != model.Succeeded && outputs:
		p.wrong("/status", "only a run that SUCCEEDED has an output")
	}
}

// Text is the file's text: members in their order, values as they were spelled.
func (e *Expectation) Text() string {
	var object []jsonvalue.Member
	add := func(key string, v jsonvalue.Value) { object = append(object, jsonvalue.Member{Key: key, Value: v}) }
	add("status", jsonvalue.NewString(string(e.Status)))
	if !e.Output.IsUndefined() {
		add("output", e.Output)
	}
	if len(e.OutputAt) > 0 {
		at := make([]jsonvalue.Member, 0, len(e.OutputAt))
		for _, a := range e.OutputAt {
			at = append(at, jsonvalue.Member{Key: a.path.String(), Value: a.Value})
		}
		add("outputAt", jsonvalue.NewObject(at))
	}
	if e.Error != nil {
		add("error", jsonvalue.NewString(*e.Error))
	}
	if !e.Cause.IsUndefined() {
		add("cause", e.Cause)
	}
	if e.TestCase != "" {
		add("testCase", jsonvalue.NewString(e.TestCase))
	}
	if len(e.ignore) > 0 {
		paths := make([]jsonvalue.Value, 0, len(e.ignore))
		for _, p := range e.ignore {
			paths = append(paths, jsonvalue.NewString(p.String()))
		}
		add("ignore", jsonvalue.NewArray(paths))
	}
	if e.Budget != (Budget{}) {
		var budget []jsonvalue.Member
		if e.Budget.Duration > 0 {
			budget = append(budget, jsonvalue.Member{Key: memberDuration, Value: jsonvalue.NewInt(e.Budget.Duration.Milliseconds())})
		}
		if e.Budget.MemoryMB > 0 {
			budget = append(budget, jsonvalue.Member{Key: memberMemory, Value: jsonvalue.NewInt(e.Budget.MemoryMB)})
		}
		if e.Budget.Cost > 0 {
			budget = append(budget, jsonvalue.Member{Key: memberCost, Value: jsonvalue.NewString(e.Budget.Cost.String())})
		}
		add("budget", jsonvalue.NewObject(budget))
	}
	text, err := jsonvalue.Format(jsonvalue.NewObject(object).String(), "  ")
	if err != nil { // not of a value's own text
		text = jsonvalue.NewObject(object).String()
	}
	return text + "\n"
}
