package intrinsic

import (
	"errors"
	"strings"
	"testing"

	"expresso/model/jsonvalue"
)

func TestSyntaxErrors(t *testing.T) {
	nested := func(depth int) string {
		return strings.Repeat("States.Array(", depth) + strings.Repeat(")", depth)
	}
	if _, err := Compile(nested(maxNesting)); err != nil {
		t.Error(err)
	}
	for _, test := range []struct{ expr, want string }{
		{"", "expected a path, or a call of a function such as States.Format(…) at character 1"},
		{"abc", "expected a path, or a call of a function such as States.Format(…) at character 1"},
		{"'text'", "expected a path, or a call of a function such as States.Format(…) at character 1"},
		{"$.", "a path cannot end with a dot at character 1"},
		{"$ a", "expected a path or the name of a variable after $ at character 1"},
		{"$1", "expected a path or the name of a variable after $ at character 1"},
		{"$a b", "Invalid path $ b at character 1"},
		{"States.Nope()", "unknown function States.Nope at character 1"},
		{"States.Array", "expected a path, or a call of a function such as States.Format(…) at character 1"},
		{"States.Array(", "expected an argument at character 14"},
		{"States.Array(1", "expected ',' or ')' after an argument at character 15"},
		{"States.Array(1,)", "expected a string in single quotes, a number, true, false, null, a path or a call at character 16"},
		{"States.Array(,1)", "expected a string in single quotes, a number, true, false, null, a path or a call at character 14"},
		{"States.Array(1) ", "unexpected text after the call at character 16"},
		{"States.Array(01)", "expected a string in single quotes, a number, true, false, null, a path or a call at character 14"},
		{`States.Array("a")`, "expected a string in single quotes, a number, true, false, null, a path or a call at character 14"},
		{"States.Array('a)", "the string is not closed: expected ' at character 17"},
		{`States.Array('a\n')`, `only \' \{ \} and \\ are escapes at character 16`},
		{`States.Array('a\`, `only \' \{ \} and \\ are escapes at character 16`},
		{"States.Array($.a[)", "Could not analyze path component: [) at character 14"},
		{nested(maxNesting + 1), "calls are nested deeper than 10 at character 131"},
	} {
		_, err := Compile(test.expr)
		var syntax *SyntaxError
		if !errors.As(err, &syntax) || err.Error() != test.want {
			t.Errorf("%s\ngot  %v\nwant %s", test.expr, err, test.want)
		}
	}
}

// all has the same value for every variable.
type all struct{ value jsonvalue.Value }

func (v all) Get(string) (jsonvalue.Value, bool) { return v.value, true }

func FuzzCompile(f *testing.F) {
	for _, seed := range []string{
		"$.a", "$$.Execution.Id", "$x['y']", "States.Array(1, 'a\\'b', null, States.UUID(), $.a[?(@.b == ')')])",
		"States.Format('{} \\{', $.s)", "States.MathAdd($.n, -1.5)", "States.StringSplit($.s, 'ü')", "States.ArrayUnique($.l)",
		"States.JsonMerge($, $$, false)", "States.Base64Decode('YQ=')", "States.StringToJson('[1')", "States.ArrayRange(0,9,3)",
	} {
		f.Add(seed)
	}
	document, err := jsonvalue.Parse(`{"a":[{"b":")"}],"s":"{} x","n":2.5,"l":[1,1,{"a":null}]}`)
	if err != nil {
		f.Fatal(err)
	}
	scope := &Scope{
		Input: document, Context: document,
		Variables: all{document},
	}
	f.Fuzz(func(t *testing.T, text string) {
		e, err := Compile(text)
		if err != nil {
			return
		}
		again, err := Compile(e.String())
		if err != nil {
			t.Fatalf("%q compiles, its own text %q does not: %v", text, e, err)
		}
		v, err := e.Eval(scope)
		if (err == nil) == v.IsUndefined() {
			t.Fatalf("%q gives %s and %v", text, v, err)
		}
		if _, errAgain := again.Eval(scope); (err == nil) != (errAgain == nil) {
			t.Fatalf("%q: %v, then %v", text, err, errAgain)
		}
	})
}

func BenchmarkEval(b *testing.B) {
	for _, text := range []string{"$.n", "$$.a.b", "$v.a", "States.MathAdd($.n, 1)", "States.Format('Hello {}, you are {}', $.s, $.n)", "States.Array(1, $.n)"} {
		e, err := Compile(text)
		if err != nil {
			b.Fatal(err)
		}
		document := parse(b, `{"a":{"b":1},"s":"Ada","n":36}`)
		scope := &Scope{
			Input: document, Context: document,
			Variables: all{document},
		}
		b.Run(text, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := e.Eval(scope); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
