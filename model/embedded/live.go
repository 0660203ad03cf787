package embedded

import (
	"context"

	"expresso/model/engine"
	"expresso/model/jsonvalue"
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

// midwayKey is where a context holds where an execution begins.
type midwayKey struct{}

// StartAt returns a context with which one StartSyncExecution through a Transport begins at a
// state within the machine, with variables set and an input for the context object. Nothing of
// it is on the wire.
func StartAt(ctx context.Context, state string, variables, input jsonvalue.Value) context.Context {
	return context.WithValue(ctx, midwayKey{}, engine.Midway{State: state, Variables: variables, Input: input})
}

// seenKey is where a context holds the context object that a tested state sees.
type seenKey struct{}

// Seeing returns a context with which one TestState through a Transport has a context object
// that TestState itself takes for no state: that of any state, with the Map that it is in.
// Nothing of it is on the wire.
func Seeing(ctx context.Context, object jsonvalue.Value) context.Context {
	return context.WithValue(ctx, seenKey{}, object)
}

func seenOf(ctx context.Context) jsonvalue.Value {
	v, _ := ctx.Value(seenKey{}).(jsonvalue.Value)
	return v
}

func midwayOf(ctx context.Context) engine.Midway {
	m, _ := ctx.Value(midwayKey{}).(engine.Midway)
	return m
}
