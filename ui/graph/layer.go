package graph

import "expresso/ui/screen"

// layers gives every node a layer, so that all edges but those back go down. Edges back
// are marked. start is the first node, -1 if there is none.
func layers(nodes []*node, edges []edge, start int) {
	order := depthFirst(nodes, edges, start)
	// In the order in which a depth-first search leaves the nodes, backwards, every edge
	// that is not back goes forward: the longest path needs one pass.
	for i := len(order) - 1; i >= 0; i-- {
		n := nodes[order[i]]
		for _, e := range n.out {
			if to := nodes[edges[e].to]; !edges[e].back {
				to.layer = max(to.layer, n.layer+1)
			}
		}
	}
}

// depthFirst visits all nodes, those that start leads to first, marks the edges that lead
// back to a node on the way, and returns the nodes in the order in which they are left.
func depthFirst(nodes []*node, edges []edge, start int) []int {
	const unseen, open, done = 0, 1, 2
	state := make([]int, len(nodes))
	var left []int
	type frame struct{ node, next int }
	visit := func(root int) {
		stack := []frame{{root, 0}}
		state[root] = open
		for len(stack) > 0 {
			top := &stack[len(stack)-1]
			n := nodes[top.node]
			if top.next == len(n.out) {
				state[top.node] = done
				left = append(left, top.node)
				stack = stack[:len(stack)-1]
				continue
			}
			e := &edges[n.out[top.next]]
			top.next++
			switch state[e.to] {
			case unseen:
				state[e.to] = open
				stack = append(stack, frame{e.to, 0})
			case open:
				e.back = true
			}
		}
	}
	if start >= 0 {
		visit(start)
	}
	for i := range nodes {
		if state[i] == unseen {
			nodes[i].alone = true
			visit(i)
		}
	}
	return left
}

// spot is something in a level of the layout: a node, a line that passes, or the label of
// a line. Lines that lead to the same node pass as one.
type spot struct {
	node   int // -1 for a line or label
	target int // where the line leads, and what it is
	class  class
	back   bool
	label  string
	links  []link
	order  int
	level  int
	// From the column of the line, or that a node is entered at, to its sides.
	x, left, right int
}

// strand is a piece of a line from a spot to one on the next level.
type strand struct {
	from, to int // spots
	fromPort port
	toPort   port
	class    class
	links    []link
}

// port is where at a box a line begins or ends.
type port struct {
	kind   portKind
	offset int // from the column that the spot has
}

type portKind uint8

const (
	portMain  portKind = iota // in at the top, out at the bottom
	portCatch                 // out at the bottom, dashed
	portLane                  // beside the box
)

// levels is the layout of one graph between layering and drawing.
type levels struct {
	nodes   []*node
	edges   []edge
	spots   []spot
	rows    [][]int // spots by level, from left to right
	strands []strand
	down    [][]int // strands by the level that they begin at
	spotOf  []int   // of each node
	passes  map[pass]int

	// What ordering and placing work with.
	wish   []wish // of each spot
	ends   []ends
	offset []float64
	blocks []block
}

// maxSpots bounds how many places lines take in a layout. Past it, which takes hundreds of
// states with long transitions between them, long lines are left out and named instead.
const maxSpots = 20_000

// spread puts nodes on levels, with more levels between layers where lines have labels,
// and cuts every edge into strands.
func spread(nodes []*node, edges []edge) *levels {
	l := &levels{nodes: nodes, edges: edges, spotOf: make([]int, len(nodes)), passes: map[pass]int{}}
	level, count := levelsOf(nodes, edges)
	l.rows, l.down = make([][]int, count), make([][]int, count)
	for i, n := range nodes {
		l.spotOf[i] = l.add(spot{node: i, level: level[n.layer]})
	}
	for i, e := range edges {
		l.ports(i)
		if !e.back { // the lanes of those are not all known yet
			l.forth(e, level)
		}
	}
	for i, e := range edges {
		if e.back {
			l.backwards(i, level)
		}
	}
	for i := range l.spots {
		l.size(&l.spots[i])
	}
	l.wish, l.ends = make([]wish, len(l.spots)), make([]ends, len(l.spots))
	return l
}

// levelsOf is the level of each layer, and how many levels there are: one more below a layer whose
// lines have labels.
func levelsOf(nodes []*node, edges []edge) (level []int, count int) {
	depth := 0
	for _, n := range nodes {
		depth = max(depth, n.layer+1)
	}
	labelled := make([]bool, depth)
	for _, e := range edges {
		if e.label != "" && !e.back {
			labelled[nodes[e.from].layer] = true
		}
	}
	level = make([]int, depth)
	for i := range depth {
		level[i] = count
		count++
		if labelled[i] {
			count++
		}
	}
	return level, count
}

