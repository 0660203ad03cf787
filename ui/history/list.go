// Package history shows runs: a list of all that the journal keeps, newest first, of
// which only the rows on screen are ever read, and one run's details in tabs. It asks for
// what it lacks (List.Want, Details.Want) and is given it; it reads no journal itself.
package history

import (
	"slices"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/pricing"
	"expresso/ui/field"
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
	Count bool // also how many runs match
}

// List is the list of runs.
type List struct {
	t     *theme.Theme
	price pricing.Table
	now   func() time.Time

	width, height int
	focused       bool

	machine string // the picked machine, by name
	only    bool   // show only its runs
	status  int    // index into statusFilters
	text    string // the text filter as it was entered
	field   field.Field
	typing  bool

	seq     uint64 // of the query; answers to older ones are dropped
	counted bool   // total is known for this query
	total   int    // runs in the journal that match
	stale   bool   // the pages are from before a change and have to be read again
	pages   map[int][]model.Run
	asked   map[int]bool
	problem string

	// fresh are runs of this program that are in no page yet, newest first.
	fresh []model.Run

	cursor, top int
	selected    model.RunID // the run under the cursor, so that new ones do not push it away
}

// statusFilters are what `f` goes through.
var statusFilters = []struct {
	name   string
	status []model.Status
}{
	{"", nil},
	{"failed", []model.Status{model.Failed, model.TimedOut}},
	{"succeeded", []model.Status{model.Succeeded}},
	{"unanswered", []model.Status{model.NoAnswer, model.NotStarted, model.Running}},
}

