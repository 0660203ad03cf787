package graph

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"expresso/ui/theme"
)

// canvas is the window of a picture that is on the screen.
type canvas struct {
	x, y, w, h int // the window, in the picture's cells
	cells      []paint
	set        *lines
}

// paint is what is in one cell.
type paint struct {
	text string // "" if there is a line, or nothing
	wide bool   // text takes the next cell too
	skip bool   // the right half of a wide character
	ink  *theme.Ink
	arms arms
	net  int
	dash bool
	rank int // which of several lines' ink and weight count
	bold bool
}

// arms are the directions in which a line leaves a cell.
type arms uint8

const (
	up arms = 1 << iota
	down
	left
	right
)

// lines are the glyphs that lines and boxes are drawn with. Those of a run's way are bold,
// so that it is seen without colours.
type lines struct {
	joints, bold                         [16]string // by arms
	dashV, dashH, boldDashV, boldDashH   string
	downHead, leftHead, idleDown         string
	idleLeft                             string
	box, frame, current                  [6]string // corners clockwise from the upper left, horizontal, vertical
	bottomTee, sideTee, bottomTeeCurrent tees
	sideTeeCurrent                       tees
	more                                 [4]string // up, down, left, right: the picture continues there
}

// tees are where a line leaves a box: a line that a run took, and one that it did not.
type tees struct{ plain, bold string }

var unicodeLines = &lines{
	joints: [16]string{" ", "│", "│", "│", "─", "╯", "╮", "┤", "─", "╰", "╭", "├", "─", "┴", "┬", "┼"},
	bold:   [16]string{" ", "┃", "┃", "┃", "━", "┛", "┓", "┫", "━", "┗", "┏", "┣", "━", "┻", "┳", "╋"},
	dashV:  "╎", dashH: "╌", boldDashV: "╏", boldDashH: "╍",
	downHead: "▼", leftHead: "◀", idleDown: "▽", idleLeft: "◁",
	box:       [6]string{"╭", "╮", "╯", "╰", "─", "│"},
	frame:     [6]string{"┌", "┐", "┘", "└", "─", "│"},
	current:   [6]string{"┏", "┓", "┛", "┗", "━", "┃"},
	bottomTee: tees{"┬", "┰"}, sideTee: tees{"├", "┝"}, bottomTeeCurrent: tees{"┯", "┳"}, sideTeeCurrent: tees{"┠", "┣"},
	more: [4]string{"▲", "▼", "◀", "▶"},
}

var asciiLines = &lines{
	joints: [16]string{" ", "|", "|", "|", "-", "+", "+", "+", "-", "+", "+", "+", "-", "+", "+", "+"},
	bold:   [16]string{" ", "#", "#", "#", "=", "#", "#", "#", "=", "#", "#", "#", "=", "#", "#", "#"},
	dashV:  ":", dashH: ".", boldDashV: "#", boldDashH: "=",
	downHead: "V", leftHead: "<", idleDown: "v", idleLeft: "<",
	box:       [6]string{"+", "+", "+", "+", "-", "|"},
	frame:     [6]string{"+", "+", "+", "+", "-", "|"},
	current:   [6]string{"#", "#", "#", "#", "=", "#"},
	bottomTee: tees{"+", "#"}, sideTee: tees{"+", "#"}, bottomTeeCurrent: tees{"#", "#"}, sideTeeCurrent: tees{"#", "#"},
	more: [4]string{"^", "v", "<", ">"},
}

// linesOf are the glyphs that go with a theme's.
func linesOf(t *theme.Theme) *lines {
	if t.Full[0] < 0x80 {
		return asciiLines
	}
	return unicodeLines
}

// clear makes the canvas a blank window.
func (c *canvas) clear(x, y, w, h int, set *lines) {
	c.x, c.y, c.w, c.h, c.set = x, y, w, h, set
	if cap(c.cells) < w*h {
		c.cells = make([]paint, w*h)
	}
	c.cells = c.cells[:w*h]
	clear(c.cells)
}

// at is a cell of the picture, nil if it is not in the window.
func (c *canvas) at(x, y int) *paint {
	if x < c.x || y < c.y || x >= c.x+c.w || y >= c.y+c.h {
		return nil
	}
	return &c.cells[(y-c.y)*c.w+x-c.x]
}

// line draws a stroke. A line that crosses another one passes over it if it goes up and
// down, and under it if it goes sideways.
func (c *canvas) line(s *stroke, ink *theme.Ink, rank int, taken, bold bool) {
	x1, y1, x2, y2, open1, open2 := s.x1, s.y1, s.x2, s.y2, s.open1, s.open2
	if x1 > x2 || y1 > y2 {
		x1, y1, x2, y2, open1, open2 = x2, y2, x1, y1, open2, open1
	}
	back, fore := up, down
	dx, dy := 0, 1
	n := y2 - y1
	if y1 == y2 && x1 != x2 {
		back, fore = left, right
		dx, dy, n = 1, 0, x2-x1
	}
	// Only what is in the window.
	from := max(0, (c.x-x1)*dx+(c.y-y1)*dy)
	to := min(n, (c.x+c.w-1-x1)*dx+(c.y+c.h-1-y1)*dy)
	for i := from; i <= to; i++ {
		p := c.at(x1+i*dx, y1+i*dy)
		if p == nil {
			continue
		}
		a := back | fore
		if i == 0 && !open1 {
			a &^= back
		}
		if i == n && !open2 {
			a &^= fore
		}
		p.add(a, s.net, ink, rank, s.class == catch, bold)
	}
	head := ""
	switch {
	case s.head == downHead && taken:
		head = c.set.downHead
	case s.head == downHead:
		head = c.set.idleDown
	case s.head == leftHead && taken:
		head = c.set.leftHead
	case s.head == leftHead:
		head = c.set.idleLeft
	}
	if p := c.at(s.x2, s.y2); p != nil && head != "" && (p.text == "" || taken) {
		p.text = head
		if rank >= p.rank {
			p.ink = ink
		}
	}
}

