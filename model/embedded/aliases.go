package embedded

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"expresso/model/limit"
)

const (
	maxAliases = 100 // of one machine (AWS: quotas for aliases)
	maxRoutes  = 2   // of one alias
	fullWeight = 100 // what the weights of an alias add up to
)

// aliasesOf returns the aliases that use a version, by name.
func (m *machine) aliasesOf(version int) []alias {
	return slices.DeleteFunc(m.aliasesByName(), func(a alias) bool {
		return !slices.ContainsFunc(a.routes, func(r route) bool { return r.version == version })
	})
}

// aliasesByName returns all aliases in the order in which AWS lists them: its reference
// promises the newest first, but what was recorded is the order of names.
func (m *machine) aliasesByName() []alias {
	return slices.SortedFunc(maps.Values(m.aliases), func(a, b alias) int { return strings.Compare(a.name, b.name) })
}

type createAliasRequest struct {
	Name                 string           `json:"name"`
	Description          string           `json:"description"`
	RoutingConfiguration []routingRequest `json:"routingConfiguration"`
}

type createAliasResponse struct {
	StateMachineAliasArn string    `json:"stateMachineAliasArn"`
	CreationDate         timestamp `json:"creationDate"`
}

// createStateMachineAlias is idempotent: the same request again returns the alias that
// there is.
func (s *Service) createStateMachineAlias(from caller, in *createAliasRequest) (*createAliasResponse, error) {
	var c constraints
	c.required(in.Name, "name")
	if in.Name != "" && !matchesAliasPattern(in.Name) {
		c.violated("'"+in.Name+"'", "name", "satisfy regular expression pattern: "+aliasPattern)
	}
	c.atMost(limit.AliasName, in.Name, "name")
	c.sensitive(256, utf8.RuneCountInString(in.Description), "description")
	c.routing(in.RoutingConfiguration)
	if err := c.err(); err != nil {
		return nil, err
	}
	arn, routes, err := parseRouting(in.RoutingConfiguration)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.machine(from, arn)
	if m == nil {
		return nil, notFound(arn.machine)
	}
	if err := m.checkRoutes(arn, routes); err != nil {
		return nil, err
	}
	aliasARN := arn.qualified(in.Name)
	if old, ok := m.aliases[in.Name]; ok {
		if old.description != in.Description || !slices.Equal(old.routes, routes) {
			// AWS says this of a different description too.
			return nil, fault("ConflictException",
				"Failed to create alias because an alias with the same name and a different routing configuration already exists.").
				withStatus(http.StatusConflict)
		}
		return &createAliasResponse{aliasARN, timestamp(old.created)}, nil
	}
	if len(m.aliases) == maxAliases {
		return nil, fault("ServiceQuotaExceededException",
			"State machine '%s' has %d aliases, which is the most: delete some that are not used", arn.machine, maxAliases).
			withStatus(http.StatusPaymentRequired)
	}
	now := time.Now()
	m.aliases[in.Name] = alias{in.Name, in.Description, routes, now, now}
	return &createAliasResponse{aliasARN, timestamp(now)}, nil
}

type updateAliasRequest struct {
	StateMachineAliasArn string           `json:"stateMachineAliasArn"`
	Description          *string          `json:"description"`
	RoutingConfiguration []routingRequest `json:"routingConfiguration"`
}

type updateAliasResponse struct {
	UpdateDate timestamp `json:"updateDate"`
}

func (s *Service) updateStateMachineAlias(from caller, in *updateAliasRequest) (*updateAliasResponse, error) {
	var c constraints
	c.arn(in.StateMachineAliasArn, "stateMachineAliasArn")
	if in.Description != nil {
		c.sensitive(256, utf8.RuneCountInString(*in.Description), "description")
	}
	if in.RoutingConfiguration != nil {
		c.routing(in.RoutingConfiguration)
	}
	if err := c.err(); err != nil {
		return nil, err
	}
	if in.Description == nil && in.RoutingConfiguration == nil {
		e := fault("ValidationException", "Either the description or the routing configuration must be specified")
		e.reason = "MISSING_REQUIRED_PARAMETER"
		return nil, e
	}
	arn, err := parseAliasARN(in.StateMachineAliasArn)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	m, a, err := s.alias(from, arn)
	if err != nil {
		return nil, err
	}
	if in.RoutingConfiguration != nil {
		of, routes, err := parseRouting(in.RoutingConfiguration)
		if err != nil {
			return nil, err
		}
		if of.machine != arn.machine {
			return nil, foreignVersion(in.RoutingConfiguration)
		}
		if err := m.checkRoutes(arn, routes); err != nil {
			return nil, err
		}
		a.routes = routes
	}
	if in.Description != nil {
		a.description = *in.Description
	}
	a.updated = time.Now()
	m.aliases[a.name] = a
	return &updateAliasResponse{timestamp(a.updated)}, nil
}

