// Package history lists runs, and shows one in tabs. The list has all runs of the journal, newest
// first, and reads only those on screen. What can be done with a run that is over is here, too. List
// and Details request what they need (List.Want, Details.Want) and get it from Room, which reads the
// journal.
package history

import (
	"slices"
	"time"

	"expresso/model"
	"expresso/model/pricing"
	"expresso/ui/action"
	"expresso/ui/field"
	"expresso/ui/list"
	"expresso/ui/theme"
)

// pageSize is how many runs are read at once: more than a screen holds, so that most
// moves need no reading. keptPages bounds what is remembered.
const (
	pageSize  = 128
	keptPages = 16
)

// Want is a question for the journal. Its answer goes to Give with the same Seq.
type Want struct {
	Seq   uint64
	Query model.Query
	Count bool // if Give asks for it, also how many runs match

	page int
}

// List is the list of runs.
type List struct {
	t      *theme.Theme
	prices pricing.Book
	now    func() time.Time
	here   func() model.Info // where runs go now

	width, height int
	focused       bool

	machine model.ARN // the picked one
	all     bool      // show the runs of all machines, not only its
	filter  filter
	field   field.Field
	typing  bool
	order   model.Order

	seq     uint64 // of the query; answers to older ones are dropped
	asking  bool   // how many match was asked for this query
	exact   bool   // total is that, and not only what was read so far
	total   int    // runs in the journal that match
	stale   bool   // the pages are from before a change and have to be read again
	pages   map[int][]model.Run
	asked   map[int]bool
	problem string

	// fresh are runs of this program that are in no page yet, newest first.
	fresh []model.Run

	window   list.Window
	table    *action.Table
	entry    *action.Table // while the filter is typed
	selected model.RunID   // the run under the cursor, so that new ones do not push it away
	marked   model.RunID   // that others are compared with, "" for none

	grouped bool          // rows stand for groups
	group   model.GroupID // whose runs are listed, "" for those of everything
	outside *outside      // the list that the group was opened in
	tallies map[model.GroupID]*tally
}

// NewList returns a list that has to be filled: see Want.
func NewList(t *theme.Theme, prices pricing.Book, now func() time.Time) *List {
	l := &List{t: t, prices: prices, now: now, here: func() model.Info { return model.Info{} }, tallies: map[model.GroupID]*tally{}}
	l.bind()
	l.reset()
	return l
}

// SetSize gives the cells to draw in.
func (l *List) SetSize(width, height int) {
	l.width, l.height = width, height
	l.scroll()
}

// Focus makes the cursor stand out.
func (l *List) Focus() { l.focused = true }

// Blur dims the cursor and ends typing into the filter.
func (l *List) Blur() { l.focused, l.typing = false, false }

// SetMachine says which machine is picked: the list is that of its runs.
func (l *List) SetMachine(arn model.ARN) {
	if l.machine == arn {
		return
	}
	l.CloseGroup()
	l.machine, l.all = arn, false
	l.filter.saved = "" // it is another machine's
	l.reset()
}

// ToggleMachine changes between the runs of the picked machine and those of all.
func (l *List) ToggleMachine() { l.all = !l.all; l.reset() }

// ShowAll shows the runs of all machines, whatever they are like.
func (l *List) ShowAll() {
	l.order = model.Newest
	if l.ClearFilters(); !l.all {
		l.ToggleMachine()
	}
}

// whose is the machine whose runs are listed, "" for all. A group is listed whole.
func (l *List) whose() string {
	if l.all || l.group != "" {
		return ""
	}
	return string(l.machine)
}

// Capturing reports whether printable keys are text, because a filter is typed.
func (l *List) Capturing() bool { return l.typing }

// StartFilter lets the user type a text to look for.
func (l *List) StartFilter() {
	l.typing = true
	l.field.Set(l.filter.text)
	l.scroll()
}

// ClearFilters shows runs of any kind. It reports whether anything was hidden.
func (l *List) ClearFilters() bool {
	if !l.typing && !l.Filtered() {
		return false
	}
	l.typing, l.filter = false, filter{}
	l.field.Set("")
	l.reset()
	return true
}

