package history

import (
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

// Title says whose runs are listed.
func (l *List) Title() string {
	title := "History " + l.t.Sep + " "
	if l.only {
		title += screen.Visible(l.machine)
	} else {
		title += "all machines"
	}
	if name := statusFilters[l.status].name; name != "" {
		title += " " + l.t.Sep + " " + name
	}
	return title
}

// Status counts the runs that are listed.
func (l *List) Status() string {
	switch {
	case !l.counted && !l.stale && l.problem == "":
		return "reading " + l.t.Ellipsis
	case l.Len() == 1:
		return "1 run"
	default:
		return screen.Count(int64(l.Len())) + " runs"
	}
}

// View draws exactly the height and width that SetSize gave.
func (l *List) View() string {
	lines := make([]string, 0, max(l.height, 0))
	if l.listHeight() < l.height {
		lines = append(lines, " "+l.t.Accent.Render("/")+" "+l.field.View(l.t, l.width-4, l.typing))
	}
	for n := l.top; n < l.Len() && len(lines) < l.height; n++ {
		lines = append(lines, l.line(n))
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
	case !l.counted:
		return ""
	case l.text != "" || l.status != 0:
		return l.t.Dim.Render("no run matches, esc shows all")
	default:
		return l.t.Dim.Render("no runs yet: ctrl+r runs the input")
	}
}

// line draws one run. Columns are dropped from the right side of importance as the width
// shrinks: memory first, then the billed duration, then money.
func (l *List) line(n int) string {
	r, ok := l.row(n)
	if !ok {
		return "   " + l.t.Dim.Render(l.t.Ellipsis)
	}
	selected := n == l.cursor
	pointer := " "
	if selected {
		pointer = l.t.Accent.Render(l.t.Pointer)
	}
	when := l.when(r.Asked)
	tail := l.tail(r)
	fixed := 3 + screen.Width(when) + 2 + 2 + mark.WordWidth
	nameWidth := l.width - fixed - 1
	shown := make([]string, 0, len(tail))
	for _, c := range tail {
		if nameWidth-screen.Width(c)-2 < minName {
			break
		}
		nameWidth -= screen.Width(c) + 2
		shown = append(shown, c)
	}
	// What is left over goes to the right, not into the middle of the line.
	nameWidth = max(min(nameWidth, maxName), 0)
	name := l.t.Fit(screen.Visible(r.Machine.Machine()), nameWidth)
	if selected && l.focused {
		name = l.t.Select.Render(name)
	}
	line := " " + pointer + " " + l.t.Dim.Render(when) + "  " + name + "  " + l.t.Fit(mark.Word(l.t, r.Status), mark.WordWidth)
	return line + strings.Join(append([]string{""}, shown...), "  ")
}

// minName and maxName bound the machine's column.
const (
	minName = 12
	maxName = 32
)

// tail are the columns after the status, each of a width of its own, in the order in
// which they are given room.
func (l *List) tail(r model.Run) []string {
	took, billed, memory, money := "", "", "", ""
	if r.Status != model.Running {
		took = screen.Duration(r.Duration())
	}
	if r.Billing != (model.Billing{}) {
		billed = "billed " + right(screen.Duration(r.Billing.Duration), 8)
		memory = right(screen.Count(r.Billing.MemoryMB)+" MB", 7)
		money = l.price.FormatColumn(l.price.Of(r.Billing).Total)
	}
	return []string{
		right(took, 12), pad(billed, 15), pad(memory, 7), pad(money, 11),
	}
}

func right(s string, width int) string { return screen.Blanks(width-screen.Width(s)) + s }

func pad(s string, width int) string { return s + screen.Blanks(width-screen.Width(s)) }

// when is the time of day for runs of today, and the date before.
func (l *List) when(t time.Time) string {
	t, now := t.Local(), l.now().Local()
	if t.YearDay() == now.YearDay() && t.Year() == now.Year() {
		return t.Format("15:04:05")
	}
	if t.Year() == now.Year() {
		return t.Format("02 Jan  ")
	}
	return t.Format("Jan 2006")
}
