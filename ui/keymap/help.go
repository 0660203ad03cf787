package keymap

import (
	"slices"

	"expresso/ui/action"
	"expresso/ui/dialog"
	"expresso/ui/layout"
)

// PressMsg is told when a key was chosen rather than pressed: in the help, or by a click.
type PressMsg struct {
	Key string
	In  layout.Pane // where it works
	Out bool        // that is elsewhere
}

// PageHelp are the keys of a page, and those that work on every one.
func (m *Map) PageHelp(p dialog.Page) []dialog.Chapter {
	works := func(k string) bool { return !action.IsChar(k) || !p.Capturing() }
	closes := m.closing.All()
	return []dialog.Chapter{
		chapter("on this page: "+p.Name(), action.Beside(p.Actions(), closes...), works),
		chapter("on every page", slices.Concat(closes, m.anywhere.All()), works),
	}
}

// PaneHelp are the keys of a pane, those of everywhere, and those of elsewhere, which go there.
// The pane answers keys with own where the map does not; text says that characters are text there.
func (m *Map) PaneHelp(at layout.Pane, own []action.Action, text bool) []dialog.Chapter {
	works := func(k string) bool { return !text || !action.IsChar(k) }
	var here, every []action.Action
	for _, c := range m.panes[at].Now() {
		if m.isFor(c.ID) {
			here = append(here, c)
		} else {
			every = append(every, c)
		}
	}
	for _, c := range own {
		if c.Hidden != nil && c.Hidden() {
			continue
		}
		c.Keys = slices.DeleteFunc(slices.Clone(c.Keys), func(k string) bool { // the map is asked before
			return c.Hidden == nil && m.panes[at].Find(k) != nil
		})
		here = append(here, c)
	}
	all := []dialog.Chapter{chapter("here: "+at.String(), here, works), chapter("everywhere", every, works)}
	told := map[string]bool{}
	for _, p := range layout.Panes {
		if p == at {
			continue
		}
		var there []action.Action
		for _, c := range m.all {
			if c.In != nil && c.Works(p) && !c.Works(at) && !told[c.ID] {
				told[c.ID] = true
				there = append(there, c.Action)
			}
		}
		c := chapter("elsewhere: "+p.String(), there, func(string) bool { return true })
		for i, command := range c.Commands {
			press := command.Then.(PressMsg)
			c.Commands[i].Then = PressMsg{press.Key, p, true}
		}
		all = append(all, c)
	}
	return slices.DeleteFunc(all, func(c dialog.Chapter) bool { return len(c.Commands) == 0 })
}

// isFor reports whether an action is only for some panes.
func (m *Map) isFor(id string) bool {
	return slices.ContainsFunc(m.all, func(c Scoped) bool { return c.ID == id && c.In != nil })
}

// maxCaps is how many keys are shown one by one.
const maxCaps = 4

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
		command := dialog.CommandOf(act, PressMsg{Key: act.Keys[0]})
		if len(act.Keys) > maxCaps && act.Label != "" {
			command.Keys = act.Label
		}
		c.Commands = append(c.Commands, command)
	}
	return c
}
