package history

import (
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/ask"
	"expresso/ui/dialog"
)

// annotatedMsg is sent when a run's star and note have been recorded, or could not be.
type annotatedMsg struct {
	id      model.RunID
	starred bool
	note    string
	said    string
	err     error
}

func (r *Room) annotate(run model.Run, starred bool, note, said string) tea.Cmd {
	journal := r.Bench.Journal
	return ask.Command(func() tea.Msg {
		err := journal.Annotate(r.Context, run.ID, starred, note)
		return annotatedMsg{run.ID, starred, note, said, err}
	})
}

func (r *Room) onAnnotated(msg annotatedMsg) {
	if msg.err != nil {
		r.Fail("cannot save the note", msg.err)
		return
	}
	r.List.annotated(msg.id, msg.starred, msg.note)
	r.List.Reload() // it may no longer belong to what is listed
	r.Say(msg.said)
}

// Star gives the run under the cursor a star, or removes it.
func (r *Room) Star() tea.Cmd {
	run, _ := r.List.Selected()
	said := "starred: press f, then * to list starred runs"
	if run.Starred {
		said = "star removed"
	}
	return r.annotate(run, !run.Starred, run.Note, said)
}

// AskNote asks for the note on the run under the cursor.
func (r *Room) AskNote() tea.Cmd {
	run, _ := r.List.Selected()
	r.Dialogs.Replace(dialog.NewPrompt("Note on the run of "+run.Asked.Local().Format("15:04:05"), "note", run.Note, func(note string) tea.Msg {
		return noteMsg{run, note}
	}))
	return nil
}

// noteMsg is told when a note on a run was entered.
type noteMsg struct {
	run  model.Run
	note string
}

func (r *Room) onNote(msg noteMsg) tea.Cmd {
	note, said := cutNote(msg.note), "note saved: find it with /"
	if note == "" {
		said = "note removed"
	}
	return r.annotate(msg.run, msg.run.Starred, note, said)
}

// cutNote shortens a note to what the journal takes: whole characters of at most MaxNote bytes.
func cutNote(note string) string {
	if len(note) <= model.MaxNote {
		return note
	}
	n := model.MaxNote
	for n > 0 && !utf8.RuneStart(note[n]) {
		n--
	}
	return note[:n]
}

// NoFilter says why there is nothing to clear, "" if something is hidden.
func (r *Room) NoFilter() string {
	if !r.List.Filtered() {
		return "showing all runs"
	}
	return ""
}
