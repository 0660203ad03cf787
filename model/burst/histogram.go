package burst

import (
	"math"
	"math/bits"
	"slices"
	"time"
)

// Histogram counts durations in buckets whose width is at most 1/128 of what they hold, so
// that a quantile is at most 0.8 % too high. Up to 256 units, durations that are multiples
// of the unit are told apart exactly. Copies are independent of each other. The zero value
// is empty and has a unit of 0.1 ms.
type Histogram struct {
	unit     time.Duration
	buckets  [buckets]int32
	count    int64
	min, max time.Duration
}

const (
	grain = 100 * time.Microsecond // the unit unless there is another
	// fine is how many bits of a duration in units tell buckets apart.
	fine = 7
	// span is how many times a duration may double beyond the finest buckets: with the unit
	// of 0.1 ms to 28 minutes, above what any run lasts. What is longer counts as that long.
	span    = 17
	buckets = (span + 1) << fine
)

func (h *Histogram) units() time.Duration {
	if h.unit > 0 {
		return h.unit
	}
	return grain
}

func (h *Histogram) bucketOf(d time.Duration) int {
	unit := h.units()
	n := uint64(max(d+unit-1, 0) / unit)
	above := max(bits.Len64(n)-fine-1, 0)
	return min(above<<fine+int(n>>above), buckets-1)
}

// edge is the longest duration in a bucket.
func (h *Histogram) edge(bucket int) time.Duration {
	above := max(bucket>>fine-1, 0)
	n := int64(bucket - above<<fine)
	return time.Duration((n+1)<<above-1) * h.units()
}

// Add counts a duration.
func (h *Histogram) Add(d time.Duration) {
	d = min(d, longest)
	if h.count == 0 || d < h.min {
		h.min = d
	}
	h.max = max(h.max, d)
	h.count++
	h.buckets[h.bucketOf(d)]++
}

// Count is how many durations were counted.
func (h *Histogram) Count() int64 { return h.count }

// Max is the longest duration, exactly; 0 of an empty histogram.
func (h *Histogram) Max() time.Duration { return h.max }

// Quantile is the shortest duration that at least the share q of all, from 0 to 1, does not
// exceed; 0 of an empty histogram.
func (h *Histogram) Quantile(q float64) time.Duration {
	if h.count == 0 {
		return 0
	}
	rank := max(int64(math.Ceil(q*float64(h.count))), 1)
	for i, n := range h.buckets {
		if rank -= int64(n); rank <= 0 {
			return min(max(h.edge(i), h.min), h.max)
		}
	}
	return h.max
}

// Bar is how many durations are above From and not above To.
type Bar struct {
	From, To time.Duration
	Count    int64
}

// Bars splits what was counted into at most n bars from the shortest duration to the
// longest. Their width is 1, 2 or 5 times a power of ten of the unit. The longest hundredth
// may reach so far that the bars would show nothing of the rest: it shares the last, wider,
// bar then.
func (h *Histogram) Bars(n int) []Bar {
	if h.count == 0 || n < 1 {
		return nil
	}
	bulk := h.Quantile(0.99)
	for power := h.units(); ; power *= 10 {
		for _, times := range []time.Duration{1, 2, 5} {
			width := power * times
			first := max(h.min-1, 0) / width * width
			up := func(to time.Duration) int { return int((max(to-first, 1) + width - 1) / width) }
			switch {
			case up(h.max) <= n:
				return h.fill(first, width, up(h.max), 0)
			case up(bulk) < n:
				return h.fill(first, width, up(bulk)+1, h.max)
			}
		}
	}
}

// fill counts in n bars, of which the last ends at last if that is not 0.
func (h *Histogram) fill(first, width time.Duration, n int, last time.Duration) []Bar {
	bars := make([]Bar, n)
	for i := range bars {
		bars[i] = Bar{From: first + time.Duration(i)*width, To: first + time.Duration(i+1)*width}
	}
	if last > 0 {
		bars[n-1].To = last
	}
	for i, count := range h.buckets {
		if count == 0 {
			continue
		}
		at := min(max(h.edge(i), h.min), h.max)
		bar, _ := slices.BinarySearchFunc(bars, at, func(b Bar, d time.Duration) int {
			if b.To < d {
				return -1
			}
			return 1
		})
		bars[min(bar, n-1)].Count += int64(count)
	}
	return bars
}

// Quantiles are those that are shown.
var Quantiles = []struct {
	Name string
	Of   float64
}{{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"max", 1}}
