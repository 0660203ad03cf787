package graph

import (
	"math"
	"slices"
)

// gap is the least number of cells between two spots of a level.
const gap = 2

// place gives every spot a column, so that lines are as straight as the boxes allow.
func (l *levels) place() {
	for _, row := range l.rows {
		x := 0
		for _, s := range row {
			spot := &l.spots[s]
			spot.x = x + spot.left
			x = spot.x + spot.right + gap + 1
		}
	}
	// Each round down and up brings the levels nearer to each other; at last every spot
	// looks both ways.
	const rounds = 5
	for range rounds {
		for k := 1; k < len(l.rows); k++ {
			l.align(k, true, false)
		}
		for k := len(l.rows) - 2; k >= 0; k-- {
			l.align(k, false, true)
		}
	}
	for range 2 {
		for k := range l.rows {
			l.align(k, true, true)
		}
	}
	for k := len(l.rows) - 2; k >= 0; k-- {
		l.unbend(k, true)
	}
	for k := range l.rows {
		l.unbend(k, false)
	}
	left := math.MaxInt
	for i := range l.spots {
		left = min(left, l.spots[i].x-l.spots[i].left)
	}
	for i := range l.spots {
		l.spots[i].x -= left
	}
}

// ends are how many strands enter a spot and leave it, and the last of each.
type ends struct{ above, below, in, out int }

// unbend puts the lines that pass a level over the place where they continue or, if they have
// a bend there anyway, under the one where they come from, if there is room: one bend is
// better than two.
func (l *levels) unbend(k int, down bool) {
	row := l.rows[k]
	for _, s := range row {
		l.ends[s] = ends{}
	}
	for _, s := range l.down[k] {
		e := &l.ends[l.strands[s].from]
		e.below, e.out = e.below+1, s
	}
	if k > 0 {
		for _, s := range l.down[k-1] {
			e := &l.ends[l.strands[s].to]
			e.above, e.in = e.above+1, s
		}
	}
	for i, s := range row {
		spot := &l.spots[s]
		e := l.ends[s]
		if spot.node >= 0 || e.below != 1 || !down && e.above != 1 {
			continue
		}
		least, most := math.MinInt, math.MaxInt
		if i > 0 {
			before := &l.spots[row[i-1]]
			least = before.x + before.right + 1 + gap + spot.left
		}
		if i+1 < len(row) {
			after := &l.spots[row[i+1]]
			most = after.x - after.left - 1 - gap - spot.right
		}
		x := l.toX(&l.strands[e.out])
		if !down {
			if spot.x == x {
				continue // goes straight on
			}
			if x = l.fromX(&l.strands[e.in]); x < least || x > most {
				continue
			}
		}
		if x = max(x, least); x <= most || most >= least {
			spot.x = min(x, most)
		}
	}
}

// wish is where a spot would be if it had the room, and how much that counts.
type wish struct{ sum, weight float64 }

// wishes adds what the strands below level k make of the spots on level k, or below it.
func (l *levels) wishes(k int, below bool) {
	for _, s := range l.down[k] {
		strand := &l.strands[s]
		here, hereAt, there, thereAt := strand.from, strand.fromPort, strand.to, strand.toPort
		if below {
			here, hereAt, there, thereAt = strand.to, strand.toPort, strand.from, strand.fromPort
		}
		weight := 1.0
		if strand.class == catch {
			weight = 0.5
		}
		if hereAt.kind == portLane || thereAt.kind == portLane {
			weight = 0.25
		}
		// A line that only passes is to be straight.
		if l.spots[here].node < 0 && l.spots[there].node < 0 {
			weight *= 8
		}
		w := &l.wish[here]
		w.sum += weight * float64(l.spots[there].x+thereAt.offset-hereAt.offset)
		w.weight += weight
	}
}

// block is spots that touch each other.
type block struct {
	first, n int
	sum, w   float64 // of the wishes for the block's first spot
}

// align moves the spots of a level as near to what they are joined to, above, below or
// both, as the room between them allows: it minimises the sum of the squared distances.
func (l *levels) align(k int, above, below bool) {
	row := l.rows[k]
	for _, s := range row {
		l.wish[s] = wish{}
	}
	if above && k > 0 {
		l.wishes(k-1, true)
	}
	if below {
		l.wishes(k, false)
	}
	// Blocks of spots that touch, each where the mean of its wishes is; a block that
	// reaches into the one before it is joined to it.
	offset := slices.Grow(l.offset[:0], len(row))[:len(row)] // from the first spot, if all touch
	l.offset = offset
	offset[0] = 0
	blocks := l.blocks[:0]
	for i, s := range row {
		spot := &l.spots[s]
		if i > 0 {
			offset[i] = offset[i-1] + float64(l.spots[row[i-1]].right+1+gap+spot.left)
		}
		w := l.wish[s]
		if w.weight == 0 {
			w = wish{float64(spot.x) * 0.01, 0.01}
		}
		blocks = append(blocks, block{i, 1, w.sum - w.weight*offset[i], w.weight})
		for len(blocks) > 1 {
			a, b := &blocks[len(blocks)-2], blocks[len(blocks)-1]
			if a.sum/a.w <= b.sum/b.w {
				break
			}
			a.n, a.sum, a.w = a.n+b.n, a.sum+b.sum, a.w+b.w
			blocks = blocks[:len(blocks)-1]
		}
	}
	l.blocks = blocks
	for _, b := range blocks {
		at := math.Round(b.sum / b.w)
		for i := b.first; i < b.first+b.n; i++ {
			l.spots[row[i]].x = int(at + offset[i])
		}
	}
}

// straighten moves the places where lines enter and leave boxes, so that a line whose ends
// are almost in one column has no bend.
func (l *levels) straighten() {
	ins, outs := make(map[int][]int), make(map[int][]int) // strands by spot
	for i := range l.strands {
		s := &l.strands[i]
		if s.toPort.kind == portMain && l.spots[s.to].node >= 0 {
			ins[s.to] = append(ins[s.to], i)
		}
		if s.fromPort.kind == portMain && l.spots[s.from].node >= 0 {
			outs[s.from] = append(outs[s.from], i)
		}
	}
	// The strands of a box meet in one place: that of the one nearest to the middle.
	nearest := func(spot int, strands []int, other func(*strand) int, most int) int {
		best := 0
		for n, i := range strands {
			d := other(&l.strands[i]) - l.spots[spot].x
			if n == 0 || abs(d) < abs(best) {
				best = d
			}
		}
		if best < -most || best > most {
			return 0
		}
		return best
	}
	for spot := range l.spots {
		if node := l.spots[spot].node; node >= 0 {
			most := l.nodes[node].w/2 - 2
			d := nearest(spot, ins[spot], l.fromX, most)
			for _, i := range ins[spot] {
				l.strands[i].toPort.offset = d
			}
		}
	}
	for spot := range l.spots {
		if node := l.spots[spot].node; node >= 0 && len(outs[spot]) == 1 {
			s := &l.strands[outs[spot][0]]
			if target := l.spots[s.to].node; target >= 0 && len(ins[s.to]) > 1 {
				continue // the others have settled where
			}
			most := l.nodes[node].w/2 - 2
			if d := nearest(spot, outs[spot], l.toX, most); d < catchOffset(l.nodes[node].w)-1 {
				s.fromPort.offset = d
			}
		}
	}
}
