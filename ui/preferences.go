package ui

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/preferences"
	"expresso/ui/terminal"
	"expresso/ui/theme"
)

// readPreferences makes the screen look as it did.
func (a *App) readPreferences(ctx context.Context) {
	a.prefs = preferences.Read(ctx, a.cfg.Session)
	if a.cfg.Forced.Theme {
		a.prefs.Theme = ""
	}
	if a.prefs.Theme != "" {
		a.setTheme(a.prefs.Theme)
	}
	if a.prefs.Style != nil {
		a.setStyle(*a.prefs.Style)
	}
	if a.cfg.Forced.Mouse {
		a.prefs.Mouse = nil
	}
	if a.prefs.Vim != nil {
		a.input.Editor.SetVim(*a.prefs.Vim)
	}
	a.history.Details.Open(a.prefs.Tab)
	a.setFocus(a.prefs.Focus)
}

// writePreferences writes down how the screen looks.
func (a *App) writePreferences(ctx context.Context) error {
	now := a.prefs
	now.Focus, now.Tab = a.focus, a.history.Details.Tab()
	return now.Write(ctx, a.cfg.Session)
}

// takesMouse reports whether the mouse is the workbench's, not the terminal's.
func (a *App) takesMouse() bool {
	if a.prefs.Mouse != nil {
		return *a.prefs.Mouse
	}
	return a.cfg.Mouse
}

func (a *App) toggleMouse() tea.Cmd {
	on := !a.takesMouse()
	a.prefs.Mouse = &on
	if on {
		return tea.Batch(tea.EnableMouseCellMotion, a.say("the mouse is the workbench's"))
	}
	return tea.Batch(tea.DisableMouse, a.say("the mouse is the terminal's: it selects text"))
}

func (a *App) toggleVim() tea.Cmd {
	on := !a.input.Editor.Vim()
	a.prefs.Vim = &on
	a.input.Editor.SetVim(on)
	if on {
		return a.say("the input has vim keys: i inserts, esc ends it, U is redo")
	}
	return a.say("the input has plain keys")
}

// onBackground takes the theme that goes with the terminal's background.
func (a *App) onBackground(msg terminal.BackgroundMsg) {
	name := theme.Light
	if msg.Dark {
		name = theme.Dark
	}
	a.setTheme(name)
}
