package editor

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/screen"
)

// vimOperators are the operators. They work on what a motion goes over, on an object, or on
// what is selected.
var vimOperators = []vimKey{
	{"vim-delete", "d", false, "delete over a motion; dd deletes the line"},
	{"vim-change", "c", false, "change over a motion; cc changes the line"},
	{"vim-copy", "y", false, "copy over a motion; yy copies the line"},
	{"vim-indent", ">", false, "indent over a motion; >> indents the line"},
	{"vim-indent-less", "<", false, "indent less"},
}

// operateLines lets an operator, typed twice, work on so many lines.
func (e *Editor) operateLines(op rune, s stroke) tea.Cmd {
	n := e.buf.line(e.sel.cursor)
	last := min(n+s.count-1, e.buf.lines()-1)
	return e.operate(op, e.sel.cursor, e.buf.start(last), true)
}

// operateSelection lets an operator work on what is selected, which it is not any more.
func (e *Editor) operateSelection(op rune, lines bool) tea.Cmd {
	from, to := e.selected()
	if lines && to > from && to == e.buf.start(e.buf.line(to)) {
		to--
	}
	e.vim.drop()
	e.vim.mode = normalMode
	e.moveTo(from, false)
	return e.operate(op, from, to, lines)
}

// operate lets an operator work on text[from:to], or on the lines that it touches.
func (e *Editor) operate(op rune, from, to int, lines bool) tea.Cmd {
	first, last := e.buf.line(from), e.buf.line(to)
	if !lines && from >= to && op != 'c' {
		return nil
	}
	switch op {
	case '>', '<':
		e.indent(first, last, op == '>')
		return nil
	case 'y':
		at := from
		if lines {
			at = min(e.sel.cursor, from)
		}
		e.yank(from, to, lines)
		e.moveTo(at, false)
		e.notice = screen.Bytes(len(e.register)) + " copied"
		return copied(e.register)
	}
	e.yank(from, to, lines)
	switch {
	case op == 'c' && lines:
		from, to = e.firstSign(first), e.buf.end(last)
		if e.put(from, max(from, to), "", from, other) {
			e.startInsert(1)
		}
	case op == 'c':
		if e.put(from, to, "", from, other) {
			e.startInsert(1)
		}
	case lines:
		from, to = e.buf.start(first), e.buf.start(last+1)
		if last == e.buf.lines()-1 && first > 0 {
			from = e.buf.end(first - 1) // the last line takes the line end before it along
		}
		e.put(from, to, "", from, other)
		e.moveTo(e.firstSign(min(first, e.lastLine())), false)
	default:
		e.put(from, to, "", from, other)
	}
	return nil
}

// yank keeps text[from:to], or the lines that it touches, for a paste.
func (e *Editor) yank(from, to int, lines bool) {
	if !lines {
		e.keep(e.buf.slice(from, to), false)
		return
	}
	text := e.buf.slice(e.buf.start(e.buf.line(from)), e.buf.start(e.buf.line(to)+1))
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	e.keep(text, true)
}

// changeWord is c with w, which leaves the blanks behind a word alone.
func (e *Editor) changeWord(s stroke, big bool) tea.Cmd {
	to := e.sel.cursor
	for i := range s.count {
		if i > 0 || e.sort(e.rightOf(to), big) == e.sort(to, big) {
			to = e.wordEnd(to, big)
		}
	}
	return e.operate('c', e.sel.cursor, e.rightOf(to), false)
}

// indent puts a level of indentation before lines, or takes one away.
func (e *Editor) indent(first, last int, more bool) {
	by := e.indentUnit()
	start := e.buf.start(first)
	end := e.buf.end(last)
	var out strings.Builder
	for n := first; n <= last; n++ {
		line := e.buf.slice(e.buf.start(n), min(e.buf.start(n+1), max(end, e.buf.start(n))))
		switch {
		case more && !blankText(line):
			out.WriteString(by)
		case more:
		case strings.HasPrefix(line, "\t"):
			line = line[1:]
		default:
			cut := 0
			for cut < len(line) && cut < len(by) && line[cut] == ' ' {
				cut++
			}
			line = line[cut:]
		}
		out.WriteString(line)
		if out.Len() > MaxText {
			break // put refuses it
		}
	}
	e.put(start, end, out.String(), start, other)
	e.moveTo(e.firstSign(first), false)
}

// startInsert goes to insert mode, for text that has to be there so many times.
func (e *Editor) startInsert(times int) {
	e.vim.drop()
	e.vim.mode = insertMode
	e.vim.inserts.times, e.vim.inserts.from = times, len(e.vim.keys)
	e.sel.anchor = e.sel.cursor
	e.search.shown = false
}

// leaveInsert goes back to normal mode, when what was inserted is there as often as it
// has to be.
func (e *Editor) leaveInsert() {
	v := &e.vim
	// The last key is the one that leaves.
	if typed := v.keys[min(v.inserts.from, len(v.keys)):max(len(v.keys)-1, 0)]; v.inserts.times > 1 && len(typed) > 0 && !v.alone {
		for range min(v.inserts.times-1, maxVimKeys/len(typed)) {
			if v.inserts.again != nil {
				v.inserts.again(e)
			}
			for _, k := range typed {
				e.plainKey(k)
			}
			if e.notice != "" {
				break // there is no room for more
			}
		}
	}
	v.inserts = insertion{}
	v.mode = normalMode
	at := e.sel.cursor
	if at > e.buf.start(e.buf.line(at)) {
		at = e.leftOf(at)
	}
	e.moveTo(at, false)
}

