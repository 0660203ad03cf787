package ui_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"expresso/model"
)

// signer is a target's credentials.
type signer struct {
	source   model.CredentialSource
	identity model.Identity

	mu      sync.Mutex
	state   model.CredentialState
	expired bool // runs are refused
	stopped chan struct{}
}

func (s *signer) Source() model.CredentialSource { return s.source }
func (s *signer) State() model.CredentialState {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state
}

func (s *signer) Identity(context.Context) (model.Identity, error) {
	return s.identity, s.refusal()
}

// refusal is the error of requests while the credentials have expired.
func (s *signer) refusal() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.expired {
		return nil
	}
	return &model.CredentialsError{Err: model.WithHint(errors.New("not signed in, or the SSO session has expired"), "sign in again: aws sso login --profile dev")}
}

func (s *signer) set(expired bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expired = expired
}
func (*signer) Reload()                        {}
func (s *signer) Stop()                        { close(s.stopped) }
func (s *signer) SignIn(context.Context) error { return nil }

func dev() *signer {
	return &signer{
		source:   model.CredentialSource{Profile: "dev", Kind: "SSO", Command: []string{"no-such-program", "sso", "login", "--profile", "dev"}},
		identity: model.Identity{Account: "111122223333", ARN: "arn:aws:sts::111122223333:assumed-role/Dev/anna"},
		stopped:  make(chan struct{}),
	}
}

func TestSignIn(t *testing.T) {
	d := start(t, setup{target: orders(nil), credentials: dev()})
	d.Do("sign in").Settle().Sees("not signed in", "no-such-program")
	start(t, setup{target: orders(nil)}).Press("ctrl+p").Keys("sign in").Settle().Sees("runs on this target need no cre")
}

// Expired credentials stop a run before it is sent. The input is kept, and when there are new
// ones the run is offered, and sent when that is asked for.
func TestExpiredCredentials(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 40}} {
		from := dev()
		sent := 0
		target := orders(func(context.Context, model.Request) (model.Run, error) {
			if err := from.refusal(); err != nil {
				return model.Run{}, &model.NotStartedError{Err: err}
			}
			sent++
			return model.Run{Status: model.Succeeded, Output: "{}"}, nil
		})
		d := start(t, setup{target: target, credentials: from, width: size[0], height: size[1]}).Pick("order-approval").Type(`{"kept": 1}`)
		from.set(true)
		d.Press("ctrl+r").Settle().Pass(2*time.Second).Sees("the SSO session has expired", "The run of order-approval did not start. Its input is kept", "run no-such-program sso login --profile dev").SeesNot("✗ order-approval")
		d.Press("ctrl+r", "ctrl+l").Settle().Sees("the SSO session has expired")
		from.set(false)
		d.Press("ctrl+l").Settle().Sees("Signed in as Dev/anna", "ctrl+r run order-approval")
		if sent != 0 {
			t.Fatalf("%d runs sent", sent)
		}
		d.Press("f5").SeesIn(details, "SUCCEEDED").SeesIn(input, `{"kept": 1}`)
		if runs, err := d.journal.List(t.Context(), model.Query{}); sent != 1 || len(runs) != 2 || err != nil {
			t.Errorf("%d sent, %d in the history, %v", sent, len(runs), err)
		}
	}
}

func TestCredentialsInTheHeader(t *testing.T) {
	from := dev()
	d := start(t, setup{target: orders(nil), credentials: from, targets: []model.Place{{With: "embedded"}}}).Sees("Dev/anna").
		Focus(machines).Press("T").Sees("Switch target", "now", "Dev/anna, 111122223333", "from", "profile dev, SSO").Press("esc").Do("show the credentials").
		Sees("profile dev, SSO", "111122223333", "arn:aws:sts::111122223333:assumed-role/Dev/anna").Press("esc")
	from.mu.Lock()
	from.state.Expires = d.clock().Add(16 * time.Minute)
	from.mu.Unlock()
	d.Press("tab").SeesNot("expires in").Pass(time.Minute + time.Second).Sees("expires in 14 min").Pass(14 * time.Minute).Sees("expires in less than a minute").Pass(time.Minute).Sees("credentials expired")
}

// What takes long is named, and nobody has to wait for it.
func TestAwaitedCredentials(t *testing.T) {
	from := dev()
	from.state = model.CredentialState{Awaits: "the credential process of profile dev", Since: time.Date(2026, 11, 3, 14, 3, 12, 0, time.UTC)}
	d := start(t, setup{target: orders(nil), credentials: from}).Sees("the credential process of profile dev 10.0 s").Press("esc")
	select {
	case <-from.stopped:
	default:
		t.Errorf("esc does not stop the waiting\n%s", d.screen())
	}
	start(t, setup{target: orders(nil), credentials: from, width: 80, height: 24}).Sees("the credential process 10.0 s, esc stops")
}

// Many runs that need credentials ask for them once, and are not sent again by themselves.
func TestManyRunsWithoutCredentials(t *testing.T) {
	for name, begin := range map[string]func(d *driver) *driver{
		"burst": func(d *driver) *driver {
			return d.Focus(machines).Press("B").Sees("Run many times").Press("ctrl+u").Keys("5").Press("enter", "y")
		},
		"replay":     func(d *driver) *driver { return d.Focus(machines).Press("R").Sees("Replay").Press("y") },
		"comparison": func(d *driver) *driver { return d.Do("compare with").Keys("PROD").Press("enter").Settle().Press("y") },
	} {
		for _, size := range [][2]int{{80, 24}, {120, 40}} {
			t.Run(name, func(t *testing.T) {
				from := dev()
				var asked atomic.Int64
				target := orders(func(context.Context, model.Request) (model.Run, error) {
					asked.Add(1)
					if err := from.refusal(); err != nil {
						return model.Run{}, &model.NotStartedError{Err: err}
					}
					return model.Run{Status: model.Succeeded, Output: "{}"}, nil
				})
				dir := t.TempDir()
				keepInput(t, dir, "order-approval", "big", "{}", "")
				keepInput(t, dir, "order-approval", "small", "{}", "")
				d := start(t, setup{dir: dir, target: versioned{target}, credentials: from, resolveOther: qualified("two runs cost about $1"), width: size[0], height: size[1]}).Pick("order-approval").Type("{}")
				from.set(true)
				begin(d).Settle().Pass(2*time.Second).
					Sees("the SSO session has expired", "Runs of the "+name+" did not start", "run no-such-program sso login --profile dev")
				sent := asked.Load()
				from.set(false)
				d.Press("ctrl+l").Settle().SeesNot("did not start. Start it again").Sees("signed in as Dev/anna")
				if sent == 0 || asked.Load() != sent {
					t.Errorf("%d starts asked for before signing in, %d after", sent, asked.Load())
				}
				// It is said again when it happens again.
				from.set(true)
				d.Press("esc", "esc")
				begin(d).Settle().Pass(2 * time.Second).Sees("Runs of the " + name + " did not start").Press("esc").SeesNot("Runs of the")
			})
		}
	}
}
