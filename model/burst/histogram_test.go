package burst

import (
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestQuantilesAreAlmostExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		durations := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) time.Duration {
			most := time.Duration(1) << rapid.IntRange(0, 40).Draw(t, "size")
			return time.Duration(rapid.Int64Range(0, int64(most)).Draw(t, "d"))
		}), 1, 200).Draw(t, "durations")
		var h Histogram
		for _, d := range durations {
			h.Add(d)
		}
		slices.Sort(durations)
		for _, q := range []float64{0, 0.5, 0.9, 0.99, 1} {
			exact := durations[max(int(math.Ceil(q*float64(len(durations)))), 1)-1]
			got := h.Quantile(q)
			if got < exact || float64(got) > float64(exact)*(1+1.0/128)+float64(grain) {
				t.Fatalf("quantile %v of %v: %v, exact %v", q, durations, got, exact)
			}
		}
		for _, n := range []int{1, 7, 40} {
			bars := h.Bars(n)
			var sum int64
			for i, b := range bars {
				sum += b.Count
				if b.To <= b.From || i > 0 && b.From != bars[i-1].To {
					t.Fatalf("bars %v", bars)
				}
			}
			if len(bars) > n || sum != h.Count() {
				t.Fatalf("%d bars of %d with %d of %d", len(bars), n, sum, h.Count())
			}
		}
	})
}

func TestBilledStepsAreExact(t *testing.T) {
	h := Histogram{unit: hundred}
	for i := range 255 {
		h.Add(time.Duration(i+1) * hundred)
	}
	for i := range 255 {
		if got, want := h.Quantile((float64(i)+0.5)/255), time.Duration(i+1)*hundred; got != want {
			t.Errorf("quantile %d is %v, want %v", i, got, want)
		}
	}
	bars := h.Bars(26)
	if len(bars) != 26 || bars[0] != (Bar{0, time.Second, 10}) || bars[25] != (Bar{25 * time.Second, 26 * time.Second, 5}) {
		t.Errorf("bars %v", bars)
	}
}

func TestTheLongestHundredthSharesABar(t *testing.T) {
	var h Histogram
	for i := range 1000 {
		h.Add(time.Duration(i%8+1) * time.Millisecond)
	}
	h.Add(70 * time.Millisecond)
	h.Add(3*time.Second + 1)
	bars := h.Bars(10)
	if want := (Bar{7 * time.Millisecond, 8 * time.Millisecond, 125}); len(bars) != 9 || bars[7] != want {
		t.Errorf("bars %v, want the eighth to be %v", bars, want)
	}
	if want := (Bar{8 * time.Millisecond, 3*time.Second + 1, 2}); bars[len(bars)-1] != want {
		t.Errorf("bars %v, want the last to be %v", bars, want)
	}
}

func TestAbsurdDurations(t *testing.T) {
	for _, d := range []time.Duration{math.MaxInt64, math.MinInt64} {
		for _, unit := range []time.Duration{0, hundred} {
			h := Histogram{unit: unit}
			h.Add(time.Second)
			h.Add(d)
			for _, n := range []int{1, 2, 40} {
				var sum int64
				for _, b := range h.Bars(n) {
					sum += b.Count
				}
				if sum != 2 {
					t.Errorf("%d bars of %v count %d", n, d, sum)
				}
			}
		}
	}
}

func TestEmptyHistogram(t *testing.T) {
	var h Histogram
	if h.Quantile(0.5) != 0 || h.Bars(10) != nil || h.Count() != 0 {
		t.Error("an empty histogram holds something")
	}
}
