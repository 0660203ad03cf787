package replay

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Keys are the table's bindings. What the first of them do is done by who owns the table.
var Keys = struct {
	Open, Accept, Again, AgainBad, Run, Stop, Filter key.Binding
	Up, Down, PageUp, PageDown, First, Last          key.Binding
}{
	Open:     key.NewBinding(key.WithKeys("enter"), key.WithHelp("enter", "compare with what is expected")),
	Accept:   key.NewBinding(key.WithKeys("E"), key.WithHelp("E", "accept the run as expected")),
	Again:    key.NewBinding(key.WithKeys("R"), key.WithHelp("R", "run the case again")),
	AgainBad: key.NewBinding(key.WithKeys("F"), key.WithHelp("F", "run all that are not as expected again")),
	Run:      key.NewBinding(key.WithKeys("o"), key.WithHelp("o", "open the run in the history")),
	Stop:     key.NewBinding(key.WithKeys("x"), key.WithHelp("x", "start no more; again: abandon those in flight")),
	Filter:   key.NewBinding(key.WithKeys("f"), key.WithHelp("f", "only what is not as expected, or all")),
	Up:       key.NewBinding(key.WithKeys("up", "k"), key.WithHelp("↑ k", "up")),
	Down:     key.NewBinding(key.WithKeys("down", "j"), key.WithHelp("↓ j", "down")),
	PageUp:   key.NewBinding(key.WithKeys("pgup", "ctrl+b"), key.WithHelp("pgup", "page up")),
	PageDown: key.NewBinding(key.WithKeys("pgdown", "ctrl+f"), key.WithHelp("pgdn", "page down")),
	First:    key.NewBinding(key.WithKeys("home", "g"), key.WithHelp("home g", "first")),
	Last:     key.NewBinding(key.WithKeys("end", "G"), key.WithHelp("end G", "last")),
}

// Bindings lists the keys in the order in which they are shown.
func Bindings() []key.Binding {
	k := &Keys
	return []key.Binding{
		k.Open, k.Accept, k.Again, k.AgainBad, k.Run, k.Stop, k.Filter,
		k.Up, k.Down, k.PageUp, k.PageDown, k.First, k.Last,
	}
}

// Update moves the cursor, or shows more or less.
func (v *View) Update(msg tea.KeyMsg) {
	v.arrange()
	page := max(v.room()-1, 1)
	switch k := &Keys; {
	case key.Matches(msg, k.Filter):
		v.ToggleFilter()
	case key.Matches(msg, k.Up):
		v.move(-1)
	case key.Matches(msg, k.Down):
		v.move(1)
	case key.Matches(msg, k.PageUp):
		v.move(-page)
	case key.Matches(msg, k.PageDown):
		v.move(page)
	case key.Matches(msg, k.First):
		v.move(-len(v.shown))
	case key.Matches(msg, k.Last):
		v.move(len(v.shown))
	}
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
