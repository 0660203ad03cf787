package embedded

import (
	"sync"

	"expresso/model/engine"
	"expresso/model/memory"
)

const (
	// maxTraces and maxTraceBytes bound what is kept of past executions: as many as
	// someone looks back on, and memory that a workbench can spare.
	maxTraces     = 256
	maxTraceBytes = 32 << 20
)

// trace is what is kept of an execution.
type trace struct {
	events []engine.Event
	bytes  int64 // about
}

// traces keeps the events of the latest executions. The zero value is empty.
type traces struct {
	mu    sync.Mutex
	order []string // oldest first
	kept  map[string]trace
	bytes int64
}

// add keeps the events of an execution, and forgets the oldest ones if that is too much.
// What is kept is in the account of memory.
func (t *traces) add(execution string, result engine.Result, account *memory.Account) {
	x := trace{events: result.Events, bytes: result.TraceBytes}
	account.Hold(x.bytes)
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.kept == nil {
		t.kept = map[string]trace{}
	}
	t.order = append(t.order, execution)
	t.kept[execution] = x
	t.bytes += x.bytes
	for len(t.order) > 1 && (len(t.order) > maxTraces || t.bytes > maxTraceBytes) {
		oldest := t.kept[t.order[0]].bytes
		t.bytes -= oldest
		account.Give(oldest)
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
