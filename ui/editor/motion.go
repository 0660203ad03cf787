package editor

import "unicode/utf8"

// leftOf returns where the unit before offset i begins.
func (e *Editor) leftOf(i int) int {
	n := e.buf.line(i)
	start := e.buf.start(n)
	switch {
	case i > e.buf.end(n):
		return e.buf.end(n) // from inside a line end
	case i > start:
		return start + e.layout.seek(n, i-start-1, far).off
	case n > 0:
		return e.buf.end(n - 1)
	}
	return 0
}

// rightOf returns where the unit at offset i ends.
func (e *Editor) rightOf(i int) int {
	n := e.buf.line(i)
	start, end := e.buf.start(n), e.buf.end(n)
	if i >= end {
		return e.buf.start(n + 1)
	}
	p := e.layout.seek(n, i-start, far)
	size, _ := unit(e.buf.view(start+p.off, min(end, start+p.off+maxUnit+1), nil))
	return start + p.off + size
}

// upDown returns where the cursor gets by going down so many lines, or up if lines is
// negative, in the column that it started from.
func (e *Editor) upDown(lines int) int {
	n := e.buf.line(e.sel.cursor)
	if e.goal < 0 {
		e.goal = e.layout.seek(n, e.sel.cursor-e.buf.start(n), far).col
	}
	to := n + lines
	switch {
	case to < 0:
		return 0
	case to >= e.buf.lines():
		return e.buf.size()
	}
	return e.buf.start(to) + e.layout.seek(to, far, e.goal).off
}

// home returns the start of the line's text or, from there, of the line.
func (e *Editor) home() int {
	n := e.buf.line(e.sel.cursor)
	start, end := e.buf.start(n), e.buf.end(n)
	i := start
	for i < end && (e.buf.at(i) == ' ' || e.buf.at(i) == '\t') {
		i++
	}
	if i == e.sel.cursor {
		return start
	}
	return i
}

func (e *Editor) endOfLine() int { return e.buf.end(e.buf.line(e.sel.cursor)) }

// class says what sort of word a byte belongs to: blanks, words, signs.
func class(c byte) int {
	switch {
	case c <= ' ' || c == 0x7f:
		return 0
	case c >= 0x80 || c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9':
		return 1
	}
	return 2
}

// wordLeft returns where the word before offset i begins.
func (e *Editor) wordLeft(i int) int {
	for i > 0 && class(e.buf.at(i-1)) == 0 {
		i--
	}
	for c := class(e.buf.at(i - 1)); i > 0 && class(e.buf.at(i-1)) == c; {
		i--
	}
	return i
}

// wordRight returns where the word behind offset i ends.
func (e *Editor) wordRight(i int) int {
	for i < e.buf.size() && class(e.buf.at(i)) == 0 {
		i++
	}
	for c := class(e.buf.at(i)); i < e.buf.size() && class(e.buf.at(i)) == c; {
		i++
	}
	return i
}

// word returns the word or the run of signs or blanks, on one line, at offset i.
func (e *Editor) word(i int) (from, to int) {
	n := e.buf.line(i)
	start, end := e.buf.start(n), e.buf.end(n)
	if i >= end && i > start {
		i = end - 1
	}
	from, to = i, i
	for c := class(e.buf.at(i)); to < end && class(e.buf.at(to)) == c; {
		to++
	}
	for c := class(e.buf.at(i)); from > start && class(e.buf.at(from-1)) == c; {
		from--
	}
	return from, to
}

// moveTo puts the cursor at offset i; what was selected stays selected as far as extend
// says so, with the cursor at its moving end.
func (e *Editor) moveTo(i int, extend bool) {
	e.sel.cursor = max(0, min(i, e.buf.size()))
	if !extend {
		e.sel.anchor = e.sel.cursor
	}
	e.goal = -1
	e.record.closed = true
	e.pairs = openPairs(e.pairs, e.sel)
	e.reveal()
}

// moveLines is moveTo for motions that keep the column.
func (e *Editor) moveLines(lines int, extend bool) {
	to := e.upDown(lines)
	goal := e.goal
	e.moveTo(to, extend)
	e.goal = goal
}

// page moves the cursor and what is on screen by a screen less one line.
func (e *Editor) page(direction int, extend bool) {
	lines := max(e.textHeight()-1, 1) * direction
	e.top = max(0, min(e.top+lines, e.buf.lines()-1))
	e.moveLines(lines, extend)
}

// cursor returns where the cursor stands: line and column, in characters, counted from 1.
func (e *Editor) cursor() (line, column int) {
	n := e.buf.line(e.sel.cursor)
	return n + 1, 1 + utf8.RuneCount(e.buf.view(e.buf.start(n), e.sel.cursor, nil))
}

// Goto puts the cursor on a line and column, in characters, counted from 1, or as near as
// there is one.
func (e *Editor) Goto(line, column int) {
	n := max(0, min(line, e.buf.lines())-1)
	start := e.buf.start(n)
	text := e.buf.view(start, e.buf.end(n), nil)
	off := 0
	for ; column > 1 && off < len(text); column-- {
		_, size := utf8.DecodeRune(text[off:])
		off += size
	}
	e.moveTo(start+e.layout.seek(n, off, far).off, false)
}

// reveal scrolls so that the cursor is on screen, with a little of what is around it.
func (e *Editor) reveal() {
	height, width := e.textHeight(), e.textWidth()
	n := e.buf.line(e.sel.cursor)
	around := min(2, (height-1)/2)
	e.top = min(e.top, n-around)
	e.top = max(e.top, n-height+1+around)
	e.top = max(0, min(e.top, e.buf.lines()-height+around))
	if e.buf.lines() <= height {
		e.top = 0 // all of it is there to be seen
	}

	col := e.layout.seek(n, e.sel.cursor-e.buf.start(n), far).col
	beside := min(8, (width-1)/4)
	switch {
	case col < width-beside && e.left <= width/2:
		e.left = 0 // most lines fit: no reason to hide their beginnings
	case col-beside < e.left:
		e.left = max(0, col-width/2)
	case col+beside >= e.left+width:
		e.left = col - width/2
	}
}
