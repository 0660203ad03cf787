package embedded

import (
	"sync"

	"expresso/model/engine"
	"expresso/model/jsonvalue"
)

const (
	// maxTraces and maxTraceBytes bound what is kept of past executions: as many as
	// someone looks back on, and memory that a workbench can spare.
	maxTraces     = 256
	maxTraceBytes = 32 << 20
	// eventBytes and valueBytes are what an event, and a byte of a JSON text, take in
	// memory: 256 KiB of small members were measured at 1.4 MB.
	eventBytes = 100
	valueBytes = 5
)

// trace is what is kept of an execution.
type trace struct {
	events []engine.Event
	bytes  int // about
}

// traces keeps the events of the latest executions. The zero value is empty.
type traces struct {
	mu    sync.Mutex
	order []string // oldest first
	kept  map[string]trace
	bytes int
}

// add keeps the events of an execution, and forgets the oldest ones if that is too much.
// The memory is reckoned by what went into the execution and came out of it: what its
// states made in between is mostly parts of the two.
func (t *traces) add(execution string, input jsonvalue.Value, result engine.Result) {
	x := trace{events: result.Events, bytes: eventBytes*len(result.Events) + valueBytes*(input.Size()+result.Output.Size())}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.kept == nil {
		t.kept = map[string]trace{}
	}
	t.order = append(t.order, execution)
	t.kept[execution] = x
	t.bytes += x.bytes
	for len(t.order) > 1 && (len(t.order) > maxTraces || t.bytes > maxTraceBytes) {
		t.bytes -= t.kept[t.order[0]].bytes
		delete(t.kept, t.order[0])
		t.order = t.order[1:]
	}
}

func (t *traces) get(execution string) ([]engine.Event, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	x, ok := t.kept[execution]
	return x.events, ok
}
