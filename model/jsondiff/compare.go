// Package jsondiff compares two JSON documents by meaning. Objects are compared by key in any
// order, arrays are aligned so that as much as possible stays the same, and the spelling of
// numbers does not count. What is only written differently is told apart from what differs. It
// draws nothing: that is package ui/diff's.
package jsondiff

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"expresso/model/jsonvalue"
)

// Op is what became of a part of a document.
type Op uint8

// What can become of a part.
const (
	Same      Op = iota
	Inside       // an object or array with differences in it
	Changed      // another value
	Added        // in the right document only
	Removed      // in the left document only
	Respelled    // the same number in other digits
)

// String is the op in words.
func (o Op) String() string {
	return [...]string{"the same", "changed inside", "changed", "added", "removed", "spelled differently"}[o]
}

// Part is a place in either or both of two documents.
type Part struct {
	Op       Op
	Parent   *Part
	Key      string // in an object
	InObject bool
	L, R     *Doc // nil where there is nothing
	LI, RI   int  // places in an array, -1 for none
	Parts    []*Part
	Moved    bool // the same keys in another order
	Number   int  // of the difference, from 1; 0 if it is none of its own
}

// Counts sums up the differences.
type Counts struct {
	Changed, Added, Removed int
	// Respelled and Reordered are differences in how a document is written, not in what
	// it says: numbers with other digits, objects with their members in another order.
	Respelled, Reordered int
}

// None reports whether there is no difference at all.
func (c Counts) None() bool { return c == Counts{} }

// Meant is how many differences there are in what the documents say.
func (c Counts) Meant() int { return c.Changed + c.Added + c.Removed }

// Diff is two documents compared.
type Diff struct {
	Counts Counts
	// Differences is how many parts are differences of their own, and have a Number.
	Differences int
	Root        *Part

	table []uint16 // what alignments are worked out in
}

// Compare compares two documents, either of which may be nil for nothing. The time it
// takes is bounded, about in proportion to the documents.
func Compare(left, right *Doc) *Diff {
	d := &Diff{}
	d.Root = d.compare(left, right)
	d.visit(d.Root)
	d.table = nil
	return d
}

// Parse reads a document; blank text is nothing, and as such all right.
func Parse(text string) (*Doc, bool) {
	if strings.TrimSpace(text) == "" {
		return nil, true
	}
	v, err := jsonvalue.Parse(text)
	if err != nil {
		return nil, false
	}
	return NewDoc(v), true
}

// All yields the parts that are differences of their own, in the order of their numbers.
func (d *Diff) All(yield func(*Part) bool) { all(d.Root, yield) }

func all(p *Part, yield func(*Part) bool) bool {
	if p.Number > 0 && !yield(p) {
		return false
	}
	for _, kid := range p.Parts {
		if !all(kid, yield) {
			return false
		}
	}
	return true
}

// compare makes a part of two values, either of which may be nil.
func (d *Diff) compare(l, r *Doc) *Part {
	p := &Part{L: l, R: r}
	switch {
	case l == nil && r == nil:
		p.Op = Same
	case l == nil:
		p.Op = Added
	case r == nil:
		p.Op = Removed
	case l.exact == r.exact:
		p.Op = Same
	case l.Value.Kind() != r.Value.Kind():
		p.Op = Changed
	case l.Value.Kind() == jsonvalue.KindArray:
		p.Op = Inside
		d.array(p)
	case l.Value.Kind() == jsonvalue.KindObject:
		p.Op = Inside
		d.object(p)
	case l.meaning == r.meaning:
		p.Op = Respelled
	default:
		p.Op = Changed
	}
	for _, kid := range p.Parts {
		kid.Parent = p
	}
	return p
}

