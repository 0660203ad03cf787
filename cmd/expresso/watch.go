package main

import (
	"context"

	"expresso/model"
	"expresso/model/local"
)

// watches reports whether definitions are watched: those of a folder that has some, or
// that was named. Any other folder may be a home directory or a disk.
func (a *app) watches(l *local.Local) bool {
	return l != nil && (!l.HasSamples() || a.target.given.Changed("dir"))
}

// watch takes over what changes in the workspace, and tells of it, until ctx ends. reread
// looks at it at once.
func watch(ctx context.Context, l *local.Local) (changes <-chan model.Change, reread func()) {
	out, again := make(chan model.Change), make(chan struct{}, 1)
	go func() {
		defer close(out)
		l.Watch(ctx, again, func(c model.Change) {
			select {
			case out <- c:
			case <-ctx.Done():
			}
		})
	}()
	return out, func() {
		select {
		case again <- struct{}{}:
		default: // is asked for already
		}
	}
}
