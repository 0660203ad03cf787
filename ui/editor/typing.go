package editor

import (
	"slices"
	"strings"
)

// pair is a bracket or quote whose closing half was put there by the editor, and not yet
// typed: typing it then goes over the one that is there. open and close are their offsets.
type pair struct{ open, close int }

// shiftPairs moves pairs along with the replacement of text[from:to] by text that is
// longer by delta, and drops those that it touched.
func shiftPairs(pairs []pair, from, to, delta int) []pair {
	pairs = slices.DeleteFunc(pairs, func(p pair) bool { return p.open >= from || p.close < to })
	for i := range pairs {
		pairs[i].close += delta
	}
	return pairs
}

// openPairs keeps the pairs that the cursor is inside of.
func openPairs(pairs []pair, sel span) []pair {
	return slices.DeleteFunc(pairs, func(p pair) bool {
		return sel.cursor <= p.open || sel.cursor > p.close || sel.anchor <= p.open || sel.anchor > p.close
	})
}

var closing = map[rune]byte{'{': '}', '[': ']', '"': '"'}

// inside returns what is known about the place at offset i: whether it is in a string.
func (e *Editor) inside(i int) place {
	n := e.buf.line(i)
	return e.layout.seek(n, i-e.buf.start(n), far)
}

// typed takes one character in the place of the selection.
func (e *Editor) typed(r rune) {
	from, to := e.selected()
	switch {
	case from == to && (r == '}' || r == ']' || r == '"') && e.typedOver(byte(r)):
		return
	case from == to && (r == '}' || r == ']') && e.typedDedent(r):
		return
	case closing[r] != 0 && e.wantsPair(r, from, to):
		text := string(r) + string(rune(closing[r]))
		if e.put(from, to, text, from+1, typing) {
			e.pairs = append(e.pairs, pair{from, from + 1})
		}
		return
	}
	e.put(from, to, string(r), from+len(string(r)), typing)
}

// typedOver steps over the closing half that the editor had put there, if that is what
// comes next, and reports whether it did. Blanks and line ends in between are what
// newline and automatic indenting left, and go away if a line holds nothing else.
func (e *Editor) typedOver(c byte) bool {
	if len(e.pairs) == 0 {
		return false
	}
	p := e.pairs[len(e.pairs)-1]
	cursor := e.sel.cursor
	if e.buf.at(p.close) != c || p.close-cursor > near {
		return false
	}
	if c == '"' && (p.close != cursor || e.inside(cursor).esc) || c != '"' && e.inside(cursor).str {
		return false
	}
	if !blankText(e.buf.slice(cursor, p.close)) {
		return false
	}
	before := e.sel
	e.pairs = e.pairs[:len(e.pairs)-1]
	n := e.buf.line(cursor)
	start := e.buf.start(n)
	if n > 0 && e.buf.line(p.close) > n && cursor-start < near && blankText(e.buf.slice(start, cursor)) {
		// A line for what might have come before the bracket, and did not.
		at := e.buf.end(n - 1)
		below := e.buf.end(e.buf.line(p.close) - 1)
		shift := below - at
		return e.put(at, below, "", p.close-shift+1, typing)
	}
	e.sel = span{p.close + 1, p.close + 1}
	e.goal = -1
	e.record.follow(before, e.sel)
	e.reveal()
	return true
}

// typedDedent puts a closing bracket that is the first sign on its line under the line on
// which its other half stands, and reports whether it did.
func (e *Editor) typedDedent(r rune) bool {
	cursor := e.sel.cursor
	n := e.buf.line(cursor)
	start := e.buf.start(n)
	if cursor == start || cursor-start > maxIndent || !blankText(e.buf.slice(start, cursor)) {
		return false
	}
	open, ok := e.openBefore(cursor, nearby)
	if !ok || closing[rune(e.buf.at(open))] != byte(r) {
		return false
	}
	text := e.indentOf(e.buf.line(open)) + string(r)
	return e.put(start, cursor, text, start+len(text), typing)
}

// wantsPair reports whether an opening half that is typed in the place of text[from:to]
// gets its closing one at once: not inside strings, and not where more text follows, which
// may be what it is meant to enclose.
func (e *Editor) wantsPair(r rune, from, to int) bool {
	switch c := e.buf.at(to); {
	case to == e.buf.size(), c <= ' ', c == ',', c == ']', c == '}', c == ':' && r == '"':
	default:
		return false
	}
	if e.inside(from).str {
		return false
	}
	return r != '"' || from == 0 || class(e.buf.at(from-1)) != 1 && e.buf.at(from-1) != '"'
}

// maxIndent is the longest indentation that a new line copies.
const maxIndent = 256

// indentOf returns the blanks and tabs that line n begins with.
func (e *Editor) indentOf(n int) string {
	start, end := e.buf.start(n), e.buf.end(n)
	i := start
	for i < end && i-start < maxIndent && (e.buf.at(i) == ' ' || e.buf.at(i) == '\t') {
		i++
	}
	return e.buf.slice(start, i)
}

// indentUnit returns what one level of indentation is in this text: what the line behind
// an opening bracket has more than the one with it.
func (e *Editor) indentUnit() string {
	unit := "  "
	for n := range min(e.buf.lines(), 200) {
		indent := e.indentOf(n)
		if strings.HasPrefix(indent, "\t") {
			unit = "\t" // unless a bracket says otherwise
		}
		if c := e.buf.at(e.buf.end(n) - 1); c != '{' && c != '[' {
			continue
		}
		more, ok := strings.CutPrefix(e.indentOf(n+1), indent)
		if ok && more != "" && len(more) <= 8 {
			return more
		}
	}
	return unit
}

// lineEnd returns the line end that line n has, or the one above it.
func (e *Editor) lineEnd(n int) string {
	if n == e.buf.lines()-1 {
		n--
	}
	if n >= 0 && e.buf.start(n+1)-e.buf.end(n) == 2 {
		return "\r\n"
	}
	return "\n"
}

// newline breaks the line in the place of the selection. The new line is indented like
// the old one, or one level deeper behind an opening bracket, whose other half, if it
// follows, gets a line of its own.
func (e *Editor) newline() {
	from, to := e.selected()
	n := e.buf.line(from)
	start := e.buf.start(n)
	eol := e.lineEnd(n)
	indent := e.indentOf(n)
	indent = indent[:min(len(indent), from-start)]
	last := from - 1
	for last >= start && from-last < maxIndent && class(e.buf.at(last)) == 0 {
		last--
	}
	text, rest := eol+indent, ""
	if last >= start && !e.inside(from).str {
		if c := e.buf.at(last); c == '{' || c == '[' {
			text += e.indentUnit()
			if e.buf.at(to) == closing[rune(c)] {
				rest = eol + indent
			}
		}
	}
	e.put(from, to, text+rest, from+len(text), newline)
}

// backspace removes the selection, or the unit before the cursor together with the
// closing half that came with it.
func (e *Editor) backspace() {
	from, to := e.selected()
	if from == to {
		if n := len(e.pairs); n > 0 && e.pairs[n-1] == (pair{to - 1, to}) {
			e.put(to-1, to+1, "", to-1, erasing)
			return
		}
		from = e.leftOf(to)
	}
	e.put(from, to, "", from, erasing)
}

// deleteTo removes the selection, or what is between the cursor and offset i.
func (e *Editor) deleteTo(i int, k kind) {
	from, to := e.selected()
	if from == to {
		from, to = min(i, to), max(i, to)
	}
	e.put(from, to, "", from, k)
}
