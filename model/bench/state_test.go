package bench_test

import (
	"strings"
	"testing"

	"expresso/model"
	"expresso/model/bench"
)

func TestParts(t *testing.T) {
	v := value(t, `{"States":{"a/b":{"Branches":[{"States":{"C":{"Type":"Pass"}}}]}}}`)
	const pointer = "/States/a~1b/Branches/0/States/C"
	if got := bench.Part(v, pointer).String(); got != `{"Type":"Pass"}` {
		t.Errorf("part %s", got)
	}
	for _, nowhere := range []string{"/States/x", "/States/a~1b/Branches/1/States/C", "/States/a~1b/Branches/x"} {
		if !bench.Part(v, nowhere).IsUndefined() {
			t.Errorf("%s leads somewhere", nowhere)
		}
	}
}

// A state keeps its meaning without its machine: the language is that of every state in it.
func TestAlone(t *testing.T) {
	state := value(t, `{"Type":"Map","ItemProcessor":{"StartAt":"P","States":{"P":{"Type":"Parallel","Branches":[{"StartAt":"Q","States":{"Q":{"Type":"Pass","QueryLanguage":"JSONata"},"R":{"Type":"Pass"}}}]}}}}`)
	const want = `{"Type":"Map","ItemProcessor":{"StartAt":"P","States":{"P":{"Type":"Parallel","Branches":[{"StartAt":"Q","States":{"Q":{"Type":"Pass","QueryLanguage":"JSONata"},"R":{"Type":"Pass","QueryLanguage":"JSONata"}}}],"QueryLanguage":"JSONata"}}},"QueryLanguage":"JSONata"}`
	if got := bench.Alone(state, value(t, `{"QueryLanguage":"JSONata"}`)).String(); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	if got := bench.Alone(state, value(t, `{}`)).String(); got != state.String() {
		t.Errorf("without a language %s", got)
	}
	for _, odd := range []string{"1", "[]", `{"Branches":[1],"ItemProcessor":2,"Iterator":{"States":[1]}}`} {
		bench.Alone(value(t, odd), value(t, `{"QueryLanguage":"JSONata"}`))
	}
}

func TestMockTexts(t *testing.T) {
	for text, want := range map[string]model.StateMock{
		`{"Return":{"a":1}}`:                        {Result: `{"a":1}`, Validation: "PRESENT"},
		`{"Return":null}`:                           {Result: `null`, Validation: "PRESENT"},
		`{"Throw":{"Error":"E","Cause":"\"why\""}}`: {Error: "E", Cause: `"why"`},
		`{"Throw":{"Error":"E"}}`:                   {Error: "E"},
	} {
		m, err := bench.ReadMock(text)
		if err != nil || *m != want {
			t.Errorf("%s: %+v, %v", text, m, err)
			continue
		}
		if again := bench.MockText(m); again != text {
			t.Errorf("%s is written %s", text, again)
		}
	}
	for _, text := range []string{`{`, `{}`, `[]`, `{"Return":1,"Throw":{"Error":"E"}}`, `{"Throw":{}}`, `{"Throw":{"Error":1}}`, `{"Throw":{"Error":"E","Cause":{}}}`} {
		if m, err := bench.ReadMock(text); err == nil {
			t.Errorf("%s is taken as %+v", text, m)
		}
	}
}

// Answers are compared by what they say, not by how it is written.
func TestDiffer(t *testing.T) {
	a := model.StateTested{Status: "SUCCEEDED", Output: `{"a":1,"b":[1.0]}`, Steps: []model.StateStep{{Name: "afterParameters", JSON: "1"}}}
	b := model.StateTested{Status: "SUCCEEDED", Output: `{ "b":[1], "a":1 }`, Steps: []model.StateStep{{Name: "afterParameters", JSON: "1"}}}
	if got := bench.Differ(a, b); got != nil {
		t.Errorf("differ in %v", got)
	}
	b.Status, b.Output, b.Error, b.Steps = "FAILED", "", "E", nil
	if got, want := strings.Join(bench.Differ(a, b), ", "), "status, output, after Parameters, error"; got != want {
		t.Errorf("differ in %s, want %s", got, want)
	}
}

func TestMockable(t *testing.T) {
	for _, tt := range [][2]string{{`{"Execution":{},"Map":{"Item":{}}}`, `{"Execution":{}}`}, {`{"Map":{}}`, ""}, {"", ""}} {
		if got := bench.Mockable(tt[0]); got != tt[1] {
			t.Errorf("of %s %q, want %q", tt[0], got, tt[1])
		}
	}
}
