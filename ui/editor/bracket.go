package editor

// nearby is how far, in bytes, other halves of brackets are looked for without being
// asked: to mark those on screen it suffices, and it costs no more than 20 µs a key.
const nearby = 16 << 10

// bracketAt returns the offset of the bracket at the cursor, or else just before it.
func (e *Editor) bracketAt() (i int, ok bool) {
	for _, i := range [2]int{e.sel.cursor, e.sel.cursor - 1} {
		switch e.buf.at(i) {
		case '{', '}', '[', ']':
			if !e.inside(i).str {
				return i, true
			}
		}
	}
	return 0, false
}

// match returns the other half of the bracket at offset i, if it stands at most limit
// bytes away and is of the same sort. Brackets in strings do not count.
func (e *Editor) match(i, limit int) (j int, ok bool) {
	switch e.buf.at(i) {
	case '{', '[':
		j, ok = e.closeAfter(i+1, limit)
		return j, ok && e.buf.at(j) == closing[rune(e.buf.at(i))]
	case '}', ']':
		j, ok = e.openBefore(i, limit)
		return j, ok && e.buf.at(i) == closing[rune(e.buf.at(j))]
	}
	return 0, false
}

// closeAfter returns the first bracket from offset i on, which must not be in a string,
// that closes what was opened before i.
func (e *Editor) closeAfter(i, limit int) (int, bool) {
	depth, str, esc := 0, false, false
	for end := min(e.buf.size(), i+limit); i < end; {
		text, from := e.buf.piece(i)
		for _, c := range text[i-from : min(len(text), end-from)] {
			switch {
			case c == '\n':
				str, esc = false, false // strings do not continue over the end of a line
			case esc:
				esc = false
			case c == '"':
				str = !str
			case c == '\\':
				esc = str
			case str:
			case c == '{' || c == '[':
				depth++
			case c == '}' || c == ']':
				if depth == 0 {
					return i, true
				}
				depth--
			}
			i++
		}
	}
	return 0, false
}

// openBefore returns the last bracket before offset i, which must not be in a string, that
// is still open there.
func (e *Editor) openBefore(i, limit int) (int, bool) {
	depth, str := 0, false
	for end := max(0, i-limit); i > end; {
		text, from := e.buf.piece(i - 1)
		for i > max(end, from) {
			i--
			switch c := text[i-from]; {
			case c == '\n':
				str = false
			case c == '"':
				if !e.escaped(i) {
					str = !str
				}
			case str:
			case c == '}' || c == ']':
				depth++
			case c == '{' || c == '[':
				if depth == 0 {
					return i, true
				}
				depth--
			}
		}
	}
	return 0, false
}

// escaped reports whether an odd number of backslashes stands before offset i.
func (e *Editor) escaped(i int) bool {
	n := 0
	for e.buf.at(i-1-n) == '\\' && n < nearby {
		n++
	}
	return n%2 == 1
}

// jumpToBracket moves the cursor from a bracket to its other half, or from elsewhere to
// the one that opens what it stands in.
func (e *Editor) jumpToBracket(extend bool) {
	if i, ok := e.bracketAt(); ok {
		if j, ok := e.match(i, MaxText); ok {
			e.moveTo(j, extend)
		} else {
			e.notice = "this bracket has no match"
		}
		return
	}
	if e.inside(e.sel.cursor).str {
		e.notice = "no bracket here"
		return
	}
	if i, ok := e.openBefore(e.sel.cursor, MaxText); ok {
		e.moveTo(i, extend)
	} else {
		e.notice = "no bracket here"
	}
}
