package trace

import (
	"context"
	"errors"

	"expresso/model"
)

// Read returns the events of a run, and in words why there are none, or what they lack. Where they are in
// a log, it is read only if logs is true: AWS bills that, and it may take long.
func Read(ctx context.Context, bench *model.Workbench, run model.Run, logs bool) (events []model.Event, problem string) {
	read := bench.TraceAtHand
	if logs {
		read = bench.Trace
	}
	events, err := read(ctx, run)
	switch {
	case err == nil:
		return events, ""
	case errors.Is(err, model.ErrNoTrace), len(events) > 0:
		problem = err.Error()
	default:
		problem = "cannot read the trace: " + err.Error()
	}
	if hint := model.HintOf(err); hint != "" {
		problem += ": " + hint
	}
	return events, problem
}
