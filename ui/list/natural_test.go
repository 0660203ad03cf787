package list_test

import (
	"slices"
	"strings"
	"testing"

	"expresso/ui/list"
)

func TestNaturalOrder(t *testing.T) {
	for sorted, want := range map[string]string{
		"m1 m10 m2":         "m1 m2 m10",
		"a a0 a00 a01 a1":   "a a0 a00 a1 a01",
		"order-10b order-9": "order-9 order-10b",
		"B10 a2":            "B10 a2",
		"99999999999999999999 100000000000000000000000": "99999999999999999999 100000000000000000000000", // an order of its own
		"z b a": "z b a",
		"":      "",
	} {
		names := strings.Fields(sorted)
		got := list.Natural(names, func(s string) string { return s })
		if strings.Join(got, " ") != want || !slices.Equal(names, strings.Fields(sorted)) {
			t.Errorf("%s: got %q, want %q", sorted, got, want)
		}
	}
}
