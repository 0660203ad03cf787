package burst

import (
	"strings"

	"expresso/model"
	"expresso/model/burst"
	"expresso/model/pricing"
	"expresso/ui/screen"
	"expresso/ui/theme"
)

// Facts are what is drawn of a burst.
type Facts struct {
	Snapshot    burst.Snapshot
	Concurrency int
	Price       pricing.Table
	Budget      pricing.Money // 0 for none
	Stage       Stage
	Err         error // why it ended before its plan did, nil if it did not
}

// Stage is the stage of a burst.
type Stage int

// The stages of a burst.
const (
	Running    Stage = iota
	Stopping         // no more runs start, those in flight end
	NotWaiting       // nor are those
	Ended
)

// wide is where the two charts stand side by side; gutter is what parts them.
const (
	wide   = 72
	gutter = 4
)

// leastBars is the height below which a chart is useless, including its title.
const leastBars = 4

// maxErrors is how many names of errors are shown at most.
const maxErrors = 8

// rate is how many runs have had an outcome in a second.
func rate(s burst.Snapshot) string { return screen.Count(int64(s.Rate()+0.5)) + "/s" }

// left says how long the rest may take, "" while that is not known.
func left(s burst.Snapshot) string {
	left, ok := s.Left()
	if !ok {
		return ""
	}
	return screen.Left(left)
}

// View draws a burst in exactly width by height cells.
func View(t *theme.Theme, f Facts, width, height int) string {
	inner := max(width-2, 0)
	s := f.Snapshot
	lines := append([]string{progress(t, f, inner)}, flow(pace(f), inner)...)
	lines = append(append(lines, flow(outcomes(t, s), inner)...), "")
	lines = append(lines, quantiles(t, s)...)
	lines = append(lines, "")
	foot := append([]string{""}, cost(t, f, inner)...)
	for line := range strings.SplitSeq(problem(f, inner), "\n") {
		if line != "" {
			foot = append(foot, t.Fail.Render(line))
		}
	}
	rest := height - len(lines) - len(foot)
	errs := errorNames(t, s, min(rest-leastBars-1, maxErrors))
	foot = append(errs, foot...)
	lines = append(lines, charts(t, s, inner, height-len(lines)-len(foot))...)
	lines = append(lines, foot...)
	for i, line := range lines {
		lines[i] = " " + line
	}
	return strings.Join(t.Fill(lines, width, height), "\n")
}

// progress is the bar of what is done.
func progress(t *theme.Theme, f Facts, width int) string {
	s := f.Snapshot
	text := "  " + screen.Count(s.Done) + " of " + screen.Count(s.Planned)
	share := 1.0
	if s.Planned > 0 {
		share = float64(s.Done) / float64(s.Planned)
	}
	text += "  " + screen.Count(int64(100*share)) + " %"
	// The text grows while it counts; the bar must not shrink for it.
	room := max(width-len("  "+screen.Count(s.Planned)+" of "+screen.Count(s.Planned)+"  100 %"), 0)
	full := int(share * float64(room))
	return t.Accent.Render(strings.Repeat(t.Full, full)) + t.Dim.Render(strings.Repeat(t.Light, room-full)) + text
}

// pace says how fast it goes, and for how long.
func pace(f Facts) []string {
	s := f.Snapshot
	facts := []string{rate(s)}
	switch f.Stage {
	case Ended:
		facts = append(facts, "took "+screen.Duration(s.Elapsed), "at most "+screen.Count(int64(f.Concurrency))+" at once")
	default:
		facts = append(facts, screen.Count(s.InFlight)+" in flight of "+screen.Count(int64(s.Limit)), screen.Duration(s.Elapsed)+" so far")
		if left := left(s); left != "" && f.Stage == Running {
			facts = append(facts, left)
		}
		if s.Limit < f.Concurrency {
			facts = append(facts, "slowed down: throttled")
		}
	}
	return facts
}

// outcomes counts how runs ended.
func outcomes(t *theme.Theme, s burst.Snapshot) []string {
	one := func(sign, text string, n int64, paint func(...string) string) string {
		text = screen.Count(n) + " " + text
		if n == 0 {
			return t.Dim.Render(text)
		}
		return paint(sign + " " + text)
	}
	failed := s.Answered - s.Totals.Succeeded
	parts := []string{
		one(t.Check, "succeeded", s.Totals.Succeeded, t.OK.Render),
		one(t.Cross, "failed", failed, t.Fail.Render),
		one(t.Bang, "throttled", s.Throttled, t.Warn.Render),
	}
	if s.NotStarted > 0 {
		parts = append(parts, one(t.Bang, "not started", s.NotStarted, t.Warn.Render))
	}
	if rest := s.Done - s.Answered - s.Throttled - s.NotStarted; rest > 0 {
		parts = append(parts, one(t.Bang, "no response", rest, t.Warn.Render))
	}
	return parts
}

