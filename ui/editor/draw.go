package editor

import (
	"strconv"
	"unicode/utf8"

	"expresso/ui/screen"
	"expresso/ui/theme"
)

// drawing is one View in the making.
type drawing struct {
	e              *Editor
	out            []byte
	gutter, width  int
	from, to       int    // the selection
	cursor         int    // -1 if there is none to see
	bracket, other int    // a bracket at the cursor and its other half, or -1
	bad            int    // line with a mistake, or -1
	hits           []span // of the search, on the line being drawn
	mistake        int    // offset of a mistake, or -1
	run            []byte // what is drawn in one ink, not yet in out
	ink            theme.Ink
	number         []byte
}

func (e *Editor) newDrawing() *drawing {
	d := &drawing{e: e, gutter: e.gutterWidth(), width: e.textWidth(), cursor: -1, bracket: -1, other: -1, bad: -1, mistake: -1}
	d.out = e.drawn[:0]
	d.from, d.to = e.selected()
	if e.focused && !e.prompt.open {
		d.cursor = e.sel.cursor
		if i, ok := e.bracketAt(); ok {
			if j, ok := e.match(i, nearby); ok {
				d.bracket, d.other = i, j
			}
		}
	}
	if e.problem.msg != "" {
		d.mistake = min(e.problem.offset, e.buf.size())
		d.bad = e.buf.line(d.mistake)
	}
	return d
}

// row draws line n.
func (d *drawing) row(n int) {
	e := d.e
	if n >= e.buf.lines() {
		d.blanks(e.width)
		return
	}
	d.drawGutter(n)
	w := d.window(n)
	col := d.line(w)
	if n == d.bad && w.whole && d.width-col >= minMessage {
		msg := "  " + e.theme.Back + " " + e.problem.msg
		d.out = e.paint.fail.Append(d.out, e.theme.Fit(msg, d.width-col))
		return
	}
	d.blanks(d.width - col)
}

// tellsAtItsLine reports whether there is room behind the line of the mistake to say what it is.
func (e *Editor) tellsAtItsLine() bool {
	n := e.buf.line(min(e.problem.offset, e.buf.size()))
	end := e.layout.seek(n, e.buf.end(n)-e.buf.start(n), far).col - e.left
	return n >= e.top && n < e.top+e.textHeight() && end >= 0 && e.textWidth()-end >= screen.Width(e.problem.msg)+4
}

func (d *drawing) blanks(n int) { d.out = append(d.out, screen.Blanks(n)...) }

func (d *drawing) drawGutter(n int) {
	if d.gutter == 0 {
		return
	}
	e := d.e
	if n == d.bad {
		d.out = e.paint.fail.Append(d.out, e.theme.Cross)
	} else {
		d.out = append(d.out, ' ')
	}
	d.number = strconv.AppendInt(d.number[:0], int64(n+1), 10)
	d.blanks(d.gutter - 2 - len(d.number))
	if n == d.bad {
		d.out = e.paint.fail.Append(d.out, string(d.number))
	} else {
		d.out = e.paint.dim.Append(d.out, string(d.number))
	}
	d.out = append(d.out, ' ')
}

// window is the part of a line that is on screen.
type window struct {
	n     int
	start int   // offset in the text of the line
	p     place // where in the line drawing begins, at or one unit before the left edge
	text  []byte
	whole bool // the line ends on screen
}

// window lays out what is on screen of line n.
func (d *drawing) window(n int) window {
	e := d.e
	start, end := e.buf.start(n), e.buf.end(n)
	w := window{n: n, start: start, p: e.layout.seek(n, far, e.left)}
	last := e.layout.seek(n, far, e.left+d.width)
	to := start + last.off
	w.whole = to == end
	if !w.whole { // a wide character may reach over the edge
		to = min(end, to+maxUnit+1)
	}
	w.text = e.buf.view(start+w.p.off, to, nil)
	return w
}

// wholeLine is the longest line, in bytes, that is highlighted whole: highlighting takes
// about a microsecond a byte, and a screen has many lines.
const wholeLine = 512

// tokens highlights what is on screen of a line: all of a short line, so that scrolling
// sideways does not change it, or of a long one the window as what it is the middle of.
func (d *drawing) tokens(w window) (tokens []token, skip int) {
	e := d.e
	end := e.buf.end(w.n)
	if end-w.start <= wholeLine {
		return e.paint.of(e.buf.view(w.start, end, nil)), w.p.off
	}
	// A little more than is on screen tells a key from a string more often.
	const ahead = 64
	from := w.start + w.p.off
	to := min(end, from+len(w.text)+ahead)
	text := make([]byte, 0, to-from+2)
	if w.p.str {
		text = append(text, '"')
	}
	if w.p.esc {
		text = append(text, '\\')
	}
	skip = len(text)
	text = append(text, e.buf.view(from, to, nil)...)
	return e.paint.of(text), skip
}

