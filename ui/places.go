package ui

import (
	"slices"
	"strings"

	"expresso/model"
	"expresso/ui/action"
	"expresso/ui/bench"
	"expresso/ui/burst"
	"expresso/ui/compare"
	"expresso/ui/credential"
	"expresso/ui/dialog"
	"expresso/ui/diff"
	"expresso/ui/folder"
	"expresso/ui/graph"
	"expresso/ui/history"
	"expresso/ui/layout"
	"expresso/ui/machine"
	"expresso/ui/manual"
	"expresso/ui/replay"
	"expresso/ui/sheet"
)

// Bindings lists all actions with the keys that they have when keys, by the action's id,
// take the place of their own.
func Bindings(keys map[string][]string) []action.Binding { return action.Bindings(places(keys)) }

// places are where keys do something, with all that they do there.
func places(keys action.Keys) []action.Section {
	a := New(Config{Connection: Connection{Bench: &model.Workbench{}}, Settings: Settings{Keys: keys}})
	keys = a.cfg.Keys
	a.history.Details.ShowWhole(model.Run{ID: "any", Status: model.Succeeded, Output: "{}"}) // its keys are those of a document
	all := make([]action.Section, 0, len(layout.Panes))
	for _, p := range layout.Panes {
		all = append(all, action.Section{Title: "the pane " + p.String(), Actions: slices.Concat(a.keys.In(p).All(), a.own(p))})
	}
	for _, tab := range history.Tabs() {
		a.history.Details.Open(tab)
		all = append(all, action.Section{Title: "the tab " + tab.String(), Actions: slices.Concat(a.keys.In(detailsPane).All(), a.history.Details.All())})
	}
	all = append(all, action.Section{Title: "the line at the bottom of the pane input", Actions: slices.Concat(a.keys.In(inputPane).All(), a.input.Editor.PromptActions())})
	all[inputPane].Typed, all[len(all)-1].Typed = true, true
	all = append(all, action.Section{Title: "the filter of the history", Actions: a.history.List.Entry(), Typed: true})
	normal, visual := a.input.Editor.VimActions()
	taken := []action.Action{{Title: "commands", Keys: []string{":"}}, {Title: "help", Keys: []string{"?"}}} // before the editor is asked
	all = append(all, action.Section{Title: "vim's modes", Actions: a.input.Editor.VimLeaves(), Typed: true})
	all = append(all, action.Section{Title: "the vim keys", Actions: slices.Concat(normal, visual, taken), Chars: true})
	for _, p := range pages(a) {
		all = append(all, action.Section{Title: "the page " + p.title, Actions: slices.Concat(a.keys.Closing().All(), a.keys.Anywhere().All(), p.any)})
	}
	all = append(append(all, burst.Sections(keys)[1]), bench.Sections(a.prefs.T, keys)...)
	return append(append(all, credential.Sections(keys)...), dialog.Sections(keys)...)
}

// page is what a page answers keys with.
type page struct {
	title string
	any   []action.Action // at any time
	shown []action.Action // in the table of keys, nil where that of another page has them
}

// pages are all of them. A new one is one more entry.
func pages(a *App) []page {
	t, keys, closes := a.prefs.T, a.cfg.Keys, a.keys.Closing().All()
	graphed, bursts, replays := graph.New(t), burst.Sections(keys)[0].Actions, replay.Sections(t, keys)
	graphed.Bind(keys)
	another := action.Action{ID: "start-another-burst"} // stands under everywhere as what begins one
	cases, expectation := replays[0].Actions, replays[2].Actions
	compared, read := compare.Actions(t, keys), manual.PageActions(keys)
	return []page{
		{"document", slices.Concat(machine.PageActions(keys), sheet.PageActions(t, keys)), nil},
		{"graph", slices.Concat(machine.PageActions(keys), graphed.All()), graphed.Actions()},
		{"burst", bursts, action.Beside(bursts, append(closes, another)...)},
		{"comparison", slices.Concat(compare.PageActions(keys), compared), compared},
		{replays[0].Title, cases, action.Beside(cases, closes...)},
		{replays[1].Title, replays[1].Actions, nil},
		{replays[2].Title, expectation, action.Beside(expectation, append(closes, diff.New(t).Actions()...)...)},
		{"files", folder.PageActions(t, keys), nil},
		{"manual", read, action.Beside(action.Now(read), closes...)},
	}
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

// sections lists all keys by place: those of everywhere first, then pane by pane.
func sections(a *App) []action.Section {
	out := []action.Section{{Title: "everywhere", Actions: a.keys.Everywhere()}}
	for _, p := range layout.Panes {
		own := a.keys.Of(p)
		if p == inputPane && a.input.Editor.Vim() {
			own = append(own, a.vim()...)
		}
		out = append(out, action.Section{Title: p.String(), Actions: append(own, action.Beside(a.own(p), own...)...)})
	}
	for _, p := range pages(a) {
		if p.shown != nil {
			out = append(out, action.Section{Title: p.title, Actions: p.shown})
		}
	}
	return out
}

// KeyTable is the table of keys in the README, in Markdown.
func KeyTable() string { return action.Markdown(tableSections()) }

// tableSections are the sections of the help, and those of the tabs whose keys are not
// those of a document.
func tableSections() []action.Section {
	a := New(Config{Connection: Connection{Bench: &model.Workbench{}}})
	a.history.Details.ShowWhole(model.Run{ID: "any", Status: model.Succeeded, Output: "{}"}) // its keys are those of a document
	all := sections(a)
	for _, s := range bench.Sections(a.prefs.T, nil) {
		all = append(all, action.Section{Title: strings.TrimPrefix(strings.TrimPrefix(s.Title, "an "), "the "), Actions: s.Actions})
	}
	for _, tab := range []history.Tab{history.Trace, history.Diff} {
		a.history.Details.Open(tab)
		all = append(all, action.Section{Title: strings.ToLower(tab.String()), Actions: a.history.Details.Actions()})
	}
	normal, visual := a.input.Editor.VimActions()
	return append(all, action.Section{Title: "input with vim keys", Actions: append(normal[:len(normal):len(normal)], a.input.Editor.VimLeaves()...)}, action.Section{Title: "input with vim keys, selecting", Actions: visual})
}
