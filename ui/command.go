package ui

import (
	"fmt"
	"runtime/debug"

	tea "github.com/charmbracelet/bubbletea"
)

// brokenMsg is sent when a command has panicked, instead of what it should have sent.
type brokenMsg struct {
	what  string
	stack string
}

// command makes a tea.Cmd of what may take longer than a frame. A panic in it, ours or a
// library's, becomes a message: the terminal stays usable, and the draft is kept.
func command(do func() tea.Msg) tea.Cmd {
	return func() (msg tea.Msg) {
		defer func() {
			if r := recover(); r != nil {
				msg = brokenMsg{what: fmt.Sprintf("this is a mistake in expresso: %v", r), stack: string(debug.Stack())}
			}
		}()
		return do()
	}
}
