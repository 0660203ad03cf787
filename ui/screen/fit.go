package screen

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Width returns the number of cells that s takes, not counting SGR sequences.
func Width(s string) int {
	if plain(s) {
		return len(s)
	}
	return ansi.StringWidth(s)
}

// plain reports whether s is printable ASCII: one byte, one cell.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// Fit cuts s, with a … at the end, or pads it with blanks to exactly width cells. It may
// hold SGR sequences, which are kept.
func Fit(s string, width int) string { return FitTail(s, width, "…") }

// FitTail is Fit with another mark for what was cut away.
func FitTail(s string, width int, tail string) string {
	if width <= 0 {
		return ""
	}
	w := Width(s)
	if w > width {
		s = ansi.Truncate(s, width, tail)
		w = Width(s) // less than width if a wide character did not fit
	}
	return s + Blanks(width-w)
}

// FitLeft cuts s at its beginning rather than its end, which suits paths, or pads it on
// the right, to exactly width cells.
func FitLeft(s string, width int, tail string) string {
	if width <= 0 {
		return ""
	}
	if w := Width(s); w > width {
		s = ansi.TruncateLeft(s, w-width+Width(tail), tail)
	}
	return FitTail(s, width, "")
}

// FitMiddle cuts s in its middle, which suits names that begin alike and end alike, or pads it on
// the right, to exactly width cells.
func FitMiddle(s string, width int, tail string) string {
	w := Width(s)
	if w <= width {
		return s + Blanks(width-w)
	}
	end := max(width-Width(tail), 0) / 2
	return ansi.Truncate(s, max(width-end, 0), tail) + ansi.TruncateLeft(s, w-end, "")
}

const blanks = "                                                                                                                                "

// Blanks returns n blanks, "" if n is negative.
func Blanks(n int) string {
	switch {
	case n <= 0:
		return ""
	case n <= len(blanks):
		return blanks[:n]
	default:
		return strings.Repeat(" ", n)
	}
}

// Wrap breaks a sentence at its blanks into lines of at most width cells, made visible.
func Wrap(text string, width int) []string {
	return strings.Split(ansi.Wrap(Visible(text), max(width, 1), ""), "\n")
}
