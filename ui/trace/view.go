package trace

import (
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"expresso/model/trace"
	"expresso/ui/screen"
	"expresso/ui/status"
	"expresso/ui/theme"
)

// gutter is the cells before the names: pointer, mark, blank.
const gutter = 3

// columns are the widths of what stands left of the bars, as wide as their contents.
type columns struct{ name, kind, note, took int }

// maxColumn is past what any column is shown.
const maxColumn = 60

func measure(rows []row) columns {
	var w columns
	wide := 0 // the longest note that has the kind's column too
	for i := range rows {
		r := &rows[i]
		start, end := r.span()
		w.name = max(w.name, 2*r.depth+2+screen.Width(r.name()))
		if r.kind() == "" {
			wide = max(wide, screen.Width(r.note()))
		} else {
			w.kind = max(w.kind, screen.Width(r.kind()))
			w.note = max(w.note, screen.Width(r.note()))
		}
		w.took = max(w.took, screen.Width(screen.Duration(end.Sub(start))))
	}
	w.note = max(w.note, wide-w.kind-2)
	w.name, w.note = min(w.name, maxColumn), min(w.note, maxColumn)
	return w
}

// minBars is the least room that bars are worth drawing in.
const minBars = 12

// fit makes the columns narrow enough for width cells and returns the room left for bars,
// 0 for none.
func (w columns) fit(width int) (columns, int) {
	wide := w
	room := func() int { return width - gutter - w.name - w.what() - 2 - w.took - 2 }
	want := max(width*2/5, minBars)
	// The note gives way first, then the name: the error's name is shown elsewhere.
	shrink := func(column *int, least, want int) {
		if lack := want - room(); lack > 0 {
			*column = max(min(*column, least), *column-lack)
		}
	}
	shrink(&w.note, 10, want)
	shrink(&w.name, 16, want)
	shrink(&w.note, 0, minBars)
	shrink(&w.name, 10, minBars)
	bars := room()
	if bars < minBars {
		// Without bars their room goes to the words.
		w, bars = wide, 0
		shrink(&w.note, 8, 0)
		shrink(&w.name, 14, 0)
		shrink(&w.note, 0, 0)
		shrink(&w.kind, 0, 0)
		shrink(&w.name, 4, 0)
	}
	if w.note < 4 {
		w.note = 0
	}
	return w, bars
}

// what is the width of kind and note with the blanks before them.
func (w columns) what() int {
	n := 0
	for _, column := range []int{w.kind, w.note} {
		if column > 0 {
			n += 2 + column
		}
	}
	return n
}

type inks struct {
	text, dim, accent, ok, fail, wait, warn, bold, selected theme.Ink
	caught                                                  theme.Ink // warn for bars, which are not underlined
	failed                                                  theme.Ink // fail under the cursor
}

func newInks(t *theme.Theme) inks {
	return inks{
		theme.NewInk(t.Text), theme.NewInk(t.Dim), theme.NewInk(t.Accent), theme.NewInk(t.OK), theme.NewInk(t.Fail),
		theme.NewInk(t.Wait), theme.NewInk(t.Warn), theme.NewInk(t.Bold), theme.NewInk(t.Select),
		theme.NewInk(t.Warn.Underline(false)), theme.NewInk(t.Fail.Reverse(true)),
	}
}

// of is the ink of an outcome.
func (k *inks) of(o trace.Outcome) theme.Ink {
	switch o {
	case trace.Succeeded:
		return k.ok
	case trace.Failed, trace.TimedOut:
		return k.fail
	case trace.Caught:
		return k.warn
	case trace.Running:
		return k.wait
	default:
		return k.dim
	}
}

// View draws exactly height lines of width cells.
func (v *View) View() string {
	if v.width == 0 || v.height == 0 {
		return strings.TrimSuffix(strings.Repeat("\n", v.height), "\n")
	}
	w, bars := v.wide.fit(v.width)
	a := v.axis(bars)
	lines := make([]string, 0, v.height)
	lines = append(lines, v.header(a))
	for i := v.top; i < min(v.top+v.body(), len(v.rows)); i++ {
		lines = append(lines, v.theme.Fit(v.line(&v.rows[i], i == v.cursor, w, a), v.width))
	}
	for len(lines) < v.height {
		lines = append(lines, screen.Blanks(v.width))
	}
	if v.search.Active() && v.height > 1 {
		lines[v.height-1] = v.search.View(v.theme, v.width)
	}
	return strings.Join(lines, "\n")
}

// axis is the time that n cells show.
func (v *View) axis(n int) axis {
	a := axis{from: v.tree.Start, span: v.tree.End.Sub(v.tree.Start), n: n}
	if v.live {
		a.span = ahead(a.span)
	}
	for i := range v.rows {
		if r := &v.rows[i]; v.zoom != nil && r.node() == v.zoom {
			start, end := r.span()
			a.from, a.span = start, end.Sub(start)
		}
	}
	return a
}

// ahead is how much time the axis of an execution that has run for so long shows: bars grow
// for a while before all of them shrink.
func ahead(run time.Duration) time.Duration {
	for _, span := range steps {
		if span >= time.Second && run < span {
			return span
		}
	}
	return run
}

