package history

import (
	"strings"
	"time"

	"expresso/model"
	"expresso/ui/inside"
	"expresso/ui/trace"
)

// main is the room of the trace or the graph, beside or below which a state is shown from the
// inside.
func (d *Details) main() (width, height int) {
	width, height = d.width, d.room()
	switch d.looksInside() {
	case beside:
		width = mainOf(width)
	case below:
		const least = 10
		most := height*3/5 - 1
		if height = most; d.run.Status != model.Running { // else it would move with each state
			need := d.trace.Lines()
			if d.tab == Graph {
				need = d.graph.Lines()
			}
			height = min(max(need+1, least), most)
		}
	}
	return width, height
}

// mainOf is how much of a width is left to a trace or a graph with something beside it.
func mainOf(width int) int { return width*3/5 - 1 }

// looksInside is where the state that is selected in trace or graph is shown from the inside.
func (d *Details) looksInside() split {
	switch {
	case d.tab != Trace && (d.tab != Graph || d.drawn.state != ""), !d.shown, d.traced.run != d.run.ID, d.traced.state != "":
		return none
	case d.room() >= inside.Below: // a trace needs the width
		return below
	case d.width >= inside.Beside && (d.tab == Trace || d.graph.Fits(mainOf(d.width))):
		return beside
	}
	return none
}

// withInside draws what is inside of the state that is selected with trace or graph.
func (d *Details) withInside(view string) string {
	where := d.looksInside()
	if where == none {
		return view
	}
	of, read := d.trace.Current()
	if d.tab == Graph {
		state, tree := d.graph.Selected(), d.trace.Tree()
		type visited struct {
			state string
			tree  any
			end   time.Time // a tree that grows
		}
		of, read = visited{state, tree, tree.End}, func() (trace.OpenMsg, bool) { return trace.Opened(tree, state) }
	}
	d.inside.Show(of, read)
	if where == below {
		used := strings.Count(view, "\n") + 2 // and the line between them
		return view + "\n" + d.t.Across(d.width) + "\n" + strings.Join(d.inside.Lines(d.width, d.room()-used), "\n")
	}
	width, _ := d.main()
	left := strings.Split(view, "\n")
	for i, line := range d.inside.Lines(d.width-width-1, len(left)) {
		left[i] += d.t.Down() + line
	}
	return strings.Join(left, "\n")
}
