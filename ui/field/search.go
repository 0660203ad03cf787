package field

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/action"
	"expresso/ui/screen"
	"expresso/ui/theme"
)

// Search is a text that is looked for among named things while it is typed. The zero value
// looks for nothing.
type Search struct {
	Thing string // what is found, "" for a state

	field  Field
	typing bool
	origin any // from where it is looked for while it is typed, nil until it is
	at, of int // the hit that was gone to, from 1, and how many there are

	table *action.Table
	step  Step // that the last key wants
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

// keys begin a search, continue with it and end it. The table is made with the first key.
func (s *Search) keys() *action.Table {
	if s.table == nil {
		step := func(step Step) func() { return func() { s.step = step } }
		typing := func() bool { return s.typing }
		still := func() bool { return s.typing || !s.Active() }
		s.table = action.New(
			action.Of("keep-"+s.thing()+"-search", "keep the search", func() { s.typing = false }, "enter").Unless(func() bool { return !s.typing }),
			action.Of("next-found-"+s.thing(), "next match", step(Next), "n").Unless(still),
			action.Of("previous-found-"+s.thing(), "previous match", step(Previous), "N").Unless(still),
			action.Of("next-hit-while-typing", "next match", step(Next), "down").Unless(func() bool { return !s.typing }),
			action.Of("previous-hit-while-typing", "previous match", step(Previous), "up").Unless(func() bool { return !s.typing }),
			action.Of("drop-"+s.thing()+"-search", "end the search", s.Reset, "ctrl+c").Unless(func() bool { return !s.typing }),
			action.Of("end-"+s.thing()+"-search", "end the search", s.Reset, "esc").Unless(func() bool { return !s.Active() }),
			action.Of("find-"+s.thing(), "find a "+s.thing(), func() { s.Reset(); s.typing = true }, "/").Unless(typing),
		)
	}
	return s.table
}

func (s *Search) thing() string { return cmp.Or(s.Thing, "state") }

// Reset ends the search.
func (s *Search) Reset() { *s = Search{Thing: s.Thing, table: s.table} }

// Bind gives the actions other keys.
func (s *Search) Bind(keys action.Keys) { s.keys().Bind(keys) }

// Hint is what begins a search, in a footer.
func (s *Search) Hint(word string) key.Help { return s.keys().Hint("find-"+s.thing(), word) }

// Actions lists what can be done now.
func (s *Search) Actions() []action.Action { return s.keys().Now() }

// All lists what can be done at any time.
func (s *Search) All() []action.Action { return s.keys().All() }

// Among are the actions of a view that is searched, those of the search behind the first; while a
// search is typed, its own alone.
func (s *Search) Among(own []action.Action) []action.Action {
	if s.Capturing() {
		return s.Actions()
	}
	return slices.Concat(own[:1], s.Actions(), own[1:])
}

// Capturing reports whether the text is being typed, so that every key belongs to it.
func (s *Search) Capturing() bool { return s.typing }

// Active reports whether there is a search, which takes a line and which esc ends.
func (s *Search) Active() bool { return s.typing || s.field.Value() != "" }

// Hit reports whether there is a search that has found something.
func (s *Search) Hit() bool { return s.Active() && s.at > 0 }

// Update takes a key. It reports whether the key was the search's, and which hit is wanted
// now: see Find.
func (s *Search) Update(msg tea.KeyMsg) (step Step, used bool) {
	s.step = None
	if !s.typing || !action.Types(msg) {
		if _, used := s.keys().Press(msg); used {
			return s.step, true
		}
	}
	if !s.typing {
		return None, false
	}
	before := s.field.Value()
	if s.field.Update(msg); s.field.Value() != before {
		return Here, true
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
	count := "type to find a " + s.thing()
	switch {
	case s.field.Value() == "":
	case s.of == 0:
		count = "no " + s.thing() + " matches"
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
