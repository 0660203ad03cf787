package bench_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"expresso/model"
	"expresso/model/asl"
	"expresso/model/bench"
	"expresso/model/conformance"
	"expresso/model/jsonvalue"
)

func value(t testing.TB, text string) jsonvalue.Value {
	t.Helper()
	v, err := jsonvalue.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestEval(t *testing.T) {
	of := bench.Sight{
		Input: value(t, `{"a":[1,2,3]}`), Result: value(t, `{"r":5}`), Context: value(t, `{"State":{"Name":"S"}}`), Variables: value(t, `{"n":2}`),
	}
	for _, tt := range []struct {
		text string
		want string
		at   int
	}{
		{"$sum($states.input.a) * $n + $states.result.r", "17", 0},
		{"$states.context.State.Name", `"S"`, 0},
		{"$.a[1]", "2", 0},
		{"$$.State.Name", `"S"`, 0},
		{"States.MathAdd($n, 1)", "3", 0},
		{"$states.input.a + 1", `the expression threw an error during evaluation. T2001: The left side of the "+" operator must evaluate to a number`, 17},
		{"a.b", "Reference to 'a' at the top level is not supported.", 1},
		{"$.gone", `The JSONPath '$.gone' specified for the field 'x.$' could not be found in the input '{"a":[1,2,3]}'`, 0},
		{"$nothing", "the expression returned nothing (undefined).", 0},
		{"{% $n * 2 %}", "4", 0},
		{"  $n + ", "Unexpected end of expression", 6},
		{" {%$states.input.a + 1%}\n", `the expression threw an error during evaluation. T2001: The left side of the "+" operator must evaluate to a number`, 20},
		{"{%}", "Expected \":\", got \"}\"", 3},
		{"$sum", "the expression returned an unsupported result type.", 0},
	} {
		v, err := bench.Eval(t.Context(), tt.text, bench.Guess(tt.text), of)
		got, at := v.String(), 0
		if problem := new(bench.Problem); errors.As(err, &problem) {
			got, at = problem.Message, problem.At
		}
		if got != tt.want || at != tt.at {
			t.Errorf("%s: %s at %d, want %s at %d", tt.text, got, at, tt.want, tt.at)
		}
	}
}

// An evaluation ends with its context.
func TestEvalIsCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := bench.Eval(ctx, "$sum([1..100000].($ * $))", asl.JSONata, bench.Sight{Input: value(t, "1")})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want that it was cancelled", err)
	}
}

func TestWritten(t *testing.T) {
	for _, tt := range []struct {
		text     string
		language asl.QueryLanguage
		want     string
	}{
		{`$states.input."a b" & '\n'`, asl.JSONata, `"{% $states.input.\"a b\" & '\\n' %}"`},
		{" {% $x %} ", asl.JSONata, `"{% $x %}"`},
		{`$['it''s']`, asl.JSONPath, `"x.$": "$['it''s']"`},
	} {
		if got := bench.Written(tt.text, tt.language); got != tt.want {
			t.Errorf("%s is written %s, want %s", tt.text, got, tt.want)
		}
	}
}

// found is an expression of a definition, with what it sees there.
type found struct {
	text, pointer string
	language      asl.QueryLanguage
	sees          bench.Sight
}

// expressions are those of a definition that may stand as the value of a field: strings with
// {% and %}, and values of keys that end in ".$".
func expressions(v jsonvalue.Value) (all []found) {
	something := jsonvalue.NewInt(1)
	machine := asl.JSONPath // of states that name none, at any depth
	if own, ok := v.Get("QueryLanguage"); ok {
		machine = asl.QueryLanguage(own.Str())
	}
	var walk func(v jsonvalue.Value, pointer, key string, language asl.QueryLanguage, kind string, sees bench.Sight)
	walk = func(v jsonvalue.Value, pointer, key string, language asl.QueryLanguage, kind string, sees bench.Sight) {
		switch v.Kind() {
		case jsonvalue.KindString:
			text := v.Str()
			if language == asl.JSONata && strings.HasPrefix(text, "{%") && strings.HasSuffix(text, "%}") {
				all = append(all, found{strings.TrimSpace(text[2 : len(text)-2]), pointer, language, sees})
			} else if language == asl.JSONPath && strings.HasSuffix(key, ".$") {
				all = append(all, found{text, pointer, language, sees})
			}
		case jsonvalue.KindArray:
			for i := range v.Len() {
				walk(v.At(i), pointer+"[]", key, language, kind, sees)
			}
		case jsonvalue.KindObject:
			if own, ok := v.Get("Type"); ok && kind == "" {
				kind = own.Str()
			}
			if own, ok := v.Get("QueryLanguage"); ok {
				language = asl.QueryLanguage(own.Str())
			}
			for i := range v.Len() {
				m := v.Member(i)
				innerKind, innerSees := kind, sees
				switch m.Key {
				case "States":
					for j := range m.Value.Len() {
						s := m.Value.Member(j)
						walk(s.Value, pointer+"/States/"+s.Key, s.Key, machine, "", bench.Sight{})
					}
					continue
				case "Catch":
					innerSees = bench.Sight{ErrorOutput: something}
				case "Output", "Assign":
					if (kind == "Task" || kind == "Map" || kind == "Parallel") && sees.ErrorOutput.IsUndefined() {
						innerSees = bench.Sight{Result: something}
					}
				case "Result":
					continue
				case "Comment":
					if _, ofState := v.Get("Type"); ofState {
						continue
					}
				}
				walk(m.Value, pointer+"/"+m.Key, m.Key, language, innerKind, innerSees)
			}
		}
	}
	walk(v, "", "", asl.JSONPath, "", bench.Sight{})
	return all
}

