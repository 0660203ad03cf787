package replay

import (
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model/pricing"
	"expresso/ui/action"
	"expresso/ui/dialog"
	"expresso/ui/diff"
	"expresso/ui/list"
	"expresso/ui/room"
	"expresso/ui/sheet"
	"expresso/ui/theme"
)

// Sections are all that the pages of a replay answer keys with, with those that a user bound:
// the table, one case of it, an expectation that is about to be written.
func Sections(t *theme.Theme, keys action.Keys) []action.Section {
	r := New(room.Common{Theme: t})
	r.view = NewView(t, pricing.Table{}, nil, nil)
	o := &opened{Beside: sheet.Beside{Diff: diff.New(t)}}
	o.bind(r)
	w := &review{Beside: sheet.Beside{Diff: diff.New(t)}}
	w.bind(r)
	pages := []interface {
		dialog.Page
		Bind(action.Keys)
	}{newReplayed(r), o, w}
	all := make([]action.Section, 0, len(pages))
	for _, p := range pages {
		p.Bind(keys)
		all = append(all, action.Section{Title: p.Name(), Actions: p.Actions()})
	}
	return all
}

// bind makes what answers keys.
func (v *View) bind() {
	v.table = action.New(append([]action.Action{
		action.Of("only-bad-cases", "failures only, or all", v.ToggleFilter, "f"),
	}, list.Keys(list.Words{Up: "up", Down: "down", First: "first", Last: "last", Vim: true}, v.move, func() int { return max(v.room()-1, 1) })...)...)
}

// Update moves the cursor, or shows more or less.
func (v *View) Update(msg tea.KeyMsg) {
	v.arrange()
	v.table.Press(msg)
}

// Wheel scrolls by so many rows, downwards if positive.
func (v *View) Wheel(rows int) {
	v.arrange()
	v.move(rows)
}

// Click puts the cursor on line y of the view. It reports whether it was there before.
func (v *View) Click(y int) (again bool) {
	v.arrange()
	n := v.window.Top + y - v.head
	if y < v.head || n >= len(v.shown) {
		return false
	}
	again = n == v.window.At
	v.move(n - v.window.At)
	return again
}

func (v *View) move(by int) {
	v.window.At += by
	v.scroll()
}

// room is how many rows are in sight.
func (v *View) room() int { return max(v.height-v.head, 0) }

func (v *View) scroll() { v.window.Set(len(v.shown), v.room()) }
