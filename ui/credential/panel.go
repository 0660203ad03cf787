package credential

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"expresso/model"
	"expresso/ui/action"
	"expresso/ui/dialog"
	"expresso/ui/screen"
	"expresso/ui/theme"
)

// panel says what is wrong with the credentials, and what helps.
type panel struct {
	dialog.Base
	room  *Room
	table *action.Table
}

func newPanel(r *Room) *panel {
	p := &panel{room: r}
	p.table = action.New(
		action.Action{ID: "run-what-was-refused", Title: "run it now", Words: "send", Sends: true, Keys: []string{"ctrl+r", "f5"}, Hidden: func() bool { return !p.ready() }, Do: action.Plain(r.runAgain)},
		action.Action{ID: "renew-credentials", Title: "sign in", Keys: []string{"enter"}, Hidden: p.idle, Do: r.SignIn},
		action.Action{ID: "reload-credentials", Title: "reload the AWS files", Keys: []string{"ctrl+l"}, Hidden: p.settled, Do: r.Reload},
		action.Action{ID: "cancel", Title: "close", Keys: []string{"esc", "ctrl+c"}, Do: action.Plain(r.leave)},
	)
	return p
}

// Sections are where keys do something, for those who want to change them.
func Sections(keys action.Keys) []action.Section {
	p := newPanel(&Room{})
	p.Bind(keys)
	return []action.Section{{Title: "the credentials", Actions: p.Actions()}}
}

// ready reports whether a run that was not sent can be.
func (p *panel) ready() bool {
	return p.room.refused != nil && p.room.problem == nil && !p.room.checking
}

// settled reports whether there is nothing to do about the credentials.
func (p *panel) settled() bool { return p.ready() || p.room.checking }

// idle reports whether there is nothing to sign in to.
func (p *panel) idle() bool {
	return p.settled() || p.room.problem == nil && p.verb() == tryAgain
}

// Bind gives the actions other keys.
func (p *panel) Bind(keys action.Keys) { p.table.Bind(keys) }

// Actions are what helps.
func (p *panel) Actions() []action.Action { return p.table.All() }

// Foot is what the keys do now.
func (p *panel) Foot() []key.Help {
	now := p.table.Now()
	all := make([]key.Help, 0, len(now))
	for _, a := range now {
		h := a.Help()
		if h.Desc = p.word(a); a.ID == "renew-credentials" && h.Desc != tryAgain {
			h.Desc = a.Title // where to is said above
		}
		all = append(all, h)
	}
	return all
}

// word is what an action does now, in a few words.
func (p *panel) word(a action.Action) string {
	switch a.ID {
	case "renew-credentials":
		return p.verb()
	case "cancel":
		if p.room.checking {
			return "stop waiting"
		}
	case "run-what-was-refused":
		return "run " + screen.Visible(p.room.refused.Machine.Machine())
	}
	return a.Title
}

// verb is what gets new credentials.
func (p *panel) verb() string {
	from := p.room.source
	switch {
	case p.room.byCode():
		return "enter an MFA code"
	case p.room.denied():
	case from.Command != nil:
		return "run " + screen.Visible(strings.Join(from.Command, " "))
	case from.Process:
		return "run the credential process on the terminal"
	}
	return tryAgain
}

// tryAgain is what helps where nothing signs in.
const tryAgain = "try again"

// Update takes a key.
func (p *panel) Update(msg tea.Msg) tea.Cmd {
	if k, ok := msg.(tea.KeyMsg); ok {
		cmd, _ := p.table.Press(k)
		return cmd
	}
	return nil
}

// panelWidth is how wide the panel is where there is room.
const panelWidth = 72

