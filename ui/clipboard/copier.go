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

// Copier copies what it is told to, and says so.
type Copier struct {
	dialog.Voice
	ctx   context.Context
	board *Board
}

// NewCopier returns a copier with a clipboard.
func NewCopier(ctx context.Context, board *Board) *Copier { return &Copier{ctx: ctx, board: board} }

// Update copies.
func (r *Copier) Update(msg tea.Msg) tea.Cmd {
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
