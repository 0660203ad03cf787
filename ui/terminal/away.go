package terminal

import (
	"io"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/ask"
	"expresso/ui/screen"
)

// away is how long something lasts until its user may look at something else.
const away = 10 * time.Second

// Away tells users who may look at something else that what lasted long has ended.
type Away struct {
	Bell, Title bool // how it is told

	titled bool // the window's title says what has ended
}

// Ended rings the terminal's bell, and says in the window's title what has ended, if it lasted so
// long. The title is as before with the next key.
func (a *Away) Ended(terminal io.Writer, lasted time.Duration, what string) tea.Cmd {
	if lasted < away {
		return nil
	}
	var cmds []tea.Cmd
	if a.Title {
		a.titled = true
		cmds = append(cmds, tea.SetWindowTitle(screen.Visible(what)+" - expresso"))
	}
	if a.Bell && terminal != nil {
		cmds = append(cmds, ask.Command(func() tea.Msg {
			_, _ = io.WriteString(terminal, "\a") // one that cannot be rung is not heard either
			return nil
		}))
	}
	return tea.Batch(cmds...)
}

// Back takes the title back.
func (a *Away) Back() tea.Cmd {
	if !a.titled {
		return nil
	}
	a.titled = false
	return tea.SetWindowTitle("expresso")
}
