package trace_test

import (
	"math"
	"testing"

	"expresso/model"
	"expresso/model/trace"
)

func TestMissing(t *testing.T) {
	for name, tt := range map[string]struct {
		ids  []int64
		want int64
	}{
		"none":          {nil, 0},
		"whole":         {[]int64{1, 2, 3, 4}, 0},
		"one":           {[]int64{1, 2, 4}, 1},
		"many":          {[]int64{1, 2, 1_000_003, 1_000_004}, 1_000_000},
		"two gaps":      {[]int64{1, 3, 6}, 3},
		"no beginning":  {[]int64{7, 8}, 0},
		"unknown":       {[]int64{0, 0, 0}, 0},
		"doubled":       {[]int64{1, 2, 2, 3}, 0},
		"out of place":  {[]int64{1, 3, 2, 4}, 1},
		"nonsense":      {[]int64{math.MinInt64, 1, math.MaxInt64, -5}, 0},
		"more and more": {[]int64{1, 1 << 29, 1 << 30, 1 << 31, 1 << 32}, 1<<30 - 3},
	} {
		events := make([]model.Event, len(tt.ids))
		for i, id := range tt.ids {
			events[i] = model.Event{ID: id, Type: "PassStateEntered", State: "A"}
		}
		if got := trace.Missing(events); got != tt.want {
			t.Errorf("%s: %d, not %d", name, got, tt.want)
		}
		if got := trace.Build(events).Missing; got != tt.want {
			t.Errorf("%s: the tree lacks %d, not %d", name, got, tt.want)
		}
	}
}
