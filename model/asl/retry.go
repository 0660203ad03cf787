package asl

import (
	"math"
	"slices"
	"time"
)

// Retrier is one entry of a state's Retry.
type Retrier struct {
	Errors      []string
	Interval    time.Duration
	MaxAttempts int64
	BackoffRate float64
	MaxDelay    time.Duration // 0 for none
	FullJitter  bool
}

// Catcher is one entry of a state's Catch.
type Catcher struct {
	Errors     []string
	Next       *State
	ResultPath *ResultPath
	Assign     Expr
}

// Error names with a meaning of their own.
const (
	ErrAll        = "States.ALL"
	ErrTaskFailed = "States.TaskFailed"
	ErrTimeout    = "States.Timeout"
	ErrHeartbeat  = "States.HeartbeatTimeout"
	ErrRuntime    = "States.Runtime"
	ErrDataLimit  = "States.DataLimitExceeded"
	ErrNoChoice   = "States.NoChoiceMatched"
	ErrIntrinsic  = "States.IntrinsicFailure"
	ErrParameter  = "States.ParameterPathFailure"
	ErrResultPath = "States.ResultPathMatchFailure"
)

// matches tells whether a list of ErrorEquals names an error. States.Runtime is never
// matched, not even by its own name (recorded). States.ALL matches States.DataLimitExceeded,
// although the documentation says that it does not (recorded).
func matches(list []string, name string) bool {
	if name == ErrRuntime {
		return false
	}
	return slices.ContainsFunc(list, func(listed string) bool {
		switch listed {
		case ErrAll:
			return true
		case ErrTaskFailed:
			return name != ErrTimeout
		default:
			return listed == name
		}
	})
}

// Matches tells whether the retrier is for an error. A failure without a name has "".
func (r *Retrier) Matches(name string) bool { return matches(r.Errors, name) }

// Matches tells whether the catcher is for an error. A failure without a name has "".
func (c *Catcher) Matches(name string) bool { return matches(c.Errors, name) }

// Delay is how long to wait before try n, counted from 1, without jitter.
func (r *Retrier) Delay(n int64) time.Duration {
	d := float64(r.Interval) * math.Pow(r.BackoffRate, float64(n-1))
	if r.MaxDelay > 0 {
		d = min(d, float64(r.MaxDelay))
	}
	// Executions last minutes: what no time.Duration holds is as good as forever.
	return time.Duration(min(d, float64(math.MaxInt64/2)))
}
