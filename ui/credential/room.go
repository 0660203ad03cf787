// Package credential shows whose credentials a target uses, and what to do when they expire. It says
// what new ones are awaited from, and asks for MFA codes. It sends no run: a run that was not sent
// for lack of credentials is offered again.
package credential

import (
	"errors"
	"fmt"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/model/child"
	"expresso/ui/action"
	"expresso/ui/ask"
	"expresso/ui/dialog"
	"expresso/ui/room"
	"expresso/ui/terminal"
)

// Config is what the room takes.
type Config struct {
	room.Common
	Credentials model.Credentials // nil where requests need none
}

// Room is the room. It tells, see action.Out, ReloadMsg, RunMsg and dialog.SayMsg.
type Room struct {
	dialog.Voice
	Config
	panel    *panel
	asked    ask.Latest // whose they are
	checking bool       // because the user wants to know whether they are good now
	source   model.CredentialSource
	identity model.Identity // zero until it is known
	problem  error          // why there are none, nil if there are as far as is known
	learned  time.Time      // when that was
	changes  int            // up to which it is known whose they are
	refused  *model.Run     // that was not sent because of it, nil for none
	unsigned string         // what else has runs that were not sent because of it, "" for nothing
	field    *dialog.Prompt // that asked for an MFA code last
	given    time.Time      // when one was
	ticks    time.Time      // for which expiry time the header counts
}

type (
	// ReloadMsg is told when there are credentials again: what failed may be requested again.
	ReloadMsg struct{}
	// RunMsg is told when a run that was not sent is to be sent now.
	RunMsg struct{ Run model.Run }
	// ReturnedMsg is sent when what had the terminal has ended. Its owner hands it on.
	ReturnedMsg struct {
		err  error
		kept bool // the credentials that it got are in use already
	}

	sourceMsg   struct{ source model.CredentialSource }
	identityMsg struct {
		seq      ask.Seq
		identity model.Identity
		err      error
	}
	tickMsg struct{}
)

// IdentifiedMsg is told when it is known whose the credentials are.
type IdentifiedMsg struct{}

// Failed is why nothing was signed in to.
func (m ReturnedMsg) Failed() error { return m.err }

// New returns a room.
func New(c Config) *Room {
	r := &Room{Config: c}
	r.panel = newPanel(r)
	return r
}

// None says why there are no credentials to speak of, "" if there are.
func (r *Room) None() string {
	if r.Credentials == nil {
		return "runs on this target need no credentials"
	}
	return ""
}

// Commands are what can be done about them anywhere.
func (r *Room) Commands() []action.Action {
	return []action.Action{
		{ID: "sign-in", Title: "sign in", Words: "sso aws cli login credentials process mfa code expired session", Anywhere: true, Disabled: r.NoSignIn, Do: r.SignIn},
		{ID: "credentials", Title: "show the credentials: identity, source, expiry", Words: "account role profile sso mfa reload sts caller whose", Anywhere: true, Disabled: r.None, Do: r.Show},
	}
}

// Ask asks in the background where the credentials come from, and whose they are.
func (r *Room) Ask() tea.Cmd {
	if r.Credentials == nil {
		return nil
	}
	ctx, seq := r.asked.Next(r.Context)
	from := r.Credentials
	return tea.Batch(
		ask.Command(func() tea.Msg { return sourceMsg{from.Source()} }),
		ask.Command(func() tea.Msg {
			identity, err := from.Identity(ctx)
			return identityMsg{seq, identity, err}
		}),
	)
}

// check asks whether the credentials are good now, for the panel.
func (r *Room) check() tea.Cmd {
	r.checking = true
	return r.Ask()
}

// Update takes what its commands send, and what its dialogs tell.
func (r *Room) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case sourceMsg:
		r.source = msg.source
	case identityMsg:
		r.onIdentity(msg)
	case ReturnedMsg:
		return r.onReturned(msg)
	case CodeMsg:
		r.onCode(msg)
	case codeMsg:
		r.given = r.Now()
		msg.answer <- msg.code
	case tickMsg:
		r.ticks = time.Time{}
	}
	return nil
}

func (r *Room) onIdentity(msg identityMsg) {
	if !r.asked.Done(msg.seq) {
		return
	}
	checking, changes := r.checking, r.Credentials.State().Changes
	if msg.err != nil && r.changes != changes { // what is shown is whose the others were
		r.identity = model.Identity{}
	}
	r.checking, r.changes = false, changes
	var refused *model.CredentialsError
	if errors.As(msg.err, &refused) {
		r.identity = model.Identity{}
		if checking {
			r.fails(msg.err)
		}
		return // else what needs them says so
	}
	if msg.err == nil {
		r.identity = msg.identity
		r.Tell(IdentifiedMsg{})
	}
	if !checking {
		return
	}
	r.problem = nil
	r.Tell(ReloadMsg{})
	r.unsigned = ""
	if r.refused == nil {
		r.Dialogs.Close(r.panel)
		r.Good(strings.TrimSpace("signed in " + r.as()))
	}
}

// fails remembers what is wrong with the credentials.
func (r *Room) fails(err error) { r.problem, r.learned = err, r.Now() }

