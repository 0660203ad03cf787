package embedded

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// routingRequest is one version of an alias, as requests and responses have it.
type routingRequest struct {
	StateMachineVersionArn string `json:"stateMachineVersionArn"`
	Weight                 int    `json:"weight"`
}

// String is how AWS prints an element that it refuses.
func (r routingRequest) String() string {
	return fmt.Sprintf("RoutingConfigurationListItem(stateMachineVersionArn=%s, weight=%d)", r.StateMachineVersionArn, r.Weight)
}

// routing reports a routing configuration that the model does not allow.
func (c *constraints) routing(routes []routingRequest) {
	const field = "routingConfiguration"
	switch n := len(routes); {
	case routes == nil:
		c.violated("null", field, "not be null")
	case n == 0:
		c.violated("'[]'", field, "have length greater than or equal to 1")
	case n > maxRoutes:
		c.violated("'["+join(routes, routingRequest.String)+"]'", field, fmt.Sprintf("have length less than or equal to %d", maxRoutes))
	default:
		for i, r := range routes {
			c.required(r.StateMachineVersionArn, member(field, i, "stateMachineVersionArn"))
			c.between(0, fullWeight, r.Weight, member(field, i, "weight"))
		}
	}
}

// parseRouting returns the routes of a configuration that keeps the model's constraints,
// and the ARN of one of the versions, which are all of one machine.
func parseRouting(in []routingRequest) (of parsedARN, routes []route, err error) {
	sum := 0
	for _, r := range in {
		arn, err := parseVersionARN(r.StateMachineVersionArn)
		if err != nil {
			return of, nil, badRouting("Routing configuration must contain state machine version ARNs. Received: [%s]", join(in, versionOf))
		}
		if of.machine != "" && of.machine != arn.machine {
			return of, nil, foreignVersion(in)
		}
		of = arn
		routes = append(routes, route{arn.versionNumber(), r.Weight})
		sum += r.Weight
	}
	if len(routes) == 2 && routes[0].version == routes[1].version {
		return of, nil, badRouting("Routing configuration must contain distinct state machine version ARNs. Received: [%s]", join(in, versionOf))
	}
	if sum != fullWeight {
		return of, nil, badRouting("Sum of routing configuration weights must equal %d. Received: [%s]", fullWeight,
			join(in, func(r routingRequest) string { return strconv.Itoa(r.Weight) }))
	}
	return of, routes, nil
}

// checkRoutes reports routes that lead to versions that are not there.
func (m *machine) checkRoutes(arn parsedARN, routes []route) error {
	for _, r := range routes {
		if m.version(r.version) == nil {
			return notFound(arn.version(r.version))
		}
	}
	return nil
}

func versionOf(r routingRequest) string { return r.StateMachineVersionArn }

func join[T any](elements []T, text func(T) string) string {
	texts := make([]string, len(elements))
	for i, e := range elements {
		texts[i] = text(e)
	}
	return strings.Join(texts, ", ")
}

// badRouting refuses a routing configuration.
func badRouting(format string, args ...any) error {
	e := fault("ValidationException", format, args...)
	e.reason = "INVALID_ROUTING_CONFIGURATION"
	return e
}

// foreignVersion refuses a version of another machine than the alias's.
func foreignVersion(in []routingRequest) error {
	return badRouting("Routing configuration must contain versions of one state machine. Received: [%s]", join(in, versionOf))
}

// notFound says that a version or alias does not exist.
func notFound(arn string) error {
	e := fault("ResourceNotFound", "Request references a resource that does not exist.").withStatus(http.StatusNotFound)
	e.resource = arn
	return e
}
