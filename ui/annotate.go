package ui

import (
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/dialog"
)

// annotatedMsg is sent when a run's star and note have been written down, or could not be.
type annotatedMsg struct {
	id      model.RunID
	starred bool
	note    string
	said    string
	err     error
}

func (a *App) annotate(run model.Run, starred bool, note, said string) tea.Cmd {
	journal := a.cfg.Bench.Journal
	return command(func() tea.Msg {
		err := journal.Annotate(a.ctx, run.ID, starred, note)
		return annotatedMsg{run.ID, starred, note, said, err}
	})
}

func (a *App) onAnnotated(msg annotatedMsg) tea.Cmd {
	if msg.err != nil {
		return a.fail("the run could not be annotated: "+msg.err.Error(), model.HintOf(msg.err))
	}
	a.list.Annotated(msg.id, msg.starred, msg.note)
	a.list.Reload() // it may not belong to what is listed any more
	return a.say(msg.said)
}

// star gives the run under the cursor a star, or takes it away.
func (a *App) star() tea.Cmd {
	run, _ := a.list.Selected()
	said := "starred: f lists what has a star"
	if run.Starred {
		said = "the star is gone"
	}
	return a.annotate(run, !run.Starred, run.Note, said)
}

// askNote asks for the note on the run under the cursor.
func (a *App) askNote() tea.Cmd {
	run, _ := a.list.Selected()
	a.dialogs.Replace(dialog.NewPrompt("Note on the run of "+run.Asked.Local().Format("15:04:05"), "note", run.Note, func(note string) tea.Msg {
		return noteMsg{run, note}
	}))
	return nil
}

// noteMsg is told when a note on a run was entered.
type noteMsg struct {
	run  model.Run
	note string
}

func (a *App) onNote(msg noteMsg) tea.Cmd {
	note, said := cutNote(msg.note), "noted: / finds it"
	if note == "" {
		said = "the note is gone"
	}
	return a.annotate(msg.run, msg.run.Starred, note, said)
}

// cutNote keeps of a note what the journal takes: whole characters of at most MaxNote bytes.
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

// noFilter says why there is nothing to clear, "" if something is hidden.
func (a *App) noFilter() string {
	if !a.list.Filtered() {
		return "all runs are shown"
	}
	return ""
}
