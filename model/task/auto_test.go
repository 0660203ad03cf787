package task

import (
	"errors"
	"testing"

	"expresso/model/jsonvalue"
)

func TestAutoAnswersWhatNothingElseDoes(t *testing.T) {
	mocks, err := LoadMocks(`{"StateMachines": {"m": {"TestCases": {"Default": {"Told": "R"}}}}, "MockedResponses": {"R": {"0": {"Return": 7}}}}`)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []*Mocks{nil, mocks} {
		m = m.Auto(func(c Call) jsonvalue.Value { return Shaped(c.Resource) })
		invoker, err := m.Case("m", "")
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			v, err := invoker.Invoke(t.Context(), Call{Machine: "m", State: "Fn", Resource: "arn:aws:lambda:us-east-1:000000000000:function:F"})
			if err != nil || v.String() != "{}" {
				t.Errorf("%s, %v", v, err)
			}
		}
		if got := m.Automatic(); len(got) != 1 || got[0] != "Fn" {
			t.Error(got)
		}
	}
	invoker, err := mocks.Case("m", "")
	if err != nil {
		t.Fatal(err)
	}
	if v, err := invoker.Invoke(t.Context(), Call{Machine: "m", State: "Told"}); err != nil || v.String() != "7" {
		t.Errorf("%s, %v", v, err)
	}
	if got := mocks.Automatic(); len(got) != 1 {
		t.Errorf("%q: what a mock answers is not automatic", got)
	}
	_, err = (&Mocks{}).Case("m", "nowhere")
	if err == nil {
		t.Error("a case that is not there was taken")
	}
	plain, err := (*Mocks)(nil).Case("m", "")
	if err != nil {
		t.Fatal(err)
	}
	var unanswered *Unanswered
	if _, err := plain.Invoke(t.Context(), Call{State: "Fn"}); !errors.As(err, &unanswered) {
		t.Errorf("without Auto: %v", err)
	}
}

func TestSeveralMockFiles(t *testing.T) {
	load := func(machine, state string) *Mocks {
		m, err := LoadMocks(`{"StateMachines": {"` + machine + `": {"TestCases": {"Default": {"` + state + `": "R"}}}}, "MockedResponses": {"R": {"0": {"Return": "` + state + `"}}}}`)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	m := (*Mocks)(nil).With(load("a", "A")).With(load("b", "B")).With(load("a", "Other")).With(nil)
	if got := m.Machines(); len(got) != 2 || m.States("a")[0] != "A" {
		t.Error(got, m.States("a"))
	}
	m.Use("c", "b")
	invoker, err := m.Case("c", "")
	if err != nil {
		t.Fatal(err)
	}
	if v, err := invoker.Invoke(t.Context(), Call{State: "B"}); err != nil || v.String() != jsonvalue.NewString("B").String() {
		t.Errorf("%s, %v", v, err)
	}
}
