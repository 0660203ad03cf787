package burst

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"expresso/model"
)

// maxNames is how many names of errors are told apart.
const maxNames = 50

// otherErrors is the name under which errors are counted beyond those that are told apart.
const otherErrors = "others"

// Named is how often runs ended with an error of a name: AWS's error name of a run that
// failed, the service's error code of one that was refused, or the status in words.
type Named struct {
	Name  string
	Count int64
}

// counts is what is kept of the runs.
type counts struct {
	planned      int64
	inFlight     int64
	began, ended time.Time
	totals       model.Totals
	answered     int64
	throttled    int64
	notStarted   int64
	overBudget   bool
	unsigned     error
	errors       map[string]int64
	latency      Histogram
	billed       Histogram
}

func (c *counts) add(run model.Run, err error) {
	c.inFlight--
	c.totals.Add(run)
	if run.Status.Answered() {
		c.answered++
		c.latency.Add(run.Took)
	}
	if run.Billing.Duration > 0 {
		c.billed.Add(run.Billing.Duration)
	}
	if run.Status == model.Succeeded {
		return
	}
	if c.errors == nil {
		c.errors = map[string]int64{}
	}
	c.unsigned = cmp.Or(c.unsigned, model.Unsigned(err))
	name := nameOf(run, err)
	if _, known := c.errors[name]; !known && len(c.errors) >= maxNames {
		name = otherErrors
	}
	c.errors[name]++
}

func nameOf(run model.Run, err error) string {
	var refused *model.NotStartedError
	switch {
	case run.Error != "":
		return run.Error
	case run.Status == model.NotStarted && errors.As(err, &refused) && refused.Code != "":
		return refused.Code
	}
	return run.Status.String()
}

// Snapshot is how a burst stands.
type Snapshot struct {
	Planned   int64 // runs that are to be started, 0 if that is not known
	Done      int64 // that have an outcome
	InFlight  int64
	Answered  int64 // that the service executed
	Throttled int64 // that the service refused because there were too many
	// NotStarted is how many others were refused, or were not sent.
	NotStarted int64
	Limit      int // how many may be in flight now
	Totals     model.Totals
	// OverBudget is set where no more runs were started because a budget was reached.
	OverBudget bool
	// Unsigned is why runs were not started for want of credentials, nil if none was.
	Unsigned error
	Elapsed  time.Duration
	Errors   []Named // most frequent first, then by name
	// Latency is from the request to the answer by our clock, of runs that were answered;
	// Billed is the billed duration.
	Latency, Billed Histogram
}

// Rate is how many runs had an outcome in a second, 0 before the first.
func (s Snapshot) Rate() float64 {
	if s.Elapsed <= 0 {
		return 0
	}
	return float64(s.Done) / s.Elapsed.Seconds()
}

// Left is how long the rest takes at the rate so far; ok is false while that is not known.
func (s Snapshot) Left() (left time.Duration, ok bool) {
	if s.Planned == 0 || s.Done == 0 {
		return 0, false
	}
	return time.Duration(float64(s.Elapsed) / float64(s.Done) * float64(s.Planned-s.Done)), true
}

// Snapshot tells how the burst stands. It may be called at any time, by anybody.
func (b *Burst) Snapshot() Snapshot {
	b.mu.Lock()
	defer b.mu.Unlock()
	c := &b.count
	s := Snapshot{
		Planned: c.planned, Done: c.totals.Runs, InFlight: c.inFlight, Answered: c.answered,
		Throttled: c.throttled, NotStarted: c.notStarted, Limit: b.pace.limit, Totals: c.totals, OverBudget: c.overBudget, Unsigned: c.unsigned, Latency: c.latency, Billed: c.billed,
	}
	if !c.began.IsZero() {
		end := c.ended
		if end.IsZero() {
			end = b.now()
		}
		s.Elapsed = end.Sub(c.began)
	}
	for name, n := range c.errors {
		s.Errors = append(s.Errors, Named{name, n})
	}
	slices.SortFunc(s.Errors, func(x, y Named) int {
		return cmp.Or(cmp.Compare(y.Count, x.Count), cmp.Compare(x.Name, y.Name))
	})
	return s
}
