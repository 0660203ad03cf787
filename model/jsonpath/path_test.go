package jsonpath

import (
	"testing"

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

func TestGet(t *testing.T) {
	for _, test := range []struct{ path, document, want string }{
		{"$", `7`, `7`},
		{"$.a.b", `{"a":{"b":1.50}}`, `1.50`},
		{"$.a[1].b", `{"a":[0,{"b":true}]}`, `true`},
		{"$.a[-1]", `{"a":[0]}`, "Index out of bounds when evaluating path $['a'][-1]"},
		{"$.a[:-1]", `{"a":[0,1,2]}`, `[0,1]`},
		{"$.a[-9:2]", `{"a":[0,1,2]}`, "Index out of bounds when evaluating path $['a'][-9]"},
		{"$.a[1:9:2]", `{"a":[0,1,2]}`, `[1,2]`},
		{"$.a[a1]", `{"a":[0,1,2]}`, `1`},
		{"$.it's", `{"it":1}`, `1`},
		{"$.a[*].b", `{"a":[{"b":1},{},{"b":2}]}`, `[1,2]`},
		{"$.a[*].b.c", `{"a":[{"b":{"c":1}},{}]}`, `[1]`},
		{"$.a[*].b.c", `{"a":[{"b":{"c":1}},{"b":{}}]}`, "No results for path: $['a'][1]['b']['c']"},
		{"$.a[*].b.c.d", `{"a":[{"b":{}}]}`, "Missing property in path $['a'][0]['b']['c']"},
		{"$.a.b.c", `{"a":null}`, "Property ['b'] not found in path $['a']"},
		{"$.a[0]", `{"a":null}`, "The path $['a'] is null"},
		{"$['a','b'].c", `{"a":1}`, "Multi properties can only be used as path leafs: $['a', 'b']"},
		{"$..[1].a", `[{"a":1},{"a":2}]`, `[1,2]`},
		{"$.a[?(@.n > '1')]", `{"a":[{"n":1},{"n":2},{"n":"3"},{"n":null},{}]}`, `[{"n":2},{"n":"3"}]`},
		{"$.a[?(@.n == 1e0)].n", `{"a":[{"n":1},{"n":1.00},{"n":2}]}`, `[1,1.00]`},
		{"$.a[?(@.n == TRUE)].n", `{"a":[{"n":true},{"n":false}]}`, `[true]`},
		{"$.a[?(@.n == null)]", `{"a":[{"n":null},{"n":"null"},{}]}`, `[{"n":null},{"n":"null"}]`},
		{"$.a[?(@.n == 'x')]", `{"a":[{"n":1}]}`, "a filter compares a number with text that is not a number"},
		{"$.a[?(@.n =~ /1.*/)].n", `{"a":[{"n":10},{"n":2},{"n":"1"}]}`, `[10,"1"]`},
		{"$.a[?(@.n)]", `{"a":[{"n":null},{"n":false},{}]}`, `[{"n":false}]`},
		{"$.a[?(!@.n)]", `{"a":[{"n":null},{"n":false},{}]}`, `[{"n":null},{}]`},
		{"$.a[?(@ == $.b)]", `{"a":[1,2,1],"b":1}`, `[1,1]`},
		{"$.a[?(@.x)]", `{"a":5}`, "Filter: [?] can not be applied to primitives. Current context is: 5"},
		{"$.a[0].b", `{"a":{"x":1e2,"y":[1.0]}}`, "Filter: [0]['b'] can only be applied to arrays. Current context is: {x=100.0, y=[1.0]}"},
	} {
		p, err := Compile(test.path)
		if err != nil {
			t.Errorf("%s: %v", test.path, err)
			continue
		}
		v, err := p.Get(parse(t, test.document))
		got := v.String()
		if err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%s of %s\ngot  %s\nwant %s", test.path, test.document, got, test.want)
		}
	}
}

func TestSet(t *testing.T) {
	for _, test := range []struct{ path, document, want string }{
		{"$", `{"a":1}`, `"X"`},
		{"$.a", `{"a":1,"b":2}`, `{"a":"X","b":2}`},
		{"$.c", `{"a":1}`, `{"a":1,"c":"X"}`},
		{"$.b.c.d", `{"a":1}`, `{"a":1,"b":{"c":{"d":"X"}}}`},
		{"$['b c'][0].d", `{"b c":[{"e":1}]}`, `{"b c":[{"e":1,"d":"X"}]}`},
		{"$.a.b", `{"a":1}`, "not an object to write to at $['a']"},
		{"$.a[1]", `{"a":[1]}`, "no element to write to at $['a'][1]"},
		{"$.b[0]", `{"a":[1]}`, "no element to write to at $['b'][0]"},
		{"$.a[*]", `{"a":[1]}`, "not a reference path: $.a[*]"},
		{"$..a", `{"a":[1]}`, "not a reference path: $..a"},
		{"@.a", `{"a":[1]}`, "not a reference path: @.a"},
	} {
		p, err := Compile(test.path)
		if err != nil {
			t.Fatal(test.path, err)
		}
		document := parse(t, test.document)
		v, err := p.Set(document, jsonvalue.NewString("X"))
		got := v.String()
		if err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%s in %s\ngot  %s\nwant %s", test.path, test.document, got, test.want)
		}
		if document.String() != test.document {
			t.Errorf("%s changed the document to %s", test.path, document)
		}
	}
}
