package asl

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestWildcard(t *testing.T) {
	for _, tt := range []struct {
		pattern, s string
		want       bool
	}{
		{"", "", true},
		{"", "a", false},
		{"*", "", true},
		{"*", "anything", true},
		{"a*", "abc", true},
		{"*c", "abc", true},
		{"a*c", "abbc", true},
		{"a*c", "abcd", false},
		{"*a*b*", "xxaxxbxx", true},
		{`a\*c`, "a*c", true},
		{`a\*c`, "abc", false},
		{`a\\c`, `a\c`, true},
		{`a\`, `a\`, true},
		{`a\bc*`, `abcd`, true},
		{`\*\**`, `***`, true},
		{"ab*ba", "aba", false},
		{"ab*ba", "abba", true},
		{"a**b", "ab", true},
		{"*ab*bc*", "abc", false},
		{"a.c", "abc", false},
		{"log-*.txt", "log-2026.txt", true},
		{"é*", "éa", true},
		{strings.Repeat("*a", 50) + "b", strings.Repeat("a", 10_000), false},
		{"*" + strings.Repeat("a", 100_000) + "b*", strings.Repeat("a", 250_000), false},
		{strings.Repeat(`\a`, 100_000) + "*", strings.Repeat("a", 250_000), true},
	} {
		if got := wildcard(tt.pattern, tt.s); got != tt.want {
			t.Errorf("%q matches %.20q: %v", tt.pattern, tt.s, got)
		}
	}
}

func TestDelay(t *testing.T) {
	seconds := func(s ...float64) []time.Duration {
		var ds []time.Duration
		for _, x := range s {
			ds = append(ds, time.Duration(x*float64(time.Second)))
		}
		return ds
	}
	for _, tt := range []struct {
		r    Retrier
		want []time.Duration
	}{
		{Retrier{Interval: 3 * time.Second, BackoffRate: 1.5}, seconds(3, 4.5)},
		{Retrier{Interval: 3 * time.Second, BackoffRate: 2}, seconds(3, 6, 12)},
		{Retrier{Interval: 3 * time.Second, BackoffRate: 2, MaxDelay: 5 * time.Second}, seconds(3, 5, 5)},
	} {
		var got []time.Duration
		for n := range tt.want {
			got = append(got, tt.r.Delay(int64(n)+1))
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%+v: %v, want %v", tt.r, got, tt.want)
		}
	}
	far := Retrier{Interval: 99_999_999 * time.Second, BackoffRate: 1e300}
	if d := far.Delay(math.MaxInt64); d <= 0 {
		t.Errorf("a delay of %v", d)
	}
}

func TestMatches(t *testing.T) {
	for _, tt := range []struct {
		listed, name string
		want         bool
	}{
		{"E", "E", true},
		{"E", "F", false},
		{ErrAll, "E", true},
		{ErrAll, "", true},
		{ErrAll, ErrTimeout, true},
		{ErrAll, ErrDataLimit, true}, // recorded
		{ErrAll, ErrRuntime, false},
		{ErrRuntime, ErrRuntime, false}, // recorded
		{ErrTaskFailed, "E", true},
		{ErrTaskFailed, ErrTimeout, false},
		{ErrTimeout, ErrTimeout, true},
		{"State.ALL", "E", false},
	} {
		if got := matches([]string{tt.listed}, tt.name); got != tt.want {
			t.Errorf("%s for %q: %v", tt.listed, tt.name, got)
		}
	}
}
