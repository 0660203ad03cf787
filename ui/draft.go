package ui

import (
	"context"
	"errors"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/kept"
)

// idle is how long a draft rests before it is written down: short enough that a closed
// terminal loses a word at most, long enough not to write with every key.
const idle = 500 * time.Millisecond

// longest is how long a draft is typed at before it is written down without a rest.
const longest = time.Second

// draft is what is known of the editor's text as the session has it.
type draft struct {
	of   model.ARN // whose draft stands in the editor, "" before the first
	kept uint64    // the revision that the session has
	name string    // the name that the session has with it
	seen uint64    // the revision for which the pause was begun
	due  bool      // it is written down within longest, rest or not
}

// leftDraft is a draft as it was handed to the session: whoever comes back to its machine
// need not wait until it is written.
type leftDraft struct {
	text, name string
	seq        uint64
}

// writes puts what commands write into the session in the order in which it was decided,
// whichever command comes first.
type writes struct {
	mu    sync.Mutex
	aimed uint64               // the latest aim that was written
	seqs  map[model.ARN]uint64 // of the latest draft that was written
}

// aim writes what runs go to.
func (w *writes) aim(ctx context.Context, session model.Session, seq uint64, aim model.ARN) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if seq > w.aimed {
		w.aimed = seq
		_ = session.Put(ctx, kept.Machine, string(aim)) // a convenience: the next start picks another
	}
}

// draft writes a machine's draft, unless that or a later one is written.
func (w *writes) draft(ctx context.Context, session model.Session, of model.ARN, d leftDraft) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if d.seq <= w.seqs[of] {
		return nil
	}
	if err := session.Put(ctx, kept.Draft(of), d.text); err != nil {
		return err
	}
	if err := session.Put(ctx, kept.DraftName(of), d.name); err != nil {
		return err
	}
	w.seqs[of] = d.seq
	return nil
}

// idleMsg is sent when the text may have rested long enough.
type idleMsg struct{ revision uint64 }

// overdueMsg is sent when the text was typed at for as long as it may be.
type overdueMsg struct{}

// keepDraft begins a pause if there is something new in the editor.
func (a *App) keepDraft() tea.Cmd {
	rev := a.editor.Revision()
	if a.draft.of == "" || rev == a.draft.seen {
		return nil
	}
	a.draft.seen = rev
	rest := a.tick(idle, func(time.Time) tea.Msg { return idleMsg{rev} })
	if a.draft.due {
		return rest
	}
	a.draft.due = true
	return tea.Batch(rest, a.tick(longest, func(time.Time) tea.Msg { return overdueMsg{} }))
}

func (a *App) onOverdue() tea.Cmd {
	a.draft.due = false
	return a.writeDraft()
}

// afterDraft is a command that begins when the draft has been written down: what it starts
// may take the program with it.
func (a *App) afterDraft(do tea.Cmd) tea.Cmd {
	draft := a.writeDraft()
	if draft == nil {
		return do
	}
	return func() tea.Msg {
		wrote := draft()
		msg := do()
		if wrote == (wroteMsg{}) {
			return msg
		}
		return tea.BatchMsg{func() tea.Msg { return wrote }, func() tea.Msg { return msg }}
	}
}

func (a *App) onIdle(msg idleMsg) tea.Cmd {
	if msg.revision != a.editor.Revision() {
		return nil
	}
	return a.writeDraft()
}

// wroteMsg is sent when a draft has been written, or could not be.
type wroteMsg struct{ err error }

func (a *App) onWrote(msg wroteMsg) tea.Cmd {
	if msg.err != nil {
		return a.fail("cannot keep the draft: "+msg.err.Error(), model.HintOf(msg.err))
	}
	return nil
}

// writeDraft writes the editor's text down as the draft of the picked machine, if the
// session was not handed it before.
func (a *App) writeDraft() tea.Cmd {
	if !a.leaveDraft() {
		return nil
	}
	of, session := a.draft.of, a.cfg.Session
	left := a.left[of]
	return command(func() tea.Msg { return wroteMsg{a.writes.draft(a.ctx, session, of, left)} })
}

// leaveDraft notes the editor's text as what has to be written. It reports false if it was
// noted before.
func (a *App) leaveDraft() bool {
	rev := a.editor.Revision()
	if a.draft.of == "" || rev == a.draft.kept && a.input.name == a.draft.name {
		return false
	}
	a.draft.kept, a.draft.name = rev, a.input.name
	a.left[a.draft.of] = leftDraft{a.editor.Text(), a.input.name, a.left[a.draft.of].seq + 1}
	return true
}

// writeDrafts writes whatever no command has written yet, for where there are no commands
// any more.
func (a *App) writeDrafts(ctx context.Context) error {
	a.leaveDraft()
	errs := make([]error, 0, len(a.left))
	for of, left := range a.left {
		errs = append(errs, a.writes.draft(ctx, a.cfg.Session, of, left))
	}
	return errors.Join(errs...)
}
