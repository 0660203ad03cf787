package graph

import (
	"slices"
	"sort"
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

// at is where on its level a strand's end lies, in thousandths so that the ports of a box
// have places of their own.
func (l *levels) at(spot int, p port) float64 {
	at := float64(l.spots[spot].order)
	switch p.kind {
	case portCatch:
		at += 0.2
	case portLane:
		at += 0.4
	}
	return at
}

// arrange orders a level by the one above it, or below it.
func (l *levels) arrange(k int, above bool) {
	row := l.rows[k]
	sum, n := make(map[int]float64, len(row)), make(map[int]int, len(row))
	between := k
	if above {
		between = k - 1
	}
	for _, s := range l.down[between] {
		strand := &l.strands[s]
		here, there, p := strand.from, strand.to, strand.toPort
		if above {
			here, there, p = strand.to, strand.from, strand.fromPort
		}
		sum[here] += l.at(there, p)
		n[here]++
	}
	middle := make(map[int]float64, len(row))
	for i, s := range row {
		middle[s] = float64(i) // stays where it is if it is joined to nothing
		if n[s] > 0 {
			middle[s] = sum[s] / float64(n[s])
		}
	}
	sort.SliceStable(row, func(i, j int) bool { return middle[row[i]] < middle[row[j]] })
	for i, s := range row {
		l.spots[s].order = i
	}
}

// crossings counts the pairs of strands that cross.
func (l *levels) crossings() int {
	n := 0
	for k, down := range l.down {
		if len(down) < 2 {
			continue
		}
		ends := make([][2]float64, len(down))
		for i, s := range down {
			strand := &l.strands[s]
			ends[i] = [2]float64{l.at(strand.from, strand.fromPort), l.at(strand.to, strand.toPort)}
		}
		sort.Slice(ends, func(i, j int) bool {
			if ends[i][0] != ends[j][0] {
				return ends[i][0] < ends[j][0]
			}
			return ends[i][1] < ends[j][1]
		})
		n += inversions(ends, 5*(len(l.rows[k+1])+1))
	}
	return n
}

// inversions counts the pairs whose second ends, in fifths of places up to size, are in
// the other order than their first.
func inversions(ends [][2]float64, size int) int {
	tree := make([]int, size+1) // sums, as Fenwick has them
	n := 0
	for i := len(ends) - 1; i >= 0; i-- {
		at := int(5*ends[i][1]+0.5) + 1
		for j := at - 1; j > 0; j -= j & -j {
			n += tree[j]
		}
		for j := at; j <= size; j += j & -j {
			tree[j]++
		}
	}
	return n
}
