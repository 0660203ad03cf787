package ui

import (
	"cmp"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/action"
	"expresso/ui/dialog"
	"expresso/ui/keymap"
)

// doMsg is told when an action was chosen from the palette or a menu.
type doMsg struct{ scoped }

// openPalette lists everything that can be done. What belongs to another pane goes there.
func (a *App) openPalette() tea.Cmd {
	var all []dialog.Command
	if p := a.dialogs.FrontPage(); p != nil { // what it does itself is wanted first
		for _, c := range p.Actions() {
			if len(c.Keys) > 0 && !c.Moves() && (c.Hidden == nil || !c.Hidden()) {
				all = append(all, dialog.CommandOf(c, keymap.PressMsg{Key: c.Keys[0]}))
			}
		}
	}
	add := func(c scoped) *dialog.Command {
		all = append(all, dialog.CommandOf(c.Action, doMsg{c}))
		return &all[len(all)-1]
	}
	for _, c := range a.keys.All() {
		add(c).Preview = a.prefs.PreviewOf(c.ID)
	}
	in := func(p pane, c action.Action) {
		do, title := c.Do, c.Title
		c.Do = func() tea.Cmd { a.setFocus(p); return do() }
		add(scoped{Action: c, In: []pane{p}}).Title = p.String() + ": " + title
	}
	for _, c := range a.input.Editor.Actions() {
		in(inputPane, c)
	}
	for _, c := range a.history.Details.Actions() {
		if !c.Moves() {
			in(detailsPane, c)
		}
	}
	for _, input := range a.input.Saved.All() {
		do := func() tea.Cmd { return a.input.Load(input.Name) }
		add(scoped{Action: action.Action{Title: "load " + input.Name, Do: do}}).Keys = "saved input"
	}
	offered := map[model.ARN]bool{}
	for _, m := range a.picker.List.Near(maxOffered) {
		all = append(all, a.pickCommand(m))
		offered[m.ARN] = true
	}
	palette := dialog.NewPalette(all)
	palette.Typed = a.typedARN
	palette.More = func(text string) (more []dialog.Command) {
		for _, m := range a.picker.List.Like(strings.TrimPrefix(text, "pick "), maxLike, offered) {
			more = append(more, a.pickCommand(m))
		}
		return more
	}
	palette.Lacks = a.picker.List.SoFar
	a.dialogs.Push(palette)
	return nil
}

// pickCommand offers to pick a machine.
func (a *App) pickCommand(m model.Machine) dialog.Command {
	pick := action.Action{Title: "pick " + m.Name, Disabled: func() string { return a.picker.Problem(m) }, Do: func() tea.Cmd { return a.pickMachine(m) }}
	c := dialog.CommandOf(pick, doMsg{scoped{Action: pick}})
	c.Keys = cmp.Or(a.picker.List.Whose(m), "state machine")
	return c
}

// typedARN offers to go to an ARN that was typed into the palette.
func (a *App) typedARN(text string) (dialog.Command, bool) {
	arn, ok := model.FindARN(text)
	if !ok {
		return dialog.Command{}, false
	}
	c := action.Action{Title: a.picker.Naming(arn), Do: func() tea.Cmd { return a.picker.GoToText(text) }}
	return dialog.CommandOf(c, doMsg{scoped{Action: c}}), true
}

const (
	// maxOffered is how many machines the palette offers: of more, those that are starred or were run lately.
	maxOffered = 1000
	// maxLike is how many of them it offers to a text.
	maxLike = 100
)

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

// copyMenu offers what can be copied of the shown run.
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

// pickMachine picks a machine and continues to its input.
func (a *App) pickMachine(m model.Machine) tea.Cmd {
	a.setFocus(inputPane)
	if m.ARN == a.picker.Machine().ARN {
		return nil
	}
	return a.pick(m, m.ARN)
}
