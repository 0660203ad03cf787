package embedded

import (
	"sync"

	"expresso/model/asl"
	"expresso/model/engine"
	"expresso/model/memory"
)

const (
	// maxKept and maxKeptBytes bound what is kept of past executions: as many as someone
	// looks back on, and memory that a workbench can spare.
	maxKept      = 256
	maxKeptBytes = 32 << 20
)

// execution is what is kept of an execution.
type execution struct {
	machine  parsedARN
	revision *revision // with which it began
	ended    bool
	events   []engine.Event // once it has ended
	bytes    int64          // that they take, about
}

// executions keeps those that run, and the latest that have ended. The zero value is empty.
type executions struct {
	mu        sync.Mutex
	all       map[string]*execution // by ARN
	ended     []string              // oldest first
	bytes     int64                 // of those that have ended
	revisions map[*revision]int     // which of them those that have ended began with
}

// begin keeps an execution that runs from now on.
func (e *executions) begin(arn string, x *execution) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.all == nil {
		e.all, e.revisions = map[string]*execution{}, map[*revision]int{}
	}
	e.all[arn] = x
}

// end keeps the events of an execution, and forgets the oldest ones if that is too much.
// What is kept is in the account of memory, with the definitions, which may be those of
// revisions that are gone.
func (e *executions) end(arn string, result engine.Result, account *memory.Account) {
	e.mu.Lock()
	defer e.mu.Unlock()
	before := e.bytes
	x := e.all[arn]
	x.ended, x.events, x.bytes = true, result.Events, result.TraceBytes
	e.ended = append(e.ended, arn)
	e.bytes += x.bytes
	if e.revisions[x.revision]++; e.revisions[x.revision] == 1 {
		e.bytes += x.revision.bytes
	}
	for len(e.ended) > 1 && (len(e.ended) > maxKept || e.bytes > maxKeptBytes) {
		oldest := e.all[e.ended[0]]
		e.bytes -= oldest.bytes
		if e.revisions[oldest.revision]--; e.revisions[oldest.revision] == 0 {
			e.bytes -= oldest.revision.bytes
			delete(e.revisions, oldest.revision)
		}
		delete(e.all, e.ended[0])
		e.ended = e.ended[1:]
	}
	account.Hold(e.bytes - before)
}

// get returns an execution as it is now.
func (e *executions) get(arn string) (execution, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	x, ok := e.all[arn]
	if !ok {
		return execution{}, false
	}
	return *x, true
}

type executionRequest struct {
	ExecutionArn string `json:"executionArn"`
	IncludedData string `json:"includedData"`
}

// parse checks a request that names an execution of one of these kinds.
func (in *executionRequest) parse(kinds ...string) error {
	var c constraints
	c.arn(in.ExecutionArn, "executionArn")
	c.included(in.IncludedData)
	if err := c.err(); err != nil {
		return err
	}
	_, err := splitARN(in.ExecutionArn, kinds...)
	return err
}

func (in *executionRequest) doesNotExist() error {
	return fault("ExecutionDoesNotExist", "Execution Does Not Exist: '%s'", in.ExecutionArn)
}

// standardExecution answers what there is for executions of STANDARD machines alone.
func (s *Service) standardExecution(_ caller, in *executionRequest) (*empty, error) {
	if err := in.parse("execution"); err != nil {
		return nil, err
	}
	return nil, in.doesNotExist()
}

type describeForExecutionResponse struct {
	StateMachineArn string    `json:"stateMachineArn"`
	Name            string    `json:"name"`
	UpdateDate      timestamp `json:"updateDate"`
	described
}

// describeStateMachineForExecution describes the machine as it was when one of the
// executions that are kept began.
func (s *Service) describeStateMachineForExecution(from caller, in *executionRequest) (*describeForExecutionResponse, error) {
	if err := in.parse("express", "execution"); err != nil {
		return nil, err
	}
	x, ok := s.executions.get(in.ExecutionArn)
	if !ok || !from.sees(x.machine.region, x.machine.account) && !from.mayName(x.machine) {
		return nil, in.doesNotExist()
	}
	return &describeForExecutionResponse{
		StateMachineArn: x.machine.machine, Name: x.machine.name, UpdateDate: timestamp(x.revision.made),
		described: x.revision.describe(in.IncludedData),
	}, nil
}

type listExecutionsRequest struct {
	StateMachineArn string `json:"stateMachineArn"`
	StatusFilter    string `json:"statusFilter"`
	pageRequest
}

type listExecutionsResponse struct {
	Executions []struct{} `json:"executions"`
}

// listExecutions lists those of a STANDARD machine, of which none can be started here.
func (s *Service) listExecutions(from caller, in *listExecutionsRequest) (*listExecutionsResponse, error) {
	var c constraints
	c.arn(in.StateMachineArn, "stateMachineArn")
	if in.StatusFilter != "" {
		c.oneOf(in.StatusFilter, "statusFilter", "RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "PENDING_REDRIVE")
	}
	in.check(&c)
	arn, err := c.parse(in.StateMachineArn, parseMachineARN)
	if err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	m := s.machine(from, arn)
	if m == nil || !m.has(arn) {
		return nil, arn.doesNotExist()
	}
	if m.kind == asl.Express {
		return nil, wrongType()
	}
	if in.NextToken != "" {
		return nil, errInvalidToken
	}
	return &listExecutionsResponse{Executions: []struct{}{}}, nil
}

// wrongType refuses a machine of the other type.
func wrongType() error {
	return fault("StateMachineTypeNotSupported", "This operation is not supported by this type of state machine")
}
