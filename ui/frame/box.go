// Package frame draws the frames of the panes, the header and the line of keys. Most keys
// change one pane of five, so that it draws again only what is not as it was.
package frame

import (
	"strings"

	"expresso/ui/theme"
)

// Content is what a pane shows.
type Content struct {
	Title, Right, Body string
	Foot               string // where in the body its reader is
	Width, Height      int    // with the frame
	Focused            bool
}

// Box is a pane as it was drawn last. The zero value was not drawn yet.
type Box struct {
	of    Content
	theme string
	lines []string
}

// Lines are those of the pane in its frame.
func (b *Box) Lines(t *theme.Theme, c Content) []string {
	if b.lines != nil && b.of == c && b.theme == t.Name {
		return b.lines
	}
	box := t.Box(c.Title, c.Right, c.Body, c.Width, c.Height, c.Focused)
	b.of, b.theme, b.lines = c, t.Name, strings.Split(box, "\n")
	if c.Foot != "" {
		b.lines[len(b.lines)-1] = t.Foot(c.Foot, c.Width, c.Focused)
	}
	return b.lines
}
