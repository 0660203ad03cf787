package diff

import (
	"strings"

	"expresso/model/jsondiff"
	"expresso/ui/screen"
)

// What is drawn is what package jsondiff found.
type (
	part = jsondiff.Part
	doc  = jsondiff.Doc
	op   = jsondiff.Op
	// Counts sums up the differences.
	Counts = jsondiff.Counts
)

const (
	same      = jsondiff.Same
	inside    = jsondiff.Inside
	changed   = jsondiff.Changed
	added     = jsondiff.Added
	removed   = jsondiff.Removed
	respelled = jsondiff.Respelled
)

// words is counts in words: 3 changed, 1 added.
func words(c Counts) string {
	var parts []string
	for _, n := range []struct {
		n    int
		word string
	}{
		{c.Changed, " changed"},
		{c.Added, " added"},
		{c.Removed, " removed"},
		{c.Respelled, " spelled differently"},
		{c.Reordered, " in another order"},
	} {
		if n.n > 0 {
			parts = append(parts, screen.Count(int64(n.n))+n.word)
		}
	}
	if len(parts) == 0 {
		return "no differences"
	}
	return strings.Join(parts, ", ")
}

// brief is Words where there is little room: what is only written differently is summed
// up as noted.
func brief(c Counts) string {
	noted := c.Respelled + c.Reordered
	c.Respelled, c.Reordered = 0, 0
	switch {
	case noted == 0:
		return words(c)
	case c.None():
		return screen.Count(int64(noted)) + " noted"
	default:
		return words(c) + ", " + screen.Count(int64(noted)) + " noted"
	}
}

// Result is two texts compared.
type Result struct {
	Counts Counts
	// Differences is how many places there are to go to: one for each difference of
	// documents, one for each block of lines of texts.
	Differences int
	JSON        bool // both texts are JSON, or nothing, and were compared as documents
	root        *part
	text        []textLine // if not JSON
	newline     bool       // one of the texts ends with a newline and the other does not
}

// Compare compares two texts: as documents if both are JSON or blank, else by lines. The
// time it takes is bounded, about in proportion to the texts.
func Compare(left, right string) *Result {
	l, okL := jsondiff.Parse(left)
	r, okR := jsondiff.Parse(right)
	if !okL || !okR {
		return compareText(left, right)
	}
	d := jsondiff.Compare(l, r)
	return &Result{Counts: d.Counts, Differences: d.Differences, JSON: true, root: d.Root}
}

// list gives a difference its number.
func (res *Result) list(p *part) {
	res.Differences++
	p.Number = res.Differences
}
