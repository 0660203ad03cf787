package graph

import "math"

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
	const rounds = 6
	for i := range rounds {
		for k := 1; k < len(l.rows); k++ {
			l.align(k, true)
		}
		if i == rounds-1 {
			break
		}
		for k := len(l.rows) - 2; k >= 0; k-- {
			l.align(k, false)
		}
	}
	left := math.MaxInt
	for i := range l.spots {
		left = min(left, l.spots[i].x-l.spots[i].left)
	}
	for i := range l.spots {
		l.spots[i].x -= left
	}
}

// align moves the spots of a level as near to what they are joined to, above or below, as
// the room between them allows: it minimises the sum of the squared distances.
func (l *levels) align(k int, above bool) {
	row := l.rows[k]
	between := k
	if above {
		between = k - 1
	}
	type wish struct{ sum, weight float64 }
	wishes := make(map[int]wish, len(row))
	for _, s := range l.down[between] {
		strand := &l.strands[s]
		here, hereAt, there, thereAt := strand.from, strand.fromPort, strand.to, strand.toPort
		if above {
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
		w := wishes[here]
		w.sum += weight * float64(l.spots[there].x+thereAt.offset-hereAt.offset)
		w.weight += weight
		wishes[here] = w
	}
	// Blocks of spots that touch, each where the mean of its wishes is; a block that
	// reaches into the one before it is joined to it.
	type block struct {
		first, n int
		sum, w   float64 // of the wishes for the block's first spot
	}
	offset := make([]float64, len(row)) // from the first spot of the row, if all touch
	var blocks []block
	for i, s := range row {
		spot := &l.spots[s]
		if i > 0 {
			offset[i] = offset[i-1] + float64(l.spots[row[i-1]].right+1+gap+spot.left)
		}
		w, ok := wishes[s]
		if !ok {
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
	for _, b := range blocks {
		at := math.Round(b.sum / b.w)
		for i := b.first; i < b.first+b.n; i++ {
			l.spots[row[i]].x = int(at + offset[i])
		}
	}
}
