package jsonview

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// KeyMap holds the view's keys. The digits 1 to 9, which fold to that level, are not in it.
type KeyMap struct {
	Up, Down, PageUp, PageDown, HalfUp, HalfDown, Top, Bottom key.Binding
	NextSibling, PrevSibling                                  key.Binding
	Fold, Unfold, Toggle, FoldAll, UnfoldAll, FoldTo          key.Binding
	Expand                                                    key.Binding
	Search, Next, Prev, Cancel                                key.Binding
	CopyValue, CopyPath, CopyAll                              key.Binding
	Wrap, Left, Right, LineStart, LineEnd, Raw                key.Binding
}

// DefaultKeyMap returns the keys of arrows and of vi.
func DefaultKeyMap() KeyMap {
	bind := func(help, description string, keys ...string) key.Binding {
		return key.NewBinding(key.WithKeys(keys...), key.WithHelp(help, description))
	}
	return KeyMap{
		Up:          bind("↑/k", "up", "up", "k"),
		Down:        bind("↓/j", "down", "down", "j"),
		PageUp:      bind("pgup", "page up", "pgup", "ctrl+b"),
		PageDown:    bind("pgdn", "page down", "pgdown", "ctrl+f"),
		HalfUp:      bind("ctrl+u", "half a page up", "ctrl+u"),
		HalfDown:    bind("ctrl+d", "half a page down", "ctrl+d"),
		Top:         bind("g", "top", "g", "home"),
		Bottom:      bind("G", "bottom", "G", "end"),
		NextSibling: bind("J", "next on this level", "J", "shift+down"),
		PrevSibling: bind("K", "previous on this level", "K", "shift+up"),
		Fold:        bind("←/h", "fold, or go to the parent", "left", "h"),
		Unfold:      bind("→/l", "unfold, or go inside", "right", "l"),
		Toggle:      bind("enter", "fold or unfold", "enter", " "),
		FoldAll:     bind("-", "fold all", "-"),
		UnfoldAll:   bind("+", "unfold all", "+", "=", "0"),
		FoldTo:      bind("1-9", "fold to that level", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
		Expand:      bind("x", "open the JSON in a string", "x"),
		Search:      bind("/", "search", "/"),
		Next:        bind("n", "next hit", "n"),
		Prev:        bind("N", "previous hit", "N"),
		Cancel:      bind("esc", "end the search", "esc"),
		CopyValue:   bind("y", "copy value", "y"),
		CopyPath:    bind("p", "copy path", "p"),
		CopyAll:     bind("Y", "copy all", "Y"),
		Wrap:        bind("w", "wrap lines", "w"),
		Left:        bind("H", "scroll left", "H", "shift+left"),
		Right:       bind("L", "scroll right", "L", "shift+right"),
		LineStart:   bind("^", "beginning of the line", "^"),
		LineEnd:     bind("$", "end of the line", "$"),
		Raw:         bind("t", "text as it came", "t"),
	}
}

// Bindings returns the keys that can be used now, in the order in which they are shown.
func (v *View) Bindings() []key.Binding {
	k := v.KeyMap
	if v.search.typing {
		accept := key.NewBinding(key.WithKeys("enter"), key.WithHelp("enter", "stay at the hit"))
		next := key.NewBinding(key.WithKeys("down"), key.WithHelp("↓", "next hit"))
		prev := key.NewBinding(key.WithKeys("up"), key.WithHelp("↑", "previous hit"))
		return []key.Binding{accept, next, prev, k.Cancel}
	}
	if v.blank() {
		return nil
	}
	all := []key.Binding{k.Search}
	if v.search.query != "" {
		all = append(all, k.Next, k.Prev, k.Cancel)
	}
	if v.pane.json {
		all = append(all, k.Toggle, k.Fold, k.Unfold, k.FoldAll, k.UnfoldAll, k.FoldTo, k.Expand, k.CopyValue, k.CopyPath)
	} else {
		k.CopyValue.SetHelp(k.CopyValue.Help().Key, "copy line")
		all = append(all, k.CopyValue)
	}
	all = append(all, k.CopyAll, k.Wrap)
	if !v.wrap {
		all = append(all, k.Left, k.Right, k.LineStart, k.LineEnd)
	}
	if v.source.json {
		all = append(all, k.Raw)
	}
	all = append(all, k.Up, k.Down, k.PageUp, k.PageDown, k.HalfUp, k.HalfDown, k.Top, k.Bottom)
	if v.pane.json {
		all = append(all, k.NextSibling, k.PrevSibling)
	}
	return all
}

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
	if cmd, ok := v.copyKey(k); ok {
		return cmd
	}
	if v.moveKey(k) || v.searchKey(k) || v.pane.json && v.foldKey(k) {
		return nil
	}
	v.lookKey(k)
	return nil
}

