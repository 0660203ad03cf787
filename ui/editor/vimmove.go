package editor

import (
	"bytes"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"
)

// reach says what an operator works on when it is given a motion.
type reach uint8

const (
	exclusive reach = iota // up to where the motion goes
	inclusive              // and the character there
	linewise               // the lines from here to there
)

// vimMotion is a way to go elsewhere.
type vimMotion struct {
	vimKey
	reach  reach
	column bool // keeps the column in goal
	// to returns where it goes, and false if it cannot. It changes nothing but goal.
	to func(e *Editor, s stroke) (int, bool)
}

// vimMotions lists them in the order in which help shows them.
var vimMotions []vimMotion

func init() {
	word := func(next func(e *Editor, i int, big bool) int, big bool) func(*Editor, stroke) (int, bool) {
		return func(e *Editor, s stroke) (int, bool) {
			at := e.sel.cursor
			for range s.count {
				to := next(e, at, big)
				if to == at {
					break
				}
				at = to
			}
			return at, at != e.sel.cursor
		}
	}
	lines := func(by func(s stroke, e *Editor) int) func(*Editor, stroke) (int, bool) {
		return func(e *Editor, s stroke) (int, bool) {
			n := e.buf.line(e.sel.cursor)
			to := max(0, min(n+by(s, e), e.buf.lines()-1))
			return e.upDown(to - n), to != n
		}
	}
	firsts := func(by int) func(*Editor, stroke) (int, bool) {
		return func(e *Editor, s stroke) (int, bool) {
			n := e.buf.line(e.sel.cursor)
			to := n + by*s.count
			return e.firstSign(to), to >= 0 && to < e.buf.lines()
		}
	}
	line := func(otherwise func(*Editor) int) func(*Editor, stroke) (int, bool) {
		return func(e *Editor, s stroke) (int, bool) {
			n := otherwise(e)
			if s.given {
				n = min(s.count, e.buf.lines()) - 1
			}
			return e.firstSign(n), true
		}
	}
	half := func(e *Editor) int { return max(e.textHeight()/2, 1) }
	page := func(e *Editor) int { return max(e.textHeight()-2, 1) }
	vimMotions = []vimMotion{
		{vimKey{"vim-left", "h", false, "left"}, exclusive, false, func(e *Editor, s stroke) (int, bool) {
			at, start := e.sel.cursor, e.buf.start(e.buf.line(e.sel.cursor))
			for i := 0; i < s.count && at > start; i++ {
				at = e.leftOf(at)
			}
			return at, at != e.sel.cursor
		}},
		{vimKey{"vim-right", "l", false, "right"}, exclusive, false, func(e *Editor, s stroke) (int, bool) {
			at, end := e.sel.cursor, e.endOfLine()
			for i := 0; i < s.count && at < end; i++ {
				at = e.rightOf(at)
			}
			return at, at != e.sel.cursor
		}},
		{vimKey{"vim-down", "j", false, "down"}, linewise, true, lines(func(s stroke, _ *Editor) int { return s.count })},
		{vimKey{"vim-up", "k", false, "up"}, linewise, true, lines(func(s stroke, _ *Editor) int { return -s.count })},
		{vimKey{"vim-next-word", "w", false, "next word"}, exclusive, false, word((*Editor).nextWord, false)},
		{vimKey{"vim-word-before", "b", false, "previous word"}, exclusive, false, word((*Editor).wordBefore, false)},
		{vimKey{"vim-end-of-word", "e", false, "end of word"}, inclusive, false, word((*Editor).wordEnd, false)},
		{vimKey{"vim-next-long-word", "W", false, "next word between blanks"}, exclusive, false, word((*Editor).nextWord, true)},
		{vimKey{"vim-long-word-before", "B", false, "previous word between blanks"}, exclusive, false, word((*Editor).wordBefore, true)},
		{vimKey{"vim-end-of-long-word", "E", false, "end of word between blanks"}, inclusive, false, word((*Editor).wordEnd, true)},
		{vimKey{"vim-start-of-line", "0", false, "start of line"}, exclusive, false, func(e *Editor, _ stroke) (int, bool) {
			return e.buf.start(e.buf.line(e.sel.cursor)), true
		}},
		{vimKey{"vim-start-of-text-on-line", "^", false, "start of the line's text"}, exclusive, false, func(e *Editor, _ stroke) (int, bool) {
			return e.firstSign(e.buf.line(e.sel.cursor)), true
		}},
		{vimKey{"vim-end-of-line", "$", false, "end of line"}, exclusive, true, func(e *Editor, s stroke) (int, bool) {
			e.goal = far
			return e.buf.end(min(e.buf.line(e.sel.cursor)+s.count-1, e.buf.lines()-1)), true
		}},
		{vimKey{"vim-first-line", "gg", false, "first line, or line number"}, linewise, false, line(func(*Editor) int { return 0 })},
		{vimKey{"vim-last-line", "G", false, "last line, or line number"}, linewise, false, line(func(e *Editor) int { return e.lastLine() })},
		{vimKey{"vim-next-line", "\n", false, "next line's text"}, linewise, false, firsts(1)},
		{vimKey{"vim-next-line", "+", false, "next line's text"}, linewise, false, firsts(1)},
		{vimKey{"vim-line-before", "-", false, "previous line's text"}, linewise, false, firsts(-1)},
		{vimKey{"vim-to-character", "f", true, "to this character"}, inclusive, false, seek('f')},
		{vimKey{"vim-back-to-character", "F", true, "back to this character"}, exclusive, false, seek('F')},
		{vimKey{"vim-up-to-character", "t", true, "up to this character"}, inclusive, false, seek('t')},
		{vimKey{"vim-back-up-to-character", "T", true, "back up to this character"}, exclusive, false, seek('T')},
		{vimKey{"vim-to-character-again", ";", false, "repeat the character search"}, inclusive, false, seekAgain(false)},
		{vimKey{"vim-to-character-the-other-way", ",", false, "repeat the character search backwards"}, inclusive, false, seekAgain(true)},
		{vimKey{"vim-matching-bracket", "%", false, "matching bracket"}, inclusive, false, (*Editor).otherHalf},
		{vimKey{"vim-empty-line-before", "{", false, "previous empty line"}, exclusive, false, emptyLine(-1)},
		{vimKey{"vim-next-empty-line", "}", false, "next empty line"}, exclusive, false, emptyLine(1)},
		{vimKey{"vim-find", "/", false, "find"}, exclusive, false, nil},
		{vimKey{"vim-find-next", "n", false, "find next"}, exclusive, false, hit(false)},
		{vimKey{"vim-find-previous", "N", false, "find previous"}, exclusive, false, hit(true)},
		{vimKey{"vim-find-word", "*", false, "find the word at the cursor"}, exclusive, false, func(e *Editor, s stroke) (int, bool) {
			from, to := e.wordAt(e.sel.cursor, false)
			if from == to || to-from > maxQuery || class(e.buf.at(from)) == 0 {
				return 0, false
			}
			e.search = search{query: e.buf.slice(from, to)}
			return hit(false)(e, s)
		}},
		{vimKey{"vim-half-page-down", string(ctrlD), false, "half a page down"}, linewise, true, lines(func(_ stroke, e *Editor) int { return half(e) })},
		{vimKey{"vim-half-page-up", string(ctrlU), false, "half a page up"}, linewise, true, lines(func(_ stroke, e *Editor) int { return -half(e) })},
		{vimKey{"vim-page-down", string(ctrlF), false, "page down"}, linewise, true, lines(func(s stroke, e *Editor) int { return s.count * page(e) })},
		{vimKey{"vim-page-up", string(ctrlB), false, "page up"}, linewise, true, lines(func(s stroke, e *Editor) int { return -s.count * page(e) })},
	}
}

