package embedded

import (
	"cmp"
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
	Tags       []tag  `json:"tags"`
	configurationRequest
	publication
}

type createResponse struct {
	StateMachineArn        string    `json:"stateMachineArn"`
	CreationDate           timestamp `json:"creationDate"`
	StateMachineVersionArn string    `json:"stateMachineVersionArn,omitempty"`
}

func (s *Service) createStateMachine(from caller, in *createRequest) (*createResponse, error) {
	arn, m, err := newMachine(from, in)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.machines[arn.machine]
	if old == nil && arn.machine == from.arn(in.Name) {
		old = s.own[in.Name]
	}
	if old != nil {
		// Creating the same machine again is idempotent; role and tags do not count.
		if old.kind != m.kind || old.initial != m.initial || old.current.definition != m.current.definition || !old.current.equal(m.current.configuration) {
			return nil, fault("StateMachineAlreadyExists", "State Machine Already Exists: '%s'", arn.machine)
		}
		m = old
	} else {
		if len(s.machines)+len(s.own) >= limit.Machines {
			return nil, fault("StateMachineLimitExceeded", "The maximum number of state machines has been reached: %d", limit.Machines)
		}
		if !s.memory.Take(m.size()) {
			return nil, noMemory()
		}
		s.machines[arn.machine] = m
	}
	out := &createResponse{StateMachineArn: arn.machine, CreationDate: timestamp(m.created)}
	if in.Publish {
		v, err := m.publish(arn, in.VersionDescription)
		if err != nil {
			return nil, err
		}
		out.StateMachineVersionArn = arn.version(v.number)
	}
	return out, nil
}

