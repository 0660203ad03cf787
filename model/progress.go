package model

import (
	"context"
	"sync"
)

// Progress is what a run reports while it is in flight. The sender of the run makes one and reads it
// now and then; a target that can report finds it in the context of Start. Most targets cannot, and
// report nothing. The zero value is ready; it is safe for concurrent use.
type Progress struct {
	mu   sync.Mutex
	read func(from int) (Told, bool)
}

// Told is what a run has reported.
type Told struct {
	Events []Event // from the requested position, oldest first
	Full   bool    // there are more events, which arrive with the response
	Bill   Billing // what would be billed if it ended now: an estimate
}

type progressKey struct{}

// WithProgress returns a context with which a run reports to p.
func WithProgress(ctx context.Context, p *Progress) context.Context {
	return context.WithValue(ctx, progressKey{}, p)
}

// ProgressOf is what a run should report to, nil for nothing.
func ProgressOf(ctx context.Context) *Progress {
	p, _ := ctx.Value(progressKey{}).(*Progress)
	return p
}

// Follow is for targets: read returns what is reported from an event on, and false while the run
// is not running. It is called by other goroutines.
func (p *Progress) Follow(read func(from int) (Told, bool)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.read = read
}

// Read returns what the run has told, with the events from a place on, the first of all at 0.
// It reports false where nothing is reported: not yet, not any more, or not at all.
func (p *Progress) Read(from int) (Told, bool) {
	p.mu.Lock()
	read := p.read
	p.mu.Unlock()
	if read == nil {
		return Told{}, false
	}
	return read(from)
}
