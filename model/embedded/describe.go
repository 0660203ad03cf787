package embedded

import (
	"maps"
	"slices"

	"expresso/model/asl"
)

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

// described is what a response contains of a revision.
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
	c.arn(in.StateMachineArn, "stateMachineArn")
	c.included(in.IncludedData)
	arn, err := c.parse(in.StateMachineArn, parseMachineARN)
	if err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	m, err := s.find(from, arn)
	if err != nil {
		return nil, err
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
