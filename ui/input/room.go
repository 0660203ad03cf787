// Package input is the input: editor, drafts, saved inputs, parameters and files. It keeps
// drafts in the session, and says what is to be sent; sending it is others' work.
package input

import (
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/dialog"
	"expresso/ui/editor"
	"expresso/ui/room"
	"expresso/ui/theme"
)

// Config is what the room takes.
type Config struct {
	room.Common
	Vim bool
}

// Room is the room. It tells, see action.Out, FocusMsg, OpenedMsg, SendMsg, save.AskMsg and
// dialog.SayMsg.
type Room struct {
	dialog.Voice
	Config
	Editor *editor.Editor
	Saved  *List

	machine model.Machine // whose inputs these are, zero if none is picked
	open    open
	deleted []deleted // the last is brought back first
	draft   draft
	left    map[model.ARN]leftDraft // drafts of this session's machines
	writes  writes                  // of drafts into the session
	last    Written                 // what was sent last
}

type (
	// FocusMsg is told when the editor wants the keys.
	FocusMsg struct{}
	// OpenedMsg is told when the picked machine's draft and saved inputs are there.
	OpenedMsg struct{}
	// SendMsg is told when an input is to be sent: with its parameters' values it is Text.
	SendMsg struct {
		Of   Written
		Text string
	}
)

// New returns a room with an empty editor.
func New(c Config) *Room {
	r := &Room{Config: c, Editor: editor.New(c.Theme), Saved: NewList(c.Theme)}
	r.Editor.SetVim(c.Vim)
	r.left, r.writes.seqs = map[model.ARN]leftDraft{}, map[model.ARN]uint64{}
	return r
}

// SetTheme gives the colours.
func (r *Room) SetTheme(t *theme.Theme) {
	r.Theme = t
	r.Editor.SetTheme(t)
}

// Update takes what its commands send and its dialogs tell.
func (r *Room) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case openedMsg:
		return r.onOpened(msg)
	case ListedMsg:
		r.relist(msg)
	case loadedMsg:
		return r.onLoaded(msg)
	case savedMsg:
		r.onSaved(msg)
	case fileMsg:
		r.onFile(msg)
	case filledMsg:
		r.onFilled(msg)
	case idleMsg:
		return r.onIdle(msg)
	case overdueMsg:
		return r.onOverdue()
	case wroteMsg:
		r.onWrote(msg)
	case editor.EditedMsg:
		return r.onEdited(msg)

	case saveAsMsg:
		return r.onSaveAs(msg)
	case saveMsg:
		return r.save(saveAsMsg(msg))
	case nameMsg:
		return r.onName(msg)
	case openFileMsg:
		return r.onOpenFile(msg)
	case sendFilledMsg:
		r.send(msg.of, msg.text)
	default:
		return r.Editor.Update(msg) // checks after a pause
	}
	return nil
}
