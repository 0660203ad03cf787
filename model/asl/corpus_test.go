package asl_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"expresso/model/asl"
	"expresso/model/conformance"
	"expresso/model/jsonvalue"
)

// cases reads a folder of the corpus.
func cases(t *testing.T, folder string) []jsonvalue.Value {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(conformance.Dir(t), folder, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	var all []jsonvalue.Value
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		v, err := jsonvalue.Parse(string(text))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, v)
	}
	return all
}

func member(v jsonvalue.Value, keys ...string) jsonvalue.Value {
	for _, key := range keys {
		v, _ = v.Get(key)
	}
	return v
}

// TestAccepted loads every definition that AWS has accepted: all as STANDARD, as EXPRESS
// those that are legal there.
func TestAccepted(t *testing.T) {
	for _, c := range cases(t, "asl") {
		t.Run(member(c, "id").Str(), func(t *testing.T) {
			definition := member(c, "definition").String()
			if m, found := asl.Load(definition, asl.Standard); m == nil {
				t.Errorf("refused as STANDARD: %v", found)
			}
			if m, found := asl.Load(definition, asl.Express); m == nil && member(c, "express_ok").Bool() {
				t.Errorf("refused as EXPRESS: %v", found)
			}
		})
	}
}

// TestValidate compares diagnostics, refusals and variable references with AWS's.
func TestValidate(t *testing.T) {
	for _, c := range cases(t, "validate") {
		t.Run(member(c, "id").Str(), func(t *testing.T) {
			definition := member(c, "definition").Str()
			m, found := asl.Load(definition, asl.MachineType(member(c, "type").Str()))
			switch api := member(c, "api").Str(); {
			case api == "ValidateStateMachineDefinition":
				var errors asl.Diagnostics
				for _, d := range found {
					if d.Severity == asl.Error {
						errors = append(errors, d)
					}
				}
				want := member(c, "expect", "diagnostics")
				if len(errors) != want.Len() {
					t.Fatalf("found %v, want %s", errors, want)
				}
				for i, d := range errors {
					w := want.At(i)
					if d.Code != member(w, "code").Str() || d.Message != member(w, "message").Str() || d.Location != member(w, "location").Str() {
						t.Errorf("found %+v, want %s", d, w)
					}
				}
			case api == "CreateStateMachine" && member(c, "definition_at_fault").Bool():
				if m != nil {
					t.Fatal("accepted")
				}
				// AWS reports the first error.
				want := member(c, "expect", "error", "Message").Str()
				if got := "Invalid State Machine Definition: '" + found[0].String() + "'"; got != want {
					t.Errorf("refused with %s\nwant %s", got, want)
				}
			case api == "DescribeStateMachine":
				if m == nil {
					t.Fatalf("refused: %v", found)
				}
				want := member(c, "expect", "variableReferences")
				read := 0
				m.Walk(func(s *asl.State) {
					names := member(want, s.Name)
					var list []string
					for i := range names.Len() {
						list = append(list, names.At(i).Str())
					}
					if len(s.Variables) > 0 {
						read++
					}
					if !slices.Equal(list, s.Variables) {
						t.Errorf("state %s reads %v, want %s", s.Name, s.Variables, names)
					}
				})
				if read != want.Len() {
					t.Errorf("%d states read variables, want %d", read, want.Len())
				}
			default:
				if m == nil {
					t.Errorf("refused: %v", found)
				}
			}
		})
	}
}
