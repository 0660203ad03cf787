package diff

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/action"
	"expresso/ui/list"
)

const sideways = 16 // cells

// bind makes what answers keys: arrows, and vim's.
func (v *View) bind() {
	fold := func(open bool) func() { return func() { v.fold(open) } }
	all := func(open bool) func() { return func() { v.foldAll(open) } }
	keys := []action.Action{
		action.Of("next-difference", "next difference", func() { v.next(v.cursor, 1) }, "n"),
		action.Of("previous-difference", "previous difference", func() { v.next(v.cursor, -1) }, "N"),
		action.Of("fold-or-unfold-difference", "fold or unfold", v.toggle, "enter", " "),
		action.Of("fold-difference", "fold, or go to the parent", fold(false), "left", "h"),
		action.Of("unfold-difference", "unfold", fold(true), "right", "l"),
		action.Of("fold-what-is-equal", "fold equal parts", all(false), "-"),
		action.Of("unfold-all-differences", "unfold all", all(true), "+", "="),
		action.Of("side-by-side-or-not", "side by side: on or off", func() { v.only = !v.only; v.list() }, "v"),
	}
	keys = append(keys, list.Keys(list.Words{Up: "up", Down: "down", First: "top", Last: "bottom", Vim: true}, func(by int) { v.moveTo(v.cursor + by) }, func() int { return max(v.body()-1, 1) })...)
	v.table = action.New(append(keys,
		action.Of("scroll-differences-left", "scroll left", func() { v.left = max(0, v.left-sideways) }, "H", "shift+left"),
		action.Of("scroll-differences-right", "scroll right", func() { v.left = min(v.left+sideways, maxLeft) }, "L", "shift+right"),
	)...)
}

// Bind gives the actions other keys.
func (v *View) Bind(keys action.Keys) { v.table.Bind(keys) }

// Actions lists what can be done, in the order in which help shows it.
func (v *View) Actions() []action.Action { return v.table.All() }

// Hint is an action in a footer under another word.
func (v *View) Hint(id, word string) key.Help { return v.table.Hint(id, word) }

// Foot lists what a footer has room for.
func (v *View) Foot() []key.Help {
	return v.table.Helps("next-difference", "previous-difference", "fold-or-unfold-difference", "side-by-side-or-not")
}

func (v *View) key(msg tea.KeyMsg) { v.table.Press(msg) }
