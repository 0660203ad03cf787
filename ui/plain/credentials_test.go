package plain_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"expresso/model"
	"expresso/model/child"
	"expresso/ui/plain"
)

// signer is a target's credentials.
type signer struct {
	source  model.CredentialSource
	state   model.CredentialState
	err     error
	reloads int
}

func (s *signer) Source() model.CredentialSource { return s.source }
func (s *signer) State() model.CredentialState   { return s.state }
func (s *signer) Identity(context.Context) (model.Identity, error) {
	if s.err != nil {
		return model.Identity{}, s.err
	}
	return model.Identity{Account: "111122223333", ARN: "arn:aws:sts::111122223333:assumed-role/Dev/anna"}, nil
}
func (s *signer) Reload()                    { s.reloads++ }
func (*signer) Stop()                        {}
func (*signer) SignIn(context.Context) error { return nil }

// hearOf is hear on a target with credentials. Edit runs what has the terminal, nil for none.
func hearOf(t *testing.T, from *signer, edit func(*child.Interactive) error, commands ...string) string {
	t.Helper()
	var out bytes.Buffer
	cfg := config(t, &target{answer: succeed("{}")}, strings.NewReader(strings.Join(commands, "\n")+"\n"))
	cfg.Out, cfg.Credentials, cfg.Edit = &out, from, edit
	if err := plain.Run(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestCredentials(t *testing.T) {
	now := time.Date(2026, 11, 3, 14, 3, 22, 0, time.UTC)
	from := &signer{source: model.CredentialSource{Profile: "dev", Kind: "SSO"}}
	for want, state := range map[string]model.CredentialState{
		"When they expire is unknown.":            {},
		"They are renewed automatically at 15:03": {Expires: now.Add(time.Hour), Renews: true},
		"They expire at 15:03.":                   {Expires: now.Add(time.Hour)},
		"They expired at 13:03: say sign-in.":     {Expires: now.Add(-time.Hour)},
	} {
		from.state = state
		if !state.Expires.IsZero() {
			want = strings.Replace(want, state.Expires.Format("15:04"), state.Expires.Local().Format("15:04"), 1)
		}
		wants(t, hearOf(t, from, nil, "credentials"), "The credentials are from profile dev, SSO.", "Their identity is Dev/anna, in account 111122223333.", want)
	}
	from.err = errors.New("no answer")
	wants(t, hearOf(t, from, nil, "credentials"), "Their identity is unknown: no answer.")
	from.err = &model.CredentialsError{Err: model.WithHint(errors.New("the session has expired"), "sign in again")}
	wants(t, hearOf(t, from, nil, "credentials"), "error: the session has expired. sign in again")
	wants(t, hear(t, &target{}, "credentials", "sign-in"), "error: runs on this target need no credentials")
}

func TestSignIn(t *testing.T) {
	bin := t.TempDir()
	if err := os.WriteFile(filepath.Join(bin, "aws"), []byte("#!/bin/sh\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	from := &signer{source: model.CredentialSource{Profile: "dev", Kind: "SSO", Command: []string{"aws", "sso", "login", "--profile", "dev"}}}
	wants(t, hearOf(t, from, nil, "sign-in"), "error: cannot sign in without a terminal. sign in elsewhere: aws sso login --profile dev")
	t.Setenv("PATH", filepath.Join(bin, "none"))
	ran := ""
	edit := func(command *child.Interactive) error {
		ran = strings.Join(command.Args()[1:], " ")
		return nil
	}
	wants(t, hearOf(t, from, edit, "sign-in"), "install the AWS CLI, or sign in elsewhere")
	if ran != "" || from.reloads != 0 {
		t.Errorf("ran %q, %d times reloaded", ran, from.reloads)
	}
	t.Setenv("PATH", bin)
	wants(t, hearOf(t, from, edit, "sign-in"), "running aws sso login --profile dev", "Their identity is Dev/anna")
	if ran != "sso login --profile dev" || from.reloads != 1 {
		t.Errorf("ran %q, %d times reloaded", ran, from.reloads)
	}
	from.source = model.CredentialSource{Profile: "dev", Kind: "keys"}
	if hearOf(t, from, nil, "sign-in"); from.reloads != 2 {
		t.Errorf("%d times reloaded", from.reloads)
	}
}
