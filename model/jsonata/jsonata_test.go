package jsonata

import (
	"context"
	"errors"
	"math/rand/v2"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

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

var noon = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)

func evaluate(text string, input jsonvalue.Value) (jsonvalue.Value, error) {
	e, err := Compile(text)
	if err != nil {
		return jsonvalue.Value{}, err
	}
	return e.Evaluate(context.Background(), Evaluation{Input: input, Now: noon})
}

func TestEvaluate(t *testing.T) {
	const input = `{"b":[{"n":1.50,"s":"x"},{"n":2,"s":"y"}],"a":12345678901234567890,"z":[],"o":{"k":1e2}}`
	for _, tt := range []struct{ expr, want string }{
		// What is only passed on keeps its spelling and its order.
		{`$`, input},
		{`a`, `12345678901234567890`},
		{`b.n`, `[1.50,2]`},
		{`{"z": o.k, "a": b[0].n}`, `{"z":1e2,"a":1.50}`},
		{`b^(>n).s`, `["y","x"]`},
		{`a & ""`, `"12345678901234567000"`},
		{`b[0].n + 0`, `1.5`},
		{`z`, `[]`},
		{`b[s="x"]`, `{"n":1.50,"s":"x"}`},
		{`b[s="x"][]`, `[{"n":1.50,"s":"x"}]`},
		{`($v := o; $v[]^(k).k)`, `[1e2]`},
		{`($v := o; $v[]#$i.($i))`, `[0]`},
		{`b[[0..1]].s`, `["x","y"]`},
		{`b[-1].s`, `"y"`},
		{`b{s: n}`, `{"x":1.50,"y":2}`},
		{`b.(n ~> function($x) { $x * 2 })`, `[3,4]`},
		{`(/x/("axb")).start`, `1`},
		{`$replace("aXbX", /x/i, "$0-")`, `"aX-bX-"`},
		{`$split("a1b22c", /[0-9]+/)`, `["a","b","c"]`},
		{`$now()`, `"2026-01-02T12:00:00.000Z"`},
		{`$millis()`, `1767355200000`},
		{`$fromMillis(0, "[H01]:[m01] [Z]", "-0530")`, `"17:30 -06:30"`},
		{`$toMillis("1970-01-01 01:00 -05:30", "[Y]-[M]-[D] [H]:[m] [Z]")`, `19800000`},
		{`b ~> |$|{"n": 0}, "s"|`, `[{"n":0},{"n":0}]`},
		{`($ ~> |o|{"l": k}|).o`, `{"k":1e2,"l":1e2}`},
		{`($f := function($n) { $n = 0 ? "done" : $f($n - 1) }; $f(100000))`, `"done"`},
		{`[1..3]`, `[1,2,3]`},
		{`$string({"a": [1, {"b": null}]}, true)`, `"{\n  \"a\": [\n    1,\n    {\n      \"b\": null\n    }\n  ]\n}"`},
		{`$distinct([1, 1.0, "1", {"a": 1}, {"a": 1}, true, true])`, `[1,"1",{"a":1},true]`},
		{`$hash("input data", "SHA-256")`, `"b4a697a057313163aee33cd8d40c66e9f0f177e00cac2de32475ffff6169c3e3"`},
		{`$length("🙂é")`, `2`},
		{`"🙂" < "\uFFFC"`, `true`},
		{`$sum(nothing)`, `undefined`},
		{`nothing.else`, `undefined`},
		{`$single(b, function($x) { $x.n = 2 }).s`, `"y"`},
		{`b#$i[$i = 1].s`, `"y"`},
		{`b.([n][0]#$i.{"i": $i})`, `[{},{}]`},
		{`b.s.{"parent": %.n}`, `[{"parent":1.50},{"parent":2}]`},
		{`$match("ab12", /([a-z])|([0-9])/)[0].groups`, `["a",null]`},
		{`$formatNumber(-1234.5, "#,##0.00;(#,##0.00)")`, `"(1,234.50)"`},
		{`$parse("[1, 2.0]")`, `[1,2.0]`},
		{`- - 1`, `1`},
		{`$power(100, 100)`, `1e+200`},
		{`$formatBase(1e21, 16)`, `"3635c9adc5dea00000"`},
		{`$toMillis("2018-3", "[Y]-[M01]")`, `undefined`},
		{`$formatNumber(0.4, "#.##")`, `".4"`},
		{`$fromMillis(1510067557121, "[M,1-4] [H,1-4] [YI,2-2] [Y,2-2]")`, `"0011 15 XVII 17"`},
		{`$formatNumber(5, "#.#")`, `"5.0"`},
		{`[1] in [[1]]`, `false`},
		{`$sum ? 1 : 2`, `1`},
		{`$boolean($sum)`, `false`},
		{`b{s: n}[0]`, `{"x":1.50}`},
		{`"x" ~> $uppercase()[5]`, `"X"`},
		{`($m := /a/("aba"); [$m.next().start, $m.next().start])`, `[2,2]`},
		// A missing argument, and functions that are handed to others.
		{`$pad("abc", nothing)`, `"abc"`},
		{`$substring("abc", nothing)`, `"abc"`},
		{`$substring("abc", nothing, 1)`, `""`},
		{`$filter(["apple", "cap", "fig", "banana"], /ap|a/)`, `["apple","cap","banana"]`},
		{`$filter(["a", "a"], /a/)`, `"a"`}, // each item is searched from its own index on
		{`$filter([10, 2, 13], /1|3/)`, `10`},
		{`$filter([[1, 2], [3], null], /1,2|u/)`, `[1,2]`},
		{`$match("a😀b😀c", /[a-c]/).index`, `[0,3,6]`}, // in UTF-16 units
		{`($r := /x/; [$r("😀x", 2).end, $exists($r("😀x", 3))])`, `[3,false]`},
		{`($r := /d/; $r().start)`, `2`}, // in "undefined"
		{`$reduce(["ab", 0], /b/).start`, `1`},
		{`$formatInteger($parseInteger("x", "0"), "0000")`, `"0NaN"`},
		{`$formatInteger($parseInteger("x", "0"), "I")`, `""`},
		{`$formatInteger(1/0, "#,##0")`, `"In,fin,ity"`},
		{`$fromMillis(0, "[Z0]", "-0530")`, `"-6:-30"`},
		{`[$spread([[]]), $exists($spread([]))]`, `[false]`},
		{`$type($spread([[], [{}]]))`, `"array"`},
		{`$exists($spread(b.missing[[0..1]]))`, `false`},
		// What is no date, or in no zone.
		{`$fromMillis(0, nothing, "EST")`, `"0NaN-NaN-NaNTNaN:NaN:NaN.NaN0N:aN"`},
		{`$fromMillis(0, "[FNn], [D1o] [MNn] [Y0001] [PN] [z]", "EST")`, `"undefined, NaNth undefined 0NaN AM GMT0N:aN"`},
		{`$toMillis("2018-13-01") ~> $fromMillis`, `"0NaN-NaN-NaNTNaN:NaN:NaN.NaNZ"`},
		// Dates as they are read.
		{`$toMillis("2018-02-30")`, `1519948800000`},
		{`$toMillis("2018-03-27T24:00:00Z")`, `1522195200000`},
		{`$toMillis("2018-01-01T10:00:00.1239-0130")`, `1514806200123`},
		{`$toMillis("2018-13-01") = $toMillis("2018-13-01")`, `false`}, // there is no such date
		{`$toMillis("27 March 2018", "[D] [MNn] [Y]")`, `1522108800000`},
		{`$toMillis("2018 MARCH", "[Y] [MN]")`, `1514764800000`},
		{`$toMillis("2018-13", "[Y]-[W]")`, `1514764800000`},
		{`$toMillis("2018-03-27 13:15 pm", "[Y]-[M]-[D] [h]:[m] [P]")`, `1522199700000`},
		{`$toMillis("20180327", "[Y0001][M01][D01]")`, `1522108800000`},
		{`$toMillis("20180327", "[Y][M][D]")`, `6306123542400000`},
		{`$toMillis("2018-03-27T10:15:00Z", "[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01][Z01:01t]")`, `undefined`},
	} {
		want := tt.want
		got, err := evaluate(tt.expr, parse(t, input))
		text := got.String()
		if got.IsUndefined() {
			text = "undefined"
		}
		if err != nil || text != want {
			t.Errorf("%s\ngot  %s, %v\nwant %s", tt.expr, text, err, want)
		}
	}
}

