package editor

import (
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"expresso/ui/screen"
)

// maxUnit is the longest grapheme cluster, in bytes, that is taken as one: emoji families
// and the stacks of living scripts stay far below it.
const maxUnit = 64

// A unit is what the cursor steps over as one and what is drawn as one: a grapheme
// cluster, a control character, a byte of invalid UTF-8. unit measures the first one of
// p, which must not be empty: its length in bytes and its width in cells, at least one. A
// tab is as wide as its column says, see tabWidth.
func unit(p []byte) (size, width int) {
	c := p[0]
	if c < utf8.RuneSelf && (len(p) == 1 || p[1] < utf8.RuneSelf) {
		return 1, 1 // printable, or a control that has a symbol of one cell
	}
	r, n := utf8.DecodeRune(p)
	if r == utf8.RuneError && n == 1 {
		return 1, len("9B") + 2
	}
	cluster, width := ansi.FirstGraphemeCluster(p[:min(len(p), maxUnit+1)], ansi.GraphemeWidth)
	if len(cluster) > maxUnit || extends(r) {
		return n, screen.Width(show(p[:n]))
	}
	s := string(cluster)
	shown := screen.Visible(s)
	if len(shown) != len(s) || shown != s {
		width = screen.Width(shown)
	}
	if width == 0 {
		return n, screen.Width(show(p[:n]))
	}
	return len(cluster), width
}

// extends reports whether a character joins the one before it where it is drawn: marks, and
// the half-width sound marks of Japanese.
func extends(r rune) bool { return unicode.Is(unicode.M, r) || r == '\uff9e' || r == '\uff9f' }

// show returns what is drawn for a unit that is no tab.
func show(p []byte) string {
	s := string(p)
	if r, n := utf8.DecodeRune(p); n == len(p) && (extends(r) || screen.Width(s) == 0) {
		return screen.Picture(s)
	}
	return screen.Visible(s)
}

// tabWidth is how far it is from column col to the next tab stop.
func tabWidth(col int) int { return screen.TabStop - col%screen.TabStop }

// place is a point between two units of a line.
type place struct {
	off int  // bytes of the line before it
	col int  // cells of the line before it
	str bool // it is inside a JSON string, which never continues over the end of a line
	esc bool // it is behind a backslash in a string
}

// step moves p over a unit that begins with byte c.
func (p *place) step(c byte, size, width int) {
	p.off += size
	p.col += width
	switch {
	case p.esc:
		p.esc = false
	case c == '"':
		p.str = !p.str
	case c == '\\':
		p.esc = p.str
	}
}

// layout answers which byte of a line is in which column. In long lines it
// remembers places on the way, so that it never starts from the beginning of a line of a
// megabyte twice.
type layout struct {
	buf     *buffer
	marks   map[int][]place // by number of line, ascending, for long lines that were asked for
	scratch []byte          // has room for what is looked at in one go
}

const (
	longLine  = 2048 // bytes from which on places are remembered
	markEvery = 1024 // bytes between two of them
	maxMarked = 256  // lines that have some
)

const far = int(^uint(0) >> 1)

// seek returns the last place on a line that is at most off bytes and at most col cells
// from its beginning; far stands for no limit.
func (l *layout) seek(line, off, col int) place {
	start, end := l.buf.start(line), l.buf.end(line)
	long := end-start >= longLine
	var p place
	if long {
		marks := l.marks[line]
		for lo, hi := 0, len(marks); lo < hi; {
			if m := (lo + hi) / 2; marks[m].off <= off && marks[m].col <= col {
				p, lo = marks[m], m+1
			} else {
				hi = m
			}
		}
	}
	if l.scratch == nil {
		l.scratch = make([]byte, 0, markEvery+maxUnit+1)
	}
	// Marks are never further than this from each other, nor from the beginning.
	next := p.off + markEvery
	for start+p.off < end {
		from := p.off
		text := l.buf.view(start+from, min(end, start+from+markEvery+maxUnit+1), l.scratch)
		for p.off-from < markEvery && p.off-from < len(text) {
			rest := text[p.off-from:]
			size, width := unit(rest)
			if rest[0] == '\t' {
				width = tabWidth(p.col)
			}
			if p.off+size > off || p.col+width > col {
				return p
			}
			p.step(rest[0], size, width)
		}
		if long && p.off >= next {
			l.remember(line, p)
			next = p.off + markEvery
		}
	}
	return p
}

// remember keeps p, unless a place as far or further is known.
func (l *layout) remember(line int, p place) {
	marks, ok := l.marks[line]
	if n := len(marks); n > 0 && marks[n-1].off >= p.off {
		return
	}
	if l.marks == nil || !ok && len(l.marks) >= maxMarked {
		l.marks = make(map[int][]place)
	}
	l.marks[line] = append(marks, p)
}

// forget drops what an edit makes untrue: what was remembered of line from off on, and,
// if the edit added or removed line ends, of all lines below.
func (l *layout) forget(line, off int, below bool) {
	if below {
		for n := range l.marks {
			if n > line {
				delete(l.marks, n)
			}
		}
	}
	marks, ok := l.marks[line]
	if !ok {
		return
	}
	// A mark right behind the edit may end up inside a cluster, one just before it
	// inside a character that the edit completes.
	n := len(marks)
	for n > 0 && marks[n-1].off > off-utf8.UTFMax {
		n--
	}
	l.marks[line] = marks[:n]
}