// View draws what happened, what is known, and the keys.
func (p *panel) View(width, height int) string {
	r, t := p.room, p.T
	width = min(width, panelWidth)
	var lines []string
	say := func(text string, paint func(...string) string) {
		for _, line := range screen.Wrap(text, width-4) {
			lines = append(lines, " "+paint(line))
		}
	}
	switch state := r.Credentials.State(); {
	case r.checking && state.Awaits != "":
		what, _ := r.awaited(state)
		say("Waiting for "+what+" "+t.Ellipsis, t.Wait.Render)
	case r.checking:
		say("Checking the credentials "+t.Ellipsis, t.Wait.Render)
	case r.problem != nil:
		say(r.headline(), t.Bold.Render)
		say(r.problem.Error(), t.Fail.Render)
		if hint := model.HintOf(r.problem); hint != "" {
			say(hint, t.Dim.Render)
		}
	case r.refused != nil:
		say(strings.TrimSpace("Signed in "+r.as()), t.OK.Render)
	}
	if len(lines) > 0 {
		lines = append(lines, "")
	}
	lines = append(lines, r.facts().Lines(t, width)...)
	if r.refused != nil {
		lines = append(lines, "")
		say("The run of "+r.refused.Machine.Machine()+" did not start. Its input is kept.", t.Text.Render)
	}
	if r.unsigned != "" {
		lines = append(lines, "")
		say("Runs of "+r.unsigned+" did not start. Start it again when you are signed in.", t.Text.Render)
	}
	lines = append(lines, "")
	keys := p.table.Now()
	room := 0
	for _, a := range keys {
		room = max(room, screen.Width(a.Help().Key))
	}
	for _, a := range keys {
		cap := a.Help().Key
		lines = append(lines, " "+t.Accent.Render(cap)+screen.Blanks(room-screen.Width(cap)+2)+p.word(a))
	}
	return t.Box("Credentials", "", strings.Join(lines, "\n"), width, min(len(lines)+2, height), true)
}

// headline says in plain words what is wrong.
func (r *Room) headline() string {
	var refused *model.CredentialsError
	expires := r.Credentials.State().Expires
	switch {
	case !errors.As(r.problem, &refused):
		return "You are not signed in."
	case refused.NeedsCode:
		return "An MFA code is needed."
	case refused.Denied:
		return "Access to these credentials is denied."
	case !expires.IsZero() && !r.Now().Before(expires):
		return "The credentials have expired."
	}
	return "No valid AWS credentials."
}

// About says whose the credentials are, and where they come from and when they expire.
func (r *Room) About() (who, from string) {
	if r.Credentials == nil {
		return "", ""
	}
	return listed(r.identity.Name(), r.identity.Account), listed(r.source.Name(), r.expiry())
}

// listed are the words that are there, with commas.
func listed(words ...string) string {
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), ", ")
}

// facts are what is known of the credentials.
func (r *Room) facts() (all dialog.Facts) {
	add := func(name, value string) {
		if value != "" {
			all = append(all, dialog.Fact{Name: name, Value: value})
		}
	}
	add("source", r.source.Name())
	add("role", string(r.source.Role))
	add("account", r.identity.Account)
	add("identity", string(r.identity.ARN))
	add("expiry", r.expiry())
	return all
}

// expiry says when the credentials expire, "" if they don't.
func (r *Room) expiry() string {
	state := r.Credentials.State()
	at, past := state.Expires.Local().Format("15:04"), !r.Now().Before(state.Expires)
	switch {
	case state.Expires.IsZero():
		return ""
	case past && state.Renews && r.problem == nil:
		return "renewed with the next request"
	case past:
		return "expired at " + at
	case state.Renews:
		return "renewed at " + at + " automatically"
	}
	return "expire at " + at
}

// soon is how long before they expire the header says so.
const soon = 15 * time.Minute

// patience is how long the screen waits for credentials before it says so.
const patience = 300 * time.Millisecond

// Awaits says what credentials are awaited from and for how long, "" if they are there or
// will be in a moment.
func (r *Room) Awaits() (what string, since time.Duration) {
	if r.Credentials == nil {
		return "", 0
	}
	state := r.Credentials.State()
	if what, since = r.awaited(state); state.Awaits == "" || since < patience {
		return "", 0
	}
	return what, since
}

// awaited is what credentials are awaited from in a state, and for how long: a code that was given is checked.
func (r *Room) awaited(state model.CredentialState) (what string, since time.Duration) {
	if r.given.After(state.Since) {
		return "AWS to check the MFA code", r.Now().Sub(r.given)
	}
	return state.Awaits, r.Now().Sub(state.Since)
}

