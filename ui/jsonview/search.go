package jsonview

import (
	"sort"
	"strings"
)

// maxHits bounds the memory that hits take; a search that finds more has found nothing.
const maxHits = 100_000

// search looks for a text in a document. Unless the text has upper case letters, those of
// A to Z are found too.
type search struct {
	query   string
	typing  bool  // the query is being typed
	starts  []int // where the hits begin, in order
	current int   // which of them was gone to, from 1; 0 for none
	origin  int   // the line from which the search goes forward

	lowered   string // the document's text in lower case, made once
	loweredOf string
}

// run looks for the query in text.
func (s *search) run(text string) {
	s.starts, s.current = s.starts[:0], 0
	if s.query == "" {
		return
	}
	if s.query == lower(s.query) {
		if s.loweredOf != text {
			s.lowered, s.loweredOf = lower(text), text
		}
		text = s.lowered
	}
	for at := 0; len(s.starts) < maxHits; {
		i := strings.Index(text[at:], s.query)
		if i < 0 {
			return
		}
		s.starts = append(s.starts, at+i)
		at += i + len(s.query)
	}
}

// lower makes the letters A to Z small and leaves every offset as it is, which
// strings.ToLower does not.
func lower(s string) string {
	var b []byte
	for i := range len(s) {
		if c := s[i]; c >= 'A' && c <= 'Z' {
			if b == nil {
				b = []byte(s)
			}
			b[i] = c + ('a' - 'A')
		}
	}
	if b == nil {
		return s
	}
	return string(b)
}

// within returns the hits in the text from start to end, as offsets from start.
func (s *search) within(start, end int) hits {
	first := sort.SearchInts(s.starts, start)
	return hits{s.starts[first:sort.SearchInts(s.starts, end)], first + 1, start, len(s.query)}
}

// hits are some of a search's hits, in order.
type hits struct {
	starts []int
	number int // of the first, from 1
	base   int // what to take from a start for the offset in a line
	length int
}

// within returns those hits that have a part between two offsets of the line, as offsets
// from the first.
func (h hits) within(from, to int) hits {
	from, to = from+h.base, to+h.base
	first := sort.Search(len(h.starts), func(i int) bool { return h.starts[i]+h.length > from })
	last := sort.SearchInts(h.starts, to)
	return hits{h.starts[first:max(first, last)], h.number + first, from, h.length}
}

// next returns the offset of the next hit (step 1) or the one before it (step -1), round
// the ends of the document. Without a current hit, the next is the first at or after
// offset from.
func (s *search) next(step, from int) (offset int, ok bool) {
	n := len(s.starts)
	if n == 0 {
		return 0, false
	}
	if s.current == 0 {
		s.current = sort.SearchInts(s.starts, from) // the number of the one before it
		if step < 0 {
			s.current++
		}
	}
	s.current = (s.current-1+step+n)%n + 1
	return s.starts[s.current-1], true
}

// clear forgets the search. What was made for it in the document's size goes too.
func (s *search) clear() { *s = search{} }
