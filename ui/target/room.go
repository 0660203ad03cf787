// Package target is the room of the target switcher: it asks where to run from now on, and says
// why that cannot be reached. Who connects is its owner.
package target

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/ask"
	"expresso/ui/dialog"
)

// Room is the room. It tells, see action.Out, ConnectMsg.
type Room struct {
	dialog.Voice
	ctx     context.Context
	dialogs *dialog.Stack
	targets func(context.Context) []model.Place
	choose  *dialog.Choose // that is open, or was last
	asked   ask.Latest
}

// ConnectMsg is told when a target was chosen: its owner connects, and calls Refuse if that
// fails. Context ends when nobody waits for it any more.
type ConnectMsg struct {
	Name    string
	Seq     ask.Seq
	Context context.Context
}

type (
	chosenMsg  struct{ name string }
	stoppedMsg struct{}
	listedMsg  struct {
		of      *dialog.Choose
		options []dialog.Option
	}
)

// New returns a room that offers what targets lists, which may take longer than a frame.
func New(ctx context.Context, dialogs *dialog.Stack, targets func(context.Context) []model.Place) *Room {
	return &Room{ctx: ctx, dialogs: dialogs, targets: targets}
}

// None says why there is no other target, "" if there may be.
func (r *Room) None() string {
	if r.targets == nil {
		return "the samples run on the embedded target here"
	}
	return ""
}

// Ask asks for a target.
func (r *Room) Ask() tea.Cmd {
	c := dialog.NewChoose(dialog.Choose{
		Title: "Switch target", Verb: "switch", Typed: "switch to",
		Hint:    "or type: embedded, aws, profile:NAME, region:NAME, profile:NAME region:NAME, http://HOST:PORT",
		Then:    func(name string) tea.Msg { return chosenMsg{name} },
		Stopped: stoppedMsg{},
	})
	r.choose = c
	r.dialogs.Replace(c)
	return ask.Command(func() tea.Msg {
		msg := listedMsg{of: c}
		for _, place := range r.targets(r.ctx) {
			msg.options = append(msg.options, dialog.Option{Name: place.With, Note: place.Note})
		}
		return msg
	})
}

// Update takes what was chosen and listed.
func (r *Room) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case listedMsg:
		msg.of.SetOptions(msg.options)
	case chosenMsg:
		ctx, seq := r.asked.Next(r.ctx)
		r.choose.Wait(msg.name)
		r.Tell(ConnectMsg{msg.name, seq, ctx})
	case stoppedMsg:
		r.asked.Drop()
	}
	return nil
}

// Refuse shows why a target cannot be reached, if it is still waited for.
func (r *Room) Refuse(seq ask.Seq, err error) {
	if r.Waits(seq) {
		r.asked.Done(seq)
		r.choose.Refuse(err.Error(), model.HintOf(err))
	}
}

// Waits reports whether a target is still waited for.
func (r *Room) Waits(seq ask.Seq) bool {
	return r.dialogs.Front() == dialog.Dialog(r.choose) && r.asked.Is(seq)
}

// Arrived closes the question.
func (r *Room) Arrived() { r.choose.Close() }
