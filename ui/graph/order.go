package graph

import (
	"cmp"
	"slices"
)

// sweeps is how often the order within the levels is improved: more find hardly better
// ones.
const sweeps = 8

// sort orders the spots of every level so that few lines cross: each by the middle of
// what it is joined to on the level before, down and up again, and the best order of all
// is kept.
func (l *levels) sort() {
	l.number()
	best, fewest := l.copyRows(), l.crossings()
	for i := 0; i < sweeps && fewest > 0; i++ {
		if i%2 == 0 {
			for k := 1; k < len(l.rows); k++ {
				l.arrange(k, true)
			}
		} else {
			for k := len(l.rows) - 2; k >= 0; k-- {
				l.arrange(k, false)
			}
		}
		if n := l.crossings(); n < fewest {
			best, fewest = l.copyRows(), n
		}
	}
	l.rows = best
	l.number()
}

func (l *levels) copyRows() [][]int {
	rows := make([][]int, len(l.rows))
	for i, row := range l.rows {
		rows[i] = slices.Clone(row)
	}
	return rows
}

func (l *levels) number() {
	for _, row := range l.rows {
		for i, s := range row {
			l.spots[s].order = i
		}
	}
}

// fifths is how many places a spot has for its ports, so that those of a box are in order.
const fifths = 5

// at is where on its level a strand's end lies, in fifths of places.
func (l *levels) at(spot int, p port) int {
	at := fifths * l.spots[spot].order
	switch p.kind {
	case portCatch:
		at++
	case portLane:
		at += 2
	}
	return at
}

// arrange orders a level by the one above it, or below it.
func (l *levels) arrange(k int, above bool) {
	row := l.rows[k]
	between := k
	if above {
		between = k - 1
	}
	for _, s := range row {
		l.wish[s] = wish{}
	}
	for _, s := range l.down[between] {
		strand := &l.strands[s]
		here, there, p := strand.from, strand.to, strand.toPort
		if above {
			here, there, p = strand.to, strand.from, strand.fromPort
		}
		l.wish[here].sum += float64(l.at(there, p))
		l.wish[here].weight++
	}
	for i, s := range row {
		w := &l.wish[s]
		if w.weight == 0 { // joined to nothing: stays where it is
			*w = wish{float64(fifths * i), 1}
		}
		w.sum /= w.weight
	}
	slices.SortStableFunc(row, func(a, b int) int { return cmp.Compare(l.wish[a].sum, l.wish[b].sum) })
	for i, s := range row {
		l.spots[s].order = i
	}
}

// crossings counts the pairs of strands that cross.
func (l *levels) crossings() int {
	n := 0
	var ends []uint64 // from and to, to be sorted by both
	var sums []int
	for k, down := range l.down {
		if len(down) < 2 {
			continue
		}
		ends = ends[:0]
		for _, s := range down {
			strand := &l.strands[s]
			ends = append(ends, uint64(l.at(strand.from, strand.fromPort))<<32|uint64(l.at(strand.to, strand.toPort)))
		}
		slices.Sort(ends)
		sums = slices.Grow(sums[:0], fifths*len(l.rows[k+1])+1)
		sums = sums[:fifths*len(l.rows[k+1])+1]
		clear(sums)
		n += inversions(ends, sums)
	}
	return n
}

// inversions counts the pairs whose second halves are in the other order than their first.
// sums, of zeros, is one longer than the greatest second half.
func inversions(ends []uint64, sums []int) int {
	n := 0
	for i := len(ends) - 1; i >= 0; i-- {
		at := int(uint32(ends[i])) + 1 // sums is a tree as Fenwick has them, from 1
		for j := at - 1; j > 0; j -= j & -j {
			n += sums[j]
		}
		for j := at; j < len(sums); j += j & -j {
			sums[j]++
		}
	}
	return n
}
