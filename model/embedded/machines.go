package embedded

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"expresso/model/asl"
)

// maxDefinition is the largest definition, in characters (AWS: 1 MB).
const maxDefinition = 1 << 20

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
	Publish    bool   `json:"publish"`
}

type createResponse struct {
	StateMachineArn string    `json:"stateMachineArn"`
	CreationDate    timestamp `json:"creationDate"`
}

func (s *Service) createStateMachine(from caller, in *createRequest) (*createResponse, error) {
	if in.Type == "" {
		in.Type = string(asl.Standard)
	}
	var c constraints
	c.required(in.Name, "name")
	c.required(in.Definition, "definition")
	c.required(in.RoleArn, "roleArn")
	c.atMost(80, in.Name, "name")
	c.atMost(maxDefinition, in.Definition, "definition")
	c.atMost(256, in.RoleArn, "roleArn")
	c.oneOf(in.Type, "type", string(asl.Standard), string(asl.Express))
	if err := c.err(); err != nil {
		return nil, err
	}
	if !legalName(in.Name) {
		return nil, fault("InvalidName", "Invalid Name: '%s'", in.Name)
	}
	if err := refusePublish(in.Publish); err != nil {
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
	m := &machine{
		arn:  fmt.Sprintf("arn:%s:states:%s:%s:stateMachine:%s", role[1], from.region, from.account, in.Name),
		name: in.Name, role: in.RoleArn, kind: asl.MachineType(in.Type),
		definition: in.Definition, compiled: compiled, created: time.Now(),
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if old, ok := s.machines[m.arn]; ok {
		// Creating the same machine again is idempotent; the role does not count.
		if old.kind != m.kind || old.definition != m.definition {
			return nil, fault("StateMachineAlreadyExists", "State Machine Already Exists: '%s'", m.arn)
		}
		m = old
	}
	s.machines[m.arn] = m
	return &createResponse{m.arn, timestamp(m.created)}, nil
}

// compile loads a definition, or returns the error by which AWS refuses it.
func compile(definition string, kind asl.MachineType) (*asl.Machine, error) {
	compiled, diagnostics := asl.Load(definition, kind)
	if compiled != nil {
		return compiled, nil
	}
	var texts []string
	for _, d := range diagnostics {
		if d.Severity != asl.Error {
			continue
		}
		text := d.Code + ": " + d.Message
		if d.Location != "" {
			text += " at " + d.Location
		}
		texts = append(texts, text)
	}
	return nil, fault("InvalidDefinition", "Invalid State Machine Definition: '%s'", strings.Join(texts, ", "))
}

// refusePublish says that versions are not offered, rather than ignore the wish for one.
func refusePublish(publish bool) error {
	if publish {
		return fault("ValidationException", "the embedded service publishes no versions yet: leave 'publish' out")
	}
	return nil
}

type updateRequest struct {
	StateMachineArn      string          `json:"stateMachineArn"`
	Definition           string          `json:"definition"`
	RoleArn              string          `json:"roleArn"`
	LoggingConfiguration json.RawMessage `json:"loggingConfiguration"`
	TracingConfiguration json.RawMessage `json:"tracingConfiguration"`
	Publish              bool            `json:"publish"`
}

type updateResponse struct {
	UpdateDate timestamp `json:"updateDate"`
	RevisionID string    `json:"revisionId"`
}

func (s *Service) updateStateMachine(_ caller, in *updateRequest) (*updateResponse, error) {
	var c constraints
	c.required(in.StateMachineArn, "stateMachineArn")
	c.atMost(256, in.StateMachineArn, "stateMachineArn")
	c.atMost(maxDefinition, in.Definition, "definition")
	if err := c.err(); err != nil {
		return nil, err
	}
	if err := refusePublish(in.Publish); err != nil {
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
	old, ok := s.machines[arn.machine]
	if !ok {
		return nil, fault("StateMachineDoesNotExist", "State Machine Does Not Exist: '%s'", in.StateMachineArn)
	}
	m := *old
	if in.Definition != "" {
		if m.compiled, err = compile(in.Definition, m.kind); err != nil {
			return nil, err
		}
		m.definition = in.Definition
	}
	if in.RoleArn != "" {
		m.role = in.RoleArn
	}
	m.revision = newUUID()
	s.machines[m.arn] = &m
	return &updateResponse{timestamp(time.Now()), m.revision}, nil
}

type deleteRequest struct {
	StateMachineArn string `json:"stateMachineArn"`
}

type deleteResponse struct{}

// deleteStateMachine succeeds also where there is nothing to delete, as AWS does.
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
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.machines, arn.machine)
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
}

type logging struct {
	Level                string `json:"level"`
	IncludeExecutionData bool   `json:"includeExecutionData"`
}

type tracing struct {
	Enabled bool `json:"enabled"`
}

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
	m, ok := s.lookup(arn.machine)
	if !ok {
		return nil, fault("StateMachineDoesNotExist", "State Machine Does Not Exist: '%s'", in.StateMachineArn)
	}
	definition := m.definition
	if in.IncludedData == metadataOnly {
		definition = "{}"
	}
	return &describeResponse{
		StateMachineArn: m.arn, Name: m.name, Status: "ACTIVE", Definition: definition,
		RoleArn: m.role, Type: string(m.kind), CreationDate: timestamp(m.created),
		LoggingConfiguration: logging{Level: "OFF"}, RevisionID: m.revision,
	}, nil
}

type listRequest struct {
	MaxResults int    `json:"maxResults"`
	NextToken  string `json:"nextToken"`
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

// listStateMachines pages in the order of ARNs. A token is the last ARN of its page, so
// that a page stays right when machines come and go between two calls.
func (s *Service) listStateMachines(_ caller, in *listRequest) (*listResponse, error) {
	var c constraints
	c.between(0, 1000, in.MaxResults, "maxResults")
	c.atMost(1024, in.NextToken, "nextToken")
	if err := c.err(); err != nil {
		return nil, err
	}
	if in.MaxResults == 0 {
		in.MaxResults = 100
	}
	after, err := base64.RawURLEncoding.DecodeString(in.NextToken)
	if err != nil || in.NextToken != "" && !strings.HasPrefix(string(after), "arn:") {
		return nil, fault("InvalidToken", "Invalid Token: 'Invalid token'")
	}
	s.mu.RLock()
	arns := make([]string, 0, len(s.machines))
	for arn := range s.machines {
		if arn > string(after) {
			arns = append(arns, arn)
		}
	}
	slices.Sort(arns)
	out := &listResponse{StateMachines: []listed{}}
	if len(arns) > in.MaxResults {
		arns = arns[:in.MaxResults]
		out.NextToken = base64.RawURLEncoding.EncodeToString([]byte(arns[len(arns)-1]))
	}
	for _, arn := range arns {
		m := s.machines[arn]
		out.StateMachines = append(out.StateMachines, listed{m.arn, m.name, string(m.kind), timestamp(m.created)})
	}
	s.mu.RUnlock()
	return out, nil
}
