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
	"expresso/ui/dialog"
	"expresso/ui/terminal"
)

// Room is the room. It tells, see action.Out, ConnectMsg.
type Room struct {
	dialog.Voice
	ctx      context.Context
	dialogs  *dialog.Stack
	targets  Directory
	signIn   []string // the command, nil if there is none
	question          // for a target
}

// New returns a room that offers what targets lists, which may take longer than a frame.
// signIn is the command that signs in to the target of now, nil if there is none.
func New(ctx context.Context, dialogs *dialog.Stack, targets Directory, signIn []string) *Room {
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
