package sheet

import (
	"slices"

	"expresso/ui/action"
	"expresso/ui/dialog"
	"expresso/ui/diff"
	"expresso/ui/theme"
)

// Beside is what a page has that compares two documents and does something about them, which its
// Table says.
type Beside struct {
	dialog.Base
	Table *action.Table
	Diff  *diff.View
}

// NewDiff makes the comparison: one that has the keys, and shows all where nothing differs.
func (b *Beside) NewDiff(t *theme.Theme) {
	b.Diff = diff.New(t)
	b.Diff.Whole = true
	b.Diff.Focus()
}

// Actions are its own and those of a comparison.
func (b *Beside) Actions() []action.Action {
	return slices.Concat(b.Table.All(), b.Diff.Actions())
}

// Capturing is false: nothing is typed here.
func (*Beside) Capturing() bool { return false }

// Bind gives the actions other keys.
func (b *Beside) Bind(keys action.Keys) {
	b.Table.Bind(keys)
	b.Diff.Bind(keys)
}

// SetTheme gives the colours.
func (b *Beside) SetTheme(t *theme.Theme) {
	b.Base.SetTheme(t)
	b.Diff.SetTheme(t)
}
