package embedded

import (
	"sync"

	"expresso/model/engine"
)

// maxTraces and maxTraceEvents bound what is kept of past executions: as many as someone
// looks back on, and the memory of a few large ones.
const (
	maxTraces      = 256
	maxTraceEvents = 200_000
)

// traces keeps the events of the latest executions. The zero value is empty.
type traces struct {
	mu     sync.Mutex
	order  []string // oldest first
	events map[string][]engine.Event
	total  int
}

func (t *traces) add(execution string, events []engine.Event) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.events == nil {
		t.events = map[string][]engine.Event{}
	}
	t.order = append(t.order, execution)
	t.events[execution] = events
	t.total += len(events)
	for len(t.order) > 1 && (len(t.order) > maxTraces || t.total > maxTraceEvents) {
		t.total -= len(t.events[t.order[0]])
		delete(t.events, t.order[0])
		t.order = t.order[1:]
	}
}

func (t *traces) get(execution string) ([]engine.Event, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	events, ok := t.events[execution]
	return events, ok
}
