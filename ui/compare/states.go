package compare

import (
	"strconv"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model/compare"
	"expresso/model/trace"
	"expresso/ui/list"
	"expresso/ui/screen"
	"expresso/ui/status"
	"expresso/ui/theme"
)

// list makes the rows of the states, of those that differ or of all.
func (v *View) list() {
	v.rows = v.rows[:0]
	for i := range v.result.States {
		if !v.only || v.result.States[i].Differs != compare.Alike {
			v.rows = append(v.rows, i)
		}
	}
	v.wide = measure(v.result.States)
	v.moveTo(v.window.At)
}

// show lists only the states that differ, or all of them, and stays where it is.
func (v *View) show(only bool) {
	at := -1
	if v.window.At < len(v.rows) {
		at = v.rows[v.window.At]
	}
	v.only = only
	v.list()
	v.moveTo(v.rowOf(at))
}

// rowOf is the row of a state, or of the next one that is listed.
func (v *View) rowOf(state int) int {
	for row, i := range v.rows {
		if i >= state {
			return row
		}
	}
	return len(v.rows) - 1
}

// listed is how many rows there is room for.
func (v *View) listed() int { return max(v.body()-1, 0) }

func (v *View) moveTo(row int) {
	v.window.At = row
	v.reveal()
}

func (v *View) reveal() {
	v.window.Set(len(v.rows), v.listed())
}

func (v *View) current() *compare.State {
	if v.window.At >= len(v.rows) {
		return nil
	}
	return &v.result.States[v.rows[v.window.At]]
}

// next goes to the next state that differs, or with step -1 to the one before; round at the
// ends.
func (v *View) next(step int) {
	n := len(v.rows)
	for k := 1; k <= n; k++ {
		row := ((v.window.At+step*k)%n + n) % n
		if v.result.States[v.rows[row]].Differs != compare.Alike {
			v.moveTo(row)
			return
		}
	}
}

// open shows what the current state was given and gave on both sides.
func (v *View) open() tea.Cmd {
	s := v.current()
	if s == nil {
		return nil
	}
	v.opened = s
	left, right := v.result.Documents(s)
	return v.state.Set(v.side(0, left), v.side(1, right))
}

// columns are the widths of what is in a row, as wide as their contents.
type columns struct{ name, kind, took, note, bars int }

const (
	gutter    = 3 // pointer, mark, blank
	maxColumn = 60
	maxIndent = 40
	minBars   = 8 // the least room that a bar is worth drawing in
)

func measure(states []compare.State) columns {
	w := columns{name: len("state"), note: len("differs")}
	for i := range states {
		s := &states[i]
		w.name = max(w.name, indent(s)+screen.Width(label(s)))
		w.kind = max(w.kind, len(s.Type()))
		w.note = max(w.note, screen.Width(note(s)))
		for _, visit := range []*trace.Visit{s.L, s.R} {
			if visit != nil {
				w.took = max(w.took, screen.Width(screen.Duration(visit.Duration())))
			}
		}
	}
	w.name, w.note, w.kind = min(w.name, maxColumn), min(w.note, maxColumn), min(w.kind, maxColumn)
	return w
}

// side is how many cells one of the two visits takes: a blank before the sign, the sign,
// what it took, and the bar.
func (w columns) side() int {
	n := 5 + w.took
	if w.bars > 0 {
		n += 1 + w.bars
	}
	return n
}

func (w columns) total() int { return gutter + w.name + 2 + w.kind + 2*w.side() + 2 + w.note }

// fit makes the columns narrow enough for width cells; the bars get what is left.
func (w columns) fit(width int) columns {
	shrink := func(column *int, least int) {
		*column = max(min(*column, least), *column-max(w.total()-width+1, 0))
	}
	shrink(&w.note, 16)
	shrink(&w.name, 18)
	shrink(&w.note, 10)
	shrink(&w.kind, 0)
	shrink(&w.name, 8)
	if rest := (width-1-w.total())/2 - 1; rest >= minBars {
		w.bars = rest
	}
	return w
}

func indent(s *compare.State) int { return min(2*s.Depth, maxIndent) }

// label names a visit of a state within what it is in.
func label(s *compare.State) string {
	text := screen.Visible(s.Name)
	if s.Item != "" {
		text = s.Item + " " + text
	}
	if s.Visit > 1 {
		text += " #" + strconv.Itoa(s.Visit)
	}
	return text
}

// note says what a state differs in.
func note(s *compare.State) string {
	text := s.Differs.String()
	if s.L == nil || s.R == nil {
		return text
	}
	if s.Differs == compare.Outcome && s.L.Error != s.R.Error {
		or := func(name string) string {
			if name == "" {
				return "no error"
			}
			return screen.Visible(name)
		}
		text = or(s.L.Error) + " / " + or(s.R.Error)
	}
	if l, r := len(s.L.Tries), len(s.R.Tries); l != r && max(l, r) > 1 {
		text = strings.TrimSpace(text + " tries " + strconv.Itoa(l) + " / " + strconv.Itoa(r))
	}
	return text
}

