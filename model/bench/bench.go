// Package bench evaluates expressions over what a state sees, and tests single states. It does
// so as a definition would: with the document, $states and variables. What it refuses is what
// validation refuses. It knows no target and no screen; states are tried by a target.
package bench

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"expresso/model/asl"
	"expresso/model/jsonvalue"
)

// Sight is what an expression sees. What is undefined is not there.
type Sight struct {
	Input       jsonvalue.Value // $states.input; in JSONPath $
	Result      jsonvalue.Value // $states.result
	ErrorOutput jsonvalue.Value // $states.errorOutput
	Context     jsonvalue.Value // $states.context; in JSONPath $$
	Variables   jsonvalue.Value // an object
}

// Problem is why an expression has no value.
type Problem struct {
	Message string
	Hint    string // what to do, "" if there is nothing to say
	At      int    // the character with the mistake, from 1; 0 if no single one has it
	// Refused tells that a definition with the expression is refused; else its evaluation
	// failed.
	Refused bool
}

func (p *Problem) Error() string { return p.Message }

// Check says why a definition with the expression would be refused, nil if it would not.
func Check(text string, language asl.QueryLanguage, of Sight) *Problem {
	_, problem := load(text, language, of)
	return problem
}

// Eval returns the value of an expression. The error is a *Problem, or that of ctx.
func Eval(ctx context.Context, text string, language asl.QueryLanguage, of Sight) (jsonvalue.Value, error) {
	e, problem := load(text, language, of)
	if problem != nil {
		return jsonvalue.Value{}, problem
	}
	v, err := e.Eval(of.scope(ctx))
	if fault := new(asl.Failure); errors.As(err, &fault) {
		problem := &Problem{Message: fault.Text, At: place(fault.At, text, language)}
		if fault.What != "" {
			problem.Message = "the expression " + fault.What
		}
		return v, problem
	}
	return v, err
}

// scope is what a compiled expression is evaluated in.
func (s Sight) scope(ctx context.Context) *asl.Scope {
	scope := &asl.Scope{
		Input: s.Input, Context: s.Context, Result: s.Result, ErrorOutput: s.ErrorOutput,
		Variables: new(asl.Variables), Now: time.Now(), Ctx: ctx,
	}
	item, _ := s.Context.Get("Map")
	if item, _ = item.Get("Item"); item.Kind() == jsonvalue.KindObject {
		scope.Item, _ = item.Get("Value")
		scope.Index, _ = item.Get("Index")
	}
	for i := range s.Variables.Len() {
		m := s.Variables.Member(i)
		scope.Variables.Set(m.Key, m.Value)
	}
	return scope
}

func load(text string, language asl.QueryLanguage, of Sight) (asl.Expr, *Problem) {
	if language == asl.JSONata {
		text = undelimited(text)
	}
	e, found := asl.LoadExpression(text, language, asl.Sees{Result: !of.Result.IsUndefined(), ErrorOutput: !of.ErrorOutput.IsUndefined()})
	if e != nil {
		return e, nil
	}
	for _, d := range found {
		if d.Severity == asl.Error {
			problem := &Problem{Message: d.Message, At: place(d.At, text, language), Refused: true}
			if d.At == 0 || !strings.Contains(d.Hint, "at character") { // which At says
				problem.Hint = d.Hint
			}
			if language == asl.JSONPath {
				problem.Message, problem.Hint = "not a path or a call of an intrinsic function", "paths begin with $, and intrinsic functions with States."
			}
			return nil, problem
		}
	}
	return nil, &Problem{Message: "the expression cannot be read", Refused: true} // not reached: it was refused
}

// undelimited is an expression with blanks for the {% and %} that it has in a definition, and may have been
// copied with. So all else stays at its place.
func undelimited(text string) string {
	trimmed := strings.TrimSpace(text)
	if len(trimmed) < len("{%%}") || !strings.HasPrefix(trimmed, "{%") || !strings.HasSuffix(trimmed, "%}") {
		return text
	}
	from, to := strings.Index(text, "{%"), strings.LastIndex(text, "%}")
	return text[:from] + "  " + text[from+2:to] + "  " + text[to+2:]
}

// place is that of a mistake in an expression as it was given: blanks before it are left out where it is
// compiled.
func place(at int, text string, language asl.QueryLanguage) int {
	if at == 0 || language != asl.JSONata {
		return at
	}
	text = undelimited(text)
	return at + utf8.RuneCountInString(text) - utf8.RuneCountInString(strings.TrimLeftFunc(text, unicode.IsSpace))
}

// Guess tells by its beginning which language an expression is in.
func Guess(text string) asl.QueryLanguage {
	for _, start := range []string{"$.", "$[", "$$", "States."} {
		if strings.HasPrefix(text, start) {
			return asl.JSONPath
		}
	}
	if text == "$" {
		return asl.JSONPath
	}
	return asl.JSONata
}

// Written is an expression as it is written into a definition, JSON and all: a string with
// {% and %}, or a member of a payload template.
func Written(text string, language asl.QueryLanguage) string {
	if language == asl.JSONata {
		return jsonvalue.NewString("{% " + strings.TrimSpace(undelimited(text)) + " %}").String()
	}
	return `"x.$": ` + jsonvalue.NewString(text).String()
}

// stepTitles are the words for the steps of a state's data flow, by their names in TestState.
var stepTitles = map[string]string{
	"afterInputPath": "after InputPath", "afterParameters": "after Parameters", "afterArguments": "after Arguments",
	"afterItemsPath": "after ItemsPath", "afterItemsPointer": "after ItemsPointer", "afterItemSelector": "after ItemSelector",
	"afterItemBatcher": "after ItemBatcher", "maxConcurrency": "max concurrency", "toleratedFailureCount": "tolerated failures",
	"toleratedFailurePercentage": "tolerated failures in percent", "afterResultSelector": "after ResultSelector", "afterResultPath": "after ResultPath",
	"retryIndex": "taken by Retry", "retryBackoffIntervalSeconds": "backoff in seconds", "catchIndex": "taken by Catch",
	"variables": "variables after",
}

// StepTitle is the word for a step of a state's data flow.
func StepTitle(name string) string { return cmp.Or(stepTitles[name], name) }
