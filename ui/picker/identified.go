package picker

import (
	"cmp"
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/ask"
)

// knownMsg is sent when it is known in which account the target is, with what is kept of it.
type knownMsg struct {
	account string
	older   model.Listed
	starred []model.ARN
}

// Identified takes note that it is known in which account the target is: what is kept of that account is
// shown while its machines are being listed, or where they may not be.
func (r *Room) Identified() tea.Cmd {
	info := r.Bench.Target.Info()
	if info.Local || info.Account == "" || r.List.listed.pages > 0 {
		return nil
	}
	return ask.Command(func() tea.Msg {
		msg := knownMsg{account: info.Account}
		if r.Lists != nil {
			msg.older, _ = r.Lists.Load(info) // a convenience
		}
		starred, _ := r.Session.Get(r.Context, model.SessionStarred(info))
		msg.starred = lines(starred)
		return msg
	})
}

// usually is the account that the target is in as far as that is known without asking it, "" where it has told.
func (r *Room) usually(ctx context.Context, info model.Info) string {
	if info.Local || info.Account != "" || r.Targets == nil {
		return ""
	}
	return r.Targets.Account(ctx, r.On)
}

// starredOf is the session's key of what is starred on a target, which may be in an account.
func starredOf(info model.Info, usual string) string {
	info.Account = cmp.Or(info.Account, usual)
	return model.SessionStarred(info)
}

func (r *Room) onKnown(msg knownMsg) tea.Cmd {
	l := r.List
	if l.listed.pages > 0 || r.account == msg.account {
		return nil // it is listed by now
	}
	r.account = msg.account
	l.starred, l.lately, l.listed.at = msg.starred, nil, msg.older.At
	l.setCatalog(newCatalog(msg.older.Machines)) // without those of other accounts
	r.addKnown()
	return r.LoadLast()
}
