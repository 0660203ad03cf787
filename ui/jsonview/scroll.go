package jsonview

// rowsAt is how many screen rows the line at a row takes.
func (v *View) rowsAt(row int) int {
	if !v.wrap {
		return 1
	}
	i := v.pane.line(row)
	return len(v.layout(i).rowsOf(v.wrapWidth(i)))
}

// Rows is how many rows it takes to show the text as it is folded, counted up to most.
func (v *View) Rows(most int) int {
	n := 0
	for row := 0; row < v.pane.rows() && n < most; row++ {
		n += v.rowsAt(row)
	}
	return min(n, most)
}

// above returns which row is at the top when rows more screen rows than those of row
// itself fit above it, and how many screen rows of it do not.
func (v *View) above(row, rows int) (top, sub int) {
	for rows > 0 && row > 0 {
		row--
		rows -= v.rowsAt(row)
	}
	return row, max(0, -rows)
}

// lowest is the place beyond which nothing is gained by scrolling down.
func (v *View) lowest() (top, sub int) {
	last := v.pane.rows() - 1
	rows := v.rowsAt(last)
	if rows > v.room() {
		return last, rows - v.room()
	}
	return v.above(last, v.room()-rows)
}

// scroll moves the window by n screen rows, as far as there is text.
func (v *View) scroll(n int) {
	p := v.pane
	if n < 0 {
		if up := -n - p.sub; up > 0 {
			p.top, p.sub = v.above(p.top, up)
		} else {
			p.sub = -up
		}
		return
	}
	top, sub := v.lowest()
	for n > 0 && p.top < top {
		rest := v.rowsAt(p.top) - p.sub
		if n < rest {
			break
		}
		n -= rest
		p.top, p.sub = p.top+1, 0
	}
	p.sub += n
	if p.top > top || p.top == top && p.sub > sub {
		p.top, p.sub = top, sub
	}
}

// last is the row that is drawn lowest, and whether it is drawn to its end.
func (v *View) last() (row int, whole bool) {
	p := v.pane
	room := v.room() + p.sub
	for row = p.top; row < p.rows(); row++ {
		room -= v.rowsAt(row)
		if room <= 0 {
			return row, room == 0
		}
	}
	return p.rows() - 1, true
}

// show moves the window as little as it takes for the current line to be in it.
func (v *View) show() {
	p := v.pane
	row := p.row(p.cursor)
	if p.top >= p.rows() {
		p.top, p.sub = p.rows()-1, 0
	}
	p.sub = min(p.sub, v.rowsAt(p.top)-1) // the line may take fewer rows than it did
	rows := min(v.rowsAt(row), v.room())
	if row < p.top || row == p.top && p.sub > 0 && v.rowsAt(row) <= v.room() {
		p.top, p.sub = row, 0
	} else if last, whole := v.last(); row > last || row == last && !whole && row > p.top {
		p.top, p.sub = v.above(row, v.room()-rows)
	}
	if top, sub := v.lowest(); p.top > top || p.top == top && p.sub > sub {
		p.top, p.sub = top, sub
	}
}

// follow moves the current line into the window after the window has moved.
func (v *View) follow() {
	p := v.pane
	row := p.row(p.cursor)
	if row < p.top {
		p.cursor = p.line(p.top)
	} else if last, _ := v.last(); row > last {
		p.cursor = p.line(last)
	}
}

// down goes to the next line, or further down in one that is taller than the window.
func (v *View) down() {
	p := v.pane
	row := p.row(p.cursor)
	if last, whole := v.last(); row == last && !whole {
		v.scroll(1)
		return
	}
	if row+1 < p.rows() {
		v.goTo(p.line(row + 1))
	}
}

// up is the opposite of down.
func (v *View) up() {
	p := v.pane
	row := p.row(p.cursor)
	if row == p.top && p.sub > 0 {
		v.scroll(-1)
		return
	}
	if row > 0 {
		v.goTo(p.line(row - 1))
	}
}

// page moves window and current line by n screen rows.
func (v *View) page(n int) {
	p := v.pane
	distance, top, sub := p.row(p.cursor)-p.top, p.top, p.sub
	v.scroll(n)
	switch {
	case p.top != top || p.sub != sub:
		p.cursor = p.line(min(max(p.top+distance, 0), p.rows()-1))
		v.follow()
	case n > 0:
		p.cursor = p.line(p.rows() - 1)
	default:
		p.cursor = p.line(0)
	}
}

// goTo makes line i, which is not folded away, the current one.
func (v *View) goTo(i int) {
	v.pane.cursor = i
	v.show()
}

// sideways moves the window by n cells, as far as there is text in it.
func (v *View) sideways(n int) {
	p := v.pane
	if v.wrap {
		return
	}
	p.left = max(0, min(p.left+n, v.widest()-v.textWidth()/2))
}

// widest is how many cells the longest line on the screen takes.
func (v *View) widest() int {
	p := v.pane
	cells := 0
	for row := p.top; row < p.rows() && row < p.top+v.room(); row++ {
		i := p.line(row)
		cells = max(cells, v.indentOf(i)+v.layout(i).cells)
	}
	return cells
}

// rowAt is the line that is drawn in screen row y, ok is false if there is none.
func (v *View) rowAt(y int) (line int, ok bool) {
	p := v.pane
	if y < 0 || y >= v.room() || v.blank() {
		return 0, false
	}
	y += p.sub
	for row := p.top; row < p.rows(); row++ {
		if y -= v.rowsAt(row); y < 0 {
			return p.line(row), true
		}
	}
	return 0, false
}
