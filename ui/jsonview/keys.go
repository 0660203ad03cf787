package jsonview

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/action"
	"expresso/ui/clipboard"
)

// bind makes what answers keys: those of arrows and of vi.
func (v *View) bind() {
	act := func(id, label, title string, do func(), keys ...string) action.Action {
		return action.Of(id, title, func() { v.said = ""; v.frame = ""; do() }, keys...).As(label)
	}
	fold := func(id, label, title string, do func(p *pane), keys ...string) action.Action {
		return act(id, label, title, func() { do(v.pane); v.show() }, keys...).Unless(func() bool { return !v.pane.json })
	}
	copies := func(id, what string, text func() string) action.Action {
		a := act(id, "", "copy "+what, nil)
		a.Do = func() tea.Cmd {
			v.said, v.frame = "", ""
			msg := clipboard.CopyMsg{Text: text(), What: "the " + what}
			return func() tea.Msg { return msg }
		}
		return a
	}
	still := func() bool { return v.search.query == "" }
	wrapped := func() bool { return v.wrap }
	text := func() bool { return !v.pane.json }
	v.table = action.New(
		act("search-document", "/", "search", v.beginSearch, "/"),
		act("next-hit", "n", "next hit", func() { v.goToHit(1) }, "n").Unless(still),
		act("previous-hit", "N", "previous hit", func() { v.goToHit(-1) }, "N").Unless(still),
		act("end-search", "esc", "end the search", func() { v.search.clear(); v.find() }, "esc").Unless(still),
		fold("fold-or-unfold", "enter", "fold or unfold", func(p *pane) { v.toggle(p.node(p.cursor)) }, "enter", " "),
		fold("fold", "←/h", "fold, or go to the parent", v.foldOne, "left", "h"),
		fold("unfold", "→/l", "unfold, or go inside", v.unfoldOne, "right", "l"),
		fold("fold-all", "-", "fold all", func(p *pane) { p.foldTo(1) }, "-"),
		fold("unfold-all", "+", "unfold all", func(p *pane) { p.unfoldAll() }, "+", "="),
		fold("fold-to-level", "alt+1-9", "fold to that level", func(p *pane) {
			if s := v.table.Pressed(); s != "" {
				if level := int(s[len(s)-1] - '0'); level >= 1 && level <= 9 {
					p.foldTo(level)
				}
			}
		}, "alt+1", "alt+2", "alt+3", "alt+4", "alt+5", "alt+6", "alt+7", "alt+8", "alt+9"),
		fold("open-json-in-string", "o", "open the JSON in a string", func(*pane) {
			if !v.expand() {
				v.said = "no string with JSON here"
			}
		}, "o"),
		copies("copy-value", "value", func() string { return v.pane.value(v.pane.cursor) }).Unless(text),
		copies("copy-path", "path", func() string { return v.pane.path(v.pane.cursor, 0) }).Unless(text),
		copies("copy-line", "line", func() string { return v.pane.content(v.pane.cursor) }).Unless(func() bool { return v.pane.json }),
		copies("copy-all", "all", func() string { return v.given }),
		action.Menu("copy-menu", "Copy", v.Copying, "y"),
		action.Action{ID: "try-expression", Title: "try an expression on this document", Keys: []string{"|"}, Label: "|", Hidden: text, Do: func() tea.Cmd {
			msg := EvalMsg{v.given, v.Of}
			return func() tea.Msg { return msg }
		}},
		act("wrap-lines", "w", "wrap lines", func() { v.SetWrap(!v.wrap) }, "w"),
		act("scroll-document-left", "H", "scroll left", func() { v.sideways(-max(1, v.textWidth()/4)) }, "H", "shift+left").Unless(wrapped),
		act("scroll-document-right", "L", "scroll right", func() { v.sideways(max(1, v.textWidth()/4)) }, "L", "shift+right").Unless(wrapped),
		act("beginning-of-line", "^", "start of the line", func() { v.pane.left = 0 }, "^").Unless(wrapped),
		act("end-of-line", "$", "end of the line", func() {
			p := v.pane
			p.left = max(0, v.indentOf(p.cursor)+v.layout(p.cursor).cells-v.textWidth())
		}, "$").Unless(wrapped),
		act("text-as-it-came", "v", "view: JSON, dimmed, unmodified", v.turnDrawing, "v").Unless(func() bool { return !v.source.json }),
		act("document-up", "↑/k", "up", v.up, "up", "k"),
		act("document-down", "↓/j", "down", v.down, "down", "j"),
		act("document-page-up", "pgup", "page up", func() { v.page(-max(1, v.room()-1)) }, "pgup", "ctrl+b"),
		act("document-page-down", "pgdn", "page down", func() { v.page(max(1, v.room()-1)) }, "pgdown", "ctrl+f"),
		act("document-half-page-up", "ctrl+u", "half a page up", func() { v.page(-max(1, v.room()/2)) }, "ctrl+u"),
		act("document-half-page-down", "ctrl+d", "half a page down", func() { v.page(max(1, v.room()/2)) }, "ctrl+d"),
		act("document-top", "g", "top", func() {
			v.pane.top, v.pane.sub = 0, 0
			v.goTo(0)
		}, "g", "home"),
		act("document-bottom", "G", "bottom", func() {
			p := v.pane
			p.top, p.sub = v.lowest()
			v.goTo(p.line(p.rows() - 1))
		}, "G", "end"),
		fold("next-on-this-level", "J", "next on this level", func(p *pane) { p.cursor = p.sibling(p.cursor, 1) }, "J", "shift+down"),
		fold("previous-on-this-level", "K", "previous on this level", func(p *pane) { p.cursor = p.sibling(p.cursor, -1) }, "K", "shift+up"),
	)
	v.typing = action.New(
		act("stay-at-hit", "enter", "stay at the hit", v.keepSearch, "enter"),
		act("next-hit-while-typing", "↓", "next hit", func() { v.goToHit(1) }, "down"),
		act("previous-hit-while-typing", "↑", "previous hit", func() { v.goToHit(-1) }, "up"),
		act("drop-search", "esc", "end the search", v.dropSearch, "esc"),
	)
}

