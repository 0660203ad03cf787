package asl_test

import (
	"errors"
	"testing"

	"expresso/model/asl"
	"expresso/model/jsonvalue"
)

func TestLoadExpression(t *testing.T) {
	value := func(text string) jsonvalue.Value {
		v, err := jsonvalue.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	variables := new(asl.Variables)
	variables.Set("n", value(`2`))
	scope := &asl.Scope{
		Input: value(`{"a":[1,2,3],"b":{"c":"d"}}`), Context: value(`{"State":{"Name":"S"}}`),
		Result: value(`{"r":1}`), ErrorOutput: value(`{"Error":"E"}`), Variables: variables,
	}
	for _, tt := range []struct {
		text     string
		language asl.QueryLanguage
		sees     asl.Sees
		want     string // the value, or the message of a diagnostic or a fault
		at       int
	}{
		{"$sum($states.input.a) + $n", asl.JSONata, asl.Sees{}, "8", 0},
		{"$states.result.r", asl.JSONata, asl.Sees{Result: true}, "1", 0},
		{"$states.errorOutput.Error & $states.context.State.Name", asl.JSONata, asl.Sees{Result: true, ErrorOutput: true}, `"ES"`, 0},
		{"$states.result.r", asl.JSONata, asl.Sees{}, "Field '$states.result' does not exist.", 9},
		{"1 + a.b", asl.JSONata, asl.Sees{}, "Reference to 'a' at the top level is not supported.", 5},
		{"1 + ", asl.JSONata, asl.Sees{}, "Unexpected end of expression", 3},
		{"", asl.JSONata, asl.Sees{}, "Unexpected end of expression", 0},
		{"[1,2", asl.JSONata, asl.Sees{}, `Expected "]" before end of expression`, 4},
		{"1 + ('x' * 2)", asl.JSONata, asl.Sees{}, `threw an error during evaluation. T2001: The left side of the "*" operator must evaluate to a number`, 10},
		{"$states.input.gone", asl.JSONata, asl.Sees{}, "returned nothing (undefined).", 0},
		{"$.b.c", asl.JSONPath, asl.Sees{}, `"d"`, 0},
		{"$", asl.JSONPath, asl.Sees{}, `{"a":[1,2,3],"b":{"c":"d"}}`, 0},
		{"$$.State.Name", asl.JSONPath, asl.Sees{}, `"S"`, 0},
		{"$n", asl.JSONPath, asl.Sees{}, "2", 0},
		{"States.ArrayLength($.a)", asl.JSONPath, asl.Sees{}, "3", 0},
		{"b.c", asl.JSONPath, asl.Sees{}, "The value for the field 'x.$' must be a valid JSONPath or a valid intrinsic function call", 0},
	} {
		e, found := asl.LoadExpression(tt.text, tt.language, tt.sees)
		var got string
		var at int
		if e == nil {
			got, at = found[0].Message, found[0].At
		} else if v, err := e.Eval(scope); err != nil {
			fault := new(asl.Failure)
			if !errors.As(err, &fault) {
				t.Fatal(err)
			}
			got, at = fault.What, fault.At
		} else {
			got = v.String()
		}
		if got != tt.want || at != tt.at {
			t.Errorf("%s: %s at %d, want %s at %d", tt.text, got, at, tt.want, tt.at)
		}
	}
}
