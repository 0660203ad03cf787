package stepfn

import (
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
	// services has its own.
	aws      bool
	loopback bool
}

// Hosts of Step Functions: of a region, and of an interface endpoint in a VPC.
var (
	regionHost = pattern(`^(?:sync-)?(states(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|api\.aws|api\.amazonwebservices\.com\.cn))$`)
	vpcHost    = pattern(`^vpce-[a-z0-9-]+\.(?:sync-)?states(?:-fips)?\.([a-z0-9-]+)\.vpce\.amazonaws\.com(?:\.cn)?$`)
)

// pattern is a regular expression that is compiled when it is used.
func pattern(text string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}

// parseEndpoint reads the URL of an endpoint.
func parseEndpoint(text string) (endpoint, error) {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return endpoint{}, model.WithHint(fmt.Errorf("%q is no endpoint URL", text), "write it like http://127.0.0.1:8083")
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
		e.region = found[1]
	}
	return e, nil
}
