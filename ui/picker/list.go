package picker

import (
	"errors"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/action"
	"expresso/ui/field"
	"expresso/ui/list"
	"expresso/ui/screen"
	"expresso/ui/theme"
)

// Last is how the latest run of a machine stands.
type Last struct {
	Status model.Status
	Asked  time.Time
}

// List is a list of state machines with a filter.
type List struct {
	t   *theme.Theme
	now func() time.Time

	width, height int
	focused       bool

	*catalog
	listed   listed
	last     map[model.ARN]Last
	starred  []model.ARN // machines that stand above all others
	lately   []model.ARN // those that were run lately, the last first
	picked   model.ARN   // with version, alias or test case
	families map[model.ARN]*family
	recent   bool // most recent run first, instead of the target's order
	tags     tags
	here     func() model.Info // where the target is
	awaits   string            // what credentials are awaited from, "" if they aren't
	local    bool              // all are inside this process

	filter    field.Field
	filtering bool // keys go to the filter

	rows    []row
	kids    []model.ARN // what picking the rows under machines picks
	spare   []row       // holds the next rows
	left    int         // machines among the rows
	window  list.Window
	table   *action.Table
	express bool // STANDARD machines can run as EXPRESS
}

// row is one line of the list: a machine, what stands under it, or a rule above some.
type row struct {
	machine int32 // index into machines, or one of the rules
	child   int32 // which of the machine's children, from 1; 0 for the machine itself
	kid     int32 // index into kids of a child
}

// The rules are below 0: above machines that cannot be run, above those that are starred or were
// run lately, and above the others.
const (
	barred = -1 - iota
	near
	others
)

// rule reports whether a row is none of a machine.
func (r row) rule() bool { return r.machine < 0 }

// arnOf is what picking a row picks, "" if it is only to be read.
func (l *List) arnOf(r row) model.ARN {
	switch {
	case r.rule():
		return ""
	case r.child > 0:
		return l.kids[r.kid]
	}
	return l.machines[r.machine].ARN
}

// SetAwaits says what credentials are awaited from before the machines can be listed, "" if none are.
func (l *List) SetAwaits(what string) { l.awaits = what }

// NewList returns a list that waits for its machines.
func NewList(t *theme.Theme, now func() time.Time) *List {
	l := &List{t: t, now: now, here: func() model.Info { return model.Info{} }, catalog: newCatalog(nil), listed: listed{loading: true}}
	l.table = action.New(append([]action.Action{
		action.Of("filter-machines", "filter the machines", func() { l.filtering = true }, "/"),
		action.Of("clear-filter", "clear the filter", func() { l.ClearFilter() }, "esc"),
	}, list.Keys(list.Words{Up: "up", Down: "down", First: "first", Last: "last"}, l.move, l.page)...)...)
	return l
}

// SetSize gives the cells to draw in.
func (l *List) SetSize(width, height int) {
	l.width, l.height = width, height
	l.scroll()
}

// Focus lets the cursor be seen.
func (l *List) Focus() { l.focused = true }

// Blur hides the cursor and ends typing into the filter.
func (l *List) Blur() { l.focused, l.filtering = false, false }

// Listed reports whether machines can be picked, or why there are none. Where they may not be listed
// they can be named.
func (l *List) Listed() (bool, error) {
	switch {
	case len(l.machines) > 0, l.listed.err == nil && !l.listed.loading, errors.As(l.listed.err, new(*model.DeniedError)):
		return true, nil
	}
	return false, l.listed.err
}

// SetMachines shows these, and keeps the cursor on the machine where it was.
func (l *List) SetMachines(machines []model.Machine) {
	l.listed = listed{}
	l.setCatalog(newCatalog(list.Natural(machines, func(m model.Machine) string { return m.Name })))
}

func (l *List) setCatalog(c *catalog) {
	here := l.ARN()
	l.catalog = c
	for arn, f := range l.families { // read again when they are opened again
		if !f.open {
			delete(l.families, arn)
		}
	}
	l.arrangeAt(here)
}

// SetLast gives the latest run of each machine, by the machine's ARN.
func (l *List) SetLast(last map[model.ARN]Last) {
	l.last = last
	if l.recent {
		l.arrange()
	}
}

// Ran notes a run that is later than those of SetLast.
func (l *List) Ran(machine model.ARN, last Last) { l.RanAll(map[model.ARN]Last{machine: last}) }