// object compares by key. A member that only the right one has stands after the one that
// it follows there.
func (d *Diff) object(p *Part) {
	left, right := p.L.Value, p.R.Value
	place := make(map[string]int, right.Len())
	for i := range right.Len() {
		place[right.Member(i).Key] = i
	}
	both := make(map[string]bool, left.Len())
	last := -1
	for i := range left.Len() {
		key := left.Member(i).Key
		if at, ok := place[key]; ok {
			both[key] = true
			p.Moved = p.Moved || at < last
			last = at
		}
	}
	// news are the right one's own members, by the common one that they follow.
	news := make(map[string][]int)
	after := ""
	for i := range right.Len() {
		if key := right.Member(i).Key; both[key] {
			after = "k" + key
		} else {
			news[after] = append(news[after], i)
		}
	}
	insert := func(after string) {
		for _, i := range news[after] {
			kid := d.compare(nil, &p.R.Kids[i])
			kid.Key, kid.InObject = right.Member(i).Key, true
			p.Parts = append(p.Parts, kid)
		}
	}
	insert("")
	for i := range left.Len() {
		key := left.Member(i).Key
		var r *Doc
		if both[key] {
			r = &p.R.Kids[place[key]]
		}
		kid := d.compare(&p.L.Kids[i], r)
		kid.Key, kid.InObject = key, true
		p.Parts = append(p.Parts, kid)
		if both[key] {
			insert("k" + key)
		}
	}
}

// array compares element by element, aligned so that as much as possible stays the same.
func (d *Diff) array(p *Part) {
	left, right := p.L.Kids, p.R.Kids
	for _, pair := range d.align(left, right) {
		var l, r *Doc
		if pair.L >= 0 {
			l = &left[pair.L]
		}
		if pair.R >= 0 {
			r = &right[pair.R]
		}
		kid := d.compare(l, r)
		kid.LI, kid.RI = pair.L, pair.R
		p.Parts = append(p.Parts, kid)
	}
}

// visit counts the differences, and numbers them in the order in which they are shown.
func (d *Diff) visit(p *Part) {
	c := &d.Counts
	switch p.Op {
	case Changed:
		c.Changed++
	case Added:
		c.Added++
	case Removed:
		c.Removed++
	case Respelled:
		c.Respelled++
	case Inside:
		if p.Moved {
			c.Reordered++
			d.list(p)
		}
		for _, kid := range p.Parts {
			d.visit(kid)
		}
		return
	default:
		return
	}
	d.list(p)
}

// list gives a difference its number.
func (d *Diff) list(p *Part) {
	d.Differences++
	p.Number = d.Differences
}

// Path is where the part is, as a JSONPath. An element that has moved has both places.
func (p *Part) Path() string {
	var steps []string
	for ; p.Parent != nil; p = p.Parent {
		switch {
		case p.InObject && isName(p.Key):
			steps = append(steps, "."+p.Key)
		case p.InObject:
			steps = append(steps, "["+jsonvalue.NewString(cut(p.Key, maxPathKey)).String()+"]")
		case p.LI < 0:
			steps = append(steps, "["+strconv.Itoa(p.RI)+"]")
		case p.RI < 0 || p.RI == p.LI:
			steps = append(steps, "["+strconv.Itoa(p.LI)+"]")
		default:
			steps = append(steps, "["+strconv.Itoa(p.LI)+"→"+strconv.Itoa(p.RI)+"]")
		}
	}
	var b strings.Builder
	b.WriteString("$")
	for i := len(steps) - 1; i >= 0; i-- {
		b.WriteString(steps[i])
	}
	return b.String()
}

// Place is where the part is in the right document, or, if it is not there, in the left
// one, as ParsePath reads it. With every it is that place in every element of the arrays
// that it is in.
func (p *Part) Place(every bool) string {
	var steps []string
	for ; p.Parent != nil; p = p.Parent {
		switch {
		case p.InObject:
			steps = append(steps, key(p.Key))
		case every:
			steps = append(steps, "[*]")
		default:
			i := p.RI
			if i < 0 {
				i = p.LI
			}
			steps = append(steps, "["+strconv.Itoa(i)+"]")
		}
	}
	slices.Reverse(steps)
	return "$" + strings.Join(steps, "")
}

// maxPathKey is how many bytes of a key a path shows.
const maxPathKey = 60

func isName(key string) bool {
	for i, r := range key {
		letter := r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return key != "" && len(key) <= maxPathKey
}

// cut is the beginning of s, at most n bytes and whole characters.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
