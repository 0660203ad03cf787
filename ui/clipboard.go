package ui

import (
	"io"
	"os"
	"strings"

	"github.com/aymanbagabas/go-osc52/v2"
	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/screen"
)

// maxCopy is the most that is put on the clipboard, in bytes: terminals drop escape
// sequences of more than about 75 kB, and base64 makes three bytes into four.
const maxCopy = 56_000

// copier puts text on the clipboard by asking the terminal to, with OSC 52.
type copier struct {
	out    io.Writer // what the program renders to; nil where there is no terminal
	getenv func(string) string
}

// copiedMsg is sent when the terminal has been asked to copy, which it never answers.
type copiedMsg struct {
	what  string
	bytes int
	err   error
}

// copyText puts text on the clipboard. A text that is too large is not copied at all: half
// of a document is a broken one.
func (a *App) copyText(text, what string) tea.Cmd {
	switch {
	case text == "":
		return a.warn("nothing to copy: " + what + " is empty")
	case len(text) > maxCopy:
		return a.warn("not copied: " + what + " has " + screen.Bytes(len(text)) + ", a terminal takes " + screen.Bytes(maxCopy))
	case a.copier.out == nil:
		return a.warn("not copied: there is no terminal to ask")
	}
	out, sequence := a.copier.out, a.copier.sequence(text)
	return command(func() tea.Msg {
		_, err := io.WriteString(out, sequence)
		return copiedMsg{what, len(text), err}
	})
}

// sequence asks the terminal to copy text, through the multiplexer that is in between.
func (c copier) sequence(text string) string {
	getenv := c.getenv
	if getenv == nil {
		getenv = os.Getenv
	}
	s := osc52.New(text)
	switch {
	case getenv("TMUX") != "":
		s = s.Tmux()
	case getenv("STY") != "" || strings.HasPrefix(getenv("TERM"), "screen"):
		s = s.Screen()
	}
	return s.String()
}

func (a *App) onCopied(msg copiedMsg) tea.Cmd {
	if msg.err != nil {
		return a.fail("not copied: "+msg.err.Error(), "")
	}
	return a.good("copied " + msg.what + ", " + screen.Bytes(msg.bytes))
}