// onMotion goes where a motion leads, or lets the operator that waits work on the way.
func (e *Editor) onMotion(m vimMotion) tea.Cmd {
	v := &e.vim
	if m.to == nil { // a search, whose end is not known yet
		v.typed = ""
		e.openSearch()
		return nil
	}
	op := v.op
	s := v.stroke(m.vimKey)
	if op == 'c' && (m.key == "w" || m.key == "W") && class(e.buf.at(e.sel.cursor)) != 0 {
		return e.changeWord(s, m.key == "W")
	}
	goal := e.goal
	to, ok := m.to(e, s)
	if !ok {
		if e.notice == "" && op != 0 {
			e.notice = "no text there"
		}
		return nil
	}
	if op == 0 {
		goal = e.goal
		e.moveTo(to, v.mode != normalMode)
		if m.column {
			e.goal = goal
		}
		return nil
	}
	e.goal = goal
	reach := m.reach
	if (m.key == ";" || m.key == ",") && to < e.sel.cursor {
		reach = exclusive
	}
	return e.operateTo(op, to, reach, m.key == "w" || m.key == "W")
}

// operateTo lets an operator work on what is between the cursor and to.
func (e *Editor) operateTo(op rune, to int, r reach, word bool) tea.Cmd {
	from := min(e.sel.cursor, to)
	to = max(e.sel.cursor, to)
	switch r {
	case linewise:
		return e.operate(op, from, to, true)
	case inclusive:
		to = e.rightOf(to)
	case exclusive:
		first, last := e.buf.line(from), e.buf.line(to)
		switch {
		case first == last:
		case word:
			// The last word of a line ends with the line.
			for last > first && to <= e.firstSign(last) {
				last--
				to = e.buf.end(last)
			}
			to = max(to, from)
		case to == e.buf.start(last) && from <= e.firstSign(first):
			return e.operate(op, from, e.buf.end(last-1), true)
		case to == e.buf.start(last):
			to = e.buf.end(last - 1)
		}
	}
	return e.operate(op, from, to, false)
}

// firstSign returns where the text of line n begins behind blanks.
func (e *Editor) firstSign(n int) int {
	i, end := e.buf.start(n), e.buf.end(n)
	for i < end && (e.buf.at(i) == ' ' || e.buf.at(i) == '\t') {
		i++
	}
	return i
}

