package bench

import (
	"expresso/ui/action"
	"expresso/ui/room"
	"expresso/ui/theme"
)

// Sections are what the benches answer keys with, with the keys that a user bound: while an
// expression is typed, on its value, and on the bench of a state.
func Sections(t *theme.Theme, keys action.Keys) []action.Section {
	r := &Room{Config: Config{Common: room.Common{Theme: t}}}
	e := newExpression(r, Subject{})
	e.Bind(keys)
	s := &stateBench{room: r}
	s.bind()
	s.table.Bind(keys)
	return []action.Section{
		{Title: "an expression", Actions: e.typing.All(), Typed: true},
		{Title: "the value of an expression", Actions: append(e.table.All(), action.Beside(e.result.Actions(), e.table.All()...)...)},
		{Title: "the test of a state", Actions: s.table.All(), Typed: true},
	}
}
