// Package picker shows the state machines of a target, and the inputs that were saved for
// the one that is picked. It filters, orders and marks what it is given; it fetches
// nothing and picks nothing: its owner asks what the cursor is on, and acts.
package picker

import (
	"maps"
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/sahilm/fuzzy"

	"expresso/model"
	"expresso/ui/action"
	"expresso/ui/field"
	"expresso/ui/list"
	"expresso/ui/theme"
)

// Last is how the latest run of a machine stands.
type Last struct {
	Status model.Status
	Asked  time.Time
}

// Picker is a list of state machines with a filter.
type Picker struct {
	t   *theme.Theme
	now func() time.Time

	width, height int
	focused       bool

	machines []model.Machine
	names    []string // of machines, as the filter searches them
	last     map[string]Last
	picked   model.ARN // with version, alias or test case
	families map[model.ARN]*family
	recent   bool // most recent run first, instead of the target's order

	loading       bool
	problem, hint string

	filter    field.Field
	filtering bool // keys go to the filter

	rows   []row
	window list.Window
	table  *action.Table
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

// New returns a picker that waits for its machines.
func New(t *theme.Theme, now func() time.Time) *Picker {
	p := &Picker{t: t, now: now, loading: true}
	p.table = action.New(append([]action.Action{
		action.Of("filter-machines", "filter", func() { p.filtering = true }, "/"),
		action.Of("clear-filter", "clear the filter", func() { p.ClearFilter() }, "esc"),
	}, list.Keys(list.Words{Up: "up", Down: "down", First: "first", Last: "last"}, p.move, p.page)...)...)
	return p
}

// SetSize gives the cells to draw in.
func (p *Picker) SetSize(width, height int) {
	p.width, p.height = width, height
	p.scroll()
}

// Focus lets the cursor be seen.
func (p *Picker) Focus() { p.focused = true }

// Blur hides the cursor and ends typing into the filter.
func (p *Picker) Blur() { p.focused, p.filtering = false, false }

// SetLoading says that the machines are being asked for; what is known stays.
func (p *Picker) SetLoading() { p.loading = true }

// SetProblem says why the machines could not be read, and what to do about it.
func (p *Picker) SetProblem(problem, hint string) {
	p.loading, p.problem, p.hint = false, problem, hint
}

// SetMachines shows these, and keeps the cursor on the machine where it was.
func (p *Picker) SetMachines(machines []model.Machine) {
	p.loading, p.problem, p.hint = false, "", ""
	p.machines = machines
	for arn, f := range p.families { // read again when they are opened again
		if !f.open {
			delete(p.families, arn)
		}
	}
	p.names = make([]string, len(machines))
	for i, m := range machines {
		p.names[i] = m.Name
	}
	p.arrange()
}

// SetLast gives the latest run of each machine, by the machine's name.
func (p *Picker) SetLast(last map[string]Last) {
	p.last = last
	if p.recent {
		p.arrange()
	}
}

// Ran notes a run that is later than those of SetLast.
func (p *Picker) Ran(machine string, last Last) { p.RanAll(map[string]Last{machine: last}) }

// RanAll is Ran for several machines at once.
func (p *Picker) RanAll(last map[string]Last) {
	if p.last == nil {
		p.last = map[string]Last{}
	}
	maps.Copy(p.last, last)
	if p.recent && len(last) > 0 {
		p.arrange()
	}
}

// LastOf is the latest run of the machine with this name.
func (p *Picker) LastOf(machine string) (Last, bool) {
	last, ok := p.last[machine]
	return last, ok
}

// SetPicked marks the machine that runs go to, and moves the cursor to it.
func (p *Picker) SetPicked(arn model.ARN) {
	p.picked = arn
	p.MoveTo(arn)
}

// ToggleOrder changes between the target's order and that of the latest runs.
func (p *Picker) ToggleOrder() {
	p.recent = !p.recent
	p.arrange()
}

// Recent reports whether the machines stand in the order of their latest runs.
func (p *Picker) Recent() bool { return p.recent }

// Selected is the machine under the cursor.
func (p *Picker) Selected() (model.Machine, bool) {
	if p.window.At >= len(p.rows) || p.rows[p.window.At].machine == rule {
		return model.Machine{}, false
	}
	return p.machines[p.rows[p.window.At].machine], true
}

// Capturing reports whether printable keys are text, because the filter is typed.
func (p *Picker) Capturing() bool { return p.filtering }

// Len counts the machines that there are, of both types.
func (p *Picker) Len() int { return len(p.machines) }

// Machines lists the machines in the target's order. It must not be changed.
func (p *Picker) Machines() []model.Machine { return p.machines }

// Filtered reports whether a filter hides some of them, and how many are left.
func (p *Picker) Filtered() (left int, on bool) {
	for _, r := range p.rows {
		if r.machine != rule && r.child == 0 {
			left++
		}
	}
	return left, p.filter.Value() != ""
}

// ClearFilter shows all machines again. It reports whether there was a filter.
func (p *Picker) ClearFilter() bool {
	was := p.filtering || p.filter.Value() != ""
	p.filtering = false
	p.filter.Set("")
	p.arrange()
	return was
}

// Bind gives the actions other keys.
func (p *Picker) Bind(keys action.Keys) { p.table.Bind(keys) }

// Actions lists what the picker answers keys with, in the order in which it is shown.
func (p *Picker) Actions() []action.Action { return p.table.All() }

// page is how far a page goes.
func (p *Picker) page() int { return max(p.listHeight()-1, 1) }

// Update takes a key: it moves the cursor or edits the filter.
func (p *Picker) Update(msg tea.KeyMsg) {
	clears := slices.Contains(p.table.Get("clear-filter").Keys, msg.String())
	if p.filtering && (msg.Paste || !clears) {
		before := p.filter.Value()
		if p.filter.Update(msg) {
			if p.filter.Value() != before {
				p.arrange()
				p.window.At, p.window.Top = 0, 0 // the best match, wherever the cursor was
				p.skipRule(1)
			}
			return
		}
	}
	p.table.Press(msg)
}

// Wheel scrolls by so many rows, downwards if positive.
func (p *Picker) Wheel(rows int) { p.move(rows) }

// Click puts the cursor on the machine in line y of the view. It reports whether one is
// there.
func (p *Picker) Click(y int) bool {
	i := p.window.Top + y - p.headHeight()
	if y == 0 {
		p.filtering = true
		return false
	}
	if y < p.headHeight() || i >= len(p.rows) || p.rows[i].machine == rule {
		return false
	}
	p.filtering = false
	p.window.At = i
	return true
}

func (p *Picker) move(by int) {
	p.window.At = max(min(p.window.At+by, len(p.rows)-1), 0)
	p.skipRule(by)
	p.scroll()
}

// skipRule moves the cursor off the rule, onwards in the direction of by.
func (p *Picker) skipRule(by int) {
	if p.window.At >= len(p.rows) || p.rows[p.window.At].machine != rule {
		return
	}
	if (by < 0 || p.window.At == len(p.rows)-1) && p.window.At > 0 {
		p.window.At--
	} else {
		p.window.At++
	}
}

// MoveTo puts the cursor on what an ARN names, or its machine, if it is listed.
func (p *Picker) MoveTo(arn model.ARN) {
	machine := arn.Unqualified()
	for i, r := range p.rows {
		if r.arn == "" || r.arn != arn && r.arn != machine {
			continue
		}
		p.window.At = i
		if r.arn == arn {
			break
		}
	}
	p.scroll()
}

func (p *Picker) scroll() { p.window.Set(len(p.rows), p.listHeight()) }

// arrange computes the rows: what the filter leaves, what can be run first, both in the
// target's order, or that of the latest runs.
func (p *Picker) arrange() {
	here := p.Aim()
	var matches []row
	if filter := strings.TrimSpace(p.filter.Value()); filter != "" {
		for _, m := range fuzzy.Find(filter, p.names) {
			matches = append(matches, row{machine: m.Index, matched: m.MatchedIndexes})
		}
	} else {
		matches = make([]row, len(p.machines))
		for i := range p.machines {
			matches[i] = row{machine: i}
		}
		if p.recent {
			slices.SortStableFunc(matches, func(a, b row) int {
				return p.last[p.names[b.machine]].Asked.Compare(p.last[p.names[a.machine]].Asked)
			})
		}
	}
	rows := make([]row, 0, len(matches)+1)
	var barred []row
	for _, r := range matches {
		m := p.machines[r.machine]
		r.arn = m.ARN
		if m.SyncProblem() != "" {
			barred = append(barred, r)
			continue
		}
		rows = append(rows, r)
		for i, c := range p.families[m.ARN].rows() {
			rows = append(rows, row{machine: r.machine, child: i + 1, arn: c.arn})
		}
	}
	if len(barred) > 0 {
		rows = append(append(rows, row{machine: rule}), barred...)
	}
	p.rows = rows
	p.window.At = min(p.window.At, max(len(rows)-1, 0))
	p.skipRule(1)
	p.MoveTo(here)
}

// Find is the first machine for which is holds.
func (p *Picker) Find(is func(model.Machine) bool) (model.Machine, bool) {
	if i := slices.IndexFunc(p.machines, is); i >= 0 {
		return p.machines[i], true
	}
	return model.Machine{}, false
}