type aliasRequest struct {
	StateMachineAliasArn string `json:"stateMachineAliasArn"`
}

// parse checks a request that names an alias and nothing else.
func (in *aliasRequest) parse() (parsedARN, error) {
	var c constraints
	c.arn(in.StateMachineAliasArn, "stateMachineAliasArn")
	return c.parse(in.StateMachineAliasArn, parseAliasARN)
}

// deleteStateMachineAlias succeeds also where there is nothing to delete, as AWS does.
func (s *Service) deleteStateMachineAlias(from caller, in *aliasRequest) (*empty, error) {
	arn, err := in.parse()
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if m := s.machine(from, arn); m != nil {
		delete(m.aliases, arn.qualifier)
	}
	return &empty{}, nil
}

type describeAliasResponse struct {
	StateMachineAliasArn string           `json:"stateMachineAliasArn"`
	Name                 string           `json:"name"`
	Description          string           `json:"description,omitempty"`
	RoutingConfiguration []routingRequest `json:"routingConfiguration"`
	CreationDate         timestamp        `json:"creationDate"`
	UpdateDate           timestamp        `json:"updateDate"`
}

func (s *Service) describeStateMachineAlias(from caller, in *aliasRequest) (*describeAliasResponse, error) {
	arn, err := in.parse()
	if err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	_, a, err := s.alias(from, arn)
	if err != nil {
		return nil, err
	}
	out := &describeAliasResponse{
		StateMachineAliasArn: arn.qualified(a.name), Name: a.name, Description: a.description,
		CreationDate: timestamp(a.created), UpdateDate: timestamp(a.updated),
	}
	for _, r := range a.routes {
		out.RoutingConfiguration = append(out.RoutingConfiguration, routingRequest{arn.version(r.version), r.weight})
	}
	return out, nil
}

type listAliasesRequest struct {
	StateMachineArn string `json:"stateMachineArn"`
	pageRequest
}

type listAliasesResponse struct {
	StateMachineAliases []listedAlias `json:"stateMachineAliases"`
	NextToken           string        `json:"nextToken,omitempty"`
}

type listedAlias struct {
	StateMachineAliasArn string    `json:"stateMachineAliasArn"`
	CreationDate         timestamp `json:"creationDate"`
}

// listStateMachineAliases lists a machine's aliases, or those that use a version.
func (s *Service) listStateMachineAliases(from caller, in *listAliasesRequest) (*listAliasesResponse, error) {
	var c constraints
	c.arn(in.StateMachineArn, "stateMachineArn")
	in.check(&c)
	arn, err := c.parse(in.StateMachineArn, parseMachineARN)
	if err != nil {
		return nil, err
	}
	last, err := in.last(arn.machine + ":")
	if err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	m, err := s.find(from, arn)
	if err != nil {
		return nil, err
	}
	all := m.aliasesByName()
	if arn.qualifier != "" {
		number := arn.versionNumber()
		if m.version(number) == nil {
			return nil, notFound(arn.whole)
		}
		all = m.aliasesOf(number)
	}
	out := &listAliasesResponse{StateMachineAliases: []listedAlias{}}
	all, out.NextToken = page(in.pageRequest, all,
		func(a alias) string { return arn.qualified(a.name) },
		func(a alias) bool { return arn.qualified(a.name) > last })
	for _, a := range all {
		out.StateMachineAliases = append(out.StateMachineAliases, listedAlias{arn.qualified(a.name), timestamp(a.created)})
	}
	return out, nil
}
