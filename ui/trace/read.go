package trace

import (
	"context"
	"errors"

	"expresso/model"
)

// Read returns the events of a run, and in words why there are none, or what they lack. It may
// take as long as a log does to be read.
func Read(ctx context.Context, bench *model.Workbench, run model.Run) (events []model.Event, problem string) {
	events, err := bench.Trace(ctx, run)
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