// Bind gives the actions other keys.
func (v *View) Bind(keys action.Keys) {
	v.table.Bind(keys)
	v.typing.Bind(keys)
}

// Actions returns what can be done now, in the order in which it is shown.
func (v *View) Actions() []action.Action {
	switch {
	case v.search.typing:
		return v.typing.All()
	case v.blank():
		return nil
	}
	return v.table.Now()
}

// All lists what can be done at any time.
func (v *View) All() []action.Action { return slices.Concat(v.table.All(), v.typing.All()) }

// Hint is an action in a footer under another word.
func (v *View) Hint(id, word string) key.Help { return v.table.Hint(id, word) }

// Update answers a key; see Mouse for the mouse. What it does not know it leaves alone.
func (v *View) Update(msg tea.Msg) tea.Cmd {
	k, ok := msg.(tea.KeyMsg)
	if !ok {
		return nil
	}
	v.frame, v.said = "", ""
	if v.search.typing {
		v.typeKey(k)
		return nil
	}
	if v.blank() {
		return nil
	}
	cmd, _ := v.table.Press(k)
	return cmd
}

// HoldsJSON reports whether the cursor is on a string that holds JSON, or on such JSON.
func (v *View) HoldsJSON() bool {
	return v.pane.json && (v.pane.expandable(v.pane.cursor) || v.pane.lines[v.pane.node(v.pane.cursor)].inside > 0)
}

// Copying is what can be copied of what the cursor is on.
func (v *View) Copying() []action.Action {
	var all []action.Action
	for _, a := range v.table.Now() {
		if strings.HasPrefix(a.ID, "copy-") && a.ID != "copy-menu" {
			all = append(all, a)
		}
	}
	return all
}

// foldOne folds what the cursor is on, or goes to what it is in.
func (v *View) foldOne(p *pane) {
	n := p.node(p.cursor)
	if p.opens(n) && !p.lines[n].folded {
		p.setFolded(n, true)
	} else if parent := p.lines[n].parent; parent >= 0 {
		p.cursor = int(parent)
	}
}

// unfoldOne unfolds what the cursor is on, or goes inside.
func (v *View) unfoldOne(p *pane) {
	n := p.node(p.cursor)
	switch {
	case p.opens(n) && p.lines[n].folded:
		p.setFolded(n, false)
	case p.opens(n):
		p.cursor = n + 1
	default:
		v.expand()
	}
}

// toggle folds or unfolds the node that begins on line n, or opens the JSON in a string.
func (v *View) toggle(n int) {
	if p := v.pane; p.opens(n) {
		p.setFolded(n, !p.lines[n].folded)
	} else {
		v.expand()
	}
}

