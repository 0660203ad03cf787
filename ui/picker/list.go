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
	"expresso/ui/theme"
)

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
	home     string      // account that the target is in as far as that is known
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
		was := l.last[machine]
		l.last[machine] = was.Later(run)
		if !was.Asked.After(run.Asked) { // runs end in any order
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

// Recent reports whether the machines are in the order of their latest runs.
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

// Find is the machine that an ARN names, with or without a version or an alias.
func (l *List) Find(arn model.ARN) (model.Machine, bool) {
	if i, ok := l.find(arn); ok {
		return l.machines[i], true
	}
	return model.Machine{}, false
}