// lastLine is the number of the last line; what follows the last line end is none.
func (e *Editor) lastLine() int {
	n := e.buf.lines() - 1
	if n > 0 && e.buf.start(n) == e.buf.size() {
		n--
	}
	return n
}

// sort is class, or with big only whether there is something.
func (e *Editor) sort(i int, big bool) int {
	c := class(e.buf.at(i))
	if big && c != 0 {
		return 1
	}
	return c
}

// emptyAt reports whether offset i is an empty line.
func (e *Editor) emptyAt(i int) bool {
	return (i == 0 || e.buf.at(i-1) == '\n') && (e.buf.at(i) == '\n' || e.buf.at(i) == '\r' && e.buf.at(i+1) == '\n')
}

// nextWord returns where the next word, or empty line, begins.
func (e *Editor) nextWord(i int, big bool) int {
	from, size := i, e.buf.size()
	for c := e.sort(i, big); c != 0 && i < size && e.sort(i, big) == c; {
		i++
	}
	for i < size && e.sort(i, big) == 0 && (i == from || !e.emptyAt(i)) {
		i++
	}
	return i
}

// wordBefore returns where the word before offset i, or an empty line, begins.
func (e *Editor) wordBefore(i int, big bool) int {
	if i == 0 {
		return 0
	}
	for i--; i > 0 && e.sort(i, big) == 0 && !e.emptyAt(i); {
		i--
	}
	for c := e.sort(i, big); c != 0 && i > 0 && e.sort(i-1, big) == c; {
		i--
	}
	return i
}

// wordEnd returns the last character of the word that offset i is in, or the next one.
func (e *Editor) wordEnd(i int, big bool) int {
	size := e.buf.size()
	to := e.rightOf(i)
	for to < size && e.sort(to, big) == 0 {
		to++
	}
	if to >= size {
		return i
	}
	for c := e.sort(to, big); to < size && e.sort(to, big) == c; {
		to++
	}
	return e.leftOf(to)
}

// seek looks on the line for the character that the key is given.
func seek(key rune) func(*Editor, stroke) (int, bool) {
	return func(e *Editor, s stroke) (int, bool) {
		e.vim.sought = sought{key, s.arg}
		return e.seekChar(e.vim.sought, s.count, false)
	}
}

func seekAgain(back bool) func(*Editor, stroke) (int, bool) {
	return func(e *Editor, s stroke) (int, bool) {
		w := e.vim.sought
		if back {
			w.key ^= 'f' ^ 'F' // the other case is the other way
		}
		return e.seekChar(w, s.count, true)
	}
}

// seekChar returns where f, F, t or T lead, the last two one character less far. Again,
// they do not stop at once before the character that they stopped at.
func (e *Editor) seekChar(w sought, count int, again bool) (int, bool) {
	if w.char == 0 {
		return 0, false
	}
	n := e.buf.line(e.sel.cursor)
	start := e.buf.start(n)
	text := e.buf.view(start, e.buf.end(n), nil)
	char := utf8.AppendRune(nil, w.char)
	at := e.sel.cursor - start
	forward, upTo := w.key == 'f' || w.key == 't', w.key == 't' || w.key == 'T'
	if upTo && again && count == 1 {
		switch {
		case forward && bytes.HasPrefix(text[min(at+1, len(text)):], char):
			at++
		case !forward && bytes.HasSuffix(text[:at], char):
			at -= len(char)
		}
	}
	for range count {
		if forward {
			i := bytes.Index(text[min(at+1, len(text)):], char)
			if i < 0 {
				return 0, false
			}
			at += 1 + i
			continue
		}
		if at = bytes.LastIndex(text[:at], char); at < 0 {
			return 0, false
		}
	}
	switch {
	case upTo && forward:
		return e.leftOf(start + at), true
	case upTo:
		return start + at + len(char), true
	}
	return start + at, true
}

// otherHalf returns where the other half is of the first bracket on the line from the
// cursor on.
func (e *Editor) otherHalf(stroke) (int, bool) {
	end := e.endOfLine()
	at := e.inside(e.sel.cursor)
	for i := e.sel.cursor; i < end; i++ {
		c := e.buf.at(i)
		if !at.str && (c == '{' || c == '[' || c == '}' || c == ']') {
			return e.match(i, MaxText)
		}
		at.step(c, 1, 1)
	}
	return 0, false
}

// emptyLine leads to the next empty line in a direction, or to that end of the text.
func emptyLine(by int) func(*Editor, stroke) (int, bool) {
	return func(e *Editor, s stroke) (int, bool) {
		n := e.buf.line(e.sel.cursor)
		empty := func(n int) bool { return e.buf.start(n) == e.buf.end(n) }
		for i, last := 0, e.buf.lines()-1; i < s.count && n+by >= 0 && n+by <= last; i++ {
			for n+by >= 0 && n+by <= last {
				if n += by; empty(n) && !empty(n-by) {
					break
				}
			}
		}
		to := e.buf.start(n)
		if by > 0 && !empty(n) {
			to = e.buf.end(n)
		}
		return to, to != e.sel.cursor
	}
}