func TestErrors(t *testing.T) {
	for _, tt := range []struct {
		expr, want string
		position   int
	}{
		{`1 + "x"`, `T2002: The right side of the "+" operator must evaluate to a number`, 3},
		{`"é" - 1`, `T2001: The left side of the "-" operator must evaluate to a number`, 5},
		{`nope(1)`, `T1006: Attempted to invoke a non-function`, 5},
		{`sum([1])`, `T1005: Attempted to invoke a non-function. Did you mean $sum?`, 4},
		{`$eval("1")`, `T1006: Attempted to invoke a non-function`, 6},
		{`$uppercase(1)`, `T0410: Argument 1 of function "uppercase" does not match function signature`, 11},
		{`$sum(["a"])`, `T0412: Argument 1 of function "sum" must be an array of "numbers"`, 5},
		{`(1`, `S0203: Expected ")" before end of expression`, 2},
		{`1 2`, `S0201: Syntax error: 2`, 3},
		{`1 "2"`, `S0201: Syntax error: "2"`, 5},
		{`{"a" null}`, `S0202: Expected ":", got null`, 9},
		{`[1 2.50]`, `S0202: Expected "]", got 2.5`, 7},
		{`1/0 + 1`, `D1001: Number out of range: null`, 5},
		{`$type(1/0)`, `D1001: Number out of range: null`, 6},
		{`$sort([2, 1/0])`, `D1001: Number out of range: null`, 6},
		{`$error("no")`, `D3137: no`, 7},
		{`{1: 2}`, `T1003: Key in object structure must evaluate to a string; got: 1`, 1},
		{`1 < "a"`, `T2009: The values 1 and "a" either side of operator "<" must be of the same data type`, 3},
		{`/(/`, `S0302: No terminating / in regular expression`, 3},
		{`function(a.b.c) { 1 }`, `S0208: Parameter 1 of function definition must be a variable name (start with $)`, 13},
		{`a.b.c := 1`, `S0212: The left side of := must be a variable name (start with $)`, 4},
	} {
		_, err := evaluate(tt.expr, jsonvalue.Value{})
		var fault *Error
		if !errors.As(err, &fault) || fault.Error() != tt.want || fault.Position != tt.position {
			t.Errorf("%s\ngot  %v at %+v\nwant %s at %d", tt.expr, err, fault, tt.want, tt.position)
		}
	}
	for _, text := range []string{`($f := $uppercase(?); $f(1))`, `$base64decode("!!!")`, `$contains("a", missing)`, `([1].($))#$i`} {
		if _, err := evaluate(text, jsonvalue.Value{}); !errors.Is(err, ErrInternal) {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, text := range []string{`$sum`, `[function($x) {$x}]`, `{"a": $sum}`} {
		if _, err := evaluate(text, jsonvalue.Value{}); !errors.Is(err, ErrFunction) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestFree(t *testing.T) {
	e, err := Compile(`($x := $a; $map($b, function($i) { $i + $x + $c.$states }))`)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(e.Free(), " "); got != "a b c map states" {
		t.Error(got)
	}
}

// TestLimits has expressions that would continue for ever, or grow without bound.
func TestLimits(t *testing.T) {
	long := jsonvalue.NewString(strings.Repeat("a", 50_000))
	for _, text := range []string{
		`($f := function() { $f() }; $f())`,
		`($f := function($n) { 1 + $f($n) }; $f(1))`,
		`($f := function($s) { $f($s & $s) }; $f("x"))`,
		`($f := function($s) { $f([$s, $s]) }; $f(1))`,
		`($f := function($s) { $f($append($s, $s)) }; $f([1]))`,
		`($f := function($s) { $f({"a": $s, "b": $s}) }; $f([1]))`,
		`($f := function($s, $n) { $n = 0 ? $s : $f({"a": $s}, $n - 1) }; $f(1, 5000))`,
		`[1..10000000].[1..10000000]`,
		`[1..10000000].{"a": $}`,
		`$map([1..10000000], function($i) { [1..1000].$string() })`,
		`$pad("x", 1e12)`,
		`($f := function($s, $n) { $n = 0 ? $s : $f([[$s], [$s]], $n - 1) }; $f([], 60) = $f([], 60))`,
		`($f := function($s, $n) { $n = 0 ? $s : $f([[$s], [$s]], $n - 1) }; $f([], 60).a.b)`,
		`($f := function($s, $n) { $n = 0 ? $s : $f([[$s], [$s]], $n - 1) }; $keys($f([], 60)))`,
		`($f := function($s, $n) { $n = 0 ? $s : $f([[$s], [$s]], $n - 1) }; $f([], 60) - 1)`,
		`($f := function($s, $n) { $n = 0 ? $s : $f({"a": $s, "b": $s}, $n - 1) }; $string($f([], 60)))`,
		`($f := function($s, $n) { $n = 0 ? $s : $f({"a": $s, "b": $s}, $n - 1) }; [$f([], 60).**, $f([], 1000)])`,
		`($f := function($s, $n) { $n = 0 ? $s : $f([[$s], [$s]], $n - 1) }; $f([], 60).*)`,
		`($f := function($s, $n) { $n = 0 ? $s : $f([[$s], [$s]], $n - 1) }; $boolean($f([], 60)) ? 1 : $error("none"))`,
		`$match($, /(a*)*b/)`,
		`$range(0, 1e15, 1)`,
		`($a := [1..100000]; $zip(` + strings.Repeat("$a, ", 1000) + `$a))`,
		`($a := [1..100000]; $map([1..1000], function($i) { $a }){"a": $count($)})`,
		`($a := [1..100000]; $map([1..1000], function($i) { $a })@$x{"a": $count($x)})`,
		`$formatInteger(1, $pad("0", 500000, "0,"))`,
		`$toMillis("2020", $pad("", 200000, "[Yw]"))`,
		`$formatNumber(1, $pad("0", 500001, ",0"))`,
		`($f := function($g, $n) { $n = 0 ? $g : $f($g ~> $trim, $n - 1) }; $f($trim, 20000)("x"))`,
		`($f := function($g, $n) { $n = 0 ? $g : $f($g(?), $n - 1) }; $f($trim, 20000)("x"))`,
		strings.Repeat("(", 100_000),
		strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000),
		strings.Repeat("-", 100_000) + "1",
		strings.Repeat("$f(", 100_000),
		"1" + strings.Repeat("+1", 100_000),
	} {
		e, err := Compile(text)
		if err != nil {
			continue
		}
		v, err := e.Evaluate(context.Background(), Evaluation{Input: long, Limits: Limits{Steps: 500_000, Memory: 64 << 20}})
		if err == nil {
			t.Errorf("%.60s gives %.60s", text, v)
		}
	}
}

// TestAtOnce evaluates expressions in several goroutines, for the race detector.
func TestAtOnce(t *testing.T) {
	input := parse(t, `{"a":[{"b":2,"c":"x"},{"b":1,"c":"y"}]}`)
	for _, text := range []string{
		`a^(b).c`, `$map(a, function($x) { $replace($x.c, /[xy]/, "z") })`, `a ~> |$|{"d": b}|`, `$[][0]`, `a#$i.(b + $i)`, `$join(a.c ~> $sort)`,
	} {
		e, err := Compile(text)
		if err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				for range 50 {
					if _, err := e.Evaluate(context.Background(), Evaluation{Input: input}); err != nil {
						t.Errorf("%s: %v", text, err)
					}
				}
			})
		}
		all.Wait()
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	e, err := Compile(`$map([1..1000000], function($i) { $i })`)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Evaluate(ctx, Evaluation{}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func FuzzEvaluate(f *testing.F) {
	input := parse(f, `{"a":{"b":[{"x":4,"y":"a"},{"x":-2.5e1,"y":"a"},[[1],[2]]],"n":null},"s":"it's","":{"a":[]},"1":true}`)
	for _, seed := range []string{
		"a.b[x>1].y", "$map(a.b, function($v, $i){$v.x & $i})", "a.b^(>x){y: $sum(x)}", "**.x", "a.b.x.%", "a.b@$p.x#$i.{'p': $p, 'i': $i}",
		"$ ~> |a|{'z': 1}, 'n'|", "[1..5][$ % 2 = 0]", "$replace(s, /t(.)/, '$1')", "$fromMillis(0, '[Y0001]-[M01] [FNn]')", "$toMillis('1', '[Yw]')",
		"$formatNumber(1234.5, '#,##0.0e0')", "$formatInteger(12, 'w;o')", "($f := λ($x)<n:n>{$x < 3 ? $f($x + 1) : $x}; $f(1))", "$substring(?, 1)('abc')",
		"$sort([3, 1], function($a, $b){$a > $b})", "$spread(a)", "{'a': 1}.*", "a.b[[0..1]]", "$split(s, '')", "$random(1)", "$partition([1,2,3], 2)",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		e, err := Compile(text)
		if err != nil {
			var fault *Error
			if !errors.As(err, &fault) || fault.Position > len(text) {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		limits := Limits{Steps: 100_000, Memory: 16 << 20, Depth: 1000, Elements: 10_000}
		if v, err := e.Evaluate(context.Background(), Evaluation{Input: input, Limits: limits}); err == nil && !v.IsUndefined() {
			if err := jsonvalue.Check(v.String()); err != nil {
				t.Fatalf("%q gives %s: %v", text, v, err)
			}
		}
	})
}

// Nodes share what most of them leave empty: one that wrote to it would change all others.
func TestNothingIsWrittenToWhatNodesShare(t *testing.T) {
	g := generator{rand.New(rand.NewPCG(1, 2))}
	input := parse(t, g.document())
	for range 2000 {
		evaluate(g.expression(4), input)
	}
	if !reflect.DeepEqual(noOperands, operands{special: &special{binds: &binds{}}}) {
		t.Errorf("%+v with %+v and %+v", noOperands, noSpecial, noBinds)
	}
}
