package local

import (
	"context"

	"expresso/model"
	"expresso/model/embedded"
)

// maxTold is how many events a run reports while it is in flight: what a screen can follow ten times
// a second. The rest arrives with the response.
const maxTold = 4096

// followed is a context for one Start that reports to the context's progress, if it has one, what
// the execution does.
func (l *Local) followed(ctx context.Context) context.Context {
	p := model.ProgressOf(ctx)
	if p == nil || l.Simulated {
		return ctx
	}
	ctx, live := embedded.LookOn(ctx)
	p.Follow(func(from int) (model.Told, bool) {
		glance, ok := live.Look(from, max(maxTold-from, 0)+1)
		if !ok {
			return model.Told{}, false
		}
		told := model.Told{Bill: model.Billing{Duration: glance.BilledDuration, MemoryMB: glance.BilledMemoryMB}}
		events := glance.Events
		if most := max(maxTold-from, 0); len(events) > most {
			events, told.Full = events[:most], true
		}
		told.Events = make([]model.Event, len(events))
		for i, e := range events {
			told.Events[i] = model.Event{
				ID: e.ID, Previous: e.Previous, Type: e.Type, Time: e.Time,
				State: e.StateName(), Details: e.Brief().String(),
			}
		}
		return told, true
	})
	return ctx
}
