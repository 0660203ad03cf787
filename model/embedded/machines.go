package embedded

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"expresso/model/limit"

	"expresso/model/asl"
)

// timestamp is written as AWS does: seconds since the epoch, with milliseconds.
type timestamp time.Time

// MarshalJSON writes a number.
func (t timestamp) MarshalJSON() ([]byte, error) {
	ms := time.Time(t).UnixMilli()
	return fmt.Appendf(nil, "%d.%03d", ms/1000, ms%1000), nil
}

type createRequest struct {
	Name       string `json:"name"`
	Definition string `json:"definition"`
	RoleArn    string `json:"roleArn"`
	Type       string `json:"type"`
	publication
}

type createResponse struct {
	StateMachineArn        string    `json:"stateMachineArn"`
	CreationDate           timestamp `json:"creationDate"`
	StateMachineVersionArn string    `json:"stateMachineVersionArn,omitempty"`
}

func (s *Service) createStateMachine(from caller, in *createRequest) (*createResponse, error) {
	m, err := newMachine(from, in)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if old, ok := s.machines[m.arn]; ok {
		// Creating the same machine again is idempotent; the role does not count.
		if old.kind != m.kind || old.initial != m.initial || old.current.definition != m.current.definition {
			return nil, fault("StateMachineAlreadyExists", "State Machine Already Exists: '%s'", m.arn)
		}
		m = old
	} else {
		if len(s.machines) >= limit.Machines {
			return nil, fault("StateMachineLimitExceeded", "The maximum number of state machines has been reached: %d", limit.Machines)
		}
		if !s.memory.Take(m.size()) {
			return nil, noMemory()
		}
	}
	out := &createResponse{StateMachineArn: m.arn, CreationDate: timestamp(m.created)}
	if in.Publish {
		v, err := m.publish(in.VersionDescription)
		if err != nil {
			return nil, err
		}
		out.StateMachineVersionArn = m.versionARN(v.number)
	}
	s.machines[m.arn] = m
	return out, nil
}

// newMachine checks a request and makes the machine that it describes.
func newMachine(from caller, in *createRequest) (*machine, error) {
	if in.Type == "" {
		in.Type = string(asl.Standard)
	}
	var c constraints
	c.required(in.Name, "name")
	c.required(in.Definition, "definition")
	c.required(in.RoleArn, "roleArn")
	c.atMost(limit.MachineName, in.Name, "name")
	c.atMost(limit.Definition, in.Definition, "definition")
	c.atMost(256, in.RoleArn, "roleArn")
	c.oneOf(in.Type, "type", string(asl.Standard), string(asl.Express))
	c.atMost(256, in.VersionDescription, "versionDescription")
	if err := c.err(); err != nil {
		return nil, err
	}
	if !legalName(in.Name) {
		return nil, fault("InvalidName", "Invalid Name: '%s'", in.Name)
	}
	if err := in.checkDescription(); err != nil {
		return nil, err
	}
	role := strings.Split(in.RoleArn, ":")
	if len(role) < 6 || role[0] != "arn" {
		return nil, fault("InvalidArn", "Invalid Arn: 'Invalid ARN prefix: %s'", in.RoleArn)
	}
	if role[4] != "" { // a role lives in its caller's account
		from.account = role[4]
	}
	compiled, err := compile(in.Definition, asl.MachineType(in.Type))
	if err != nil {
		return nil, err
	}
	return &machine{
		arn:  fmt.Sprintf("arn:%s:states:%s:%s:stateMachine:%s", role[1], from.region, from.account, in.Name),
		name: in.Name, kind: asl.MachineType(in.Type), created: time.Now(),
		current: &revision{role: in.RoleArn, definition: in.Definition, compiled: compiled, bytes: sizeOf(in.Definition)},
		initial: in.publication,
		aliases: map[string]alias{},
	}, nil
}

