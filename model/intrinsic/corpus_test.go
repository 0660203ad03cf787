package intrinsic

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"expresso/model/conformance"
	"expresso/model/jsonvalue"
)

// TestRecordedPasses evaluates the Parameters of every recorded machine that is one
// succeeding Pass state: those are AWS's answers to single expressions.
func TestRecordedPasses(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(conformance.Dir(t), "asl", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	expressions := 0
	for _, file := range files {
		c := read(t, file)
		definition := member(c, "definition")
		states, expect := member(definition, "States"), member(c, "expect")
		if states.Len() != 1 || member(expect, "status").Str() != "SUCCEEDED" {
			continue
		}
		state := states.Member(0).Value
		parameters := member(state, "Parameters")
		if member(state, "Type").Str() != "Pass" || parameters.IsUndefined() {
			continue
		}
		if member(c, "input_raw").Bool() || !onlyPaths(parameters) {
			continue
		}
		scope := &Scope{
			Input: member(c, "input"),
			Context: jsonvalue.NewObject([]jsonvalue.Member{{
				Key:   "Execution",
				Value: jsonvalue.NewObject([]jsonvalue.Member{{Key: "Input", Value: member(c, "input")}}),
			}}),
		}
		for i := range parameters.Len() {
			m := parameters.Member(i)
			key, ok := strings.CutSuffix(m.Key, ".$")
			if !ok {
				continue
			}
			expressions++
			t.Run(strings.TrimSuffix(filepath.Base(file), ".json")+"/"+key, func(t *testing.T) {
				e, err := Compile(m.Value.Str())
				if err != nil {
					t.Fatal(err)
				}
				got, err := e.Eval(scope)
				if err != nil {
					t.Fatal(err)
				}
				want := member(expect, "output")
				if !strings.HasSuffix(member(state, "OutputPath").Str(), "."+key) {
					want = member(want, key)
				}
				// The recorder replaces what is different each time.
				if s := want.Str(); s == "generated-uuid" || s == "RandomNumberGenerated" {
					return
				}
				if !jsonvalue.Equal(got, want) {
					t.Errorf("%s of %s\ngot  %s\nwant %s", e, scope.Input, got, want)
				}
				if want.Kind() == jsonvalue.KindObject && got.String() != want.String() {
					t.Errorf("order of members: got %s, want %s", got, want)
				}
			})
		}
	}
	if expressions < 80 {
		t.Errorf("found only %d expressions", expressions)
	}
}

// onlyPaths reports whether an expression needs nothing of the context but the input.
func onlyPaths(parameters jsonvalue.Value) bool {
	text := strings.ReplaceAll(parameters.String(), "$$.Execution.Input", "")
	return !strings.Contains(text, "$$")
}

var inBrackets = regexp.MustCompile(`\[(\$.*)\]$`)

// TestRecordedPaths evaluates paths that were recorded as Parameters {"item.$": path}.
func TestRecordedPaths(t *testing.T) {
	file := filepath.Join(conformance.Dir(t), "recorded-functions", "jsonpath-recorded.json")
	cases := member(read(t, file), "cases")
	paths := 0
	for i := range cases.Len() {
		c := cases.At(i)
		name := member(c, "test").Str()
		match := inBrackets.FindStringSubmatch(name)
		if match == nil {
			continue
		}
		paths++
		t.Run(name, func(t *testing.T) {
			e, err := Compile(match[1])
			if err != nil {
				t.Fatal(err)
			}
			got, err := e.Eval(&Scope{Input: member(c, "input")})
			if want := member(member(c, "output"), "item"); err != nil || !jsonvalue.Equal(got, want) {
				t.Errorf("got %s (%v), want %s", got, err, want)
			}
		})
	}
	if paths < 14 {
		t.Errorf("found only %d paths", paths)
	}
}

func member(v jsonvalue.Value, key string) jsonvalue.Value {
	m, _ := v.Get(key)
	return m
}

func read(t *testing.T, file string) jsonvalue.Value {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonvalue.Parse(string(text))
	if err != nil {
		t.Fatal(file, err)
	}
	return v
}
