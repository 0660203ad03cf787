package model

import (
	"slices"
	"time"
)

// Numbers come from services, history rows and files, and may be anything. Impossible ones are
// treated as unknown.
const (
	// UnknownDuration is a duration that is unknown.
	UnknownDuration time.Duration = -1

	// maxDuration is far above MaxRun, so that a service that allows more is believed.
	maxDuration = 24 * time.Hour
	maxMemoryMB = 1 << 20
)

// maxMoment keeps the year within four digits in every time zone: JSON has no room for more.
var maxMoment = time.Date(9998, 1, 1, 0, 0, 0, 0, time.UTC)

// PlausibleTime is t, or the zero time if t is before 1970 or after the year 9997.
func PlausibleTime(t time.Time) time.Time {
	if t.Before(time.Unix(0, 0)) || !t.Before(maxMoment) {
		return time.Time{}
	}
	return t
}

// plausibleDuration is d, or UnknownDuration if d is negative or longer than a day.
func plausibleDuration(d time.Duration) time.Duration {
	if d < 0 || d > maxDuration {
		return UnknownDuration
	}
	return d
}

// Plausible is the run without impossible values: an unknown status, times, durations, and billing.
// The zero value of each means that it is unknown; only the time of the request is always known, and
// clamped to 1970.
func (r Run) Plausible() Run {
	if !slices.Contains(Statuses, r.Status) {
		r.Status = NoResponse
	}
	if r.Asked = PlausibleTime(r.Asked); r.Asked.IsZero() {
		r.Asked = time.Unix(0, 0).UTC()
	}
	r.Started, r.Stopped = PlausibleTime(r.Started), PlausibleTime(r.Stopped)
	r.Took = max(plausibleDuration(r.Took), 0)
	if b := r.Billing; plausibleDuration(b.Duration) < 0 || b.MemoryMB < 0 || b.MemoryMB > maxMemoryMB {
		r.Billing = Billing{}
	}
	return r
}
