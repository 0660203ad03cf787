package graph

import (
	"fmt"
	"html"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"expresso/model/asl"
	"expresso/model/trace"
	"expresso/ui/screen"
	"expresso/ui/theme"
)

// maxDrawing is the largest picture that is drawn whole, in cells: a few hundred states. A
// larger one is for scrolling.
const maxDrawing = 1 << 20

// maxWords is how wide a drawing may be before its words are cut.
const maxWords = 200

// whole lays out a machine to be drawn as it is, with what a run made of it; nil if it is too
// large for that.
func whole(m *asl.Machine, t *trace.Tree) *View {
	v := New(theme.New(theme.Options{Profile: termenv.Ascii}))
	v.SetSize(maxWords, v.height)
	v.SetMachine(m)
	if t != nil {
		v.SetRun(t)
	}
	v.cursor = -1 // nobody is in it
	if v.picture.w*v.picture.h > maxDrawing {
		return nil
	}
	return v
}

// Text draws all of a machine in characters, with what a run made of its states if there is
// one; "" if it is too large.
func Text(m *asl.Machine, t *trace.Tree) string {
	v := whole(m, t)
	if v == nil {
		return ""
	}
	v.x, v.y, v.width, v.height = 0, 0, v.picture.w, v.picture.h
	lines := strings.Split(ansi.Strip(v.draw()), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

// What a cell of the terminal is in a picture of vectors, in its units, and how far from the
// top of its cells a box begins.
const (
	cellW = 9
	cellH = 20
	above = -3
)

// SVG draws all of a machine as an image, with what a run made of its states if there is one;
// "" if it is too large. It has classes in the place of colours: ok, fail, caught, wait and
// idle of states and lines, taken of the way that the run went.
func SVG(m *asl.Machine, t *trace.Tree) string {
	v := whole(m, t)
	if v == nil {
		return ""
	}
	p := v.picture
	var out strings.Builder
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" class="graph" role="img" aria-label="graph of the state machine" width="%d" height="%d" viewBox="0 0 %d %d">`+"\n",
		p.w*cellW, p.h*cellH, p.w*cellW, p.h*cellH)
	for i := range p.boxes {
		if b := &p.boxes[i]; b.frame {
			v.svgBox(&out, b)
		}
	}
	for _, taken := range []bool{false, true} {
		for i := range p.strokes {
			if s := &p.strokes[i]; v.run.took(s.links) == taken {
				svgLine(&out, s, v.lineClass(s.class, taken))
			}
		}
	}
	for i := range p.tees {
		t := &p.tees[i]
		x, y := middle(t.x, t.y)
		dx, dy := 0.0, cellH/2.0
		if t.side {
			dx, dy = cellW/2.0, 0
		}
		fmt.Fprintf(&out, `<path class="%s" d="M%g %gl%g %g"/>`+"\n", v.lineClass(t.class, v.run.took(t.links)), x, y, dx, dy)
	}
	for i := range p.boxes {
		b := &p.boxes[i]
		if !b.frame {
			v.svgBox(&out, b)
		}
		if b.start {
			x, y := middle(b.x+b.w/2, b.y-1)
			fmt.Fprintf(&out, `<circle cx="%g" cy="%g" r="4"/>`+"\n", x, y)
		}
	}
	for i := range p.notes {
		n := &p.notes[i]
		svgText(&out, "note", n.x, n.y, n.text)
	}
	out.WriteString("</svg>\n")
	return out.String()
}

// middle is the middle of a cell.
func middle(x, y int) (float64, float64) {
	return float64(x)*cellW + cellW/2.0, float64(y)*cellH + cellH/2.0
}

func (v *View) lineClass(c class, taken bool) string {
	all := []string{"line"}
	if taken {
		all = append(all, "taken")
	}
	if c == catch {
		all = append(all, "catch")
	}
	return strings.Join(all, " ")
}

// stateClass is how a state ended, in a word for a style sheet.
func (v *View) stateClass(b *box) string {
	sum := v.run.of(b.state)
	switch {
	case v.run == nil:
		return "state"
	case sum == nil:
		return "state idle"
	case sum.outcome.Bad():
		return "state fail"
	case sum.outcome == trace.Caught:
		return "state caught"
	case sum.outcome == trace.Succeeded:
		return "state ok"
	}
	return "state wait"
}

// svgBox draws a state, or the frame of one that has states of its own. Its border goes
// through the middle of the cells that it takes on a terminal, but above its title, where a
// terminal has no room for it.
func (v *View) svgBox(out *strings.Builder, b *box) {
	x, _ := middle(b.x, b.y)
	_, bottom := middle(b.x, b.y+b.h-1)
	top := float64(b.y*cellH + above)
	class := v.stateClass(b)
	if b.frame {
		class += " frame"
	}
	fmt.Fprintf(out, `<g class="%s"><rect x="%g" y="%g" width="%d" height="%g" rx="5"/>`, class, x, top, (b.w-1)*cellW, bottom-top)
	name := v.mark(b.state) + b.name
	if b.frame {
		svgText(out, "title", b.x+2, b.y, name+" "+v.theme.Sep+" "+v.title(b.state, b.w-7-screen.Width(name)))
	} else {
		svgText(out, "title", b.x+2, b.y, v.title(b.state, b.w-4))
		svgText(out, "name", b.x+(b.w-screen.Width(name))/2, b.y+1+(b.h-3)/2, name)
	}
	out.WriteString("</g>\n")
}

// svgText writes a text that begins in a cell, and takes the cells that it takes on a
// terminal, whatever font the browser has.
func svgText(out *strings.Builder, class string, x, y int, text string) {
	if text = strings.TrimSpace(screen.Visible(text)); text == "" {
		return
	}
	fmt.Fprintf(out, `<text class="%s" x="%d" y="%d" textLength="%d" lengthAdjust="spacingAndGlyphs">%s</text>`,
		class, x*cellW, y*cellH+cellH*4/5, screen.Width(text)*cellW, html.EscapeString(text))
}

// svgLine draws a stroke, and the arrow at its end.
func svgLine(out *strings.Builder, s *stroke, class string) {
	ends := [2]struct {
		x, y int
		open bool
	}{{s.x1, s.y1, s.open1}, {s.x2, s.y2, s.open2}}
	flat := s.y1 == s.y2 && s.x1 != s.x2
	if ends[0].x > ends[1].x || ends[0].y > ends[1].y {
		slices.Reverse(ends[:])
	}
	x1, y1 := middle(ends[0].x, ends[0].y)
	x2, y2 := middle(ends[1].x, ends[1].y)
	reach := func(open bool) (dx, dy float64) {
		switch {
		case open && flat:
			return cellW / 2.0, 0
		case open:
			return 0, cellH / 2.0
		}
		return 0, 0
	}
	dx, dy := reach(ends[0].open)
	x1, y1 = x1-dx, y1-dy
	dx, dy = reach(ends[1].open)
	x2, y2 = x2+dx, y2+dy
	fmt.Fprintf(out, `<path class="%s" d="M%g %gL%g %g"/>`, class, x1, y1, x2, y2)
	hx, hy := middle(s.x2, s.y2)
	switch s.head {
	case downHead: // down to the border of the box below
		fmt.Fprintf(out, `<path class="%s head" d="M%g %gl-5 -9h10z"/>`, class, hx, hy+cellH/2.0+above)
	case leftHead:
		fmt.Fprintf(out, `<path class="%s head" d="M%g %gl9 -5v10z"/>`, class, hx-cellW, hy)
	case noHead:
	}
	out.WriteString("\n")
}
