package jsonpath

import (
	"strings"
	"testing"

	"expresso/model/jsonvalue"
)

func FuzzCompile(f *testing.F) {
	document := parse(f, `{"a":{"b":[{"x":4,"y":"a"},{"x":-2.5e1,"y":"a"},[[1],[2]]],"n":null},"s":"it's","":{"a":[]},"1":true}`)
	for _, seed := range []string{
		"$", "$.a.b[0].x", "$['a']['b']", "$..*", "$..[0]", "$.a.b[?(@.x > 3 && @.y=='a' || !@.n)]", "$.a.b[1:2:3]", "$.a.b[-1:]",
		"$.a.b[(@.length-1)]", "$['a','n']", "$.*..x", "@.a", "$.a.b[?(@.y =~ /A.*/i)]", "$.a.b[0,1]", "a.b[?($.s == 'it')]", "00\x80", "$...a", "$[?(@[?(@)])]",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := Compile(text)
		if err != nil {
			return
		}
		again, err := Compile(p.String())
		if err != nil || again.Definite() != p.Definite() || again.Reference() != p.Reference() {
			t.Fatalf("%q compiles, its own text does not, or otherwise: %v", text, err)
		}
		got, err := p.Get(document)
		if err == nil && !p.Definite() && got.Kind() != jsonvalue.KindArray {
			t.Fatalf("%q is indefinite and gives %s", text, got)
		}
		if !p.Reference() {
			return
		}
		// What was set can be read again.
		if changed, err := p.Set(document, jsonvalue.NewString("new")); err == nil {
			if v, err := p.Get(changed); err != nil || v.Str() != "new" {
				t.Fatalf("%q: set in %s, got %s, %v", text, changed, v, err)
			}
		}
	})
}

func TestHostilePaths(t *testing.T) {
	document := parse(t, "["+strings.Repeat(`{"a":[1,2,3]},`, 2_000)+"1]")
	for _, text := range []string{
		strings.Repeat("[", 100_000),
		"$" + strings.Repeat("[?(@", 100_000),
		"$" + strings.Repeat("[?(@", 50_000) + strings.Repeat(")]", 50_000),
		"$" + strings.Repeat("..*", 10_000),
		"$" + strings.Repeat(".a", 100_000),
		"$[" + strings.Repeat("0,", 100_000) + "0]" + "[" + strings.Repeat("0,", 100_000) + "0]",
		"$..*" + strings.Repeat("[*]..*", 20),
		"$[?(@.a =~ /(a*)*b/)]",
	} {
		if p, err := Compile(text); err == nil {
			_, _ = p.Get(document) // ends, whatever it says
		}
	}
}

func BenchmarkGet(b *testing.B) {
	document := parse(b, `{"order":{"id":17,"lines":[{"price":8.95},{"price":12.99},{"price":22}],"customer":{"name":"Ada"}}}`)
	for _, text := range []string{"$", "$.order.customer.name", "$.order.lines[2].price", "$.order.lines[*].price", "$..price", "$.order.lines[?(@.price > 10)]"} {
		p, err := Compile(text)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(text, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := p.Get(document); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func TestDirectPathsDoNotAllocate(t *testing.T) {
	document := parse(t, `{"a":{"b":[{"x":4}]}}`)
	p, err := Compile("$.a['b'][0].x")
	if err != nil {
		t.Fatal(err)
	}
	if n := testing.AllocsPerRun(100, func() { _, _ = p.Get(document) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkSet(b *testing.B) {
	document := parse(b, `{"order":{"id":17,"customer":{"name":"Ada"}},"other":[1,2,3]}`)
	p, err := Compile("$.order.result")
	if err != nil {
		b.Fatal(err)
	}
	x := jsonvalue.NewInt(1)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.Set(document, x); err != nil {
			b.Fatal(err)
		}
	}
}
