package diff

import (
	"expresso/model/jsonvalue"
)

// form is what a cell shows of a value.
type form uint8

const (
	blank    form = iota // nothing: the other side's line has no counterpart
	scalar               // the whole value
	opens                // the bracket that an object or array begins with
	shuts                // the one it ends with
	folded               // both, and how much is between them
	equalRun             // so many equal members or elements, not shown
	plain                // a line of text
)

// cell is one side of a line.
type cell struct {
	form  form
	key   string
	keyed bool
	doc   *doc
	text  string
	n     int
}

// line is one line on the screen, of either or both documents.
type line struct {
	op    op
	depth int
	l, r  cell
	part  *part
	mate  *cell // of the only side, its counterpart on another line
	fold  any   // what is folded or unfolded here, nil if there is nothing
	open  bool  // whether it is unfolded
}

// run is a fold of equal members, by its first.
type run struct {
	in    *part
	first int
}

const (
	// fewEqual is how many equal members are not worth folding.
	fewEqual = 2
	// fewLines is how many lines of a value that was added or removed are shown unfolded.
	fewLines = 30
)

// writer makes lines of a result.
type writer struct {
	folds map[any]bool // what the user folded (false) or unfolded (true)
	wide  bool         // both sides on one line
	lines []line
}

// layout lists the lines of a result.
func layout(res *Result, folds map[any]bool, wide bool) []line {
	w := writer{folds: folds, wide: wide}
	if res.JSON {
		if res.root.L != nil || res.root.R != nil {
			w.part(res.root, 0)
		}
		return w.lines
	}
	w.text(res.text)
	return w.lines
}

func (w *writer) add(l line) { w.lines = append(w.lines, l) }

// isOpen reports whether something is unfolded.
func (w *writer) isOpen(fold any, usually bool) bool {
	if chosen, ok := w.folds[fold]; ok {
		return chosen
	}
	return usually
}

func cellOf(p *part, d *doc, f form) cell {
	if d == nil {
		return cell{}
	}
	return cell{form: f, key: p.Key, keyed: p.InObject, doc: d}
}

// both adds a line that has both sides of a part, where they are.
func (w *writer) both(p *part, o op, depth int, f form, fold any, open bool) {
	w.add(line{op: o, depth: depth, l: cellOf(p, p.L, f), r: cellOf(p, p.R, f), part: p, fold: fold, open: open})
}

func (w *writer) part(p *part, depth int) {
	switch p.Op {
	case inside:
		if !w.isOpen(p, true) {
			w.both(p, inside, depth, folded, p, false)
			return
		}
		w.both(p, inside, depth, opens, p, true)
		w.parts(p, depth+1)
		w.add(line{op: same, depth: depth, l: cell{form: shuts, doc: p.L}, r: cell{form: shuts, doc: p.R}, part: p})
	case respelled:
		w.both(p, respelled, depth, scalar, nil, false)
	case same:
		w.values(p, same, depth)
	default:
		w.values(p, p.Op, depth)
	}
}

// parts adds what is in an object or array, long runs of equal ones folded.
func (w *writer) parts(p *part, depth int) {
	for i := 0; i < len(p.Parts); {
		to := i
		for to < len(p.Parts) && p.Parts[to].Op == same {
			to++
		}
		fold := run{p, i}
		open := to-i <= fewEqual
		if !open {
			open = w.isOpen(fold, false)
			c := cell{form: equalRun, doc: p.L, n: to - i}
			w.add(line{op: same, depth: depth, l: c, r: c, part: p, fold: fold, open: open})
		}
		for ; i < to; i++ {
			if open {
				w.part(p.Parts[i], depth)
			}
		}
		if i < len(p.Parts) {
			w.part(p.Parts[i], depth)
			i++
		}
	}
}

// values adds the whole of a part's values: one if they are the same, else the left one
// beside or above the right one.
func (w *writer) values(p *part, o op, depth int) {
	if o == same {
		from := len(w.lines)
		w.value(p, p.L, cellOf(p, p.L, scalar), depth, 1)
		for i := from; i < len(w.lines); i++ {
			w.lines[i].op, w.lines[i].r = same, w.lines[i].l
		}
		return
	}
	from := len(w.lines)
	if p.L != nil {
		w.value(p, p.L, cellOf(p, p.L, scalar), depth, fewLines)
	}
	middle := len(w.lines)
	if p.R != nil {
		w.value(p, p.R, cellOf(p, p.R, scalar), depth, fewLines)
	}
	for i := from; i < len(w.lines); i++ {
		w.lines[i].op = o
		if i >= middle {
			w.lines[i].l, w.lines[i].r = cell{}, w.lines[i].l
		}
	}
	switch {
	case p.L == nil || p.R == nil:
	case w.wide:
		w.zip(from, middle)
	case middle == from+1 && len(w.lines) == middle+1:
		l, r := w.lines[from].l, w.lines[middle].r
		w.lines[from].mate, w.lines[middle].mate = &r, &l
	}
}

