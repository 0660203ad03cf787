package action

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Keys are what a user binds: keys by the id of the action whose own they take the place of.
type Keys map[string][]string

// of returns the keys that a user gave an action.
func (k Keys) of(a *Action) (keys []string, ok bool) {
	if len(k) == 0 {
		return nil, false
	}
	if keys, ok = k[a.ID]; ok {
		return keys, true
	}
	for _, id := range a.Aliases {
		if keys, ok = k[id]; ok {
			return keys, true
		}
	}
	return nil, false
}

// Table finds actions by their keys. It is made once and asked with every key.
type Table struct {
	all   []Action
	byKey map[string][]int32 // places in all, in order
	last  string
}

// New returns a table. Of two actions with one key the first that is not hidden has it.
func New(all ...Action) *Table {
	t := &Table{all: all}
	t.index()
	return t
}

func (t *Table) index() {
	t.byKey = make(map[string][]int32, 2*len(t.all))
	for i := range t.all {
		for _, k := range t.all[i].Keys {
			t.byKey[k] = append(t.byKey[k], int32(i))
		}
	}
}

// Bind gives actions the keys that a user bound.
func (t *Table) Bind(keys Keys) {
	if len(keys) == 0 {
		return
	}
	all := slices.Clone(t.all)
	for i := range all {
		if own, ok := keys.of(&all[i]); ok && !slices.Equal(own, all[i].Keys) {
			all[i].Keys, all[i].Label = own, ""
		}
	}
	t.all = all
	t.index()
}

// All are the actions, in their order; they must not be changed.
func (t *Table) All() []Action { return t.all }

// Now are the actions that are not hidden.
func (t *Table) Now() []Action { return Now(t.all) }

// Now are those of actions that are not hidden.
func Now(all []Action) []Action {
	now := make([]Action, 0, len(all))
	for i := range all {
		if !all[i].hidden() {
			now = append(now, all[i])
		}
	}
	return now
}

func (a *Action) hidden() bool { return a.Hidden != nil && a.Hidden() }

// Find is the action of a key, nil if there is none.
func (t *Table) Find(pressed string) *Action {
	for _, i := range t.byKey[pressed] {
		if a := &t.all[i]; !a.hidden() {
			return a
		}
	}
	return nil
}

// Press does what a key is bound to, or tells why it cannot be done. It reports false if the
// key is bound to nothing; a paste always is.
func (t *Table) Press(msg tea.KeyMsg) (cmd tea.Cmd, used bool) {
	if msg.Paste {
		return nil, false
	}
	pressed := msg.String()
	a := t.Find(pressed)
	if a == nil {
		return nil, false
	}
	t.last = pressed
	return a.Perform(), true
}

// Pressed is the key that was pressed last of those that are bound.
func (t *Table) Pressed() string { return t.last }

// Get is the action of an id; it panics if there is none.
func (t *Table) Get(id string) *Action {
	for i := range t.all {
		if t.all[i].ID == id {
			return &t.all[i]
		}
	}
	panic("action: no " + id)
}

// Hint is an action in a footer under another word than help has for it, with the keys that
// it has now.
func (t *Table) Hint(id, word string) key.Help {
	h := t.Get(id).Help()
	h.Desc = word
	return h
}

// Helps are actions in a footer, by their ids.
func (t *Table) Helps(ids ...string) []key.Help {
	all := make([]key.Help, len(ids))
	for i, id := range ids {
		all[i] = t.Get(id).Help()
	}
	return all
}

// Helps are actions in a footer, under their titles.
func Helps(actions []Action) []key.Help {
	all := make([]key.Help, len(actions))
	for i := range actions {
		all[i] = actions[i].Help()
	}
	return all
}

// Beside are actions except for those that have the id of another.
func Beside(all []Action, others ...Action) []Action {
	return slices.DeleteFunc(slices.Clone(all), func(a Action) bool {
		return slices.ContainsFunc(others, func(o Action) bool { return o.ID == a.ID })
	})
}

// Of are actions that have few words to say: an id, a title, what to do, and keys.
func Of(id, title string, do func(), keys ...string) Action {
	return Action{ID: id, Title: title, Keys: keys, Do: Plain(do)}
}

// MenuMsg is sent where one key has several things to do.
type MenuMsg struct {
	Title   string
	Actions []Action
}

// Menu is an action that shows others to choose from: what there is of them at the moment.
func Menu(id, title string, of func() []Action, keys ...string) Action {
	return Action{ID: id, Title: strings.ToLower(title) + ": a menu", Keys: keys, Do: func() tea.Cmd {
		menu := MenuMsg{title, of()} // here: commands run beside the program
		return func() tea.Msg { return menu }
	}}
}

// As returns the action under another label in footers.
func (a Action) As(label string) Action {
	a.Label = label
	return a
}

// Unless returns the action hidden while something holds.
func (a Action) Unless(hidden func() bool) Action {
	a.Hidden = hidden
	return a
}
