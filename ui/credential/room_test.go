package credential_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"expresso/model"
	"expresso/ui/credential"
	"expresso/ui/dialog"
	"expresso/ui/screen"
	"expresso/ui/uitest"
)

// signer is a target's credentials, of which nothing is known at first.
type signer struct {
	mu       sync.Mutex
	source   model.CredentialSource
	state    model.CredentialState
	identity model.Identity
	err      error
	code     func(context.Context) (string, error) // asks for one, nil if none is needed
	given    string
	reloads  int
	stopped  bool
}

func (s *signer) with(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
}

func (s *signer) Source() model.CredentialSource {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.source
}

func (s *signer) State() model.CredentialState {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state
}

func (s *signer) Identity(ctx context.Context) (model.Identity, error) {
	if s.code != nil {
		code, err := s.code(ctx)
		if err != nil {
			return model.Identity{}, &model.CredentialsError{Err: err, Left: errors.Is(err, model.ErrNoCode)}
		}
		s.with(func() { s.given = code })
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.identity, s.err
}
func (s *signer) Reload()                      { s.with(func() { s.reloads++ }) }
func (s *signer) Stop()                        { s.with(func() { s.stopped = true }) }
func (s *signer) SignIn(context.Context) error { return nil }

var anna = model.Identity{Account: "111122223333", ARN: "arn:aws:sts::111122223333:assumed-role/Dev/anna"}

// stage is a room with its owner and a clock.
type stage struct {
	*uitest.Owner
	room  *credential.Room
	from  *signer
	codes credential.Codes
	now   time.Time
	after []time.Duration
	ticks []func(time.Time) tea.Msg
}

func newStage(t *testing.T, from *signer) *stage {
	t.Helper()
	s := &stage{from: from, codes: make(credential.Codes), now: time.Date(2026, 11, 3, 14, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return s.now }
	s.Owner = uitest.Own(t, clock)
	common := s.Common(nil)
	common.After = func(rest time.Duration, msg func(time.Time) tea.Msg) tea.Cmd {
		s.after, s.ticks = append(s.after, rest), append(s.ticks, msg)
		return nil
	}
	s.room = credential.New(credential.Config{Common: common, Credentials: from})
	s.Has(s.room)
	s.Do(s.room.Ask())
	if from.code == nil {
		s.Settle()
	}
	return s
}

// has reports whether a message was told.
func has[M tea.Msg](s *stage) (last M, ok bool) {
	for _, msg := range s.Told {
		if m, is := msg.(M); is {
			last, ok = m, true
		}
	}
	return last, ok
}

func refusal(text string) error {
	return &model.CredentialsError{Err: model.WithHint(errors.New(text), "sign in again")}
}

func TestARunThatWasRefusedIsOfferedAgain(t *testing.T) {
	s := newStage(t, &signer{source: model.CredentialSource{Profile: "dev", Kind: "SSO", Command: []string{"no-such-program", "sso", "login", "--profile", "dev"}}, identity: anna})
	run := model.Run{ID: "1", Request: model.Request{Machine: "arn:aws:states:us-east-1:111122223333:stateMachine:orders", Input: `{"kept": 1}`}}
	s.Do(s.room.Failed(refusal("the SSO session has expired"), &run))
	s.now = s.now.Add(time.Second) // it opened by itself
	s.Sees("No valid AWS credentials", "the SSO session has expired", "sign in again", "profile dev, SSO", "arn:aws:sts::111122223333:assumed-role/Dev/anna", "orders did not start", "enter", "run no-such-program sso login --profile dev")
	s.Press("ctrl+r") // not before there are credentials
	s.Press("enter").Settle().Sees("executable file not found", "install the AWS CLI, or sign in elsewhere", "orders did not start")
	if _, sent := has[credential.RunMsg](s); sent || s.from.reloads != 0 {
		t.Errorf("sent %v, %d times reloaded", sent, s.from.reloads)
	}
	s.from.with(func() { s.from.err = refusal("the SSO session has expired still") })
	s.Press("ctrl+l").Settle().Sees("expired still")
	s.from.with(func() { s.from.err = nil })
	s.Press("ctrl+l").Settle().Sees("Signed in as Dev/anna in account 111122223333", "ctrl+r  run orders", "esc")
	if _, sent := has[credential.RunMsg](s); sent {
		t.Error("the run was sent by itself")
	}
	if _, told := has[credential.ReloadMsg](s); !told || s.from.reloads != 2 {
		t.Errorf("the machines are listed again: %v, %d times reloaded", told, s.from.reloads)
	}
	s.Press("enter") // pressed once too often
	if _, sent := has[credential.RunMsg](s); sent {
		t.Error("enter sent the run")
	}
	s.Press("ctrl+r")
	if msg, sent := has[credential.RunMsg](s); !sent || msg.Run.Input != run.Input || s.Dialogs.Front() != nil {
		t.Errorf("sent %v: %+v", sent, msg)
	}
}

// Each failure for want of credentials is not a panel of its own.
func TestThePanelOpensOnce(t *testing.T) {
	s := newStage(t, &signer{source: model.CredentialSource{Profile: "dev", Kind: "keys"}, identity: anna})
	s.Do(s.room.Failed(errors.New("throttled"), nil))
	if s.Dialogs.Front() != nil {
		t.Error("opened without a reason")
	}
	s.Do(s.room.Failed(refusal("refused"), nil))
	s.Do(s.room.Failed(refusal("refused again"), nil))
	s.now = s.now.Add(time.Second)
	s.Sees("refused again", "enter", "try again").Press("esc")
	s.Do(s.room.Failed(refusal("refused"), nil))
	if s.Dialogs.Front() != nil {
		t.Error("opened although it was closed")
	}
	s.Do(s.room.Failed(&model.CredentialsError{Err: errors.New("stopped"), Left: true}, &model.Run{}))
	if s.Dialogs.Front() != nil {
		t.Error("opened although the user left it")
	}
	s.Do(s.room.Show()).Settle().Press("enter").Settle()
	if said, ok := has[dialog.SayMsg](s); !ok || said.Text != "signed in as Dev/anna in account 111122223333" || s.Dialogs.Front() != nil {
		t.Errorf("%+v", said)
	}
}

func TestCodes(t *testing.T) {
	from := &signer{source: model.CredentialSource{Profile: "mfa", Kind: "keys", Role: "arn:aws:iam::111122223333:role/mfa", Code: true}, identity: anna}
	var s *stage
	asked := 0
	from.code = func(ctx context.Context) (string, error) {
		asked++
		return s.codes.Ask(ctx, model.CodeRequest{Profile: "mfa", Device: "arn:aws:iam::111122223333:mfa/anna", Refused: asked == 2})
	}
	s = &stage{codes: make(credential.Codes)}
	made := newStage(t, &signer{source: from.source})
	made.codes, made.from = s.codes, from
	s = made
	s.room.Credentials = from
	ask := func() { s.Do(func() tea.Msg { return <-s.codes }) }

	s.Do(s.room.Ask())
	ask()
	s.Until("the field is open", func() bool { return s.Dialogs.Front() != nil })
	s.now = s.now.Add(time.Second)
	s.Sees("MFA code", "profile mfa", "mfa/anna").Keys("12345").Press("enter").Sees("an MFA code is six digits", "*****")
	if strings.Contains(s.Screen(), "12345") {
		t.Error("the code is on the screen")
	}
	header := func() string { return ansi.Strip(strings.Join(s.room.Header(s.Theme, "mfa", 80), ", ")) }
	from.with(func() {
		from.state = model.CredentialState{Awaits: "an MFA code", Since: s.now.Add(-time.Second)}
	})
	if got := header(); got != "profile mfa, MFA code needed" {
		t.Errorf("while the field is open: %q", got)
	}
	s.now = s.now.Add(time.Minute)
	s.Keys(" 6").Press("enter").Settle()
	if got := header(); got != "profile mfa, Dev/anna" && got != "profile mfa" {
		t.Errorf("when it was given: %q", got)
	}
	s.now = s.now.Add(time.Second)
	if got := header(); !strings.HasSuffix(got, "waiting for AWS to check the MFA code 1.0 s, esc stops") {
		t.Errorf("while it is checked: %q", got)
	}
	from.with(func() { from.state = model.CredentialState{} })
	if from.given != "123456" || s.Dialogs.Front() != nil {
		t.Errorf("given %q", from.given)
	}

	// A start that has none asks for one, and the run is offered.
	run := model.Run{Request: model.Request{Machine: "arn:aws:states:us-east-1:111122223333:stateMachine:orders"}}
	s.Do(s.room.Failed(&model.CredentialsError{Err: errors.New("the role needs an MFA code"), NeedsCode: true}, &run))
	ask()
	s.Until("the field is open", func() bool { return strings.Contains(s.Screen(), "this code was not accepted") })
	s.Keys("654321").Press("enter").Settle().Sees("Signed in as Dev/anna", "run orders")
	if _, sent := has[credential.RunMsg](s); sent || from.given != "654321" {
		t.Errorf("sent %v, given %q", sent, from.given)
	}
	s.Press("esc")

	// Nobody has to give one.
	s.Do(s.room.Show())
	s.Press("enter")
	ask()
	s.Until("the field is open", func() bool { return strings.Contains(s.Screen(), "MFA code") && asked == 3 }).Press("esc").Settle().
		Sees("no MFA code was given", "enter an MFA code")
	for _, msg := range s.Told {
		if said, ok := msg.(dialog.SayMsg); ok && strings.Contains(said.Text, "654321") {
			t.Errorf("said %+v", said)
		}
	}
}

func TestCodesThatNobodyWaitsFor(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	codes := make(credential.Codes)
	ended := make(chan error)
	go func() { _, err := codes.Ask(ctx, model.CodeRequest{}); ended <- err }()
	<-codes
	cancel()
	if err := <-ended; !errors.Is(err, model.ErrNoCode) {
		t.Error(err)
	}
	if _, err := codes.Ask(ctx, model.CodeRequest{}); !errors.Is(err, model.ErrNoCode) {
		t.Error(err)
	}
}

func TestHeader(t *testing.T) {
	now := time.Date(2026, 11, 3, 14, 0, 0, 0, time.UTC)
	const narrow, wide = 80, 120
	for name, c := range map[string]struct {
		source  model.CredentialSource
		profile string
		state   model.CredentialState
		width   int
		want    string
	}{
		"profile":             {model.CredentialSource{Profile: "dev", Kind: "SSO"}, "dev", model.CredentialState{}, wide, "profile dev, Dev/anna"},
		"little room":         {model.CredentialSource{Profile: "dev", Kind: "SSO"}, "dev", model.CredentialState{}, narrow, "profile dev"},
		"environment":         {model.CredentialSource{Kind: "environment"}, "", model.CredentialState{}, narrow, "Dev/anna"},
		"expires":             {model.CredentialSource{}, "dev", model.CredentialState{Expires: now.Add(12*time.Minute + time.Second)}, narrow, "profile dev, expires in 12 min"},
		"expires in a moment": {model.CredentialSource{}, "dev", model.CredentialState{Expires: now.Add(59 * time.Second)}, narrow, "profile dev, expires in less than a minute"},
		"expires later":       {model.CredentialSource{}, "dev", model.CredentialState{Expires: now.Add(15 * time.Minute)}, narrow, "profile dev"},
		"is renewed":          {model.CredentialSource{}, "dev", model.CredentialState{Expires: now.Add(12 * time.Minute), Renews: true}, narrow, "profile dev, renewed in 12 min"},
		"was renewed":         {model.CredentialSource{}, "dev", model.CredentialState{Expires: now.Add(-time.Minute), Renews: true}, narrow, "profile dev"},
		"expired":             {model.CredentialSource{}, "dev", model.CredentialState{Expires: now}, narrow, "profile dev, credentials expired"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, &signer{source: c.source, state: c.state, identity: anna})
			if got := ansi.Strip(strings.Join(s.room.Header(s.Theme, c.profile, c.width), ", ")); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
	unknown := newStage(t, &signer{source: model.CredentialSource{Kind: "environment"}, err: errors.New("no answer")})
	if got := unknown.room.Header(unknown.Theme, "", wide); len(got) != 1 || got[0] != "environment" || unknown.Dialogs.Front() != nil {
		t.Errorf("%q", got)
	}
}

// Long names leave room for the rest of the header.
func TestLongNamesInTheHeader(t *testing.T) {
	long := anna
	long.ARN = model.ARN("arn:aws:sts::111122223333:assumed-role/" + strings.Repeat("R", 64) + "/" + strings.Repeat("s", 64))
	s := newStage(t, &signer{source: model.CredentialSource{Kind: "environment"}, identity: long})
	for _, profile := range []string{"", strings.Repeat("p", 100)} {
		for _, width := range []int{80, 120, 200} {
			for _, part := range s.room.Header(s.Theme, profile, width) {
				if n := screen.Width(strings.TrimPrefix(part, "profile ")); n != width/4 || !strings.Contains(part, "…") {
					t.Errorf("%d of %d cells: %q", n, width, part)
				}
			}
		}
	}
}

// The header counts: from a quarter of an hour before, by the minute.
func TestTheHeaderCounts(t *testing.T) {
	s := newStage(t, &signer{identity: anna})
	expires := s.now.Add(time.Hour + 30*time.Second)
	s.from.with(func() { s.from.state.Expires = expires })
	for _, want := range []time.Duration{45*time.Minute + 30*time.Second, 0, 0} {
		before := len(s.after)
		s.Do(s.room.Keep())
		s.Do(s.room.Keep())
		if len(s.after) != before+1 {
			t.Fatalf("%d timers", len(s.after)-before)
		}
		if rest := s.after[before]; want > 0 && rest.Truncate(time.Second) != want || rest <= 0 || want == 0 && rest > time.Minute+time.Second {
			t.Errorf("the next change is in %v", rest)
		}
		s.now = s.now.Add(s.after[before])
		msg := s.ticks[before](s.now)
		s.Do(func() tea.Msg { return msg }).Settle()
	}
	s.now = expires
	before := len(s.after)
	if s.Do(s.room.Keep()); len(s.after) != before {
		t.Error("it counts on when they have expired")
	}
}

func TestAwaited(t *testing.T) {
	s := newStage(t, &signer{identity: anna})
	if what, _ := s.room.Awaits(); what != "" || s.room.Moves() {
		t.Errorf("awaits %q", what)
	}
	s.from.with(func() {
		s.from.state = model.CredentialState{Awaits: "the credential process of profile dev", Since: s.now.Add(-100 * time.Millisecond)}
	})
	if what, _ := s.room.Awaits(); what != "" || !s.room.Moves() {
		t.Errorf("awaits %q at once", what)
	}
	s.now = s.now.Add(2 * time.Second)
	if what, since := s.room.Awaits(); what != "the credential process of profile dev" || since != 2100*time.Millisecond {
		t.Errorf("awaits %q since %v", what, since)
	}
	if s.room.Stop(); !s.from.stopped {
		t.Error("it continues")
	}
}

func TestWithoutCredentials(t *testing.T) {
	room := credential.New(credential.Config{})
	if room.None() == "" || room.NoSignIn() == "" || room.Ask() != nil || room.Keep() != nil || room.Moves() || room.Failed(refusal("x"), nil) != nil {
		t.Error("there is something about them")
	}
	if what, _ := room.Awaits(); what != "" || len(room.Header(nil, "", 80)) != 0 {
		t.Error("the header speaks of them")
	}
}

// What would be renewed is not called so when it was not.
func TestExpiredCredentialsThatWereToBeRenewed(t *testing.T) {
	s := newStage(t, &signer{identity: anna})
	s.from.with(func() { s.from.state = model.CredentialState{Expires: s.now.Add(-time.Minute), Renews: true} })
	s.Do(s.room.Show()).Sees("renewed with the next request")
	if strings.Contains(s.Screen(), "try again") {
		t.Error("it can be tried again although nothing has failed")
	}
	s.Press("esc")
	s.Do(s.room.Failed(refusal("the process failed"), nil))
	s.Sees("The credentials have expired", "expired at "+s.now.Add(-time.Minute).Local().Format("15:04"))
	if strings.Contains(s.Screen(), "renewed") {
		t.Error(s.Screen())
	}
}

// Signing in again gives nobody a role that is not theirs.
func TestDeniedCredentials(t *testing.T) {
	s := newStage(t, &signer{source: model.CredentialSource{Profile: "dev", Kind: "SSO", Command: []string{"no-such-program"}}, identity: anna})
	s.Do(s.room.Failed(&model.CredentialsError{Err: errors.New("no access to role Dev"), Denied: true}, nil))
	s.now = s.now.Add(time.Second)
	s.Sees("Access to these credentials is denied", "no access to role Dev", "try again").Press("enter").Settle()
	if s.from.reloads != 1 || s.Dialogs.Front() != nil {
		t.Errorf("%d times reloaded", s.from.reloads)
	}
}

// What later requests tell disproves what was said before.
func TestLaterAnswers(t *testing.T) {
	s := newStage(t, &signer{source: model.CredentialSource{Profile: "dev", Kind: "keys"}, state: model.CredentialState{Changes: 1}, identity: anna})
	header := func() string { return ansi.Strip(strings.Join(s.room.Header(s.Theme, "dev", 120), ", ")) }
	s.Do(s.room.Failed(refusal("refused"), nil))
	s.now = s.now.Add(time.Second)
	s.Sees("No valid AWS credentials").Press("esc")
	s.from.with(func() { s.from.state.Accepted = s.now.Add(-time.Minute) })
	s.Do(s.room.Keep()).Do(s.room.Show()).Sees("No valid AWS credentials").Press("esc")
	s.from.with(func() { s.from.state.Accepted = s.now })
	s.Do(s.room.Keep()).Do(s.room.Show())
	if strings.Contains(s.Screen(), "There are no credentials") {
		t.Errorf("taken since\n%s", s.Screen())
	}
	s.Press("esc")

	// Other keys may be somebody else's.
	ben := anna
	ben.ARN = "arn:aws:sts::111122223333:assumed-role/Dev/ben"
	s.from.with(func() { s.from.identity, s.from.state.Changes = ben, 2 })
	if s.Do(s.room.Keep()).Settle(); header() != "profile dev, Dev/ben" {
		t.Errorf("%q", header())
	}
	s.from.with(func() { s.from.err, s.from.state.Changes = errors.New("no answer"), 3 })
	if s.Do(s.room.Keep()).Settle(); header() != "profile dev" {
		t.Errorf("nobody knows whose they are: %q", header())
	}
	asked := 0
	s.room.Credentials = counted{s.from, &asked}
	if s.Do(s.room.Keep()).Settle(); asked != 0 {
		t.Errorf("asked %d times again", asked)
	}
}

// counted counts how often it is asked whose the credentials are.
type counted struct {
	*signer
	asked *int
}

func (c counted) Identity(ctx context.Context) (model.Identity, error) {
	*c.asked++
	return c.signer.Identity(ctx)
}
