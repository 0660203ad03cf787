package graph

import (
	"expresso/model/asl"
	"expresso/ui/screen"
	"expresso/ui/theme"
)

// picture is a laid-out graph: what to draw, in cells from its upper left corner.
type picture struct {
	w, h    int
	boxes   []box
	strokes []stroke
	notes   []note
	tees    []tee
	nets    int
}

// box is a state's, or the frame of one that has states of its own.
type box struct {
	state      *asl.State
	x, y, w, h int
	name       string
	frame      bool
	folded     bool
	start      bool // the graph begins here
	alone      bool
	depth      int
}

// stroke is a straight piece of a line, ends included. An open end continues beyond its
// last cell, a closed one stops in the middle of it.
type stroke struct {
	x1, y1, x2, y2 int
	open1, open2   bool
	net            int
	class          class
	links          []link
	head           head
}

// head is the arrow at the end of a stroke.
type head uint8

const (
	noHead   head = iota
	downHead      // at x2, y2
	leftHead
)

// tee is where a line leaves a box: at the bottom, or at the side.
type tee struct {
	x, y  int
	side  bool
	class class
	links []link
}

// note is a text beside a line.
type note struct {
	x, y  int
	text  string
	class class
	links []link
}

// builder lays out a machine's graphs, one within the other.
type builder struct {
	theme *theme.Theme
	folds map[*asl.State]bool
	words words
}

// graph lays out a graph.
func (b *builder) graph(g *asl.Graph) *picture {
	nodes, edges := b.nodes(g)
	start := -1
	for i, n := range nodes {
		if n.state == g.Start {
			start = i
		}
	}
	layers(nodes, edges, start)
	l := spread(nodes, edges)
	l.sort()
	l.place()
	l.straighten()
	return l.draw(start)
}

// draw turns columns and levels into boxes and lines.
func (l *levels) draw(start int) *picture {
	p := &picture{}
	y := 0
	if start >= 0 {
		y = 1 // the dot over the first box
	}
	tops := make([]int, len(l.rows))
	bottoms := make([]int, len(l.rows)) // first row below the level
	nets := make([][]net, len(l.rows))
	track := make([]int, len(l.rows)) // first row of the level parts below a level
	for k := range l.rows {
		tops[k] = y
		h := 1
		for _, s := range l.rows[k] {
			if n := l.spots[s].node; n >= 0 {
				h = max(h, l.nodes[n].h)
			}
		}
		y += h
		bottoms[k], track[k] = y, y
		nets[k] = l.nets(k)
		y += l.tracks(nets[k])
		if k+1 < len(l.rows) && l.boxesOn(k+1) {
			y++ // the arrows
		}
	}
	p.h = y
	for k := range l.rows {
		for _, s := range l.rows[k] {
			l.drawSpot(p, &l.spots[s], tops[k], bottoms[k], start)
		}
	}
	for k := range l.rows {
		for _, n := range nets[k] {
			l.drawNet(p, n, tops, bottoms[k], track[k])
		}
	}
	for _, b := range p.boxes {
		p.w = max(p.w, b.x+b.w)
	}
	for i := range l.spots {
		p.w = max(p.w, l.spots[i].x+l.spots[i].right+1)
	}
	return p
}

func (l *levels) boxesOn(k int) bool {
	for _, s := range l.rows[k] {
		if l.spots[s].node >= 0 {
			return true
		}
	}
	return false
}

func (l *levels) drawSpot(p *picture, s *spot, top, bottom, start int) {
	if s.node < 0 {
		// A line that passes; its links are those of the strands that leave it.
		p.strokes = append(p.strokes, stroke{x1: s.x, y1: top, x2: s.x, y2: bottom - 1, open1: true, open2: true, net: p.newNet(), class: s.class, links: l.linksFrom(s)})
		if s.label != "" {
			p.notes = append(p.notes, note{x: s.x + 2, y: top, text: s.label, class: s.class, links: s.links})
		}
		return
	}
	n := l.nodes[s.node]
	x := s.x - s.left
	self := box{
		state: n.state, x: x, y: top, w: n.w, h: n.h, name: n.name,
		frame: len(n.inner) > 0, folded: n.folded, start: s.node == start, alone: n.alone,
	}
	p.boxes = append(p.boxes, self)
	at := x + 2 // the graphs inside, in the middle of a frame that its title makes wide
	inside := -between
	for _, inner := range n.inner {
		inside += inner.w + between
	}
	at += max(0, n.w-4-inside) / 2
	for _, inner := range n.inner {
		p.embed(inner, at, top+1)
		at += inner.w + between
	}
	for i, lane := range n.lanes {
		l.drawLane(p, n, s, lane, top, top+1+i)
	}
	if n.loop {
		// What comes back enters below where lines leave.
		row := top + max(n.h-2, 1)
		to := s.x + n.loopLane()
		net := p.newNet()
		links := l.linksBack(s.node)
		p.strokes = append(p.strokes,
			stroke{x1: to, y1: row, x2: x + n.w, y2: row, open2: true, net: net, links: links, head: leftHead},
			stroke{x1: to, y1: row, x2: to, y2: bottom - 1, open2: true, net: net, links: links})
	}
}

