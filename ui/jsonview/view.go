// Package jsonview shows one text for reading: an output, an input, a cause, a definition.
// JSON is laid out, coloured, folded, searched and copied from; other text is shown as it is.
// Only what is on the screen is ever drawn, so that a key costs the same in a small document
// and a big one, and control characters are shown, never obeyed. It edits nothing (see editor)
// and draws no frame.
package jsonview

import (
	"strings"

	"expresso/ui/action"
	"expresso/ui/screen"
	"expresso/ui/theme"
)

// indent is how many blanks a level is worth.
const indent = 2

// gutter is how many cells stand left of the text: the mark of the current line, the sign
// of a node that can be folded or unfolded, and a blank, or what is new of the line.
const gutter = 3

// View is the component. Its zero value is of no use: see New.
type View struct {
	Placeholder string // shown in place of a blank text
	// Of is what the document is of, for those who are told that an expression is to be tried on it.
	Of any
	// Prose says that a text need not be JSON, so that its status does not tell.
	Prose bool

	table  *action.Table
	typing *action.Table // while a search is typed
	theme  *theme.Theme
	inks   inks
	width  int
	height int
	focus  bool
	wrap   bool

	traceable bool // it is known what the document may be passed through from
	dims      bool // what was is dimmed
	told      bool // the lines know where they are from

	given  string // the unmodified text
	source *pane  // the text laid out, if it is JSON, or line by line
	raw    *pane  // the text line by line, made when it is first asked for
	pane   *pane  // one of the two: what is shown
	search search
	said   string // what the last key could not do, "" if nothing

	frame string // what View returned, "" when something has changed since
}

// inks are the colours that are not those of JSON.
type inks struct{ mark, blurred, sign, hit, current, dim, accent theme.Ink }

// New returns a view of nothing, in the colours of t.
func New(t *theme.Theme) *View {
	v := &View{
		Placeholder: "nothing to show",
	}
	v.bind()
	v.SetTheme(t)
	v.setText("")
	return v
}

// SetTheme changes the colours.
func (v *View) SetTheme(t *theme.Theme) {
	v.theme, v.frame = t, ""
	v.inks = inks{
		mark:    theme.NewInk(t.Focus),
		blurred: theme.NewInk(t.Dim),
		sign:    theme.NewInk(t.Dim),
		hit:     theme.NewInk(t.Match),
		current: theme.NewInk(t.Match.Reverse(true)),
		dim:     theme.NewInk(t.Dim),
		accent:  theme.NewInk(t.Accent),
	}
}

// SetText shows another text, from its beginning and with all nodes open. The text that is
// shown already changes nothing. A text of 1 MiB takes some milliseconds.
func (v *View) SetText(text string) {
	if text != v.given {
		v.setText(text)
	}
}

func (v *View) setText(text string) {
	v.given, v.raw, v.frame, v.told = text, nil, "", false
	v.search.clear()
	if d, ok := parseJSON(text); ok {
		v.source = newPane(d)
	} else {
		v.source = newPane(plainText(text))
	}
	v.pane = v.source
}

// Text is the text that is shown, byte for byte.
func (v *View) Text() string { return v.given }

// Line is the line of a text that the cursor is on, from 0.
func (v *View) Line() int { return v.pane.cursor }

// IsJSON reports whether the text is JSON.
func (v *View) IsJSON() bool { return v.source.json }

// SetSize says how many cells View fills.
func (v *View) SetSize(width, height int) {
	if width == v.width && height == v.height {
		return
	}
	v.width, v.height, v.frame = max(width, 0), max(height, 0), ""
	v.show()
}

// SetWrap sets whether long lines are wrapped or run out of the window, which the Wrap key
// changes too.
func (v *View) SetWrap(wrap bool) {
	if wrap == v.wrap {
		return
	}
	v.wrap, v.frame = wrap, ""
	v.pane.left, v.pane.sub = 0, 0
	v.show()
}