// RanAll is Ran for several machines at once.
func (l *List) RanAll(last map[model.ARN]Last) {
	if l.last == nil {
		l.last = map[model.ARN]Last{}
	}
	for machine, run := range last {
		if was, ok := l.last[machine]; !ok || !was.Asked.After(run.Asked) { // runs end in any order
			l.last[machine] = run
			if _, ok := l.index[machine]; ok && !l.local {
				l.ranLately(machine)
			}
		}
	}
	if l.recent && len(last) > 0 {
		l.arrange()
	}
}

// LastOf is the latest run of a machine.
func (l *List) LastOf(machine model.ARN) (Last, bool) {
	last, ok := l.last[machine]
	return last, ok
}

// SetPicked marks the machine that runs go to, and moves the cursor to it.
func (l *List) SetPicked(arn model.ARN) {
	l.picked = arn
	l.MoveTo(arn)
}

// ToggleOrder changes between the target's order and that of the latest runs.
func (l *List) ToggleOrder() {
	l.recent = !l.recent
	l.arrange()
}

// Recent reports whether the machines stand in the order of their latest runs.
func (l *List) Recent() bool { return l.recent }

// Selected is the machine under the cursor.
func (l *List) Selected() (model.Machine, bool) {
	if l.window.At >= len(l.rows) || l.rows[l.window.At].rule() {
		return model.Machine{}, false
	}
	return l.machines[l.rows[l.window.At].machine], true
}

// Capturing reports whether printable keys are text, because the filter is typed.
func (l *List) Capturing() bool { return l.filtering }

// Len counts the machines that there are, of both types.
func (l *List) Len() int { return len(l.machines) }

// Machines lists the machines in the target's order. It must not be changed.
func (l *List) Machines() []model.Machine { return l.machines }

// Place says which machine the cursor is on, among those that the filter leaves, and how many there are
// if it hides some.
func (l *List) Place() string {
	at := 0
	for i := 0; i <= l.window.At && i < len(l.rows); i++ {
		if !l.rows[i].rule() && l.rows[i].child == 0 {
			at++
		}
	}
	switch {
	case len(l.machines) > l.left:
		return screen.Count(int64(l.left)) + " of " + screen.Count(int64(len(l.machines)))
	case l.listed.more && l.listed.pages > 0:
		return screen.Count(int64(len(l.machines))) + " so far"
	}
	return list.Place(at, l.left)
}

// Lines is how many lines it takes to show them all.
func (l *List) Lines() int { return len(l.rows) + max(roomyHead, 1+len(l.notice())) }

// ClearFilter shows all machines again. It reports whether there was a filter.
func (l *List) ClearFilter() bool {
	was := l.filtering || l.filter.Value() != ""
	l.filtering = false
	l.filter.Set("")
	l.arrange()
	return was
}

// Bind gives the actions other keys.
func (l *List) Bind(keys action.Keys) { l.table.Bind(keys) }

// Actions lists what the list answers keys with, in the order in which it is shown.
func (l *List) Actions() []action.Action { return l.table.All() }

// page is how far a page goes.
func (l *List) page() int { return max(l.listHeight()-1, 1) }

// First reports whether a key is text for the filter, or moves in it.
func (l *List) First(msg tea.KeyMsg) bool {
	return l.filtering && (action.Types(msg) || msg.Type == tea.KeyLeft || msg.Type == tea.KeyRight)
}

// Update takes a key: it moves the cursor or edits the filter.
func (l *List) Update(of tea.Msg) tea.Cmd {
	msg, ok := of.(tea.KeyMsg)
	if !ok {
		return nil
	}
	clears := slices.Contains(l.table.Get("clear-filter").Keys, msg.String())
	if l.filtering && (msg.Paste || !clears) {
		before := l.filter.Value()
		if l.filter.Update(msg) {
			if l.filter.Value() != before {
				l.window.At, l.window.Top = 0, 0 // the best match, wherever the cursor was
				l.arrangeAt("")
			}
			return nil
		}
	}
	cmd, _ := l.table.Press(msg)
	return cmd
}

// Wheel scrolls by so many rows, downwards if positive.
func (l *List) Wheel(rows int) { l.move(rows) }