// drawLane draws how an edge back leaves its box: sideways, with its label, then up.
func (l *levels) drawLane(p *picture, n *node, s *spot, lane lane, top, row int) {
	to := s.x + n.lane(lane.edge)
	from := s.x - s.left + n.w
	e := &l.edges[lane.edge]
	links := []link{{l.nodes[e.from].state, l.nodes[e.to].state}}
	net := p.newNet()
	p.strokes = append(p.strokes,
		stroke{x1: from, y1: row, x2: to, y2: row, open1: true, net: net, class: e.class, links: links},
		stroke{x1: to, y1: row, x2: to, y2: top, open2: true, net: net, class: e.class, links: links})
	p.tees = append(p.tees, tee{x: from - 1, y: row, side: true, class: e.class, links: links})
	if lane.label != "" {
		p.notes = append(p.notes, note{x: to - screen.Width(lane.label) - 3, y: row, text: " " + lane.label + " ", class: e.class, links: links})
	}
}

func (p *picture) newNet() int {
	p.nets++
	return p.nets
}

// embed puts another picture into this one.
func (p *picture) embed(inner *picture, x, y int) {
	for _, b := range inner.boxes {
		b.x, b.y, b.depth = b.x+x, b.y+y, b.depth+1
		p.boxes = append(p.boxes, b)
	}
	for _, s := range inner.strokes {
		s.x1, s.x2, s.y1, s.y2 = s.x1+x, s.x2+x, s.y1+y, s.y2+y
		s.net += p.nets
		p.strokes = append(p.strokes, s)
	}
	for _, n := range inner.notes {
		n.x, n.y = n.x+x, n.y+y
		p.notes = append(p.notes, n)
	}
	for _, t := range inner.tees {
		t.x, t.y = t.x+x, t.y+y
		p.tees = append(p.tees, t)
	}
	p.nets += inner.nets
}

// linksFrom are the transitions that a passing line represents.
func (l *levels) linksFrom(s *spot) []link {
	if s.links != nil {
		return s.links
	}
	var links []link
	for _, i := range l.down[s.level] {
		if strand := &l.strands[i]; &l.spots[strand.from] == s {
			links = append(links, strand.links...)
		}
	}
	return links
}

// linksBack are the transitions back to a node.
func (l *levels) linksBack(node int) []link {
	var links []link
	for i := range l.edges {
		if e := &l.edges[i]; e.back && e.to == node {
			links = append(links, link{l.nodes[e.from].state, l.nodes[e.to].state})
		}
	}
	return links
}

// drawNet draws the strands of a net between a level and the next.
func (l *levels) drawNet(p *picture, n net, tops []int, bottom, track int) {
	id := p.newNet()
	for _, i := range n.strands {
		s := &l.strands[i]
		from, to := &l.spots[s.from], &l.spots[s.to]
		x1, x2 := l.fromX(s), l.toX(s)
		y1 := bottom
		if from.node >= 0 && s.fromPort.kind != portLane {
			y1 = tops[from.level] + l.nodes[from.node].h // boxes of a level differ in height
		}
		y2 := tops[to.level] - 1
		tip := noHead
		if to.node >= 0 && s.toPort.kind == portMain {
			tip = downHead
		}
		if from.node >= 0 && s.fromPort.kind != portLane {
			p.tees = append(p.tees, tee{x: x1, y: y1 - 1, class: s.class, links: s.links})
		}
		part := stroke{net: id, class: s.class, links: s.links}
		add := func(x1, y1, x2, y2 int, open1, open2 bool, tip head) {
			part.x1, part.y1, part.x2, part.y2 = x1, y1, x2, y2
			part.open1, part.open2, part.head = open1, open2, tip
			p.strokes = append(p.strokes, part)
		}
		if x1 == x2 && n.row < 0 {
			if y1 <= y2 {
				add(x1, y1, x2, y2, true, true, tip)
			}
			continue
		}
		row := track + n.row
		add(x1, y1, x1, row, true, false, noHead)
		add(x1, row, x2, row, false, false, noHead)
		add(x2, row, x2, y2, false, true, tip)
	}
}