// compile loads a definition, or returns the error by which AWS refuses it.
func compile(definition string, kind asl.MachineType) (*asl.Machine, error) {
	compiled, diagnostics := asl.Load(definition, kind)
	if compiled != nil {
		return compiled, nil
	}
	return nil, invalidDefinition(diagnostics)
}

// invalidDefinition is the error by which AWS refuses a definition.
func invalidDefinition(diagnostics asl.Diagnostics) error {
	var texts []string
	for _, d := range diagnostics {
		if d.Severity != asl.Error {
			continue
		}
		texts = append(texts, d.String())
	}
	refused := fault("InvalidDefinition", "Invalid State Machine Definition: '%s'", strings.Join(texts, ", "))
	return &RefusedError{refused, diagnostics}
}

// RefusedError is the error of a definition that AWS would not take, with all that is
// wrong in it.
type RefusedError struct {
	*apiError
	Diagnostics asl.Diagnostics
}

// Unwrap is the error that goes over the wire.
func (e *RefusedError) Unwrap() error { return e.apiError }

type updateRequest struct {
	StateMachineArn      string          `json:"stateMachineArn"`
	Definition           string          `json:"definition"`
	RoleArn              string          `json:"roleArn"`
	LoggingConfiguration json.RawMessage `json:"loggingConfiguration"`
	TracingConfiguration json.RawMessage `json:"tracingConfiguration"`
	publication
}

type updateResponse struct {
	UpdateDate             timestamp `json:"updateDate"`
	RevisionID             string    `json:"revisionId,omitempty"`
	StateMachineVersionArn string    `json:"stateMachineVersionArn,omitempty"`
}