func (v *View) moveKey(k tea.KeyMsg) bool {
	p := v.pane
	switch m := &v.KeyMap; {
	case key.Matches(k, m.Up):
		v.up()
	case key.Matches(k, m.Down):
		v.down()
	case key.Matches(k, m.PageUp):
		v.page(-max(1, v.room()-1))
	case key.Matches(k, m.PageDown):
		v.page(max(1, v.room()-1))
	case key.Matches(k, m.HalfUp):
		v.page(-max(1, v.room()/2))
	case key.Matches(k, m.HalfDown):
		v.page(max(1, v.room()/2))
	case key.Matches(k, m.Top):
		p.top, p.sub = 0, 0
		v.goTo(0)
	case key.Matches(k, m.Bottom):
		p.top, p.sub = v.lowest()
		v.goTo(p.line(p.rows() - 1))
	default:
		return false
	}
	return true
}

func (v *View) foldKey(k tea.KeyMsg) bool {
	p := v.pane
	n := p.node(p.cursor)
	switch m := &v.KeyMap; {
	case key.Matches(k, m.NextSibling):
		p.cursor = p.sibling(p.cursor, 1)
	case key.Matches(k, m.PrevSibling):
		p.cursor = p.sibling(p.cursor, -1)
	case key.Matches(k, m.Fold):
		if p.opens(n) && !p.lines[n].folded {
			p.setFolded(n, true)
		} else if parent := p.lines[n].parent; parent >= 0 {
			p.cursor = int(parent)
		}
	case key.Matches(k, m.Unfold):
		switch {
		case p.opens(n) && p.lines[n].folded:
			p.setFolded(n, false)
		case p.opens(n):
			p.cursor = n + 1
		default:
			v.expand()
		}
	case key.Matches(k, m.Toggle):
		v.toggle(n)
	case key.Matches(k, m.FoldAll):
		p.foldTo(1)
	case key.Matches(k, m.UnfoldAll):
		p.unfoldAll()
	case key.Matches(k, m.FoldTo):
		if s := k.String(); len(s) == 1 && s[0] >= '1' && s[0] <= '9' {
			p.foldTo(int(s[0] - '0'))
		}
	case key.Matches(k, m.Expand):
		if !v.expand() {
			v.said = "no string that holds JSON here"
		}
	default:
		return false
	}
	v.show()
	return true
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

func (v *View) lookKey(k tea.KeyMsg) {
	switch m := &v.KeyMap; {
	case key.Matches(k, m.Wrap):
		v.SetWrap(!v.wrap)
	case key.Matches(k, m.Left):
		v.sideways(-max(1, v.textWidth()/4))
	case key.Matches(k, m.Right):
		v.sideways(max(1, v.textWidth()/4))
	case key.Matches(k, m.LineStart):
		v.pane.left = 0
	case key.Matches(k, m.LineEnd):
		p := v.pane
		if !v.wrap {
			p.left = max(0, v.indentOf(p.cursor)+v.layout(p.cursor).cells-v.textWidth())
		}
	case key.Matches(k, m.Raw):
		v.toggleRaw()
	}
}

// toggleRaw changes between JSON and the text as it came.
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

func (v *View) searchKey(k tea.KeyMsg) bool {
	switch m := &v.KeyMap; {
	case key.Matches(k, m.Search):
		v.search.clear()
		v.search.typing = true
		v.search.origin = v.pane.cursor
		v.find()
		v.show()
	case key.Matches(k, m.Next):
		v.goToHit(1)
	case key.Matches(k, m.Prev):
		v.goToHit(-1)
	case key.Matches(k, m.Cancel) && v.search.query != "":
		v.search.clear()
		v.find()
	default:
		return false
	}
	return true
}

// typeKey answers a key while a search is typed: every change goes to the first hit from
// where the search began.
func (v *View) typeKey(k tea.KeyMsg) {
	s := &v.search
	query := s.query
	switch {
	case key.Matches(k, v.KeyMap.Cancel):
		origin := s.origin
		s.clear()
		v.find()
		v.pane.reveal(origin)
		v.show()
		return
	case k.Type == tea.KeyEnter:
		s.typing = false
		if s.query == "" {
			s.clear()
		}
		v.show()
		return
	case k.Type == tea.KeyDown:
		v.goToHit(1)
		return
	case k.Type == tea.KeyUp:
		v.goToHit(-1)
		return
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

// find looks for the query anew.
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
	if cell < p.left || cell+len(v.search.query) > p.left+v.textWidth() {
		p.left = max(0, cell-v.textWidth()/2)
		if cell+len(v.search.query) <= v.textWidth() {
			p.left = 0
		}
	}
}
