package history

import (
	"strings"

	"expresso/ui/screen"
)

// split is how the graph stands with the open tab.
type split int

const (
	none   split = iota // it is a tab of its own
	below               // under the open tab
	beside              // to the right of it
)

const (
	besideWidth = 80 // from which there is room for both side by side
	belowHeight = 10 // from which there is room for one above the other, on a stage
	tallHeight  = 36 // from which a screen has room for both anyway
	wideEnough  = 60 // for a graph
)

// Stage shows the graph of a run with its output, for an audience.
func (d *Details) Stage() {
	d.staged = true
	d.arrange()
}

// fits is where there is room for the graph with the open tab.
func (d *Details) fits() split {
	staged := d.staged && d.tab <= Error // the others need the width
	switch {
	case d.tab == Graph || !d.shown && !d.staged:
		return none
	case staged && d.outer.width >= besideWidth:
		return beside
	case staged && d.outer.height >= belowHeight, d.tab != Trace && d.outer.height >= tallHeight && d.outer.width >= wideEnough:
		return below
	}
	return none
}

// divide gives the graph a part of the room where both fit, and there is one.
func (d *Details) divide() {
	d.split, d.width, d.height = d.fits(), d.outer.width, d.body()
	if d.drawn.of == d.subject() && d.drawn.state != "" && !d.drawn.reading {
		d.split = none
	}
	switch d.split {
	case beside:
		d.width = d.outer.width / 3
		d.graph.SetSize(d.outer.width-d.width-1, d.body())
	case below:
		d.height = min(max(d.lines(d.body()*2/5), leastLines), d.body()*2/5)
		d.graph.SetSize(d.outer.width, d.body()-d.height-1)
	case none:
	}
}

// leastLines is how many lines the open tab has at least above a graph.
const leastLines = 6

// lines is how many lines the open tab has to show, counted up to most: what it has no need of is
// the graph's.
func (d *Details) lines(most int) int {
	switch {
	case !d.whole:
		return most
	case d.tab == Error:
		return len(d.errorLines()) + d.cause.Rows(most)
	case d.view() != nil:
		return d.view().Rows(most)
	}
	return most
}

// divided draws the open tab with the graph.
func (d *Details) divided(open string) string {
	g := d.graph.View()
	if d.drawn.state != "" {
		w, h := d.outer.width, d.body()-d.height-1
		if d.split == beside {
			w, h = d.outer.width-d.width-1, d.body()
		}
		lines := make([]string, max(h, 0))
		for i, line := range screen.Wrap(d.drawn.state, w-2) {
			if i < len(lines) {
				lines[i] = " " + d.t.Dim.Render(line)
			}
		}
		for i := range lines {
			lines[i] = d.t.Fit(lines[i], w)
		}
		g = strings.Join(lines, "\n")
	}
	if d.split == below {
		return open + "\n" + d.t.Across(d.outer.width) + "\n" + g
	}
	left, right := strings.Split(open, "\n"), strings.Split(g, "\n")
	side := d.t.Down()
	for i := range min(len(left), len(right)) {
		left[i] += side + right[i]
	}
	return strings.Join(left, "\n")
}
