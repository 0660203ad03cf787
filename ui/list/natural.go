package list

import (
	"cmp"
	"slices"
	"strings"
)

// Natural puts what is sorted by name into the order that people expect: m2 before m10. What
// comes in an order of its own keeps it.
func Natural[T any](items []T, name func(T) string) []T {
	if !slices.IsSortedFunc(items, func(a, b T) int { return strings.Compare(name(a), name(b)) }) {
		return items
	}
	sorted := slices.Clone(items)
	slices.SortStableFunc(sorted, func(a, b T) int { return Compare(name(a), name(b)) })
	return sorted
}

// Compare is strings.Compare with digits in a row as one number.
func Compare(a, b string) int {
	for a != "" && b != "" {
		m, n := digits(a), digits(b)
		if m == 0 || n == 0 {
			if c := cmp.Compare(a[0], b[0]); c != 0 {
				return c
			}
			a, b = a[1:], b[1:]
			continue
		}
		x, y := strings.TrimLeft(a[:m], "0"), strings.TrimLeft(b[:n], "0")
		if c := cmp.Or(cmp.Compare(len(x), len(y)), strings.Compare(x, y), cmp.Compare(m, n)); c != 0 {
			return c
		}
		a, b = a[m:], b[n:]
	}
	return cmp.Compare(len(a), len(b))
}

// digits is how many digits a text begins with.
func digits(s string) int { return len(s) - len(strings.TrimLeft(s, "0123456789")) }