// openLine begins a line above or below the cursor's.
func (e *Editor) openLine(below bool) {
	n := e.buf.line(e.sel.cursor)
	if below {
		e.moveTo(e.buf.end(n), false)
		e.newline()
		return
	}
	start, indent := e.buf.start(n), e.indentOf(n)
	e.put(start, start, indent+e.lineEnd(n), start+len(indent), other)
}

// pasted is what was deleted or copied last, as often as a stroke says. It reports false, and says
// why, if that cannot be.
func (e *Editor) pasted(s stroke) (text string, ok bool) {
	if e.register == "" {
		e.notice = "nothing to paste"
		return "", false
	}
	if s.count > MaxText/len(e.register) {
		e.notice = "not done: the text would be larger than " + screen.Bytes(MaxText)
		return "", false
	}
	return strings.Repeat(e.register, s.count), true
}

// putBack pastes what was deleted or copied last: lines below or above the cursor's,
// other text behind or before the character at the cursor.
func (e *Editor) putBack(s stroke, before bool) {
	text, ok := e.pasted(s)
	if !ok {
		return
	}
	n := e.buf.line(e.sel.cursor)
	if !e.registerLines {
		at := e.sel.cursor
		if !before && at < e.buf.end(n) {
			at = e.rightOf(at)
		}
		if e.put(at, at, text, at+len(text), other) && !strings.Contains(text, "\n") {
			e.moveTo(e.leftOf(at+len(text)), false)
		} else {
			e.moveTo(at, false)
		}
		return
	}
	at := e.buf.start(n)
	if !before {
		at = e.buf.start(n + 1)
		if n == e.buf.lines()-1 {
			eol := e.lineEnd(n)
			text = eol + strings.TrimSuffix(strings.TrimSuffix(text, "\n"), "\r")
			if e.put(at, at, text, at, other) {
				e.moveTo(e.firstSign(n+1), false)
			}
			return
		}
	}
	if e.put(at, at, text, at, other) {
		e.moveTo(e.firstSign(e.buf.line(at)), false)
	}
}

// putOver pastes in the place of what is selected, which is what can be pasted next.
func (e *Editor) putOver(s stroke, lines bool) {
	text, ok := e.pasted(s)
	if !ok {
		return
	}
	whole := e.registerLines
	from, to := e.selected()
	old := e.buf.slice(from, to)
	switch {
	case !lines && whole:
		text = "\n" + text
	case lines && !whole:
		text += "\n"
	}
	if lines && !strings.HasSuffix(old, "\n") { // the last line has no line end
		old += "\n"
		text = strings.TrimSuffix(text, "\n")
	}
	e.vim.mode = normalMode
	if e.put(from, to, text, from, other) {
		e.keep(old, lines)
		e.moveTo(from, false)
	}
}

// join makes one line of several, with a blank where a line began.
func (e *Editor) join(first, last int) {
	last = min(last, e.buf.lines()-1)
	if last <= first {
		e.notice = "there is no line below"
		return
	}
	start, at := e.buf.start(first), 0
	var out strings.Builder
	out.WriteString(e.buf.slice(start, e.buf.end(first)))
	for n := first + 1; n <= last; n++ {
		at = out.Len()
		text := e.buf.slice(e.firstSign(n), e.buf.end(n))
		if text != "" && at > 0 && class(out.String()[at-1]) != 0 {
			out.WriteByte(' ')
		}
		out.WriteString(text)
	}
	e.put(start, e.buf.end(last), out.String(), start+at, other)
}

// swapCase makes capital letters of text small, and the other way round. What is not UTF-8
// stays as it is.
func swapCase(text string) string {
	return mapRunes(text, func(r rune) rune {
		if unicode.IsUpper(r) {
			return unicode.ToLower(r)
		}
		return unicode.ToUpper(r)
	})
}

func mapRunes(text string, to func(rune) rune) string {
	out := make([]byte, 0, len(text))
	for len(text) > 0 {
		r, size := utf8.DecodeRuneInString(text)
		if r == utf8.RuneError && size == 1 {
			out = append(out, text[0])
		} else {
			out = utf8.AppendRune(out, to(r))
		}
		text = text[size:]
	}
	return string(out)
}

// behind returns what is so many characters behind the cursor, on its line, and how many
// there are.
func (e *Editor) behind(count int) (to, n int) {
	to = e.sel.cursor
	for end := e.endOfLine(); n < count && to < end; n++ {
		to = e.rightOf(to)
	}
	return to, n
}

// repeat does the last change again.
func (e *Editor) repeat(s stroke) tea.Cmd {
	v := &e.vim
	if len(v.last) == 0 {
		e.notice = "nothing to repeat"
		return nil
	}
	keys := append([]tea.KeyMsg(nil), v.last...)
	if s.given { // in the place of the count that it had
		for len(keys) > 0 && len(keys[0].Runes) == 1 && unicode.IsDigit(keys[0].Runes[0]) {
			keys = keys[1:]
		}
		var count []tea.KeyMsg
		for _, r := range strconv.Itoa(s.count) {
			count = append(count, tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
		}
		keys = append(count, keys...)
	}
	cmds := make([]tea.Cmd, 0, len(keys))
	for _, k := range keys {
		cmds = append(cmds, e.vimFeed(k))
	}
	if !v.idle() {
		e.resetVim()
	}
	return tea.Batch(cmds...)
}
