package model

import (
	"errors"
	"io/fs"
	"path/filepath"
)

// NotStartedError says that the service did not start a run, so that trying again is
// safe: it refused the request, or the request never left. Any other error of
// Target.Start leaves open whether the workflow ran.
type NotStartedError struct {
	Code string // AWS's error code, "" if the request never reached the service
	Err  error
	// Usage is set if the request itself is wrong and was not sent.
	Usage bool
}

func (e *NotStartedError) Error() string { return e.Err.Error() }
func (e *NotStartedError) Unwrap() error { return e.Err }

// IsUsage reports whether a run was not sent because the request itself is wrong.
func IsUsage(err error) bool {
	var unsent *NotStartedError
	return errors.As(err, &unsent) && unsent.Usage
}

// Reach says which runs a refusal applies to.
type Reach int

const (
	// OneRun is for errors that the next run may not get: throttling, its own input, the network.
	OneRun Reach = iota
	// OneMachine is for errors that every run of the machine gets, like a missing permission.
	OneMachine
	// EveryRun is for errors that every run on the target gets, like expired credentials.
	EveryRun
)

// ReachOf says which runs an error of a run applies to, so that no more runs are sent that cannot
// start.
func ReachOf(err error) Reach {
	var unsent *NotStartedError
	if !errors.As(err, &unsent) {
		return OneRun
	}
	var refused *CredentialsError
	if errors.As(err, &refused) {
		if refused.Passing {
			return OneRun
		}
		return EveryRun
	}
	switch unsent.Code {
	case "AccessDeniedException", "AccessDenied", "NotAuthorized", "UnauthorizedOperation", "KmsAccessDeniedException", "KmsInvalidStateException",
		"StateMachineDoesNotExist", "StateMachineDeleting", "StateMachineTypeNotSupported", "InvalidArn":
		return OneMachine
	case "UnknownOperationException":
		return EveryRun
	}
	return OneRun
}

// hinted is an error with a hint for the user.
type hinted struct {
	err  error
	hint string
}

func (h *hinted) Error() string { return h.err.Error() }
func (h *hinted) Unwrap() error { return h.err }

// WithHint adds to err what the user can do next. It returns nil for a nil err.
func WithHint(err error, hint string) error {
	if err == nil || hint == "" {
		return err
	}
	return &hinted{err, hint}
}

// HintOf returns the outermost hint in err's chain. Without one, it is a hint for a file without
// permission, or "".
func HintOf(err error) string {
	var h *hinted
	if errors.As(err, &h) {
		return h.hint
	}
	var file *fs.PathError
	if errors.As(err, &file) && errors.Is(file, fs.ErrPermission) {
		return "make " + filepath.Dir(file.Path) + " and its contents readable and writable"
	}
	return ""
}
