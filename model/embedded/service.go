// Package embedded is the Step Functions service inside the binary. It is an http.Handler for
// awsJson1_0 over the engine, and the transport by which an SDK client reaches it without a
// socket. It keeps state machines in memory; what survives the process is not its business,
// and neither are signatures: it accepts any, and reads only the region and the account from
// them.
//
// What clients create belongs to a region and an account. The service's own machines, which
// are Put, every caller has in its own.
package embedded

import (
	"math/rand/v2"
	"net/http"
	"sync"

	"expresso/model/asl"
	"expresso/model/engine"
	"expresso/model/memory"
	"expresso/model/task"
)

// Region and Account are what ARNs name where a request does not say.
const (
	Region  = "us-east-1"
	Account = "000000000000"
)

// Options configure a service. The zero value runs in real time, without mocks.
type Options struct {
	// Simulated makes waits and backoffs take no time, though they count as if they had.
	Simulated bool
	// Staged makes states and tasks take as long as they would on AWS, for an audience.
	Staged bool
	// Mocks answer Task states. Nil means that no task is answered.
	Mocks *task.Mocks
	// Random returns a number in [0, n): by it an alias chooses between its versions. Nil
	// for a random one. It is called by several goroutines at once.
	Random func(n int) int
	// Memory is the account that requests and executions take memory from. Nil for the
	// process's.
	Memory *memory.Account
}

// Service is the embedded service. It is an http.Handler, safe for concurrent use.
type Service struct {
	options Options // except for what SetMocks changes
	memory  *memory.Account

	mu       sync.RWMutex
	mocks    *task.Mocks
	machines map[string]*machine // that clients created, by ARN
	own      map[string]*machine // that were Put, by name

	executions executions
	background background
}

// New returns a service without state machines.
func New(o Options) *Service {
	if o.Random == nil {
		o.Random = rand.IntN
	}
	if o.Memory == nil {
		o.Memory = memory.Process()
	}
	return &Service{options: o, memory: o.Memory, mocks: o.Mocks, machines: map[string]*machine{}, own: map[string]*machine{}}
}

// SetMocks changes what answers the tasks of the runs that start from now on.
func (s *Service) SetMocks(m *task.Mocks) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mocks = m
}

// Remove takes one of the service's own state machines away, with its versions and aliases.
// Its runs continue.
func (s *Service) Remove(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	remove(s, s.own, name)
}

// remove forgets a machine, if there is one. The caller holds the lock.
func remove(s *Service, from map[string]*machine, key string) {
	if m, ok := from[key]; ok {
		s.memory.Give(m.size())
		delete(from, key)
	}
}

// Put makes one of the service's own state machines and returns its ARN. One that has the
// name already gets the definition as a new revision and keeps its versions and aliases,
// unless it is of the other type: then it is replaced. Errors are those of
// CreateStateMachine.
func (s *Service) Put(name, definition string, kind asl.MachineType) (string, error) {
	_, m, err := newMachine(caller{region: Region}, &createRequest{
		Name: name, Definition: definition, Type: string(kind),
		RoleArn: "arn:aws:iam::" + Account + ":role/expresso",
	})
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if old, ok := s.own[name]; ok && old.kind == m.kind {
		before := old.size()
		r := *old.current
		r.definition, r.compiled, r.bytes = m.current.definition, m.current.compiled, m.current.bytes
		old.revise(r)
		s.memory.Hold(old.size() - before)
	} else {
		remove(s, s.own, name)
		s.own[name] = m
		s.memory.Hold(m.size()) // a folder's machines have bounds of their own
	}
	return ARN(name), nil
}

// Trace returns the events of an execution, oldest first. Only the latest executions are
// kept: false if this one is not among them.
func (s *Service) Trace(execution string) ([]engine.Event, bool) {
	x, ok := s.executions.get(execution)
	return x.events, ok && x.ended
}

// machine returns the machine that an ARN names for a caller, nil if there is none. The
// caller of the function holds the lock.
func (s *Service) machine(from caller, arn parsedARN) *machine {
	sees := from.sees(arn.region, arn.account)
	if m, ok := s.machines[arn.machine]; ok && sees {
		return m
	}
	if sees || from.mayName(arn) {
		return s.own[arn.name]
	}
	return nil
}

// find is machine, or says that there is none. The caller of the function holds the lock.
func (s *Service) find(from caller, arn parsedARN) (*machine, error) {
	if m := s.machine(from, arn); m != nil {
		return m, nil
	}
	return nil, arn.doesNotExist()
}

// unqualified returns the machine that an ARN without qualifier names: what changes a
// machine takes no version and no alias. The caller of the function holds the lock.
func (s *Service) unqualified(from caller, arn parsedARN) (*machine, error) {
	m := s.machine(from, arn)
	if m == nil || arn.qualifier != "" {
		return nil, arn.doesNotExist()
	}
	return m, nil
}

// alias returns the alias that an ARN names, and its machine. The caller of the function
// holds the lock.
func (s *Service) alias(from caller, arn parsedARN) (*machine, alias, error) {
	if m := s.machine(from, arn); m != nil {
		if a, ok := m.aliases[arn.qualifier]; ok {
			return m, a, nil
		}
	}
	return nil, alias{}, notFound(arn.whole)
}

var _ http.Handler = (*Service)(nil)