// Moves reports whether something is awaited, so that frames have to follow.
func (r *Room) Moves() bool {
	return r.Credentials != nil && (r.asked.Waiting() || r.Credentials.State().Awaits != "")
}

// roomy is the width from which on the header has room for the profile and the identity, and for
// what is awaited.
const roomy = 100

// Header is whose credentials they are, for a target with a profile or none, when they expire
// if that is soon, and what new ones are awaited from, in a header of so many cells.
func (r *Room) Header(t *theme.Theme, profile string, width int) []string {
	var all []string
	if profile != "" {
		all = append(all, "profile "+within(profile, width))
	}
	if r.Credentials == nil {
		return all
	}
	switch name := r.identity.Name(); {
	case name != "" && (profile == "" || width >= roomy):
		all = append(all, within(name, width))
	case profile == "" && r.source.Kind != "":
		all = append(all, within(r.source.Name(), width))
	}
	if text := r.countdown(t); text != "" {
		all = append(all, text)
	}
	if r.asksCode() { // which says the rest
		all = append(all, t.Wait.Render("MFA code needed"))
	} else if text := r.waiting(t, width); text != "" {
		if width < roomy {
			return []string{text}
		}
		all = append(all, text)
	}
	return all
}

// within is a name in a quarter of the header's cells: a role and its session may have 64 characters each, and
// must not take the room of what runs cost and where they go.
func within(name string, width int) string {
	name = screen.Visible(name)
	return screen.FitMiddle(name, min(screen.Width(name), width/4), "…")
}

// asksCode reports whether the field for an MFA code is open.
func (r *Room) asksCode() bool { return r.field != nil && r.Dialogs.Has(r.field) }

// waiting says in the header what credentials are awaited from, "" if they aren't.
func (r *Room) waiting(t *theme.Theme, width int) string {
	what, since := r.Awaits()
	if what == "" {
		return ""
	}
	what = "waiting for " + what
	if width < roomy {
		what, _, _ = strings.Cut(what, " of profile ")
	}
	frame := int(since/frameTime) % len(t.Spinner)
	return t.Wait.Render(t.Spinner[frame]+" "+screen.Visible(what)) + " " + screen.Elapsed(since) + t.Dim.Render(", esc stops")
}

// frameTime is how long a frame of what moves is seen.
const frameTime = 100 * time.Millisecond

// countdown says in the header that the credentials expire soon, "" if they don't.
func (r *Room) countdown(t *theme.Theme) string {
	state := r.Credentials.State()
	rest := state.Expires.Sub(r.Now())
	minutes := screen.Count(int64(rest/time.Minute)) + " min"
	if rest < time.Minute {
		minutes = "less than a minute"
	}
	switch {
	case state.Expires.IsZero() || rest >= soon:
		return ""
	case state.Renews && rest > 0:
		return t.Dim.Render("renewed in " + minutes)
	case state.Renews:
		return "" // with the next request
	case rest > 0:
		return t.Warn.Render("expires in " + minutes)
	}
	return t.Fail.Render("credentials expired")
}

// Keep updates the header's countdown, and follows what requests have found out since: it is called
// after every message.
func (r *Room) Keep() tea.Cmd {
	if r.Credentials == nil {
		return nil
	}
	state := r.Credentials.State()
	return tea.Batch(r.follow(state), r.count(state.Expires))
}

// follow asks again whose the credentials are if they may have changed, and forgets their problem if
// the service has accepted them since.
func (r *Room) follow(state model.CredentialState) tea.Cmd {
	if r.problem != nil && !r.checking && state.Accepted.After(r.learned) {
		r.problem = nil
	}
	if r.changes == state.Changes || r.asked.Waiting() {
		return nil
	}
	return r.Ask()
}

// count has the header count until the credentials expire.
func (r *Room) count(expires time.Time) tea.Cmd {
	rest := expires.Sub(r.Now())
	if expires.IsZero() || expires.Equal(r.ticks) || rest <= 0 {
		return nil
	}
	r.ticks = expires
	wait := rest - soon
	if wait <= 0 {
		wait = rest % time.Minute
		if wait == 0 {
			wait = time.Minute
		}
	}
	return r.After(wait+time.Millisecond, func(time.Time) tea.Msg { return tickMsg{} })
}
