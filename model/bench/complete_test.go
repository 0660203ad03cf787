package bench_test

import (
	"strings"
	"testing"

	"expresso/model/asl"
	"expresso/model/bench"
	"expresso/model/jsonata"
)

func TestComplete(t *testing.T) {
	of := bench.Sight{
		Input:   value(t, `{"amount":1,"a-b":2,"lines":[{"price":1},{"price":2,"name":"x"}],"deep":{"er":{"x":1}}}`),
		Context: value(t, `{"State":{"Name":"S"}}`), Variables: value(t, `{"limit":{"max":5}}`),
	}
	for _, tt := range []struct {
		before   string
		language asl.QueryLanguage
		want     string // words, in order, separated by blanks
	}{
		{"$states.input.", asl.JSONata, "amount a-b lines deep"},
		{"$states.input.a", asl.JSONata, "amount a-b"},
		{"$states.input.lines.", asl.JSONata, "price name"},
		{"$states.input.lines[0].p", asl.JSONata, "price"},
		{"$states.input.deep.er.", asl.JSONata, "x"},
		{"1 + $states.", asl.JSONata, "input context"},
		{"$sum($states.input.l", asl.JSONata, "lines"},
		{"$limit.", asl.JSONata, "max"},
		{"$li", asl.JSONata, "$limit"},
		{"$su", asl.JSONata, "$substring $substringAfter $substringBefore $sum"},
		{"$states.context.State.", asl.JSONata, "Name"},
		{"$states.gone.", asl.JSONata, ""},
		{"$gone.", asl.JSONata, ""},
		{"foo", asl.JSONata, ""},
		{"foo.", asl.JSONata, ""},
		{"$.", asl.JSONPath, "amount a-b lines deep"},
		{"$.lines[0].", asl.JSONPath, "price"},
		{"$['deep'].", asl.JSONPath, "er"},
		{"$$.State.", asl.JSONPath, "Name"},
		{"$limit.", asl.JSONPath, "max"},
		{"States.Array", asl.JSONPath, "States.ArrayContains States.ArrayGetItem States.ArrayLength States.ArrayPartition States.ArrayRange States.ArrayUnique"},
		{"States.Format('{}', $.am", asl.JSONPath, "amount"},
	} {
		var words []string
		for _, s := range bench.Complete(tt.before, tt.language, of) {
			words = append(words, s.Word)
		}
		if got := strings.Join(words, " "); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.before, got, tt.want)
		}
	}
	if all := bench.Complete("", asl.JSONata, of); len(all) == 0 || all[0].Word != "$states.input" {
		t.Errorf("an empty line suggests %v", all)
	}
}

// What is inserted selects what was suggested.
func TestWhatIsSuggestedWorks(t *testing.T) {
	of := bench.Sight{Input: value(t, `{"a b":1,"it's":2,"plain":{"in-ner":3}}`), Context: value(t, `{}`)}
	for _, tt := range []struct {
		before   string
		language asl.QueryLanguage
	}{{"$states.input.", asl.JSONata}, {"$states.input.pl", asl.JSONata}, {"$states.input.plain.", asl.JSONata}, {"$.", asl.JSONPath}, {"$.plain.i", asl.JSONPath}} {
		for _, s := range bench.Complete(tt.before, tt.language, of) {
			text := tt.before[:len(tt.before)-s.From] + s.Insert
			if _, err := bench.Eval(t.Context(), text, tt.language, of); err != nil {
				t.Errorf("%s: %v", text, err)
			}
		}
	}
}

// Every function of JSONata has a signature, and there is none of a function that there is not.
func TestSignatures(t *testing.T) {
	for _, name := range jsonata.Functions() {
		if bench.Signature("$"+name+"(") == "" {
			t.Errorf("$%s has no signature", name)
		}
	}
	for _, s := range bench.Complete("$", asl.JSONata, bench.Sight{}) {
		if name := strings.TrimPrefix(s.Word, "$"); strings.HasSuffix(s.Insert, "(") && !jsonata.IsFunction(name) {
			t.Errorf("$%s is no function", name)
		}
	}
	for before, want := range map[string]string{
		"$sum(": "$sum(numbers) number", "$map($states.input, function($v) { $substring($v, ": "$substring(text, start, length?) string",
		"States.Hash($.a, ": "States.Hash(text, algorithm) string", "$sum(1)": "", "(1": "",
	} {
		if got := bench.Signature(before); got != want {
			t.Errorf("%s: %q, want %q", before, got, want)
		}
	}
}

func FuzzComplete(f *testing.F) {
	f.Add("$states.input.`a", true)
	f.Add("$['x", false)
	f.Fuzz(func(t *testing.T, before string, paths bool) {
		language := asl.JSONata
		if paths {
			language = asl.JSONPath
		}
		of := bench.Sight{Input: value(t, `{"a":[{"b":1}]}`)}
		for _, s := range bench.Complete(before, language, of) {
			if s.From > len([]rune(before)) {
				t.Errorf("%q: takes %d characters", before, s.From)
			}
		}
		bench.Signature(before)
	})
}
