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
	// Usage is set where the request was not sent because of what it asks for.
	Usage bool
}

func (e *NotStartedError) Error() string { return e.Err.Error() }
func (e *NotStartedError) Unwrap() error { return e.Err }

// IsUsage reports whether a run was not sent because of what it asks for.
func IsUsage(err error) bool {
	var unsent *NotStartedError
	return errors.As(err, &unsent) && unsent.Usage
}

// hinted is an error together with what its reader can do next.
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

// HintOf returns the outermost hint in err's chain. Without one it is what helps against a
// file that may not be read or written, or "".
func HintOf(err error) string {
	var h *hinted
	if errors.As(err, &h) {
		return h.hint
	}
	var file *fs.PathError
	if errors.As(err, &file) && errors.Is(file, fs.ErrPermission) {
		return "give yourself the right to read and write " + filepath.Dir(file.Path) + " and what is in it"
	}
	return ""
}
