package history

import (
	"strings"

	"expresso/model"
	"expresso/model/suite"
	"expresso/ui/screen"
)

// Runs that belong together, such as a burst, a replay or a comparison, are one row of the list
// until they are opened. A filter finds runs in groups too, and lists them one by one.

// folded reports whether a row stands for all runs of its group.
func (l *List) folded() bool { return l.group == "" && !l.filter.on() && l.order == model.Newest }

// SelectedGroup is the group whose row is under the cursor.
func (l *List) SelectedGroup() (model.GroupID, bool) {
	r, ok := l.Selected()
	return r.Group, ok && r.Group != "" && l.folded()
}

// outside is a list in which a group was opened, as it was then.
type outside struct {
	filter      filter
	order       model.Order
	exact       bool
	total       int
	pages       map[int][]model.Run
	cursor, top int
	selected    model.RunID
}

// OpenGroup lists the runs of one group, whatever was listed before.
func (l *List) OpenGroup(g model.GroupID) {
	if g == "" || g == l.group {
		return
	}
	if l.group == "" {
		l.outside = &outside{l.filter, l.order, l.exact, l.total, l.pages, l.window.At, l.window.Top, l.selected}
	}
	l.group = g
	l.filter, l.typing, l.order = filter{}, false, model.Newest
	l.reset()
}

// Seek goes to a run that stands at a place of its group's list, or, without a group, of
// the list of everything.
func (l *List) Seek(run model.Run, place int) {
	l.CloseGroup()
	if run.Group == "" {
		l.order = model.Newest
		l.reset()
	}
	l.OpenGroup(run.Group)
	l.total = max(place, 0) + 1
	l.selected = run.ID
	l.put(place)
}

// Group is the group that is open, "" for none.
func (l *List) Group() model.GroupID { return l.group }

// CloseGroup goes back to the list in which the group was opened. It reports whether there
// was one.
func (l *List) CloseGroup() bool {
	if l.group == "" {
		return false
	}
	was := l.outside
	l.group, l.outside = "", nil
	l.filter, l.typing, l.order = filter{}, false, model.Newest
	l.reset()
	if was == nil {
		return true
	}
	l.filter, l.order = was.filter, was.order
	l.exact, l.total, l.pages = was.exact, was.total, was.pages
	l.window.At, l.window.Top, l.selected = was.cursor, was.top, was.selected
	l.Reload() // it may have changed since
	return true
}

// tally is the totals of a group's runs.
type tally struct {
	totals model.Totals
	known  bool
	asked  bool // the answer is awaited
	stale  bool // there may be more runs now
}

// keptTallies bounds how many are remembered.
const keptTallies = 1000

// WantGroup is a group on the screen whose totals are unknown, if there is one. It is requested
// once.
func (l *List) WantGroup() (model.GroupID, bool) {
	if !l.folded() {
		return "", false
	}
	for n := l.window.Top; n < min(l.window.Top+l.listHeight(), l.Len()); n++ {
		r, ok := l.row(n)
		if !ok || r.Group == "" {
			continue
		}
		t := l.tallies[r.Group]
		if t == nil {
			if len(l.tallies) >= keptTallies {
				clear(l.tallies) // those on the screen are asked for again
			}
			t = &tally{stale: true}
			l.tallies[r.Group] = t
		}
		if t.stale && !t.asked {
			t.asked, t.stale = true, false
			return r.Group, true
		}
	}
	return "", false
}

// GiveGroup is the answer to WantGroup.
func (l *List) GiveGroup(g model.GroupID, totals model.Totals, err error) {
	t := l.tallies[g]
	if t == nil {
		return
	}
	t.asked = false
	if err == nil { // else the list itself cannot be read either, and says why
		t.totals, t.known = totals, true
	}
}

// Grows gives the totals so far of a group that is being added to. It reports
// whether that is all that is shown of them: if not, the list has to be read again.
func (l *List) Grows(g model.GroupID, totals model.Totals) bool {
	l.GiveGroup(g, totals, nil)
	return l.folded()
}

