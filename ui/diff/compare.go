package diff

import (
	"strconv"
	"strings"

	"expresso/model/jsonvalue"
	"expresso/ui/screen"
)

// op is what became of a part of a document.
type op uint8

const (
	same      op = iota
	inside       // an object or array with differences in it
	changed      // another value
	added        // in the right document only
	removed      // in the left document only
	respelled    // the same number in other digits
)

// part is a place in either or both of two documents.
type part struct {
	op       op
	parent   *part
	key      string // in an object
	inObject bool
	l, r     *doc // nil where there is nothing
	li, ri   int  // places in an array
	parts    []*part
	moved    bool // the same keys in another order
	number   int  // of the difference, from 1; 0 if it is none of its own
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

// String is the counts in words: 3 changed, 1 added.
func (c Counts) String() string {
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

// brief is String where there is little room: what is only written differently is summed
// up as noted.
func (c Counts) brief() string {
	noted := c.Respelled + c.Reordered
	c.Respelled, c.Reordered = 0, 0
	switch {
	case noted == 0:
		return c.String()
	case c.None():
		return screen.Count(int64(noted)) + " noted"
	default:
		return c.String() + ", " + screen.Count(int64(noted)) + " noted"
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
	table       []uint16   // what alignments are worked out in
	newline     bool       // one of the texts ends with a newline and the other does not
}

// Compare compares two texts: as documents if both are JSON or blank, else by lines. The
// time it takes is bounded, about in proportion to the texts.
func Compare(left, right string) *Result {
	l, okL := parse(left)
	r, okR := parse(right)
	if !okL || !okR {
		return compareText(left, right)
	}
	res := &Result{JSON: true}
	res.root = res.compare(l, r)
	res.visit(res.root)
	res.table = nil
	return res
}

// parse reads a document; blank text is nothing, and as such all right.
func parse(text string) (*doc, bool) {
	if strings.TrimSpace(text) == "" {
		return nil, true
	}
	v, err := jsonvalue.Parse(text)
	if err != nil {
		return nil, false
	}
	d := newDoc(v)
	return &d, true
}

// compare makes a part of two values, either of which may be nil.
func (res *Result) compare(l, r *doc) *part {
	p := &part{l: l, r: r}
	switch {
	case l == nil && r == nil:
		p.op = same
	case l == nil:
		p.op = added
	case r == nil:
		p.op = removed
	case l.exact == r.exact:
		p.op = same
	case l.value.Kind() != r.value.Kind():
		p.op = changed
	case l.value.Kind() == jsonvalue.KindArray:
		p.op = inside
		res.array(p)
	case l.value.Kind() == jsonvalue.KindObject:
		p.op = inside
		res.object(p)
	case l.meaning == r.meaning:
		p.op = respelled
	default:
		p.op = changed
	}
	for _, kid := range p.parts {
		kid.parent = p
	}
	return p
}

// object compares by key. A member that only the right one has stands after the one that
// it follows there.
func (res *Result) object(p *part) {
	left, right := p.l.value, p.r.value
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
			p.moved = p.moved || at < last
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
			kid := res.compare(nil, &p.r.kids[i])
			kid.key, kid.inObject = right.Member(i).Key, true
			p.parts = append(p.parts, kid)
		}
	}
	insert("")
	for i := range left.Len() {
		key := left.Member(i).Key
		var r *doc
		if both[key] {
			r = &p.r.kids[place[key]]
		}
		kid := res.compare(&p.l.kids[i], r)
		kid.key, kid.inObject = key, true
		p.parts = append(p.parts, kid)
		if both[key] {
			insert("k" + key)
		}
	}
}

// array compares element by element, aligned so that as much as possible stays the same.
func (res *Result) array(p *part) {
	left, right := p.l.kids, p.r.kids
	for _, pair := range res.align(left, right) {
		var l, r *doc
		if pair.l >= 0 {
			l = &left[pair.l]
		}
		if pair.r >= 0 {
			r = &right[pair.r]
		}
		kid := res.compare(l, r)
		kid.li, kid.ri = pair.l, pair.r
		p.parts = append(p.parts, kid)
	}
}

// visit counts the differences, and numbers them in the order in which they are shown.
func (res *Result) visit(p *part) {
	c := &res.Counts
	switch p.op {
	case changed:
		c.Changed++
	case added:
		c.Added++
	case removed:
		c.Removed++
	case respelled:
		c.Respelled++
	case inside:
		if p.moved {
			c.Reordered++
			res.list(p)
		}
		for _, kid := range p.parts {
			res.visit(kid)
		}
		return
	default:
		return
	}
	res.list(p)
}

// list gives a difference its number.
func (res *Result) list(p *part) {
	res.Differences++
	p.number = res.Differences
}

// path is where the part is, as a JSONPath. An element that has moved has both places.
func (p *part) path() string {
	var steps []string
	for ; p.parent != nil; p = p.parent {
		switch {
		case p.inObject && isName(p.key):
			steps = append(steps, "."+p.key)
		case p.inObject:
			steps = append(steps, "["+jsonvalue.NewString(cut(p.key, maxPathKey)).String()+"]")
		case p.li < 0:
			steps = append(steps, "["+strconv.Itoa(p.ri)+"]")
		case p.ri < 0 || p.ri == p.li:
			steps = append(steps, "["+strconv.Itoa(p.li)+"]")
		default:
			steps = append(steps, "["+strconv.Itoa(p.li)+"→"+strconv.Itoa(p.ri)+"]")
		}
	}
	var b strings.Builder
	b.WriteString("$")
	for i := len(steps) - 1; i >= 0; i-- {
		b.WriteString(steps[i])
	}
	return b.String()
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
