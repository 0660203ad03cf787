package versus

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// KeyMap says which keys do what.
type KeyMap struct {
	NextTab, PreviousTab                    key.Binding
	Open, Next, Previous, Differing, All    key.Binding
	Up, Down, PageUp, PageDown, First, Last key.Binding
}

// DefaultKeys are arrows, and vim's.
func DefaultKeys() KeyMap {
	bind := func(help, description string, keys ...string) key.Binding {
		return key.NewBinding(key.WithKeys(keys...), key.WithHelp(help, description))
	}
	return KeyMap{
		NextTab:     bind("]", "next tab", "]"),
		PreviousTab: bind("[", "previous tab", "["),
		Open:        bind("enter", "input and output", "enter"),
		Next:        bind("n", "next state that differs", "n"),
		Previous:    bind("N", "previous state that differs", "N", "p"),
		Differing:   bind("-", "only states that differ", "-"),
		All:         bind("+", "all states", "+", "="),
		Up:          bind("↑/k", "up", "up", "k"),
		Down:        bind("↓/j", "down", "down", "j"),
		PageUp:      bind("pgup", "page up", "pgup", "ctrl+b", "ctrl+u"),
		PageDown:    bind("pgdn", "page down", "pgdown", "ctrl+f", "ctrl+d"),
		First:       bind("g", "first", "g", "home"),
		Last:        bind("G", "last", "G", "end"),
	}
}

// Bindings lists the keys of the list of states, in the order in which help shows them.
func (v *View) Bindings() []key.Binding {
	k := &v.Keys
	return []key.Binding{
		k.NextTab, k.PreviousTab, k.Open, k.Next, k.Previous, k.Differing, k.All,
		k.Up, k.Down, k.PageUp, k.PageDown, k.First, k.Last,
	}
}

// Here lists the keys of what is open.
func (v *View) Here() []key.Binding {
	tabs := []key.Binding{v.Keys.NextTab, v.Keys.PreviousTab}
	switch {
	case v.opened != nil:
		return append(tabs, v.state.Bindings()...)
	case v.tab == Output:
		return append(tabs, v.output.Bindings()...)
	case v.tab == States:
		return v.Bindings()
	}
	return tabs
}

// ShortHelp lists what a footer has room for.
func (v *View) ShortHelp() []key.Binding {
	k := &v.Keys
	switch {
	case v.result == nil:
		return nil
	case v.opened != nil:
		return v.state.ShortHelp()
	case v.tab == Output:
		return v.output.ShortHelp()
	case v.tab == States:
		return []key.Binding{k.Open, k.Next, k.Differing, k.All}
	}
	return nil
}

// turned goes to another tab if that is what the key does.
func (v *View) turned(msg tea.KeyMsg) bool {
	switch {
	case key.Matches(msg, v.Keys.NextTab):
		v.Turn(1)
	case key.Matches(msg, v.Keys.PreviousTab):
		v.Turn(-1)
	default:
		return false
	}
	return true
}

// key takes a key for the list of states.
func (v *View) key(msg tea.KeyMsg) tea.Cmd {
	k, page := &v.Keys, max(v.listed()-1, 1)
	switch {
	case key.Matches(msg, k.Open):
		return v.open()
	case key.Matches(msg, k.Next):
		v.next(1)
	case key.Matches(msg, k.Previous):
		v.next(-1)
	case key.Matches(msg, k.Differing):
		v.show(true)
	case key.Matches(msg, k.All):
		v.show(false)
	case key.Matches(msg, k.Up):
		v.moveTo(v.cursor - 1)
	case key.Matches(msg, k.Down):
		v.moveTo(v.cursor + 1)
	case key.Matches(msg, k.PageUp):
		v.moveTo(v.cursor - page)
	case key.Matches(msg, k.PageDown):
		v.moveTo(v.cursor + page)
	case key.Matches(msg, k.First):
		v.moveTo(0)
	case key.Matches(msg, k.Last):
		v.moveTo(len(v.rows) - 1)
	}
	return nil
}

const wheelLines = 3

// mouse takes the mouse at line y of the list of states. The first click chooses, the
// second opens.
func (v *View) mouse(y int, msg tea.MouseMsg) tea.Cmd {
	switch {
	case msg.Button == tea.MouseButtonWheelUp:
		v.top = max(v.top-wheelLines, 0)
	case msg.Button == tea.MouseButtonWheelDown:
		v.top = max(min(v.top+wheelLines, len(v.rows)-v.listed()), 0)
	case msg.Button == tea.MouseButtonLeft && msg.Action == tea.MouseActionPress:
		row := v.top + y - 1
		if y < 1 || row >= len(v.rows) {
			return nil
		}
		if row == v.cursor {
			return v.open()
		}
		v.moveTo(row)
	}
	return nil
}