// forth leads the line of an edge down to where it ends.
func (l *levels) forth(e edge, level []int) {
	from, to := l.nodes[e.from], l.nodes[e.to]
	c := course{at: l.spotOf[e.from], port: port{kind: portMain}, class: e.class, links: []link{{from.state, to.state}}}
	if e.class == catch {
		c.port = port{kind: portCatch, offset: catchOffset(from.w)}
	}
	c.pass = pass{target: e.to, class: e.class, level: level[from.layer] + 1}
	if e.label != "" {
		label := l.add(spot{node: -1, target: e.to, class: e.class, label: e.label, links: c.links, level: c.pass.level})
		l.join(c.at, label, c.port, port{}, e.class, c.links)
		c.at, c.port = label, port{}
		c.pass.level++
	}
	l.lead(c, l.spotOf[e.to], level[to.layer], port{})
}

// backwards leads the line of an edge that goes back: down from where it ends to where it begins.
func (l *levels) backwards(ei int, level []int) {
	e := l.edges[ei]
	from, to := l.nodes[e.from], l.nodes[e.to]
	l.lead(course{
		at: l.spotOf[e.to], port: port{kind: portLane, offset: to.loopLane()}, class: e.class, links: []link{{from.state, to.state}},
		pass: pass{target: e.to, class: normal, back: true, level: level[to.layer] + 1},
	}, l.spotOf[e.from], level[from.layer], port{kind: portLane, offset: from.lane(ei)})
}

// pass is a place that lines go through. All of one kind to the same node share it.
type pass struct {
	target int
	class  class
	back   bool
	level  int
}

// course is a line on its way.
type course struct {
	at    int  // the spot that it has come to
	port  port // where it leaves that
	pass  pass // the next place that it takes
	class class
	links []link
}

// lead takes a line to the spot where it ends, on a level, with a place on each level between.
func (l *levels) lead(c course, end, level int, into port) {
	for ; c.pass.level != level; c.pass.level++ {
		next, known := l.passes[c.pass]
		if !known {
			if len(l.spots) > maxSpots {
				return
			}
			next = l.add(spot{node: -1, target: c.pass.target, class: c.pass.class, back: c.pass.back, level: c.pass.level})
			l.passes[c.pass] = next
		}
		l.join(c.at, next, c.port, port{}, c.class, c.links)
		c.at, c.port = next, port{}
	}
	l.join(c.at, end, c.port, into, c.class, c.links)
}

func (l *levels) add(s spot) int {
	l.spots = append(l.spots, s)
	l.rows[s.level] = append(l.rows[s.level], len(l.spots)-1)
	return len(l.spots) - 1
}

// join adds a strand, or the links to one that is there.
func (l *levels) join(from, to int, p, q port, c class, links []link) {
	level := l.spots[from].level
	if l.spots[from].node < 0 {
		for _, s := range l.down[level] {
			if l.strands[s].from == from && l.strands[s].to == to && l.strands[s].toPort == q {
				l.strands[s].links = append(l.strands[s].links, links...)
				return
			}
		}
	}
	l.down[level] = append(l.down[level], len(l.strands))
	l.strands = append(l.strands, strand{from: from, to: to, fromPort: p, toPort: q, class: c, links: links})
}

// ports makes room at the boxes for an edge that goes back.
func (l *levels) ports(ei int) {
	e := &l.edges[ei]
	from, to := l.nodes[e.from], l.nodes[e.to]
	if !e.back {
		return
	}
	from.lanes = append(from.lanes, lane{ei, e.label})
	to.loop = true
	if len(from.inner) == 0 {
		from.h = max(from.h, 2+len(from.lanes))
	}
}

// catchOffset is where the dashed line leaves a box of width w, from its middle.
func catchOffset(w int) int { return w - 1 - 2 - w/2 }

// loopLane is the column, from the middle, of the line that comes back to the box.
func (n *node) loopLane() int { return n.w - n.w/2 + 2 }

// lane is the column, from the middle, in which an edge back rises.
func (n *node) lane(ei int) int {
	at := n.w - n.w/2 + 2
	for _, lane := range n.lanes {
		if lane.label != "" {
			at += screen.Width(lane.label) + 2
		}
		if lane.edge == ei {
			return at
		}
		at += 2
	}
	return at
}

// size sets how far a spot reaches to the sides of its line.
func (l *levels) size(s *spot) {
	if s.node < 0 {
		if s.label != "" {
			s.right = 1 + screen.Width(s.label)
		}
		return
	}
	n := l.nodes[s.node]
	s.left, s.right = n.w/2, n.w-n.w/2-1
	if n.loop {
		s.right = max(s.right, n.loopLane())
	}
	for _, lane := range n.lanes {
		s.right = max(s.right, n.lane(lane.edge))
	}
}
