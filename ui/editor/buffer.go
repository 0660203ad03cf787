package editor

import "sort"

// buffer is text as bytes, whatever they are, with the places where its lines begin.
// Both are kept apart at one point, the gap, which follows the edits: an edit where the
// last one was costs its own length, an edit elsewhere the distance in between.
// Offsets count bytes of the text from 0.
type buffer struct {
	data []byte // text[:gap], then the gap, then text[gap:]
	gap  int    // length of the text before the gap
	room int    // length of the gap

	before []int // where lines 1, 2, ... begin, as far as that is at most gap; line 0 begins at 0
	after  []int // the other lines, last one first, by their distance from the end of the text
}

// minRoom is the gap that is left when a buffer grows: several screens of typing.
const minRoom = 4096

func newBuffer(text string) *buffer {
	b := &buffer{}
	b.reset(text)
	return b
}

// reset makes text the whole text.
func (b *buffer) reset(text string) {
	b.data = make([]byte, 0, len(text)+minRoom)
	b.data = append(b.data, text...)
	b.gap, b.room = len(text), cap(b.data)-len(text)
	b.data = b.data[:cap(b.data)]
	b.before, b.after = appendStarts(nil, text, 0), nil
}

// appendStarts appends the places in a text at which lines begin because of the line
// ends in s, which stands at offset at.
func appendStarts(starts []int, s string, at int) []int {
	for i := range len(s) {
		if s[i] == '\n' {
			starts = append(starts, at+i+1)
		}
	}
	return starts
}

func (b *buffer) size() int  { return len(b.data) - b.room }
func (b *buffer) lines() int { return 1 + len(b.before) + len(b.after) }

// at returns the byte at offset i, 0 outside the text.
func (b *buffer) at(i int) byte {
	switch {
	case i < 0 || i >= b.size():
		return 0
	case i < b.gap:
		return b.data[i]
	}
	return b.data[i+b.room]
}

// start returns where line n begins, for n of lines() or more the end of the text.
func (b *buffer) start(n int) int {
	switch n -= 1; {
	case n < 0:
		return 0
	case n < len(b.before):
		return b.before[n]
	case n < len(b.before)+len(b.after):
		return b.size() - b.after[len(b.after)-1-(n-len(b.before))]
	}
	return b.size()
}

// end returns where line n ends, its line end ("\n" or "\r\n") left out.
func (b *buffer) end(n int) int {
	if n >= b.lines()-1 {
		return b.size()
	}
	e := b.start(n+1) - 1
	if e > b.start(n) && b.at(e-1) == '\r' {
		e--
	}
	return e
}

// line returns the number of the line on which offset i stands.
func (b *buffer) line(i int) int {
	return sort.Search(b.lines()-1, func(n int) bool { return b.start(n+1) > i })
}

// view returns text[from:to] for reading until the next edit. It copies into scratch
// only if the gap lies inside.
func (b *buffer) view(from, to int, scratch []byte) []byte {
	switch {
	case to <= b.gap:
		return b.data[from:to]
	case from >= b.gap:
		return b.data[from+b.room : to+b.room]
	}
	scratch = append(scratch[:0], b.data[from:b.gap]...)
	return append(scratch, b.data[b.gap+b.room:to+b.room]...)
}

// piece returns the longest run of text around offset i that is stored in one piece, and
// the offset at which it begins. Outside the text it is empty.
func (b *buffer) piece(i int) (text []byte, from int) {
	switch {
	case i < 0 || i >= b.size():
		return nil, i
	case i < b.gap:
		return b.data[:b.gap], 0
	}
	return b.data[b.gap+b.room:], b.gap
}

// slice returns text[from:to] as a string of its own.
func (b *buffer) slice(from, to int) string { return string(b.view(from, to, nil)) }

// moveGap puts the gap before offset i.
func (b *buffer) moveGap(i int) {
	size := b.size()
	switch {
	case i < b.gap:
		copy(b.data[i+b.room:], b.data[i:b.gap])
	case i > b.gap:
		copy(b.data[b.gap:], b.data[b.gap+b.room:i+b.room])
	}
	b.gap = i
	for n := len(b.before); n > 0 && b.before[n-1] > i; n-- {
		b.after = append(b.after, size-b.before[n-1])
		b.before = b.before[:n-1]
	}
	for n := len(b.after); n > 0 && size-b.after[n-1] <= i; n-- {
		b.before = append(b.before, size-b.after[n-1])
		b.after = b.after[:n-1]
	}
}

// replace puts text in the place of text[from:to].
func (b *buffer) replace(from, to int, text string) {
	b.moveGap(from)
	// What is removed stands right behind the gap, which swallows it.
	left := b.size() - to
	for n := len(b.after); n > 0 && b.after[n-1] >= left; n-- {
		b.after = b.after[:n-1]
	}
	b.room += to - from
	if b.room < len(text) {
		b.grow(len(text))
	}
	copy(b.data[b.gap:], text)
	b.before = appendStarts(b.before, text, b.gap)
	b.gap += len(text)
	b.room -= len(text)
}

// grow makes the gap at least n bytes long.
func (b *buffer) grow(n int) {
	tail := b.data[b.gap+b.room:]
	size := b.gap + len(tail)
	data := make([]byte, size+max(n, size/8)+minRoom)
	copy(data, b.data[:b.gap])
	b.room = len(data) - size
	copy(data[b.gap+b.room:], tail)
	b.data = data
}
