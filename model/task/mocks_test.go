package task_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"expresso/model/task"
)

const file = `{
  "StateMachines": {
    "Orders": {
      "TestCases": {
        "Default": {"Pay": "Paid"},
        "Retry": {"Pay": "Flaky"}
      }
    },
    "Empty": {"TestCases": {}}
  },
  "MockedResponses": {
    "Paid": {"0": {"Return": {"ok": true}}},
    "Flaky": {
      "1-2": {"Throw": {"Error": "Busy"}},
      "0": {"Throw": {"Error": "Busy", "Cause": "try again"}},
      "3": {"Return": null}
    }
  }
}`

func TestMocks(t *testing.T) {
	mocks, err := task.LoadMocks(file)
	if err != nil {
		t.Fatal(err)
	}
	if got := mocks.Cases("Orders"); !slices.Equal(got, []string{"Default", "Retry"}) {
		t.Errorf("cases %v", got)
	}
	for _, tt := range []struct {
		machine, testCase, state string
		want                     []string // by invocation
	}{
		{"Orders", "", "Pay", []string{`{"ok":true}`, `unanswered`}},
		{"Orders", "Default", "Pay", []string{`{"ok":true}`}},
		{"Orders", "Retry", "Pay", []string{"Busy: try again", "Busy", "Busy", "null", "unanswered"}},
		{"Orders", "Retry", "Ship", []string{"unanswered"}},
		{"Empty", "", "Pay", []string{"unanswered"}},
		{"Unknown", "", "Pay", []string{"unanswered"}},
	} {
		t.Run(tt.machine+"/"+tt.testCase+"/"+tt.state, func(t *testing.T) {
			// Every execution counts from 0.
			for range 2 {
				tasks, err := mocks.Case(tt.machine, tt.testCase)
				if err != nil {
					t.Fatal(err)
				}
				for n, want := range tt.want {
					if got := answer(tasks, tt.machine, tt.state); got != want {
						t.Errorf("invocation %d: %s, want %s", n, got, want)
					}
				}
			}
		})
	}
}

// answer is what a call comes to, in a word.
func answer(tasks task.Invoker, machine, state string) string {
	v, err := tasks.Invoke(context.Background(), task.Call{Machine: machine, State: state, Resource: "arn:aws:states:::lambda:invoke"})
	var failure *task.Failure
	var unanswered *task.Unanswered
	switch {
	case errors.As(err, &failure):
		return failure.Error()
	case errors.As(err, &unanswered):
		return "unanswered"
	default:
		return v.String()
	}
}

func TestUnansweredSaysWhatToDo(t *testing.T) {
	var mocks *task.Mocks
	tasks, err := mocks.Case("Orders", "")
	if err != nil {
		t.Fatal(err)
	}
	_, err = tasks.Invoke(context.Background(), task.Call{Machine: "Orders", State: "Pay", Resource: "arn:aws:states:::sqs:sendMessage"})
	for _, want := range []string{`"Pay"`, "arn:aws:states:::sqs:sendMessage", "no mock file", "StateMachines.Orders.TestCases.Default"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q does not say %s", err, want)
		}
	}
}

func TestUnknownCase(t *testing.T) {
	mocks, err := task.LoadMocks(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		mocks          *task.Mocks
		machine, named string
		want           string
	}{
		{mocks, "Orders", "Happy", `state machine "Orders" has no test case "Happy" in the mock file; found: Default, Retry`},
		{mocks, "Other", "Happy", `the mock file has no state machine "Other", so there is no test case "Happy"; found: Empty, Orders`},
		{nil, "Orders", "Happy", `test case "Happy" needs a mock file, and none was found`},
	} {
		if _, err := tt.mocks.Case(tt.machine, tt.named); err == nil || err.Error() != tt.want {
			t.Errorf("error %v, want %s", err, tt.want)
		}
	}
}

func TestLoadMocksSaysWhere(t *testing.T) {
	response := func(text string) string { return `{"StateMachines":{},"MockedResponses":{"R":` + text + `}}` }
	for _, tt := range []struct{ name, text, want string }{
		{"not JSON", "{\n x", "line 2"},
		{"not an object", "[]", "1:1: the file: must be an object, not array"},
		{"no machines", "{}", "1:1: the file: StateMachines is missing"},
		{"another key", `{"MockedResponse":{}}`, "1:19: /MockedResponse: unknown key: must be StateMachines or MockedResponses"},
		{"unknown response", "{\"StateMachines\":{\"M\":{\"TestCases\":{\"C\":{\n\"S\":\"R\"}}}}}", `2:5: /StateMachines/M/TestCases/C/S: unknown response "R"`},
		{"no name", `{"StateMachines":{"M":{"TestCases":{"C":{"S":{}}}}}}`, "must be the name of a response"},
		{"no test cases", `{"StateMachines":{"M":{"Cases":{}}}}`, "a state machine has TestCases"},
		{"no number", response(`{"x":{"Return":1}}`), "/MockedResponses/R/x: must be the number of an invocation"},
		{"backwards", response(`{"2-1":{"Return":1}}`), `/2-1: must be the number of an invocation`},
		{"overlap", response(`{"0-2":{"Return":1},"2":{"Return":2}}`), "/MockedResponses/R/2: covers invocation 2, already covered by another entry"},
		{"both", response(`{"0":{"Return":1,"Throw":{}}}`), "exactly one of Return and Throw"},
		{"neither", response(`{"0":{}}`), "exactly one of Return and Throw"},
		{"one and more", response(`{"0":{"Return":1,"Retrun":1}}`), "exactly one of Return and Throw"},
		{"error no string", response(`{"0":{"Throw":{"Error":1}}}`), "/MockedResponses/R/0/Throw/Error: must be a string"},
		{"throw of what", response(`{"0":{"Throw":{"Message":"x"}}}`), "unknown key: must be Error or Cause"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := task.LoadMocks(tt.text)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %s", err, tt.want)
			}
		})
	}
}

func TestUnansweredIn(t *testing.T) {
	unanswered := task.Unanswered{Call: task.Call{Machine: `a "b"`, State: "Pay\n1", Resource: "r"}, Why: "w"}
	if machine, state, ok := task.UnansweredIn(unanswered.Error()); !ok || machine != `a "b"` || state != "Pay\n1" {
		t.Errorf("%q %q %t", machine, state, ok)
	}
	for _, cause := range []string{"", "other", "no answer for task ", `no answer for task "a`, `no answer for task "a" of another`, `no answer for task "a" of state machine "`} {
		if machine, state, ok := task.UnansweredIn(cause); ok {
			t.Errorf("%q: %q %q", cause, machine, state)
		}
	}
}