func (p *paint) add(a arms, net int, ink *theme.Ink, rank int, dash, bold bool) {
	const vertical, horizontal = up | down, left | right
	if p.arms != 0 && p.net != net {
		switch {
		case p.arms == vertical && a == horizontal:
			return
		case p.arms == horizontal && a == vertical:
			p.arms, p.rank = 0, -1
		}
	}
	if p.arms == 0 || rank > p.rank {
		p.ink, p.rank, p.dash, p.bold = ink, rank, dash, bold
	}
	p.arms |= a
	p.net = net
}

// text writes text that is safe for the terminal, over what is there.
func (c *canvas) text(x, y int, text string, ink *theme.Ink) {
	if y < c.y || y >= c.y+c.h {
		return
	}
	for text != "" && x < c.x+c.w {
		cluster, w := text[:1], 1
		if text[0] >= 0x80 || len(text) > 1 && text[1] >= 0x80 {
			cluster, w = ansi.FirstGraphemeCluster(text, ansi.GraphemeWidth)
		}
		text = text[len(cluster):]
		if w < 1 {
			continue
		}
		first, last := c.at(x, y), c.at(x+w-1, y)
		switch {
		case w > 1 && (first == nil || last == nil): // cut by the window's edge
			cluster = " "
			if first == nil {
				first = last
			}
			fallthrough
		default:
			if first != nil {
				*first = paint{text: cluster, ink: ink, wide: w > 1 && last != nil && cluster != " "}
			}
			if w > 1 && last != nil && cluster != " " {
				*last = paint{skip: true, ink: ink}
			}
		}
		x += w
	}
}

// fill blanks an area.
func (c *canvas) fill(x, y, w, h int) {
	for j := max(y, c.y); j < min(y+h, c.y+c.h); j++ {
		for i := max(x, c.x); i < min(x+w, c.x+c.w); i++ {
			*c.at(i, j) = paint{}
		}
	}
}

// border draws a box's outline.
func (c *canvas) border(x, y, w, h int, glyphs *[6]string, ink *theme.Ink) {
	put := func(x, y int, g string) {
		if p := c.at(x, y); p != nil {
			*p = paint{text: g, ink: ink}
		}
	}
	for i := max(x+1, c.x); i < min(x+w-1, c.x+c.w); i++ {
		put(i, y, glyphs[4])
		put(i, y+h-1, glyphs[4])
	}
	for j := max(y+1, c.y); j < min(y+h-1, c.y+c.h); j++ {
		put(x, j, glyphs[5])
		put(x+w-1, j, glyphs[5])
	}
	put(x, y, glyphs[0])
	put(x+w-1, y, glyphs[1])
	put(x+w-1, y+h-1, glyphs[2])
	put(x, y+h-1, glyphs[3])
}

// render returns the canvas as lines, each exactly as wide as it is.
func (c *canvas) render() []string {
	out := make([]string, c.h)
	var piece []byte
	for j := range c.h {
		var b strings.Builder
		b.Grow(4 * c.w)
		row := c.cells[j*c.w : (j+1)*c.w]
		for i := 0; i < len(row); {
			// Cells of one ink are painted together.
			ink := row[i].ink
			piece = piece[:0]
			for ; i < len(row) && row[i].ink == ink; i++ {
				switch half := row[i].skip || row[i].wide; {
				case !half:
					piece = append(piece, c.glyph(&row[i])...)
				case row[i].wide && i+1 < len(row) && row[i+1].skip:
					piece = append(piece, row[i].text...)
				case row[i].wide || i == 0 || !row[i-1].wide:
					piece = append(piece, ' ') // the other half was drawn over
				}
			}
			if ink == nil {
				b.WriteString(string(piece))
			} else {
				b.WriteString(ink.Paint(string(piece)))
			}
		}
		out[j] = b.String()
	}
	return out
}

func (c *canvas) glyph(p *paint) string {
	joints, dashV, dashH := &c.set.joints, c.set.dashV, c.set.dashH
	if p.bold {
		joints, dashV, dashH = &c.set.bold, c.set.boldDashV, c.set.boldDashH
	}
	switch {
	case p.text != "":
		return p.text
	case p.dash && p.arms == up|down:
		return dashV
	case p.dash && p.arms == left|right:
		return dashH
	default:
		return joints[p.arms]
	}
}
