package task

import (
	"strings"
	"testing"

	"expresso/model/jsonvalue"
)

func TestAddMock(t *testing.T) {
	add := func(text, machine, testCase, state, result string) string {
		t.Helper()
		v, err := jsonvalue.Parse(result)
		if err != nil {
			t.Fatal(err)
		}
		edited, err := AddMock(text, machine, testCase, state, v)
		if err != nil {
			t.Fatal(err)
		}
		mocks, err := LoadMocks(edited)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			invoker, err := mocks.Case(machine, testCase)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := invoker.Invoke(t.Context(), Call{State: state}); err != nil || got.String() != v.String() {
				t.Errorf("%s, %v in\n%s", got, err, edited)
			}
		}
		return edited
	}
	const first = `{
  "StateMachines": {
    "m": {
      "TestCases": {
        "Default": {
          "A": "A"
        }
      }
    }
  },
  "MockedResponses": {
    "A": {
      "0-99": {
        "Return": {
          "n": 1.50
        }
      }
    }
  }
}
`
	if got := add("", "m", "", "A", `{"n": 1.50}`); got != first {
		t.Error(got)
	}
	second := add(first, "m", "Other", "A", `{}`)
	if !strings.Contains(second, "\"Other\": {\n          \"A\": \"A-2\"\n        },\n        \"Default\": {\n          \"A\": \"A\"\n        }") {
		t.Error(second)
	}
	// What is there keeps its text, also on one line.
	line := `{"StateMachines": {"m": {"TestCases": {}}, "x/y~": {"TestCases": {"Default": { "S" : "R"}}}}, "MockedResponses": {"R": {"0": {"Return":  1.0}}}}`
	got := add(line, "x/y~", "", "T", `"ok"`)
	if got != strings.NewReplacer(`{ "S"`, `{ "T": "T", "S"`, `{"R": {`, `{"T": {"0-99":{"Return":"ok"}}, "R": {`).Replace(line) {
		t.Error(got)
	}
	add(line, "m", "", "T", `null`)
	add(line, "new", "", "T", `[]`)
	for text, want := range map[string]string{first: "already has a mock", "{": "line 1", `{"MockedResponses": {}}`: "StateMachines is missing"} {
		if _, err := AddMock(text, "m", "", "A", jsonvalue.Null()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}
