// Package engine executes compiled machines as AWS executes Express workflows. That is data
// flow, retries, waits, limits, the history of events, and an estimate of what is billed. It
// knows no HTTP and no SDK, what answers a Task state reaches it as a task.Invoker, and
// its only clock is the one it is given. It does not parse: paths, templates and conditions
// come compiled from package asl.
//
// With the real clock, branches that can take time run as goroutines. With the simulated
// clock nothing waits: every branch carries its own time, a join takes the latest, and of
// several failures the one that is first in simulated time counts.
//
// Simulated branches are executed one after the other and their events put into the order
// of time when they are joined. Two things show it. The event id in the cause of a failure
// that is caught within a branch is the one from before that, since the text has become
// part of an output. And a branch may have called tasks, which count their invocations, up
// to the time at which a sibling that is executed after it turns out to have failed.
package engine

import (
	"context"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"expresso/model/asl"
	"expresso/model/jsonvalue"
	"expresso/model/limit"
	"expresso/model/memory"
	"expresso/model/task"
)

const (
	// MaxRun is how long an Express execution lasts at most (AWS: five minutes, hard).
	MaxRun = limit.Express
	// maxPayload is the size in bytes of the largest input or output of a state, a task
	// or an execution (AWS: quotas).
	maxPayload = limit.Payload
	// maxVariables is the total size in bytes of an execution's variables (AWS: 10 MiB).
	maxVariables = 10 << 20
	// maxInline is how many iterations of a Map state run at once (AWS: inline mode).
	maxInline = 40
	// maxCause is the length in bytes to which a cause is cut (AWS: 32,768 characters).
	maxCause = 32_768
	// transition is what entering and leaving a state takes in simulated time. AWS takes
	// a few milliseconds. It also ends a loop without a Wait: after 300,000 states.
	transition = time.Millisecond
)

// Clock is the time that an execution goes by. The zero value is the real time.
type Clock struct {
	simulated bool
	start     time.Time // of every execution; zero for the time at which it begins
}

// RealClock waits for as long as it says; SimulatedClock begins at the current time and
// waits only in its books.
var (
	RealClock      = Clock{}
	SimulatedClock = Clock{simulated: true}
)

// SimulatedFrom is a simulated clock by which every execution starts at the same time.
// Executions by it are the same in every detail, except for tasks and intrinsic functions
// that are random.
func SimulatedFrom(start time.Time) Clock { return Clock{simulated: true, start: start} }

// Execution is what to execute a state machine with.
type Execution struct {
	ARN, Name               string // of the execution
	MachineARN, MachineName string
	RoleARN                 string
	Input                   jsonvalue.Value
	Tasks                   task.Invoker // nil if the machine has no Task states
	Clock                   Clock
	Redrives                bool // the context object counts them, as that of what StartExecution began does
	DefinitionSize          int  // bytes, for the memory estimate; 0 for the size of what was loaded
	Midway                  Midway
	Memory                  *memory.Account // what the execution takes memory from; nil for no bound
	Live                    *Live           // looks on while it runs; nil for nobody
	// Transition is what entering a state takes by the real clock. It is 0 except for an
	// audience, which is to see the states go by.
	Transition time.Duration
}

// Midway is where an execution begins that does not begin with the machine's first state. The
// zero value is for one that does.
type Midway struct {
	State     string          // of the machine's own
	Variables jsonvalue.Value // that are set then, an object; undefined for none
	Input     jsonvalue.Value // the execution's in the context object
}

// Status is how an execution ended.
type Status string

// The statuses of a synchronous execution are Succeeded, Failed and TimedOut. Aborted is
// that of one whose context was cancelled, which AWS has no way to do.
const (
	Succeeded Status = "SUCCEEDED"
	Failed    Status = "FAILED"
	TimedOut  Status = "TIMED_OUT"
	Aborted   Status = "ABORTED"
)

// Result is what came of an execution.
type Result struct {
	Status           Status
	Output           jsonvalue.Value // undefined unless Succeeded
	Error, Cause     *string         // nil where AWS leaves the key out
	Started, Stopped time.Time
	BilledDuration   time.Duration
	BilledMemoryMB   int64
	Events           []Event
	// Dropped is the number of events that were not kept, because there were too many or
	// memory was short: they are missing in the middle of Events, where the IDs show the gap.
	Dropped int64
	// TraceBytes is about what Events take in memory.
	TraceBytes int64
}

// Execute executes a machine to its end, or until ctx is done.
func Execute(ctx context.Context, m *asl.Machine, e Execution) Result {
	x := executions.Get().(*execution)
	b := x.begin(ctx, m, e)
	if e.Live != nil && !x.simulated {
		e.Live.begin(x)
	}
	first := m.Start
	if e.Midway.State != "" {
		first = m.State(e.Midway.State)
		b.set(e.Midway.Variables)
	}
	output, f := b.from(first, e.Input)
	if e.Live != nil {
		e.Live.end()
	}
	r := x.result(b, output, f)
	x.history.release()
	*x = execution{}
	executions.Put(x)
	return r
}

