package editor

import (
	"bytes"
	"strconv"
	"strings"
	"unicode"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/field"
	"expresso/ui/screen"
)

// asked says what a prompt is for.
type asked uint8

const (
	askFind asked = iota
	askLine
)

// prompt is the line at the bottom in which a search or a line number is typed.
type prompt struct {
	open bool
	what asked
	line field.Field
	from int // where the cursor was, for a search that finds nothing

	motion bool // the search is a motion of Vim's keys
}

// maxQuery is the longest selection, in bytes, that a search begins with.
const maxQuery = 256

// search is what was looked for last.
type search struct {
	query    string
	count    int    // hits in the text
	number   int    // which of them is selected, counted from 1
	revision uint64 // of the text that count is about, 0 if there is none
	shown    bool   // hits are marked
}

// fold reports whether capital and small letters (of ASCII) are the same to this search:
// they are unless a capital is asked for.
func (s *search) fold() bool { return strings.IndexFunc(s.query, unicode.IsUpper) < 0 }

// folded returns s with the capital letters of ASCII made small, in a copy.
func folded(s []byte) []byte {
	out := make([]byte, len(s))
	for i, c := range s {
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		out[i] = c
	}
	return out
}

// haystack returns text[from:to] in the form that the query is looked for in.
func (e *Editor) haystack(from, to int) []byte {
	text := e.buf.view(from, to, nil)
	if e.search.fold() {
		return folded(text)
	}
	return text
}

// findHits notes where the query stands in and around a window.
func (d *drawing) findHits(w window) {
	d.hits = d.hits[:0]
	e := d.e
	n := len(e.search.query)
	if !e.search.shown || n == 0 {
		return
	}
	from := max(w.start, w.start+w.p.off-n)
	to := min(e.buf.end(w.n), w.start+w.p.off+len(w.text)+n)
	text, query := e.haystack(from, to), []byte(e.search.query)
	for at := 0; ; {
		i := bytes.Index(text[at:], query)
		if i < 0 {
			return
		}
		at += i
		d.hits = append(d.hits, span{from + at, from + at + n})
		at += n
	}
}

// next selects the first hit from offset from on, or the last one before it, going round
// at the end of the text. It reports whether there is one.
func (e *Editor) next(from int, backward bool) bool {
	query := []byte(e.search.query)
	if len(query) == 0 {
		return false
	}
	text := e.haystack(0, e.buf.size())
	if e.search.revision != e.revision {
		e.search.count, e.search.revision = bytes.Count(text, query), e.revision
	}
	var i int
	if backward {
		if i = bytes.LastIndex(text[:from], query); i < 0 {
			i = bytes.LastIndex(text, query)
		}
	} else {
		if i = bytes.Index(text[from:], query); i >= 0 {
			i += from
		} else {
			i = bytes.Index(text, query)
		}
	}
	if i < 0 {
		return false
	}
	e.search.number = min(bytes.Count(text[:i], query)+1, e.search.count)
	e.moveTo(i, false)
	e.moveTo(i+len(query), true)
	return true
}

// findAgain goes to another hit of the last search.
func (e *Editor) findAgain(backward bool) {
	if e.search.query == "" {
		e.openPrompt(askFind)
		return
	}
	from, to := e.selected()
	switch {
	case backward:
		to = from
	case from == to && e.commanding():
		to = e.rightOf(to) // the cursor stands on the hit
	}
	if !e.next(to, backward) {
		e.notice = "not found: " + e.searched()
		return
	}
	if !e.prompt.open {
		e.notice = "find: " + e.searched() + "  " + e.hitNumber()
	}
}

// searched is what is looked for, as it can be shown.
func (e *Editor) searched() string { return screen.Visible(e.search.query) }

// hitNumber says which of how many hits is selected: 3 / 12.
func (e *Editor) hitNumber() string {
	if e.search.revision != e.revision || e.search.query == "" {
		return ""
	}
	if e.search.count == 0 {
		return "not found"
	}
	return screen.Count(int64(e.search.number)) + " / " + screen.Count(int64(e.search.count))
}

// openPrompt asks for what to find, beginning with the selection if it is on one line,
// or for a line.
func (e *Editor) openPrompt(what asked) {
	from, to := e.selected()
	e.prompt = prompt{open: true, what: what, from: from}
	e.notice = ""
	if what == askFind {
		e.search.shown = true
		if s := e.buf.slice(from, min(to, from+maxQuery)); s != "" && to-from < maxQuery && !strings.ContainsAny(s, "\r\n") {
			e.prompt.line.Set(s)
			e.setQuery(s)
		}
	}
	e.reveal()
}

func (e *Editor) closePrompt() {
	motion := e.prompt.open && e.prompt.motion
	e.prompt.open = false
	e.search.shown = false
	if motion {
		e.onSearched(false)
	}
}

// setQuery looks for s from where the search began.
func (e *Editor) setQuery(s string) {
	e.search.query = s
	e.search.revision = 0
	if s == "" || !e.next(min(e.prompt.from, e.buf.size()), false) {
		e.moveTo(e.prompt.from, false)
	}
}

// lineKeys are the keys, beside characters, that the line of a prompt uses itself.
var lineKeys = map[tea.KeyType]bool{
	tea.KeyBackspace: true, tea.KeyDelete: true,
	tea.KeyLeft: true, tea.KeyRight: true, tea.KeyHome: true, tea.KeyEnd: true,
	tea.KeyCtrlA: true, tea.KeyCtrlE: true, tea.KeyCtrlH: true, tea.KeyCtrlU: true, tea.KeyCtrlW: true,
}

// promptKey answers a key while a prompt is open.
func (e *Editor) promptKey(msg tea.KeyMsg) {
	p := &e.prompt
	defer e.settleVim()
	if a := e.asked(msg); a != nil {
		a.Do()
		return
	}
	before := p.line.Value()
	p.line.Update(msg)
	if text := p.line.Value(); text != before && p.what == askFind {
		e.setQuery(text)
	}
}

// promptNext takes what was typed: it goes to the next hit, or to the line.
func (e *Editor) promptNext() {
	switch p := &e.prompt; {
	case p.motion:
		e.onSearched(true)
	case p.what == askFind:
		e.findAgain(false)
	default:
		e.closePrompt()
		if e.commanding() {
			e.resetVim()
		}
		e.gotoTyped()
	}
}

// gotoTyped goes to the line, or line:column, in the prompt.
func (e *Editor) gotoTyped() {
	first, second, _ := strings.Cut(strings.TrimSpace(e.prompt.line.Value()), ":")
	line, err := strconv.Atoi(first)
	if err != nil {
		if first != "" {
			e.notice = "not a line number: " + screen.Visible(first)
		}
		return
	}
	column, err := strconv.Atoi(second)
	if err != nil {
		column = 1
	}
	e.Goto(line, column)
}

// promptLine draws the prompt over the whole width.
func (e *Editor) promptLine() string {
	label, state := " find: ", e.hitNumber()
	if e.prompt.what == askLine {
		label, state = " go to line: ", ""
	}
	if state != "" {
		state = "  " + state + " "
	}
	room := e.width - len(label) - screen.Width(state)
	if room < 4 {
		label, state, room = "", "", e.width
	}
	return e.paint.dim.Paint(label) + e.prompt.line.View(e.theme, room, e.focused) + e.paint.dim.Paint(state)
}
