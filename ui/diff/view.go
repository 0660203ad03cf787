package diff

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"expresso/model/jsonvalue"
	"expresso/ui/screen"
	"expresso/ui/theme"
)

type inks struct {
	text, dim, bold, accent, key theme.Ink
	minus, plus, note            theme.Ink
	minusPart, plusPart          theme.Ink // the part of a line that changed
}

func newInks(t *theme.Theme) inks {
	ink := theme.NewInk
	part := func(s lipgloss.Style) theme.Ink { return ink(s.Bold(true).Underline(true)) }
	return inks{
		text: ink(t.Text), dim: ink(t.Dim), bold: ink(t.Bold), accent: ink(t.Accent), key: ink(t.Key),
		minus: ink(t.Warn.Underline(false)), plus: ink(t.OK), note: ink(t.Wait),
		minusPart: part(t.Warn), plusPart: part(t.OK),
	}
}

// View draws exactly height lines of width cells.
func (v *View) View() string {
	if v.width == 0 || v.height == 0 {
		return strings.TrimSuffix(strings.Repeat("\n", v.height), "\n")
	}
	out := make([]string, 0, v.height)
	out = append(out, v.header())
	for i := v.top; i < min(v.top+v.body(), len(v.lines)); i++ {
		out = append(out, v.theme.Fit(v.line(&v.lines[i], i == v.cursor), v.width))
	}
	for len(out) < v.height {
		out = append(out, screen.Blanks(v.width))
	}
	return strings.Join(out, "\n")
}

// gutter is pointer, mark and blank.
const gutter = 3

// halves are the widths of the two sides: gutter, left, rule, mark, blank, right.
func (v *View) halves() (left, right int) {
	room := max(v.width-gutter-3, 0)
	return room / 2, room - room/2
}

// minNames is the least room that the names of the two sides are worth showing in.
const minNames = 24

func (v *View) header() string {
	summary := v.summary()
	named := v.names != [2]string{}
	if named && v.result != nil && screen.Width(summary) > v.width-minNames {
		summary = brief(v.result.Counts)
	}
	room := v.width - screen.Width(summary) - 3
	if !named || room < minNames {
		return v.ink.bold.Paint(v.theme.Fit(" "+summary, v.width))
	}
	minus, plus := v.ink.minus.Paint("- "+v.names[0]), v.ink.plus.Paint("+ "+v.names[1])
	summary = "  " + v.ink.bold.Paint(summary) + " "
	if v.wide {
		left, _ := v.halves()
		if rest := room - left - 4; rest >= minNames/2 {
			return " " + v.theme.Fit(minus, left+2) + v.ink.dim.Paint(v.theme.Tick) + v.theme.Fit(plus, rest) + summary
		}
	}
	return v.theme.Fit(" "+minus+"   "+plus, room) + summary
}

// line draws one line with its marks: - and + for what is on one side only, ~ for what is
// only written differently.
func (v *View) line(l *line, current bool) string {
	pointer := " "
	if current {
		pointer = v.theme.Pointer
	}
	pointerInk := v.ink.dim
	if v.focused {
		pointerInk = v.ink.accent
	}
	left, right := v.marks(l)
	var b strings.Builder
	b.WriteString(pointerInk.Paint(pointer))
	if !v.wide {
		mark, ink := left, v.ink.minus
		if left == " " {
			mark, ink = right, v.ink.plus
		}
		if mark == "~" {
			ink = v.ink.note
		}
		b.WriteString(ink.Paint(mark) + " ")
		room := v.width - gutter
		switch {
		case l.op == respelled:
			b.WriteString(v.respelled(l, room))
		case l.l.form != blank:
			b.WriteString(v.side(l, &l.l, l.mate, true, room))
		default:
			b.WriteString(v.side(l, &l.r, l.mate, false, room))
		}
		return b.String()
	}
	paint := func(mark string, ink theme.Ink) string {
		if mark == "~" {
			ink = v.ink.note
		}
		return ink.Paint(mark) + " "
	}
	wl, wr := v.halves()
	b.WriteString(paint(left, v.ink.minus) + v.side(l, &l.l, &l.r, true, wl))
	b.WriteString(v.ink.dim.Paint(v.theme.Tick))
	b.WriteString(paint(right, v.ink.plus) + v.side(l, &l.r, &l.l, false, wr))
	return b.String()
}

// marks are what stands before the left and the right side.
func (v *View) marks(l *line) (left, right string) {
	left, right = " ", " "
	switch l.op {
	case same:
	case inside:
		if l.part.Moved {
			return "~", "~"
		}
	case respelled:
		return "~", "~"
	default:
		if l.l.form != blank {
			left = "-"
		}
		if l.r.form != blank {
			right = "+"
		}
	}
	return left, right
}

// maxIndent is how far lines are indented at most: documents may be a thousand deep.
const maxIndent = 40

