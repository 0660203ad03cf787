package editor

import tea "github.com/charmbracelet/bubbletea"

// vimObject is something that an operator works on, or that visual mode selects, around
// the cursor.
type vimObject struct {
	vimKey
	find func(e *Editor, count int) (r objectRange, ok bool)
}

// objectRange is where an object stands; with lines set, whole lines.
type objectRange struct {
	from, to int
	lines    bool
}

// vimObjects lists them in the order in which help shows them.
var vimObjects []vimObject

func init() {
	words := func(big, around bool) func(*Editor, int) (objectRange, bool) {
		return func(e *Editor, count int) (objectRange, bool) { return e.wordObject(big, around, count) }
	}
	strs := func(around bool) func(*Editor, int) (objectRange, bool) {
		return func(e *Editor, _ int) (objectRange, bool) { return e.stringObject(around) }
	}
	brackets := func(open byte, around bool) func(*Editor, int) (objectRange, bool) {
		return func(e *Editor, count int) (objectRange, bool) { return e.bracketObject(open, around, count) }
	}
	vimObjects = []vimObject{
		{vimKey{"vim-word", "iw", false, "the word"}, words(false, false)},
		{vimKey{"vim-word-and-blanks", "aw", false, "the word and the blanks after it"}, words(false, true)},
		{vimKey{"vim-long-word", "iW", false, "the word between blanks"}, words(true, false)},
		{vimKey{"vim-long-word-and-blanks", "aW", false, "the word between blanks, and the blanks after it"}, words(true, true)},
		{vimKey{"vim-inside-string", `i"`, false, "inside the string"}, strs(false)},
		{vimKey{"vim-string", `a"`, false, "the string with its quotes"}, strs(true)},
	}
	for _, pair := range []struct{ open, close, also, what string }{{"{", "}", "B", "object"}, {"[", "]", "", "array"}} {
		for _, k := range []string{pair.open, pair.close, pair.also} {
			if k != "" {
				vimObjects = append(vimObjects,
					vimObject{vimKey{"vim-inside-" + pair.what, "i" + k, false, "inside the " + pair.what}, brackets(pair.open[0], false)},
					vimObject{vimKey{"vim-" + pair.what, "a" + k, false, "the " + pair.what + " with its brackets"}, brackets(pair.open[0], true)})
			}
		}
	}
}

// onObject selects an object, or lets the operator that waits work on it.
func (e *Editor) onObject(o vimObject) tea.Cmd {
	v := &e.vim
	op := v.op
	s := v.stroke(o.vimKey)
	r, ok := o.find(e, s.count)
	if !ok {
		e.notice = "not here: " + o.what
		return nil
	}
	if op != 0 {
		return e.operate(op, r.from, r.to, r.lines)
	}
	if r.from == r.to {
		return nil
	}
	v.mode = visualMode
	if r.lines {
		v.mode = linesMode
	}
	e.moveTo(r.from, false)
	e.moveTo(e.leftOf(r.to), true)
	return nil
}

// wordAt returns the word, or the run of signs or blanks, on one line, at offset i.
func (e *Editor) wordAt(i int, big bool) (from, to int) {
	n := e.buf.line(i)
	start, end := e.buf.start(n), e.buf.end(n)
	from, to = i, i
	for c := e.sort(i, big); to < end && e.sort(to, big) == c; {
		to++
	}
	for c := e.sort(i, big); from > start && e.sort(from-1, big) == c; {
		from--
	}
	return from, to
}

// wordObject finds so many words, and with around the blanks behind the last one, or else
// those before the first.
func (e *Editor) wordObject(big, around bool, count int) (objectRange, bool) {
	end := e.endOfLine()
	from, to := e.wordAt(e.sel.cursor, big)
	blank := func(i int) bool { return e.sort(i, big) == 0 }
	if around {
		count = 2*count - 1 // with the blanks between the words
	}
	for i := 1; i < count && to < end; i++ {
		_, to = e.wordAt(to, big)
	}
	if !around {
		return objectRange{from, to, false}, from < to
	}
	switch start := e.buf.start(e.buf.line(from)); {
	case to < end && (blank(from) || blank(to)):
		_, to = e.wordAt(to, big)
	case from > start && blank(from-1):
		from, _ = e.wordAt(from-1, big)
	}
	return objectRange{from, to, false}, from < to
}

// stringObject finds the string that the cursor is in or, on the same line, before.
func (e *Editor) stringObject(around bool) (objectRange, bool) {
	n := e.buf.line(e.sel.cursor)
	end := e.buf.end(n)
	var p place
	open := -1
	for i := e.buf.start(n); i < end; i++ {
		was := p.str
		p.step(e.buf.at(i), 1, 1)
		switch {
		case p.str && !was:
			open = i
		case was && !p.str && i >= e.sel.cursor:
			if !around {
				return objectRange{open + 1, i, false}, true
			}
			to := i + 1
			for to < end && class(e.buf.at(to)) == 0 {
				to++
			}
			return objectRange{open, to, false}, true
		}
	}
	return objectRange{}, false
}

// bracketObject finds what the cursor stands in, so many brackets of a sort up. What
// stands on lines of its own between them is whole lines.
func (e *Editor) bracketObject(open byte, around bool, count int) (objectRange, bool) {
	at := e.sel.cursor
	if e.inside(at).str {
		for at--; e.buf.at(at) != '"' || e.escaped(at); at-- {
		}
	} else if e.buf.at(at) == open {
		at++ // on a bracket is inside of it
	}
	for {
		i, ok := e.openBefore(at, MaxText)
		if !ok {
			return objectRange{}, false
		}
		at = i
		if e.buf.at(i) != open {
			continue
		}
		if count--; count <= 0 {
			break
		}
	}
	to, ok := e.match(at, MaxText)
	switch {
	case !ok:
		return objectRange{}, false
	case around:
		return objectRange{at, to + 1, false}, true
	}
	from := at + 1
	first, last := e.buf.line(from), e.buf.line(to)
	if last > first && blankText(e.buf.slice(from, e.buf.end(first))) && e.firstSign(last) == to {
		if last == first+1 {
			return objectRange{}, false // nothing is between them
		}
		return objectRange{e.buf.start(first + 1), e.buf.end(last - 1), true}, true
	}
	return objectRange{from, to, false}, true
}
