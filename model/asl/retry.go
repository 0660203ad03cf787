package asl

import (
	"fmt"
	"math"
	"slices"
	"time"

	"expresso/model/jsonvalue"
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
	ErrIntrinsic  = "States.IntrinsicFailure"
	ErrResultPath = "States.ResultPathMatchFailure"

	ErrQueryEvaluation = "States.QueryEvaluationError"
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

// errorEquals reads the errors that a retrier or a catcher is for.
func (c *compiler) errorEquals(f *fields) []string {
	if !f.required("ErrorEquals") {
		return nil
	}
	v, ok := f.ofKind("ErrorEquals", jsonvalue.KindArray, "Array")
	if ok && v.Len() == 0 {
		c.l.fail(codeSchema, f.at("ErrorEquals"), "Value cannot be empty")
	}
	if !ok {
		return nil
	}
	names := make([]string, v.Len())
	for i := range names {
		if !isString(v.At(i)) {
			c.l.fail(codeSchema, element(f.at("ErrorEquals"), i), "Expected value of type String")
		}
		names[i] = v.At(i).Str()
	}
	return names
}

func (c *compiler) retrier(_ int, f *fields) {
	f.text("Comment")
	r := &Retrier{Errors: c.errorEquals(f), Interval: time.Second, MaxAttempts: 3, BackoffRate: 2}
	if n, ok := f.integer("IntervalSeconds", 0, maxSeconds); ok {
		r.Interval = time.Duration(n) * time.Second
	}
	if n, ok := f.integer("MaxAttempts", 0, maxSeconds); ok {
		r.MaxAttempts = n
	}
	if x, ok := f.number("BackoffRate", 1); ok {
		r.BackoffRate = x
	}
	if n, ok := f.integer("MaxDelaySeconds", 1, 31_622_400); ok {
		r.MaxDelay = time.Duration(n) * time.Second
	}
	r.FullJitter = f.oneOf("JitterStrategy", "NONE", "FULL") == "FULL"
	f.refuseOthers()
	c.state.Retry = append(c.state.Retry, r)
}

func (c *compiler) catcher(_ int, f *fields) {
	f.text("Comment")
	catcher := &Catcher{Errors: c.errorEquals(f), Assign: f.assign()}
	if c.l.current == JSONata {
		catcher.Output = f.computed("Output")
	} else {
		catcher.ResultPath = c.l.resultPath(f)
	}
	if f.required("Next") {
		if name, ok := f.ofKind("Next", jsonvalue.KindString, "String"); ok {
			catcher.Next = c.target(f, "Next", name.Str())
		}
	}
	f.refuseOthers()
	c.state.Catch = append(c.state.Catch, catcher)
}

// checkErrorLists sees to it that States.ALL is alone in its list and in the last one.
func (c *compiler) checkErrorLists() {
	check := func(field string, i, last int, names []string) {
		if at := slices.Index(names, ErrAll); at >= 0 && (len(names) > 1 || i != last) {
			c.l.fail(codeSchema, fmt.Sprintf("%s/%d/ErrorEquals", c.at(field), i), "States.ALL must appear alone and at end of list")
		}
	}
	for i, r := range c.state.Retry {
		check("Retry", i, len(c.state.Retry)-1, r.Errors)
	}
	for i, k := range c.state.Catch {
		check("Catch", i, len(c.state.Catch)-1, k.Errors)
	}
}