// side draws one side of a line, exactly width cells wide.
func (v *View) side(l *line, c, other *cell, isLeft bool, width int) string {
	if c.form == blank || width <= 0 {
		return screen.Blanks(width)
	}
	var b strings.Builder
	b.WriteString(screen.Blanks(min(2*l.depth, maxIndent)))
	ink, partInk := v.ink.text, v.ink.text
	switch {
	case l.op == same:
		ink, partInk = v.ink.dim, v.ink.dim
	case l.op == respelled:
		ink, partInk = v.ink.note, v.ink.note
	case l.op == inside:
	case isLeft:
		ink, partInk = v.ink.minus, v.ink.minusPart
	default:
		ink, partInk = v.ink.plus, v.ink.plusPart
	}
	if c.keyed {
		keyInk := v.ink.key
		if l.op == same {
			keyInk = v.ink.dim
		}
		b.WriteString(keyInk.Paint(screen.Visible(jsonvalue.NewString(cut(c.key, maxKey)).String())) + v.ink.dim.Paint(": "))
	}
	switch c.form {
	case opens, shuts, folded:
		b.WriteString(v.brackets(l, c, ink))
	case equalRun:
		b.WriteString(v.ink.dim.Paint(v.equalRun(l, c)))
	default:
		room := width - screen.Width(b.String())
		b.WriteString(v.value(l, c, other, ink, partInk, room))
	}
	s := b.String()
	if v.left > 0 {
		s = ansi.TruncateLeft(s, v.left, "")
	}
	return v.theme.Fit(s, width)
}

// maxKey is how many bytes of a key are drawn.
const maxKey = 200

func (v *View) brackets(l *line, c *cell, ink theme.Ink) string {
	begin, end, one, many := "[", "]", " item", " items"
	if c.doc.Value.Kind() == jsonvalue.KindObject {
		begin, end, one, many = "{", "}", " key", " keys"
	}
	note := ""
	if l.op == inside && l.part.Moved {
		note = v.ink.note.Paint("  members in another order")
	}
	switch c.form {
	case opens:
		return ink.Paint(begin) + note
	case shuts:
		return ink.Paint(end)
	default:
		n := len(c.doc.Kids)
		if n != 1 {
			one = many
		}
		return ink.Paint(begin) + v.ink.dim.Paint(" "+screen.Count(int64(n))+one+" ") + ink.Paint(end) + note
	}
}

func (v *View) equalRun(l *line, c *cell) string {
	word := " equal lines"
	if c.doc != nil {
		word = " equal items"
		if c.doc.Value.Kind() == jsonvalue.KindObject {
			word = " equal keys"
		}
	}
	lead := v.theme.Ellipsis
	if l.open {
		lead = v.theme.Open
	}
	return lead + " " + screen.Count(int64(c.n)) + word
}

// content is what a cell shows of its value: of a string what is in it, for quoted to
// spell.
func (c *cell) content() string {
	switch {
	case c.form == plain:
		return c.text
	case c.isString():
		return c.doc.Value.Str()
	default:
		return c.doc.Value.String()
	}
}

func (c *cell) isString() bool {
	return c.form == scalar && c.doc.Value.Kind() == jsonvalue.KindString
}

// maxLeft bounds how far lines are scrolled sideways.
const maxLeft = 1 << 20

// value draws a scalar or a line of text. Of two that differ, what they begin and end
// with alike is told from what is between, and left out if it is long.
func (v *View) value(l *line, c, other *cell, ink, partInk theme.Ink, room int) string {
	text, quote := c.content(), ""
	spell := func(s string) string { return v.clip(s) }
	if c.isString() {
		quote = `"`
		spell = func(s string) string {
			s = jsonvalue.NewString(cut(s, v.limit())).String()
			return v.clip(s[1 : len(s)-1])
		}
	}
	if l.op != changed || other == nil || other.form != c.form || other.isString() != c.isString() {
		return ink.Paint(quote + spell(text) + quote)
	}
	pre, post := common(text, other.content())
	head, part, tail := text[:pre], text[pre:len(text)-post], text[len(text)-post:]
	if pre+post < minCommon {
		return partInk.Paint(quote + spell(text) + quote)
	}
	lead := quote
	if keep := max(room/3, minCommon); v.left == 0 && len(head) > keep {
		// A few characters before the difference are enough.
		at := len(head) - keep
		for at < len(head) && !utf8.RuneStart(head[at]) {
			at++
		}
		lead, head = v.theme.Ellipsis, head[at:]
	}
	return ink.Paint(lead+spell(head)) + partInk.Paint(spell(part)) + ink.Paint(spell(tail)+quote)
}

// minCommon is how many bytes two values must share to be told apart inside.
const minCommon = 3

// limit is how many bytes may be on screen.
func (v *View) limit() int { return 4*(v.left+v.width) + 64 }

// clip makes text safe to draw, and no longer than what may be on screen.
func (v *View) clip(text string) string {
	return screen.Visible(cut(text, v.limit()))
}

// respelled draws both spellings of a number on one line.
func (v *View) respelled(l *line, width int) string {
	s := strings.TrimRight(v.side(l, &l.l, nil, true, width), " ")
	return v.theme.Fit(s+v.ink.dim.Paint(" "+v.theme.Arrow+" ")+v.ink.note.Paint(v.clip(l.r.content())), width)
}

// common is how many bytes two texts begin and end with alike, whole characters only and
// not overlapping.
func common(a, b string) (pre, post int) {
	for pre < len(a) && pre < len(b) && a[pre] == b[pre] {
		pre++
	}
	for pre > 0 && (pre < len(a) && !utf8.RuneStart(a[pre]) || pre < len(b) && !utf8.RuneStart(b[pre])) {
		pre--
	}
	for post < len(a)-pre && post < len(b)-pre && a[len(a)-1-post] == b[len(b)-1-post] {
		post++
	}
	for post > 0 && !utf8.RuneStart(a[len(a)-post]) {
		post--
	}
	return pre, post
}
