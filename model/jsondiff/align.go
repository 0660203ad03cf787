package jsondiff

import (
	"slices"
	"sort"

	"expresso/model/jsonvalue"
)

// Pair is two elements that stand for each other; -1 for none.
type Pair struct{ L, R int }

const (
	// maxExact is how many cells the table of an exact alignment may have: 256 by 256
	// elements take a fraction of a millisecond. Longer arrays are aligned by the places
	// of what is equal, which finds most of the same pairs.
	maxExact = 1 << 16
	// maxSimilar is how many pairs of elements, or lines, are checked for likeness
	// between two that are equal.
	maxSimilar = 2500
	// maxLook is how many members of an object count for its likeness to another.
	maxLook = 64
)

// align pairs the elements of two arrays, in order: equal ones first, and between those
// the ones that are most alike.
func (d *Diff) align(left, right []Doc) []Pair {
	var pairs []Pair
	l, r := 0, 0
	gap := func(toL, toR int) {
		for _, s := range Similar(toL-l, toR-r, func(i, j int) int { return alike(&left[l+i], &right[r+j]) }) {
			if s.L >= 0 {
				s.L += l
			}
			if s.R >= 0 {
				s.R += r
			}
			pairs = append(pairs, s)
		}
	}
	for _, m := range d.equals(left, right) {
		gap(m.L, m.R)
		pairs = append(pairs, m)
		l, r = m.L+1, m.R+1
	}
	gap(len(left), len(right))
	return pairs
}

// equals pairs elements that mean the same, in rising order on both sides.
func (d *Diff) equals(left, right []Doc) []Pair {
	var pairs []Pair
	from := 0
	for from < len(left) && from < len(right) && left[from].meaning == right[from].meaning {
		pairs = append(pairs, Pair{from, from})
		from++
	}
	toL, toR := len(left), len(right)
	for toL > from && toR > from && left[toL-1].meaning == right[toR-1].meaning {
		toL--
		toR--
	}
	middle := byPlaces
	if (toL-from)*(toR-from) <= maxExact {
		middle = d.longest
	}
	for _, m := range middle(left[from:toL], right[from:toR]) {
		pairs = append(pairs, Pair{m.L + from, m.R + from})
	}
	for i := range len(left) - toL {
		pairs = append(pairs, Pair{toL + i, toR + i})
	}
	return pairs
}

// longest finds a longest common subsequence.
func (d *Diff) longest(left, right []Doc) []Pair {
	n, m := len(left), len(right)
	if n == 0 || m == 0 {
		return nil
	}
	width := m + 1
	// The lengths for the rests from i and j on, at most 256 because of maxExact.
	if cells := (n + 1) * width; cap(d.table) < cells {
		d.table = make([]uint16, cells)
	}
	table := d.table[:(n+1)*width]
	clear(table)
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			if left[i].meaning == right[j].meaning {
				table[i*width+j] = table[(i+1)*width+j+1] + 1
			} else {
				table[i*width+j] = max(table[(i+1)*width+j], table[i*width+j+1])
			}
		}
	}
	var pairs []Pair
	for i, j := 0, 0; i < n && j < m; {
		switch {
		case left[i].meaning == right[j].meaning:
			pairs = append(pairs, Pair{i, j})
			i++
			j++
		case table[(i+1)*width+j] >= table[i*width+j+1]:
			i++
		default:
			j++
		}
	}
	return pairs
}

// byPlaces pairs the first of what is equal on the left with the first on the right, the
// second with the second and so on, and of these pairs keeps the most that do not cross.
func byPlaces(left, right []Doc) []Pair {
	places := make(map[uint64][]int, len(right))
	for j := range right {
		places[right[j].meaning] = append(places[right[j].meaning], j)
	}
	// tails[k] is the Pair with the smallest R that ends a rising run of k+1 pairs.
	type link struct {
		Pair
		before int
	}
	var links []link
	var tails []int
	for i := range left {
		free := places[left[i].meaning]
		if len(free) == 0 {
			continue
		}
		places[left[i].meaning] = free[1:]
		k := sort.Search(len(tails), func(k int) bool { return links[tails[k]].R >= free[0] })
		before := -1
		if k > 0 {
			before = tails[k-1]
		}
		links = append(links, link{Pair{i, free[0]}, before})
		if k == len(tails) {
			tails = append(tails, 0)
		}
		tails[k] = len(links) - 1
	}
	var pairs []Pair
	if len(tails) > 0 {
		for at := tails[len(tails)-1]; at >= 0; at = links[at].before {
			pairs = append(pairs, links[at].Pair)
		}
	}
	slices.Reverse(pairs)
	return pairs
}

// Similar pairs n things with m others of which none are equal, in order, so that the sum
// of their likeness is the greatest. What is left over was removed or added.
func Similar(n, m int, alike func(i, j int) int) []Pair {
	var pairs []Pair
	i, j := 0, 0
	if n*m > 0 && n*m <= maxSimilar {
		width := m + 1
		table := make([]int, (n+1)*width) // the best sums for the rests from i and j on
		scores := make([]int, n*m)
		for i := n - 1; i >= 0; i-- {
			for j := m - 1; j >= 0; j-- {
				scores[i*m+j] = alike(i, j)
				table[i*width+j] = max(table[(i+1)*width+j+1]+scores[i*m+j], table[(i+1)*width+j], table[i*width+j+1])
			}
		}
		for i < n && j < m {
			switch table[i*width+j] {
			case table[(i+1)*width+j+1] + scores[i*m+j]:
				pairs = append(pairs, Pair{i, j})
				i++
				j++
			case table[(i+1)*width+j]:
				pairs = append(pairs, Pair{i, -1})
				i++
			default:
				pairs = append(pairs, Pair{-1, j})
				j++
			}
		}
	}
	for ; i < n && j < m; i, j = i+1, j+1 {
		pairs = append(pairs, Pair{i, j})
	}
	for ; i < n; i++ {
		pairs = append(pairs, Pair{i, -1})
	}
	for ; j < m; j++ {
		pairs = append(pairs, Pair{-1, j})
	}
	return pairs
}

// alike says how much two values have in common, from 1 to 1000: enough for any two to be
// called a change rather than one removed and another added.
func alike(l, r *Doc) int {
	kind := l.Value.Kind()
	switch {
	case kind != r.Value.Kind():
		return 1
	case kind == jsonvalue.KindObject:
		n := l.Value.Len()
		hits := 0
		for i := range min(n, maxLook) {
			m := l.Value.Member(i)
			if other, ok := r.Value.Get(m.Key); ok {
				hits++
				if m.Value.Kind() == other.Kind() && jsonvalue.Equal(m.Value, other) {
					hits += 3
				}
			}
		}
		return 100 + 900*hits/(4*max(min(n, maxLook), min(r.Value.Len(), maxLook), 1))
	case kind == jsonvalue.KindArray:
		hits := 0
		for i := range min(len(l.Kids), len(r.Kids), maxLook) {
			if l.Kids[i].meaning == r.Kids[i].meaning {
				hits++
			}
		}
		return 100 + 900*hits/max(min(len(l.Kids), maxLook), min(len(r.Kids), maxLook), 1)
	default:
		return 50
	}
}
