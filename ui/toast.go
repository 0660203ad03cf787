package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/screen"
	"expresso/ui/theme"
)

// toastTime is how long a sentence stands in the footer: long enough to be read.
const toastTime = 5 * time.Second

// toast is a sentence about what just happened.
type toast struct {
	text string
	kind toastKind
	seq  uint64
	on   overlay // what was open when it was said
}

type toastKind int

const (
	said toastKind = iota
	succeeded
	warned
	failed
)

// toastOverMsg is sent when a toast has stood long enough.
type toastOverMsg struct{ seq uint64 }

func (o *toast) end(msg toastOverMsg) {
	if msg.seq == o.seq {
		o.text = ""
	}
}

func (o *toast) render(t *theme.Theme, width int) string {
	if o.text == "" {
		return ""
	}
	style, glyph := t.Text, t.Sep
	switch o.kind {
	case succeeded:
		style, glyph = t.OK, t.Check
	case warned:
		style, glyph = t.Warn, t.Bang
	case failed:
		style, glyph = t.Fail, t.Cross
	}
	text := t.Fit(glyph+" "+o.text, min(width, screen.Width(o.text)+2))
	return style.Render(text)
}

func (a *App) show(kind toastKind, text string) tea.Cmd {
	a.toast = toast{screen.Visible(text), kind, a.toast.seq + 1, a.shown()}
	seq := a.toast.seq
	return a.tick(toastTime, func(time.Time) tea.Msg { return toastOverMsg{seq} })
}

// say tells what was done, good that something went well, warn why something was not
// done, and fail what went wrong and what to do about it.
func (a *App) say(text string) tea.Cmd  { return a.show(said, text) }
func (a *App) good(text string) tea.Cmd { return a.show(succeeded, text) }
func (a *App) warn(text string) tea.Cmd { return a.show(warned, text) }
func (a *App) fail(text, hint string) tea.Cmd {
	if hint != "" {
		text += ": " + hint
	}
	return a.show(failed, text)
}
