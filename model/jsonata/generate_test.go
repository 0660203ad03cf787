package jsonata

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// generator makes expressions and documents for them at random. Most expressions make
// sense: they are of the kind of value that is wanted, over members that documents have.
type generator struct{ *rand.Rand }

func (g generator) one(of ...string) string { return of[g.IntN(len(of))] }

func (g generator) chance(percent int) bool { return g.IntN(100) < percent }

func (g generator) list(least, most int, make func() string) string {
	return strings.Join(parts(least+g.IntN(most-least+1), make), ", ")
}

func parts(n int, make func() string) (all []string) {
	for range n {
		all = append(all, make())
	}
	return all
}

// document is the text of a JSON document.
func (g generator) document() string {
	if g.chance(5) {
		return g.one("null", "1", `"text"`, "[]", "{}", "true", "[[1,2],[3]]", `[{"a":1},{"a":2}]`, `[{"a":[1,2]}]`)
	}
	members := []string{}
	add := func(key, value string) {
		if !g.chance(15) { // else it is missing
			members = append(members, fmt.Sprintf("%q:%s", key, value))
		}
	}
	add("items", g.many(g.item))
	add("one", "["+g.item()+"]")
	add("none", "[]")
	add("obj", g.item())
	add("nested", g.one("[[1,2],[3,[4,5]],[]]", "[[1],[2]]", "[[[1]]]", "[[]]", `[[{"a":1}],[{"a":2},{"a":3}]]`))
	add("nums", g.many(g.numberText))
	add("strs", g.many(g.stringText))
	add("n", g.numberText())
	add("s", g.stringText())
	add("t", g.one("true", "false"))
	add("z", "null")
	add("mixed", "["+g.list(0, 4, g.anyText)+"]")
	add("any", g.anyText())
	add("when", g.one(`"2018-03-27T11:15:00.000Z"`, `"2026-01-02"`, `"1970-01-01T00:00:00Z"`))
	return "{" + strings.Join(members, ",") + "}"
}

func (g generator) many(make func() string) string {
	switch g.IntN(6) {
	case 0:
		return "[]"
	case 1:
		return "[" + make() + "]"
	case 2:
		return make() // a single one, and no array
	default:
		return "[" + g.list(2, 5, make) + "]"
	}
}

func (g generator) item() string {
	members := []string{}
	add := func(key, value string) {
		if !g.chance(20) {
			members = append(members, fmt.Sprintf("%q:%s", key, value))
		}
	}
	add("price", g.numberText())
	add("qty", g.one("1", "2", "3", "10"))
	add("name", g.stringText())
	add("status", g.one(`"OPEN"`, `"CLOSED"`, `"OPEN"`, "null", "1"))
	add("tags", g.many(func() string { return g.one(`"a"`, `"b"`, `"ü"`) }))
	add("sub", g.one(`{"x":1,"y":[1,2]}`, `{"x":"v","y":[]}`, `[{"x":1},{"x":2,"y":3}]`, "{}", `{"x":{"x":2}}`))
	return "{" + strings.Join(members, ",") + "}"
}

func (g generator) numberText() string {
	return g.one("0", "1", "2", "3", "-1", "5", "10", "1.5", "2.25", "-0.5", "100", "0.1", "1e3", "12345.678", "99", "1e-7", "12345678901234")
}

func (g generator) stringText() string {
	return g.one(`""`, `"a"`, `"b"`, `"abc"`, `"Hello World"`, `" x  y "`, `"ünï"`, `"😀 smile"`, `"a,b,c"`, `"12"`, `"3.5"`, `"OPEN"`, `"line\nbreak"`, `"2018-03-27"`, `"q\"uote"`, `"ABC"`, `"ﬂ\uffff"`)
}

func (g generator) anyText() string {
	return g.one(g.numberText(), g.stringText(), "true", "false", "null", "[]", "{}", "[1,2]", "[[1]]", `{"a":1}`, `["a"]`, `[1,"a"]`, `{"x":{"y":2}}`)
}

// expression is one of any kind.
func (g generator) expression(depth int) string {
	if depth <= 0 {
		return g.leaf()
	}
	switch g.IntN(12) {
	case 0, 1:
		return g.number(depth)
	case 2, 3:
		return g.string(depth)
	case 4:
		return g.boolean(depth)
	case 5:
		return g.array(depth)
	case 6:
		return g.object(depth)
	case 7:
		return g.block(depth)
	case 8:
		return "(" + g.boolean(depth-1) + " ? " + g.expression(depth-1) + g.one(" : "+g.expression(depth-1), "") + ")"
	default:
		return g.path(depth)
	}
}

