package history

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/action"
	"expresso/ui/list"
	"expresso/ui/mouse"
)

// bind makes what answers keys.
func (l *List) bind() {
	l.table = action.New(list.Keys(list.Words{Up: "newer run", Down: "older run", First: "newest", Last: "oldest"},
		l.move, func() int { return max(l.listHeight()-1, 1) })...)
	l.entry = action.New(
		action.Of("keep-history-filter", "keep the filter", func() { l.typing = false }, "enter"),
		action.Of("filtered-up", "choose a run", func() { l.move(-1) }, "up").As("↑ ↓"),
		action.Of("filtered-down", "choose a run below", func() { l.move(1) }, "down"),
	)
}

// Bind gives the actions other keys.
func (l *List) Bind(keys action.Keys) {
	l.table.Bind(keys)
	l.entry.Bind(keys)
}

// Entry is what can be done while the filter is typed.
func (l *List) Entry() []action.Action { return l.entry.All() }

// Actions lists what the list answers keys with, in the order in which it is shown.
func (l *List) Actions() []action.Action { return l.table.All() }

// First reports whether a key is text for the filter, or for what is done while it is typed.
func (l *List) First(msg tea.KeyMsg) bool {
	return l.typing && (action.Types(msg) || l.entry.Find(msg.String()) != nil)
}

// Update takes a key: it moves the cursor or edits the filter.
func (l *List) Update(msg tea.Msg) tea.Cmd {
	k, ok := msg.(tea.KeyMsg)
	switch {
	case !ok:
	case l.typing:
		l.type1(k)
	default:
		cmd, _ := l.table.Press(k)
		return cmd
	}
	return nil
}

// type1 takes a key for the filter. The list follows what is typed at once.
func (l *List) type1(msg tea.KeyMsg) {
	if !action.Types(msg) {
		if _, used := l.entry.Press(msg); used {
			return
		}
	}
	if l.field.Update(msg) && l.field.Value() != l.filter.text {
		l.filter.text = l.field.Value()
		l.follow()
	}
}

// follow begins the query of a filter that is being typed. What was listed stays until the
// answer comes: a blank at every key would flicker.
func (l *List) follow() {
	l.Reload()
	l.exact, l.problem = false, ""
	l.window.At, l.window.Top, l.selected = 0, 0, ""
}

// Mouse scrolls, and puts the cursor on the run that is clicked.
func (l *List) Mouse(_, y int, msg tea.MouseMsg) tea.Cmd {
	l.move(mouse.Wheel(msg))
	if n := l.window.Top + y - (l.height - l.listHeight()); mouse.Clicked(msg) && n >= l.window.Top && n < l.Len() {
		l.move(n - l.window.At)
	}
	return nil
}

// searcher is a view that can be searched.
type searcher interface {
	Capturing() bool
	Searching() bool
}

// searched is the view that a search goes through, nil if the open tab has none.
func (d *Details) searched() searcher {
	switch {
	case d.tab == Trace && d.traced.state == "":
		return d.trace
	case d.tab == Graph && d.drawn.state == "":
		return d.graph
	case d.view() != nil:
		return d.view()
	}
	return nil
}

// Capturing reports whether printable keys are text, because a search is typed.
func (d *Details) Capturing() bool { v := d.searched(); return v != nil && v.Capturing() }

// Searching reports whether there is a search, which esc ends.
func (d *Details) Searching() bool { v := d.searched(); return v != nil && v.Searching() }

// First reports whether a key is for a search before all others.
func (d *Details) First(msg tea.KeyMsg) bool {
	if msg.Type == tea.KeyCtrlC || msg.Type == tea.KeyCtrlQ {
		return false
	}
	return d.Capturing() || msg.Type == tea.KeyEsc && d.Searching()
}

// All lists what can be done in the open tab at any time.
func (d *Details) All() []action.Action {
	own := d.table.All()
	switch {
	case d.view() != nil:
		return slices.Concat(own, d.view().All())
	case d.tab == Trace:
		return slices.Concat(own, d.trace.All())
	case d.tab == Diff:
		return slices.Concat(own, d.diff.Actions())
	}
	return own
}

// Copying is what can be copied of what the cursor is on.
func (d *Details) Copying() []action.Action {
	if v := d.view(); v != nil {
		return v.Copying()
	}
	return nil
}

// HoldsJSON reports whether the cursor is on a string that holds JSON.
func (d *Details) HoldsJSON() bool { v := d.view(); return v != nil && v.HoldsJSON() }