// Filtered reports whether only runs of some kind are listed.
func (l *List) Filtered() bool { return l.filter.on() }

// reset begins a new query at its first run.
func (l *List) reset() {
	l.seq++
	l.pages, l.asked = map[int][]model.Run{}, map[int]bool{}
	l.asking, l.exact, l.stale, l.total, l.problem = false, false, false, 0, ""
	l.window.At, l.window.Top, l.selected, l.grouped = 0, 0, "", false
}

// Reload reads again what is shown, which stays until the answer comes.
func (l *List) Reload() {
	l.seq++
	l.asked = map[int]bool{}
	l.asking, l.stale = false, true
	for _, t := range l.tallies {
		t.stale = true
	}
}

// pruned begins again because runs were deleted: those of this program perhaps, except for
// what is in flight.
func (l *List) pruned() {
	l.CloseGroup()
	l.fresh = slices.DeleteFunc(l.fresh, func(r model.Run) bool { return r.Status != model.Running })
	l.tallies = map[model.GroupID]*tally{}
	l.reset()
}

// query is what the journal is asked, without a window.
func (l *List) query() model.Query {
	q := model.Query{Machine: l.whose(), Group: l.group, Fold: l.folded(), Order: l.order}
	l.filter.into(&q, l.now())
	return q
}

// Want is the next thing to request from the journal, if there is any. It is requested once.
func (l *List) Want() (Want, bool) {
	first := max(l.window.Top-len(l.freshRows()), 0) / pageSize
	last := max(l.window.Top+max(l.height, 1)-len(l.freshRows()), 0) / pageSize
	for n := first; n <= last; n++ {
		if l.asked[n] || n > 0 && l.exact && n*pageSize >= l.total {
			continue
		}
		if _, ok := l.pages[n]; ok && !l.stale {
			continue
		}
		l.asked[n] = true
		q := l.query()
		q.Limit = pageSize
		// From the page before on is cheaper than counting rows from the top.
		if before := l.pages[n-1]; len(before) > 0 && !l.stale && l.order == model.Newest {
			q.Before = before[len(before)-1].ID
		} else {
			q.Offset = n * pageSize
		}
		w := Want{Seq: l.seq, Query: q, Count: !l.asking, page: n}
		l.asking = true
		return w, true
	}
	return Want{}, false
}

// Give is the answer to w: the runs of its window. It reports whether w must be counted too, which
// takes longer for a text: see Count. Stale answers are dropped.
func (l *List) Give(w Want, runs []model.Run, err error) (count bool) {
	if w.Seq != l.seq {
		return false
	}
	if err != nil {
		l.problem = err.Error()
		if l.stale && !l.exact {
			l.pages, l.total = map[int][]model.Run{}, 0 // of another query
		}
		return false
	}
	l.problem = ""
	if l.stale {
		l.pages, l.stale = map[int][]model.Run{}, false
		if !l.exact {
			l.total = 0 // it was that of another query
		}
	}
	switch end := w.page*pageSize + len(runs); {
	case len(runs) < pageSize && (len(runs) > 0 || w.page == 0):
		l.total, l.exact = end, true // this was the end
	default:
		l.total = max(l.total, end)
		count = w.Count
	}
	if len(l.pages) >= keptPages {
		l.forget(w.page)
	}
	l.pages[w.page] = runs
	l.grouped = l.folded() && (l.grouped || slices.ContainsFunc(runs, func(r model.Run) bool { return r.Group != "" }))
	l.fresh = slices.DeleteFunc(l.fresh, func(r model.Run) bool { return indexOf(runs, r.ID) >= 0 })
	l.find()
	return count
}

// Count says how many runs match the query of w.
func (l *List) Count(w Want, total int64, err error) {
	switch {
	case w.Seq != l.seq:
	case err != nil:
		l.problem = err.Error()
	default:
		l.total, l.exact = int(total), true
		l.find()
	}
}

