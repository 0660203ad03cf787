// Package target is the room of the target switcher: it asks where to run from now on, and says
// why that cannot be reached. Who connects is its owner.
package target

import (
	"context"
	"fmt"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/child"
	"expresso/ui/ask"
	"expresso/ui/dialog"
	"expresso/ui/terminal"
)

// Room is the room. It tells, see action.Out, ConnectMsg.
type Room struct {
	dialog.Voice
	ctx     context.Context
	dialogs *dialog.Stack
	targets func(context.Context) []model.Place
	signIn  []string       // the command, nil if there is none
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
// signIn is the command that signs in to the target of now, nil if there is none.
func New(ctx context.Context, dialogs *dialog.Stack, targets func(context.Context) []model.Place, signIn []string) *Room {
	return &Room{ctx: ctx, dialogs: dialogs, targets: targets, signIn: signIn}
}

// SignedInMsg is sent when the command that signs in has ended.
type SignedInMsg struct{ Err error }

// NoSignIn says why there is no command that signs in, "" if there is one.
func (r *Room) NoSignIn() string {
	if r.signIn == nil {
		return "this target has no SSO or login session"
	}
	return ""
}

// SignIn hands the terminal to the command that signs in.
func (r *Room) SignIn() tea.Cmd {
	return func() tea.Msg {
		command, err := child.SigningIn(r.ctx, r.signIn)
		if err != nil {
			return SignedInMsg{model.WithHint(err, "install the AWS CLI, or sign in elsewhere: "+strings.Join(r.signIn, " "))}
		}
		return tea.Exec(terminal.Handed(command), func(err error) tea.Msg {
			if err != nil {
				err = fmt.Errorf("%s: %w", strings.Join(r.signIn, " "), err)
			}
			return SignedInMsg{err}
		})()
	}
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

// Arrived closes the question at once: no key follows on which it could close itself.
func (r *Room) Arrived() { r.dialogs.Close(r.choose) }