// Click puts the cursor on what is in line y of the view. It reports whether it was there already.
func (l *List) Click(y int) (again bool) {
	i := l.window.Top + y - l.headHeight()
	if y == 0 {
		l.filtering = true
		return false
	}
	if y < l.headHeight() || i >= len(l.rows) || l.rows[i].rule() {
		return false
	}
	l.filtering = false
	before := l.ARN()
	l.window.At = i
	return l.ARN() == before
}

func (l *List) move(by int) {
	l.window.At = max(min(l.window.At+by, len(l.rows)-1), 0)
	l.skipRule(by)
	l.scroll()
}

// skipRule moves the cursor off the rule, onwards in the direction of by.
func (l *List) skipRule(by int) {
	if l.window.At >= len(l.rows) || !l.rows[l.window.At].rule() {
		return
	}
	if (by < 0 || l.window.At == len(l.rows)-1) && l.window.At > 0 {
		l.window.At--
	} else {
		l.window.At++
	}
}

// MoveTo puts the cursor on what an ARN names, or its machine, if it is listed.
func (l *List) MoveTo(arn model.ARN) {
	machine := arn.Unqualified()
	for i, r := range l.rows {
		has := l.arnOf(r)
		if has == "" || has != arn && has != machine {
			continue
		}
		l.window.At = i
		if has == arn {
			break
		}
	}
	l.scroll()
}

func (l *List) scroll() {
	l.window.Set(len(l.rows), l.listHeight())
	if l.window.Top == 1 && l.rows[0].rule() && l.window.At < l.window.Room() {
		l.window.Top = 0 // no cursor leads to a rule
	}
}

// arrange computes the rows: what the filter leaves, what can be run first, both in the
// target's order, or that of the latest runs. What is starred or was run lately stands above.
func (l *List) arrange() { l.arrangeAt(l.ARN()) }

// arrangeAt is arrange with the cursor on what an ARN names, "" for where it is.
func (l *List) arrangeAt(here model.ARN) {
	rows, below := l.spare[:0], []row{}
	l.kids, l.left = nil, 0
	add := func(i int) {
		m := &l.machines[i]
		l.left++
		if !m.Sync() {
			below = append(below, row{machine: int32(i)})
			return
		}
		rows = append(rows, row{machine: int32(i)})
		if len(l.families) > 0 {
			for n, c := range l.families[m.ARN].rows() {
				rows = append(rows, row{machine: int32(i), child: int32(n + 1), kid: int32(len(l.kids))})
				l.kids = append(l.kids, c.arn)
			}
		}
	}
	text, tag := l.terms()
	l.tags.query = tag
	if text != "" || tag != "" {
		for _, i := range l.found(text) {
			add(i)
		}
	} else {
		first := l.section()
		if len(first) > 0 {
			rows = append(rows, row{machine: near})
		}
		above := make(map[int]bool, len(first))
		for _, i := range first {
			add(i)
			above[i] = true
		}
		if len(first) > 0 && len(first) < len(l.machines) {
			rows = append(rows, row{machine: others})
		}
		for _, i := range l.order() {
			if !above[i] {
				add(i)
			}
		}
	}
	if len(below) > 0 {
		rows = append(append(rows, row{machine: barred}), below...)
	}
	l.rows, l.spare = rows, l.rows
	l.window.At = min(l.window.At, max(len(rows)-1, 0))
	l.skipRule(1)
	if here != "" {
		l.MoveTo(here)
	}
	l.scroll()
}

// order is that of the machines without a filter.
func (l *List) order() []int {
	all := make([]int, 0, len(l.machines))
	if l.recent && len(l.last) > 0 {
		for i, m := range l.machines {
			if _, ran := l.last[m.ARN]; ran {
				all = append(all, i)
			}
		}
		slices.SortStableFunc(all, func(a, b int) int {
			return l.last[l.machines[b].ARN].Asked.Compare(l.last[l.machines[a].ARN].Asked)
		})
	}
	ran := len(all) > 0
	for i, m := range l.machines {
		if ran {
			if _, is := l.last[m.ARN]; is {
				continue
			}
		}
		all = append(all, i)
	}
	return all
}

// Find is the machine that an ARN names, with or without a version or an alias.
func (l *List) Find(arn model.ARN) (model.Machine, bool) {
	if i, ok := l.find(arn); ok {
		return l.machines[i], true
	}
	return model.Machine{}, false
}
