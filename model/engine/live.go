package engine

import (
	"sync"
	"time"

	"expresso/model/jsonvalue"
)

// Live is a window on an execution while it runs by the real clock; by the simulated one it
// has ended before anybody could look. The zero value is of an execution that has not begun.
// It is safe for concurrent use, and costs the execution a lock for each event.
type Live struct {
	mu sync.Mutex
	x  *execution // nil before it begins, and when it has ended
}

// Glance is what can be told of an execution while it runs.
type Glance struct {
	Events []Event // from the place that was asked for on, oldest first
	// What would be billed if it ended now.
	BilledDuration time.Duration
	BilledMemoryMB int64
}

// Look returns what the execution has done, with at most so many events from a place on, the
// first of all at 0. It reports false if the execution is not running.
func (l *Live) Look(from, most int) (Glance, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	x := l.x
	if x == nil {
		return Glance{}, false
	}
	g := Glance{BilledDuration: BilledDuration(time.Since(x.began)), BilledMemoryMB: x.billedMemory()}
	h := &x.history
	h.lock()
	defer h.unlock()
	if from = max(from, 0); h.dropped == 0 && from < len(h.events) { // else places mean nothing any more
		g.Events = append(g.Events, h.events[from:min(from+max(most, 0), len(h.events))]...)
	}
	return g, true
}

func (l *Live) begin(x *execution) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.x = x
}

// end waits for those who are looking: the execution is someone else's afterwards.
func (l *Live) end() { l.begin(nil) }

// maxBrief is how many bytes of an input or output an event tells in brief: enough to
// recognise a document, and little enough for thousands of events.
const maxBrief = 2 << 10

// Brief is Details without inputs and outputs that are long.
func (e Event) Brief() jsonvalue.Value {
	if e.value.Size() > maxBrief {
		e.value = jsonvalue.Value{}
	}
	return e.Details()
}
