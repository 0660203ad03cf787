package history

import (
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"expresso/model"
	"expresso/model/pricing"
	"expresso/ui/screen"
)

// Title is the row of tabs with the open one marked.
func (d *Details) Title() string {
	titles := make([]string, 0, tabs)
	for _, tab := range Tabs() {
		if tab == d.tab {
			titles = append(titles, d.t.Select.Render(" "+tab.String()+" "))
		} else {
			titles = append(titles, d.t.Dim.Render(tab.String()))
		}
	}
	// The frame draws its title bold until something ends that.
	return "\x1b[0m" + strings.Join(titles, " ")
}

// TabAt is the tab whose title stands at cell x of Title.
func (d *Details) TabAt(x int) (Tab, bool) {
	for _, tab := range Tabs() {
		width := len(tab.String())
		if tab == d.tab {
			width += 2
		}
		if x >= 0 && x < width {
			return tab, true
		}
		x -= width + 1
	}
	return 0, false
}

// View draws exactly the height and width that SetSize gave.
func (d *Details) View() string {
	switch {
	case !d.shown:
		return d.say("no run is selected")
	case d.problem != "":
		return d.say("cannot read this run: " + d.problem)
	case !d.whole && d.tab != Billing:
		return d.fill(nil)
	}
	switch d.tab {
	case Error:
		return d.errorView()
	case Trace:
		if d.traceState != "" {
			return d.say(d.traceState)
		}
		return d.trace.View()
	case Billing:
		return d.billing()
	default:
		return d.view().View()
	}
}

// say fills the pane with a sentence.
func (d *Details) say(text string) string { return d.fill(d.wrapped(text)) }

func (d *Details) wrapped(text string) []string {
	var lines []string
	for line := range strings.SplitSeq(ansi.Wrap(screen.Visible(text), max(d.width-2, 1), ""), "\n") {
		lines = append(lines, " "+d.t.Dim.Render(line))
	}
	return lines
}

func (d *Details) fill(lines []string) string {
	lines = append(lines, make([]string, max(d.height-len(lines), 0))...)[:max(d.height, 0)]
	for i, line := range lines {
		lines[i] = d.t.Fit(line, d.width)
	}
	return strings.Join(lines, "\n")
}

// errorLines are what stands above the cause: the error's name, or why there is no
// answer, and what can be done.
func (d *Details) errorLines() []string {
	r := d.run
	switch r.Status {
	case model.Succeeded:
		return d.wrapped("no error: the run succeeded")
	case model.Running:
		return d.wrapped("no error yet: waiting for the answer")
	case model.Failed, model.TimedOut:
		name := r.Error
		if name == "" {
			name = "no error name was given"
		}
		// A name can be as long as whoever wrote the workflow likes.
		name = " " + d.t.Fail.Render(screen.Fit(screen.Visible(name), min(d.width-2, screen.Width(screen.Visible(name)))))
		if r.Cause == "" {
			return append([]string{name}, d.wrapped("no cause was given")...)
		}
		return []string{name}
	}
	var lines []string
	for i, line := range d.wrapped(r.Problem) {
		if i == 0 {
			line = " " + d.t.Warn.Render(strings.TrimSpace(ansi.Strip(line)))
		}
		lines = append(lines, line)
	}
	if r.Hint != "" {
		lines = append(append(lines, ""), d.wrapped(r.Hint)...)
	}
	return lines
}

func (d *Details) errorHead() int { return min(len(d.errorLines()), d.height) }

func (d *Details) errorView() string {
	lines := d.errorLines()
	if d.run.Cause == "" || len(lines) >= d.height {
		return d.fill(lines)
	}
	for i, line := range lines {
		lines[i] = d.t.Fit(line, d.width)
	}
	return strings.Join(lines, "\n") + "\n" + d.cause.View()
}