func (s *Service) updateStateMachine(_ caller, in *updateRequest) (*updateResponse, error) {
	var c constraints
	c.required(in.StateMachineArn, "stateMachineArn")
	c.atMost(256, in.StateMachineArn, "stateMachineArn")
	c.atMost(limit.Definition, in.Definition, "definition")
	c.atMost(256, in.RoleArn, "roleArn")
	c.atMost(256, in.VersionDescription, "versionDescription")
	if err := c.err(); err != nil {
		return nil, err
	}
	if err := in.checkDescription(); err != nil {
		return nil, err
	}
	arn, err := parseMachineARN(in.StateMachineArn)
	if err != nil {
		return nil, err
	}
	if in.Definition == "" && in.RoleArn == "" && in.LoggingConfiguration == nil && in.TracingConfiguration == nil {
		return nil, fault("MissingRequiredParameter",
			"Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	m, err := s.unqualified(arn)
	if err != nil {
		return nil, err
	}
	r := *m.current
	if in.Definition != "" {
		if r.compiled, err = compile(in.Definition, m.kind); err != nil {
			return nil, err
		}
		r.definition, r.bytes = in.Definition, sizeOf(in.Definition)
	}
	if in.RoleArn != "" {
		r.role = in.RoleArn
	}
	// The old revision may be kept as a version.
	if !s.memory.Take(r.bytes) {
		return nil, noMemory()
	}
	before := m.size()
	m.revise(r)
	s.memory.Give(r.bytes - (m.size() - before))
	out := &updateResponse{UpdateDate: timestamp(time.Now()), RevisionID: m.current.id}
	if in.Publish {
		v, err := m.publish(in.VersionDescription)
		if err != nil {
			return nil, err
		}
		out.StateMachineVersionArn = m.versionARN(v.number)
	}
	return out, nil
}

type deleteRequest struct {
	StateMachineArn string `json:"stateMachineArn"`
}

type deleteResponse struct{}

// deleteStateMachine takes versions and aliases with it. It succeeds also where there is
// nothing to delete, as AWS does.
func (s *Service) deleteStateMachine(_ caller, in *deleteRequest) (*deleteResponse, error) {
	var c constraints
	c.required(in.StateMachineArn, "stateMachineArn")
	if err := c.err(); err != nil {
		return nil, err
	}
	arn, err := parseMachineARN(in.StateMachineArn)
	if err != nil {
		return nil, err
	}
	if arn.qualifier != "" { // versions and aliases have their own operations
		return nil, invalidARN(in.StateMachineArn)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.remove(arn.machine)
	return &deleteResponse{}, nil
}

type describeRequest struct {
	StateMachineArn string `json:"stateMachineArn"`
	IncludedData    string `json:"includedData"`
}

type describeResponse struct {
	StateMachineArn      string    `json:"stateMachineArn"`
	Name                 string    `json:"name"`
	Status               string    `json:"status"`
	Definition           string    `json:"definition"`
	RoleArn              string    `json:"roleArn"`
	Type                 string    `json:"type"`
	CreationDate         timestamp `json:"creationDate"`
	LoggingConfiguration logging   `json:"loggingConfiguration"`
	TracingConfiguration tracing   `json:"tracingConfiguration"`
	RevisionID           string    `json:"revisionId,omitempty"`
	Description          string    `json:"description,omitempty"`
}

type logging struct {
	Level                string `json:"level"`
	IncludeExecutionData bool   `json:"includeExecutionData"`
}

type tracing struct {
	Enabled bool `json:"enabled"`
}

// describeStateMachine describes a machine's latest revision or one of its versions. Of an
// alias it knows nothing: what AWS does there is not established, and
// DescribeStateMachineAlias tells which versions to ask for.
func (s *Service) describeStateMachine(_ caller, in *describeRequest) (*describeResponse, error) {
	var c constraints
	c.required(in.StateMachineArn, "stateMachineArn")
	c.atMost(256, in.StateMachineArn, "stateMachineArn")
	if in.IncludedData != "" {
		c.oneOf(in.IncludedData, "includedData", allData, metadataOnly)
	}
	if err := c.err(); err != nil {
		return nil, err
	}
	arn, err := parseMachineARN(in.StateMachineArn)
	if err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	m, ok := s.machines[arn.machine]
	if !ok {
		return nil, arn.doesNotExist()
	}
	out := &describeResponse{
		StateMachineArn: m.arn, Name: m.name, Status: "ACTIVE", Type: string(m.kind),
		CreationDate: timestamp(m.created), LoggingConfiguration: logging{Level: "OFF"},
	}
	r := m.current
	if arn.qualifier != "" {
		v := m.version(arn.versionNumber())
		if v == nil {
			return nil, arn.doesNotExist()
		}
		r = v.revision
		out.StateMachineArn, out.Description, out.CreationDate = m.versionARN(v.number), v.description, timestamp(v.created)
	}
	out.Definition, out.RoleArn, out.RevisionID = r.definition, r.role, r.id
	if in.IncludedData == metadataOnly {
		out.Definition = "{}"
	}
	return out, nil
}

type listResponse struct {
	StateMachines []listed `json:"stateMachines"`
	NextToken     string   `json:"nextToken,omitempty"`
}

type listed struct {
	StateMachineArn string    `json:"stateMachineArn"`
	Name            string    `json:"name"`
	Type            string    `json:"type"`
	CreationDate    timestamp `json:"creationDate"`
}

// listStateMachines lists in the order of ARNs.
func (s *Service) listStateMachines(_ caller, in *pageRequest) (*listResponse, error) {
	var c constraints
	in.check(&c)
	if err := c.err(); err != nil {
		return nil, err
	}
	last, err := in.last("arn:")
	if err != nil {
		return nil, err
	}
	out := &listResponse{StateMachines: []listed{}}
	s.mu.RLock()
	defer s.mu.RUnlock()
	arns := slices.Sorted(maps.Keys(s.machines))
	arns, out.NextToken = page(*in, arns,
		func(arn string) string { return arn },
		func(arn string) bool { return arn > last })
	for _, arn := range arns {
		m := s.machines[arn]
		out.StateMachines = append(out.StateMachines, listed{m.arn, m.name, string(m.kind), timestamp(m.created)})
	}
	return out, nil
}