// groupLine draws what a group is, what its runs came to, and what they cost.
func (l *List) groupLine(g model.GroupID, name string, c columns) string {
	t := l.tallies[g]
	room := c.result
	for _, width := range []int{c.ran, c.billed, c.memory} {
		if width > 0 {
			room += c.gap + width
		}
	}
	cost := ""
	if t != nil && t.known {
		cost = l.prices.OfTotals(t.totals).FormatColumn()
	}
	c.ran, c.billed, c.memory = 0, 0, 0
	// A long name may have what the outcome has no need of.
	outcome := l.outcome(g.Kind(), t, room)
	lacks := min(max(screen.Width(name)-c.input, 0), max(room-screen.Width(outcome), 0))
	return l.t.Fit(name, c.input+lacks) + screen.Blanks(c.gap) + l.t.Fit(outcome, room-lacks) + strings.Join(c.figures("", "", "", cost), "")
}

// meanings are what the verdicts on the runs of a group are called beside their number, those
// that need a look before the others.
var meanings = []struct {
	code, word string
	good       bool
}{
	{suite.Failed.Code(), "failed", false},
	{suite.Changed.Code(), "changed", false},
	{suite.OverBudget.Code(), "over budget", false},
	{suite.Passed.Code(), "passed", true},
	{suite.Unchecked.Code(), "without expectation", true},
}

// outcome tells what a group's runs mean, as much as there is room for: whether a comparison
// found a difference, how many cases of a replay passed, or how many runs of a burst
// succeeded. What went wrong is shown however little room there is.
func (l *List) outcome(kind string, t *tally, room int) string {
	if t == nil || !t.known {
		return l.t.Dim.Render(l.t.Ellipsis)
	}
	totals, verdicts := t.totals, t.totals.Verdicts
	var parts []string
	if n := totals.Running; n > 0 {
		parts = append(parts, l.t.Wait.Render(l.t.Dot+" "+screen.Count(n)+" running"))
	}
	judged := int64(0)
	for _, n := range verdicts {
		judged += n
	}
	switch {
	case kind == model.CompareGroup && verdicts[model.Different] > 0:
		parts = append(parts, l.t.Warn.Underline(false).Render("~ different"))
	case kind == model.CompareGroup && verdicts[model.Same] > 0:
		parts = append(parts, l.t.OK.Render(l.t.Check+" same"))
	case judged > 0:
		for _, m := range meanings {
			switch n := verdicts[m.code]; {
			case n == 0:
			case m.code == suite.Unchecked.Code():
				parts = append(parts, l.t.Dim.Render(l.t.Sep+" "+screen.Count(n)+" "+m.word))
			case m.good:
				parts = append(parts, l.t.OK.Render(l.t.Check+" "+screen.Count(n)+" "+m.word))
			default:
				parts = append(parts, l.t.Fail.Render(l.t.Cross+" "+screen.Count(n)+" "+m.word))
			}
		}
	default:
		if rest := totals.Runs - totals.Succeeded - totals.Running; rest > 0 {
			parts = append(parts, l.t.Fail.Render(l.t.Cross+" "+screen.Count(rest)+" failed"))
		}
		if totals.Succeeded > 0 {
			parts = append(parts, l.t.OK.Render(l.t.Check+" "+screen.Count(totals.Succeeded)+" succeeded"))
		}
	}
	runs := screen.Count(totals.Runs) + " runs"
	if totals.Runs == 1 {
		runs = "1 run"
	}
	parts = append(parts, l.t.Dim.Render(runs))
	line := parts[0]
	for _, part := range parts[1:] {
		if screen.Width(line)+2+screen.Width(part) > room {
			break
		}
		line += "  " + part
	}
	return line
}

// groupTitle names the open group.
func (l *List) groupTitle() string {
	title := screen.Visible(l.group.Kind())
	if asked, ok := l.group.Asked(); ok {
		title += " of " + strings.TrimSpace(moment(asked, l.now()))
	}
	return title
}
