package picker

import (
	"errors"
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/sahilm/fuzzy"

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

	machines []model.Machine
	names    []string // of machines, as the filter searches them
	last     map[model.ARN]Last
	picked   model.ARN // with version, alias or test case
	families map[model.ARN]*family
	recent   bool // most recent run first, instead of the target's order

	loading       bool
	problem, hint string

	filter    field.Field
	filtering bool // keys go to the filter

	rows    []row
	window  list.Window
	table   *action.Table
	express bool // STANDARD machines can run as EXPRESS
}

// row is one line of the list: a machine, what stands under it, or the rule above those
// that cannot be run.
type row struct {
	machine int       // index into machines, rule if it is none
	child   int       // which of the machine's children, from 1; 0 for the machine itself
	arn     model.ARN // what picking it picks, "" if it is only to be read
	matched []int     // byte offsets in the name that the filter found
}

const rule = -1

// NewList returns a list that waits for its machines.
func NewList(t *theme.Theme, now func() time.Time) *List {
	l := &List{t: t, now: now, loading: true}
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

// SetLoading says that the machines are being asked for; what is known stays.
func (l *List) SetLoading() { l.loading = true }

// Listed reports whether the machines have been listed, or why they cannot be.
func (l *List) Listed() (bool, error) {
	switch {
	case l.loading:
		return false, nil
	case l.problem != "":
		return false, model.WithHint(errors.New(l.problem), l.hint)
	}
	return true, nil
}

// SetProblem says why the machines could not be read, and what to do about it.
func (l *List) SetProblem(problem, hint string) {
	l.loading, l.problem, l.hint = false, problem, hint
}

// SetMachines shows these, and keeps the cursor on the machine where it was.
func (l *List) SetMachines(machines []model.Machine) {
	l.loading, l.problem, l.hint = false, "", ""
	l.machines = list.Natural(machines, func(m model.Machine) string { return m.Name })
	machines = l.machines
	for arn, f := range l.families { // read again when they are opened again
		if !f.open {
			delete(l.families, arn)
		}
	}
	l.names = make([]string, len(machines))
	for i, m := range machines {
		l.names[i] = m.Name
	}
	l.arrange()
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
	if l.window.At >= len(l.rows) || l.rows[l.window.At].machine == rule {
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
	at, left := 0, 0
	for i, r := range l.rows {
		if r.machine == rule || r.child != 0 {
			continue
		}
		left++
		if i <= l.window.At {
			at = left
		}
	}
	place := list.Place(at, left)
	if len(l.machines) > left {
		place = screen.Count(int64(left)) + " of " + screen.Count(int64(len(l.machines)))
	}
	return place
}

// Lines is how many lines it takes to show them all.
func (l *List) Lines() int { return len(l.rows) + roomyHead }

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
				l.arrange()
				l.window.At, l.window.Top = 0, 0 // the best match, wherever the cursor was
				l.skipRule(1)
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
	if y < l.headHeight() || i >= len(l.rows) || l.rows[i].machine == rule {
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
	if l.window.At >= len(l.rows) || l.rows[l.window.At].machine != rule {
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
		if r.arn == "" || r.arn != arn && r.arn != machine {
			continue
		}
		l.window.At = i
		if r.arn == arn {
			break
		}
	}
	l.scroll()
}

func (l *List) scroll() { l.window.Set(len(l.rows), l.listHeight()) }

// arrange computes the rows: what the filter leaves, what can be run first, both in the
// target's order, or that of the latest runs.
func (l *List) arrange() {
	here := l.ARN()
	var matches []row
	if filter := strings.TrimSpace(l.filter.Value()); filter != "" {
		for _, m := range fuzzy.Find(filter, l.names) {
			matches = append(matches, row{machine: m.Index, matched: m.MatchedIndexes})
		}
	} else {
		matches = make([]row, len(l.machines))
		for i := range l.machines {
			matches[i] = row{machine: i}
		}
		if l.recent {
			slices.SortStableFunc(matches, func(a, b row) int {
				return l.last[l.machines[b.machine].ARN].Asked.Compare(l.last[l.machines[a.machine].ARN].Asked)
			})
		}
	}
	rows := make([]row, 0, len(matches)+1)
	var barred []row
	for _, r := range matches {
		m := l.machines[r.machine]
		r.arn = m.ARN
		if m.SyncProblem() != "" {
			barred = append(barred, r)
			continue
		}
		rows = append(rows, r)
		for i, c := range l.families[m.ARN].rows() {
			rows = append(rows, row{machine: r.machine, child: i + 1, arn: c.arn})
		}
	}
	if len(barred) > 0 {
		rows = append(append(rows, row{machine: rule}), barred...)
	}
	l.rows = rows
	l.window.At = min(l.window.At, max(len(rows)-1, 0))
	l.skipRule(1)
	l.MoveTo(here)
}

// Find is the first machine for which is holds.
func (l *List) Find(is func(model.Machine) bool) (model.Machine, bool) {
	if i := slices.IndexFunc(l.machines, is); i >= 0 {
		return l.machines[i], true
	}
	return model.Machine{}, false
}
