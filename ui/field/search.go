package field

import (
	"iter"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/screen"
	"expresso/ui/theme"
)

// Search is a text that is looked for among named things while it is typed. The zero value
// looks for nothing.
type Search struct {
	field  Field
	typing bool
	origin any // from where it is looked for while it is typed, nil until it is
	at, of int // the hit that was gone to, from 1, and how many there are
}

// Step is which hit is wanted.
type Step int

// The steps. Here is the thing that the search began at, if it is a hit, or the next one.
const (
	None Step = iota
	Here
	Next
	Previous
)

// SearchKeys begin a search, go on with it and end it.
var SearchKeys = struct{ Begin, Next, Previous, End key.Binding }{
	Begin:    key.NewBinding(key.WithKeys("/"), key.WithHelp("/", "find a state")),
	Next:     key.NewBinding(key.WithKeys("n"), key.WithHelp("n", "the next one found")),
	Previous: key.NewBinding(key.WithKeys("N"), key.WithHelp("N", "the one found before")),
	End:      key.NewBinding(key.WithKeys("esc"), key.WithHelp("esc", "end the search")),
}

// Bindings lists the keys that mean something now.
func (s *Search) Bindings() []key.Binding {
	k := &SearchKeys
	switch {
	case s.typing:
		enter := key.NewBinding(key.WithKeys("enter"), key.WithHelp("enter", "keep the search"))
		return []key.Binding{enter, k.End}
	case s.Active():
		return []key.Binding{k.Next, k.Previous, k.End, k.Begin}
	}
	return []key.Binding{k.Begin}
}

// Capturing reports whether the text is being typed, so that every key belongs to it.
func (s *Search) Capturing() bool { return s.typing }

// Active reports whether there is a search, which takes a line and which esc ends.
func (s *Search) Active() bool { return s.typing || s.field.Value() != "" }

// Update takes a key. It reports whether the key was the search's, and which hit is wanted
// now: see Find.
func (s *Search) Update(msg tea.KeyMsg) (step Step, used bool) {
	k := &SearchKeys
	if !s.typing {
		switch {
		case key.Matches(msg, k.Begin):
			*s = Search{typing: true}
			return None, true
		case s.Active() && key.Matches(msg, k.Next):
			return Next, true
		case s.Active() && key.Matches(msg, k.Previous):
			return Previous, true
		case s.Active() && key.Matches(msg, k.End):
			*s = Search{}
			return None, true
		}
		return None, false
	}
	switch msg.Type {
	case tea.KeyEsc, tea.KeyCtrlC:
		*s = Search{}
	case tea.KeyEnter:
		s.typing = false
	case tea.KeyDown:
		return Next, true
	case tea.KeyUp:
		return Previous, true
	default:
		before := s.field.Value()
		if s.field.Update(msg); s.field.Value() != before {
			return Here, true
		}
	}
	return None, true
}

// Find returns the hit that is wanted among all things with their names, in their order and
// round its ends. It reports false if there is none. Letters count as large or small only
// if the text has large ones.
func Find[T comparable](s *Search, step Step, current T, all iter.Seq2[T, string]) (hit T, ok bool) {
	if s.origin == nil {
		s.origin = current
	}
	from := current
	if step == Here {
		from, _ = s.origin.(T)
	}
	type found struct {
		thing T
		n     int // from 1, 0 for none
	}
	var first, before, here, after, last found
	query, passed, n := s.field.Value(), false, 0
	folded := query == strings.ToLower(query)
	for thing, name := range all {
		passed = passed || thing == from
		if folded {
			name = strings.ToLower(name)
		}
		if query == "" || !strings.Contains(name, query) {
			continue
		}
		n++
		last = found{thing, n}
		if first.n == 0 {
			first = last
		}
		switch {
		case thing == from:
			here = last
		case !passed:
			before = last
		case after.n == 0:
			after = last
		}
	}
	order := [...]found{here, after, first}
	switch step {
	case Next:
		order = [...]found{after, first, {}}
	case Previous:
		order = [...]found{before, last, {}}
	}
	s.at, s.of = 0, n
	for _, f := range order {
		if f.n > 0 {
			s.at = f.n
			return f.thing, true
		}
	}
	return hit, false
}

// View draws the line of the search in exactly width cells.
func (s *Search) View(t *theme.Theme, width int) string {
	count := "type to find a state"
	switch {
	case s.field.Value() == "":
	case s.of == 0:
		count = "no state has it"
	default:
		count = screen.Count(int64(s.at)) + " of " + screen.Count(int64(s.of))
	}
	count = "  " + count + " "
	room := width - screen.Width(count) - 3
	if room < 8 {
		count, room = "", width-3
	}
	return t.Fit(" "+t.Accent.Render("/")+" "+s.field.View(t, room, s.typing)+t.Dim.Render(count), width)
}