// line draws a window and returns the column, counted from the left edge, where the line
// ends.
func (d *drawing) line(w window) int {
	e := d.e
	tokens, skip := d.tokens(w)
	d.findHits(w)
	col := w.p.col - e.left // not above 0
	off := 0
	for off < len(w.text) {
		rest := w.text[off:]
		size, width := unit(rest)
		if rest[0] == '\t' {
			width = tabWidth(col + e.left)
		}
		for len(tokens) > 0 && tokens[0].end <= skip+off {
			tokens = tokens[1:]
		}
		at := w.start + w.p.off + off
		ink := e.paint.text
		if len(tokens) > 0 {
			ink = tokens[0].ink
		}
		shown, drawn := d.unit(rest[:size], width)
		if over := d.overlay(at, at+size); over != nil {
			ink = *over
		} else if drawn {
			ink = e.paint.warn
		} else if rest[0] == '\t' {
			ink = e.paint.dim
		}
		next := col + width
		under := at <= d.cursor && d.cursor < at+size // never hidden
		switch {
		case col < 0: // cut by the left edge
			if next > 0 {
				d.put(e.theme.Ellipsis, e.paint.dim)
				d.put(screen.Blanks(min(next, d.width)-1), theme.Ink{})
			}
		case next > d.width || next == d.width && !under && (!w.whole || off+size < len(w.text)):
			d.put(screen.Blanks(d.width-col-1), theme.Ink{})
			if d.width > col {
				d.put(e.theme.Ellipsis, e.paint.dim)
			}
			d.flush()
			return d.width
		case col == 0 && e.left > 0 && !under:
			d.put(e.theme.Ellipsis, e.paint.dim)
			d.put(screen.Blanks(width-1), theme.Ink{})
		default:
			d.put(shown, ink)
		}
		col = next
		off += size
	}
	col = d.lineEnd(w, max(col, 0))
	d.flush()
	return col
}

// put draws text, together with what was drawn before if that has the same ink.
func (d *drawing) put(text string, ink theme.Ink) {
	if ink != d.ink {
		d.flush()
		d.ink = ink
	}
	d.run = append(d.run, text...)
}

func (d *drawing) flush() {
	d.out = d.ink.Append(d.out, string(d.run))
	d.run = d.run[:0]
}

// unit returns what is drawn for a unit, and whether that is a picture of something that
// cannot be drawn.
func (d *drawing) unit(p []byte, width int) (shown string, picture bool) {
	switch c := p[0]; {
	case c == '\t':
		return d.e.theme.Arrow + screen.Blanks(width-1), false
	case c >= ' ' && c < 0x7f && len(p) == 1:
		return ascii[c-' ' : c-' '+1], false
	}
	shown = show(p)
	return shown, shown != string(p) || !utf8.Valid(p)
}

const ascii = " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"

// overlay returns the ink of a unit at [at, end) on which something lies, nil if nothing
// does.
func (d *drawing) overlay(at, end int) *theme.Ink {
	p := &d.e.paint
	switch {
	case at <= d.cursor && d.cursor < end:
		if d.from < d.to {
			return &p.head
		}
		return &p.cursor
	case d.from <= at && at < d.to:
		return &p.selected
	case at <= d.mistake && d.mistake < end:
		return &p.fail
	case at == d.bracket || at == d.other:
		return &p.match
	}
	for _, h := range d.hits {
		if h.anchor <= at && at < h.cursor {
			return &p.match
		}
	}
	return nil
}

// lineEnd draws what follows the last character: the picture of a line end that is
// not "\n", the cursor, a selected line end.
func (d *drawing) lineEnd(w window, col int) int {
	e := d.e
	end := e.buf.end(w.n)
	next := e.buf.start(w.n + 1)
	shown, ink := " ", theme.Ink{}
	if next-end == 2 {
		shown, ink = screen.Picture("\r"), e.paint.dim
	}
	switch {
	case col >= d.width:
		return col
	case end <= d.cursor && (d.cursor < next || next == e.buf.size() && w.n == e.buf.lines()-1):
		ink = e.paint.cursor
	case d.from <= end && end < d.to && next > end:
		ink = e.paint.selected
	case next-end != 2:
		return col
	}
	d.put(shown, ink)
	return col + 1
}
