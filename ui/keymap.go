package ui

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
)

// id is what the configuration calls the action: its title up to the first comma or colon,
// as words joined by hyphens.
func (c action) id() string {
	name, _, _ := strings.Cut(c.title, ",")
	name, _, _ = strings.Cut(name, ":")
	words := strings.FieldsFunc(strings.ReplaceAll(strings.ToLower(name), "'", ""), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	return strings.Join(words, "-")
}

// bound returns the actions with the keys that a user gave them, by id.
func bound(keys map[string][]string) []action {
	all := slices.Clone(actions)
	for i, c := range all {
		if own, ok := keys[c.id()]; ok {
			all[i].keys = own
		}
	}
	return all
}

// Binding is an action and its keys, for who wants to change them.
type Binding struct {
	Action string // its id
	Keys   []string
	What   string // what it does, in words
}

// Bindings lists all actions with the keys that they have when keys, by the action's id,
// take the place of their own.
func Bindings(keys map[string][]string) []Binding {
	all := make([]Binding, 0, len(actions))
	for _, c := range bound(keys) {
		all = append(all, Binding{c.id(), c.keys, c.title})
	}
	return all
}

// KeyError says why keys cannot be given to an action.
type KeyError struct {
	Action  string // as it was named
	Problem string
}

func (e *KeyError) Error() string { return e.Problem }

// CheckKeys reports, as a *KeyError, why keys cannot take the place of those that actions
// have: there is no such action or key, or the key does something else in the same pane.
func CheckKeys(keys map[string][]string) error {
	if len(keys) == 0 {
		return nil // most often, and headless commands should not pay for a workbench
	}
	a := New(Config{Bench: &model.Workbench{}, Keys: keys})
	for _, id := range slices.Sorted(maps.Keys(keys)) {
		if err := a.checkKeys(id, keys[id]); err != nil {
			return &KeyError{id, err.Error()}
		}
	}
	return nil
}

// like are the ids of the actions that have a word in common with one, or of all if none
// has.
func like(id string) []string {
	var near []string
	all := make([]string, 0, len(actions))
	for _, c := range actions {
		all = append(all, c.id())
		if slices.ContainsFunc(strings.Split(c.id(), "-"), func(word string) bool {
			return !slices.Contains([]string{"the", "of", "in", "or"}, word) && slices.Contains(strings.Split(id, "-"), word)
		}) {
			near = append(near, c.id())
		}
	}
	if near == nil {
		return all
	}
	return near
}

func (a *App) checkKeys(id string, keys []string) error {
	i := slices.IndexFunc(actions, func(c action) bool { return c.id() == id })
	if i < 0 {
		return fmt.Errorf("there is no action %q: there are %s", id, strings.Join(like(id), ", "))
	}
	for _, key := range keys {
		if !isKey(key) {
			return fmt.Errorf("there is no key %q: keys are single characters and names like enter, f5, ctrl+r, alt+x", key)
		}
		if slices.Contains(actions[i].keys, key) {
			continue // as it is anyway
		}
		for _, p := range panes {
			if !actions[i].works(p) {
				continue
			}
			if other := a.taken(p, key, id); other != "" {
				return fmt.Errorf("%s cannot be %q: in the pane %s it is %q", key, actions[i].title, p, other)
			}
		}
	}
	return nil
}

// taken says what a key does in a pane beside the action of this id, "" if nothing. What
// is text in the input is no key there.
func (a *App) taken(p pane, key, id string) string {
	for _, c := range a.actions {
		if c.id() != id && c.works(p) && slices.Contains(c.keys, key) {
			return c.title
		}
	}
	for _, b := range a.bindings(p) {
		if slices.Contains(b.Keys(), key) {
			return b.Help().Desc
		}
	}
	return ""
}

// isKey reports whether a terminal can send a key of this name.
func isKey(name string) bool {
	_, ok := keyMsg(strings.TrimPrefix(name, "alt+"))
	return ok
}

// keyMsg is what comes when a key of this name, without alt, is pressed. It reports false if
// there is none.
func keyMsg(name string) (tea.KeyMsg, bool) {
	if name == " " {
		return tea.KeyMsg{Type: tea.KeySpace, Runes: []rune{' '}}, true
	}
	if utf8.RuneCountInString(name) == 1 {
		return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)}, true
	}
	for k := tea.KeyF20; k <= tea.KeyCtrlQuestionMark; k++ {
		if msg := (tea.KeyMsg{Type: k}); k != tea.KeyRunes && msg.String() == name {
			return msg, true
		}
	}
	return tea.KeyMsg{}, false
}
