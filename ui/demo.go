package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/action"
	"expresso/ui/screen"
)

// press notes a key for the audience, unless it types text.
func (a *App) press(msg tea.KeyMsg) {
	if a.cfg.Demo && (!action.Types(msg) || a.dialogs.Front() == nil && !a.capturing()) && !msg.Paste {
		a.pressed = msg.String()
		if a.pressed == " " {
			a.pressed = "space"
		}
	}
}

// stage is what the header says on a stage.
func (a *App) stage() string {
	if !a.cfg.Demo {
		return ""
	}
	return a.t.Dim.Render(" "+a.t.Sep+" ") + "demo: nothing is saved"
}

// keycap is the key that was pressed last, for an audience; "" for nobody.
func (a *App) keycap() string {
	if !a.cfg.Demo || a.pressed == "" {
		return ""
	}
	return a.t.Select.Render(" " + a.t.Spell(screen.Visible(a.pressed)) + " ")
}
