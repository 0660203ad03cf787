package ask_test

import (
	"context"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui/ask"
)

func TestOnlyTheLatestAnswerCounts(t *testing.T) {
	var q ask.Latest
	if q.Waiting() || q.Is(0) || q.Done(0) {
		t.Error("an answer counts that nobody asked for")
	}
	first, one := q.Next(t.Context())
	second, two := q.Next(t.Context())
	if first.Err() != context.Canceled || second.Err() != nil || q.Is(one) || !q.Is(two) || !q.Waiting() {
		t.Error("the first asking goes on")
	}
	if q.Done(one) || !q.Done(two) || q.Done(two) || q.Waiting() || second.Err() == nil {
		t.Error("an answer counts twice, or not at all")
	}
	third, three := q.Next(t.Context())
	if q.Drop(); third.Err() == nil || q.Done(three) {
		t.Error("what is dropped goes on")
	}
}

func TestQuestionsThatAreCountedElsewhere(t *testing.T) {
	var q ask.Latest
	first, also := q.Of(t.Context(), 7), q.Of(t.Context(), 7)
	if first != also || first.Err() != nil {
		t.Error("questions of one count do not go on side by side")
	}
	if second := q.Of(t.Context(), 8); first.Err() == nil || second.Err() != nil {
		t.Error("those of another count go on")
	}
}

func TestAPanicIsAMessage(t *testing.T) {
	msg, ok := ask.Command(func() tea.Msg { panic("boom") })().(ask.BrokenMsg)
	if !ok || !strings.Contains(msg.What, "boom") || !strings.Contains(msg.Stack, "ask_test") {
		t.Errorf("%+v", msg)
	}
	if got := ask.Run(func() tea.Msg { panic("boom") }, func(b ask.BrokenMsg) tea.Msg { return "ended: " + b.What })(); got != "ended: internal error (bug): boom" {
		t.Errorf("%v", got)
	}
	if got := ask.Command(func() tea.Msg { return "fine" })(); got != "fine" {
		t.Errorf("%v", got)
	}
}
