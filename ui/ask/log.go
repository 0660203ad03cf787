package ask

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
)

// slow is how long a message may take to be taken in: a frame.
const slow = 16 * time.Millisecond

// Logged takes a message in, and records which it was, how long that took, and what the target,
// the history or a command has failed with. What is in inputs and outputs, and what is typed, is
// never written.
func Logged(log *slog.Logger, msg tea.Msg, take func(tea.Msg) tea.Cmd) tea.Cmd {
	if !log.Enabled(context.Background(), slog.LevelError) {
		return take(msg)
	}
	began := time.Now()
	cmd := take(msg)
	took := time.Since(began)
	what := slog.String("type", fmt.Sprintf("%T", msg))
	if took > slow {
		log.Warn("slow update", what, slog.Duration("took", took))
	} else {
		log.Debug("update", what, slog.Duration("took", took))
	}
	switch msg := msg.(type) {
	case BrokenMsg:
		log.Error("panic", slog.String("what", msg.What), slog.String("stack", msg.Stack))
	case interface{ Failed() error }: // of a room's own
		if err := msg.Failed(); err != nil {
			log.Error("failed", what, slog.String("error", err.Error()), slog.String("hint", model.HintOf(err)))
		}
	}
	return cmd
}
