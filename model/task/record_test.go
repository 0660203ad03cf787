package task

import (
	"strings"
	"testing"

	"expresso/model/jsonvalue"
)

// A case takes the place of one of its name; all else stays as it is written.
func TestSetCase(t *testing.T) {
	value := func(text string) jsonvalue.Value {
		v, err := jsonvalue.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	set := func(text string, states ...Answers) string {
		t.Helper()
		edited, err := SetCase(text, "m", "R", states)
		if err != nil {
			t.Fatal(err)
		}
		return edited
	}
	name := "Busy"
	busy, one := Answer{Failure: &Failure{Name: &name}}, Answer{Result: value(`1.50`)}
	const there = `{"StateMachines": {"m": {"TestCases": {"Other": {"A": "shared"}}}},
 "MockedResponses": {"shared": {"0": {"Return":   1.0}}, "A R": {"0": {"Return": "of somebody"}}}}`
	first := set(there, Answers{"A", []Answer{busy, busy, one}}, Answers{"B", []Answer{one}}, Answers{"C", []Answer{{}}})
	for _, part := range []string{`"shared": {"0": {"Return":   1.0}}`, `"A R": {"0": {"Return": "of somebody"}}`, `"A R 2": {"0-1":`, `"2":`, `1.50`, `"Other": {"A": "shared"}`} {
		if !strings.Contains(strings.Join(strings.Fields(first), ""), strings.Join(strings.Fields(part), "")) {
			t.Errorf("no %s in\n%s", part, first)
		}
	}
	if strings.Contains(first, `"C"`) {
		t.Errorf("a state without an answer is mocked in\n%s", first)
	}
	if again := set(first, Answers{"A", []Answer{busy, busy, one}}, Answers{"B", []Answer{one}}); again != first {
		t.Errorf("the same again is\n%s\nand was\n%s", again, first)
	}
	without := set(first, Answers{"A", []Answer{one}})
	if strings.Contains(without, "B R") || strings.Contains(without, "Busy") || !strings.Contains(without, `"Return":   1.0`) || !strings.Contains(without, "of somebody") {
		t.Errorf("replaced:\n%s", without)
	}
	if none := set(without); strings.Contains(none, "A R 2") {
		t.Errorf("replaced by nothing:\n%s", none)
	}
	for _, text := range []string{`[]`, `{"MockedResponses": 1}`, `{`, `{"StateMachines": {"m": 1}}`} {
		if edited, err := SetCase(text, "m", "R", []Answers{{"A", []Answer{one}}}); err == nil {
			t.Errorf("%s became %s", text, edited)
		}
	}
}

// An answer goes to the call that it was given for, or else to the first that has none.
func TestAnswersByInput(t *testing.T) {
	mocks, err := LoadMocks(`{"StateMachines": {"m": {"TestCases": {"R": {"A": "A"}}}},
		"MockedResponses": {"A": {"0": {"Input": {"n": 1}, "Throw": {"Error": "Busy"}}, "1": {"Input": {"n": 1}, "Return": "one"}, "2": {"Input": {"n": 2}, "Return": "two"}}}}`)
	if err != nil {
		t.Fatal(err)
	}
	answers, err := mocks.Case("m", "R")
	if err != nil {
		t.Fatal(err)
	}
	for _, call := range []struct{ input, want string }{{`{"n": 2}`, `"two"`}, {`{"n": 1.0}`, "Busy"}, {`{"n": 9}`, `"one"`}, {`{"n": 1}`, "has no entry for invocation 3"}} {
		v, err := jsonvalue.Parse(call.input)
		if err != nil {
			t.Fatal(err)
		}
		got, err := answers.Invoke(t.Context(), Call{State: "A", Parameters: v})
		text := got.String()
		if err != nil {
			text = err.Error()
		}
		if !strings.Contains(text, call.want) {
			t.Errorf("%s is answered %s, want %s", call.input, text, call.want)
		}
	}
}

func FuzzSetCase(f *testing.F) {
	f.Add(emptyFile, "A")
	f.Add(`{"StateMachines": {"m": {"TestCases": {"R": {"B": "x"}}}}, "MockedResponses": {"x": {}, "y": {}}}`, "A/~")
	f.Fuzz(func(t *testing.T, text, state string) {
		edited, err := SetCase(text, "m", "R", []Answers{{state, []Answer{{Result: jsonvalue.Null()}}}})
		if err != nil {
			return
		}
		if _, err := LoadMocks(edited); err != nil {
			t.Errorf("%v: %q became %q", err, text, edited)
		}
	})
}
