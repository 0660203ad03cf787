package model

import (
	"context"
	"errors"
)

// Origin says where a run began if it did not begin with its machine's first state. The zero value
// is that of a run of the whole machine.
type Origin struct {
	Run       RunID  // the run whose state it starts from
	State     string // of the machine's own states, none within a Map or Parallel
	Variables string // that are set when it begins: a JSON object, "" for none
	// Input is what the context object has as the execution's input: that of the whole
	// machine's run. It is not kept: "" to have it read from the history.
	Input string
}

// Whole reports whether a run is of the whole machine.
func (o Origin) Whole() bool { return o.State == "" }

// maxOrigins is how many runs are followed back, of which each began in the one before.
const maxOrigins = 1000

// original is the input of the run of the whole machine that a run has come from.
func original(ctx context.Context, journal Journal, o Origin) (string, error) {
	for range maxOrigins {
		run, err := journal.Get(ctx, o.Run)
		if err != nil || run.Origin.Whole() {
			return run.Input, err
		}
		o = run.Origin
	}
	return "", errors.New("the run it started from is too many runs ago")
}