// The bench refuses what validation refuses and nothing else: of every definition that was
// recorded, and of every expression of JSONata's own suite.
func TestSameVerdictAsValidation(t *testing.T) {
	dir := conformance.Dir(t)
	definitions, checked := 0, 0
	for _, folder := range []string{"asl", "second/asl", "validate", "second/validate", "teststate"} {
		files, _ := filepath.Glob(filepath.Join(dir, filepath.FromSlash(folder), "*.json"))
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			c := value(t, string(text))
			v, ok := c.Get("definition")
			if !ok {
				continue
			}
			if v.Kind() == jsonvalue.KindString {
				if v, err = jsonvalue.Parse(v.Str()); err != nil {
					continue
				}
			}
			if _, machine := v.Get("States"); !machine {
				continue
			}
			definitions++
			m, diagnostics := asl.Load(v.String(), asl.Standard)
			refused := fmt.Sprint(diagnostics)
			anyRefused := false
			for _, e := range expressions(v) {
				checked++
				problem := bench.Check(e.text, e.language, e.sees)
				anyRefused = anyRefused || problem != nil
				if m != nil && problem != nil {
					t.Errorf("%s %s: validation accepts %s, the bench: %v", filepath.Base(file), e.pointer, e.text, problem)
				}
			}
			if strings.Contains(refused, "JSONATA_EXPRESSION") && !anyRefused {
				t.Errorf("%s: validation refuses an expression (%s), the bench none", filepath.Base(file), refused)
			}
		}
	}
	files, _ := filepath.Glob(filepath.Join(dir, "jsonata", "suite", "groups", "*.json"))
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		cases := value(t, string(text))
		for i := range cases.Len() {
			source, _ := cases.At(i).Get("expr")
			checked++
			machine := jsonvalue.NewObject([]jsonvalue.Member{
				{Key: "StartAt", Value: jsonvalue.NewString("S")},
				{Key: "QueryLanguage", Value: jsonvalue.NewString("JSONata")},
				{Key: "States", Value: value(t, `{"S":{"Type":"Choice","Choices":[{"Next":"T","Condition":`+jsonvalue.NewString("{% "+source.Str()+" %}").String()+`}]},"T":{"Type":"Succeed"}}`)},
			})
			m, _ := asl.Load(machine.String(), asl.Express)
			if problem := bench.Check(source.Str(), asl.JSONata, bench.Sight{}); (m == nil) != (problem != nil) {
				t.Errorf("%s: validation accepts it: %v, the bench: %v", source.Str(), m != nil, problem)
			}
		}
	}
	t.Logf("%d definitions, %d expressions", definitions, checked)
	if definitions < 500 || checked < 2000 {
		t.Errorf("only %d definitions and %d expressions were looked at", definitions, checked)
	}
}

// BenchmarkEval evaluates the measured expressions over a document of 256 KiB, as after a key:
// the text is compiled, and the value is written.
func BenchmarkEval(b *testing.B) {
	read := func(name string) jsonvalue.Value {
		text, err := os.ReadFile(filepath.Join(conformance.Bench(b), "jsonata", name))
		if err != nil {
			b.Fatal(err)
		}
		return value(b, string(text))
	}
	states := read("states.json")
	input, _ := states.Get("input")
	items, _ := input.Get("items")
	var more []jsonvalue.Value
	for size := 0; size < 256<<10; size += items.Size() {
		more = append(more, items.Elements()...)
	}
	of := bench.Sight{Input: input.With("items", jsonvalue.NewArray(more))}
	of.Context, _ = states.Get("context")
	expressions := read("expressions.json")
	for i := range expressions.Len() {
		m := expressions.Member(i)
		text, _ := m.Value.Get("expr")
		b.Run(m.Key, func(b *testing.B) {
			for b.Loop() {
				v, err := bench.Eval(b.Context(), text.Str(), asl.JSONata, of)
				if err != nil {
					b.Fatal(err)
				}
				_ = v.String()
			}
		})
	}
}

// AWS writes names as they are: the longest that fits is meant.
func TestBesideLocates(t *testing.T) {
	const definition = `{"States":{"A":{"B":1},"A/B":{"Choices":[{"x~y":1}]}}}`
	for location, want := range map[string]string{
		"/States/A/B/Choices[0]/x~y": "/States/A~1B/Choices/0/x~0y",
		"/States/A/B/Choices[7]":     "/States/A~1B/Choices",
		"/States/A/C":                "/States/A",
		"":                           "",
		"line 1":                     "",
	} {
		got := bench.Beside(definition, nil, []model.Diagnostic{{Location: location}}, false)
		if len(got) != 1 || got[0].Pointer != want || got[0].By != bench.ByAWS {
			t.Errorf("%s: %+v, want %s", location, got, want)
		}
	}
}
