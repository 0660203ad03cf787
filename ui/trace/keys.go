package trace

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/action"
	"expresso/ui/list"
)

// bind makes what answers keys: arrows, and vim's.
func (v *View) bind() {
	fold := func(open bool) func() { return func() { v.fold(open) } }
	all := func(open bool) func() { return func() { v.foldAll(open) } }
	v.table = action.New(append([]action.Action{
		{ID: "open-state-of-trace", Title: "input and output", Keys: []string{"enter"}, Do: v.open},
		{ID: "test-state-of-trace", Title: "test this state", Keys: []string{"t"}, Disabled: v.cannotTest, Do: v.test},
		{ID: "run-from-state-of-trace", Title: "run from this state", Sends: true, Keys: []string{"S"}, Disabled: v.cannotRunFrom, Do: v.runFrom},
		action.Of("next-error", "next failure", func() { v.nextFailure(1) }, "n"),
		action.Of("previous-error", "previous failure", func() { v.nextFailure(-1) }, "N"),
		action.Of("fit-time-axis", "fit the time axis to the row, or to the run", v.scale, "v"),
		action.Of("fold-or-unfold-state", "fold or unfold", func() {
			if r := v.current(); r != nil && r.kids > 0 {
				v.fold(!r.open)
			}
		}, " ").As("space"),
		action.Of("fold-state", "fold, or go to the parent", fold(false), "left", "h"),
		action.Of("unfold-state", "unfold, or go inside", fold(true), "right", "l"),
		action.Of("fold-all-states", "fold all", all(false), "-"),
		action.Of("unfold-all-states", "unfold all", all(true), "+", "="),
		action.Of("next-state-on-this-level", "next on this level", func() { v.sibling(1) }, "J", "shift+down"),
		action.Of("previous-state-on-this-level", "previous on this level", func() { v.sibling(-1) }, "K", "shift+up"),
	}, list.Keys(list.Words{Up: "up", Down: "down", First: "first", Last: "last", Vim: true}, func(by int) { v.moveTo(v.cursor + by) }, func() int { return max(v.body()-1, 1) })...)...)
}

// sibling goes to the next row that is as deep as the current one, or the one before, within
// what both are in.
func (v *View) sibling(way int) {
	from := v.current()
	if from == nil {
		return
	}
	for at := v.cursor + way; at >= 0 && at < len(v.rows) && v.rows[at].depth >= from.depth; at += way {
		if v.rows[at].depth == from.depth {
			v.moveTo(at)
			return
		}
	}
}

// Bind gives the actions other keys.
func (v *View) Bind(keys action.Keys) {
	v.table.Bind(keys)
	v.search.Bind(keys)
}

// Actions lists what can be done now, in the order in which help shows it.
func (v *View) Actions() []action.Action { return v.search.Among(v.table.All()) }

// All lists what can be done at any time.
func (v *View) All() []action.Action { return slices.Concat(v.search.All(), v.table.All()) }

// Foot lists what a footer has room for.
func (v *View) Foot() []key.Help {
	return v.table.Helps("open-state-of-trace", "fold-or-unfold-state", "next-error", "fit-time-axis")
}

func (v *View) key(msg tea.KeyMsg) tea.Cmd {
	if step, used := v.search.Update(msg); used {
		v.find(step)
		return nil
	}
	cmd, used := v.table.Press(msg)
	v.follow = v.follow && !used
	return cmd
}