// Focus and Blur say whether keys go to this view, which shows in the current line's mark.
func (v *View) Focus() { v.focus, v.frame = true, "" }

// Blur is the opposite of Focus.
func (v *View) Blur() { v.focus, v.frame = false, "" }

// Capturing reports whether a search is being typed, so that every key belongs to it.
func (v *View) Capturing() bool { return v.search.typing }

// Searching reports whether there is a search, which esc ends.
func (v *View) Searching() bool { return v.search.typing || v.search.query != "" }

// blank reports whether there is nothing to show but the placeholder.
func (v *View) blank() bool { return !v.source.json && strings.TrimSpace(v.given) == "" }

// room is how many screen rows there are for the text.
func (v *View) room() int {
	if v.search.typing && v.height > 1 {
		return v.height - 1
	}
	return max(v.height, 1)
}

// textWidth is how many cells a row has for indentation and text.
func (v *View) textWidth() int { return max(v.width-gutter, 1) }

// View draws the component: exactly height lines of exactly width cells.
func (v *View) View() string {
	if v.width == 0 || v.height == 0 {
		return ""
	}
	if v.frame == "" || v.blank() { // the placeholder may be another one
		v.frame = v.draw()
	}
	return v.frame
}

func (v *View) draw() string {
	out := make([]byte, 0, v.width*v.height*3)
	drawn := 0
	newline := func() {
		if drawn > 0 {
			out = append(out, '\n')
		}
		drawn++
	}
	rows := v.height
	if v.search.typing {
		rows--
	}
	if v.blank() {
		if rows > 0 {
			newline()
			out = v.inks.dim.Append(out, v.theme.Fit(" "+screen.Visible(v.Placeholder), v.width))
		}
	} else {
		p := v.pane
		for row, sub := p.top, p.sub; row < p.rows() && drawn < rows; row, sub = row+1, 0 {
			l := v.layout(p.line(row))
			if !v.wrap {
				newline()
				out = v.drawRow(out, l, p.line(row), 0)
				continue
			}
			for ; sub < len(l.rowsOf(v.wrapWidth(p.line(row)))) && drawn < rows; sub++ {
				newline()
				out = v.drawRow(out, l, p.line(row), sub)
			}
		}
	}
	for drawn < rows {
		newline()
		out = append(out, screen.Blanks(v.width)...)
	}
	if v.search.typing {
		newline()
		out = append(out, v.prompt()...)
	}
	return string(out)
}

// drawRow draws one screen row: of a wrapped line the part'th, of others the part that is
// in the window.
func (v *View) drawRow(out []byte, l *laid, i, part int) []byte {
	if v.width <= gutter {
		return append(out, v.theme.Fit(l.text, v.width)...)
	}
	out = v.drawGutter(out, i, part)
	room := v.textWidth()
	blanks := v.indentOf(i)
	var from, to place
	cutLeft, cutRight := false, false // where a line that runs out of the window is marked
	if v.wrap {
		breaks := l.rowsOf(v.wrapWidth(i))
		from, to = breaks[part], place{len(l.text), l.cells}
		if part+1 < len(breaks) {
			to = breaks[part+1]
		}
	} else {
		cell := max(0, v.pane.left-blanks)
		if from = l.find(cell); from.at > 0 { // cut: a mark takes a cell
			from, cutLeft = l.find(cell+1), true
		}
		// A wide character that begins left of the window leaves a blank in it.
		blanks = min(max(0, blanks-v.pane.left)+max(0, from.cell-cell), room)
		if to = l.after(from, room-blanks); to.at < len(l.text) {
			cutRight = room > blanks
			room--
			to = l.after(from, max(room-blanks, 0))
		}
	}
	if cutLeft && blanks > 0 {
		out = v.inks.dim.Append(out, v.theme.Ellipsis)
		out = append(out, screen.Blanks(blanks-1)...)
	} else {
		out = append(out, screen.Blanks(blanks)...)
	}
	if to.cell-from.cell > room-blanks { // a wide character in one cell
		return append(out, screen.Blanks(room-blanks)...)
	}
	out = l.paint(out, v.theme, &v.inks, from, to, v.search.current, v.dimmed(i))
	out = append(out, screen.Blanks(room-blanks-(to.cell-from.cell))...)
	if cutRight {
		out = v.inks.dim.Append(out, v.theme.Ellipsis)
	}
	return out
}

