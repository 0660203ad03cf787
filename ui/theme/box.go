package theme

import (
	"strings"

	"github.com/charmbracelet/lipgloss"

	"expresso/ui/screen"
)

// Fit is screen.Fit with this theme's mark for what was cut away.
func (t *Theme) Fit(s string, width int) string {
	return screen.FitTail(s, width, t.Ellipsis)
}

// Fill is exactly height lines of width cells: lines, cut or with blanks behind and below them.
func (t *Theme) Fill(lines []string, width, height int) []string {
	height = max(height, 0)
	lines = append(lines, make([]string, max(height-len(lines), 0))...)[:height]
	for i, line := range lines {
		lines[i] = t.Fit(line, width)
	}
	return lines
}

// Wrapped is a sentence that is in the place of what there is to show, width cells wide.
func Wrapped(text string, width int, style lipgloss.Style) []string {
	lines := screen.Wrap(text, width-2)
	for i, line := range lines {
		lines[i] = " " + style.Render(line)
	}
	return lines
}

// Box draws a frame of exactly width by height cells round body, whose lines are cut or
// padded to the room inside, width-2 by height-2. title stands at the left of the top
// line and right at its right; both may hold SGR sequences, and are cut rather than
// overflow: a title that is longer than half the line makes way for right. The frame of a focused box is heavier, brighter and has a mark
// before the title.
func (t *Theme) Box(title, right, body string, width, height int, focused bool) string {
	if width < 2 || height < 2 {
		return t.blank(width, height)
	}
	b, ink := t.border(focused)
	side := ink.Paint(b.v)
	var out strings.Builder
	out.Grow(len(body) + (width+2*len(side))*height)
	out.WriteString(t.rule(title, right, width, focused))
	for range height - 2 {
		var line string
		line, body, _ = strings.Cut(body, "\n")
		out.WriteByte('\n')
		out.WriteString(side)
		out.WriteString(t.Fit(line, width-2))
		out.WriteString(side)
	}
	out.WriteByte('\n')
	out.WriteString(ink.Paint(b.bottomLeft + strings.Repeat(b.h, width-2) + b.bottomRight))
	return out.String()
}

// Across draws a line of so many cells that parts what is above it from what is below, Down a
// cell of one that parts what stands side by side.
func (t *Theme) Across(width int) string {
	return t.ink.frame.Paint(strings.Repeat(t.frame.h, max(width, 0)))
}

// Down see Across.
func (t *Theme) Down() string { return t.ink.frame.Paint(t.frame.v) }

// Foot draws the last line of a box's frame with text in it, of exactly width cells: where
// in what the box holds its reader is.
func (t *Theme) Foot(text string, width int, focused bool) string {
	b, ink := t.border(focused)
	room := width - 6 // corners, a piece of line on both sides, blanks
	if text == "" || room < 1 {
		return ink.Paint(b.bottomLeft + strings.Repeat(b.h, max(width-2, 0)) + b.bottomRight)
	}
	text = t.Fit(text, min(screen.Width(text), room))
	return ink.Paint(b.bottomLeft+b.h) + " " + t.ink.dim.Paint(text) + " " +
		ink.Paint(strings.Repeat(b.h, width-5-screen.Width(text))+b.bottomRight)
}

func (t *Theme) border(focused bool) (border, Ink) {
	if focused {
		return t.focused, t.ink.focus
	}
	return t.frame, t.ink.frame
}

// rule draws the top line of a frame with its title and what stands at its right:
//
//	╭ title ─────────── right ─╮
func (t *Theme) rule(title, right string, width int, focused bool) string {
	b, ink := t.border(focused)
	if title != "" {
		title = b.mark + title
	}
	room := width - 2
	if w := screen.Width(title) + 2; title == "" || room < 3 {
		title = ""
	} else if most := max(room-besideRight(right), min(max(room/2, minTitle), room)); w > most {
		title = t.Fit(title, most-2)
	}
	used := 0
	if title != "" {
		used = screen.Width(title) + 2
	}
	// A short piece of line is kept on both sides of what stands at the right.
	rest := room - used - 2 - 2
	if right != "" && rest >= min(screen.Width(right), 4) {
		right = t.Fit(right, min(screen.Width(right), rest))
	} else {
		right = ""
	}
	titleInk, rightInk := t.ink.text, t.ink.dim
	if focused {
		titleInk = t.ink.focus
	}
	var out strings.Builder
	out.WriteString(ink.Paint(b.topLeft))
	if title != "" {
		out.WriteString(" " + titleInk.Paint(title) + " ")
	}
	if right == "" {
		out.WriteString(ink.Paint(strings.Repeat(b.h, room-used) + b.topRight))
		return out.String()
	}
	out.WriteString(ink.Paint(strings.Repeat(b.h, room-used-screen.Width(right)-3)))
	out.WriteString(" " + rightInk.Paint(right) + " ")
	out.WriteString(ink.Paint(b.h + b.topRight))
	return out.String()
}

// minTitle is how many cells a title has before what stands at the right gets any.
const minTitle = 30

// besideRight is how many cells a title leaves to what stands at the right.
func besideRight(right string) int {
	if right == "" {
		return 0
	}
	return screen.Width(right) + 4
}

// blank is what is drawn where a frame has no room.
func (t *Theme) blank(width, height int) string {
	lines := make([]string, max(height, 0))
	for i := range lines {
		lines[i] = screen.Blanks(width)
	}
	return strings.Join(lines, "\n")
}

// TitleAt is the cell of a frame at which its title begins: after a corner, a blank, and
// the focus's mark with its blank.
func TitleAt(focused bool) int {
	if focused {
		return 4
	}
	return 2
}

// Reset ends the colours before it: a frame draws its title bold until something does.
const Reset = "\x1b[0m"

// minNamed is how many cells the name in a page's title may take at least: the rest of the
// line tells about what is under the cursor.
const minNamed = 20

// Named is a name as it is in the title of a page so many cells wide, as short as it has
// to be there.
func (t *Theme) Named(name string, width int) string {
	name = screen.Visible(name)
	return t.Fit(name, min(screen.Width(name), max(width/4, minNamed)))
}
