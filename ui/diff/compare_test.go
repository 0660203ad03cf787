package diff

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"expresso/model/jsonvalue"
	"expresso/ui/theme"
	"expresso/ui/uitest"
)

// differences lists a result's differences with their paths.
func differences(res *Result) []string {
	var all []string
	var walk func(p *part)
	walk = func(p *part) {
		if p.Number > 0 {
			all = append(all, p.Path()+" "+p.Op.String())
		}
		for _, kid := range p.Parts {
			walk(kid)
		}
	}
	walk(res.root)
	return all
}

func TestCompare(t *testing.T) {
	tests := []struct {
		left, right string
		want        []string
	}{
		{`{"a":1}`, `{"a":1}`, nil},
		{`{"a":1}`, ` {"a": 1} `, nil},
		{`1`, `1.0`, []string{"$ spelled differently"}},
		{`100`, `1e2`, []string{"$ spelled differently"}},
		{`-0`, `0`, []string{"$ spelled differently"}},
		{`9007199254740993`, `9007199254740992`, []string{"$ changed"}},
		{`1e400`, `1e401`, []string{"$ changed"}},
		{`"\u0041"`, `"A"`, nil},
		{`"1"`, `1`, []string{"$ changed"}},
		{`{"a":1,"b":2}`, `{"b":2,"a":1}`, []string{"$ changed inside"}},
		{`{"a":1,"b":2}`, `{"b":3,"a":1,"c d":4}`, []string{"$ changed inside", `$["c d"] added`, "$.b changed"}},
		{`{"a":{"b":[1,{"c":null}]}}`, `{"a":{"b":[1,{"c":false}]}}`, []string{"$.a.b[1].c changed"}},
		{`[1,2,3]`, `[1,3]`, []string{"$[1] removed"}},
		{`[1,2,3]`, `[0,1,2,3]`, []string{"$[0] added"}},
		{`[1,2,3]`, `[1,9,3]`, []string{"$[1] changed"}},
		{`[1,2,3]`, `[1.0,2,3]`, []string{"$[0] spelled differently"}},
		{`[{"id":1,"n":1},{"id":2,"n":1}]`, `[{"id":2,"n":5},{"id":3,"n":7}]`, []string{"$[0] removed", "$[1→0].n changed", "$[1] added"}},
		{``, `{}`, []string{"$ added"}},
		{`{}`, "  \n", []string{"$ removed"}},
		{``, ``, nil},
	}
	for _, test := range tests {
		res := Compare(test.left, test.right)
		if !res.JSON {
			t.Fatalf("%s and %s are not taken for JSON", test.left, test.right)
		}
		if diff := cmp.Diff(test.want, differences(res)); diff != "" {
			t.Errorf("%s to %s: %s", test.left, test.right, diff)
		}
		if len(test.want) != res.Differences {
			t.Errorf("%s to %s: %d differences", test.left, test.right, res.Differences)
		}
	}
}

func TestCounts(t *testing.T) {
	for want, texts := range map[string][2]string{
		"no differences":                               {`[1]`, `[1]`},
		"1 changed, 1 added":                           {`{"a":1}`, `{"a":2,"b":3}`},
		"1 spelled differently, 1 in another order":    {`{"a":1,"b":2}`, `{"b":2,"a":1.0}`},
		"no differences except the newline at the end": {"a b\nc", "a b\nc\n"},
		"1 removed, and the newline at the end":        {"a b\nc", "a b\n"},
	} {
		v := newView(t, theme.Options{}, texts[0], texts[1], 80, 24)
		if got := v.summary(); got != want {
			t.Errorf("%q to %q: %s, want %s", texts[0], texts[1], got, want)
		}
	}
}

// anyJSON draws a small document.
func anyJSON(t *rapid.T, depth int) string {
	kinds := 6
	if depth == 0 {
		kinds = 4
	}
	switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
	case 0:
		return rapid.SampledFrom([]string{"null", "true", "false"}).Draw(t, "literal")
	case 1:
		return rapid.SampledFrom([]string{"0", "1", "1.0", "10e-1", "2"}).Draw(t, "number")
	case 2, 3:
		return rapid.SampledFrom([]string{`""`, `"a"`, `"b"`, `"\u001b[2J"`, `"日本語 a long text that is the same, "`, `"日本語 a long text that is the sane, "`}).Draw(t, "string")
	case 4:
		var b strings.Builder
		n := rapid.IntRange(0, 5).Draw(t, "elements")
		for i := range n {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(anyJSON(t, depth-1))
		}
		return "[" + b.String() + "]"
	default:
		keys := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "c", "d e", "\u202e"}), 0, 4, rapid.ID[string]).Draw(t, "keys")
		for i, k := range keys {
			keys[i] = jsonvalue.NewString(k).String() + ":" + anyJSON(t, depth-1)
		}
		return "{" + strings.Join(keys, ",") + "}"
	}
}

