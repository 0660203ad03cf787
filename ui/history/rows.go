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

// minName and maxName bound the machine's column.
const (
	minName = 14
	maxName = 32
)

// column is one of the facts after the status.
type column struct {
	width int
	rank  int // those of lower rank are given room first
	text  func(l *List, r model.Run) string
}

var columns = []column{
	{10, 0, func(_ *List, r model.Run) string {
		if r.Status == model.Running {
			return ""
		}
		return screen.Duration(r.Duration())
	}},
	{15, 2, func(_ *List, r model.Run) string {
		if r.Billing == (model.Billing{}) {
			return ""
		}
		d := screen.Duration(r.Billing.Duration)
		return "billed " + screen.Blanks(8-screen.Width(d)) + d
	}},
	{7, 3, func(_ *List, r model.Run) string {
		if r.Billing == (model.Billing{}) {
			return ""
		}
		return screen.Count(r.Billing.MemoryMB) + " MB"
	}},
	{11, 1, func(l *List, r model.Run) string {
		if r.Billing == (model.Billing{}) {
			return ""
		}
		return l.price.FormatColumn(l.price.Of(r.Billing).Total)
	}},
}

// line draws one run. As the width shrinks, columns are left out: memory first, then the
// billed duration, then money.
func (l *List) line(n int) string {
	r, ok := l.row(n)
	if !ok {
		return "   " + l.t.Dim.Render(l.t.Ellipsis)
	}
	pointer, selected := " ", n == l.cursor
	if selected {
		pointer = l.t.Accent.Render(l.t.Pointer)
	}
	when := l.when(r.Asked)
	room := l.width - (3 + screen.Width(when) + 2 + 2 + mark.WordWidth + 1)
	rank := 0 // of the columns that there is no room for
	for left := room - minName; rank < len(columns); rank++ {
		for _, c := range columns {
			if c.rank == rank {
				left -= c.width + 2
			}
		}
		if left < 0 {
			break
		}
	}
	var facts []string
	for _, c := range columns {
		if c.rank < rank {
			facts = append(facts, "  "+right(c.text(l, r), c.width))
		}
	}
	tail := strings.Join(facts, "")
	// What is left over goes to the right, not into the middle of the line.
	name := l.t.Fit(screen.Visible(r.Machine.Machine()), max(min(room-screen.Width(tail), maxName), 0))
	if selected && l.focused {
		name = l.t.Select.Render(name)
	}
	return " " + pointer + " " + l.t.Dim.Render(when) + "  " + name + "  " + l.t.Fit(mark.Word(l.t, r.Status), mark.WordWidth) + tail
}

func right(s string, width int) string { return screen.Blanks(width-screen.Width(s)) + s }

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
