package embedded

import (
	"sync"
	"time"
)

// maxBackground is how many executions that nobody waits for run at once: each has a
// goroutine and up to five minutes.
const maxBackground = 1000

// background are the executions that nobody waits for.
type background struct {
	mu      sync.Mutex
	running int
	idle    chan struct{} // closed when none runs any more; nil while nobody waits for that
}

// begin counts one more, unless that is too much.
func (b *background) begin() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.running == maxBackground {
		return fault("ExecutionLimitExceeded", "The maximum number of running executions has been reached: %d", maxBackground)
	}
	b.running++
	return nil
}

func (b *background) end() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.running--; b.running == 0 && b.idle != nil {
		close(b.idle)
		b.idle = nil
	}
}

// Idle returns a channel that is closed when no execution that StartExecution began runs any
// more.
func (s *Service) Idle() <-chan struct{} {
	b := &s.background
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.running == 0 {
		none := make(chan struct{})
		close(none)
		return none
	}
	if b.idle == nil {
		b.idle = make(chan struct{})
	}
	return b.idle
}

type startExecutionResponse struct {
	ExecutionArn string    `json:"executionArn"`
	StartDate    timestamp `json:"startDate"`
}

// startExecution starts a machine and answers at once. What becomes of the execution its
// trace tells.
func (s *Service) startExecution(from caller, in *startRequest) (*startExecutionResponse, error) {
	in.IncludedData = "" // it is not a member of this request
	run, err := s.prepare(from, in)
	if err != nil {
		return nil, err
	}
	run.Redrives = true
	if err := s.background.begin(); err != nil {
		return nil, err
	}
	// The input is kept after the request that brought it is over.
	bytes := int64(len(run.input)) * requestBytes
	if !s.memory.Take(bytes) {
		s.background.end()
		return nil, noMemory()
	}
	s.executions.begin(run.ARN, run.kept)
	go func() {
		defer s.background.end()
		defer s.memory.Give(bytes)
		defer func() { _ = recover() }() // a bug of the engine ends this execution alone
		s.execute(run)
	}()
	return &startExecutionResponse{run.ARN, timestamp(time.Now())}, nil
}