// TestNothingIsLost compares any two documents and looks for all of both in the result.
func TestNothingIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		left, right := anyJSON(t, 4), anyJSON(t, 4)
		res := Compare(left, right)
		var check func(p *part)
		check = func(p *part) {
			if p.Op != inside {
				if p.Op == same && p.L.Value.String() != p.R.Value.String() {
					t.Fatalf("%s is not the same", p.Path())
				}
				return
			}
			var l, r []*doc
			for _, kid := range p.Parts {
				if kid.L != nil {
					l = append(l, kid.L)
				}
				if kid.R != nil {
					r = append(r, kid.R)
				}
				check(kid)
			}
			var wantL, wantR []*doc
			for i := range p.L.Kids {
				wantL = append(wantL, &p.L.Kids[i])
			}
			for i := range p.R.Kids {
				wantR = append(wantR, &p.R.Kids[i])
			}
			if !slices.Equal(l, wantL) {
				t.Fatalf("the left side of %s is not whole", p.Path())
			}
			if p.L.Value.Kind() == jsonvalue.KindArray && !slices.Equal(r, wantR) || len(r) != len(wantR) {
				t.Fatalf("the right side of %s is not whole", p.Path())
			}
		}
		check(res.root)
		a, _ := jsonvalue.Parse(left)
		b, _ := jsonvalue.Parse(right)
		c := res.Counts
		if equal := c.Meant() == 0; equal != jsonvalue.Equal(a, b) {
			t.Fatalf("%s and %s: %s", left, right, words(c))
		}
		if exact := c.None(); exact != (a.String() == b.String()) {
			t.Fatalf("%s and %s: %s", left, right, words(c))
		}
	})
}

func TestAnyKeys(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		left, right := anyJSON(r, 4), anyJSON(r, 4)
		if rapid.Bool().Draw(r, "text") {
			left, right = strings.ReplaceAll(left, ",", "\n"), strings.ReplaceAll(right, ",", "\r\n")
		}
		v := newView(t, colour, left, right, 80, 12)
		for range 12 {
			press(v, rapid.SampledFrom([]string{"n", "N", "enter", "left", "right", "up", "down", "-", "+", "v", "H", "L", "g", "G", "pgdown"}).Draw(r, "key"))
			w, h := rapid.SampledFrom([]int{1, 5, 30, 99, 130}).Draw(r, "width"), rapid.IntRange(1, 12).Draw(r, "height")
			v.SetSize(w, h)
			uitest.Exact(t, v.View(), w, h)
			v.Status()
		}
	})
}

// big are pairs of documents of about 256 KiB that are hard in their own ways.
func big() map[string][2]string {
	const size = 256 << 10
	rnd := rand.New(rand.NewPCG(1, 2))
	array := func(n int, element func(i int) string) string {
		all := make([]string, n)
		for i := range all {
			all[i] = element(i)
		}
		return "[" + strings.Join(all, ",") + "]"
	}
	order := func(i, qty int) string {
		return fmt.Sprintf(`{"sku":"S-%d","qty":%d,"price":12.50,"tags":["a","b"],"gift":false}`, i, qty)
	}
	numbers := size / 7
	deep := strings.Repeat(`{"a":[`, 490)
	object := func(offset int) string {
		var b strings.Builder
		for i := range 12_000 {
			fmt.Fprintf(&b, `,"key-%d":%d`, (i*7919+offset)%12_000, i+offset)
		}
		return "{" + b.String()[1:] + "}"
	}
	return map[string][2]string{
		"orders":   {array(3800, func(i int) string { return order(i, 1) }), array(3800, func(i int) string { return order(i+i/100, 1+i%50/49) })},
		"shuffled": {array(numbers, func(int) string { return strconv.Itoa(100000 + rnd.IntN(30000)) }), array(numbers, func(int) string { return strconv.Itoa(100000 + rnd.IntN(30000)) })},
		"bits":     {array(numbers*3, func(int) string { return strconv.Itoa(rnd.IntN(2)) }), array(numbers*3, func(int) string { return strconv.Itoa(rnd.IntN(2)) })},
		"arrays":   {array(250, func(int) string { return array(500, func(int) string { return strconv.Itoa(rnd.IntN(2)) }) }), array(250, func(int) string { return array(500, func(int) string { return strconv.Itoa(rnd.IntN(2)) }) })},
		"object":   {object(0), object(5)},
		"deep":     {deep + "1" + strings.Repeat("]}", 490), deep + "2" + strings.Repeat("]}", 490)},
		"string":   {`"` + strings.Repeat("lorem ipsum ", size/12) + `"`, `"` + strings.Repeat("lorem ipsum ", size/24) + "!" + strings.Repeat("lorem ipsum ", size/24) + `"`},
		"text":     {strings.Repeat("a line of a log\nanother\n", size/24), strings.Repeat("another\na line of the log\n", size/26)},
		"lines":    {strings.Repeat("x\n", size/2), strings.Repeat("y\n", size/2)},
		"one line": {"not JSON " + strings.Repeat("lorem ipsum ", size/12), "no JSON " + strings.Repeat("lorem ipsum ", size/12)},
	}
}

func TestBigDocuments(t *testing.T) {
	for name, texts := range big() {
		v := newView(t, colour, texts[0], texts[1], 120, 40)
		uitest.Exact(t, v.View(), 120, 40)
		press(v, "n", "n", "N", "G", "+")
		uitest.Exact(t, v.View(), 120, 40)
		if v.Result().Counts.None() {
			t.Errorf("%s: no differences", name)
		}
	}
}

func BenchmarkCompare(b *testing.B) {
	for name, texts := range big() {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(texts[0]) + len(texts[1])))
			for b.Loop() {
				Compare(texts[0], texts[1])
			}
		})
	}
}

func BenchmarkKeyAndView(b *testing.B) {
	all := big()
	all["small"] = examples["order"]
	for _, name := range []string{"small", "orders", "string", "text"} {
		b.Run(name, func(b *testing.B) {
			v := newView(b, colour, all[name][0], all[name][1], 120, 40)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				press(v, [...]string{"down", "up"}[i/30%2])
				v.View()
			}
		})
	}
}
