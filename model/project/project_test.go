package project

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

const whole = `# ours
version: 1
values: {TABLE: orders, N: 1.50, ON: true}
mocks: test/mocks.json
ignore: ["$.at"]
clock: simulated
mock-validation: strict
machines:
  orders: # the big one
    type: EXPRESS
    file: defs/orders.json
    values:
      TABLE: other
    mocks: test/orders.json
    case: Happy
    source: {arn: "arn:aws:states:eu-west-1:123456789012:stateMachine:orders", revision: r, role: x}
  nightly:
`

func TestParse(t *testing.T) {
	got, problem := Parse(whole)
	if problem != nil {
		t.Fatal(problem)
	}
	want := Project{
		Values: map[string]string{"TABLE": "orders", "N": "1.50", "ON": "true"},
		Mocks:  []string{"test/mocks.json"}, Ignore: []string{"$.at"}, Clock: "simulated", Validation: "strict",
		Order: []string{"orders", "nightly"},
		Machines: map[string]Machine{"nightly": {}, "orders": {
			File: "defs/orders.json", Type: "EXPRESS", Values: map[string]string{"TABLE": "other"}, Mocks: "test/orders.json", Case: "Happy",
			Source: Source{"arn:aws:states:eu-west-1:123456789012:stateMachine:orders", "r", "x"},
		}},
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(Project{})); diff != "" {
		t.Error(diff)
	}
	if at := got.Place("nightly", "x").Error(); at != "17:3: x" {
		t.Error(at)
	}
	for _, text := range []string{"", "# nothing yet\n", "---\n# x\n"} {
		if got, problem := Parse(text); problem != nil || len(got.Machines) > 0 {
			t.Errorf("%q: %v", text, problem)
		}
	}
}

func TestParseWarns(t *testing.T) {
	got, problem := Parse("version: 1\nprofile: prod\nmachines:\n  a:\n    command: rm\n    source: {region: x}\n")
	if problem != nil {
		t.Fatal(problem)
	}
	var all []string
	for _, w := range got.Warnings {
		all = append(all, w.Error())
	}
	text := strings.Join(all, "\n")
	for _, want := range []string{`2:1: unknown key "profile" in the project file; the keys are version, `, `5:5: unknown key "command" in a machine`, `6:14: unknown key "region" in source`} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"values: {}\n":                                 "1:1: version is missing",
		"version: 2\n":                                 "1:10: version must be 1",
		"version: 1\nvalues: [a]\n":                    "2:9: values must be a mapping, not array",
		"version: 1\nvalues:\n  A: {}\n":               "3:6: a value must be",
		"version: 1\nvalues:\n  a b: 1\n":              "3:3: a name must consist of",
		"version: 1\nclock: fast\n":                    `2:8: clock must be real or simulated, not "fast"`,
		"version: 1\nmocks: ../x.json\n":               "2:8: mocks must be a path inside this folder",
		"version: 1\nmocks: [a.json, /x.json]\n":       "2:17: mocks must be a path inside this folder",
		"version: 1\nmachines: {a: {file: 'C:\\x'}}\n": "2:22: file must be a path inside this folder",
		"version: 1\nmachines: {a: {type: Fast}}\n":    `2:22: type must be EXPRESS or STANDARD, not "Fast"`,
		"version: 1\nignore: [$.a, id]\n":              "2:15: ignore has paths like",
		"version: 1\nmachines: {a: 1}\n":               "2:15: a machine must be a mapping",
		"version: 1\n  x: [\n":                         ":",
		"version: 1\nversion: 1\n":                     "2:1: ",
	} {
		if _, problem := Parse(text); problem == nil || !strings.Contains(problem.Error(), want) {
			t.Errorf("%q: %v, want %s", text, problem, want)
		}
	}
}

func TestSet(t *testing.T) {
	set := func(text, value string, path ...string) string {
		t.Helper()
		got, err := Set(text, value, path...)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	// What is there is replaced, and nothing else.
	if got := set(whole, "STANDARD", "machines", "orders", "type"); got != strings.Replace(whole, "type: EXPRESS", "type: STANDARD", 1) {
		t.Error(got)
	}
	if got := set(whole, "b", "values", "TABLE"); got != strings.Replace(whole, "TABLE: orders", "TABLE: b", 1) {
		t.Error(got)
	}
	// New members are the last of theirs, or the first between braces.
	if got := set(whole, "arn:aws:x:::y z", "machines", "orders", "values", "A.Arn"); got != strings.Replace(whole, "TABLE: other\n", "TABLE: other\n      A.Arn: \"arn:aws:x:::y z\"\n", 1) {
		t.Error(got)
	}
	if got := set(whole, "5", "values", "M"); got != strings.Replace(whole, "{TABLE", "{M: \"5\", TABLE", 1) {
		t.Error(got)
	}
	if got := set(whole, "EXPRESS", "machines", "nightly", "type"); got != whole+"    type: EXPRESS\n" {
		t.Error(got)
	}
	if got := set(whole, "EXPRESS", "machines", "new one", "type"); got != whole+"  \"new one\":\n    type: EXPRESS\n" {
		t.Error(got)
	}
	// From nothing.
	if got := set("", "EXPRESS", "machines", "a", "type"); got != "version: 1\nmachines:\n  a:\n    type: EXPRESS\n" {
		t.Error(got)
	}
	commented := "# about\nversion: 1\n\n# names\nvalues:\n#  A: b\n\n# machines\nmachines:\n"
	if got := set(commented, "b", "values", "A"); got != "# about\nversion: 1\n\n# names\nvalues:\n  A: b\n#  A: b\n\n# machines\nmachines:\n" {
		t.Error(got)
	}
	if got := set("version: 1\nvalues:\n  A: 'it''s' # why\n", "on", "values", "A"); got != "version: 1\nvalues:\n  A: \"on\" # why\n" {
		t.Error(got)
	}
	for _, tt := range []struct{ text, value, path string }{
		{"version: 1\nmocks: [a.json]\n", "x", "mocks"},
		{"version: 1\nvalues:\n  A: |\n    x\n", "x", "values/A"},
		{"version: 1\n", "Fast", "machines/a/type"},
		{"version: 1\n", "/etc/x", "machines/a/file"},
		{"version: [\n", "x", "clock"},
	} {
		if got, err := Set(tt.text, tt.value, strings.Split(tt.path, "/")...); err == nil {
			t.Errorf("%q, %s: %q", tt.text, tt.path, got)
		}
	}
}

// FuzzSet checks that an edit says what it should and nothing else, or is refused.
func FuzzSet(f *testing.F) {
	f.Add(whole, "orders", "x: y")
	f.Add("version: 1\nmachines: {a: {}}\n", "a", "b")
	f.Add("", "a", "")
	f.Fuzz(func(t *testing.T, text, machine, value string) {
		_, _ = Parse(text)
		edited, err := Set(text, value, "machines", machine, "case")
		if err != nil {
			return
		}
		p, problem := Parse(edited)
		if problem != nil || p.Machines[machine].Case != value {
			t.Errorf("%q becomes %q: %v", text, edited, problem)
		}
	})
}
