package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/term"

	"expresso/model"
	"expresso/model/compare"
	"expresso/model/pricing"
	"expresso/model/trace"
	"expresso/ui/screen"
)

// widthOf is how many cells a line has: those of the terminal, or 80 where there is none.
func widthOf(o *output) int {
	if o.onTerminal() {
		if width, _, err := term.GetSize(int(o.terminal.Fd())); err == nil && width >= 40 {
			return width
		}
	}
	return 80
}

// How much of a comparison is printed as text; -o json has all of it.
const (
	maxTold   = 100
	maxStates = 50
)

// printComparison writes two runs side by side, in lines of at most width cells.
func printComparison(w io.Writer, width int, c *compare.Comparison, r *compare.Result) {
	p := comparisonText{w: w, width: width, label: 8}
	runs := [2]model.Run{r.Answers[0].Run, r.Answers[1].Run}
	each := func(tell func(model.Run, pricing.Table) string) (left, right string) {
		return tell(runs[0], c.Sides[0].Prices), tell(runs[1], c.Sides[1].Prices)
	}
	p.row("", c.Sides[0].Name, c.Sides[1].Name)
	p.both("status", func(r model.Run, _ pricing.Table) string { return r.Status.String() }, each)
	p.both("error", func(r model.Run, _ pricing.Table) string { return r.Error }, each)
	p.both("ran", func(r model.Run, _ pricing.Table) string { return screen.Duration(r.Duration()) }, each)
	p.both("billed", func(r model.Run, _ pricing.Table) string { return bill(r.Billing) }, each)
	p.both("cost", func(r model.Run, t pricing.Table) string {
		if r.Billing == (model.Billing{}) {
			return "unknown"
		}
		return t.FormatColumn(t.Of(r.Billing).Total)
	}, each)
	if left, right := c.Sides[0].Prices.Label(), c.Sides[1].Prices.Label(); left == right {
		p.line("        " + left)
	} else {
		p.line("        " + left)
		p.line("        " + right)
	}
	p.line("")
	p.differences(r)
	p.line("")
	p.states(c, r)
	if c.Sides[0].Bench.Keeps() {
		p.line("saved as " + string(c.Group))
	}
}

func bill(b model.Billing) string {
	if b == (model.Billing{}) {
		return "unknown"
	}
	return fmt.Sprintf("%s x %d MB", screen.Duration(b.Duration), b.MemoryMB)
}

// comparisonText writes a comparison as text.
type comparisonText struct {
	w            io.Writer
	width, label int
}

// line writes a line that is not wider than it may be. What cannot be written is seen by
// whoever reads, as with every print.
func (p *comparisonText) line(text string) {
	fmt.Fprintln(p.w, strings.TrimRight(screen.FitTail(screen.Visible(text), min(p.width, screen.Width(screen.Visible(text))), "…"), " "))
}

// row writes a fact of both sides in columns.
func (p *comparisonText) row(label, left, right string) {
	column := (p.width - p.label - 2) / 2
	fit := func(s string, n int) string { return screen.FitTail(screen.Visible(s), n, "…") }
	fmt.Fprintln(p.w, strings.TrimRight(fit(label, p.label)+fit(left, column)+"  "+fit(right, column), " "))
}

// both is row for what is printed of both runs in the same way; nothing if it is nothing of
// both.
func (p *comparisonText) both(label string, tell func(model.Run, pricing.Table) string, each func(func(model.Run, pricing.Table) string) (string, string)) {
	if left, right := each(tell); left != "" || right != "" {
		p.row(label, left, right)
	}
}

// differences lists what differs by its place, with both values below it.
func (p *comparisonText) differences(r *compare.Result) {
	n := len(r.Differences)
	switch {
	case !r.Answered():
		p.line("nothing to compare: " + noResponse(r))
		return
	case n == 0:
		p.line("no differences")
	default:
		p.line(count(n, "difference", "differences"))
	}
	for _, d := range r.Differences[:min(n, maxTold)] {
		p.line("  " + strings.TrimSpace(d.Place+" "+d.Path))
		for _, side := range []struct{ mark, text string }{{"-", d.Left}, {"+", d.Right}} {
			if side.text != "" {
				p.line("    " + side.mark + " " + side.text)
			}
		}
	}
	if n > maxTold {
		p.line("  and " + screen.Count(int64(n-maxTold)) + " more, see -o json")
	}
}

// noResponse says which runs have no response.
func noResponse(r *compare.Result) string {
	if r.Answers[0].Run.Status.Answered() || r.Answers[1].Run.Status.Answered() {
		return "one run has no response"
	}
	return "neither run has a response"
}

// states lists the states that differ, and says in which the runs differ.
func (p *comparisonText) states(c *compare.Comparison, r *compare.Result) {
	if r.States == nil {
		for i, a := range r.Answers {
			if a.Tree == nil {
				p.line("states cannot be compared, " + c.Sides[i].Name + ": " + a.NoTrace)
			}
		}
		if !c.Logs && slices.ContainsFunc(r.Answers[:], func(a compare.Answer) bool { return a.NoTrace == model.ErrNotRead.Error() }) {
			p.line("--trace reads what is in CloudWatch Logs; AWS bills it")
		}
		return
	}
	for i, a := range r.Answers {
		if lacks := cmp.Or(a.NoTrace, screen.Lacks(a.Tree.Lacks)); lacks != "" {
			p.line(c.Sides[i].Name + ": " + lacks)
		}
	}
	var apart []int
	for i := range r.States {
		if r.States[i].Differs != compare.Alike {
			apart = append(apart, i)
		}
	}
	total := count(len(r.States), "state", "states")
	if r.FirstDifference < 0 {
		p.line(total + ", identical")
		return
	}
	p.line(total + ", " + count(len(apart), "differs", "differ") + "; first difference: " + r.States[r.FirstDifference].Path)
	shown := apart[:min(len(apart), maxStates)]
	if !slices.Contains(shown, r.FirstDifference) {
		shown = append(shown[:len(shown)-1:len(shown)-1], r.FirstDifference)
	}
	const took, differs = 12, 10
	path := p.width - 2 - 2*took - differs - 3
	for _, i := range shown {
		s := &r.States[i]
		mark := "  "
		if i == r.FirstDifference {
			mark = "> "
		}
		p.line(mark + screen.FitTail(screen.Visible(s.Path), path, "…") + " " + screen.Fit(s.Differs.String(), differs) + " " +
			screen.Fit(visitTook(s.L), took) + " " + visitTook(s.R))
	}
	if n := len(apart) - len(shown); n > 0 {
		p.line("  and " + screen.Count(int64(n)) + " more, see -o json")
	}
}

// count is so many of something.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return screen.Count(int64(n)) + " " + many
}

// visitTook is how long a visit took, and whether it failed.
func visitTook(v *trace.Visit) string {
	if v == nil {
		return "-"
	}
	took := screen.Duration(v.Duration())
	if v.Outcome != trace.Succeeded {
		took = v.Outcome.String()
	}
	return took
}
