package burst

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"expresso/model/burst"
	"expresso/model/pricing"
	"expresso/ui/screen"
	"expresso/ui/theme"
)

// Bars draws a histogram in lines of at most width cells: for each bar the longest duration that it
// counts, its length, and its count. A bar that is not empty has some length, so that it is visible.
// The bars are drawn with two glyphs, a filled cell and a half one, and painted with paint.
func Bars(bars []burst.Bar, width int, full, half string, paint func(string) string) []string {
	most, label, count := int64(1), 0, 0
	for _, bar := range bars {
		most = max(most, bar.Count)
		label = max(label, screen.Width(edge(bar.To)))
		count = max(count, len(screen.Count(bar.Count)))
	}
	const gaps = 2 + 1 // behind the label, before the count
	room := max(width-label-count-gaps, 1)
	lines := make([]string, len(bars))
	for i, bar := range bars {
		to := edge(bar.To)
		line := screen.Blanks(label-screen.Width(to)) + to
		if bar.Count > 0 {
			halves := max(int(float64(bar.Count)*float64(2*room)/float64(most)), 1)
			line += "  " + paint(strings.Repeat(full, halves/2)+strings.Repeat(half, halves%2)) + " " + screen.Count(bar.Count)
		}
		lines[i] = line
	}
	return lines
}

// edge is the end of a bar, with a tenth of a millisecond if two bars need it to differ.
func edge(d time.Duration) string {
	if d < 10*time.Millisecond && d%time.Millisecond != 0 {
		return strconv.FormatFloat(float64(d)/float64(time.Millisecond), 'f', 1, 64) + " ms"
	}
	return screen.Duration(d)
}

// Question says what a burst would send, where to, and what that may cost, for confirmation.
func Question(plan burst.Plan, machine, target string, prices pricing.Table, e burst.Estimate) string {
	like := "the minimum charge of a run"
	if e.Latest {
		like = "the cost of the machine's latest run"
	}
	text := fmt.Sprintf("%s runs of %s on %s may cost %s, based on %s (%s)", screen.Count(plan.Count), machine, target,
		prices.Format(e.Cost.Total), like, prices.Label())
	if limit := plan.Budget.Limit(); limit > 0 {
		text += "; it stops at its budget of " + prices.Format(limit)
	}
	return text
}

// Progress is the progress of a burst in one line.
func Progress(s burst.Snapshot) string {
	text := screen.Count(s.Done)
	if s.Planned > 0 {
		text += " of " + screen.Count(s.Planned)
	}
	text += fmt.Sprintf(" runs  %s  %s in flight", rate(s), screen.Count(s.InFlight))
	if left := left(s); left != "" {
		text += "  " + left
	}
	if s.Throttled > 0 {
		text += "  " + screen.Count(s.Throttled) + " throttled"
	}
	return text
}

// chart is a histogram with its title, in exactly width by height cells.
func chart(t *theme.Theme, title string, h burst.Histogram, width, height int) []string {
	lines := []string{t.Dim.Render(title)}
	if bars := h.Bars(height - 1); len(bars) > 0 {
		lines = append(lines, Bars(bars, width, t.Full, t.Half, func(s string) string { return t.Accent.Render(s) })...)
	} else {
		lines = append(lines, t.Dim.Render("no answers"))
	}
	return t.Fill(lines, width, height)
}
