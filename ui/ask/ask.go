// Package ask runs what takes longer than a frame, and drops stale answers. A command survives
// a panic; of a question only the latest answer counts.
package ask

import (
	"context"
	"fmt"
	"runtime/debug"

	tea "github.com/charmbracelet/bubbletea"
)

// BrokenMsg is sent when a command has panicked, instead of what it should have sent.
type BrokenMsg struct{ What, Stack string }

// Command makes a tea.Cmd of what may take longer than a frame. A panic in it, ours or a
// library's, becomes a BrokenMsg: the terminal stays usable, and the draft is kept.
func Command(do func() tea.Msg) tea.Cmd {
	return Run(do, func(b BrokenMsg) tea.Msg { return b })
}

// Run is Command for what must not stay in flight for ever: should it panic, broken says how
// it ended.
func Run(do func() tea.Msg, broken func(BrokenMsg) tea.Msg) tea.Cmd {
	return func() (msg tea.Msg) {
		defer func() {
			if r := recover(); r != nil {
				msg = broken(BrokenMsg{fmt.Sprintf("internal error (bug): %v", r), string(debug.Stack())})
			}
		}()
		return do()
	}
}

// Latest is a question that is asked again and again, of which only the latest counts. Its
// zero value was never asked.
type Latest struct {
	seq    Seq
	ctx    context.Context
	cancel context.CancelFunc
}

// Seq tells one asking of a question from the others. It goes with the answer.
type Seq uint64

// Next asks again: the context of the asking before ends, and its answer does not count any
// more.
func (l *Latest) Next(ctx context.Context) (context.Context, Seq) {
	l.Drop()
	l.ctx, l.cancel = context.WithCancel(ctx)
	return l.ctx, l.seq
}

// Of is Next for questions that are counted elsewhere: those of one count continue side by side,
// and end those of another.
func (l *Latest) Of(ctx context.Context, seq Seq) context.Context {
	if l.cancel == nil || l.seq != seq {
		l.Next(ctx)
		l.seq = seq
	}
	return l.ctx
}

// Drop ends what was asked: no answer counts any more.
func (l *Latest) Drop() {
	if l.cancel != nil {
		l.cancel()
		l.cancel = nil
	}
	l.seq++
}

// Done takes an answer: it reports whether it is the one that is waited for, and ends the
// waiting if it is.
func (l *Latest) Done(seq Seq) bool {
	if !l.Is(seq) {
		return false
	}
	l.Drop()
	return true
}

// Is reports whether an answer is to the latest asking, and is still waited for.
func (l *Latest) Is(seq Seq) bool { return l.cancel != nil && seq == l.seq }

// Waiting reports whether an answer is waited for.
func (l *Latest) Waiting() bool { return l.cancel != nil }