// forget drops the page that is furthest from page n.
func (l *List) forget(n int) {
	far, distance := 0, -1
	for i := range l.pages {
		if d := max(i-n, n-i); d > distance {
			far, distance = i, d
		}
	}
	delete(l.pages, far)
	delete(l.asked, far)
}

// Started shows a run that was just sent, before the journal knows it, and selects it.
func (l *List) Started(run model.Run) {
	if run.Group != l.group {
		l.CloseGroup()
	}
	if l.order != model.Newest {
		l.sort(model.Newest)
	}
	if whose := l.whose(); whose != "" && whose != string(run.Machine.Unqualified()) {
		l.ToggleMachine()
	}
	l.fresh = slices.Insert(l.fresh, 0, run)
	l.selected = run.ID
	l.find()
}

// finished replaces what is shown of a run with its outcome.
func (l *List) finished(run model.Run) {
	run.Input, run.Output, run.Cause, run.Raw = "", "", "", ""
	l.each(run.ID, func(r *model.Run) {
		run.Starred, run.Note = r.Starred, r.Note
		*r = run
	})
}

// annotated shows a run's new star and note.
func (l *List) annotated(id model.RunID, starred bool, note string) {
	l.each(id, func(r *model.Run) { r.Starred, r.Note = starred, note })
}

// each calls change for wherever a run is held.
func (l *List) each(id model.RunID, change func(*model.Run)) {
	if i := indexOf(l.fresh, id); i >= 0 {
		change(&l.fresh[i])
	}
	for _, runs := range l.pages {
		if i := indexOf(runs, id); i >= 0 {
			change(&runs[i])
		}
	}
}

// SetBaseline makes a run the baseline that others are compared with, "" for none.
func (l *List) SetBaseline(id model.RunID) { l.marked = id }

func indexOf(runs []model.Run, id model.RunID) int {
	return slices.IndexFunc(runs, func(r model.Run) bool { return r.ID == id })
}

// freshRows are the runs at the head of the list that no page holds yet, as far as the
// filters let them through. In another order than that of time they are where they belong.
func (l *List) freshRows() []model.Run {
	if len(l.fresh) == 0 || l.order != model.Newest {
		return nil
	}
	q := l.query()
	var rows []model.Run
	for _, r := range l.fresh {
		if lets(&q, &r) {
			rows = append(rows, r)
		}
	}
	return rows
}

// Lines is how many lines it takes to show them all.
func (l *List) Lines() int { return l.Len() + l.height - l.listHeight() }

// Len is how many runs the list has.
func (l *List) Len() int { return len(l.freshRows()) + l.total }

// row is the nth run, if it is there to be shown.
func (l *List) row(n int) (model.Run, bool) {
	fresh := l.freshRows()
	if n < len(fresh) {
		return fresh[n], true
	}
	n -= len(fresh)
	page := l.pages[n/pageSize]
	if n%pageSize >= len(page) {
		return model.Run{}, false
	}
	return page[n%pageSize], true
}

// Selected is the run under the cursor, without its bodies.
func (l *List) Selected() (model.Run, bool) { return l.row(l.window.At) }

// find moves the cursor to where the selected run is now.
func (l *List) find() {
	if r, ok := l.row(l.window.At); ok && r.ID == l.selected {
		return
	}
	if l.selected != "" {
		fresh := l.freshRows()
		if i := indexOf(fresh, l.selected); i >= 0 {
			l.put(i)
			return
		}
		for n, runs := range l.pages {
			if i := indexOf(runs, l.selected); i >= 0 {
				l.put(len(fresh) + n*pageSize + i)
				return
			}
		}
	}
	l.put(l.window.At)
	if r, ok := l.row(l.window.At); ok {
		l.selected = r.ID
	}
}

func (l *List) put(n int) {
	l.window.At = n
	l.scroll()
}

func (l *List) move(by int) {
	l.put(l.window.At + by)
	l.selected = ""
	if r, ok := l.row(l.window.At); ok {
		l.selected = r.ID
	}
}

func (l *List) scroll() {
	l.window.Set(l.Len(), l.listHeight())
}