func (g generator) leaf() string {
	switch g.IntN(8) {
	case 0:
		return g.numberText()
	case 1:
		return g.stringText()
	case 2:
		return g.one("true", "false", "null", "[]", "{}", "missing", "$missing")
	default:
		return g.name()
	}
}

func (g generator) name() string {
	return g.one("items", "items", "items", "one", "none", "obj", "nested", "nums", "strs", "n", "s", "t", "z", "mixed", "any", "missing", "price", "qty", "name", "status", "tags", "sub", "x", "y", "$", "$$", "a", "`price`")
}

// within is a name that makes sense inside of an item.
func (g generator) within() string {
	return g.one("price", "qty", "name", "status", "tags", "sub", "sub.x", "sub.y", "missing", "$", "*")
}

// path is a path with all that can follow a step.
func (g generator) path(depth int) string {
	p := g.name()
	if g.chance(10) {
		p = "(" + g.expression(depth-1) + ")"
	}
	if g.chance(5) {
		p = "[" + g.list(1, 3, func() string { return g.expression(depth - 1) }) + "]"
	}
	return p + strings.Join(parts(1+g.IntN(3), func() string { return g.more(depth - 1) }), "")
}

func (g generator) more(depth int) string {
	switch g.IntN(24) {
	case 0, 1, 2, 3, 4:
		return "." + g.within()
	case 5, 6, 7:
		return "[" + g.predicate(depth) + "]"
	case 8, 9:
		return "[" + g.one("0", "1", "-1", "2", "0.9", "[0, 1]", "[0..1]", "[1, 0]", "[0, 0]", "[]", "$", "price") + "]"
	case 10, 11:
		return "^(" + g.list(1, 2, func() string {
			return g.one("", "<", ">") + g.one("price", "name", "qty", "$", "missing", "sub.x", "status")
		}) + ")"
	case 12:
		return "{" + g.key(depth) + ": " + g.inner(depth) + "}"
	case 13:
		return ".(" + g.inner(depth) + ")"
	case 14:
		return ".{" + g.stringText() + ": " + g.inner(depth) + "}"
	case 15:
		return ".[" + g.list(1, 2, func() string { return g.inner(depth) }) + "]"
	case 16:
		return "[]"
	case 17:
		return ".*"
	case 18:
		return "." + g.one("**", "**.x", "**[x]", "%", "price.%", "sub.%.name", "sub.x.%.%.qty")
	case 19:
		return "#$i" + g.one("", "[$i = 1]", ".{'i': $i, 'p': price}", "[price > 1].($i)", "^(price).$i")
	case 20:
		return "@$v" + g.one(".($v.price)", "[$v.price > 1]", ".{'p': $v.price, 'n': $v.name}", "#$i.($i)", ".items[qty = $v.qty].name")
	case 21:
		return " ~> " + g.function(depth)
	case 22:
		return "." + g.one("$count($)", "$string($)", "$uppercase(name)", "$sum(price)", "$keys()", "$type($)", "$exists(price)", "$length(name)", "$number(qty)")
	default:
		return "." + g.stringText()
	}
}

func (g generator) key(depth int) string {
	return g.one("name", "status", "$string(price)", "'k'", g.stringText(), "name & ''", "tags[0]", "$type(price)", g.inner(depth))
}

// inner is an expression about an item.
func (g generator) inner(depth int) string {
	if depth <= 0 || g.chance(60) {
		return g.one("price", "name", "$", "qty", "sub", "tags", "price * qty", "$sum(price)", "$count($)", "{'p': price}", "[price]", "sub.x", "$.price", "$join(tags)", "$sum(price * qty)", "5", "'s'")
	}
	return g.expression(depth - 1)
}

func (g generator) predicate(depth int) string {
	if depth <= 0 || g.chance(70) {
		return g.one("price > 1", "price", "name = 'a'", "status = 'OPEN'", "$not($exists(price))", "price > 1 and qty < 3", "'a' in tags", "$exists(sub)", "true", "false", "sub.x = 1", "price = 1 or qty = 2",
			"$contains(name, 'a')", "tags[0] = 'a'", "$ > 1", "$", "$type($) = 'number'", "$not(missing)", "missing", "qty - 1", "name ~> /a/", "null", "'x'", "{}", "[true]", "status != 'OPEN'")
	}
	return g.expression(depth - 1)
}

