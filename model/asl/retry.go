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
	ResultPath *ResultPath // JSONPath
	Output     Expr        // JSONata; nil for the error object
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
	ErrResultPath = "States.ResultPathMatchFailure"

	ErrThreshold = "States.ExceedToleratedFailureThreshold"

	ErrQueryEvaluation = "States.QueryEvaluationError"
)

// matches reports whether a list of ErrorEquals names an error. States.Runtime is never
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

// Matches reports whether the retrier is for an error. A failure without a name has "".
func (r *Retrier) Matches(name string) bool { return matches(r.Errors, name) }

// Matches reports whether the catcher is for an error. A failure without a name has "".
func (c *Catcher) Matches(name string) bool { return matches(c.Errors, name) }

// Tries is how often a state may be tried in all after it failed with an error, 0 if it is not
// tried again or there is no such state.
func (m *Machine) Tries(state, failed string) int64 {
	tries := int64(0)
	m.Walk(func(s *State) {
		if s.Name != state || tries > 0 {
			return
		}
		for _, r := range s.Retry {
			if r.Matches(failed) {
				tries = 1 + r.MaxAttempts
				return
			}
		}
	})
	return tries
}

// Delay is how long to wait before try n, counted from 1, without jitter.
func (r *Retrier) Delay(n int64) time.Duration {
	d := float64(r.Interval) * math.Pow(r.BackoffRate, float64(n-1))
	if r.MaxDelay > 0 {
		d = min(d, float64(r.MaxDelay))
	}
	// Executions last minutes: what no time.Duration holds is as good as forever.
	return time.Duration(min(d, float64(math.MaxInt64/2)))
}

// errorEquals reads the errors that a retrier or a catcher is for.
func (f *fields) errorEquals() []string {
	v := f.get("ErrorEquals")
	names := make([]string, v.Len())
	for i := range names {
		names[i] = v.At(i).Str()
	}
	return names
}

func (c *compiler) retrier(f *fields) {
	r := &Retrier{
		Errors:      f.errorEquals(),
		Interval:    time.Duration(f.integer("IntervalSeconds", 1)) * time.Second,
		MaxAttempts: f.integer("MaxAttempts", 3),
		BackoffRate: 2,
		MaxDelay:    time.Duration(f.integer("MaxDelaySeconds", 0)) * time.Second,
		FullJitter:  f.text("JitterStrategy") == "FULL",
	}
	if f.has("BackoffRate") {
		r.BackoffRate = f.get("BackoffRate").Float()
	}
	c.state.Retry = append(c.state.Retry, r)
}

func (c *compiler) catcher(f *fields) {
	catcher := &Catcher{Errors: f.errorEquals(), Assign: f.assign(), Next: c.target(f)}
	if c.l.current == JSONata {
		catcher.Output = f.template("Output")
	} else {
		catcher.ResultPath = f.resultPath()
	}
	c.state.Catch = append(c.state.Catch, catcher)
}
