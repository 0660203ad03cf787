package history

import (
	"strings"

	"expresso/model"
	"expresso/ui/screen"
	"expresso/ui/status"
)

// columns is what a line has room for, in cells; 0 for a column that is not shown.
type columns struct {
	gap                       int // between one and the next
	when, input, result       int
	ran, billed, memory, cost int
}

// The widths of what has always the same.
const (
	leadWidth     = 4  // picked, star, baseline, a blank
	todayWidth    = 8  // 14:03:22
	dayWidth      = 12 // 30 Nov 14:03
	yearWidth     = 16 // 2025-11-30 14:03
	durationWidth = 8  // 59.999 s, 4:59 min
	memoryWidth   = 7  // 3008 MB
	moneyWidth    = 11
)

// The bounds of the columns that give way. An error's name needs some room beside the status.
const (
	minInput  = 12
	lessInput = 8  // where money would not fit otherwise
	minOfAll  = 20 // with a machine's name
	maxInput  = 32
	maxPlaced = 52 // with a region and an account
	minResult = 23
)

// columns chooses what the width has room for: figures go before the result is too short to
// tell what failed, the memory first, money last.
func (l *List) columns() columns {
	c := columns{gap: 1, when: l.whenWidth()}
	if l.width >= 100 {
		c.gap = 2
	}
	names, most := minInput, maxInput
	for n := l.window.Top; n < min(l.window.Top+l.listHeight(), l.Len()); n++ {
		if r, ok := l.row(n); ok {
			names = max(names, screen.Width(l.input(&r)))
			if l.whose() == "" && l.elsewhere(&r) != "" {
				most = maxPlaced
			}
		}
	}
	least, less := minInput, lessInput
	if l.whose() == "" { // whose run it was is worth more than what it took
		least, less = max(minOfAll, min(names, most)), minOfAll
	}
	told := status.WordWidth + 4
	if l.noted() { // a note is worth more than what a run took
		told = minResult
	}
	left := l.width - leadWidth - c.when - c.gap - 1 // a blank before the frame
	for _, figure := range []struct {
		width  *int
		cells  int
		result int // least of it that has to be left
		input  int // as well
	}{{&c.cost, moneyWidth, status.WordWidth, less}, {&c.ran, durationWidth, told, least}, {&c.billed, durationWidth, minResult, least}, {&c.memory, memoryWidth, minResult - 1, least}} {
		if left-c.gap-figure.cells < figure.input+c.gap+figure.result {
			break
		}
		*figure.width = figure.cells
		left -= c.gap + figure.cells
	}
	// What the names in sight have no need of goes to the result.
	c.input = max(min(names, most, left-c.gap-minResult), min(minInput, left-c.gap-status.WordWidth), 0)
	c.result = max(left-c.input-c.gap, 0)
	return c
}

// noted reports whether a run in sight has a note.
func (l *List) noted() bool {
	for n := l.window.Top; n < min(l.window.Top+l.listHeight(), l.Len()); n++ {
		if r, ok := l.row(n); ok && r.Note != "" {
			return true
		}
	}
	return false
}

// whenWidth is as wide as the dates of the runs in sight need it.
func (l *List) whenWidth() int {
	width, now := todayWidth, l.now()
	for n := l.window.Top; n < min(l.window.Top+l.listHeight(), l.Len()); n++ {
		if r, ok := l.row(n); ok {
			width = max(width, len(moment(r.Asked, now)))
		}
	}
	return width
}

// header names the columns.
func (l *List) header(c columns) string {
	sorted := func(name string, by model.Order) string {
		if l.order == by && by != model.Newest {
			return l.t.Open + name
		}
		return name
	}
	line := screen.Blanks(leadWidth) + l.t.Fit("when", c.when) + screen.Blanks(c.gap) + l.t.Fit("input", c.input) +
		screen.Blanks(c.gap) + l.t.Fit(sorted("result", model.ByStatus), c.result)
	return l.t.Dim.Render(l.t.Fit(line+strings.Join(c.figures(sorted("ran", model.Longest), "billed", "memory", sorted("cost", model.Costliest)), ""), l.width))
}

// figures are the columns at the right that are shown, each with the gap before it.
func (c columns) figures(ran, billed, memory, cost string) (all []string) {
	for _, f := range []struct {
		text  string
		width int
	}{{ran, c.ran}, {billed, c.billed}, {memory, c.memory}, {cost, c.cost}} {
		if f.width > 0 {
			all = append(all, screen.Blanks(c.gap+f.width-screen.Width(f.text))+f.text)
		}
	}
	return all
}
