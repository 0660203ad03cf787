package ui

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
)

// idle is how long a draft rests before it is written down: short enough that a closed
// terminal loses a word at most, long enough not to write with every key.
const idle = 500 * time.Millisecond

// The keys of what the session remembers.
const keyMachine = "machine"

func keyDraft(m model.ARN) string     { return "draft " + string(m) }
func keyDraftName(m model.ARN) string { return "draft-name " + string(m) }

// draft is what is known of the editor's text as the session has it.
type draft struct {
	of   model.ARN // whose draft stands in the editor, "" before the first
	kept uint64    // the revision that the session has
	name string    // the name that the session has with it
	seen uint64    // the revision for which the pause was begun
}

// idleMsg is sent when the text may have rested long enough.
type idleMsg struct{ revision uint64 }

// keepDraft begins a pause if there is something new in the editor.
func (a *App) keepDraft() tea.Cmd {
	rev := a.editor.Revision()
	if a.draft.of == "" || rev == a.draft.seen {
		return nil
	}
	a.draft.seen = rev
	return a.tick(idle, func(time.Time) tea.Msg { return idleMsg{rev} })
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
// session does not have it.
func (a *App) writeDraft() tea.Cmd {
	write := a.draftWriter(a.ctx)
	if write == nil {
		return nil
	}
	return command(func() tea.Msg { return wroteMsg{write()} })
}

// draftWriter is what writeDraft does, for where there are no commands any more, nil if
// there is nothing to do.
func (a *App) draftWriter(ctx context.Context) func() error {
	rev := a.editor.Revision()
	if a.draft.of == "" || rev == a.draft.kept && a.input.name == a.draft.name {
		return nil
	}
	a.draft.kept, a.draft.name = rev, a.input.name
	of, text, name, session := a.draft.of, a.editor.Text(), a.input.name, a.cfg.Session
	return func() error {
		if err := session.Put(ctx, keyDraft(of), text); err != nil {
			return err
		}
		return session.Put(ctx, keyDraftName(of), name)
	}
}
