package input

import (
	"context"
	"errors"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/ask"
)

// idle is how long a draft rests before it is recorded: short enough that a closed
// terminal loses a word at most, long enough not to write with every key.
const idle = 500 * time.Millisecond

// longest is how long a draft is typed at before it is recorded without a rest.
const longest = time.Second

// draft is what is known of the editor's text as the session has it.
type draft struct {
	of   model.ARN // whose draft is in the editor, "" before the first
	kept uint64    // the revision that the session has
	name string    // the name that the session has with it
	seen uint64    // the revision for which the pause was begun
	due  bool      // it is recorded within longest, rest or not
}

// leftDraft is a draft as it was handed to the session: whoever comes back to its machine
// need not wait until it is written.
type leftDraft struct {
	text, name string
	seq        uint64
}

// writes puts drafts into the session in the order in which they were left, whichever command
// comes first.
type writes struct {
	mu   sync.Mutex
	seqs map[model.ARN]uint64 // of the latest draft that was written
}

// draft writes a machine's draft, unless that or a later one is written.
func (w *writes) draft(ctx context.Context, session model.Session, of model.ARN, d leftDraft) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if d.seq <= w.seqs[of] {
		return nil
	}
	if err := session.Put(ctx, model.SessionDraft(of), d.text); err != nil {
		return err
	}
	if err := session.Put(ctx, model.SessionDraftName(of), d.name); err != nil {
		return err
	}
	w.seqs[of] = d.seq
	return nil
}

// idleMsg is sent when the text may have rested long enough.
type idleMsg struct{ revision uint64 }

// overdueMsg is sent when the text was typed at for as long as it may be.
type overdueMsg struct{}

// Keep begins a pause if there is something new in the editor.
func (r *Room) Keep() tea.Cmd {
	rev := r.Editor.Revision()
	if r.draft.of == "" || rev == r.draft.seen {
		return nil
	}
	r.draft.seen = rev
	rest := r.After(idle, func(time.Time) tea.Msg { return idleMsg{rev} })
	if r.draft.due {
		return rest
	}
	r.draft.due = true
	return tea.Batch(rest, r.After(longest, func(time.Time) tea.Msg { return overdueMsg{} }))
}

func (r *Room) onOverdue() tea.Cmd {
	r.draft.due = false
	return r.writeDraft()
}

// Before is a command that begins when the draft has been recorded: what it starts
// may take the program with it.
func (r *Room) Before(do tea.Cmd) tea.Cmd {
	draft := r.writeDraft()
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

func (r *Room) onIdle(msg idleMsg) tea.Cmd {
	if msg.revision != r.Editor.Revision() {
		return nil
	}
	return r.writeDraft()
}

// wroteMsg is sent when a draft has been written, or could not be.
type wroteMsg struct{ err error }

// Failed is why it could not be.
func (m wroteMsg) Failed() error { return m.err }

func (r *Room) onWrote(msg wroteMsg) {
	if msg.err != nil {
		r.Fail("cannot save the draft", msg.err)
	}
}

// writeDraft writes the editor's text down as the draft of the picked machine, if the
// session was not handed it before.
func (r *Room) writeDraft() tea.Cmd {
	if !r.leaveDraft() {
		return nil
	}
	of, session := r.draft.of, r.Session
	left := r.left[of]
	return ask.Command(func() tea.Msg { return wroteMsg{r.writes.draft(r.Context, session, of, left)} })
}

// leaveDraft notes the editor's text as what has to be written. It reports false if it was
// noted before.
func (r *Room) leaveDraft() bool {
	rev := r.Editor.Revision()
	if r.draft.of == "" || rev == r.draft.kept && r.open.name == r.draft.name {
		return false
	}
	r.draft.kept, r.draft.name = rev, r.open.name
	r.left[r.draft.of] = leftDraft{r.Editor.Text(), r.open.name, r.left[r.draft.of].seq + 1}
	return true
}

// Finish writes what no command has written yet, for where there are no commands
// any more.
func (r *Room) Finish(ctx context.Context) error {
	r.leaveDraft()
	errs := make([]error, 0, len(r.left))
	for of, left := range r.left {
		errs = append(errs, r.writes.draft(ctx, r.Session, of, left))
	}
	return errors.Join(errs...)
}
