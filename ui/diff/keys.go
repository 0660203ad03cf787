package diff

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// KeyMap says which keys do what.
type KeyMap struct {
	Next, Previous, Toggle, Fold, Unfold, FoldAll, UnfoldAll, Layout key.Binding
	Up, Down, PageUp, PageDown, First, Last, Left, Right             key.Binding
}

// DefaultKeys are arrows, and vim's.
func DefaultKeys() KeyMap {
	bind := func(help, description string, keys ...string) key.Binding {
		return key.NewBinding(key.WithKeys(keys...), key.WithHelp(help, description))
	}
	return KeyMap{
		Next:      bind("n", "next difference", "n"),
		Previous:  bind("N", "previous difference", "N", "p"),
		Toggle:    bind("enter", "fold or unfold", "enter", " "),
		Fold:      bind("←/h", "fold, or go to what it is in", "left", "h"),
		Unfold:    bind("→/l", "unfold", "right", "l"),
		FoldAll:   bind("-", "fold what is equal", "-"),
		UnfoldAll: bind("+", "unfold all", "+", "="),
		Layout:    bind("s", "side by side or not", "s"),
		Up:        bind("↑/k", "up", "up", "k"),
		Down:      bind("↓/j", "down", "down", "j"),
		PageUp:    bind("pgup", "page up", "pgup", "ctrl+b", "ctrl+u"),
		PageDown:  bind("pgdn", "page down", "pgdown", "ctrl+f", "ctrl+d"),
		First:     bind("g", "top", "g", "home"),
		Last:      bind("G", "bottom", "G", "end"),
		Left:      bind("H", "scroll left", "H", "shift+left"),
		Right:     bind("L", "scroll right", "L", "shift+right"),
	}
}

// Bindings lists the keys in use, in the order in which help shows them.
func (v *View) Bindings() []key.Binding {
	k := &v.Keys
	return []key.Binding{
		k.Next, k.Previous, k.Toggle, k.Fold, k.Unfold, k.FoldAll, k.UnfoldAll, k.Layout,
		k.Up, k.Down, k.PageUp, k.PageDown, k.First, k.Last, k.Left, k.Right,
	}
}

// ShortHelp lists what a footer has room for.
func (v *View) ShortHelp() []key.Binding {
	k := &v.Keys
	return []key.Binding{k.Next, k.Previous, k.Toggle, k.Layout}
}

const sideways = 16 // cells

func (v *View) key(msg tea.KeyMsg) {
	k := &v.Keys
	switch {
	case key.Matches(msg, k.Next):
		v.next(v.cursor, 1)
	case key.Matches(msg, k.Previous):
		v.next(v.cursor, -1)
	case key.Matches(msg, k.Toggle):
		v.toggle()
	case key.Matches(msg, k.Fold):
		v.fold(false)
	case key.Matches(msg, k.Unfold):
		v.fold(true)
	case key.Matches(msg, k.FoldAll):
		v.foldAll(false)
	case key.Matches(msg, k.UnfoldAll):
		v.foldAll(true)
	case key.Matches(msg, k.Layout):
		v.only = !v.only
		v.list()
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
		v.moveTo(len(v.lines) - 1)
	case key.Matches(msg, k.Left):
		v.left = max(0, v.left-sideways)
	case key.Matches(msg, k.Right):
		v.left = min(v.left+sideways, maxLeft)
	}
}
