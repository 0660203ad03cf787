package history

import (
	"strings"
	"time"

	"expresso/ui/inside"
	"expresso/ui/trace"
)

// main is the room of the trace or the graph, beside or below which a state is shown from the
// inside.
func (d *Details) main() (width, height int) {
	width, height = d.width, d.room()
	switch d.looksInside() {
	case beside:
		width = width*3/5 - 1
	case below:
		height = height*3/5 - 1
	}
	return width, height
}

// looksInside is where the state that is selected in trace or graph is shown from the inside.
func (d *Details) looksInside() split {
	switch {
	case d.tab != Trace && (d.tab != Graph || d.drawn.state != ""), !d.shown, d.traced.run != d.run.ID, d.traced.state != "":
		return none
	case d.width >= inside.Beside:
		return beside
	case d.room() >= inside.Below:
		return below
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
	width, height := d.main()
	if where == below {
		return view + "\n" + d.t.Across(d.width) + "\n" + strings.Join(d.inside.Lines(d.width, d.room()-height-1), "\n")
	}
	left := strings.Split(view, "\n")
	for i, line := range d.inside.Lines(d.width-width-1, len(left)) {
		left[i] += d.t.Down() + line
	}
	return strings.Join(left, "\n")
}
