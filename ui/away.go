package ui

import (
	"io"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/screen"
)

// away is how long something lasts until its user may look at something else.
const away = 10 * time.Second

// ended rings the bell, and says in the window's title what has ended, if it lasted so long. The
// title is as before with the next key.
func (a *App) ended(lasted time.Duration, what string) tea.Cmd {
	if lasted < away {
		return nil
	}
	var cmds []tea.Cmd
	if a.cfg.Title {
		a.titled = true
		cmds = append(cmds, tea.SetWindowTitle(screen.Visible(what)+" - expresso"))
	}
	if bell := a.clipboard.Terminal; a.cfg.Bell && bell != nil {
		cmds = append(cmds, command(func() tea.Msg {
			_, _ = io.WriteString(bell, "\a") // one that cannot be rung is not heard either
			return nil
		}))
	}
	return tea.Batch(cmds...)
}

// untitle takes the title back.
func (a *App) untitle() tea.Cmd {
	if !a.titled {
		return nil
	}
	a.titled = false
	return tea.SetWindowTitle("expresso")
}
