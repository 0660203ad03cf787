package graph

import (
	"slices"
	"sort"
)

// net is the strands between two levels that are drawn as one line: all that leave a box
// at the same port, or all that end at the same one.
type net struct {
	strands  []int
	from, to int // the columns that it reaches over
	row      int // of its level part, -1 if it has none
}

func (l *levels) fromX(s *strand) int { return l.spots[s.from].x + s.fromPort.offset }
func (l *levels) toX(s *strand) int   { return l.spots[s.to].x + s.toPort.offset }

// nets puts the strands below a level together to nets.
func (l *levels) nets(k int) []net {
	type end struct {
		spot int
		port portKind
		at   int
	}
	from := func(s *strand) end { return end{s.from, s.fromPort.kind, s.fromPort.offset} }
	to := func(s *strand) end { return end{s.to, s.toPort.kind, s.toPort.offset} }
	outs, ins := map[end]int{}, map[end]int{}
	single := map[end]bool{} // whether all that come there leave their box alone
	for _, i := range l.down[k] {
		outs[from(&l.strands[i])]++
		ins[to(&l.strands[i])]++
		single[to(&l.strands[i])] = true
	}
	for _, i := range l.down[k] {
		if s := &l.strands[i]; outs[from(s)] > 1 {
			single[to(s)] = false
		}
	}
	type key struct {
		end
		join  bool
		class class
	}
	var nets []net
	known := map[key]int{}
	for _, i := range l.down[k] {
		s := &l.strands[i]
		id := key{from(s), false, s.class}
		if single[to(s)] && ins[to(s)] > 1 {
			id = key{to(s), true, s.class}
		}
		n, ok := known[id]
		if !ok {
			n = len(nets)
			known[id] = n
			nets = append(nets, net{from: l.fromX(s), to: l.fromX(s), row: -1})
		}
		net := &nets[n]
		net.strands = append(net.strands, i)
		net.from = min(net.from, l.fromX(s), l.toX(s))
		net.to = max(net.to, l.fromX(s), l.toX(s))
	}
	return nets
}

// tracks gives every net that is not straight a row for its level part, so that no two on
// a row touch, and that where one comes down in the column in which another continues, the
// first is above. It returns the number of rows.
func (l *levels) tracks(nets []net) int {
	var bent []int
	tops, bottoms := map[int][]int{}, map[int][]int{} // nets by the columns of their ends
	for i := range nets {
		if nets[i].from == nets[i].to {
			continue
		}
		bent = append(bent, i)
		for _, s := range nets[i].strands {
			tops[l.fromX(&l.strands[s])] = append(tops[l.fromX(&l.strands[s])], i)
			bottoms[l.toX(&l.strands[s])] = append(bottoms[l.toX(&l.strands[s])], i)
		}
	}
	above := make(map[int][]int) // nets that have to be above a net
	for x, ups := range tops {
		for _, low := range bottoms[x] {
			for _, high := range ups {
				if high != low && !slices.Contains(above[low], high) {
					above[low] = append(above[low], high)
				}
			}
		}
	}
	// Lines that go left are drawn from the left, those that go right from the right, so
	// that neighbours do not cross.
	sort.SliceStable(bent, func(a, b int) bool { return nets[bent[a]].from < nets[bent[b]].from })
	var rows [][]int
	done := make([]bool, len(nets))
	fits := func(row []int, n net) bool {
		for _, i := range row {
			if n.from <= nets[i].to+1 && nets[i].from <= n.to+1 {
				return false
			}
		}
		return true
	}
	for range bent {
		// The first whose upper nets all have their rows; in a circle any.
		pick := -1
		for _, i := range bent {
			if done[i] {
				continue
			}
			free := true
			for _, high := range above[i] {
				free = free && done[high]
			}
			if free {
				pick = i
				break
			}
			if pick < 0 {
				pick = i
			}
		}
		done[pick] = true
		row := 0
		for _, high := range above[pick] {
			row = max(row, nets[high].row+1)
		}
		for row < len(rows) && !fits(rows[row], nets[pick]) {
			row++
		}
		for row >= len(rows) {
			rows = append(rows, nil)
		}
		rows[row] = append(rows[row], pick)
		nets[pick].row = row
	}
	return len(rows)
}
