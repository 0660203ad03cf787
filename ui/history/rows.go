package history

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"expresso/model"
	"expresso/ui/mark"
	"expresso/ui/screen"
)

// listHeight leaves a line to the filter while there is one.
func (l *List) listHeight() int {
	if l.typing || l.text != "" {
		return max(l.height-1, 0)
	}
	return max(l.height, 0)
}

// Title says whose runs are listed, and which of them only.
func (l *List) Title() string {
	facts := []string{"History", "all machines"}
	switch {
	case l.group != "":
		facts[1] = l.groupTitle()
	case l.whose() != "":
		facts[1] = screen.Visible(l.machine)
	}
	if name := filters[l.filter].name; name != "" {
		facts = append(facts, name)
	}
	if l.text != "" {
		facts = append(facts, `"`+screen.Visible(l.text)+`"`)
	}
	return strings.Join(facts, " "+l.t.Sep+" ")
}

// Status counts the runs that are listed.
func (l *List) Status() string {
	one, many := " run", " runs"
	if l.text != "" || l.filter != 0 {
		one, many = " match", " matches"
	} else if l.grouped {
		one, many = " row", " rows"
	}
	switch n := l.Len(); {
	case !l.exact && (n == 0 || l.stale) && l.problem == "":
		return "reading " + l.t.Ellipsis
	case !l.exact:
		return screen.Count(int64(n)) + many + " and more"
	case n == 1:
		return "1" + one
	default:
		return screen.Count(int64(n)) + many
	}
}

// View draws exactly the height and width that SetSize gave.
func (l *List) View() string {
	lines := make([]string, 0, max(l.height, 0))
	if l.listHeight() < l.height {
		lines = append(lines, " "+l.t.Accent.Render("/")+" "+l.field.View(l.t, l.width-4, l.typing))
	}
	widths := l.columns()
	for n := l.window.Top; n < l.Len() && len(lines) < l.height; n++ {
		lines = append(lines, l.line(n, widths))
	}
	if l.Len() == 0 {
		lines = append(lines, " "+l.nothing())
	}
	for len(lines) < l.height {
		lines = append(lines, "")
	}
	lines = lines[:max(l.height, 0)]
	for i, line := range lines {
		lines[i] = l.t.Fit(line, l.width)
	}
	return strings.Join(lines, "\n")
}

// nothing says why there is no run to show.
func (l *List) nothing() string {
	switch {
	case l.problem != "":
		return l.t.Fail.Render("cannot read the history: " + screen.Visible(l.problem))
	case !l.exact:
		return ""
	case l.text != "" || l.filter != 0:
		return l.t.Dim.Render("no run matches, esc shows all")
	case l.whose() != "":
		return l.t.Dim.Render("no runs of " + screen.Visible(l.machine) + " yet: ctrl+r runs the input")
	default:
		return l.t.Dim.Render("no runs yet: ctrl+r runs the input")
	}
}

// minName and maxName bound the machine's column. Wide gaps are for where it has plenty.
const (
	minName = 11
	maxName = 32
)

// columns is what a line has room for.
type columns struct {
	gap          int // between one and the next
	name         int // cells for the machine's name
	ran          bool
	billed, word bool // with the word "billed" before the duration
	memory       bool
	money        bool
}

// The widths of what has always the same.
const (
	leadWidth     = 3 // star, pointer, mark or note
	whenWidth     = 8
	durationWidth = 8 // 59.99 s, 4:59 min
	memoryWidth   = 7 // 3008 MB
	moneyWidth    = 11
	wordWidth     = 7 // "billed "
)

// minNote is the least room that the beginning of a note is worth showing in.
const minNote = 12

// preferred are the choices of columns from the most to the fewest: the first that leaves
// the names enough room is taken. Money outlives the memory and words.
var preferred = []columns{
	{gap: 2, ran: true, billed: true, word: true, memory: true, money: true},
	{gap: 1, ran: true, billed: true, word: true, memory: true, money: true},
	{gap: 1, ran: true, billed: true, word: true, money: true},
	{gap: 1, ran: true, billed: true, money: true},
	{gap: 1, ran: true, money: true},
	{gap: 1, ran: true},
	{gap: 1},
}