// begin makes an empty execution one that begins now, and returns its branch.
func (x *execution) begin(ctx context.Context, m *asl.Machine, e Execution) *branch {
	x.Execution, x.machine, x.simulated = e, m, e.Clock.simulated
	x.began = time.Now()
	now := e.Clock.start
	if now.IsZero() {
		if now = x.began; x.simulated {
			now = now.Truncate(time.Millisecond)
		}
	}
	x.started = now
	most := MaxRun
	if m.Timeout > 0 {
		most = min(most, m.Timeout)
	}
	x.deadline = now.Add(most)
	b := &x.root
	b.x, b.ctx, b.done, b.now = x, ctx, ctx.Done(), now
	if e.Memory != nil {
		b.scope.Account = e.Memory
	}
	x.history.account, x.history.room = e.Memory, freePayload
	if m.UsesVariables {
		b.scope.Variables = new(asl.Variables)
	}
	x.history.reserve(2 + 2*len(m.States))
	x.history.steady = !x.simulated
	// Else nothing runs in goroutines, see fanOut, and nobody looks on.
	x.history.shared = (m.Blocks || e.Transition > 0 || e.Live != nil) && !x.simulated
	begin := Event{Type: "ExecutionStarted", value: e.Input}
	if e.RoleARN != "" {
		begin.detail = &detail{role: e.RoleARN}
	}
	b.record(begin)
	b.last = 0 // the first state's event follows nothing (recorded)
	return b
}

// executions are empty ones to use again: they are larger than the history of a small
// machine, and nothing refers to one that has ended.
var executions = sync.Pool{New: func() any { return new(execution) }}

// execution is one execution of a machine.
type execution struct {
	Execution
	machine   *asl.Machine
	simulated bool
	began     time.Time // in real time
	looked    int64     // the event at which late looked at the real time
	started   time.Time
	deadline  time.Time
	root      branch
	history   history
	trial     *trial // nil in an execution of the whole machine
	context   contextParts
	random    *rand.Rand // of simulated time, which is not to be random

	steps     atomic.Int64 // bytes of payload of all branches and iterations
	variables atomic.Int64 // bytes of variables
}

// late reports whether the time is up when an event happens. By the simulated clock branches
// look at their own time, but what they do may take real time too: that has the same limit,
// and is looked at now and then.
func (x *execution) late(event int64, now time.Time) bool {
	if !x.simulated {
		return !now.Before(x.deadline)
	}
	const often = 256 // events
	if event < x.looked+often {
		return false
	}
	x.looked = event
	return time.Since(x.began) > MaxRun
}

func (x *execution) result(b *branch, output jsonvalue.Value, f *failure) Result {
	r := Result{Started: x.started}
	b.tick()
	switch {
	case f == nil:
		r.Status, r.Output = Succeeded, output
		b.record(Event{Type: "ExecutionSucceeded", value: output})
	case f.kind == timedOut:
		r.Status = TimedOut
		if x.simulated {
			b.now = x.deadline
		}
		b.last = 0 // recorded: it follows nothing
		b.record(Event{Type: "ExecutionTimedOut"})
	case f.kind == stopped:
		r.Status = Aborted
		b.record(Event{Type: "ExecutionAborted"})
	default:
		r.Status = Failed
		r.Error, r.Cause = f.name, f.cause()
		b.last = b.tail
		b.record(Event{Type: "ExecutionFailed", detail: &detail{failure: f}})
	}
	r.Stopped = x.history.lastTime
	r.Events, r.Dropped = x.history.kept(), x.history.dropped
	r.TraceBytes = int64(len(r.Events))*eventBytes + x.history.distinct*valueBytes
	r.BilledDuration = BilledDuration(r.Stopped.Sub(r.Started))
	r.BilledMemoryMB = x.billedMemory()
	return r
}

func (x *execution) billedMemory() int64 {
	size := x.DefinitionSize
	if size == 0 {
		size = x.machine.Size
	}
	return BilledMemoryMB(int64(size), x.steps.Load())
}

// BilledDuration is what AWS bills for: up to the next 100 ms, at least one such step.
func BilledDuration(d time.Duration) time.Duration {
	const step = 100 * time.Millisecond
	return max(step, (d+step-1)/step*step)
}

// BilledMemoryMB estimates the memory that AWS bills for, in steps of 64 MB, by its
// documented formula: 50 MB, the definition, and the payload times the number of Parallel
// and Map steps, which is stepBytes. A MB has a million bytes here (AWS: Express pricing).
func BilledMemoryMB(definitionBytes, stepBytes int64) int64 {
	const step = 64_000_000
	bytes := 50_000_000 + definitionBytes + stepBytes
	return (bytes + step - 1) / step * 64
}