func (g generator) number(depth int) string {
	if depth <= 0 {
		return g.one(g.numberText(), g.numberText(), "n", "items.price[0]", "obj.qty", "nums", "obj.price")
	}
	d := depth - 1
	switch g.IntN(16) {
	case 0, 1, 2, 3:
		return g.number(d) + g.one(" + ", " - ", " * ", " / ", " % ") + g.number(d)
	case 4:
		return "-" + g.number(d)
	case 5:
		return g.one("$sum", "$max", "$min", "$average", "$count") + "(" + g.numbers(d) + ")"
	case 6:
		return g.one("$floor", "$ceil", "$round", "$abs", "$sqrt") + "(" + g.number(d) + ")"
	case 7:
		return "$round(" + g.number(d) + ", " + g.one("0", "1", "2", "-1", "-2") + ")"
	case 8:
		return "$power(" + g.number(d) + ", " + g.one("2", "0.5", "-1", "10") + ")"
	case 9:
		return "$number(" + g.one(g.string(d), g.stringText(), `"0x1F"`, `"1e5"`, `"-3.25"`, "true", `" 1"`, `"0b11"`) + ")"
	case 10:
		return "$length(" + g.string(d) + ")"
	case 11:
		return "$reduce(" + g.numbers(d) + ", " + g.one("function($a, $b) { $a + $b }", "function($a, $b, $i) { $a + $i }", "function($a) { $a }") + g.one("", ", 10") + ")"
	case 12:
		return "$toMillis(" + g.one("when", `"2018-03-27", "[Y0001]-[M01]-[D01]"`, `"27 March 2018", "[D] [MNn] [Y]"`, `"11:15pm", "[h]:[m][P]"`, `"Thursday 1 Jan 1970", "[FNn] [D] [MNn,3-3] [Y]"`, g.string(d)) + ")"
	case 13:
		return "$parseInteger(" + g.one(`"twelve thousand", "w"`, `"XIV", "I"`, `"1,234", "#,##0"`, `"c", "a"`, `"12th", "0;o"`, g.string(d)+", \"0\"") + ")"
	case 14:
		return "(" + g.number(d) + ")"
	default:
		return g.path(d)
	}
}

func (g generator) numbers(depth int) string {
	if depth <= 0 || g.chance(50) {
		return g.one("nums", "items.price", "[1..4]", "[1, 2.5]", "one.qty", "none", "missing", "[]", "items.(price * qty)", "nested", "mixed", "5", "items.sub.y")
	}
	return g.one(g.array(depth-1), g.path(depth-1), "["+g.number(depth-1)+".."+g.number(depth-1)+"]")
}

