package plain

import (
	"errors"
	"strings"

	"expresso/model"
	"expresso/model/child"
)

var errNoCredentials = errors.New("runs on this target need no credentials")

// credentials says whose credentials are used, where they come from, and when they expire.
func (s *session) credentials(string) error {
	if s.Credentials == nil {
		return errNoCredentials
	}
	if from := s.Credentials.Source().Name(); from != "" {
		s.say("The credentials are from %s.", from)
	}
	identity, err := s.Credentials.Identity(s.ctx)
	var refused *model.CredentialsError
	switch {
	case errors.As(err, &refused):
		return err
	case err != nil:
		s.say("Their identity is unknown: %s.", err)
	default:
		s.say("Their identity is %s, in account %s.", identity.Name(), identity.Account)
	}
	state := s.Credentials.State()
	at := state.Expires.Local().Format("15:04")
	switch {
	case state.Expires.IsZero():
		s.say("When they expire is unknown.")
	case state.Renews:
		s.say("They are renewed automatically at %s.", at)
	case s.Now().Before(state.Expires):
		s.say("They expire at %s.", at)
	default:
		s.say("They expired at %s: say sign-in.", at)
	}
	return nil
}

// signIn gets new credentials by what the profile's kind takes, and lists the machines again. It
// sends nothing that failed before.
func (s *session) signIn(string) error {
	if s.Credentials == nil {
		return errNoCredentials
	}
	if from := s.Credentials.Source(); from.Command != nil {
		line := strings.Join(from.Command, " ")
		if s.Edit == nil {
			return model.WithHint(errors.New("cannot sign in without a terminal"), "sign in elsewhere: "+line+", then say sign-in again")
		}
		s.say("running %s", line)
		command, err := child.SigningIn(s.ctx, from.Command)
		if err != nil {
			return model.WithHint(err, "install the AWS CLI, or sign in elsewhere: "+line)
		}
		if err := s.Edit(command); err != nil {
			return err
		}
	}
	s.Credentials.Reload()
	if err := s.credentials(""); err != nil {
		return err
	}
	return s.readMachines()
}
