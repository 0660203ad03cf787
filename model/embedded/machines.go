package embedded

import (
	"cmp"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

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
	c.sensitive(limit.Definition, len(in.Definition), "definition")
	c.atMost(256, in.RoleArn, "roleArn")
	c.oneOf(in.Type, "type", string(asl.Standard), string(asl.Express))
	c.sensitive(256, utf8.RuneCountInString(in.VersionDescription), "versionDescription")
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
	c.arn(in.StateMachineArn, "stateMachineArn")
	c.sensitive(limit.Definition, len(in.Definition), "definition")
	c.atMost(256, in.RoleArn, "roleArn")
	c.sensitive(256, utf8.RuneCountInString(in.VersionDescription), "versionDescription")
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
	c.arn(in.StateMachineArn, "stateMachineArn")
	arn, err := c.parse(in.StateMachineArn, parseMachineARN)
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
