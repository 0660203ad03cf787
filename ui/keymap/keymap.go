// Package keymap knows which key does what in which pane. It has the actions of the workbench
// as a whole, by the panes where their keys work, with the keys that a user bound. Help is
// made of it.
package keymap

import (
	"slices"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/action"
	"expresso/ui/dialog"
	"expresso/ui/layout"
)

// Scoped is an action and where its keys work.
type Scoped struct {
	action.Action
	In   []layout.Pane // nil for everywhere
	Stay bool          // what lies over the panes stays: it is about that
}

// Works reports whether the action's keys are answered in a pane.
func (c Scoped) Works(p layout.Pane) bool { return c.In == nil || slices.Contains(c.In, p) }

// Map finds actions by pane and key.
type Map struct {
	all      []Scoped
	panes    [len(layout.Panes)]*action.Table
	anywhere *action.Table // on pages, too
	closing  *action.Table // what closes pages
}

// New returns a map of actions, in the order in which they are shown, with the keys that a user
// bound.
func New(all []Scoped, keys action.Keys) *Map {
	m := &Map{all: all, closing: action.New(dialog.Leave(nil))}
	m.closing.Bind(keys)
	plain := make([]action.Action, len(all))
	for i, c := range all {
		plain[i] = c.Action
	}
	whole := action.New(plain...)
	whole.Bind(keys)
	for i, c := range whole.All() {
		m.all[i].Action = c
	}
	m.index()
	return m
}

// index makes the tables by which keys are looked up.
func (m *Map) index() {
	var anywhere []action.Action
	closes := m.closing.Get("close-page").Keys
	for _, c := range m.all {
		if c.Anywhere { // what closes a page does nothing else there
			c.Keys = slices.DeleteFunc(slices.Clone(c.Keys), func(k string) bool { return slices.Contains(closes, k) })
			anywhere = append(anywhere, c.Action)
		}
	}
	m.anywhere = action.New(anywhere...)
	for _, p := range layout.Panes {
		var every []action.Action
		for _, c := range m.all {
			if c.In == nil {
				every = append(every, c.Action)
			}
		}
		m.panes[p] = action.New(append(m.Of(p), every...)...) // what is only for some goes first
	}
}

// Watch has a function called with the id of each action that is done from now on.
func (m *Map) Watch(note func(id string)) {
	for i, c := range m.all {
		m.all[i].Do = func() tea.Cmd {
			note(c.ID)
			return c.Do()
		}
	}
	m.index()
}

// All are all actions, in their order; they must not be changed.
func (m *Map) All() []Scoped { return m.all }

// In are the actions whose keys work in a pane.
func (m *Map) In(p layout.Pane) *action.Table { return m.panes[p] }

// Anywhere are the actions whose keys work on pages, too, and Closing those that close pages.
func (m *Map) Anywhere() *action.Table { return m.anywhere }

// Closing is what closes pages.
func (m *Map) Closing() *action.Table { return m.closing }

// Strayed says that a key went into the input, which a key undoes, and with which key what it does
// elsewhere is done there, or else how to leave the input.
func (m *Map) Strayed(key, undo string) string {
	text := strconv.Quote(key) + " was typed into the input: " + undo + " undoes it, "
	for _, p := range []layout.Pane{layout.Machines, layout.History} {
		if c := m.panes[p].Find(key); c != nil && c.Cap(true) != "" {
			what, _, _ := strings.Cut(c.Title, ":")
			return text + "and here " + c.Cap(true) + " is " + strconv.Quote(what)
		}
	}
	return text + m.panes[layout.Input].Get("next-pane").Cap(true) + " leaves the input"
}

// Everywhere are the actions with keys that work in every pane.
func (m *Map) Everywhere() (all []action.Action) {
	for _, c := range m.all {
		if c.In == nil && len(c.Keys) > 0 {
			all = append(all, c.Action)
		}
	}
	return all
}

// Of are the actions that are for a pane and not for all.
func (m *Map) Of(p layout.Pane) (all []action.Action) {
	for _, c := range m.all {
		if c.In != nil && c.Works(p) {
			all = append(all, c.Action)
		}
	}
	return all
}
