package graph

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"expresso/model/asl"
	"expresso/ui/screen"
)

// class is what kind of transition a line represents.
type class uint8

const (
	normal class = iota
	catch        // dashed
)

// link is a transition between two states, by which the lines of a run are found.
type link struct{ from, to *asl.State }

// edge is a transition within one graph, between nodes by number.
type edge struct {
	from, to int
	class    class
	label    string
	back     bool // goes against the layers, as loops do
}

// node is a state in the layout of one graph.
type node struct {
	state *asl.State
	// inner are the pictures of the graphs in a Parallel or Map state, empty if folded.
	inner  []*picture
	w, h   int // of the box
	name   string
	lanes  []lane // for transitions back, at the right of the box
	loop   bool   // another state goes back to this one
	alone  bool   // no transition leads here
	layer  int
	out    []int // edges
	folded bool
}

// lane is where a transition back leaves a box.
type lane struct {
	edge  int
	label string
}

// words are how many cells of a rule are shown beside a line, and how many of a state's name
// in its box: AWS allows 80 characters for a name. With took a box has room for its type and
// how long it took, else for one of them; with tries for how often it was tried as well.
type words struct {
	label, name int
	took, tries bool
}

// fits are from the widest on: the first that lets the graph fit in its width is taken. usual
// is for graphs that do not fit in any case.
var (
	usual = words{30, 40, false, true}
	fits  = []words{{60, 80, true, true}, {30, 40, true, true}, usual, {20, 24, false, true}, {16, 16, false, false}}
)

// minBox is the least width of a box: how long a state took fits in its border.
const minBox = 12

// nodes makes the nodes and edges of a graph.
func (b *builder) nodes(g *asl.Graph) ([]*node, []edge) {
	number := make(map[*asl.State]int, len(g.States))
	nodes := make([]*node, len(g.States))
	for i, s := range g.States {
		number[s] = i
		nodes[i] = b.node(s)
	}
	var edges []edge
	type pair struct {
		from, to int
		class    class
	}
	known := map[pair]int{}
	add := func(from int, to *asl.State, c class, label string) {
		at, ok := number[to]
		if !ok || at == from { // a state that goes to itself says so in its title
			return
		}
		label = strings.TrimSpace(label)
		if i, ok := known[pair{from, at, c}]; ok {
			edges[i].label += " or " + label
			return
		}
		known[pair{from, at, c}] = len(edges)
		nodes[from].out = append(nodes[from].out, len(edges))
		edges = append(edges, edge{from: from, to: at, class: c, label: label})
	}
	for i, s := range g.States {
		for _, t := range s.Transitions() {
			if t.Kind == asl.OnCatch {
				add(i, t.To, catch, why(t))
			} else {
				add(i, t.To, normal, why(t))
			}
		}
	}
	for i := range edges {
		label := screen.Visible(strings.ReplaceAll(edges[i].label, "\n", " "))
		if edges[i].class == normal {
			label = shortPaths(label, b.words.label, b.theme.Ellipsis)
		}
		edges[i].label = b.cut(label, b.words.label)
	}
	return nodes, edges
}

// why is what a transition depends on, "" for nothing. A rule's condition is as short as it can be:
// without what all paths begin with, $. or in JSONata $states.input.
func why(t asl.Transition) string {
	switch {
	case t.Kind == asl.OnRule:
		return strings.NewReplacer("$states.input.", "", "$.", "").Replace(t.Condition)
	case t.Kind == asl.OnDefault:
		return "otherwise"
	case t.Kind == asl.OnCatch && t.Condition == asl.ErrAll:
		return "any error"
	}
	return t.Condition
}

// shortPaths leaves of the paths in a rule only their ends, if it is wider than n cells:
// what a value is compared with tells more than where it is found.
func shortPaths(rule string, n int, ellipsis string) string {
	if screen.Width(rule) <= n {
		return rule
	}
	words, quoted := strings.Split(rule, " "), false
	for i, w := range words {
		first, _ := utf8.DecodeRuneInString(strings.TrimLeft(w, "("))
		if at := strings.LastIndexByte(w, '.'); at > 0 && !quoted && (first == '$' || first == '_' || unicode.IsLetter(first)) {
			begin := max(strings.IndexRune(w, first), strings.LastIndexByte(w[:at], '(')+1)
			words[i] = w[:begin] + ellipsis + w[at+1:]
		}
		quoted = quoted != (strings.Count(w, `"`)%2 == 1)
	}
	return strings.Join(words, " ")
}

// cut makes text at most n cells wide.
func (b *builder) cut(text string, n int) string {
	if screen.Width(text) <= n {
		return text
	}
	// Far more than can be shown is not worth measuring.
	if limit := 8 * n; len(text) > limit {
		for !utf8.RuneStart(text[limit]) {
			limit--
		}
		text = text[:limit]
	}
	return strings.TrimRight(b.theme.Fit(text, n), " ")
}

// node makes the node of a state, with what is in it.
func (b *builder) node(s *asl.State) *node {
	const mark = 2
	n := &node{state: s, name: b.cut(screen.Visible(s.Name), b.words.name)}
	if inside := innerGraphs(s); len(inside) > 0 {
		if n.folded = b.folds[s]; !n.folded {
			for _, g := range inside {
				n.inner = append(n.inner, b.graph(g))
			}
		}
	}
	title := screen.Width(kind(s))
	if b.words.took {
		title += len(" - 412 ms")
	}
	if retry := retryText(b.theme, s, nil); retry != "" {
		// ↻ 1 of 3 and how long it took, or its type and ↻ 3.
		title += len(" - ") + screen.Width(retry)
		if b.words.tries {
			title = max(title, screen.Width(retry)+len("1 of "+" - 12.34 s"))
		}
	}
	if len(n.inner) == 0 {
		name := mark + screen.Width(n.name) + 4
		if n.folded {
			name += 2
		}
		n.w = max(name, title+4, minBox)
		n.h = 3
		return n
	}
	n.w = 2
	for i, p := range n.inner {
		if i > 0 {
			n.w += between
		}
		n.w += p.w
		n.h = max(n.h, p.h)
	}
	const more = 14 // of a run: items, and how long it took
	n.w, n.h = max(n.w+2, mark+screen.Width(n.name)+3+title+more+4), n.h+2
	return n
}

// between is the number of cells between two branches.
const between = 2

// innerGraphs are the graphs in a Parallel or Map state.
func innerGraphs(s *asl.State) []*asl.Graph {
	if s.Map != nil && s.Map.Processor != nil {
		return []*asl.Graph{s.Map.Processor}
	}
	return s.Branches
}
