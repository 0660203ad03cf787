package compare

import (
	"strings"
	"time"

	"github.com/charmbracelet/lipgloss"

	"expresso/model"
	"expresso/model/compare"
	"expresso/model/trace"
	"expresso/ui/screen"
	"expresso/ui/status"
	"expresso/ui/theme"
)

// headLines are those of the two runs and of what differs; a blank one follows where there
// is room.
const headLines = 3

// roomy is the height from which on a blank line is worth its place.
const roomy = 16

func (v *View) headHeight() int {
	if v.height >= roomy {
		return headLines + 1
	}
	return headLines
}

// body is the number of lines below the head.
func (v *View) body() int { return max(v.height-v.headHeight(), 0) }

// inks are those of the left and of the right side, as in a diff.
func (v *View) inks() (minus, plus lipgloss.Style) { return v.t.Warn.Underline(false), v.t.OK }

// View draws exactly height lines of width cells.
func (v *View) View() string {
	lines := v.head()
	for len(lines) < v.headHeight() {
		lines = append(lines, "")
	}
	switch {
	case v.result == nil:
		lines = append(lines, " "+v.t.Dim.Render("waiting for both responses"))
	case v.opened != nil:
		title := " " + v.t.Bold.Render(screen.Visible(v.opened.Path)) + v.t.Dim.Render("  "+v.opened.Type())
		lines = append(append(lines, v.t.Fit(title, v.width)), v.state.View())
	case v.tab == Output:
		lines = append(lines, v.output.View())
	case v.tab == States:
		lines = append(lines, v.states()...)
	default:
		lines = append(lines, v.billing()...)
	}
	lines = strings.Split(strings.Join(lines, "\n"), "\n")
	return strings.Join(v.t.Fill(lines, v.width, v.height), "\n")
}

// head tells of each run how it stands and what it cost, and what they differ in.
func (v *View) head() []string {
	var facts [2][]string
	for i := range facts {
		facts[i] = v.facts(i)
	}
	widths := make([]int, len(facts[0]))
	for n := range widths {
		widths[n] = max(screen.Width(facts[0][n]), screen.Width(facts[1][n]))
	}
	names := max(screen.Width(screen.Visible(v.of.Sides[0].Name)), screen.Width(screen.Visible(v.of.Sides[1].Name)))
	const leastName = 12
	used := 0
	for n, width := range widths {
		if width > 0 && 3+min(names, leastName)+used+2+width > v.width {
			widths = widths[:n]
			break
		}
		if width > 0 {
			used += 2 + width
		}
	}
	names = min(names, max(v.width-3-used-1, 0))
	minus, plus := v.inks()
	lines := make([]string, 0, headLines+1)
	for i, side := range v.of.Sides {
		ink, sign := minus, "- "
		if i == 1 {
			ink, sign = plus, "+ "
		}
		var line strings.Builder
		line.WriteString(" " + ink.Render(sign+v.t.Fit(screen.Visible(side.Name), names)))
		for n, width := range widths {
			// The status stands at the left, figures at the right.
			fact, pad := facts[i][n], screen.Blanks(width-screen.Width(facts[i][n]))
			switch {
			case width == 0:
			case n == 0:
				line.WriteString("  " + fact + pad)
			case v.problem(i) == "":
				line.WriteString("  " + pad + fact)
			}
		}
		if problem := v.problem(i); problem != "" {
			line.WriteString("  " + v.t.Warn.Underline(false).Render(screen.Visible(problem)))
		}
		lines = append(lines, line.String())
	}
	return append(lines, v.summary())
}

// problem says why a run that is over was not answered, "" if it was.
func (v *View) problem(side int) string {
	if r := v.runs[side]; r.Status != model.Running && !r.Status.Answered() {
		return strings.TrimSuffix(r.Problem+": "+r.Hint, ": ")
	}
	return ""
}

// facts are how a run stands, what it took, and what it was billed.
func (v *View) facts(side int) []string {
	r, price := v.runs[side], v.of.Sides[side].Prices
	if r.Status == model.Running {
		elapsed := max(v.now().Sub(r.Asked), 0).Truncate(100 * time.Millisecond)
		spinner := v.t.Spinner[v.Frame%len(v.t.Spinner)]
		return []string{v.t.Wait.Render(spinner + " " + r.Status.String()), screen.Duration(elapsed), "", ""}
	}
	facts := []string{status.Word(v.t, r.Status), screen.Duration(r.Duration()), "", ""}
	if b := r.Billing; b != (model.Billing{}) {
		facts[2] = v.t.Dim.Render("billed ") + screen.Duration(b.Duration) + " " + v.t.Times + " " + screen.Count(b.MemoryMB) + " MB"
		facts[3] = price.FormatColumn(price.Of(b).Total)
	}
	return facts
}

// places is how many differences the documents show: an output that only one run has is one more than
// the comparison lists, where the statuses say so.
func places(r *compare.Result) int {
	n := len(r.Differences)
	left, right := r.Answers[0].Run, r.Answers[1].Run
	if left.Status != right.Status && !left.OutputWithheld && !right.OutputWithheld && (left.Output == "") != (right.Output == "") {
		n++
	}
	return n
}

// summary says what differs, as much of it as there is room for.
func (v *View) summary() string {
	t := v.t
	if v.result == nil {
		return ""
	}
	r := v.result
	what := t.OK.Render("no differences")
	switch n := places(r); {
	case !r.Answers[0].Run.Status.Answered() && !r.Answers[1].Run.Status.Answered():
		what = t.Warn.Underline(false).Render("nothing to compare: neither run has a response")
	case !r.Answered():
		what = t.Warn.Underline(false).Render("nothing to compare: one run has no response")
	case n > 0:
		what = t.Bold.Render(count(n, "difference", "differences"))
	}
	line := " " + what
	add := func(fact string) {
		if next := line + t.Dim.Render(" "+t.Sep+" ") + fact; screen.Width(next) <= v.width {
			line = next
		}
	}
	if r.States != nil {
		if l, r := r.Answers[0], r.Answers[1]; l.NoTrace+r.NoTrace != "" || l.Tree.Lacks != (trace.Lacks{Missing: l.Tree.Missing}) || r.Tree.Lacks != (trace.Lacks{Missing: r.Tree.Missing}) {
			add(t.Warn.Underline(false).Render("the traces are incomplete"))
		} else if n := l.Tree.Missing + r.Tree.Missing; n > 0 {
			add(t.Warn.Underline(false).Render("missing in the traces: " + count(int(n), "event", "events")))
		}
	}
	if r.FirstDifference >= 0 {
		add("first difference: " + t.Bold.Render(screen.Visible(r.States[r.FirstDifference].Path)))
	}
	if r.States != nil {
		all := count(len(r.States), "state", "states")
		if v.apart == 0 {
			add(all + ", identical")
		} else {
			add(all + ", " + count(v.apart, "differs", "differ"))
		}
	}
	if r.Answered() {
		if by := difference(v.runs[0].Duration(), v.runs[1].Duration()); by != "" {
			add(t.Dim.Render("ran ") + by)
		}
	}
	return line
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return screen.Count(int64(n)) + " " + many
}

// difference is by how much two durations differ, "" if they do not or one is unknown.
func difference(from, to time.Duration) string {
	if from < 0 || to < 0 || from == to {
		return ""
	}
	return screen.Difference(to - from)
}

func (v *View) wrapped(text string) []string {
	return theme.Wrapped(text, v.width, v.t.Dim)
}
