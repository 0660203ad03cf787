package replay

import (
	"slices"

	"expresso/ui/action"
	"expresso/ui/dialog"
	"expresso/ui/diff"
	"expresso/ui/theme"
)

// beside is a page with two documents beside each other, for those that have more to do.
type beside struct {
	dialog.Base
	table *action.Table
	diff  *diff.View
}

// Actions are its own and those of a comparison.
func (b *beside) Actions() []action.Action {
	return slices.Concat(b.table.All(), b.diff.Actions())
}

// Capturing is false: nothing is typed here.
func (*beside) Capturing() bool { return false }

// Bind gives the actions other keys.
func (b *beside) Bind(keys action.Keys) {
	b.table.Bind(keys)
	b.diff.Bind(keys)
}

// SetTheme gives the colours.
func (b *beside) SetTheme(t *theme.Theme) {
	b.Base.SetTheme(t)
	b.diff.SetTheme(t)
}
