// Package embedded is the Step Functions service inside the binary: an http.Handler for
// awsJson1_0 over the engine, and the transport by which an SDK client reaches it without
// a socket. It keeps state machines in memory; what survives the process is not its
// business, and neither are signatures: it accepts any, and reads only the region from
// them.
package embedded

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"sync"
	"time"

	"expresso/model/asl"
	"expresso/model/engine"
	"expresso/model/task"
)

// Region and Account are what ARNs name where a request does not say: the service has no
// account of its own.
const (
	Region  = "us-east-1"
	Account = "000000000000"
)

// Options configure a service. The zero value runs in real time, without mocks.
type Options struct {
	// Simulated makes waits and backoffs take no time, though they count as if they had.
	Simulated bool
	// Mocks answer Task states. Nil means that no task is answered.
	Mocks *task.Mocks
}

// Service is the embedded service. It is an http.Handler, safe for concurrent use.
type Service struct {
	options Options

	mu       sync.RWMutex
	machines map[string]*machine // by ARN
	traces   traces
}

// machine is a state machine and its latest revision. It is replaced whole, never changed,
// so that a run keeps the revision with which it began.
type machine struct {
	arn, name, role, revision string
	kind                      asl.MachineType
	definition                string
	compiled                  *asl.Machine
	created                   time.Time
}

// New returns a service without state machines.
func New(o Options) *Service {
	return &Service{options: o, machines: map[string]*machine{}}
}

// Add puts a state machine in, as CreateStateMachine would, and returns its ARN.
func (s *Service) Add(name, definition string, kind asl.MachineType) (string, error) {
	out, err := s.createStateMachine(caller{Region, Account}, &createRequest{
		Name: name, Definition: definition, Type: string(kind),
		RoleArn: "arn:aws:iam::" + Account + ":role/expresso",
	})
	if err != nil {
		return "", err
	}
	return out.StateMachineArn, nil
}

// Trace returns the events of an execution, oldest first. Only the latest executions are
// kept: false if this one is not among them.
func (s *Service) Trace(execution string) ([]engine.Event, bool) {
	return s.traces.get(execution)
}

func (s *Service) lookup(arn string) (*machine, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	m, ok := s.machines[arn]
	return m, ok
}

// newUUID returns a random version 4 UUID.
func newUUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

var _ http.Handler = (*Service)(nil)
