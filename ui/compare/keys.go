package compare

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model/compare"
	"expresso/ui/action"
	"expresso/ui/list"
	"expresso/ui/mouse"
	"expresso/ui/theme"
)

// bind makes what answers keys: arrows, and vim's. The tabs are turned wherever the reader
// is, the rest is for the list of states.
func (v *View) bind() {
	v.tabs = action.New(
		action.Of("comparison-tab-right", "next tab", func() { v.Turn(1) }, "]"),
		action.Of("comparison-tab-left", "previous tab", func() { v.Turn(-1) }, "["),
	)
	v.table = action.New(append([]action.Action{
		{ID: "open-state-of-comparison", Title: "input and output", Keys: []string{"enter"}, Do: v.open},
		action.Of("next-state-that-differs", "next state that differs", func() { v.next(1) }, "n"),
		action.Of("previous-state-that-differs", "previous state that differs", func() { v.next(-1) }, "N"),
		action.Of("only-states-that-differ", "only states that differ, or all", func() { v.show(!v.only) }, "f"),
		action.Of("all-states", "all states", func() { v.show(false) }),
	}, list.Keys(list.Words{Up: "up", Down: "down", First: "first", Last: "last", Vim: true}, func(by int) { v.moveTo(v.window.At + by) }, func() int { return max(v.listed()-1, 1) })...)...)
}

// Bind gives the actions other keys.
func (v *View) Bind(keys action.Keys) {
	v.tabs.Bind(keys)
	v.table.Bind(keys)
	v.output.Bind(keys)
	v.state.Bind(keys)
}

// Listed are the actions of the list of states, in the order in which help shows them.
func (v *View) Listed() []action.Action {
	return append(v.tabs.All()[:2:2], v.table.All()...)
}

// Actions are those of what is open.
func (v *View) Actions() []action.Action {
	tabs := v.tabs.All()[:2:2]
	switch {
	case v.opened != nil:
		return append(tabs, v.state.Actions()...)
	case v.tab == Output:
		return append(tabs, v.output.Actions()...)
	case v.tab == States:
		return v.Listed()
	}
	return tabs
}

// Foot lists what a footer has room for.
func (v *View) Foot() []key.Help {
	switch {
	case v.result == nil:
		return nil
	case v.opened != nil:
		return v.state.Foot()
	case v.tab == Output:
		return v.output.Foot()
	case v.tab == States:
		return v.table.Helps("open-state-of-comparison", "next-state-that-differs", "only-states-that-differ")
	}
	return nil
}

// mouse takes the mouse at line y of the list of states. The first click chooses, the
// second opens.
func (v *View) mouse(y int, msg tea.MouseMsg) tea.Cmd {
	switch by := mouse.Wheel(msg); {
	case by != 0:
		v.window.Top = max(min(v.window.Top+by, len(v.rows)-v.listed()), 0)
	case mouse.Clicked(msg):
		row := v.window.Top + y - 1
		if y < 1 || row >= len(v.rows) {
			return nil
		}
		if row == v.window.At {
			return v.open()
		}
		v.moveTo(row)
	}
	return nil
}

// Actions are those of the list of states with the keys that a user bound, for the help.
func Actions(t *theme.Theme, keys action.Keys) []action.Action {
	v := NewView(t, &compare.Comparison{}, nil)
	v.Bind(keys)
	return v.Listed()
}
