package model

import (
	"context"
	"sync"
)

// Progress is what a run tells of itself while it is in flight. Whoever sends the run makes
// one and looks at it now and then; a target that can tell something finds it in the context
// of Start. Most targets cannot, and it stays silent. The zero value is ready; it is safe for
// concurrent use.
type Progress struct {
	mu   sync.Mutex
	read func(from int) (Told, bool)
}

// Told is what a run has told of itself.
type Told struct {
	Events []Event // from the place that was asked for on, oldest first
	Full   bool    // there are more events, which come with the answer
	Bill   Billing // what would be billed if it ended now: an estimate
}

type progressKey struct{}

// WithProgress returns a context with which a run tells p how it goes.
func WithProgress(ctx context.Context, p *Progress) context.Context {
	return context.WithValue(ctx, progressKey{}, p)
}

// ProgressOf is what a run is to tell how it goes, nil if nobody asks.
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
