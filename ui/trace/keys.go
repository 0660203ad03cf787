package trace

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// KeyMap says which keys do what.
type KeyMap struct {
	Open, Up, Down, PageUp, PageDown, First, Last key.Binding
	Fold, Unfold, Toggle, FoldAll, UnfoldAll      key.Binding
	NextFault, Scale                              key.Binding
}

// DefaultKeys are arrows, and vim's.
func DefaultKeys() KeyMap {
	bind := func(help, description string, keys ...string) key.Binding {
		return key.NewBinding(key.WithKeys(keys...), key.WithHelp(help, description))
	}
	return KeyMap{
		Open:      bind("enter", "input and output", "enter"),
		NextFault: bind("e", "next error", "e"),
		Scale:     bind("t", "fit the time axis to the row", "t"),
		Toggle:    bind("space", "fold or unfold", " "),
		Fold:      bind("←/h", "fold, or go to what it is in", "left", "h"),
		Unfold:    bind("→/l", "unfold, or go inside", "right", "l"),
		FoldAll:   bind("-", "fold all", "-"),
		UnfoldAll: bind("+", "unfold all", "+", "="),
		Up:        bind("↑/k", "up", "up", "k"),
		Down:      bind("↓/j", "down", "down", "j"),
		PageUp:    bind("pgup", "page up", "pgup", "ctrl+b", "ctrl+u"),
		PageDown:  bind("pgdn", "page down", "pgdown", "ctrl+f", "ctrl+d"),
		First:     bind("g", "first", "g", "home"),
		Last:      bind("G", "last", "G", "end"),
	}
}

// Bindings lists the keys in use, in the order in which help shows them.
func (v *View) Bindings() []key.Binding {
	if v.search.Capturing() {
		return v.search.Bindings()
	}
	k := &v.Keys
	return append(append([]key.Binding{k.Open}, v.search.Bindings()...),
		k.NextFault, k.Scale, k.Toggle, k.Fold, k.Unfold, k.FoldAll, k.UnfoldAll,
		k.Up, k.Down, k.PageUp, k.PageDown, k.First, k.Last)
}

// ShortHelp lists what a footer has room for.
func (v *View) ShortHelp() []key.Binding {
	k := &v.Keys
	return []key.Binding{k.Open, k.Toggle, k.NextFault, k.Scale}
}

func (v *View) key(msg tea.KeyMsg) tea.Cmd {
	if step, used := v.search.Update(msg); used {
		v.find(step)
		return nil
	}
	k := &v.Keys
	switch {
	case key.Matches(msg, k.Open):
		return v.open()
	case key.Matches(msg, k.Up):
		v.moveTo(v.cursor - 1)
	case key.Matches(msg, k.Down):
		v.moveTo(v.cursor + 1)
	case key.Matches(msg, k.PageUp):
		v.moveTo(v.cursor - max(v.body()-1, 1))
	case key.Matches(msg, k.PageDown):
		v.moveTo(v.cursor + max(v.body()-1, 1))
	case key.Matches(msg, k.First):
		v.moveTo(0)
	case key.Matches(msg, k.Last):
		v.moveTo(len(v.rows) - 1)
	case key.Matches(msg, k.Toggle):
		if r := v.current(); r != nil && r.kids > 0 {
			v.fold(!r.open)
		}
	case key.Matches(msg, k.Fold):
		v.fold(false)
	case key.Matches(msg, k.Unfold):
		v.fold(true)
	case key.Matches(msg, k.FoldAll):
		v.foldAll(false)
	case key.Matches(msg, k.UnfoldAll):
		v.foldAll(true)
	case key.Matches(msg, k.NextFault):
		v.nextFault()
	case key.Matches(msg, k.Scale):
		v.scale()
	}
	return nil
}
