// Package target switches the target: it asks where to run, and says why that cannot be
// reached. Who connects is its owner.
package target

import (
	"context"

	"expresso/model"
	"expresso/ui/dialog"
)

// Room is the room. It tells, see action.Out, ConnectMsg.
type Room struct {
	dialog.Voice
	ctx      context.Context
	dialogs  *dialog.Stack
	targets  model.Directory
	about    func() (who, from string) // the credentials of the target of now, "" for none
	question                           // for a target
}

// New returns a room that offers what targets lists, which may take longer than a frame.
// About says what is known of the credentials of the target of now.
func New(ctx context.Context, dialogs *dialog.Stack, targets model.Directory, about func() (who, from string)) *Room {
	return &Room{ctx: ctx, dialogs: dialogs, targets: targets, about: about}
}
