package intrinsic

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"expresso/model/jsonpath"
	"expresso/model/jsonvalue"
)

func parse(t testing.TB, text string) jsonvalue.Value {
	t.Helper()
	v, err := jsonvalue.Parse(text)
	if err != nil {
		t.Fatal(text, err)
	}
	return v
}

type variables map[string]jsonvalue.Value

func (v variables) Get(name string) (jsonvalue.Value, bool) {
	x, ok := v[name]
	return x, ok
}

// eval evaluates text and returns the JSON text of the value, or the message.
func eval(t *testing.T, text, input string) string {
	t.Helper()
	e, err := Compile(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	v, err := e.Eval(&Scope{
		Input:     parse(t, input),
		Context:   parse(t, `{"Execution":{"Id":"e-1","Input":{"n":3}}}`),
		Variables: variables{"größe_1": parse(t, `{"a":[1,2]}`)},
	})
	var fault *Error
	var notFound *jsonpath.Error
	switch {
	case errors.As(err, &fault):
		if fault.Missing != strings.Contains(fault.Msg, "could not be found") {
			t.Errorf("%s: Missing is %v", text, fault.Missing)
		}
		return fault.Msg
	case errors.As(err, &notFound):
		return notFound.Msg
	case err != nil:
		t.Fatalf("%s: error of type %T", text, err)
	}
	return v.String()
}

func TestEval(t *testing.T) {
	for _, test := range []struct{ expr, input, want string }{
		{"$", `{"a":1.50}`, `{"a":1.50}`},
		{"$.a", `{"a":1.50}`, `1.50`},
		{"$.b", `{"a":1}`, "No results for path: $['b']"},
		{"$$.Execution.Id", `1`, `"e-1"`},
		{"$$", `1`, `{"Execution":{"Id":"e-1","Input":{"n":3}}}`},
		{"$größe_1", `1`, `{"a":[1,2]}`},
		{"$größe_1.a[1]", `1`, `2`},
		{"$other", `1`, "variable $other is not set"},

		{"States.Array()", `1`, `[]`},
		{"States.Array( 1.0 , 'a' , null , true , $.x , $$.Execution.Input.n , $größe_1['a'][0] )", `{"x":{"y":1}}`, `[1.0,"a",null,true,{"y":1},3,1]`},
		{"States.Array($['a,b'], $.l[?(@.p == 'x,)')])", `{"a,b":1,"l":[{"p":"x,)"}]}`, `[1,[{"p":"x,)"}]]`},
		{"States.Array($.nope)", `{"a":1}`, `The JsonPath argument for the field '$.nope' could not be found in the input '{"a":1}'`},
		{"States.Array($$.Nope)", `{}`, `The JsonPath argument for the field '$.Nope' could not be found in the input '{}'`},
		{"States.Array($nope)", `{}`, `The variable $nope could not be found, or has nothing at '$nope'`},

		{"States.ArrayPartition($, 2)", `[1,2,3]`, `[[1,2],[3]]`},
		{"States.ArrayPartition($, 2.9)", `[1,2,3]`, `[[1,2],[3]]`},
		{"States.ArrayPartition($, 0.9)", `[1,2,3]`, "Invalid arguments in States.ArrayPartition"},
		{"States.ArrayPartition($, -1)", `[1]`, "Invalid arguments in States.ArrayPartition"},
		{"States.ArrayPartition('a', 1)", `1`, "Invalid arguments in States.ArrayPartition"},
		{"States.ArrayPartition($, '1')", `[1]`, "Invalid arguments in States.ArrayPartition"},
		{"States.ArrayPartition($)", `[1]`, "Invalid arguments in States.ArrayPartition"},

		{"States.ArrayContains($, 2)", `[1,2]`, `true`},
		{"States.ArrayContains($, '2')", `[1,2]`, `true`},
		{"States.ArrayContains($, 2.0)", `[1,2]`, `false`},
		{"States.ArrayContains($.a, $.x)", `{"a":[{"a":1,"b":2}],"x":{"b":2,"a":1}}`, `false`},
		{"States.ArrayContains($.a, $.x)", `{"a":[{"a":1,"b":2}],"x":{"a":1,"b":2}}`, `true`},
		{"States.ArrayContains($, 1)", `{}`, "Invalid arguments in States.ArrayContains"},

		{"States.ArrayRange(1, 9, 2)", `1`, `[1,3,5,7,9]`},
		{"States.ArrayRange(1, 9, 9)", `1`, `[1]`},
		{"States.ArrayRange(5, 1, -2)", `1`, `[5,3,1]`},
		{"States.ArrayRange(3, 3, -1)", `1`, `[3]`},
		{"States.ArrayRange(5, 1, 1)", `1`, `[]`},
		{"States.ArrayRange(1, 5, -1)", `1`, `[]`},
		{"States.ArrayRange(1.6, 1.4, 1)", `1`, `[1]`},
		{"States.ArrayRange(5.4, -0.6, -2.4)", `1`, `[5,3,1]`},
		{"States.ArrayRange(1, 5, 0.9)", `1`, "Invalid arguments in States.ArrayRange"},
		{"States.ArrayRange(1, 1001, 1)", `1`, "Invalid arguments in States.ArrayRange"},
		{"States.ArrayRange(-2147483648, 2147483647, 1)", `1`, "Invalid arguments in States.ArrayRange"},
		{"States.ArrayRange(1, 1e99, 1)", `1`, "Invalid arguments in States.ArrayRange"},
		{"States.ArrayLength(States.ArrayRange(0, 999, 1))", `1`, `1000`},

		{"States.ArrayGetItem($, 1)", `[1,{"a":2}]`, `{"a":2}`},
		{"States.ArrayGetItem($, 1.9)", `[1,2]`, `2`},
		{"States.ArrayGetItem($, 2)", `[1,2]`, "Invalid arguments in States.ArrayGetItem"},
		{"States.ArrayGetItem($, -1)", `[1,2]`, "Invalid arguments in States.ArrayGetItem"},
		{"States.ArrayGetItem($, 999)", `[]`, `null`},
		{"States.ArrayLength($)", `{}`, "Invalid arguments in States.ArrayLength"},

		{"States.ArrayUnique($)", `[1,2,3,3,3,4]`, `[1,2,3,4]`},
		{"States.ArrayUnique($)", `[true,false,true]`, `[false,true]`},
		{"States.ArrayUnique($)", `[[1,2],[1,2],[2,1]]`, `[[2,1],[1,2]]`},
		{"States.ArrayUnique($)", `[1,"1",1,"01"]`, `[1,"1","01"]`},
		{"States.ArrayUnique($)", `[{"a":1,"b":2},{"b":2,"a":1}]`, `[{"a":1,"b":2}]`},
		{"States.ArrayUnique($)", `[null,null,1,null]`, `[null,1]`},

		{"States.Base64Encode('größe')", `1`, `"Z3LDtsOfZQ=="`},
		{"States.Base64Encode($)", `1`, "Invalid arguments in States.Base64Encode"},
		{"States.Base64Decode('Z3LDtsOfZQ==')", `1`, `"größe"`},
		{"States.Base64Decode(' YWJj ZA')", `1`, `"abcd"`},
		{"States.Base64Decode('YWJjAGRlZg==')", `1`, `"abc\u0000def"`},
		{"States.Base64Decode('ab==cd')", `1`, `"i"`},
		{"States.Base64Decode('_w==')", `1`, `"�"`},
		{"States.Base64Decode('')", `1`, `""`},

		{"States.Hash('hello', 'MD5')", `1`, `"5d41402abc4b2a76b9719d911017c592"`},
		{"States.Hash('hello', 'SHA-1')", `1`, `"aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"`},
		{"States.Hash('', 'SHA-256')", `1`, `"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"`},
		{"States.Hash('x', 'sha-256')", `1`, "Invalid arguments in States.Hash"},

		{"States.JsonMerge($.a, $.b, false)", `{"a":{"z":1,"n":{"x":1}},"b":{"n":{"y":2},"a":3}}`, `{"a":3,"z":1,"n":{"y":2}}`},
		{"States.JsonMerge($, $, true)", `{}`, "Invalid arguments in States.JsonMerge"},
		{"States.JsonMerge($, 1, false)", `{}`, "Invalid arguments in States.JsonMerge"},

		{"States.StringToJson($)", `" {\"b\":1.0,\"a\":[]} "`, `{"b":1.0,"a":[]}`},
		{"States.StringToJson('')", `1`, `null`},
		{"States.StringToJson('{bad}')", `1`, "Cannot convert String to Json in States.StringToJson, caused by: Unexpected character ('b' (code 98)): was expecting double-quote to start field name\n at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: 2]"},
		{"States.StringToJson($)", `{}`, "Invalid arguments in States.StringToJson"},
		{"States.JsonToString()", `1`, "Invalid arguments in States.JsonToString: only a single argument is allowed."},
		{"States.JsonToString($)", `{"a":1.0,"b":"x\n"}`, `"{\"a\":1.0,\"b\":\"x\\n\"}"`},

		{"States.MathAdd(1.5, 1.51)", `1`, `4`},
		{"States.MathAdd(-1.5, 0)", `1`, `-1`},
		{"States.MathAdd(-2.5, -0.5)", `1`, `-2`},
		{"States.MathAdd(2147483646, 1)", `1`, `2147483647`},
		{"States.MathAdd(2147483647, 1)", `1`, "Invalid arguments in States.MathAdd"},
		{"States.MathAdd(-3000000000, 1)", `1`, "Invalid arguments in States.MathAdd"},
		{"States.MathAdd('1', 1)", `1`, "Invalid arguments in States.MathAdd"},
		{"States.MathAdd(1e309, 1)", `1`, `0`},
		{"States.MathAdd(-1e309, 1)", `1`, `1`},
		{"States.MathAdd(States.MathAdd($, 1), 2)", `5`, `8`},
		{"States.MathAdd(States.MathAdd('x', 1), 2)", `5`, "Invalid arguments in States.MathAdd"},

		{"States.MathRandom(1.4, 1.6)", `1`, "Invalid arguments in States.MathRandom"},
		{"States.MathRandom(5, 5)", `1`, "Invalid arguments in States.MathRandom"},
		{"States.MathRandom(1, 2)", `1`, `1`},
		{"States.MathRandom(0, 10, 42)", `1`, `0`}, // new Random(42).nextInt(10)
		{"States.MathRandom(0, 10, 'x')", `1`, "Invalid arguments in States.MathRandom"},

		{"States.StringSplit('1+2,,3.4', '.+,')", `1`, `["1","2","3","4"]`},
		{"States.StringSplit(',', ',')", `1`, `[]`},
		{"States.StringSplit('abc', '')", `1`, `["abc"]`},
		{"States.StringSplit('aöbßc', 'ßö')", `1`, `["a","b","c"]`},
		{"States.StringSplit(1, ',')", `1`, "Invalid arguments in States.StringSplit"},

		{`States.Format('Name: \'{}\', {}!', $.a, 3.50)`, `{"a":"Ada"}`, `"Name: 'Ada', 3.5!"`},
		{`States.Format('\{{}\} \\ {}', null, true)`, `1`, `"{null} \\ true"`},
		{`States.Format('{} {}', $.o, $.l)`, `{"o":{"Arg1":1,"Arg2":[]},"l":[1,"a"]}`, `"{Arg1=1, Arg2=[]} [1,\"a\"]"`},
		{`States.Format($.t, 1)`, `{"t":"n={} \\{\\}"}`, `"n=1 {}"`},
		{`States.Format('no')`, `1`, `"no"`},
		{`States.Format('{}')`, `1`, "Invalid arguments in States.Format: number of arguments do not match the occurrences of {}."},
		{`States.Format('', 1)`, `1`, "Invalid arguments in States.Format: number of arguments do not match the occurrences of {}."},
		{`States.Format('{', 1)`, `1`, "Invalid template in States.Format: matching '}' not found for '{'."},
		{`States.Format('}')`, `1`, "Invalid template in States.Format: matching '{' not found for '}'."},
		{`States.Format(1)`, `1`, "Invalid arguments in States.Format"},
	} {
		if got := eval(t, test.expr, test.input); got != test.want {
			t.Errorf("%s of %s\ngot  %s\nwant %s", test.expr, test.input, got, test.want)
		}
	}
}

func TestTenThousandCharacters(t *testing.T) {
	input := func(characters int) string { return `"` + strings.Repeat("ö", characters-2) + "😀" + `"` }
	for _, call := range []string{"States.Base64Encode($)", "States.Base64Decode($)", "States.Hash($, 'MD5')"} {
		if got := eval(t, call, input(10_000)); strings.HasPrefix(got, "Invalid") {
			t.Errorf("%s: %s", call, got)
		}
		if got := eval(t, call, input(10_001)); !strings.HasPrefix(got, "Invalid arguments in ") {
			t.Errorf("%s: %.200s", call, got)
		}
	}
}

func TestErrorQuotesTheOutermostCall(t *testing.T) {
	e, err := Compile("States.Array(States.MathAdd( 'x', 1 ), 2)")
	if err != nil {
		t.Fatal(err)
	}
	_, err = e.Eval(&Scope{})
	const want = "There was an error while evaluating the intrinsic function: States.Array(States.MathAdd( 'x', 1 ), 2). Invalid arguments in States.MathAdd"
	if err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}

func TestUUID(t *testing.T) {
	v4 := regexp.MustCompile(`^"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"$`)
	one, two := eval(t, "States.UUID()", "1"), eval(t, "States.UUID('x', $)", "1")
	if !v4.MatchString(one) || !v4.MatchString(two) || one == two {
		t.Errorf("%s and %s", one, two)
	}
}

func TestMathRandomStaysInItsRange(t *testing.T) {
	seen := map[string]bool{}
	for seed := range 200 {
		seen[eval(t, "States.MathRandom(-1, 2)", "1")] = true
		seen[eval(t, fmt.Sprintf("States.MathRandom(-1, 2, %d)", seed), "1")] = true
		wide := eval(t, fmt.Sprintf("States.MathRandom(-2147483648, 2147483647, %d)", seed), "1")
		if strings.HasPrefix(wide, "Invalid") {
			t.Fatal(wide)
		}
	}
	if len(seen) != 3 || !seen["-1"] || !seen["0"] || !seen["1"] {
		t.Errorf("seen %v", seen)
	}
}

func TestValuesThatContainOthersOftenStaySmall(t *testing.T) {
	row := "$" + strings.Repeat(",$", 999)
	for _, call := range []string{
		"States.JsonToString(States.Array(" + row + "))",
		"States.ArrayContains(States.Array(" + row + "), 'x')",
		"States.ArrayUnique(States.Array(" + row + "))",
		"States.Hash(States.Array(" + row + "), 'MD5')",
		"States.Format('" + strings.Repeat("{}", 1000) + "', " + row + ")",
	} {
		input := `"` + strings.Repeat("x", 200_000) + `"`
		if got := eval(t, call, input); !strings.HasPrefix(got, "Invalid arguments in ") {
			t.Errorf("%.40s: %.100s", call, got)
		}
	}
}

func TestVariables(t *testing.T) {
	e, err := Compile("States.Array($b.x, States.Format('{}{}', $a, $b), $.c, $$.d)")
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(e.Variables()); got != "[b a]" {
		t.Error(got)
	}
}
