package ui

import (
	"fmt"
	"log/slog"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/ask"
)

// slow is how long a message may take to be taken in or a screen to be drawn: a frame.
const slow = 16 * time.Millisecond

// debug is the log for who looks for a mistake. What is in inputs and outputs, and what is
// typed, is never written there.
func (a *App) debug() *slog.Logger {
	if a.cfg.Debug == nil {
		return slog.New(slog.DiscardHandler)
	}
	return a.cfg.Debug
}

// logged takes a message in, and writes down which it was, how long that took, and what
// the target, the history or a command has failed with.
func (a *App) logged(msg tea.Msg, take func(tea.Msg) tea.Cmd) tea.Cmd {
	if a.cfg.Debug == nil {
		return take(msg)
	}
	began := time.Now()
	cmd := take(msg)
	took := time.Since(began)
	what := slog.String("type", fmt.Sprintf("%T", msg))
	if took > slow {
		a.cfg.Debug.Warn("slow update", what, slog.Duration("took", took))
	} else {
		a.cfg.Debug.Debug("update", what, slog.Duration("took", took))
	}
	switch msg := msg.(type) {
	case ask.BrokenMsg:
		a.cfg.Debug.Error("panic", slog.String("what", msg.What), slog.String("stack", msg.Stack))
	case interface{ Failed() error }: // of a room's own
		a.logError(what, msg.Failed())
	}
	return cmd
}

func (a *App) logError(what slog.Attr, err error) {
	if err != nil {
		a.cfg.Debug.Error("failed", what, slog.String("error", err.Error()), slog.String("hint", model.HintOf(err)))
	}
}