// newMachine checks a request and makes the machine that it describes. It belongs to the
// caller's account: to that of the role, which lives in the same, if the key does not tell.
func newMachine(from caller, in *createRequest) (parsedARN, *machine, error) {
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
	c.tags(in.Tags)
	in.constrain(&c)
	var arn parsedARN
	if err := c.err(); err != nil {
		return arn, nil, err
	}
	if !legalName(in.Name) {
		return arn, nil, fault("InvalidName", "Invalid Name: '%s'", in.Name)
	}
	if err := in.checkDescription(); err != nil {
		return arn, nil, err
	}
	if err := checkRole(in.RoleArn); err != nil {
		return arn, nil, err
	}
	role := strings.Split(in.RoleArn, ":")
	arn.region, arn.account, arn.name = from.region, cmp.Or(from.account, role[4]), in.Name
	arn.machine = fmt.Sprintf("arn:%s:states:%s:%s:stateMachine:%s", role[1], arn.region, arn.account, arn.name)
	configured, err := in.apply(usualConfiguration)
	if err != nil {
		return arn, nil, err
	}
	tags, err := merge(nil, in.Tags, arn.machine)
	if err != nil {
		return arn, nil, err
	}
	compiled, err := compile(in.Definition, asl.MachineType(in.Type))
	if err != nil {
		return arn, nil, err
	}
	now := time.Now()
	return arn, &machine{
		home: arn, name: in.Name, kind: asl.MachineType(in.Type), created: now,
		current: &revision{
			made: now, role: in.RoleArn, definition: in.Definition, configuration: configured,
			compiled: compiled, bytes: sizeOf(in.Definition),
		},
		initial: in.publication,
		aliases: map[string]alias{},
		tags:    tags,
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
	StateMachineArn string `json:"stateMachineArn"`
	Definition      string `json:"definition"`
	RoleArn         string `json:"roleArn"`
	configurationRequest
	publication
}

type updateResponse struct {
	UpdateDate             timestamp `json:"updateDate"`
	RevisionID             string    `json:"revisionId,omitempty"`
	StateMachineVersionArn string    `json:"stateMachineVersionArn,omitempty"`
}

func (s *Service) updateStateMachine(from caller, in *updateRequest) (*updateResponse, error) {
	var c constraints
	c.required(in.StateMachineArn, "stateMachineArn")
	c.atMost(256, in.StateMachineArn, "stateMachineArn")
	c.atMost(limit.Definition, in.Definition, "definition")
	c.atMost(256, in.RoleArn, "roleArn")
	c.atMost(256, in.VersionDescription, "versionDescription")
	in.constrain(&c)
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
	if in.Definition == "" && in.RoleArn == "" && in.configurationRequest == (configurationRequest{}) {
		return nil, fault("MissingRequiredParameter",
			"Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	m, err := s.unqualified(from, arn)
	if err != nil {
		return nil, err
	}
	r := *m.current
	if r.configuration, err = in.apply(r.configuration); err != nil {
		return nil, err
	}
	if in.Definition != "" {
		if r.compiled, err = compile(in.Definition, m.kind); err != nil {
			return nil, err
		}
		r.definition, r.bytes = in.Definition, sizeOf(in.Definition)
	}
	if in.RoleArn != "" {
		if err := checkRole(in.RoleArn); err != nil {
			return nil, err
		}
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
		v, err := m.publish(arn, in.VersionDescription)
		if err != nil {
			return nil, err
		}
		out.StateMachineVersionArn = arn.version(v.number)
	}
	return out, nil
}

type deleteRequest struct {
	StateMachineArn string `json:"stateMachineArn"`
}

// empty is the response of an operation that has nothing to say.
type empty struct{}

// deleteStateMachine takes versions and aliases with it. It succeeds also where there is
// nothing to delete, as AWS does.
func (s *Service) deleteStateMachine(from caller, in *deleteRequest) (*empty, error) {
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
	if _, ok := s.machines[arn.machine]; ok && from.sees(arn.region, arn.account) {
		remove(s, s.machines, arn.machine)
	} else if s.machine(from, arn) != nil {
		remove(s, s.own, arn.name)
	}
	return &empty{}, nil
}

type describeRequest struct {
	StateMachineArn string `json:"stateMachineArn"`
	IncludedData    string `json:"includedData"`
}

type describeResponse struct {
	StateMachineArn string    `json:"stateMachineArn"`
	Name            string    `json:"name"`
	Status          string    `json:"status"`
	Type            string    `json:"type"`
	CreationDate    timestamp `json:"creationDate"`
	Description     string    `json:"description,omitempty"`
	described
}

// described is what is told of a revision.
type described struct {
	Definition              string              `json:"definition"`
	RoleArn                 string              `json:"roleArn"`
	LoggingConfiguration    logging             `json:"loggingConfiguration"`
	TracingConfiguration    tracing             `json:"tracingConfiguration"`
	EncryptionConfiguration encryption          `json:"encryptionConfiguration"`
	RevisionID              string              `json:"revisionId,omitempty"`
	VariableReferences      map[string][]string `json:"variableReferences,omitempty"`
}

// describe tells what included asks for.
func (r *revision) describe(included string) described {
	d := described{
		Definition: r.definition, RoleArn: r.role, RevisionID: r.id,
		LoggingConfiguration: r.logging, TracingConfiguration: r.tracing, EncryptionConfiguration: r.encryption,
	}
	if included == metadataOnly {
		d.Definition = "{}"
		return d
	}
	r.compiled.Walk(func(s *asl.State) {
		if len(s.Variables) == 0 {
			return
		}
		if d.VariableReferences == nil {
			d.VariableReferences = map[string][]string{}
		}
		d.VariableReferences[s.Name] = s.Variables
	})
	return d
}

// describeStateMachine describes a machine's latest revision or one of its versions. Of an
// alias it knows nothing: what AWS does there is not established, and
// DescribeStateMachineAlias tells which versions to ask for.
func (s *Service) describeStateMachine(from caller, in *describeRequest) (*describeResponse, error) {
	var c constraints
	c.required(in.StateMachineArn, "stateMachineArn")
	c.atMost(256, in.StateMachineArn, "stateMachineArn")
	c.included(in.IncludedData)
	if err := c.err(); err != nil {
		return nil, err
	}
	arn, err := parseMachineARN(in.StateMachineArn)
	if err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	m := s.machine(from, arn)
	if m == nil {
		return nil, arn.doesNotExist()
	}
	out := &describeResponse{
		StateMachineArn: arn.machine, Name: m.name, Status: "ACTIVE", Type: string(m.kind), CreationDate: timestamp(m.created),
	}
	r := m.current
	if arn.qualifier != "" {
		v := m.version(arn.versionNumber())
		if v == nil {
			return nil, arn.doesNotExist()
		}
		r = v.revision
		out.StateMachineArn, out.Description, out.CreationDate = arn.version(v.number), v.description, timestamp(v.created)
	}
	out.described = r.describe(in.IncludedData)
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
func (s *Service) listStateMachines(from caller, in *pageRequest) (*listResponse, error) {
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
	visible := make(map[string]*machine, len(s.own))
	for name, m := range s.own {
		visible[from.arn(name)] = m
	}
	for arn, m := range s.machines {
		if from.sees(m.home.region, m.home.account) {
			visible[arn] = m
		}
	}
	arns := slices.Sorted(maps.Keys(visible))
	arns, out.NextToken = page(*in, arns,
		func(arn string) string { return arn },
		func(arn string) bool { return arn > last })
	for _, arn := range arns {
		m := visible[arn]
		out.StateMachines = append(out.StateMachines, listed{arn, m.name, string(m.kind), timestamp(m.created)})
	}
	return out, nil
}
