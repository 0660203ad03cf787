package asl_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
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

// exceptions are the cases that are answered otherwise than AWS did, with the reason. One
// that passes is to be taken out.
var exceptions = map[string]string{}

// TestValidate compares diagnostics, refusals and variable references with AWS's.
func TestValidate(t *testing.T) {
	for _, folder := range []string{"validate", "second/validate"} {
		for _, c := range cases(t, folder) {
			id := member(c, "id").Str()
			t.Run(id, func(t *testing.T) {
				wrong := validated(c)
				if reason, ok := exceptions[id]; ok {
					if wrong == "" {
						t.Errorf("passes: take it out of the exceptions (%s)", reason)
					}
					return
				}
				if wrong != "" {
					t.Error(wrong)
				}
			})
		}
	}
}

// validated tells what is not as a case has it.
func validated(c jsonvalue.Value) string {
	definition := member(c, "definition").Str()
	m, found := asl.Load(definition, asl.MachineType(member(c, "type").Str()))
	want := member(c, "expect")
	said := slices.DeleteFunc(slices.Clone(found), func(d asl.Diagnostic) bool { return d.Severity != asl.Error })
	switch api := member(c, "api").Str(); {
	case api == "DescribeStateMachine":
		return references(m, member(want, "variableReferences"))
	case api == "CreateStateMachine" && member(c, "definition_at_fault").Bool():
		if m != nil {
			return "accepted"
		}
		texts := make([]string, len(said))
		for i, d := range said {
			texts[i] = d.String()
		}
		message := "Invalid State Machine Definition: '" + strings.Join(texts, ", ") + "'"
		if pattern := member(want, "error", "Message").Str(); !matches(c, pattern, message) {
			return "refused with " + message + "\nwant " + pattern
		}
		if member(c, "others_possible").Bool() || member(c, "order_unknown").Bool() {
			return ""
		}
	case api != "ValidateStateMachineDefinition" && m == nil:
		return fmt.Sprint("refused: ", found)
	}
	return diagnostics(c, said, member(want, "diagnostics"))
}

// diagnostics compares all that was said with all that AWS said, where that is known.
func diagnostics(c jsonvalue.Value, said asl.Diagnostics, want jsonvalue.Value) string {
	if want.IsUndefined() {
		return ""
	}
	if len(said) != want.Len() {
		return fmt.Sprintf("found %v, want %s", said, want)
	}
	for i, d := range said {
		w := want.At(i)
		if d.Code != member(w, "code").Str() || !matches(c, member(w, "message").Str(), d.Message) || !matches(c, member(w, "location").Str(), d.Location) {
			return fmt.Sprintf("found %+v, want %s", d, w)
		}
	}
	return ""
}

// matches compares a text with a recorded one, in which tokens stand for what is not known.
func matches(c jsonvalue.Value, pattern, text string) bool {
	pattern = regexp.QuoteMeta(pattern)
	tokens := member(c, "volatile", "tokens")
	for i := range tokens.Len() {
		pattern = strings.ReplaceAll(pattern, regexp.QuoteMeta(tokens.At(i).Str()), "(?s:.*)")
	}
	return regexp.MustCompile("^" + pattern + "$").MatchString(text)
}

// references compares the variables that states read.
func references(m *asl.Machine, want jsonvalue.Value) (wrong string) {
	if m == nil {
		return "refused"
	}
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
			wrong = fmt.Sprintf("state %s reads %v, want %s", s.Name, s.Variables, names)
		}
	})
	if wrong == "" && read != want.Len() {
		wrong = fmt.Sprintf("%d states read variables, want %d", read, want.Len())
	}
	return wrong
}
