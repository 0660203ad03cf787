package embedded

import (
	"math"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"expresso/model/limit"
)

// initialRevision names the revision of a machine that was never updated.
const initialRevision = "INITIAL"

// publish makes a version of the machine's current revision, or returns the one that
// there is: a revision is published once.
func (m *machine) publish(arn parsedARN, description string) (*version, error) {
	for _, v := range m.versions {
		if v.revision == m.current {
			return v, nil
		}
	}
	if len(m.versions) == limit.Versions {
		return nil, fault("ServiceQuotaExceededException",
			"State machine '%s' has %d versions, which is the most: delete some that are not used", arn.machine, limit.Versions).
			withStatus(http.StatusPaymentRequired)
	}
	m.lastVersion++
	v := &version{revision: m.current, number: m.lastVersion, description: description, created: time.Now()}
	m.versions = append(m.versions, v)
	return v, nil
}

type publishRequest struct {
	StateMachineArn string `json:"stateMachineArn"`
	RevisionID      string `json:"revisionId"`
	Description     string `json:"description"`
}

type publishResponse struct {
	CreationDate           timestamp `json:"creationDate"`
	StateMachineVersionArn string    `json:"stateMachineVersionArn"`
}

func (s *Service) publishStateMachineVersion(from caller, in *publishRequest) (*publishResponse, error) {
	var c constraints
	c.arn(in.StateMachineArn, "stateMachineArn")
	c.sensitive(256, utf8.RuneCountInString(in.Description), "description")
	arn, err := c.parse(in.StateMachineArn, parseMachineARN)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	m, err := s.unqualified(from, arn)
	if err != nil {
		return nil, err
	}
	current := m.current.id
	if current == "" {
		current = initialRevision
	}
	if in.RevisionID != "" && in.RevisionID != current {
		return nil, fault("ConflictException",
			"Failed to publish the State Machine version for revision %s. The current State Machine revision is %s.",
			in.RevisionID, current).withStatus(http.StatusConflict)
	}
	v, err := m.publish(arn, in.Description)
	if err != nil {
		return nil, err
	}
	return &publishResponse{timestamp(v.created), arn.version(v.number)}, nil
}

type listVersionsRequest struct {
	StateMachineArn string `json:"stateMachineArn"`
	pageRequest
}

type listVersionsResponse struct {
	StateMachineVersions []listedVersion `json:"stateMachineVersions"`
	NextToken            string          `json:"nextToken,omitempty"`
}

type listedVersion struct {
	StateMachineVersionArn string    `json:"stateMachineVersionArn"`
	CreationDate           timestamp `json:"creationDate"`
}

// listStateMachineVersions lists the newest first. It lists nothing of a machine that does
// not exist: AWS's model gives the operation no error for that.
func (s *Service) listStateMachineVersions(from caller, in *listVersionsRequest) (*listVersionsResponse, error) {
	var c constraints
	c.arn(in.StateMachineArn, "stateMachineArn")
	in.check(&c)
	arn, err := c.parse(in.StateMachineArn, parseMachineARN)
	if err != nil {
		return nil, err
	}
	token, err := in.last(arn.machine + ":")
	if err != nil {
		return nil, err
	}
	before := math.MaxInt
	if token != "" {
		last, err := parseVersionARN(token)
		if err != nil {
			return nil, errInvalidToken
		}
		before = last.versionNumber()
	}
	out := &listVersionsResponse{StateMachineVersions: []listedVersion{}}
	s.mu.RLock()
	defer s.mu.RUnlock()
	m := s.machine(from, arn)
	if m == nil || arn.qualifier != "" {
		return out, nil
	}
	newest := slices.Clone(m.versions)
	slices.Reverse(newest)
	var listed []*version
	listed, out.NextToken = page(in.pageRequest, newest,
		func(v *version) string { return arn.version(v.number) },
		func(v *version) bool { return v.number < before })
	for _, v := range listed {
		out.StateMachineVersions = append(out.StateMachineVersions, listedVersion{arn.version(v.number), timestamp(v.created)})
	}
	return out, nil
}

type deleteVersionRequest struct {
	StateMachineVersionArn string `json:"stateMachineVersionArn"`
}

// deleteStateMachineVersion refuses to delete what an alias uses, and succeeds where there
// is nothing to delete, as AWS does.
func (s *Service) deleteStateMachineVersion(from caller, in *deleteVersionRequest) (*empty, error) {
	var c constraints
	c.required(in.StateMachineVersionArn, "stateMachineVersionArn")
	c.atMost(2000, in.StateMachineVersionArn, "stateMachineVersionArn")
	arn, err := c.parse(in.StateMachineVersionArn, parseVersionARN)
	if err != nil {
		return nil, err
	}
	number := arn.versionNumber()
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.machine(from, arn)
	if m == nil {
		return &empty{}, nil
	}
	if users := m.aliasesOf(number); len(users) > 0 {
		names := make([]string, len(users))
		for i, a := range users {
			names[i] = a.name
		}
		return nil, fault("ConflictException",
			"Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [%s]",
			strings.Join(names, ", ")).withStatus(http.StatusConflict)
	}
	before := m.size()
	m.versions = slices.DeleteFunc(m.versions, func(v *version) bool { return v.number == number })
	s.memory.Give(before - m.size())
	return &empty{}, nil
}
