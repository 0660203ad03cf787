package ask_test

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/ask"
)

// answerMsg is an answer with a secret in it.
type answerMsg struct {
	secret string
	err    error
}

func (m answerMsg) Failed() error { return m.err }

func TestLogged(t *testing.T) {
	var out bytes.Buffer
	log := slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
	taken := 0
	take := func(tea.Msg) tea.Cmd { taken++; return nil }
	ask.Logged(log, answerMsg{secret: "sesame"}, take)
	ask.Logged(log, answerMsg{"sesame", model.WithHint(errors.New("access denied"), "ask for it")}, take)
	ask.Logged(log, ask.BrokenMsg{What: "nil map", Stack: "here.go:1"}, take)
	ask.Logged(slog.New(slog.DiscardHandler), ask.BrokenMsg{}, take)
	if taken != 4 {
		t.Errorf("%d messages were taken in", taken)
	}
	for _, want := range []string{"type=ask_test.answerMsg", `error="access denied" hint="ask for it"`, `what="nil map"`} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %s in\n%s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "sesame") {
		t.Errorf("what a message holds is written:\n%s", out.String())
	}
}
