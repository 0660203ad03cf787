package editor

// hit leads to another hit of the last search.
func hit(backward bool) func(*Editor, stroke) (int, bool) {
	return func(e *Editor, s stroke) (int, bool) {
		if e.search.query == "" {
			e.notice = "no search yet"
			return 0, false
		}
		sel := e.sel
		at := sel.cursor
		for range min(s.count, maxHits) {
			from := at
			if !backward {
				from = min(at+1, e.buf.size())
			}
			if !e.next(from, backward) {
				e.notice = "not found: " + e.searched()
				return 0, false
			}
			at = min(e.sel.anchor, e.sel.cursor)
		}
		e.sel = sel
		e.search.shown = true
		e.notice = "find: " + e.searched() + "  " + e.hitNumber()
		return at, true
	}
}

// maxHits bounds how many hits a count goes over: each costs a look over the text.
const maxHits = 100

// openSearch asks what to find; where it leads is decided when that is typed.
func (e *Editor) openSearch() {
	e.vim.origin, e.vim.alone = e.sel, true
	e.sel.anchor = e.sel.cursor
	e.prompt = prompt{open: true, what: askFind, motion: true, from: e.sel.cursor}
	e.search.shown = true
	e.reveal()
}

// onSearched goes to what was found, or back to where the search began.
func (e *Editor) onSearched(found bool) {
	v := &e.vim
	if found && e.prompt.line.Value() == "" {
		e.next(min(e.prompt.from+1, e.buf.size()), false) // what was looked for last
	}
	at := min(e.sel.anchor, e.sel.cursor)
	missed := found && !e.hasSelection() && e.search.query != ""
	found = found && e.hasSelection()
	e.prompt.open, e.prompt.motion, e.search.shown = false, false, false
	e.sel = v.origin
	op := v.op
	v.stroke(vimKey{})
	switch {
	case !found:
		e.moveTo(e.sel.cursor, v.mode != normalMode)
		if missed {
			e.notice = "not found: " + e.searched()
		}
		v.origin = span{}
	case op != 0:
		e.operateTo(op, at, exclusive, false)
	default:
		e.search.shown = true
		e.moveTo(at, v.mode != normalMode)
		e.notice = "find: " + e.searched() + "  " + e.hitNumber()
	}
	e.settleVim()
	if v.idle() {
		e.endVim()
	}
}