func (g generator) string(depth int) string {
	if depth <= 0 {
		return g.one(g.stringText(), "s", "name", "obj.name", "items[0].name", "strs")
	}
	d := depth - 1
	switch g.IntN(20) {
	case 0, 1, 2:
		return g.string(d) + " & " + g.expression(d)
	case 3:
		return g.one("$uppercase", "$lowercase", "$trim") + "(" + g.string(d) + ")"
	case 4:
		return "$string(" + g.expression(d) + g.one("", "", ", true") + ")"
	case 5:
		return "$substring(" + g.string(d) + ", " + g.one("0", "1", "-2", "2, 3", "-3, 2", "0, 0", "1, -1", "10", "1.5") + ")"
	case 6:
		return g.one("$substringBefore", "$substringAfter") + "(" + g.string(d) + ", " + g.string(0) + ")"
	case 7:
		return "$join(" + g.one("strs", "tags", "items.name", g.array(d), `$split("a b", " ")`) + g.one("", `, "-"`) + ")"
	case 8:
		return "$pad(" + g.string(d) + ", " + g.one("5", "-8", "0", `10, "#"`, `-7, "ab"`, `6, ""`) + ")"
	case 9:
		return "$replace(" + g.string(d) + ", " + g.one(`"a", "b"`, `/[a-c]/, "<$0>"`, `/(l)(o)?/, "[$1$2]"`, `/\s+/, ""`, `"l", "L", 1`, `/a/i, function($m) { $uppercase($m.match) }`, `"", "x"`, `/b*/, "x"`, `/([a-z])([a-z])/, "$2$1"`, `/[a-z ]/, "$$"`, `/[a-z]/, "$11", 2`) + ")"
	case 10:
		if g.chance(15) { // the reference never ends with an exponent for 0
			return "$formatNumber(" + g.one("1234.5678", "1e10", "7") + ", " + g.one(`"00.0e0"`, `"0.0e00"`, `"0e0"`) + ")"
		}
		return "$formatNumber(" + g.number(d) + ", " + g.one(`"#,##0.00"`, `"0"`, `"#.##"`, `"#0%"`, `"#,##0.00;(#,##0.00)"`, `"0.###"`, `"##,##,##0"`, `"#0‰"`, `"000"`, `"0.0.0"`, `"x"`, `"$#0"`, `"1.0"`) + ")"
	case 11:
		if g.chance(20) { // the reference takes forever for large ones
			return "$formatInteger(" + g.one("4", "1999", "2026", "0", "88") + ", " + g.one(`"I"`, `"i"`) + ")"
		}
		return "$formatInteger(" + g.number(d) + ", " + g.one(`"w"`, `"Ww"`, `"W"`, `"a"`, `"A"`, `"0"`, `"000"`, `"#,##0"`, `"w;o"`, `"1;o"`, `"#"`, `"٠"`) + ")"
	case 12:
		return "$formatBase(" + g.number(d) + ", " + g.one("2", "8", "16", "36", "10", "1", "37") + ")"
	case 13:
		return "$fromMillis(" + g.one("0", "1522149300000", "1609459200000", "-86400000", "951782400000", "1e12") + ", " + g.one(`"[Y]-[M01]-[D01]"`, `"[D1o] [MNn] [Y0001]"`, `"[FNn,3-3] [h#1]:[m01] [P]"`, `"[H01]:[m01]:[s01].[f001]"`, `"[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01][Z]", "+0530"`, `"[W] [w] [X] [x]"`, `"[d] [F1]"`, `"[YI] [Dw]"`, `"[MN,*-3]"`, `"[[x]] [z]", "-0330"`, `"[C] [E]"`, `"[ZN]"`, `"[Y,2-2]"`, `"[q]"`, `"[Y"`) + ")"
	case 14:
		return "$type(" + g.expression(d) + ")"
	case 15:
		return g.one("$encodeUrlComponent", "$encodeUrl", "$decodeUrlComponent", "$decodeUrl") + "(" + g.one(g.string(d), `"a b&c=%20ü"`, `"%41%zz"`, `"%E4%BD"`) + ")"
	case 16:
		return g.one("$base64decode(", "$base64encode(") + g.one(`"aGVsbG8="`, `"b25l"`, `""`) + ")"
	case 17:
		return "$match(" + g.string(d) + ", " + g.regex() + g.one("", ", 1", ", 0", ", -1") + ")" + g.one("", ".match", "[0].groups", ".index")
	case 18:
		return "$split(" + g.string(d) + ", " + g.one(`""`, `" "`, `","`, `/[, ]/`, `",", 2`, `/(,)/`, `"", 3`, `"x", -1`, `/x*/`) + ")" + g.one("", "[0]")
	default:
		return g.path(d)
	}
}

func (g generator) regex() string {
	return g.one(`/a/`, `/[a-z]+/`, `/(b)(c)?/`, `/^h/i`, `/o$/`, `/\w+\s*/`, `/(?:a|b)c/`, `/x?/`, `/ü/`, `/[^a]/`)
}

func (g generator) boolean(depth int) string {
	if depth <= 0 {
		return g.one("true", "false", "t", "n > 1", "s = 'a'", "$exists(items)", "items.price > 1", "missing = 1")
	}
	d := depth - 1
	switch g.IntN(10) {
	case 0, 1:
		return g.number(d) + g.one(" < ", " <= ", " > ", " >= ", " = ", " != ") + g.number(d)
	case 2:
		return g.string(d) + g.one(" < ", " > ", " = ", " != ", " >= ") + g.string(d)
	case 3:
		return g.expression(d) + g.one(" = ", " != ") + g.expression(d)
	case 4, 5:
		return "(" + g.boolean(d) + g.one(" and ", " or ") + g.boolean(d) + ")"
	case 6:
		return g.expression(d) + " in " + g.expression(d)
	case 7:
		return g.one("$boolean", "$not", "$exists") + "(" + g.expression(d) + ")"
	case 8:
		return "$contains(" + g.string(d) + ", " + g.one(g.string(0), g.regex()) + ")"
	default:
		return g.expression(d)
	}
}

func (g generator) function(depth int) string {
	if depth < 0 {
		depth = 0
	}
	return g.one("$count", "$sum", "$string", "$reverse", "$distinct", "$sort", "$type", "$keys", "$spread", "$merge", "$length", "$uppercase", "$boolean", "$not", "$exists",
		"$map("+g.lambda(depth)+")", "$filter("+g.lambda(depth)+")", "$join('-')", "$append(1)", "|$|{'z': 1}|", "|*|{'z': 1}, 'price'|", "|$|{}, ['name', 'qty']|", "function($x) { $x }", "$substring(?, 0, 2)", "($count ~> $string)", "$lookup('price')", "$zip([1,2])", "$max")
}