// states draws the list.
func (v *View) states() []string {
	t := v.t
	if v.result.States == nil {
		var lines []string
		for i, a := range v.result.Answers {
			if a.Tree == nil {
				lines = append(lines, v.wrapped(v.of.Sides[i].Name+": "+a.NoTrace)...)
			}
		}
		return append([]string{" " + t.Dim.Render("the states cannot be compared")}, lines...)
	}
	w := v.wide.fit(v.width)
	minus, plus := v.inks()
	lines := []string{t.Dim.Render(screen.Blanks(gutter)+t.Fit("state", w.name)+screen.Blanks(2+w.kind)) +
		"   " + minus.Render(t.Fit("- "+screen.Visible(v.of.Sides[0].Name), w.side()-3)) +
		"   " + plus.Render(t.Fit("+ "+screen.Visible(v.of.Sides[1].Name), w.side()-3)) + "  " + t.Dim.Render("differs")}
	span := max(v.result.Answers[0].Tree.End.Sub(v.result.Answers[0].Tree.Start), v.result.Answers[1].Tree.End.Sub(v.result.Answers[1].Tree.Start))
	k := newInks(t)
	for row := v.window.Top; row < min(v.window.Top+v.listed(), len(v.rows)); row++ {
		lines = append(lines, list.Row(t, v.row(&k, row, w, span), v.width, row == v.window.At))
	}
	if len(v.rows) == 0 {
		lines = append(lines, " "+t.Dim.Render("all states are identical: press f to list them"))
	}
	return lines
}

// inks are what rows are drawn with.
type inks struct{ text, dim, differs, parts, accent, ok, fail theme.Ink }

func newInks(t *theme.Theme) inks {
	warn := t.Warn.Underline(false)
	return inks{
		text: theme.NewInk(t.Text), dim: theme.NewInk(t.Dim), differs: theme.NewInk(warn), parts: theme.NewInk(warn.Bold(true)),
		accent: theme.NewInk(t.Accent), ok: theme.NewInk(t.OK), fail: theme.NewInk(t.Fail),
	}
}

// row draws one state. An arrow marks the one in which the runs differ, a star the
// others that differ.
func (v *View) row(k *inks, row int, w columns, span time.Duration) string {
	t := v.t
	i := v.rows[row]
	s := &v.result.States[i]
	picked, sign, ink := " ", " ", k.dim
	switch {
	case i == v.result.FirstDifference:
		sign, ink = t.Arrow, k.parts
	case s.Differs != compare.Alike:
		sign, ink = "*", k.differs
	}
	if row == v.window.At {
		picked = k.accent.Paint(t.Mark)
	}
	var b strings.Builder
	b.WriteString(picked + ink.Paint(sign) + " " + screen.Blanks(indent(s)) + ink.Paint(t.Fit(label(s), max(w.name-indent(s), 0))) + "  ")
	b.WriteString(k.dim.Paint(t.Fit(screen.Visible(s.Type()), w.kind)))
	v.visit(&b, k, s.L, v.result.Answers[0].Tree, w, span)
	v.visit(&b, k, s.R, v.result.Answers[1].Tree, w, span)
	b.WriteString("  " + ink.Paint(t.Fit(note(s), w.note)))
	return b.String()
}

// visit draws one side of a state: how it ended, what it took, and when.
func (v *View) visit(b *strings.Builder, k *inks, visit *trace.Visit, tree *trace.Tree, w columns, span time.Duration) {
	b.WriteString("   ")
	if visit == nil {
		b.WriteString(k.dim.Paint(v.t.Fit(v.t.Sep, w.side()-3)))
		return
	}
	ink := k.dim
	switch visit.Outcome {
	case trace.Succeeded:
		ink = k.ok
	case trace.Failed, trace.TimedOut:
		ink = k.fail
	case trace.Caught:
		ink = k.differs
	}
	took := screen.Duration(visit.Duration())
	b.WriteString(ink.Paint(status.Outcome(v.t, visit.Outcome)) + " " + screen.Blanks(w.took-screen.Width(took)) + k.text.Paint(took))
	if w.bars > 0 {
		b.WriteByte(' ')
		v.bar(b, k, visit.Start.Sub(tree.Start), visit.Duration(), span, w.bars)
	}
}

// bar draws a time of so many cells, of which span is all: both sides have the same scale.
func (v *View) bar(b *strings.Builder, k *inks, from, took, span time.Duration, cells int) {
	at := func(d time.Duration) int {
		if span <= 0 {
			return 0
		}
		return max(min(int(float64(d)/float64(span)*float64(2*cells)), 2*cells), 0)
	}
	begin, end := at(from), at(from+took)
	x := min(begin/2, cells-1)
	body, used := v.t.Tick, 1
	if full := (end - 2*x) / 2; full > 0 {
		body, used = strings.Repeat(v.t.Full, full), full
		if (end-2*x)%2 == 1 {
			body, used = body+v.t.Half, full+1
		}
	}
	b.WriteString(screen.Blanks(x) + k.accent.Paint(body) + screen.Blanks(cells-x-used))
}
