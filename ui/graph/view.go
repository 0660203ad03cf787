package graph

import (
	"strings"

	"expresso/model/trace"
	"expresso/ui/screen"
	"expresso/ui/theme"
)

// View draws exactly as many lines and cells as SetSize gave.
func (v *View) View() string {
	if !v.search.Active() || v.room == 0 {
		return v.draw()
	}
	line := v.search.View(v.theme, v.width)
	if v.height == 0 {
		return line
	}
	return v.draw() + "\n" + line
}

// draw draws the part of the picture that is in the window.
func (v *View) draw() string {
	if v.width == 0 || v.height == 0 {
		return strings.TrimSuffix(strings.Repeat("\n", v.height), "\n")
	}
	p := v.picture
	if len(p.boxes) == 0 {
		lines := make([]string, v.height)
		for i := range lines {
			lines[i] = screen.Blanks(v.width)
		}
		lines[0] = v.theme.Fit(v.ink.dim.Paint(" no state machine"), v.width)
		return strings.Join(lines, "\n")
	}
	x, y := v.origin()
	c := &v.canvas
	c.clear(x, y, v.width, v.height, linesOf(v.theme))
	// Frames first, so that lines are drawn over them, then lines that a run did not take.
	for i := range p.boxes {
		if b := &p.boxes[i]; b.frame {
			v.drawBox(c, b, i == v.cursor)
		}
	}
	for _, taken := range []bool{false, true} {
		for i := range p.strokes {
			s := &p.strokes[i]
			if !c.sees(s) || v.run.took(s.links) != taken {
				continue
			}
			ink, rank := v.lineInk(s.class, taken)
			c.line(s, ink, rank, taken || v.run == nil, taken)
		}
	}
	for i := range p.notes {
		if n := &p.notes[i]; n.y >= y && n.y < y+v.height {
			c.text(n.x, n.y, n.text, v.noteInk(n))
		}
	}
	for i := range p.boxes {
		if b := &p.boxes[i]; !b.frame {
			v.drawBox(c, b, i == v.cursor)
		}
	}
	v.drawTees(c)
	v.drawMore(c)
	return strings.Join(c.render(), "\n")
}

// origin is the cell of the picture at the upper left corner: a picture that fits stands
// in the middle.
func (v *View) origin() (x, y int) {
	x, y = v.x, v.y
	if v.picture.w <= v.width {
		x = -(v.width - v.picture.w) / 2
	}
	if v.picture.h <= v.height {
		y = 0
	}
	return x, y
}

// sees reports whether some of a stroke may be in the window.
func (c *canvas) sees(s *stroke) bool {
	return max(s.x1, s.x2) >= c.x && min(s.x1, s.x2) < c.x+c.w && max(s.y1, s.y2) >= c.y && min(s.y1, s.y2) < c.y+c.h
}

// lineInk is the ink of a line, and which line's counts where lines meet.
func (v *View) lineInk(c class, taken bool) (*theme.Ink, int) {
	switch {
	case taken:
		return &v.ink.accent, 2
	case v.run != nil:
		return &v.ink.frame, 0
	case c == catch:
		return &v.ink.caught, 0
	default:
		return &v.ink.text, 1
	}
}

func (v *View) noteInk(n *note) *theme.Ink {
	switch {
	case v.run.took(n.links):
		return &v.ink.accent
	case n.class == catch && v.run == nil:
		return &v.ink.warn
	default:
		return &v.ink.dim
	}
}

// inkOf is the ink of a state after a run.
func (v *View) inkOf(b *box) *theme.Ink {
	sum := v.run.of(b.state)
	switch {
	case v.run == nil && b.alone && !b.start:
		return &v.ink.dim
	case v.run == nil:
		return &v.ink.text
	case sum == nil:
		return &v.ink.dim
	}
	switch sum.outcome {
	case trace.Succeeded:
		return &v.ink.ok
	case trace.Failed, trace.TimedOut:
		return &v.ink.fail
	case trace.Caught:
		return &v.ink.warn
	case trace.Running:
		return &v.ink.wait
	default:
		return &v.ink.dim
	}
}

