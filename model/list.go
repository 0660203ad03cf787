package model

import (
	"context"
	"time"
)

// MaxListed limits how many machines are listed: AWS's limit for an account and region.
const MaxListed = 150_000

// MaxPages bounds a list whose service never ends it. The longest is that of an account's
// machines; a page may have fewer than asked for, or none.
const MaxPages = 2000

// Pager is a Target that lists its machines in pages.
type Pager interface {
	// Page returns the machines of a page, in the service's order, and the token of the page
	// behind it, "" if it is the last. The token of the first page is "".
	Page(ctx context.Context, token string) (machines []Machine, next string, err error)
}

// Tagger is a Target whose machines have tags.
type Tagger interface {
	// Tags returns the tags of a machine, by key.
	Tags(ctx context.Context, machine ARN) (map[string]string, error)
}

// Page returns a page of the target's machines, as Pager says. A target that knows no pages
// has one.
func (w *Workbench) Page(ctx context.Context, token string) ([]Machine, string, error) {
	if p, ok := w.Target.(Pager); ok {
		return p.Page(ctx, token)
	}
	machines, err := w.Target.Machines(ctx)
	return machines, "", err
}

// DeniedError says that the identity lacks a permission. It disables one feature: what else is
// permitted continues.
type DeniedError struct {
	Action   string // the permission to grant: states:DescribeStateMachine
	Resource ARN    // on which, "*" for all
	Err      error
}

func (e *DeniedError) Error() string { return e.Err.Error() }
func (e *DeniedError) Unwrap() error { return e.Err }

// Listed are machines as they were listed before: see Lists.
type Listed struct {
	Machines []Machine // sorted by name
	At       time.Time
}

// Lists saves the lists of machines between sessions, for each account and region of a service.
type Lists interface {
	// Load returns the machines that were listed on a target last; the zero value if there is no
	// list of its account and region.
	Load(on Info) (Listed, error)
	// Save saves a list, replacing the one before.
	Save(on Info, listed Listed) error
}

// Directory knows the possible targets. It may take longer than a frame.
type Directory interface {
	// Targets lists them, most recently used first.
	Targets(ctx context.Context) []Place
	// Fitting lists the targets that a machine may be reached by, as far as is known.
	Fitting(ctx context.Context, arn ARN) []Place
	// Account is the account of a target, by its configuration or when it was used last; "" if
	// unknown.
	Account(ctx context.Context, name string) string
	// Regions lists those that were used.
	Regions(ctx context.Context) []string
	// Note remembers that a target is used, and where it is.
	Note(ctx context.Context, name string, on Info)
}
