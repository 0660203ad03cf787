package ui

import (
	"slices"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/action"
	"expresso/ui/dialog"
	"expresso/ui/layout"
)

// pressMsg is told when a key was chosen rather than pressed: in the help, or by a click.
type pressMsg struct {
	key string
	in  pane // where it works
	out bool // that is elsewhere
}

// onPress presses a key where it works.
func (a *App) onPress(msg pressMsg) tea.Cmd {
	k, ok := action.Key(msg.key)
	if !ok {
		return nil
	}
	if msg.out {
		a.setFocus(msg.in)
	}
	return a.onKey(k)
}

// openHelp shows what the keys do here, then what they do everywhere, then elsewhere.
func (a *App) openHelp() {
	if p := a.dialogs.FrontPage(); p != nil {
		a.dialogs.Push(dialog.NewHelp(a.pageHelp(p)))
		return
	}
	a.dialogs.Push(dialog.NewHelp(a.paneHelp()))
}

// pageHelp are the keys of a page, and those that work on every one.
func (a *App) pageHelp(p dialog.Page) []dialog.Chapter {
	works := func(k string) bool { return !types(k) || !p.Capturing() }
	own, closes := chapter("on this page: "+p.Name(), action.Beside(p.Actions(), a.closing.All()...), works), a.closing.All()
	every := chapter("on every page", slices.Concat(closes, a.anywhere.All()), works)
	return []dialog.Chapter{own, every}
}

// paneHelp are the keys of the pane in focus, those of everywhere, and those of elsewhere,
// which go there.
func (a *App) paneHelp() []dialog.Chapter {
	text := a.capturing()
	works := func(k string) bool { return !text || !types(k) || a.focus == inputPane && a.input.Editor.Vim() }
	var here, every []action.Action
	for _, c := range a.inPane[a.focus].Now() {
		if a.isFor(c.ID) {
			here = append(here, c)
		} else {
			every = append(every, c)
		}
	}
	for _, c := range a.own(a.focus) {
		if c.Hidden != nil && c.Hidden() {
			continue
		}
		c.Keys = slices.DeleteFunc(slices.Clone(c.Keys), func(k string) bool { // the App is asked before
			return c.Hidden == nil && a.inPane[a.focus].Find(k) != nil
		})
		here = append(here, c)
	}
	if a.focus == inputPane && a.input.Editor.Vim() {
		normal, visual := a.input.Editor.VimActions()
		here = slices.Concat(here, normal, visual)
	}
	all := []dialog.Chapter{chapter("here: "+a.focus.String(), here, works), chapter("everywhere", every, works)}
	told := map[string]bool{}
	for _, p := range layout.Panes {
		if p == a.focus {
			continue
		}
		var there []action.Action
		for _, c := range a.actions {
			if c.in != nil && c.works(p) && !c.works(a.focus) && !told[c.ID] {
				told[c.ID] = true
				there = append(there, c.Action)
			}
		}
		c := chapter("elsewhere: "+p.String(), there, func(string) bool { return true })
		for i, command := range c.Commands {
			press := command.Then.(pressMsg)
			c.Commands[i].Then = pressMsg{press.key, p, true}
		}
		all = append(all, c)
	}
	return slices.DeleteFunc(all, func(c dialog.Chapter) bool { return len(c.Commands) == 0 })
}

// maxCaps is how many keys are shown one by one.
const maxCaps = 4

// isFor reports whether an action of App is only for some panes.
func (a *App) isFor(id string) bool {
	return slices.ContainsFunc(a.actions, func(c scoped) bool { return c.ID == id && c.in != nil })
}

// chapter lists what actions do with those of their keys that work, each of which one choice
// presses.
func chapter(title string, actions []action.Action, works func(key string) bool) dialog.Chapter {
	c := dialog.Chapter{Title: title}
	taken := map[string]bool{}
	for _, act := range actions {
		act.Keys = slices.DeleteFunc(slices.Clone(act.Keys), func(k string) bool { return !works(k) || taken[k] })
		if len(act.Keys) == 0 {
			continue
		}
		for _, k := range act.Keys {
			taken[k] = true
		}
		caps := act.Keycaps()
		if len(act.Keys) > maxCaps && act.Label != "" {
			caps = act.Label
		}
		c.Commands = append(c.Commands, dialog.Command{
			Title: act.Title, Words: act.Words, Keys: caps, Reason: act.Reason(), Sends: act.Sends, Then: pressMsg{key: act.Keys[0]},
		})
	}
	return c
}

// types reports whether a key of this name types a character.
func types(name string) bool {
	return utf8.RuneCountInString(name) == 1 // all others are called by more
}
