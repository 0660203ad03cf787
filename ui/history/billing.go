package history

import (
	"slices"
	"strings"
	"time"

	"expresso/model"
	"expresso/model/pricing"
	"expresso/ui/screen"
)

// billing draws the cost of the run and compares it. The last line, shown however little room there
// is, says that it is an estimate and of which prices.
func (d *Details) billing() string {
	r, price := d.run, d.prices.Of(d.run)
	label := func(s string) string { return " " + d.t.Dim.Render(screen.Fit(s, 10)) }
	var lines []string
	if r.Billing == (model.Billing{}) {
		why := "the response has no billing details: the cost is unknown"
		switch r.Status {
		case model.Running:
			why = "waiting for the response with its billing details"
		case model.NotStarted:
			why = "nothing ran and nothing is billed"
		case model.NoResponse:
			why = "no response: if the workflow ran, it is billed, and the cost is unknown"
		}
		lines = append(d.wrapped(why), "")
	} else {
		cost := price.Of(r.Billing)
		request := label("Request") + price.FormatColumn(cost.Requests)
		duration := label("Duration") + price.FormatColumn(cost.Duration)
		lines = []string{
			label("Billed") + d.t.Bold.Render(screen.Duration(r.Billing.Duration)) + "  " + d.t.Times + "  " +
				d.t.Bold.Render(screen.Count(r.Billing.MemoryMB)+" MB") + "   =   " + cost.Usage.String(),
			label("Ran") + screen.Fit(screen.Duration(r.Duration()), 12) + d.rounding(),
		}
		total := label("Total") + d.t.Bold.Render(price.FormatColumn(cost.Total)) +
			"   a thousand runs " + price.Format(cost.Total.Times(1_000)) +
			"   a million " + price.Format(cost.Total.Times(1_000_000))
		if d.room() < 7 {
			lines = append(lines, total)
		} else {
			lines = append(lines, request, duration, total, "")
		}
	}
	if id := model.TraceID(r.TraceHeader); id != "" {
		lines = append(lines, label("X-Ray")+id, "")
	}
	sums := d.sums()
	rest := d.room() - len(lines) - len(sums) - 1
	if chart := d.chart(min(rest-2, 4)); len(chart) > 0 {
		lines = append(append(lines, chart...), "")
	}
	lines = append(lines, sums...)
	if last := max(d.room()-1, 0); len(lines) > last {
		lines = lines[:last]
	}
	// What there is stays together, and the blank lines come below.
	return d.fill(append(lines, " "+d.t.Dim.Render(d.t.Spell(price.Label()))))
}

// cost is what a run cost, by the prices of its region: with the decimals of all amounts of a
// screen, so that they compare.
func cost(prices pricing.Book, r model.Run) string {
	price := prices.Of(r)
	return price.FormatColumn(price.Of(r.Billing).Total)
}

// roundingText is the text around the bar of the rounding; maxRounding is how long it gets in cells.
const (
	roundingText = 63
	maxRounding  = 24
)

// rounding draws how much of the billed time the execution ran.
func (d *Details) rounding() string {
	cells := max(min(d.width-roundingText, maxRounding), 0)
	billed, ran := d.run.Billing.Duration, d.run.Duration()
	if billed <= 0 || ran < 0 || ran > billed {
		return ""
	}
	full := int(time.Duration(cells) * 2 * ran / billed)
	if full == 0 && ran > 0 && cells > 0 {
		full = 1 // it is little, but it ran
	}
	bar := strings.Repeat(d.t.Full, full/2)
	if full%2 == 1 {
		bar += d.t.Half
	}
	rest := cells - full/2 - full%2
	return d.t.Accent.Render(bar) + d.t.Dim.Render(strings.Repeat(d.t.Light, rest)) + "   " +
		screen.Count(int64(100*(billed-ran)/billed)) + " % of the billed time is rounding"
}

// chart draws the billed durations of the machine's latest runs, the oldest at the left,
// in bars of at most rows lines; nil if there is no room or nothing to compare.
func (d *Details) chart(rows int) []string {
	var billed []time.Duration
	for _, r := range d.stats.Latest {
		if r.Billing != (model.Billing{}) {
			billed = append(billed, r.Billing.Duration)
		}
	}
	billed = billed[:min(len(billed), max(d.width-2, 0))]
	if len(billed) < 2 || rows < 1 {
		return nil
	}
	slices.Reverse(billed)
	sorted := slices.Sorted(slices.Values(billed))
	// Twice the median is the least that fills a bar: runs that are all alike stay low.
	highest := max(sorted[len(sorted)-1], 2*sorted[len(sorted)/2], 1)
	// Nearest rank: the smallest that so many percent do not exceed.
	rank := func(percent int) string {
		return screen.Duration(sorted[(len(sorted)*percent+99)/100-1])
	}
	title := " " + d.t.Dim.Render("Billed, last "+screen.Count(int64(len(billed)))+" runs of "+screen.Visible(d.run.Machine.Machine()))
	for _, fact := range []string{"   median " + rank(50), "   p95 " + rank(95), "   highest " + rank(100)} {
		if screen.Width(title)+screen.Width(fact) < d.width {
			title += fact
		}
	}
	lines := []string{title}
	steps := len(d.t.Ramp)
	for row := rows - 1; row >= 0; row-- {
		var bars strings.Builder
		for _, b := range billed {
			// Even the lowest bar has a step, to be seen.
			height := 1 + int(float64(b)/float64(highest)*float64(rows*steps-1))
			if height -= row * steps; height <= 0 {
				bars.WriteByte(' ')
			} else {
				bars.WriteString(d.t.Ramp[min(height, steps)-1])
			}
		}
		lines = append(lines, " "+d.t.Accent.Render(bars.String()))
	}
	return lines
}

// sums are the totals of the session, the machine and all time.
func (d *Details) sums() []string {
	one := func(name string, totals model.Totals, many string) string {
		runs := many
		if totals.Runs == 1 && many != " " {
			runs = " run "
		}
		bill := d.prices.OfTotals(totals)
		money := bill.FormatColumn()
		if len(bill) > 1 { // in several currencies
			money = bill.Format()
		}
		return d.t.Dim.Render(name+" ") + screen.Count(totals.Runs) + runs + money
	}
	s := d.stats
	first := one("session", s.Session, " runs ")
	for _, runs := range []string{" runs ", " "} { // the word is worth less than one line
		for _, gap := range []int{5, 2} {
			parts := []string{first, one("machine", s.Machine, runs), one("all", s.All, runs)}
			if line := " " + strings.Join(parts, screen.Blanks(gap)); screen.Width(line) < d.width {
				return []string{line}
			}
		}
	}
	return []string{" " + first, " " + one("machine", s.Machine, " runs "), " " + one("all", s.All, " runs ")}
}