func (g generator) lambda(depth int) string {
	d := depth - 1
	return g.one("function($x) { "+g.one("$x", "$x.price", "$x > 1", "$x & 'y'", "$type($x)", "$x * 2", "[$x, $x]", "{'v': $x}", "$exists($x.price)", g.expression(d))+" }",
		"function($x, $i) { "+g.one("$i", "$x & $i", "[$i, $x]", "$i > 0", "$x[$i]")+" }",
		"function($x, $i, $a) { "+g.one("$count($a)", "$a[$i]", "$a[0] = $x")+" }",
		"function() { 1 }", "$string", "$uppercase", "$sum", "$boolean", "λ($x) { $x }", "function($x)<n:n> { $x }", "function($x)<s-:s> { $x }", "$exists", "$append(?, 'x')")
}

func (g generator) array(depth int) string {
	if depth <= 0 {
		return g.one("items", "nums", "strs", "[]", "[1, 2]", "tags", "nested", "mixed", "none", "one", "missing", "[1..3]", `["b", "a"]`)
	}
	d := depth - 1
	switch g.IntN(20) {
	case 0, 1:
		return "[" + g.list(0, 3, func() string { return g.expression(d) }) + "]"
	case 2:
		return "[" + g.number(0) + ".." + g.number(0) + "]"
	case 3, 4:
		return "$map(" + g.array(d) + ", " + g.lambda(d) + ")"
	case 5:
		return "$filter(" + g.array(d) + ", " + g.lambda(d) + ")"
	case 6:
		return "$sort(" + g.array(d) + g.one("", ", function($a, $b) { $a > $b }", ", function($a, $b) { $a.price > $b.price }", ", function($a, $b) { $string($a) > $string($b) }") + ")"
	case 7:
		return g.one("$reverse", "$distinct", "$spread", "$keys", "$merge", "$zip") + "(" + g.one(g.array(d), g.object(d)) + ")"
	case 8:
		return "$append(" + g.expression(d) + ", " + g.expression(d) + ")"
	case 9:
		return "$zip(" + g.list(1, 3, func() string { return g.array(d) }) + ")"
	case 10:
		return "$each(" + g.object(d) + ", " + g.one("function($v, $k) { $k & $string($v) }", "function($v) { $v }", "function($v, $k, $o) { [$k, $count($keys($o))] }") + ")"
	case 11:
		return "$lookup(" + g.expression(d) + ", " + g.one("'price'", "'name'", "'x'", g.string(0)) + ")"
	case 12:
		return "$single(" + g.array(d) + ", " + g.lambda(d) + ")"
	case 13:
		return g.array(d) + " ~> " + g.function(d)
	default:
		return g.path(d)
	}
}

func (g generator) object(depth int) string {
	if depth <= 0 {
		return g.one("obj", "{}", "{'a': 1}", "items[0]", "$", "items", "one", "missing")
	}
	d := depth - 1
	switch g.IntN(8) {
	case 0, 1, 2:
		return "{" + g.list(0, 3, func() string { return g.one("'a'", "'b'", "'c'", "name", g.string(0)) + ": " + g.expression(d) }) + "}"
	case 3:
		return "$merge([" + g.object(d) + ", " + g.object(d) + "])"
	case 4:
		return "$sift(" + g.object(d) + ", " + g.one("function($v) { $v }", "function($v, $k) { $k != 'name' }", "function($v, $k) { $type($v) = 'number' }") + ")"
	case 5:
		return g.object(d) + " ~> |" + g.one("$", "sub", "*", "items", "**[price]") + "|" + g.object(d) + g.one("", ", 'price'", ", ['name', 'z']", ", 1") + "|"
	case 6:
		return g.array(d) + "{" + g.key(d) + ": " + g.inner(d) + g.one("", ", 'other': $count($)") + "}"
	default:
		return g.path(d)
	}
}

func (g generator) block(depth int) string {
	d := depth - 1
	bind := g.one("$v := ", "$f := function($x) { $x & '!' }; $v := ", "$g := function($n) { $n <= 1 ? 1 : $n * $g($n - 1) }; $v := ")
	return "(" + bind + g.expression(d) + "; " + g.one("$v", "[$v, $v]", "$v.price", "$count($v)", "$v[0]", "{'v': $v}", "$v & ''", "$f($v)", "$g(5)", "$v = "+g.expression(d), "($v := 2; $v) & $v", g.expression(d)) + ")"
}
