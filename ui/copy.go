package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/screen"
)

// copiedMsg is sent when text was put on the clipboard, or the terminal asked to.
type copiedMsg struct {
	what    string
	bytes   int
	through string
	err     error
}

// copyText puts text on the clipboard.
func (a *App) copyText(text, what string) tea.Cmd {
	if text == "" {
		return a.warn("nothing to copy: " + what + " is empty")
	}
	board := a.clipboard
	return command(func() tea.Msg {
		through, err := board.Copy(a.ctx, text)
		return copiedMsg{what, len(text), through, err}
	})
}

func (a *App) onCopied(msg copiedMsg) tea.Cmd {
	if msg.err != nil {
		return a.fail("not copied: "+msg.err.Error(), model.HintOf(msg.err))
	}
	return a.good("copied " + msg.what + ", " + screen.Bytes(msg.bytes) + ", through " + msg.through)
}
