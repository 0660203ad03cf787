package plain

import (
	"context"
	"os"

	"expresso/model"
)

// work is what takes longer than one run.
type work struct {
	// do does it. What it tells is said at once, in the session's own time.
	do func(ctx context.Context, tell func(func())) error
	// stop starts nothing more; nil where everything has begun already.
	stop func()
	// soFar is how far it is, in a sentence.
	soFar func(stopping bool) string
}

// await does work until it ends. A first control c stops it, a second one gives up on the
// runs in flight.
func (s *session) await(w work) error {
	ctx, stopWaiting := context.WithCancelCause(s.ctx)
	defer stopWaiting(nil)
	done := make(chan error, 1)
	told := make(chan func())
	go func() { done <- w.do(ctx, func(say func()) { told <- say }) }()
	for n, stopping := 0, w.stop == nil; ; {
		select {
		case err := <-done:
			return err
		case say := <-told:
			say()
		case <-s.After(stillRunning[min(n, len(stillRunning)-1)]):
			n++
			s.say("%s", w.soFar(stopping))
		case signal := <-s.Signals:
			s.turn()
			s.ended = signal != os.Interrupt
			if stopping || s.ended {
				stopWaiting(model.ErrStoppedWaiting)
				break
			}
			stopping = true
			w.stop()
			s.say("stopping: waiting for the runs in flight. Press control c again to stop waiting.")
		}
	}
}
