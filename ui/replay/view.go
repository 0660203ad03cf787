package replay

import (
	"strings"
	"time"

	"expresso/model"
	"expresso/model/suite"
	"expresso/ui/list"
	"expresso/ui/screen"
	"expresso/ui/status"
)

// SetSize gives the cells to draw in.
func (v *View) SetSize(width, height int) {
	if width == v.width && height == v.height {
		return
	}
	v.width, v.height = width, height
	v.scroll()
}

// headLines are the progress, the counts, the cost and the names of the columns, above the
// rows.
const headLines = 4

// View draws exactly the height and width that SetSize gave. spin is a frame of what moves
// while runs are in flight.
func (v *View) View(spin string) string {
	v.head = min(headLines, v.height)
	v.arrange()
	v.scroll()
	c := v.columns()
	lines := append(make([]string, 0, v.height), v.progress(spin), " "+v.Counts(), v.cost(), v.names(c))[:v.head]
	for n := v.window.Top; n < len(v.shown) && len(lines) < v.height; n++ {
		lines = append(lines, list.Row(v.t, v.line(&v.rows[v.shown[n]], n == v.window.At, c), v.width, n == v.window.At))
	}
	if len(v.shown) == 0 && len(lines) < v.height {
		text := "no failures so far: press f to show all"
		if !v.running {
			text = "no failures: press f to show all"
		}
		lines = append(lines, " "+v.t.Dim.Render(text))
	}
	return strings.Join(v.t.Fill(lines, v.width, v.height), "\n")
}

// Title says whose inputs are replayed.
func (v *View) Title() string {
	title := "Replay " + v.t.Sep + " "
	switch {
	case len(v.rows) == 0:
		return title
	case v.machines == 1:
		title += screen.Visible(v.rows[0].result.Machine.Name)
	default:
		title += screen.Count(int64(v.machines)) + " machines"
	}
	if v.bad {
		title += " " + v.t.Sep + " failed"
	}
	return title
}

// Status counts what is shown.
func (v *View) Status() string {
	v.arrange()
	inputs := " inputs"
	if len(v.rows) == 1 {
		inputs = " input"
	}
	if v.bad {
		return screen.Count(int64(len(v.shown))) + " of " + screen.Count(int64(len(v.rows))) + inputs
	}
	return screen.Count(int64(len(v.rows))) + inputs
}

// barWidth is how long the bar gets at most, in cells.
const barWidth = 30

// progress tells how far it is, and how long it takes.
func (v *View) progress(spin string) string {
	t := v.t
	left := " " + t.Bold.Render(screen.Count(int64(v.sum.Done))+" of "+screen.Count(int64(v.sum.Total))) + "  "
	took := v.ended.Sub(v.began)
	var right string
	switch {
	case v.running:
		left = " " + t.Wait.Render(spin) + left
		took = v.now().Sub(v.began)
		right = seconds(took)
		switch rest, ok := v.sum.Left(took); {
		case v.stopping:
			right += ", stopping: " + screen.Count(int64(v.InFlight())) + " in flight"
		case ok:
			right += "  " + screen.Left(rest)
		}
	default:
		left = " " + v.sign() + left
		right = "in " + screen.Duration(took.Round(time.Millisecond))
	}
	right = t.Dim.Render(right) + " "
	cells := min(v.width-screen.Width(left)-screen.Width(right)-2, barWidth)
	if v.running && cells >= 5 && v.sum.Total > 0 {
		full := 2 * cells * v.sum.Done / v.sum.Total
		bar := strings.Repeat(t.Full, full/2)
		if full%2 == 1 {
			bar += t.Half
		}
		left += t.Accent.Render(bar) + t.Dim.Render(strings.Repeat(t.Light, cells-full/2-full%2))
	}
	return left + screen.Blanks(v.width-screen.Width(left)-screen.Width(right)) + right
}

// seconds is a duration that changes while it is looked at, without its milliseconds.
func seconds(d time.Duration) string {
	if d < time.Minute {
		return screen.Duration(max(d, 0).Truncate(100 * time.Millisecond))
	}
	return screen.Duration(d.Truncate(time.Second))
}

// sign is that of the worst verdict there is.
func (v *View) sign() string {
	for verdict, n := range v.verdicts {
		if n > 0 && !suite.Verdict(verdict).OK() {
			return status.Verdict(v.t, suite.Verdict(verdict))
		}
	}
	if v.sum.Done < v.sum.Total {
		return v.t.Warn.Render(v.t.Bang)
	}
	return status.Verdict(v.t, suite.Passed)
}

// Counts are the results by verdict, in words and in their colours, the best first.
func (v *View) Counts() string {
	var parts []string
	for _, verdict := range []suite.Verdict{suite.Passed, suite.Unchecked, suite.OverBudget, suite.Changed, suite.Failed} {
		if n := v.verdicts[verdict]; n > 0 {
			parts = append(parts, status.Verdict(v.t, verdict)+" "+screen.Count(int64(n))+" "+verdict.String())
		}
	}
	if v.skipped > 0 {
		parts = append(parts, v.t.Warn.Render(v.t.Bang)+" "+screen.Count(int64(v.skipped))+" not run")
	}
	line := strings.Join(parts, "   ")
	if screen.Width(line) > v.width-2 {
		line = strings.Join(parts, "  ")
	}
	return line
}

