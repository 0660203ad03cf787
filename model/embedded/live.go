package embedded

import (
	"context"

	"expresso/model/engine"
)

// liveKey is where a context holds who looks on.
type liveKey struct{}

// LookOn returns a context for one StartSyncExecution through a Transport, and with it a
// window on the execution that it starts. Nothing of it is on the wire.
func LookOn(ctx context.Context) (context.Context, *engine.Live) {
	live := new(engine.Live)
	return context.WithValue(ctx, liveKey{}, live), live
}

func liveOf(ctx context.Context) *engine.Live {
	live, _ := ctx.Value(liveKey{}).(*engine.Live)
	return live
}
