package ui

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/action"
	"expresso/ui/dialog"
	"expresso/ui/keymap"
)

// capturing reports whether keys that type are text for the pane in focus.
func (a *App) capturing() bool { return a.panes[a.focus].Capturing() }

// onKey routes a key: to what lies over the panes, to an action, or to the pane in focus.
func (a *App) onKey(msg tea.KeyMsg) tea.Cmd {
	if a.screen.Width > 0 && a.screen.TooSmall() {
		// Nothing is seen of what a key would type, send or answer.
		switch {
		case msg.Type == tea.KeyCtrlC:
			return a.interrupt()
		case a.quits(msg):
			return a.askQuit()
		}
		return nil
	}
	takes := a.dialogs.TakesKey()
	if c := a.onPages(msg); c != nil {
		if c.ID == "quit" && action.Types(msg) {
			return a.askLeave() // esc may have been meant
		}
		return a.perform(*c)
	}
	if takes {
		if a.quits(msg) {
			return a.askQuit()
		}
		return a.serve(a.dialogs.Update(msg))
	}
	view := a.panes[a.focus]
	if !msg.Paste && !view.First(msg) {
		if c := a.keys.In(a.focus).Find(msg.String()); c != nil {
			return a.perform(*c)
		}
	}
	strays := a.focus == inputPane && a.input.Editor.Strays(msg)
	cmd := view.Update(msg)
	if strays {
		cmd = tea.Batch(cmd, a.warn(a.keys.Strayed(msg.String(), a.input.Editor.UndoKey())))
	}
	return cmd
}

// vim are the editor's actions with Vim's keys.
func (a *App) vim() []action.Action {
	normal, visual := a.input.Editor.VimActions()
	return slices.Concat(normal, visual, a.input.Editor.VimLeaves())
}

// own are the actions of a pane itself.
func (a *App) own(p pane) []action.Action { return a.panes[p].Actions() }

// onPress presses a key where it works.
func (a *App) onPress(msg keymap.PressMsg) tea.Cmd {
	k, ok := action.Key(msg.Key)
	if !ok {
		return nil
	}
	if msg.Out {
		a.setFocus(msg.In)
	}
	return a.onKey(k)
}

// openHelp shows what the keys do here, then what they do everywhere, then elsewhere, and the
// topics of the manual.
func (a *App) openHelp() {
	own, text := a.own(a.focus), a.capturing()
	if a.focus == inputPane && a.input.Editor.Vim() {
		own, text = append(own, a.vim()...), false
	}
	keys := a.keys.PaneHelp(a.focus, own, text)
	if p := a.dialogs.FrontPage(); p != nil {
		keys = a.keys.PageHelp(p)
	}
	a.dialogs.Push(dialog.NewHelp(append(keys, a.manual.Chapter())))
}
