package model

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Listing is a target's machines as far as they have been read, so that a search need not wait for
// all.
type Listing struct {
	Machines []Machine // in the service's order
	Whole    bool      // these are all
	// Reading is told how many have been read when a page is there and others follow; nil for nobody.
	Reading func(machines int)

	page   func(ctx context.Context, token string) (machines []Machine, next string, err error)
	tokens []string // of the pages that were read, and last that of the next one; none for the first
}

// ListBy returns a listing of what page reads, with nothing read yet.
func ListBy(page func(ctx context.Context, token string) (machines []Machine, next string, err error)) *Listing {
	return &Listing{page: page}
}

// List returns a listing of the target's machines, with nothing read yet.
func (w *Workbench) List() *Listing { return ListBy(w.Page) }

// Read reads the next page. After an error it may be tried again.
func (l *Listing) Read(ctx context.Context) error {
	token := ""
	if n := len(l.tokens); n > 0 {
		token = l.tokens[n-1]
	}
	machines, next, err := l.page(ctx, token)
	if err != nil {
		return err
	}
	if err := MayRead(l.tokens, next, len(l.Machines)+len(machines)); err != nil {
		return err
	}
	l.Machines, l.tokens, l.Whole = append(l.Machines, machines...), append(l.tokens, next), next == ""
	if l.Reading != nil && !l.Whole {
		l.Reading(len(l.Machines))
	}
	return nil
}

// All reads the pages that have not been read.
func (l *Listing) All(ctx context.Context) error {
	for !l.Whole {
		if err := l.Read(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Find returns the first machine that matches, and reads only as far as needed.
func (l *Listing) Find(ctx context.Context, is func(Machine) bool) (m Machine, ok bool, err error) {
	for seen := 0; ; {
		if i := slices.IndexFunc(l.Machines[seen:], is); i >= 0 {
			return l.Machines[seen+i], true, nil
		}
		if l.Whole {
			return Machine{}, false, nil
		}
		seen = len(l.Machines)
		if err := l.Read(ctx); err != nil {
			return Machine{}, false, err
		}
	}
}

// MayRead says why a list is not read any further: a token comes again, so that it would never end, or it is
// longer than any is. tokens are those so far, next is that of the next page, and so many machines are read.
func MayRead(tokens []string, next string, machines int) error {
	switch {
	case machines > MaxListed:
		return fmt.Errorf("the service returned more than %d state machines", MaxListed)
	case next == "":
		return nil
	case slices.Contains(tokens, next):
		return errors.New("the service returned the same page token twice")
	case len(tokens)+1 >= MaxPages:
		return fmt.Errorf("the service returned more than %d pages", MaxPages)
	}
	return nil
}
