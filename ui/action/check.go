package action

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"
)

// KeyError says why keys cannot be given to an action.
type KeyError struct {
	Action  string // as it was named
	Problem string
}

func (e *KeyError) Error() string { return e.Problem }

// Check reports, as a *KeyError, why keys cannot take the place of those that actions have:
// there is no such action or key, or the key does something else in the same place. The
// places, named as in "the pane input", hold the actions with keys bound; own are the keys
// that an action has without.
func Check(keys Keys, places []Section, own func(id string) []string) error {
	for _, id := range slices.Sorted(maps.Keys(keys)) {
		if err := check(id, keys[id], places, own); err != nil {
			return &KeyError{id, err.Error()}
		}
	}
	return nil
}

func check(id string, keys []string, places []Section, own func(id string) []string) error {
	var meant *Action
	for _, place := range places {
		for i := range place.Actions {
			if meant == nil && place.Actions[i].Named(id) {
				meant = &place.Actions[i]
			}
		}
	}
	if meant == nil {
		return fmt.Errorf("there is no action %q: there are %s", id, strings.Join(like(id, places), ", "))
	}
	for _, key := range keys {
		works := false
		if slices.Contains(own(meant.ID), key) {
			continue // as it is anyway
		}
		if !IsKey(key) {
			return fmt.Errorf("there is no key %q: keys are single characters and names like enter, f5, ctrl+r, alt+x", key)
		}
		cannot := "" // work, and why
		for _, place := range places {
			if !slices.ContainsFunc(place.Actions, func(a Action) bool { return a.ID == meant.ID }) {
				continue
			}
			switch char := utf8.RuneCountInString(key) == 1; {
			case place.Typed && char:
				cannot = "in " + place.Title + " it is text"
				continue
			case place.Chars && !char:
				cannot = "in " + place.Title + " only characters can be bound"
				continue
			}
			works = true
			for _, other := range place.Actions {
				if other.ID != meant.ID && slices.ContainsFunc(other.Keys, func(k string) bool {
					return k == key || place.Chars && !IsKey(k) && strings.HasPrefix(k, key)
				}) {
					return fmt.Errorf("%s cannot be %q: in %s it is %q", key, meant.Title, place.Title, other.Title)
				}
			}
		}
		if !works {
			return fmt.Errorf("%s cannot be %q: %s", key, meant.Title, cannot)
		}
	}
	return nil
}

// like are the ids of the actions that have a word in common with one, or of all if none
// has.
func like(id string, places []Section) []string {
	var near, all []string
	for _, place := range places {
		for _, a := range place.Actions {
			if slices.Contains(all, a.ID) {
				continue
			}
			all = append(all, a.ID)
			if slices.ContainsFunc(strings.Split(a.ID, "-"), func(word string) bool {
				return !slices.Contains([]string{"the", "of", "in", "or"}, word) && slices.Contains(strings.Split(id, "-"), word)
			}) {
				near = append(near, a.ID)
			}
		}
	}
	if near == nil {
		return all
	}
	return near
}

// IsKey reports whether a terminal can send a key of this name.
func IsKey(name string) bool {
	_, ok := Key(strings.TrimPrefix(name, "alt+"))
	return ok
}

// Key is what comes when a key of this name, without alt, is pressed. It reports false if
// there is none.
func Key(name string) (tea.KeyMsg, bool) {
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

// Types reports whether a key types a character where text is entered.
func Types(msg tea.KeyMsg) bool {
	return (msg.Type == tea.KeyRunes || msg.Type == tea.KeySpace) && !msg.Alt
}
