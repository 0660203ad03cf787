package machine

import (
	"strings"
	"time"

	"expresso/model/trace"
	events "expresso/ui/trace"
)

// drawGraph draws the graph, and after a run beside it, where there is room, what is inside of
// the state that is selected.
func (d *definition) drawGraph(width, height int) string {
	const least = 158 // a screen of 160 columns, without the frame
	if d.tree == nil || width < least {
		d.graph.SetSize(width, height)
		return d.graph.View()
	}
	side := width * 2 / 5
	d.graph.SetSize(width-side-1, height)
	state := d.graph.Selected()
	type visited struct {
		state string
		tree  *trace.Tree
		end   time.Time // a tree that grows
	}
	d.inside.Show(visited{state, d.tree, d.tree.End}, func() (events.OpenMsg, bool) { return events.Opened(d.tree, state) })
	lines := strings.Split(d.graph.View(), "\n")
	for i, line := range d.inside.Lines(side, len(lines)) {
		lines[i] += d.T.Down() + line
	}
	return strings.Join(lines, "\n")
}