// billing draws what the run cost and what it stands beside.
func (d *Details) billing() string {
	r, label := d.run, func(s string) string { return " " + d.t.Dim.Render(screen.Fit(s, 12)) }
	if r.Billing == (model.Billing{}) {
		lines := d.wrapped("no billing details: the service sends them with its answer")
		return d.fill(append(append(lines, ""), d.sums()...))
	}
	cost := d.price.Of(r.Billing)
	lines := []string{
		label("Billed") + d.t.Bold.Render(screen.Duration(r.Billing.Duration)) + "  " + d.t.Times + "  " +
			d.t.Bold.Render(screen.Count(r.Billing.MemoryMB)+" MB") + "   =   " + cost.Usage.String(),
		label("Ran") + screen.Fit(screen.Duration(r.Duration()), 12) + d.rounding(),
		label("Request") + d.price.FormatColumn(cost.Requests),
		label("Duration") + d.price.FormatColumn(cost.Duration),
		label("Total") + d.t.Bold.Render(d.price.FormatColumn(cost.Total)) +
			"   a thousand runs " + d.price.Format(times(cost.Total, 1_000)) +
			"   a million " + d.price.Format(times(cost.Total, 1_000_000)),
		label("") + d.t.Dim.Render(d.price.Label()),
		"",
	}
	if chart := d.chart(); chart != nil {
		lines = append(append(lines, chart...), "")
	}
	return d.fill(append(lines, d.sums()...))
}

// times multiplies what one run costs, saturating.
func times(m pricing.Money, n int) pricing.Money {
	var total pricing.Money
	for step := m; n > 0; n >>= 1 {
		if n&1 == 1 {
			total = total.Plus(step)
		}
		step = step.Plus(step)
	}
	return total
}

// rounding draws how much of the billed time the execution ran.
func (d *Details) rounding() string {
	const cells = 24
	billed, ran := d.run.Billing.Duration, d.run.Duration()
	if billed <= 0 || ran < 0 || ran > billed {
		return ""
	}
	full := int(cells * 2 * ran / billed)
	bar := strings.Repeat(d.t.Full, full/2)
	if full%2 == 1 {
		bar += d.t.Half
	}
	rest := cells - full/2 - full%2
	return d.t.Accent.Render(bar) + d.t.Dim.Render(strings.Repeat(d.t.Light, rest)) + "   " +
		screen.Count(int64(100*(billed-ran)/billed)) + " % of the billed time is rounding"
}

// chart draws the billed durations of the machine's latest runs, the oldest at the left.
func (d *Details) chart() []string {
	var billed []time.Duration
	for _, r := range d.stats.Latest {
		if r.Billing != (model.Billing{}) {
			billed = append(billed, r.Billing.Duration)
		}
	}
	billed = billed[:min(len(billed), max(d.width-2, 0))]
	if len(billed) < 2 {
		return nil
	}
	slices.Reverse(billed)
	sorted := slices.Sorted(slices.Values(billed))
	// Twice the median is the least that fills a bar: runs that are all alike stay low.
	highest := max(sorted[len(sorted)-1], 2*sorted[len(sorted)/2], 1)
	var bars strings.Builder
	for _, b := range billed {
		i := int(int64(b) * int64(len(d.t.Ramp)-1) / int64(highest))
		bars.WriteString(d.t.Ramp[i])
	}
	// Nearest rank: the smallest that so many percent do not exceed.
	rank := func(percent int) string {
		return screen.Duration(sorted[(len(sorted)*percent+99)/100-1])
	}
	return []string{
		" " + d.t.Dim.Render("Billed, last "+screen.Count(int64(len(billed)))+" runs of "+screen.Visible(d.run.Machine.Machine())) +
			"   median " + rank(50) + "   p95 " + rank(95),
		" " + d.t.Accent.Render(bars.String()),
	}
}

// sums are the totals of the session, the machine and all time.
func (d *Details) sums() []string {
	one := func(name string, totals model.Totals) string {
		runs := " runs "
		if totals.Runs == 1 {
			runs = " run "
		}
		return d.t.Dim.Render(name+" ") + screen.Count(totals.Runs) + runs + d.price.Format(d.price.OfTotals(totals).Total)
	}
	s := d.stats
	parts := []string{one("session", s.Session), one("machine", s.Machine), one("all", s.All)}
	line := " " + strings.Join(parts, "     ")
	if screen.Width(line) > d.width {
		for i := range parts {
			parts[i] = " " + parts[i]
		}
		return parts
	}
	return []string{line}
}