// flow puts parts side by side, and on the next line what there is no room for.
func flow(parts []string, width int) []string {
	const gap = "   "
	lines := []string{parts[0]}
	for _, part := range parts[1:] {
		last := &lines[len(lines)-1]
		if screen.Width(*last)+len(gap)+screen.Width(part) > width {
			lines = append(lines, part)
			continue
		}
		*last += gap + part
	}
	return lines
}

// quantiles are the latencies and billed durations that so many runs did not exceed.
func quantiles(t *theme.Theme, s burst.Snapshot) []string {
	const label, column = 8, 12
	rows := []string{screen.Blanks(label), screen.Fit("latency", label), screen.Fit("billed", label)}
	for i := range rows {
		rows[i] = t.Dim.Render(rows[i])
	}
	for _, q := range burst.Quantiles {
		cells := []string{t.Dim.Render(q.Name), quantile(s.Latency, q.Of), quantile(s.Billed, q.Of)}
		for i, cell := range cells {
			rows[i] += screen.Blanks(column-screen.Width(cell)) + cell
		}
	}
	return rows
}

func quantile(h burst.Histogram, q float64) string {
	if h.Count() == 0 {
		return "-"
	}
	return screen.Duration(h.Quantile(q))
}

// charts are the two histograms, side by side where there is room.
func charts(t *theme.Theme, s burst.Snapshot, width, height int) []string {
	const latency, billed = "Latency", "Billed duration"
	if width < wide {
		// Billed durations often have a few bars only, and leave the rest to the latencies,
		// or all where there is too little for both: their percentiles are above.
		lower := min(len(s.Billed.Bars(height/2-1))+1, height/2)
		if height-lower < leastBars {
			lower = 0
		}
		return append(chart(t, latency, s.Latency, width, height-lower), chart(t, billed, s.Billed, width, lower)...)
	}
	half := (width - gutter) / 2
	left, right := chart(t, latency, s.Latency, half, height), chart(t, billed, s.Billed, half, height)
	for i := range left {
		left[i] += screen.Blanks(gutter) + right[i]
	}
	return left
}

// errorNames counts errors by their names, in at most height lines.
func errorNames(t *theme.Theme, s burst.Snapshot, height int) []string {
	if len(s.Errors) == 0 || height < 3 {
		return nil
	}
	lines := []string{"", t.Dim.Render("Errors")}
	shown := s.Errors[:min(len(s.Errors), height-len(lines))]
	for i, e := range shown {
		count := screen.Count(e.Count)
		line := screen.Blanks(len(screen.Count(s.Errors[0].Count))-len(count)) + t.Bold.Render(count) + "  " + screen.Visible(e.Name)
		if more := len(s.Errors) - len(shown); more > 0 && i == len(shown)-1 {
			line += t.Dim.Render("  and " + screen.Count(int64(more)) + " more names")
		}
		lines = append(lines, line)
	}
	return lines
}

// cost is what all runs cost, with what it goes by, below it where there is no room beside.
func cost(t *theme.Theme, f Facts, width int) []string {
	line := t.Dim.Render("Cost  ") + t.Bold.Render(f.Price.Format(f.Price.OfTotals(f.Snapshot.Totals).Total))
	if f.Budget > 0 {
		line += t.Dim.Render(" of ") + f.Price.Format(f.Budget)
	}
	label := t.Dim.Render(t.Spell(f.Price.Label()))
	if screen.Width(line)+3+screen.Width(label) > width {
		return []string{line, label}
	}
	return []string{line + "   " + label}
}

// problem says why a burst ended early, in lines of at most width cells.
func problem(f Facts, width int) string {
	if f.Err == nil {
		return ""
	}
	text := f.Err.Error()
	if hint := model.HintOf(f.Err); hint != "" {
		text += ": " + hint
	}
	const most = 3
	lines := screen.Wrap(text, width)
	return strings.Join(lines[:min(len(lines), most)], "\n")
}

// Title says how far the burst has come, in a word.
func (f Facts) Title() string {
	switch {
	case f.Stage == Running:
		return "running"
	case f.Stage == Stopping:
		return "stopping"
	case f.Stage == NotWaiting:
		return "stopped waiting"
	case f.Snapshot.OverBudget:
		return "budget reached"
	case f.Err != nil, f.Snapshot.Done < f.Snapshot.Planned:
		return "stopped"
	}
	return "finished"
}
