package ui

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"

	"expresso/model"
	"expresso/ui/action"
	"expresso/ui/dialog"
)

// bind makes App's actions, with the keys that a user bound, and what finds them by key.
func (a *App) bind(keys action.Keys) {
	a.actions, a.closing = a.everything(), action.New(dialog.Leave(nil))
	a.closing.Bind(keys)
	all := make([]action.Action, len(a.actions))
	for i, c := range a.actions {
		all[i] = c.Action
	}
	whole := action.New(all...)
	whole.Bind(keys)
	for i, c := range whole.All() {
		a.actions[i].Action = c
	}
	a.index()
}

// index makes the tables by which keys are looked up.
func (a *App) index() {
	var anywhere []action.Action
	closes := a.closing.Get("close-page").Keys
	for _, c := range a.actions {
		if c.Anywhere { // what closes a page does nothing else there
			c.Keys = slices.DeleteFunc(slices.Clone(c.Keys), func(k string) bool { return slices.Contains(closes, k) })
			anywhere = append(anywhere, c.Action)
		}
	}
	a.anywhere = action.New(anywhere...)
	for _, p := range panes {
		a.inPane[p] = action.New(a.in(p)...)
	}
}

// in are App's actions that work in a pane.
func (a *App) in(p pane) []action.Action {
	var all []action.Action
	for _, c := range a.actions {
		if c.works(p) {
			all = append(all, c.Action)
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
	a := New(Config{Bench: &model.Workbench{}, Keys: keys})
	all := make([]Binding, 0, len(a.actions))
	for _, c := range a.actions {
		all = append(all, Binding{c.ID, c.Keys, c.Title})
	}
	return all
}

// KeyError says why keys cannot be given to an action.
type KeyError = action.KeyError

// CheckKeys reports, as a *KeyError, why keys cannot take the place of those that actions
// have: there is no such action or key, or the key does something else in the same pane.
func CheckKeys(keys map[string][]string) error {
	if len(keys) == 0 {
		return nil // most often, and headless commands should not pay for a workbench
	}
	a, plain := New(Config{Bench: &model.Workbench{}, Keys: keys}), New(Config{Bench: &model.Workbench{}})
	var places []action.Section
	for _, p := range panes {
		places = append(places, action.Section{Title: "the pane " + p.String(), Actions: append(a.in(p), a.own(p)...)})
	}
	return action.Check(keys, places, func(id string) []string {
		i := slices.IndexFunc(plain.actions, func(c scoped) bool { return c.ID == id })
		if i < 0 {
			return nil
		}
		return plain.actions[i].Keys
	})
}

// of are bindings as actions.
func of(bindings []key.Binding) []action.Action {
	all := make([]action.Action, len(bindings))
	for i, b := range bindings {
		all[i] = action.Action{Title: b.Help().Desc, Keys: b.Keys(), Label: b.Help().Key}
	}
	return all
}