func (v *View) drawBox(c *canvas, b *box, current bool) {
	if b.x >= c.x+c.w || b.x+b.w < c.x || b.y >= c.y+c.h || b.y+b.h < c.y {
		return
	}
	ink := v.inkOf(b)
	line, glyphs := ink, &c.set.box
	switch {
	case v.run == nil:
		line = &v.ink.frame
	case ink == &v.ink.warn:
		line = &v.ink.caught
	}
	if b.frame {
		glyphs = &c.set.frame
	}
	running := v.running(v.run.of(b.state))
	failed := ink == &v.ink.fail
	switch {
	case current && (v.focused || failed):
		glyphs = &c.set.current
		if !failed { // red is red under the cursor too
			line = &v.ink.focus
		}
	case running && v.frame/pulse%2 == 0:
		glyphs = &c.set.current
	}
	if !b.frame {
		c.fill(b.x, b.y, b.w, b.h)
	}
	c.border(b.x, b.y, b.w, b.h, glyphs, line)
	v.drawTitle(c, b, ink)
	if b.frame {
		return
	}
	name := v.mark(b.state) + b.name
	if b.folded {
		name += " " + v.theme.Closed
	}
	switch {
	case current && v.focused && failed:
		ink = &v.ink.failed
	case current && v.focused:
		ink = &v.ink.selected
	}
	c.text(b.x+(b.w-screen.Width(name))/2, b.y+1+(b.h-3)/2, name, ink)
}

// pulse is how many frames the border of a state that runs stays as it is.
const pulse = 3

// drawTitle writes into the upper border of a box.
func (v *View) drawTitle(c *canvas, b *box, ink *theme.Ink) {
	if !b.frame {
		if title := v.title(b.state, b.w-4); title != "" {
			c.text(b.x+1, b.y, " "+title+" ", &v.ink.dim)
		}
		return
	}
	name := v.mark(b.state) + b.name
	c.text(b.x+1, b.y, " "+name+" ", ink)
	used := screen.Width(name) + 1
	if title := v.title(b.state, b.w-5-used-screen.Width(v.theme.Sep)); title != "" {
		c.text(b.x+1+used, b.y, " "+v.theme.Sep+" "+title+" ", &v.ink.dim)
	}
}

// drawMore marks the edges beyond which the picture continues.
func (v *View) drawMore(c *canvas) {
	p := v.picture
	mark := func(there bool, x, y int, glyph string) {
		if there {
			c.text(c.x+x, c.y+y, glyph, &v.ink.accent)
		}
	}
	const word = " more"
	right := max(c.w-1-len(word), 0)
	mark(c.y > 0, right, 0, c.set.more[0]+word)
	mark(c.y+c.h < p.h, right, c.h-1, c.set.more[1]+word)
	mark(c.x > 0, 0, c.h/2, c.set.more[2])
	mark(c.x+c.w < p.w, c.w-1, c.h/2, c.set.more[3])
}

// drawTees draws the dot over the first state of a graph, and the borders where lines
// leave.
func (v *View) drawTees(c *canvas) {
	p := v.picture
	for i := range p.boxes {
		if b := &p.boxes[i]; b.start {
			c.text(b.x+b.w/2, b.y-1, v.theme.Dot, &v.ink.dim)
		}
	}
	for i := range p.tees {
		t := &p.tees[i]
		cell := c.at(t.x, t.y)
		if cell == nil {
			continue
		}
		heavy := cell.text == c.set.current[4] || cell.text == c.set.current[5]
		tee := &c.set.bottomTee
		switch {
		case t.side && heavy:
			tee = &c.set.sideTeeCurrent
		case t.side:
			tee = &c.set.sideTee
		case heavy:
			tee = &c.set.bottomTeeCurrent
		}
		if cell.text = tee.plain; v.run.took(t.links) {
			cell.text = tee.bold
		}
	}
}
