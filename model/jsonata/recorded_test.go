package jsonata

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"expresso/model/conformance"
	"expresso/model/jsonvalue"
)

// awsLimits are those that were measured on AWS.
var awsLimits = Limits{Elements: 873_782}

// TestRecorded compares AWS's own functions with what AWS answered.
func TestRecorded(t *testing.T) {
	dir := filepath.Join(conformance.Dir(t), "recorded-functions")
	for _, name := range []string{"jsonata-functions-recorded.json", "measured-by-others.json"} {
		cases := get(read(t, filepath.Join(dir, name)), "cases")
		for i := range cases.Len() {
			c := cases.At(i)
			text := get(c, "expr").Str()
			t.Run(text+" "+get(c, "input").String(), func(t *testing.T) {
				states := jsonvalue.NewObject([]jsonvalue.Member{{Key: "states", Value: jsonvalue.NewObject([]jsonvalue.Member{{Key: "input", Value: get(c, "input")}})}})
				var got jsonvalue.Value
				e, err := Compile(text)
				if err == nil {
					got, err = e.Evaluate(context.Background(), Evaluation{Variables: bindings{states}, Limits: awsLimits})
				}
				if get(c, "error").IsUndefined() {
					if err != nil || !same(got, get(c, "result")) {
						t.Fatalf("got %s, %v, want %s", got, err, get(c, "result"))
					}
					return
				}
				var fault *Error
				if !errors.As(err, &fault) {
					t.Fatalf("got %s, want an error", got)
				}
				if code := get(c, "code").Str(); code != "" && fault.Code != code {
					t.Errorf("failed with %v, want %s", err, code)
				}
				if tail := get(c, "cause_tail").Str(); !strings.HasSuffix(fault.Message, tail) {
					t.Errorf("failed with %q, want %q", fault.Message, tail)
				}
			})
		}
	}
}
