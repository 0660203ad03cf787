package jsonview

import "sort"

// pane is one way to look at a text, as JSON or unmodified: the document, what of it is
// folded away, and where in it the reader is.
type pane struct {
	*document
	// visible are the lines that are not folded away; nil means all. It is made again with
	// every change of folds, so that nothing else depends on how long the document is.
	visible []int32

	cursor int // the current line, never one that is folded away
	top    int // the first line on the screen, in rows of visible
	sub    int // how many of its screen rows are above the screen, when lines are wrapped
	left   int // how many cells are left of the screen, when they are not

	laid map[int]*laid // of lines that take long to lay out
}

func newPane(d *document) *pane { return &pane{document: d} }

// rows is the number of lines that are not folded away.
func (p *pane) rows() int {
	if p.visible == nil {
		return len(p.lines)
	}
	return len(p.visible)
}

// line is the line that is shown at a row.
func (p *pane) line(row int) int {
	if p.visible == nil {
		return row
	}
	return int(p.visible[row])
}

// row is where line i is shown, or the folded node that it is in.
func (p *pane) row(i int) int {
	if p.visible == nil {
		return i
	}
	return sort.Search(len(p.visible), func(row int) bool { return int(p.visible[row]) > i }) - 1
}

// refold makes visible again after a change of folds, and keeps the cursor's line, or the
// node that it is now hidden in, where it is on the screen.
func (p *pane) refold() { p.refoldAt(p.row(p.cursor) - p.top) }

// refoldAt is refold with the current line distance rows below the top.
func (p *pane) refoldAt(distance int) {
	p.visible = p.visible[:0]
	for i := 0; i < len(p.lines); i++ {
		p.visible = append(p.visible, int32(i))
		if p.lines[i].folded {
			i = int(p.lines[i].match)
		}
	}
	p.cursor = p.line(p.row(p.cursor))
	p.top, p.sub = max(0, p.row(p.cursor)-distance), 0
}

// setFolded folds or unfolds the node that begins on line i.
func (p *pane) setFolded(i int, folded bool) {
	if p.opens(i) && p.lines[i].folded != folded {
		p.lines[i].folded = folded
		p.refold()
	}
}

// foldTo folds every node that is inside level others or more, and unfolds the rest.
func (p *pane) foldTo(level int) {
	for i := range p.lines {
		p.lines[i].folded = p.opens(i) && int(p.lines[i].depth) >= level
	}
	p.refold()
}

// unfoldAll unfolds every node.
func (p *pane) unfoldAll() {
	for i := range p.lines {
		p.lines[i].folded = false
	}
	p.refold()
}

// reveal unfolds what line i is hidden in and makes it the current one.
func (p *pane) reveal(i int) {
	changed := false
	for parent := p.lines[i].parent; parent >= 0; parent = p.lines[parent].parent {
		if p.lines[parent].folded {
			p.lines[parent].folded = false
			changed = true
		}
	}
	if n := p.node(i); n != i && p.lines[n].folded {
		p.lines[n].folded = false
		changed = true
	}
	if changed {
		p.refold()
	}
	p.cursor = i
}

// sibling is the next node (step 1) or the one before it (step -1) under the same parent,
// or line i itself if there is none.
func (p *pane) sibling(i, step int) int {
	n := p.node(i)
	if step > 0 {
		if p.opens(n) {
			n = int(p.lines[n].match)
		}
		if n++; n < len(p.lines) && p.lines[n].parent == p.lines[i].parent && !p.closes(n) {
			return n
		}
		return i
	}
	if n--; n >= 0 && p.lines[n].parent == p.lines[i].parent {
		return p.node(n)
	}
	return i
}

// splice does change to the document at the node of the current line, and keeps the
// reader's place.
func (p *pane) splice(change func(i int) bool) bool {
	i := p.node(p.cursor)
	distance := p.row(i) - p.top
	if !change(i) {
		return false
	}
	p.cursor = i
	clear(p.laid)
	p.refoldAt(distance)
	return true
}
