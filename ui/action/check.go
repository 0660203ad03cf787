package action

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/sahilm/fuzzy"
)

// KeyError says why keys cannot be given to an action.
type KeyError struct {
	Action  string // as it was named
	Problem string
}

func (e *KeyError) Error() string { return e.Problem }

// Lost is a key that an action has no more: the user gave it to another.
type Lost struct{ Key, Action, To string } // titles

// LostWords says once which keys do something else because of the user's own, "" for none.
func LostWords(lost []Lost) string {
	seen := map[string]bool{}
	var all []string
	for _, l := range lost {
		if text := l.Key + " is " + l.To + ", not " + l.Action; !seen[text] {
			seen[text] = true
			all = append(all, text)
		}
	}
	if len(all) == 0 {
		return ""
	}
	return "your keys: " + strings.Join(all, "; ")
}

// Resolve gives all actions their keys: what a user bound goes before what an action has
// without, which loses such a key wherever it had it. Of two actions to which the user gave
// one key in one place, the first by its id has it. The places, named as in "the pane input",
// hold all actions with their own keys. It reports, as a *KeyError, an action or a key that
// there is not, and a key that would do nothing.
func Resolve(keys Keys, places []Section) (Keys, []Lost, error) {
	if len(keys) == 0 {
		return nil, nil, nil // most often
	}
	bound, err := checked(keys, places)
	if err != nil {
		return nil, nil, err
	}
	var lost []Lost
	resolved := maps.Clone(bound)
	for _, id := range slices.Sorted(maps.Keys(bound)) {
		for _, place := range places {
			if winner := place.find(id); winner != nil {
				lost = append(lost, resolved.give(winner, place, bound)...)
			}
		}
	}
	return resolved, lost, nil
}

// checked are the keys by the ids that actions have now, or a *KeyError.
func checked(keys Keys, places []Section) (Keys, error) {
	bound := Keys{}
	for _, id := range slices.Sorted(maps.Keys(keys)) {
		meant := named(id, places)
		if meant == nil {
			return nil, &KeyError{id, fmt.Sprintf("unknown action %q: %s", id, like(id, places))}
		}
		for _, key := range keys[id] {
			if problem := useless(meant, key, places); problem != "" {
				return nil, &KeyError{id, problem}
			}
		}
		if _, twice := bound[meant.ID]; !twice || id == meant.ID { // under its own name rather than one of before
			bound[meant.ID] = keys[id]
		}
	}
	return bound, nil
}

// give gives an action its keys in a place, where others lose them.
func (k Keys) give(winner *Action, place Section, bound Keys) (lost []Lost) {
	for _, key := range bound[winner.ID] {
		if slices.Contains(winner.Keys, key) {
			continue // as it is anyway
		}
		for i := range place.Actions {
			loser := &place.Actions[i]
			users, ok := bound[loser.ID]
			keeps := ok && (slices.Contains(loser.Keys, key) || loser.ID < winner.ID && slices.Contains(users, key))
			if loser.ID != winner.ID && !keeps {
				lost = append(lost, k.take(key, winner, loser, place)...)
			}
		}
	}
	return lost
}

// take takes a key from an action in a place where the user gave it to another.
func (k Keys) take(key string, winner, loser *Action, place Section) (lost []Lost) {
	has, ok := k[loser.ID]
	if !ok {
		has = loser.Keys
	}
	left := slices.DeleteFunc(slices.Clone(has), func(other string) bool { return place.clash(key, other) })
	if len(left) < len(has) {
		k[loser.ID] = left
		lost = append(lost, Lost{key, loser.Title, winner.Title})
	}
	return lost
}

// clash reports whether one of two keys in a place keeps the other from being reached.
func (s *Section) clash(key, other string) bool {
	if key == other {
		return !s.Typed || !IsChar(key)
	}
	return s.Chars && IsChar(key) && !isKey(other) && strings.HasPrefix(other, key)
}

// IsChar reports whether a key of this name types a character.
func IsChar(key string) bool { return utf8.RuneCountInString(key) == 1 }

func (s *Section) find(id string) *Action {
	for i := range s.Actions {
		if s.Actions[i].ID == id {
			return &s.Actions[i]
		}
	}
	return nil
}

// named is the action that an id means, nil if there is none.
func named(id string, places []Section) *Action {
	for _, place := range places {
		for i := range place.Actions {
			if place.Actions[i].named(id) {
				return &place.Actions[i]
			}
		}
	}
	return nil
}

// useless says why a key cannot do an action anywhere, "" if it can somewhere.
func useless(meant *Action, key string, places []Section) string {
	if slices.Contains(meant.Keys, key) {
		return ""
	}
	if !isKey(key) {
		return fmt.Sprintf("unknown key %q: keys are single characters, or names like enter, f5, ctrl+r and alt+x", key)
	}
	why := ""
	for _, place := range places {
		switch {
		case place.find(meant.ID) == nil:
		case place.Typed && IsChar(key):
			why = "in " + place.Title + " it is text"
		case place.Chars && !IsChar(key):
			why = "in " + place.Title + " only characters can be bound"
		default:
			return ""
		}
	}
	return fmt.Sprintf("%s cannot be %q: %s", key, meant.Title, why)
}

// most is how many ids are named in the place of one that there is not.
const most = 6

// like are ids of actions that one may have meant: those with a word in common, or else those
// that have its letters.
func like(id string, places []Section) string {
	var near, all []string
	for _, place := range places {
		for _, a := range place.Actions {
			if a.ID == "" || slices.Contains(all, a.ID) {
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
	for text := id; len(near) == 0 && len(text) > 1; text = text[:len(text)-1] {
		for _, m := range fuzzy.Find(text, all) {
			near = append(near, m.Str)
		}
	}
	if len(near) == 0 {
		return "remove this line, then list them with: expresso config"
	}
	more := ""
	if len(near) > most {
		near, more = near[:most], "; remove this line, then list all with: expresso config"
	}
	return "there are " + strings.Join(near, ", ") + more
}

// isKey reports whether a terminal can send a key of this name.
func isKey(name string) bool {
	_, ok := Key(name)
	return ok
}

// Key is what comes when a key of this name is pressed. It reports false if there is none.
func Key(name string) (tea.KeyMsg, bool) {
	if plain, alt := strings.CutPrefix(name, "alt+"); alt {
		msg, ok := Key(plain)
		msg.Alt = true
		return msg, ok
	}
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