// zip puts the lines of the right side, from middle on, beside those of the left.
func (w *writer) zip(from, middle int) {
	right := append([]line(nil), w.lines[middle:]...)
	for i, r := range right {
		at := from + i
		if at >= middle {
			w.lines[at] = r
			continue
		}
		w.lines[at].r = r.r
		if w.lines[at].fold == nil {
			w.lines[at].fold, w.lines[at].open = r.fold, r.open
		}
	}
	w.lines = w.lines[:max(middle, from+len(right))]
}

// value adds the lines of one value, on the left side. An object or array of more than
// few lines is folded.
func (w *writer) value(p *part, d *doc, c cell, depth, few int) {
	c.doc = d
	if len(d.Kids) == 0 {
		w.add(line{depth: depth, l: c, part: p})
		return
	}
	if !w.isOpen(d, height(d, few) <= few) {
		c.form = folded
		w.add(line{depth: depth, l: c, part: p, fold: d})
		return
	}
	c.form = opens
	w.add(line{depth: depth, l: c, part: p, fold: d, open: true})
	for i := range d.Kids {
		kid := cell{form: scalar}
		if d.Value.Kind() == jsonvalue.KindObject {
			kid.key, kid.keyed = d.Value.Member(i).Key, true
		}
		w.value(p, &d.Kids[i], kid, depth+1, few)
	}
	w.add(line{depth: depth, l: cell{form: shuts, doc: d}, part: p})
}

// height is how many lines a value takes, or something past limit.
func height(d *doc, limit int) int {
	if len(d.Kids) == 0 {
		return 1
	}
	n := 2
	for i := range d.Kids {
		if n > limit {
			break
		}
		n += height(&d.Kids[i], limit-n)
	}
	return n
}

// text adds the lines of two texts, long runs of equal ones folded.
func (w *writer) text(all []textLine) {
	for i := 0; i < len(all); {
		to := i
		for to < len(all) && all[to].part == nil {
			to++
		}
		if to > i {
			w.equalText(all, i, to)
			i = to
			continue
		}
		for to < len(all) && all[to].part != nil {
			to++
		}
		if w.wide {
			for ; i < to; i++ {
				w.add(textCells(all[i], true, true))
			}
			continue
		}
		for _, t := range all[i:to] {
			if t.hasL {
				w.add(textCells(t, true, false))
			}
		}
		for _, t := range all[i:to] {
			if t.hasR {
				w.add(textCells(t, false, true))
			}
		}
		i = to
	}
}

// nearby is how many equal lines are shown around a difference.
const nearby = 2

func (w *writer) equalText(all []textLine, from, to int) {
	head, tail := nearby, nearby
	if from == 0 {
		head = 0
	}
	if to == len(all) {
		tail = 0
	}
	hidden := to - from - head - tail
	fold := run{nil, from}
	if hidden <= fewEqual {
		head, hidden = to-from, 0
	}
	for i := from; i < to; i++ {
		if i == from+head && hidden > 0 {
			open := w.isOpen(fold, false)
			c := cell{form: equalRun, n: hidden}
			w.add(line{op: same, l: c, r: c, fold: fold, open: open})
			if !open {
				i += hidden - 1
				continue
			}
		}
		w.add(textCells(all[i], true, true))
	}
}

func textCells(t textLine, left, right bool) line {
	l := line{part: t.part}
	if t.part != nil {
		l.op = t.part.Op
	}
	leftCell, rightCell := cell{form: plain, text: t.l, n: t.nl}, cell{form: plain, text: t.r, n: t.nr}
	if t.hasL && left {
		l.l = leftCell
	}
	if t.hasR && right {
		l.r = rightCell
	}
	switch {
	case !t.hasL || !t.hasR || left == right:
	case left:
		l.mate = &rightCell
	default:
		l.mate = &leftCell
	}
	return l
}
