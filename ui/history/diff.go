package history

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/diff"
	"expresso/ui/screen"
)

// comparison names two runs: one, and the baseline that it is compared with, "" for the
// run of the same machine before it.
type comparison struct{ run, baseline model.RunID }

// Base is the question which run another is compared with.
type Base struct {
	Run      model.Run   // whole
	Baseline model.RunID // "" for the run of the same machine before it
}

// SetBaseline says which run others are compared with, "" for the one before each.
func (d *Details) SetBaseline(id model.RunID) { d.baseline = id }

// WantBase is the run that the open one is compared with, if it is needed. It is requested once.
func (d *Details) WantBase() (Base, bool) {
	now := comparison{d.run.ID, d.baseline}
	if d.tab != Diff || !d.whole || d.based == now {
		return Base{}, false
	}
	if d.run.Status == model.Running {
		d.baseState = "waiting for the response"
		return Base{}, false
	}
	d.based = now
	if d.baseline == d.run.ID {
		d.baseState = "this is the baseline: select another run to compare with it"
		return Base{}, false
	}
	d.baseState = "reading the other run " + d.t.Ellipsis
	return Base{d.run, d.baseline}, true
}

// Landed handles a run that has ended: the open one may be waiting to be compared with it.
func (d *Details) Landed(id model.RunID) {
	if d.base.ID == id {
		d.based = comparison{}
	}
}

// Compared is the answer to a Base: the two runs as compare.Document has them, or why there is no
// comparison.
type Compared struct {
	Base        Base
	Other       model.Run
	Left, Right string
	Problem     string
}

// GiveBase is the answer to WantBase. The command that it returns, if any, compares large
// documents; its message goes to Update.
func (d *Details) GiveBase(v Compared) tea.Cmd {
	if d.based != (comparison{v.Base.Run.ID, v.Base.Baseline}) {
		return nil
	}
	d.baseState, d.base = v.Problem, v.Other
	if v.Problem != "" {
		return nil
	}
	left := moment(v.Other.Asked, d.now())
	right := moment(v.Base.Run.Asked, d.now())
	if was, is := v.Other.Machine.Machine(), v.Base.Run.Machine.Machine(); was != is {
		left, right = was+" "+left, is+" "+right
	}
	what := ", the run before"
	if v.Base.Baseline != "" {
		what = ", baseline"
	}
	return d.diff.Set(
		diff.Side{Name: strings.TrimSpace(left) + what, Text: v.Left},
		diff.Side{Name: strings.TrimSpace(right) + ", this run", Text: v.Right})
}

// diffTab draws the comparison: what the costs differ in, and below it the documents.
func (d *Details) diffTab() string {
	if d.baseState != "" {
		return d.say(d.baseState)
	}
	return d.t.Fit(" "+d.costs(), d.width) + "\n" + d.diff.View()
}

// costs tells the cost of the run that is compared with, and that of the open one where it
// is another.
func (d *Details) costs() string {
	was, is := d.base, d.run
	pair := func(name, a, b string) string {
		if name != "" {
			name += " "
		}
		if a == b {
			return d.t.Dim.Render(name + a)
		}
		return d.t.Dim.Render(name) + a + " " + d.t.Arrow + " " + d.t.Bold.Render(b)
	}
	of := func(r model.Run, text string) string {
		if r.Billing == (model.Billing{}) {
			return "unknown"
		}
		return text
	}
	memory := func(r model.Run) string { return of(r, screen.Count(r.Billing.MemoryMB)+" MB") }
	ran := pair("ran", screen.Duration(was.Duration()), screen.Duration(is.Duration()))
	billed := pair("billed", of(was, screen.Duration(was.Billing.Duration)), of(is, screen.Duration(is.Billing.Duration)))
	wasCost, isCost := of(was, cost(d.prices, was)), of(is, cost(d.prices, is))
	money, bare := pair("cost", wasCost, isCost), pair("", wasCost, isCost)
	line := ""
	// The money stays longest where room is short.
	for _, parts := range [][]string{{ran, billed, pair("memory", memory(was), memory(is)), money}, {ran, billed, money}, {ran, billed, bare}, {billed, bare}, {bare}} {
		if line = strings.Join(parts, d.t.Dim.Render(" "+d.t.Sep+" ")); screen.Width(line)+2 <= d.width {
			break
		}
	}
	return line
}
