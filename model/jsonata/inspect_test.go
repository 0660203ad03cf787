package jsonata_test

import (
	"strings"
	"testing"

	"expresso/model/jsonata"
)

func TestReferences(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"qty", "qty"},
		{"qty.unit.size", "qty"},
		{"qty[0].x", "qty"},
		{"qty[inner = $]", "qty"},
		{"(qty)[0]", "qty"},
		{"qty{'k': other}", "qty"},
		{"qty^(other)", "qty"},
		{"qty#$i[$i > 0]", "qty"},
		{"-qty", "qty"},
		{"[1..qty]", "qty"},
		{"a ? b : c", "a b c"},
		{"(b; a; b)", "b a b"},
		{"b(a)", "b a"},
		{"$f(b, ?)", "b"},
		{"{b: a}", "b a"},
		{"function($x){ $x + qty }", "qty"},
		{"$x := qty", "qty"},
		{"qty ~> $string() ~> f", "qty f"},
		{"qty ~> |a|{'b': c}|", "qty"},
		{"**.x", ""},
		{"*", ""},
		{"$states.input.a[b].(c){d: e}^(f)", ".input"},
		{"'a' & $states.input", ".input"},
		{"$states", ""},
		{"$states.result.x + $states.`odd one`", ".result .odd one"},
		{"$map(a, function($v) { $states.context })", "a .context"},
		{"$", "$"},
		{"$.a", "$"},
		{"$states.input[$ > 1]", ".input"},
		{"$$", "$$"},
		{"$states.input[$$.a = 1]", ".input $$"},
		{"$v.qty", ""},
		{"'text'", ""},
	} {
		e, err := jsonata.Compile(tt.text)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range e.References("states") {
			if r.Variable {
				r.Name = "." + r.Name
			}
			got = append(got, r.Name)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s reads %q, want %q", tt.text, got, tt.want)
		}
	}
}
