package stepfn

import (
	"cmp"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strings"
	"sync"

	"expresso/model"
)

// endpoint is a URL that requests go to.
type endpoint struct {
	url    string
	host   string // with the port
	region string // that an AWS host is in, "" if it doesn't say
	// aws is set for a host of Step Functions itself, whose synchronous runs are served under the
	// same name with the prefix sync-. An endpoint of PrivateLink is none: each of the two
	// services has its own, and vpc says which it is for.
	aws      bool
	vpc      string // "states", "sync-states", "" for no interface endpoint
	loopback bool
}

// Hosts of Step Functions: of a region, and of an interface endpoint in a VPC.
var (
	regionHost = pattern(`^(?:sync-)?(states(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|api\.aws|api\.amazonwebservices\.com\.cn))$`)
	vpcHost    = pattern(`^vpce-[a-z0-9-]+\.((?:sync-)?states)(?:-fips)?\.([a-z0-9-]+)\.vpce\.amazonaws\.com(?:\.cn)?$`)
)

// pattern is a regular expression that is compiled when it is used.
func pattern(text string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}

// parseEndpoint reads the URL of an endpoint.
func parseEndpoint(text string) (endpoint, error) {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return endpoint{}, model.WithHint(fmt.Errorf("%q is not an endpoint URL", withoutUser(text)), "write it like http://127.0.0.1:8083")
	}
	if u.User != nil {
		return endpoint{}, model.WithHint(fmt.Errorf("the endpoint URL %q contains a user name or password", withoutUser(text)),
			"remove it: requests are signed with AWS credentials")
	}
	e := endpoint{url: text, host: u.Host}
	name := strings.ToLower(u.Hostname())
	ip := net.ParseIP(name)
	e.loopback = name == "localhost" || ip != nil && ip.IsLoopback()
	if found := regionHost().FindStringSubmatch(name); found != nil {
		e.aws, e.region = true, found[2]
		u.Host = strings.Replace(u.Host, u.Hostname(), found[1], 1) // the SDK adds the prefix where it belongs
		e.url = u.String()
	} else if found := vpcHost().FindStringSubmatch(name); found != nil {
		e.vpc, e.region = found[1], found[2]
	}
	return e, nil
}

// withoutUser is a URL, or what was meant to be one, without a name and password.
func withoutUser(text string) string {
	if at := strings.LastIndex(text, "@"); at >= 0 {
		scheme, _, found := strings.Cut(text[:at], "://")
		if !found {
			scheme = "http"
		}
		return scheme + "://..." + text[at:]
	}
	return text
}

// synchronous is the URL for synchronous runs, where an endpoint is given for them alone.
func (e endpoint) synchronous() string {
	if e.aws {
		return strings.Replace(e.url, "://", "://sync-", 1)
	}
	return e.url
}

// pair reads the endpoints of options: one for all but synchronous runs, and one for these. Either
// is zero where none is given.
func pair(all, synchronous, region string) (at, sync endpoint, err error) {
	if all != "" {
		if at, err = parseEndpoint(all); err != nil {
			return at, sync, err
		}
	}
	if synchronous != "" {
		if sync, err = parseEndpoint(synchronous); err != nil {
			return at, sync, err
		}
	}
	service := func(name, region string) string { return "com.amazonaws." + region + "." + name }
	switch {
	case at.vpc == "sync-states":
		return at, sync, model.WithHint(fmt.Errorf("%s is an endpoint for synchronous runs only (%s)", at.host, service("sync-states", at.region)),
			"give it with --sync-endpoint-url, and the endpoint of "+service("states", at.region)+" with --endpoint-url if the VPC has one")
	case sync.vpc == "states":
		return at, sync, model.WithHint(fmt.Errorf("%s cannot run synchronously: it is an endpoint of %s", sync.host, service("states", sync.region)),
			"give the endpoint of "+service("sync-states", sync.region)+" with --sync-endpoint-url")
	}
	for _, e := range []endpoint{at, sync} {
		if region = cmp.Or(region, e.region); e.region != "" && e.region != region {
			return at, sync, model.WithHint(fmt.Errorf("%s is in %s, but the region is %s", e.host, e.region, region),
				"give the endpoints' region, or remove --region")
		}
	}
	return at, sync, nil
}
