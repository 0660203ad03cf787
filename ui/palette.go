package ui

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/action"
	"expresso/ui/dialog"
	"expresso/ui/keymap"
)

// The answers of the palette.
type (
	doMsg          struct{ scoped }
	loadInputMsg   struct{ name string }
	pickMachineMsg struct{ machine model.Machine }
)

// openPalette lists everything that can be done. What belongs to another pane goes there.
func (a *App) openPalette() tea.Cmd {
	var all []dialog.Command
	if p := a.dialogs.FrontPage(); p != nil { // what it does itself is wanted first
		for _, c := range p.Actions() {
			if len(c.Keys) > 0 && !moves(c) && (c.Hidden == nil || !c.Hidden()) {
				all = append(all, dialog.CommandOf(c, keymap.PressMsg{Key: c.Keys[0]}))
			}
		}
	}
	for _, c := range a.keys.All() {
		command := dialog.CommandOf(c.Action, doMsg{c})
		command.Preview = a.prefs.PreviewOf(c.ID)
		all = append(all, command)
	}
	in := func(p pane, act action.Action) doMsg {
		do := act.Do
		act.Do = func() tea.Cmd { a.setFocus(p); return do() }
		return doMsg{scoped{Action: act, In: []pane{p}}}
	}
	for _, c := range a.input.Editor.Actions() {
		command := dialog.CommandOf(c, in(inputPane, c))
		command.Title = "input: " + c.Title
		all = append(all, command)
	}
	for _, c := range a.history.Details.Actions() {
		if !moves(c) {
			command := dialog.CommandOf(c, in(detailsPane, c))
			command.Title = "details: " + c.Title
			all = append(all, command)
		}
	}
	for _, input := range a.input.Saved.All() {
		all = append(all, dialog.Command{Title: "load " + input.Name, Keys: "saved input", Then: loadInputMsg{input.Name}})
	}
	for _, m := range a.picker.List.Near(maxOffered) {
		all = append(all, dialog.Command{Title: "pick " + m.Name, Keys: "state machine", Reason: a.picker.Problem(m), Then: pickMachineMsg{m}})
	}
	a.dialogs.Push(dialog.NewPalette(all))
	return nil
}

// maxOffered is how many machines the palette offers: of more, those that are starred or were run lately.
const maxOffered = 1000

// letters choose what can be copied, in the menu.
var letters = map[string]string{
	"copy-value": "v", "copy-path": "p", "copy-line": "l", "copy-all": "a",
	"copy-what-the-open-tab-shows": "t", "copy-expression-as-written": "e", "copy-the-run-as-an-aws-command": "w", "copy-the-run-as-an-expresso-command": "x",
}

// openMenu offers several things to choose from.
func (a *App) openMenu(menu action.MenuMsg) {
	items := make([]dialog.Item, len(menu.Actions))
	for i, c := range menu.Actions {
		items[i] = dialog.Item{Key: letters[c.ID], Name: strings.TrimPrefix(c.Title, "copy "), Note: c.Reason(), Then: doMsg{scoped{Action: c, Stay: true}}}
	}
	a.dialogs.Push(dialog.NewMenu(menu.Title, strings.ToLower(menu.Title), items))
}

// copyMenu offers what can be copied of the run that is looked at.
func (a *App) copyMenu() tea.Cmd {
	var all []action.Action
	if a.focus == detailsPane {
		all = a.history.Details.Copying()
	}
	for _, id := range []string{"copy-what-the-open-tab-shows", "copy-the-run-as-an-aws-command", "copy-the-run-as-an-expresso-command"} {
		all = append(all, *a.keys.In(a.focus).Get(id))
	}
	a.openMenu(action.MenuMsg{Title: "Copy", Actions: all})
	return nil
}

// onDo does what was chosen. What is about the panes leaves what lies over them.
func (a *App) onDo(c doMsg) tea.Cmd {
	if !c.Anywhere && !c.Stay && c.Reason() == "" {
		a.dialogs.Clear()
	}
	if !c.Works(a.focus) {
		a.setFocus(c.In[0])
	}
	return a.perform(c.Action)
}

func (a *App) onPickMachine(msg pickMachineMsg) tea.Cmd {
	if reason := a.picker.Problem(msg.machine); reason != "" {
		return a.warn(reason)
	}
	a.dialogs.Clear()
	a.setFocus(inputPane)
	if msg.machine.ARN == a.picker.Machine().ARN {
		return nil
	}
	return a.pick(msg.machine, msg.machine.ARN)
}

// moves reports whether an action only goes somewhere near: who wants that presses a key.
func moves(c action.Action) bool {
	return slices.ContainsFunc(c.Keys, func(k string) bool {
		switch k {
		case "up", "down", "left", "right", "pgup", "pgdown", "home", "end", "ctrl+u", "ctrl+d":
			return true
		}
		return strings.HasPrefix(k, "shift+")
	})
}