// header says how much there is, and draws the ruler over the bars.
func (v *View) header(a axis) string {
	if len(v.rows) == 0 {
		return v.theme.Fit(v.ink.dim.Paint(" no states were entered"), v.width)
	}
	states := screen.Count(int64(v.tree.Visits)) + " states"
	if v.tree.Visits == 1 {
		states = "1 state"
	}
	left := " " + states + "   " + screen.Duration(v.tree.End.Sub(v.tree.Start))
	ink := v.ink.bold
	if v.tree.Outcome == trace.Running {
		left += "   " + trace.Running.String()
	}
	if a.n == 0 {
		return ink.Paint(v.theme.Fit(left, v.width))
	}
	return ink.Paint(v.theme.Fit(left, v.width-a.n)) + v.ink.dim.Paint(a.ruler(a.from.Sub(v.tree.Start), v.theme.Tick))
}

func (v *View) line(r *row, current bool, w columns, a axis) string {
	t, k := v.theme, &v.ink
	o := r.outcome()
	pointer := " "
	cursor := current && v.focused
	if current && !cursor { // else the row is inverse
		pointer = t.Pointer
	}
	fold := " "
	switch {
	case r.kids == 0 && v.standIn(r) != "":
		fold = made
	case r.kids == 0:
	case r.open:
		fold = t.Open
	default:
		fold = t.Closed
	}
	start, end := r.span()
	took := screen.Duration(end.Sub(start))

	var b strings.Builder
	b.WriteString(k.accent.Paint(pointer))
	sign := status.Outcome(t, o)
	if v.live && o == trace.Running {
		sign = t.Spinner[v.frame%len(t.Spinner)]
	}
	b.WriteString(k.of(o).Paint(sign) + " ")
	name := screen.Blanks(2*r.depth) + fold + " " + r.name()
	nameInk := k.text
	switch {
	case o.Bad():
		nameInk = k.fail
	case o == trace.Aborted:
		nameInk = k.dim
	}
	b.WriteString(nameInk.Paint(t.Fit(name, w.name)))
	kind, note := r.kind(), r.note()
	if n := w.what() - 2; n > 0 {
		noteInk := k.dim
		if name, _ := r.failure(); name != "" || o == trace.Running {
			noteInk = k.of(o)
		}
		switch {
		case kind == "":
		case w.note > 0:
			kind = t.Fit(kind, w.kind) + "  "
		default:
			note = ""
		}
		b.WriteString("  " + t.Fit(k.dim.Paint(kind)+noteInk.Paint(note), n))
	}
	b.WriteString("  " + screen.Blanks(w.took-screen.Width(took)) + k.text.Paint(took))
	if cursor {
		words := ansi.Strip(b.String())
		b.Reset()
		ink := k.selected
		if o.Bad() { // red is red under the cursor too
			ink = k.failed
		}
		b.WriteString(ink.Paint(words))
	}
	if a.n > 0 {
		b.WriteString("  ")
		v.bar(&b, r, a)
	}
	return b.String()
}

// bar draws when the row was: blocks while it worked, shades while it only waited, dots
// while it was put off for a retry.
func (v *View) bar(b *strings.Builder, r *row, a axis) {
	t, k := v.theme, &v.ink
	o := r.outcome()
	start, end := r.span()
	at := 0
	if wait, since := r.waited(); wait > 0 {
		x0, x1 := a.cells(since, start)
		b.WriteString(screen.Blanks(x0 - at))
		b.WriteString(k.dim.Paint(strings.Repeat(t.Sep, max(0, x1-x0))))
		at = max(x1, at)
	}
	until := a.from.Add(a.span)
	if end.Before(a.from) || start.After(until) || end.Equal(a.from) && start.Before(end) || start.Equal(until) && end.After(start) {
		b.WriteString(screen.Blanks(a.n - at))
		return
	}
	ink := k.of(o)
	switch o {
	case trace.Succeeded:
		ink = k.accent // green everywhere would say nothing
	case trace.Caught:
		ink = k.caught
	}
	full := t.Full
	if r.visit != nil && r.visit.Type == "Wait" {
		full = t.Light
	}
	from, to := max(a.half(start), 0), min(a.half(end), 2*a.n)
	x := min(max(from/2, at), a.n-1)
	b.WriteString(screen.Blanks(x - at))
	switch cells := to/2 - x; {
	case to <= from, cells < 1 && to-2*x < 1:
		b.WriteString(ink.Paint(t.Tick))
		x++
	default:
		body := strings.Repeat(full, max(cells, 0))
		x += max(cells, 0)
		if to%2 == 1 {
			if full == t.Full {
				body += t.Half
			} else {
				body += full
			}
			x++
		}
		b.WriteString(ink.Paint(body))
	}
	b.WriteString(screen.Blanks(a.n - x))
}

// cells are the cells from one time to another, as far as the axis goes.
func (a axis) cells(from, to time.Time) (x0, x1 int) {
	clamp := func(x int) int { return max(0, min(x, a.n)) }
	return clamp(a.half(from) / 2), clamp(a.half(to) / 2)
}
