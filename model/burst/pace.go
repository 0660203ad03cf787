package burst

import (
	"errors"
	"time"

	"expresso/model"
)

// pace is how many runs may be in flight, and when the next may start. A run that was
// throttled is not sent again, since the plan has more of them; what is respected is the
// reason: an answer that says so halves the number in flight and holds new ones back for
// holdBack, once for all the runs that were under way by then. Every round of answers
// without one, as many as may be in flight, lets one more in, up to the plan's number.
type pace struct {
	most, limit int
	latest      int64 // number of the run that was started last
	since       int64 // throttling of runs up to this one has been respected
	good        int   // answers without throttling since the limit changed
	held        time.Time
}

// holdBack is the time for which a throttled burst starts nothing: AWS's buckets refill by
// the second.
const holdBack = time.Second

func newPace(concurrency int) pace { return pace{most: concurrency, limit: concurrency} }

// hold is how long to wait before the next start.
func (p *pace) hold(now time.Time) time.Duration { return p.held.Sub(now) }

// answered takes in the answer to the nth run.
func (p *pace) answered(n int64, throttled bool, now time.Time) {
	if throttled {
		if n > p.since {
			p.limit, p.good = max(p.limit/2, 1), 0
			p.since, p.held = p.latest, now.Add(holdBack)
		}
		return
	}
	if p.limit == p.most {
		return
	}
	if p.good++; p.good >= p.limit {
		p.limit, p.good = p.limit+1, 0
	}
}

// throttling reports whether the service refused a run because there are too many.
func throttling(err error) bool {
	var refused *model.NotStartedError
	if !errors.As(err, &refused) {
		return false
	}
	switch refused.Code {
	case "ThrottlingException", "Throttling", "TooManyRequestsException", "RequestLimitExceeded", "KmsThrottlingException":
		return true
	}
	return false
}
