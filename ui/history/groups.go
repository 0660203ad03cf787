package history

import (
	"strings"

	"expresso/model"
	"expresso/ui/mark"
	"expresso/ui/screen"
)

// Runs that were asked for together, as a burst, a replay or a comparison, are one row of
// the list until they are opened. A filter looks for runs wherever they are, and lists
// them one by one.

// folded reports whether a row stands for all runs of its group.
func (l *List) folded() bool { return l.group == "" && l.text == "" && l.filter == 0 }

// SelectedGroup is the group whose row is under the cursor.
func (l *List) SelectedGroup() (model.GroupID, bool) {
	r, ok := l.Selected()
	return r.Group, ok && r.Group != "" && l.folded()
}

// outside is a list in which a group was opened, as it was then.
type outside struct {
	filter      int
	text        string
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
		l.outside = &outside{l.filter, l.text, l.exact, l.total, l.pages, l.window.At, l.window.Top, l.selected}
	}
	l.group = g
	l.filter, l.text, l.typing = 0, "", false
	l.reset()
}

// Seek goes to a run that stands at a place of its group's list, or, without a group, of
// the list of everything.
func (l *List) Seek(run model.Run, place int) {
	l.CloseGroup()
	if run.Group == "" {
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
	l.filter, l.text, l.typing = 0, "", false
	l.reset()
	if was == nil {
		return true
	}
	l.filter, l.text = was.filter, was.text
	l.exact, l.total, l.pages = was.exact, was.total, was.pages
	l.window.At, l.window.Top, l.selected = was.cursor, was.top, was.selected
	l.Reload() // it may have changed since
	return true
}

// tally is what the runs of a group come to.
type tally struct {
	totals model.Totals
	known  bool
	asked  bool // the answer is awaited
	stale  bool // there may be more runs now
}

// keptTallies bounds how many are remembered.
const keptTallies = 1000

// WantGroup is a group on the screen whose totals are not known, if there is one. It is
// asked for once.
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

// Grows says what the runs of a group that is being added to come to by now. It reports
// whether that is all that is shown of them: if not, the list has to be read again.
func (l *List) Grows(g model.GroupID, totals model.Totals) bool {
	l.GiveGroup(g, totals, nil)
	return l.folded()
}

// groupLine draws a group from its first run: what it is, how many runs it has, how many
// of them succeeded, and what they cost.
func (l *List) groupLine(r model.Run, c columns, selected bool) string {
	t := l.tallies[r.Group]
	name := r.Group.Kind() + " " + r.Machine.Machine()
	if t != nil && t.totals.Machines > 1 {
		name = r.Group.Kind() + " of " + screen.Count(t.totals.Machines) + " machines"
	}
	ink := l.t.Text
	if selected && l.focused {
		ink = l.t.Select
	}
	room, gap := mark.WordWidth, screen.Blanks(c.gap)
	for _, part := range []struct {
		shown bool
		width int
	}{{c.ran, durationWidth}, {c.billed, durationWidth}, {c.word, wordWidth - c.gap}, {c.memory, memoryWidth}} {
		if part.shown {
			room += part.width + c.gap
		}
	}
	// A long name may have what the outcome has no need of.
	outcome := l.outcome(t, room)
	width := max(c.name-2, 0)
	lacks := min(max(screen.Width(screen.Visible(name))-width, 0), max(room-screen.Width(outcome), 0))
	width, room = width+lacks, room-lacks
	line := l.t.Dim.Render(l.t.Closed) + " " + ink.Render(l.t.Fit(screen.Visible(name), width)) + gap + l.t.Fit(outcome, room)
	if c.money && t != nil && t.known {
		money := l.prices.OfTotals(t.totals).FormatColumn()
		line += gap + screen.Blanks(moneyWidth-screen.Width(money)) + money
	}
	return line
}

// outcome tells how the runs of a group went, as much as there is room for. What went
// wrong comes before what did not.
func (l *List) outcome(t *tally, room int) string {
	if t == nil || !t.known {
		return l.t.Dim.Render(l.t.Ellipsis)
	}
	count, runs := screen.Count(t.totals.Runs), " runs"
	if t.totals.Runs == 1 {
		runs = " run"
	}
	var going, bad, good string
	if n := t.totals.Running; n > 0 {
		going = "  " + l.t.Wait.Render(l.t.Dot+" "+screen.Count(n))
	}
	if rest := t.totals.Runs - t.totals.Succeeded - t.totals.Running; rest > 0 {
		bad = "  " + l.t.Fail.Render(l.t.Cross+" "+screen.Count(rest))
	}
	if t.totals.Succeeded > 0 {
		good = "  " + l.t.OK.Render(l.t.Check+" "+screen.Count(t.totals.Succeeded))
	}
	for _, text := range []string{count + runs + going + bad + good, count + runs + going + bad, count + runs + bad, count + bad} {
		if screen.Width(text) <= room {
			return text
		}
	}
	return count
}

// groupTitle names the open group.
func (l *List) groupTitle() string {
	title := screen.Visible(l.group.Kind())
	if asked, ok := l.group.Asked(); ok {
		title += " of " + strings.TrimSpace(moment(asked, l.now()))
	}
	return title
}