// drawGutter draws what stands left of a row: a mark if the line is the current one, which
// needs no colour to be seen, and whether it can be folded or unfolded.
func (v *View) drawGutter(out []byte, i, part int) []byte {
	p := v.pane
	if i == p.cursor {
		ink := v.inks.blurred
		if v.focus {
			ink = v.inks.mark
		}
		out = ink.Append(out, v.theme.Mark)
	} else {
		out = append(out, ' ')
	}
	sign := ""
	if part == 0 && p.json {
		switch {
		case p.opens(i) && !p.lines[i].folded:
			sign = v.theme.Open
		case p.opens(i) || p.expandable(i):
			sign = v.theme.Closed
		}
	}
	if sign == "" {
		out = append(out, ' ')
	} else {
		out = v.inks.sign.Append(out, sign)
	}
	if news := v.newness(i); news != "" && part == 0 {
		return v.inks.accent.Append(out, news)
	}
	return append(out, ' ')
}

// indentOf is how many blanks stand before line i. When lines are wrapped it is at most
// half the width, so that there is always room for the text.
func (v *View) indentOf(i int) int {
	n := int(v.pane.lines[i].depth) * indent
	if v.wrap {
		n = min(n, v.textWidth()/2)
	}
	return n
}

// wrapWidth is how many cells each screen row of line i has for text.
func (v *View) wrapWidth(i int) int { return max(v.textWidth()-v.indentOf(i), 1) }

// prompt is the line in which a search is typed.
func (v *View) prompt() string {
	count := "type to search"
	if v.search.query != "" {
		count = v.hits()
	}
	count = " " + count + " "
	room := v.width - screen.Width(count) - 2
	if room < 8 {
		count, room = "", v.width-2
	}
	query := screen.Visible(v.search.query)
	if w := screen.Width(query); w > room {
		query = screen.FitLeft(query, max(room, 0), v.theme.Ellipsis)
	}
	line := v.inks.accent.Paint("/") + query + v.theme.Cursor.Render(" ")
	if v.width < 3 {
		line = ""
	}
	return screen.Fit(line, v.width-screen.Width(count)) + v.inks.dim.Paint(count)
}

// hits says how many places the search has found, and at which of them the reader is.
func (v *View) hits() string {
	n := len(v.search.starts)
	switch {
	case n == 0:
		return "no hits"
	case n == maxHits:
		return "more than " + screen.Count(maxHits-1) + " hits"
	case v.search.current == 0 && n == 1:
		return "1 hit"
	case v.search.current == 0:
		return screen.Count(int64(n)) + " hits"
	default:
		return screen.Count(int64(v.search.current)) + " of " + screen.Count(int64(n))
	}
}

// Status says where the reader is: the hits of a search, and the path of the current node
// or, in text, the line. It is one line, without styles, safe to draw, and "" if there is
// nothing to tell.
func (v *View) Status() string {
	if v.blank() {
		return ""
	}
	var parts []string
	if v.said != "" {
		parts = append(parts, v.said)
	}
	if v.search.query != "" {
		parts = append(parts, v.hits())
	}
	if v.pane.json {
		parts = append(parts, v.pane.path(v.pane.cursor, maxPathKey))
	} else {
		what := "line "
		if !v.source.json && !v.Prose {
			what = "not JSON, line "
		}
		parts = append(parts, what+screen.Count(int64(v.pane.cursor+1))+" of "+screen.Count(int64(len(v.pane.lines))))
	}
	return screen.Visible(strings.Join(parts, " "+v.theme.Sep+" "))
}