// NewList returns a list that has to be filled: see Want.
func NewList(t *theme.Theme, price pricing.Table, now func() time.Time) *List {
	l := &List{t: t, price: price, now: now}
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

// SetMachine says which machine is picked.
func (l *List) SetMachine(name string) {
	if l.machine == name {
		return
	}
	l.machine = name
	if l.only {
		l.reset()
	}
}

// ToggleMachine changes between the runs of all machines and those of the picked one.
func (l *List) ToggleMachine() { l.only = !l.only; l.reset() }

// NextStatus goes on to the next filter by status.
func (l *List) NextStatus() { l.status = (l.status + 1) % len(statusFilters); l.reset() }

// Capturing reports whether printable keys are text, because a filter is typed.
func (l *List) Capturing() bool { return l.typing }

// StartFilter lets the user type a text to look for.
func (l *List) StartFilter() {
	l.typing = true
	l.field.Set(l.text)
	l.scroll()
}

// ClearFilters shows all runs. It reports whether anything was hidden.
func (l *List) ClearFilters() bool {
	if !l.typing && l.text == "" && l.status == 0 {
		return false
	}
	l.typing, l.text, l.status = false, "", 0
	l.field.Set("")
	l.reset()
	return true
}

// reset begins a new query at its first run.
func (l *List) reset() {
	l.seq++
	l.pages, l.asked = map[int][]model.Run{}, map[int]bool{}
	l.counted, l.stale, l.total, l.problem = false, false, 0, ""
	l.cursor, l.top, l.selected = 0, 0, ""
}

// Reload reads again what is shown, which stays until the answer comes.
func (l *List) Reload() {
	l.seq++
	l.asked = map[int]bool{}
	l.counted, l.stale = false, true
}

// query is what the journal is asked, without a window.
func (l *List) query() model.Query {
	q := model.Query{Status: statusFilters[l.status].status, Text: l.text}
	if l.only {
		q.Machine = l.machine
	}
	return q
}

// Want is the next thing to ask of the journal, if there is any. It is asked once.
func (l *List) Want() (Want, bool) {
	first := max(l.top-len(l.freshRows()), 0) / pageSize
	last := max(l.top+max(l.height, 1)-len(l.freshRows()), 0) / pageSize
	for n := first; n <= last; n++ {
		if l.asked[n] || n > 0 && l.counted && n*pageSize >= l.total {
			continue
		}
		if _, ok := l.pages[n]; ok && !l.stale {
			continue
		}
		l.asked[n] = true
		q := l.query()
		q.Limit, q.Offset = pageSize, n*pageSize
		return Want{Seq: l.seq, Query: q, Count: !l.counted}, true
	}
	return Want{}, false
}

// Give is the answer to w: the runs of its window, and, if w asks to count, how many
// match in all. Answers to a query of the past are dropped.
func (l *List) Give(w Want, runs []model.Run, total int64, err error) {
	if w.Seq != l.seq {
		return
	}
	if err != nil {
		l.problem = err.Error()
		return
	}
	l.problem = ""
	if l.stale {
		l.pages, l.stale = map[int][]model.Run{}, false
	}
	if w.Count {
		l.total, l.counted = int(total), true
	}
	if len(l.pages) >= keptPages {
		l.forget(w.Query.Offset / pageSize)
	}
	l.pages[w.Query.Offset/pageSize] = runs
	l.fresh = slices.DeleteFunc(l.fresh, func(r model.Run) bool { return indexOf(runs, r.ID) >= 0 })
	l.find()
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
	l.fresh = slices.Insert(l.fresh, 0, run)
	l.selected = run.ID
	l.find()
}

// Finished replaces what is shown of a run by how it ended.
func (l *List) Finished(run model.Run) {
	run.Input, run.Output, run.Cause, run.Raw = "", "", "", ""
	if i := indexOf(l.fresh, run.ID); i >= 0 {
		l.fresh[i] = run
	}
	for _, runs := range l.pages {
		if i := indexOf(runs, run.ID); i >= 0 {
			runs[i] = run
		}
	}
}

func indexOf(runs []model.Run, id model.RunID) int {
	return slices.IndexFunc(runs, func(r model.Run) bool { return r.ID == id })
}

// freshRows are the runs at the head of the list that no page holds yet, as far as the
// filters let them through.
func (l *List) freshRows() []model.Run {
	if len(l.fresh) == 0 || l.text != "" {
		return nil
	}
	q := l.query()
	var rows []model.Run
	for _, r := range l.fresh {
		if (q.Machine == "" || r.Machine.Machine() == q.Machine) && (len(q.Status) == 0 || slices.Contains(q.Status, r.Status)) {
			rows = append(rows, r)
		}
	}
	return rows
}

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
func (l *List) Selected() (model.Run, bool) { return l.row(l.cursor) }

// Select moves the cursor to a run that is among those read.
func (l *List) Select(id model.RunID) {
	l.selected = id
	l.find()
}

// find moves the cursor to where the selected run is now.
func (l *List) find() {
	if r, ok := l.row(l.cursor); ok && r.ID == l.selected {
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
	l.put(l.cursor)
	if r, ok := l.row(l.cursor); ok {
		l.selected = r.ID
	}
}

func (l *List) put(n int) {
	l.cursor = max(min(n, l.Len()-1), 0)
	l.scroll()
}

func (l *List) move(by int) {
	l.put(l.cursor + by)
	l.selected = ""
	if r, ok := l.row(l.cursor); ok {
		l.selected = r.ID
	}
}

func (l *List) scroll() {
	h := max(l.listHeight(), 1)
	l.top = min(max(l.top, l.cursor-h+1), l.cursor)
	l.top = max(min(l.top, l.Len()-h), 0)
}

// Keys are the list's bindings.
var Keys = struct{ Up, Down, PageUp, PageDown, First, Last key.Binding }{
	Up:       key.NewBinding(key.WithKeys("up", "k"), key.WithHelp("↑ k", "newer run")),
	Down:     key.NewBinding(key.WithKeys("down", "j"), key.WithHelp("↓ j", "older run")),
	PageUp:   key.NewBinding(key.WithKeys("pgup"), key.WithHelp("pgup", "page up")),
	PageDown: key.NewBinding(key.WithKeys("pgdown"), key.WithHelp("pgdn", "page down")),
	First:    key.NewBinding(key.WithKeys("home", "g"), key.WithHelp("home g", "newest")),
	Last:     key.NewBinding(key.WithKeys("end", "G"), key.WithHelp("end G", "oldest")),
}

// Bindings lists the keys in the order in which they are shown.
func (l *List) Bindings() []key.Binding {
	return []key.Binding{Keys.Up, Keys.Down, Keys.PageUp, Keys.PageDown, Keys.First, Keys.Last}
}

// Update takes a key: it moves the cursor or edits the filter.
func (l *List) Update(msg tea.KeyMsg) {
	if l.typing {
		l.type1(msg)
		return
	}
	page := max(l.listHeight()-1, 1)
	switch {
	case key.Matches(msg, Keys.Up):
		l.move(-1)
	case key.Matches(msg, Keys.Down):
		l.move(1)
	case key.Matches(msg, Keys.PageUp):
		l.move(-page)
	case key.Matches(msg, Keys.PageDown):
		l.move(page)
	case key.Matches(msg, Keys.First):
		l.move(-l.Len())
	case key.Matches(msg, Keys.Last):
		l.move(l.Len())
	}
}

// type1 takes a key for the filter. The list follows what is typed at once.
func (l *List) type1(msg tea.KeyMsg) {
	switch msg.Type {
	case tea.KeyEnter:
		l.typing = false
	case tea.KeyUp:
		l.move(-1)
	case tea.KeyDown:
		l.move(1)
	default:
		if l.field.Update(msg) && l.field.Value() != l.text {
			l.text = l.field.Value()
			l.reset()
		}
	}
}

// Wheel scrolls by so many rows, downwards if positive.
func (l *List) Wheel(rows int) { l.move(rows) }

// Click puts the cursor on line y of the view. It reports whether a run is there.
func (l *List) Click(y int) bool {
	n := l.top + y - (l.height - l.listHeight())
	if n < l.top || n >= l.Len() {
		return false
	}
	l.move(n - l.cursor)
	return true
}