// expand opens the JSON that the current line's string holds, or puts the string back. It
// reports whether there is any.
func (v *View) expand() bool {
	p := v.pane
	changed := p.splice(func(i int) bool { return p.collapse(i) || p.expandable(i) && p.expand(i) })
	if changed && v.search.query != "" {
		v.find()
	}
	return changed
}

// toggleRaw changes between JSON and the unmodified text.
func (v *View) toggleRaw() {
	if !v.source.json {
		return
	}
	if v.raw == nil {
		v.raw = newPane(plainText(v.given))
	}
	if v.pane == v.source {
		v.pane = v.raw
	} else {
		v.pane = v.source
	}
	if v.search.query != "" {
		v.find()
	}
	v.show()
}

func (v *View) beginSearch() {
	v.search.clear()
	v.search.typing = true
	v.search.origin = v.pane.cursor
	v.find()
	v.show()
}

// dropSearch goes back to where the search began.
func (v *View) dropSearch() {
	origin := v.search.origin
	v.search.clear()
	v.find()
	v.pane.reveal(origin)
	v.show()
}

// keepSearch ends the typing.
func (v *View) keepSearch() {
	v.search.typing = false
	if v.search.query == "" {
		v.search.clear()
	}
	v.show()
}

// typeKey answers a key while a search is typed: every change goes to the first hit from
// where the search began.
func (v *View) typeKey(k tea.KeyMsg) {
	if !action.Types(k) {
		if _, used := v.typing.Press(k); used {
			return
		}
	}
	s := &v.search
	query := s.query
	switch {
	case k.Type == tea.KeyBackspace && k.Alt, k.Type == tea.KeyCtrlW:
		trimmed := strings.TrimRight(query, " ")
		query = trimmed[:strings.LastIndexByte(trimmed, ' ')+1]
	case k.Type == tea.KeyBackspace:
		_, size := utf8.DecodeLastRuneInString(query)
		query = query[:len(query)-size]
	case k.Type == tea.KeyCtrlU:
		query = ""
	case k.Type == tea.KeySpace || k.Type == tea.KeyRunes && !k.Alt:
		query = cutQuery(query + string(k.Runes))
	}
	if query == s.query {
		return
	}
	s.query = query
	v.find()
	if len(s.starts) > 0 {
		v.goToHit(1)
	} else {
		v.pane.reveal(s.origin)
		v.show()
	}
}

// cutQuery makes one line of bounded length of what was typed or pasted.
func cutQuery(s string) string {
	const maxQuery = 256
	if i := strings.IndexAny(s, "\r\n"); i >= 0 {
		s = s[:i]
	}
	for len(s) > maxQuery {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
	}
	return s
}

// find looks for the query again.
func (v *View) find() {
	clear(v.pane.laid)
	v.search.run(v.pane.text)
}

// goToHit goes to the next hit (step 1) or the one before, unfolding what it is in.
func (v *View) goToHit(step int) {
	p, s := v.pane, &v.search
	from := p.lines[p.cursor].start
	if s.typing {
		from = p.lines[min(s.origin, len(p.lines)-1)].start
	}
	offset, ok := s.next(step, from)
	if !ok {
		return
	}
	i := p.at(offset)
	p.reveal(i)
	v.show()
	v.showHit(i)
}

// showHit moves the window to the current hit in line i, of which some is in the window.
func (v *View) showHit(i int) {
	p := v.pane
	l := v.layout(i)
	to := place{}
	for k, piece := range l.pieces {
		if piece.hit == v.search.current {
			if k > 0 {
				to.at = l.pieces[k-1].end
			}
			break
		}
	}
	if v.wrap {
		breaks := l.rowsOf(v.wrapWidth(i))
		part := 0
		for part+1 < len(breaks) && breaks[part+1].at <= to.at {
			part++
		}
		if len(breaks) > v.room() {
			p.top, p.sub = p.row(i), part
			v.show()
		}
		return
	}
	cell := v.indentOf(i) + l.cellOf(to.at)
	if cell < p.left || cell+len(v.search.query) >= p.left+v.textWidth() { // the last cell may hold the mark of what is cut
		p.left = max(0, cell-v.textWidth()/2)
		if cell+len(v.search.query) <= v.textWidth() {
			p.left = 0
		}
	}
}
