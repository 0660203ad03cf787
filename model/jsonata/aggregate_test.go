package jsonata

import (
	"fmt"
	"strconv"
	"sync"
	"testing"

	"expresso/model/jsonvalue"
)

// TestAggregates calls functions of numbers with a name and nothing else, which makes no list
// of the numbers, where that can be done and where it cannot.
func TestAggregates(t *testing.T) {
	items, err := jsonvalue.Parse(`[{"p":2,"q":[1,2],"s":"a"},{"p":0.5},{"q":7,"s":"b"},{"p":-1e2,"n":null}]`)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ expr, want string }{
		{`$sum(p)`, `-97.5`},
		{`$max(p)`, `2`},
		{`$min(p)`, `-100`},
		{`$average(p)`, `-32.5`},
		{`$sum(q)`, `10`}, // there is an array among them
		{`$sum(s)`, `T0412: Argument 1 of function "sum" must be an array of "numbers"`},
		{`$max(n)`, `T0412: Argument 1 of function "max" must be an array of "numbers"`},
		{`$sum(none)`, ``},
		{`$average(none)`, ``},
		{`($sum := function($x) { "mine" }; $sum(p))`, `"mine"`},
		{`{"all": $sum(p), "most": $max(p)}`, `{"all":-97.5,"most":2}`},
		{`$[s]{s: $max(p)}`, `{"a":2}`},
	} {
		e, err := Compile(c.expr)
		if err != nil {
			t.Fatal(c.expr, err)
		}
		v, err := e.Evaluate(t.Context(), Evaluation{Input: items})
		got := ""
		if err != nil {
			got = err.Error()
		} else if !v.IsUndefined() {
			got = v.String()
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.expr, got, c.want)
		}
	}
}

// TestEvaluatedByManyAtOnce walks along members that lie at other places each time, which
// the expression notes.
func TestEvaluatedByManyAtOnce(t *testing.T) {
	e, err := Compile(`$states.a.b`)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for n := range 4 {
		states, err := jsonvalue.Parse(fmt.Sprintf(`{"states":{"x":0,"a":{"y":0,"b":%d}}}`, n))
		if n%2 == 0 {
			states, err = jsonvalue.Parse(fmt.Sprintf(`{"states":{"a":{"b":%d}}}`, n))
		}
		if err != nil {
			t.Fatal(err)
		}
		all.Go(func() {
			for range 1000 {
				if v, err := e.Evaluate(t.Context(), Evaluation{Variables: bindings{states}}); err != nil || v.String() != strconv.Itoa(n) {
					t.Errorf("%s, %v, want %d", v, err, n)
					return
				}
			}
		})
	}
	all.Wait()
}
