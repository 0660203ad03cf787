package jsonata_test

import (
	"context"
	"runtime"
	"testing"

	"expresso/model/jsonata"
)

// meter is an account that measures the heap when it refuses.
type meter struct {
	limit, used   int64
	before, heap  int64
	refused, over bool
}

func (m *meter) Take(bytes int64) bool {
	if m.used+bytes > m.limit {
		if !m.refused {
			m.refused, m.heap = true, live()-m.before
		}
		return false
	}
	m.used += bytes
	return true
}

func (m *meter) Give(bytes int64) {
	m.used -= bytes
	m.over = m.over || m.used < 0
}

func live() int64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}

// TestAccountHoldsHalfOfWhatIsLive measures the heap where evaluations of every kind run into
// the account: what they have taken by then is at least half of it.
func TestAccountHoldsHalfOfWhatIsLive(t *testing.T) {
	for _, text := range []string{
		`[1..800000].{'a':$, 'b':$}`,
		`[1..1500].($x := $; [1..1500].($x * $))`,
		`[1..1500].($x := $; [1..1500].[$x, $])`,
		`(([1..1500])@$x.([1..1500])@$y.{'x':$x,'y':$y})`,
		`$map([1..800000], function($v) { {'v': $v} })`,
		`$map([1..800000], function($v) { 'a text that is made for ' & $v })`,
		`$reduce([1..800000], function($a, $b) { $append($a, $b) }, [])`,
		`[1..800000].$string($)`,
		`$split($pad('', 4000000, 'a,'), ',')`,
		`$sort([1..800000], function($a, $b) { $a < $b })`,
		`[1..800000]{$string($): $}`,
		`$spread([1..800000].{'a':$})`,
		`$zip([1..800000],[1..800000],[1..800000])`,
		`[1..800000].function($x) { $x }`,
		`($f := function($n) { $n = 0 ? [] : $append([$n..$n + 1000], $f($n - 1)) }; $f(2000))`,
		`$match($pad('', 4000000, 'ab'), /a/)`,
		`$distinct([1..800000].$string($))`,
		`$reverse([1..800000])[$ > 3][$ > 4]`,
		`$each($merge([1..400000].{$string($): $}), function($v, $k) { $k & $v })`,
		`[1..100].$pad('', 100000 + $, 'x')`,
		`[1..40].$join([1..10000].$string($), ',')`,
		`[1..40].$replace($pad('', 100000, 'x'), 'x', 'yyyyyyyy')`,
		`[1..200].$uppercase($pad('', 100000, 'x'))`,
		`[1..200].$base64encode($pad('', 100000, 'x'))`,
	} {
		t.Run(text, func(t *testing.T) {
			e, err := jsonata.Compile(text)
			if err != nil {
				t.Fatal(err)
			}
			m := &meter{limit: 24 << 20}
			m.before = live()
			_, err = e.Evaluate(context.Background(), jsonata.Evaluation{Account: m})
			if m.used != 0 || m.over {
				t.Errorf("%d bytes are still taken", m.used)
			}
			if !m.refused {
				t.Fatalf("it takes less than %d bytes: %v", m.limit, err)
			}
			t.Logf("%d of %d live bytes: %.2f", m.limit, m.heap, float64(m.limit)/float64(m.heap))
			if m.limit < m.heap/2 {
				t.Errorf("%d of %d live bytes are in the account", m.limit, m.heap)
			}
			if err == nil {
				t.Error("it went on without memory")
			}
		})
	}
}
