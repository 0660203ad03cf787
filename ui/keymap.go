package ui

import (
	"slices"
	"strings"

	"expresso/model"
	"expresso/ui/action"
	"expresso/ui/bench"
	"expresso/ui/burst"
	"expresso/ui/compare"
	"expresso/ui/dialog"
	"expresso/ui/graph"
	"expresso/ui/history"
	"expresso/ui/layout"
	"expresso/ui/machine"
	"expresso/ui/replay"
	"expresso/ui/sheet"
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
	for _, p := range layout.Panes {
		a.inPane[p] = action.New(a.in(p)...)
	}
}

// in are App's actions that work in a pane. What is only for some goes before what is for all.
func (a *App) in(p pane) []action.Action {
	var own, every []action.Action
	for _, c := range a.actions {
		switch {
		case c.in == nil:
			every = append(every, c.Action)
		case c.works(p):
			own = append(own, c.Action)
		}
	}
	return append(own, every...)
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
	var all []Binding
	seen := map[string]bool{}
	for _, place := range places(keys) {
		for _, c := range place.Actions {
			if c.ID != "" && !seen[c.ID] {
				seen[c.ID] = true
				all = append(all, Binding{c.ID, c.Keys, c.Title})
			}
		}
	}
	return all
}

// places are where keys do something, with all that they do there.
func places(keys action.Keys) []action.Section {
	a := New(Config{Connection: Connection{Bench: &model.Workbench{}}, Settings: Settings{Keys: keys}})
	keys = a.cfg.Keys
	a.history.Details.ShowWhole(model.Run{ID: "any", Status: model.Succeeded, Output: "{}"}) // its keys are those of a document
	all := make([]action.Section, 0, len(layout.Panes))
	for _, p := range layout.Panes {
		all = append(all, action.Section{Title: "the pane " + p.String(), Actions: append(a.in(p), a.own(p)...)})
	}
	for _, tab := range history.Tabs() {
		a.history.Details.Open(tab)
		all = append(all, action.Section{Title: "the tab " + tab.String(), Actions: append(a.in(detailsPane), a.history.Details.All()...)})
	}
	all = append(all, action.Section{Title: "the line at the bottom of the pane input", Actions: append(a.in(inputPane), a.input.Editor.PromptActions()...)})
	all[inputPane].Typed, all[len(all)-1].Typed = true, true
	normal, visual := a.input.Editor.VimActions()
	taken := []action.Action{{Title: "commands", Keys: []string{":"}}, {Title: "help", Keys: []string{"?"}}} // before the editor is asked
	all = append(all, action.Section{Title: "the vim keys", Actions: slices.Concat(normal, visual, taken), Chars: true})
	pages := sections(a)[1+len(layout.Panes):]
	graphed := graph.New(a.t)
	graphed.Bind(keys)
	pages[0].Actions = slices.Concat(machine.PageActions(keys), graphed.All())
	pages = append([]action.Section{{Title: "document", Actions: slices.Concat(machine.PageActions(keys), sheet.PageActions(a.t, keys))}}, pages...)
	pages[2].Actions = burst.Sections(keys)[0].Actions
	pages[3].Actions = slices.Concat(compare.PageActions(keys), pages[3].Actions)
	for _, page := range append(pages[:len(pages)-2], replay.Sections(a.t, keys)...) {
		all = append(all, action.Section{Title: "the page " + page.Title, Actions: slices.Concat(a.closing.All(), a.anywhere.All(), page.Actions)})
	}
	all = append(append(all, burst.Sections(keys)[1]), bench.Sections(a.t, keys)...)
	return append(all, dialog.Sections(keys)...)
}

// KeyError says why keys cannot be given to an action.
type KeyError = action.KeyError

// CheckKeys reports, as a *KeyError, why keys cannot take the place of those that actions
// have: there is no such action or key, or the key would do nothing.
func CheckKeys(keys map[string][]string) error {
	_, _, err := resolve(keys)
	return err
}

// resolve gives all actions their keys, those that a user bound before their own, and says
// which lost theirs.
func resolve(keys action.Keys) (action.Keys, []action.Lost, error) {
	if len(keys) == 0 {
		return nil, nil, nil // most often, and headless commands should not pay for a workbench
	}
	return action.Resolve(keys, places(nil))
}

// lostKeys says once which keys do something else because of the user's own, "" for none.
func lostKeys(lost []action.Lost) string {
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