// cost tells what all that ran cost, which is an estimate, and of which prices.
func (v *View) cost() string {
	return " " + v.price.Format(v.price.OfTotals(v.totals).Total) + "  " + v.t.Dim.Render(v.t.Spell(v.price.Label()))
}

// columns is what a row has room for.
type columns struct {
	machine, input    int // cells for the names, 0 for none
	ran, billed, cost bool
	note              int // cells for the first difference, 0 for none
}

// The widths of what has always the same, and bounds of what has not.
const (
	pointerWidth  = 3
	durationWidth = 8
	moneyWidth    = 11
	minName       = 10
	maxName       = 28
	minNote       = 20
)

func (v *View) columns() columns {
	var c columns
	names := 1
	if v.machines > 1 {
		names = 2
	}
	var used int
	for _, c = range []columns{{ran: true, billed: true, cost: true}, {ran: true, cost: true}, {cost: true}, {}} {
		used = pointerWidth + status.VerdictWidth + names + 1 // a blank before the frame
		for _, part := range []struct {
			shown bool
			width int
		}{{c.ran, durationWidth + 1}, {c.billed, durationWidth + 1}, {c.cost, moneyWidth + 1}} {
			if part.shown {
				used += part.width
			}
		}
		if (v.width-used)/names >= minName {
			break
		}
	}
	// Names take what they need, up to a bound; what is left over is the difference's.
	longest := func(name func(suite.Case) string) int {
		most := minName
		for n := v.window.Top; n < min(v.window.Top+v.room(), len(v.shown)); n++ {
			most = max(most, screen.Width(screen.Visible(name(v.rows[v.shown[n]].result.Case))))
		}
		return min(most, maxName)
	}
	c.input = max(min(longest(func(c suite.Case) string { return c.Input }), (v.width-used)/names), 0)
	if v.machines > 1 {
		c.machine = max(min(longest(named), v.width-used-c.input), 0)
	}
	if rest := v.width - used - c.input - c.machine - 1; rest >= minNote {
		c.note = rest
	}
	return c
}

// named is a case's machine with the version, alias or test case behind it.
func named(c suite.Case) string {
	return c.Machine.Name + strings.TrimPrefix(string(c.ARN), string(c.Machine.ARN))
}

// names are those of the columns.
func (v *View) names(c columns) string {
	line := append(make([]string, 0, 12), screen.Blanks(pointerWidth))
	if c.machine > 0 {
		line = append(line, screen.Fit("machine", c.machine), " ")
	}
	line = append(line, screen.Fit("input", c.input), " ", screen.Blanks(status.VerdictWidth))
	for _, part := range []struct {
		shown bool
		width int
		name  string
	}{{c.ran, durationWidth, "ran"}, {c.billed, durationWidth, "billed"}, {c.cost, moneyWidth, "cost"}} {
		if part.shown {
			line = append(line, screen.Blanks(1+part.width-len(part.name)), part.name)
		}
	}
	return v.t.Dim.Render(strings.Join(line, ""))
}

// line draws one case.
func (v *View) line(r *row, selected bool, c columns) string {
	t, picked := v.t, " "
	if selected {
		picked = t.Mark
	}
	line := picked + "  "
	if c.machine > 0 {
		line += t.Dim.Render(t.Fit(screen.Visible(named(r.result.Case)), c.machine)) + " "
	}
	line += screen.FitMiddle(screen.Visible(r.result.Input), c.input, t.Ellipsis) + " " + t.Fit(v.verdict(r), status.VerdictWidth)
	run := r.result.Run
	known := r.done && run.Billing != (model.Billing{})
	fact := func(shown, known bool, width int, text string) {
		if !known {
			text = ""
		}
		if shown {
			line += " " + screen.Blanks(width-screen.Width(text)) + text
		}
	}
	fact(c.ran, r.done && run.ID != "", durationWidth, screen.Duration(run.Duration()))
	fact(c.billed, known, durationWidth, screen.Duration(run.Billing.Duration))
	fact(c.cost, known, moneyWidth, v.price.FormatColumn(v.price.Of(run.Billing).Total))
	if c.note > 0 && r.done {
		line += "  " + t.Dim.Render(t.Fit(v.note(r), c.note))
	}
	return line
}

func (v *View) verdict(r *row) string {
	switch {
	case r.skipped:
		return v.t.Warn.Render(v.t.Bang + " not run")
	case r.done:
		return status.VerdictWord(v.t, r.result.Verdict)
	case v.inFlight(r):
		return v.t.Wait.Render(v.t.Dot + " running")
	default:
		return v.t.Dim.Render("  waiting")
	}
}

// note is what is wrong with a case, as far as a line tells it.
func (v *View) note(r *row) string {
	switch {
	case r.result.Problem != nil:
		return screen.Visible(withoutFolder(r.result.Problem.Error()))
	case len(r.result.Differences) == 0:
		return ""
	}
	text := screen.Visible(r.result.Differences[0].String())
	if r.diffs > 1 {
		text = screen.Count(int64(r.diffs)) + " differences: " + text
	}
	return text
}

// withoutFolder leaves out the folder of the file that a message begins with: a line has
// no room for it.
func withoutFolder(text string) string {
	file, _, ok := strings.Cut(text, ".json:")
	if !ok {
		return text
	}
	return text[strings.LastIndexAny(file, `/\`)+1:]
}