// as says whose the credentials are, "" if unknown.
func (r *Room) as() string {
	if r.identity.ARN == "" {
		return ""
	}
	return "as " + r.identity.Name() + " in account " + r.identity.Account
}

// Failed remembers what went wrong. If there are no credentials that the service accepts, it says
// what to do: always for a run that was not sent because of it, otherwise once. Run is nil if none
// was sent.
func (r *Room) Failed(err error, run *model.Run) tea.Cmd {
	var refused *model.CredentialsError
	if r.Credentials == nil || !errors.As(err, &refused) {
		return nil
	}
	open := r.open()
	if refused.Left && !open {
		return nil
	}
	known := r.problem != nil
	if !r.checking {
		r.fails(err)
	}
	if run != nil {
		r.refused = run
	}
	if open || known && run == nil {
		return nil
	}
	r.Dialogs.PushUnasked(r.panel)
	if refused.NeedsCode && run != nil {
		return r.check()
	}
	return nil
}

// Unsigned says what to do about runs of a burst, a replay or a comparison that were not sent
// because of err, once for all of them. A nil err means that all were sent. Nothing is sent again.
func (r *Room) Unsigned(err error, of string) tea.Cmd {
	var refused *model.CredentialsError
	if r.Credentials == nil || !errors.As(err, &refused) {
		return nil
	}
	r.unsigned = of
	if !r.checking {
		r.fails(err)
	}
	if r.open() {
		return nil
	}
	r.Dialogs.PushUnasked(r.panel)
	if refused.NeedsCode {
		return r.check()
	}
	return nil
}

// Helps reports whether it is shown what helps against the lack of credentials.
func (r *Room) Helps() bool { return r.problem != nil && r.open() }

// open reports whether the panel is.
func (r *Room) open() bool { return r.Dialogs.Has(r.panel) }

// Show opens the panel.
func (r *Room) Show() tea.Cmd {
	r.Dialogs.Push(r.panel)
	if r.identity.ARN == "" && !r.asked.Waiting() {
		return r.Ask()
	}
	return nil
}

// Reload reads the configuration again, and checks what it says.
func (r *Room) Reload() tea.Cmd {
	r.Credentials.Reload()
	return r.check()
}

// NoSignIn says why nothing signs in, "" if something does.
func (r *Room) NoSignIn() string {
	switch {
	case r.Credentials == nil:
		return r.None()
	case r.source.Command == nil && !r.source.Process && !r.source.Code:
		return "cannot sign in here: the credentials are from " + r.source.Name()
	}
	return ""
}

// SignIn does what gets new credentials: an MFA code, or a program that has the terminal.
func (r *Room) SignIn() tea.Cmd {
	switch {
	case r.byCode(), r.denied():
		return r.Reload()
	case r.source.Command != nil:
		return r.runCommand()
	case r.source.Process:
		return r.runProcess()
	}
	return r.Reload()
}

// byCode reports whether an MFA code gets new credentials.
func (r *Room) byCode() bool {
	var refused *model.CredentialsError
	return r.source.Code && (r.source.Command == nil && !r.source.Process || errors.As(r.problem, &refused) && refused.NeedsCode)
}

// denied reports whether signing in again would not help.
func (r *Room) denied() bool {
	var refused *model.CredentialsError
	return errors.As(r.problem, &refused) && refused.Denied
}

// runCommand hands the terminal to the command that signs in.
func (r *Room) runCommand() tea.Cmd {
	line := strings.Join(r.source.Command, " ")
	command, err := child.SigningIn(r.Context, r.source.Command)
	if err != nil {
		err = model.WithHint(err, "install the AWS CLI, or sign in elsewhere: "+line)
		return func() tea.Msg { return ReturnedMsg{err: err} }
	}
	return tea.Exec(terminal.Handed(command), func(err error) tea.Msg {
		if err != nil {
			err = fmt.Errorf("%s: %w", line, err)
		}
		return ReturnedMsg{err: err}
	})
}

// runProcess hands the terminal to the credential process.
func (r *Room) runProcess() tea.Cmd {
	return tea.Exec(terminal.HandedTo(func() error { return r.Credentials.SignIn(r.Context) }), func(err error) tea.Msg {
		return ReturnedMsg{err, true}
	})
}

func (r *Room) onReturned(msg ReturnedMsg) tea.Cmd {
	switch {
	case msg.err != nil && r.open():
		r.fails(msg.err)
	case msg.err != nil:
		r.Fail("not signed in", msg.err)
	case msg.kept:
		return r.check()
	default:
		return r.Reload()
	}
	return nil
}

// runAgain sends the run that was not sent.
func (r *Room) runAgain() {
	run := *r.refused
	r.leave()
	r.Tell(RunMsg{run})
}

// leave closes the panel.
func (r *Room) leave() {
	if r.checking {
		r.Stop()
		return
	}
	r.refused, r.unsigned = nil, ""
	r.panel.Close()
}

// Stop stops waiting for credentials.
func (r *Room) Stop() {
	r.checking = false
	r.asked.Drop()
	r.Credentials.Stop()
}