// columns chooses what the width has room for.
func (l *List) columns() columns {
	var c columns
	for _, c = range preferred {
		used := leadWidth + whenWidth + mark.WordWidth + 2*c.gap
		for _, part := range []struct {
			shown bool
			width int
		}{{c.ran, durationWidth}, {c.billed, durationWidth}, {c.memory, memoryWidth}, {c.money, moneyWidth}} {
			if part.shown {
				used += part.width + c.gap
			}
		}
		if c.word {
			used += wordWidth
		}
		// What is left over goes to the note, not into the middle of the line.
		if c.name = min(l.width-used-1, maxName); c.name >= minName*c.gap {
			break
		}
	}
	return c
}

// line draws one run.
func (l *List) line(n int, c columns) string {
	r, ok := l.row(n)
	if !ok {
		return "   " + l.t.Dim.Render(l.t.Ellipsis)
	}
	star, pointer, marked, selected := " ", " ", " ", n == l.window.At
	if r.Starred {
		star = l.t.Warn.Render(l.t.Star)
	}
	if selected {
		pointer = l.t.Accent.Render(l.t.Pointer)
	}
	switch {
	case r.ID == l.marked:
		marked = l.t.Accent.Render("m")
	case r.Note != "":
		marked = l.t.Dim.Render("n")
	}
	gap := screen.Blanks(c.gap)
	line := star + pointer + marked + l.t.Dim.Render(moment(r.Asked, l.now())) + gap
	if r.Group != "" && l.folded() {
		return line + l.groupLine(r, c, selected)
	}
	of := r.Machine.Machine()
	if l.group.Kind() == model.ReplayGroup && r.Saved != "" {
		of = r.Saved + " " + l.t.Sep + " " + of // which input it was matters most
	}
	if !r.Origin.Whole() {
		of = r.Origin.State + " " + l.t.Sep + " " + of // where it began
	}
	name := l.t.Fit(screen.Visible(of), max(c.name, 0))
	if selected && l.focused {
		name = l.t.Select.Render(name)
	}
	line += name + gap +
		l.t.Fit(mark.Word(l.t, r.Status), mark.WordWidth)
	known := r.Billing != (model.Billing{})
	fact := func(shown, known bool, width int, text string) {
		if !known {
			text = ""
		}
		if shown {
			line += gap + screen.Blanks(width-screen.Width(text)) + text
		}
	}
	word, width := "", durationWidth
	if c.word {
		word, width = "billed ", durationWidth+wordWidth
	}
	billed := short(r.Billing.Duration)
	fact(c.ran, r.Status != model.Running, durationWidth, short(r.Duration()))
	fact(c.billed, known, width, screen.Blanks(durationWidth-screen.Width(billed))+word+billed)
	fact(c.memory, known, memoryWidth, strconv.FormatInt(r.Billing.MemoryMB, 10)+" MB")
	fact(c.money, known, moneyWidth, column(l.prices, r))
	if r.Note != "" && l.width-screen.Width(line) >= minNote {
		line += "  " + l.t.Dim.Render(screen.Visible(r.Note))
	}
	return line
}

// short is a duration of at most durationWidth cells while it is below an hour.
func short(d time.Duration) string {
	if d < time.Minute || d >= time.Hour {
		return screen.Duration(d)
	}
	return fmt.Sprintf("%d:%02d min", d/time.Minute, d%time.Minute/time.Second)
}

// moment is the time of day for runs of today, and the date before, in whenWidth cells.
func moment(t, now time.Time) string {
	t, now = t.Local(), now.Local()
	if t.YearDay() == now.YearDay() && t.Year() == now.Year() {
		return t.Format("15:04:05")
	}
	if t.Year() == now.Year() {
		return t.Format("02 Jan  ")
	}
	return t.Format("Jan 2006")
}
