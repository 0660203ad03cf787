package model

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"sync"
	"time"
)

// Credentials are what a target signs its requests with, if it does.
type Credentials interface {
	// Source says where they come from. It reads the configuration.
	Source() CredentialSource
	// State says what is known of them now. It does no I/O.
	State() CredentialState
	// Identity gets credentials if there are none, and asks the service whose they are. A
	// *CredentialsError means that there are none, or that the service refuses them; any other
	// error that it does not tell whose they are.
	Identity(ctx context.Context) (Identity, error)
	// Reload forgets them: the next request reads the configuration again.
	Reload()
	// Stop stops waiting for credentials that are being requested.
	Stop()
	// SignIn gets credentials in a way that may ask the user on the terminal, which it has until
	// SignIn returns.
	SignIn(ctx context.Context) error
}

// CredentialSource says where credentials come from.
type CredentialSource struct {
	Profile string   // of the configuration, "" for none
	Kind    string   // in words, like "SSO"; "" if unknown
	Role    ARN      // that is assumed with them, "" for none
	Code    bool     // that role takes an MFA code
	Command []string // signs in on the terminal, nil if nothing does
	// Process is set where a credential process gives them, which may ask on the terminal.
	Process bool
}

// Name is the source in a few words.
func (s CredentialSource) Name() string {
	var words []string
	if s.Profile != "" {
		words = append(words, "profile "+s.Profile)
	}
	switch {
	case s.Role != "" && s.Kind != "":
		words = append(words, "role from "+s.Kind)
	case s.Kind != "":
		words = append(words, s.Kind)
	}
	return strings.Join(words, ", ")
}

// CredentialState is what is known of credentials.
type CredentialState struct {
	// Awaits says what new ones are awaited from, and Since for how long; "" if none are awaited.
	Awaits string
	Since  time.Time
	// Expires is when they expire; zero if they don't, or if it is unknown.
	Expires time.Time
	// Renews is set if new ones are requested without the user.
	Renews bool
	// Accepted is when the newest request was sent that the service took them for; zero if it
	// took them for none yet, or calls them expired since.
	Accepted time.Time
	// Changes counts what may change whose they are: others were found, or they were taken after all.
	Changes int
}

// Identity is whose credentials sign a target's requests.
type Identity struct {
	Account string
	ARN     ARN
}

// permissionSet is the name of a role that IAM Identity Center has made.
var permissionSet = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^AWSReservedSSO_(.+)_[0-9a-f]{16}$`)
})

// Name is the role and the session, or the user, without the rest of the ARN: Dev/anna, user/ci,
// root.
func (i Identity) Name() string {
	parts := strings.SplitN(string(i.ARN), ":", 6)
	if len(parts) < 6 {
		return string(i.ARN)
	}
	path := strings.Split(parts[5], "/")
	if path[0] != "assumed-role" || len(path) < 3 {
		return parts[5]
	}
	role := path[len(path)-2]
	if set := permissionSet().FindStringSubmatch(role); set != nil {
		role = set[1]
	}
	return role + "/" + path[len(path)-1]
}

// ErrNoCode is why there are no credentials if the user gave no MFA code.
var ErrNoCode = errors.New("no MFA code was given")

// CredentialsError says that a request was not sent, or was refused, because there are no
// credentials that the service accepts.
type CredentialsError struct {
	Err error
	// Left is set if the user did not wait for them, or did not give a code.
	Left bool
	// NeedsCode is set where an MFA code gets them.
	NeedsCode bool
	// Passing is set if they may be available in a moment: their source is busy, or was not reached.
	Passing bool
	// Denied is set if the identity may not have them: signing in again does not help.
	Denied bool
}

func (e *CredentialsError) Error() string { return e.Err.Error() }
func (e *CredentialsError) Unwrap() error { return e.Err }

// Unsigned returns err if a request was not sent for lack of credentials, and else nil. It is also
// nil if the user did not want to wait for them.
func Unsigned(err error) error {
	var refused *CredentialsError
	if errors.As(err, &refused) && !refused.Left {
		return err
	}
	return nil
}

// ParseCode returns an MFA code as AWS takes it, and says what is wrong with it.
func ParseCode(text string) (code, problem string) {
	const digits = 6
	code = strings.ReplaceAll(strings.TrimSpace(text), " ", "") // devices show them in two groups
	if len(code) != digits || strings.Trim(code, "0123456789") != "" {
		return "", "an MFA code is six digits"
	}
	return code, ""
}

// CodeRequest is a question for an MFA code.
type CodeRequest struct {
	Profile string
	Device  string // that shows the code
	Refused bool   // the last one was
}
