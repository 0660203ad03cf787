package clipboard

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/ask"
	"expresso/ui/dialog"
	"expresso/ui/screen"
)

// CopyMsg is told, or sent, when a text is to be put on the clipboard.
type CopyMsg struct {
	Text string
	What string // it is, in words
}

// Room copies what it is told to, and says so.
type Room struct {
	dialog.Voice
	ctx   context.Context
	board *Board
}

// NewRoom returns a room with a clipboard.
func NewRoom(ctx context.Context, board *Board) *Room { return &Room{ctx: ctx, board: board} }

// Update copies.
func (r *Room) Update(msg tea.Msg) tea.Cmd {
	asked, ok := msg.(CopyMsg)
	if !ok {
		return nil
	}
	if asked.Text == "" {
		r.Warn("nothing to copy: " + asked.What + " is empty")
		return nil
	}
	ctx, board := r.ctx, *r.board
	return ask.Command(func() tea.Msg {
		through, err := board.Copy(ctx, asked.Text)
		if err != nil {
			return dialog.SayMsg{Kind: dialog.Failed, Text: "not copied: " + err.Error(), Hint: model.HintOf(err)}
		}
		return dialog.SayMsg{Kind: dialog.Succeeded, Text: "copied " + asked.What + ", " + screen.Bytes(len(asked.Text)) + ", through " + through}
	})
}
