package stepfn

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/sfn"

	"expresso/model"
)

// Options choose an AWS account, or another endpoint that speaks its wire. What is "" is
// taken from the usual AWS configuration: environment, then shared files.
type Options struct {
	Profile  string
	Region   string
	Endpoint string // URL; the host is then used as it is, without the prefix sync-
	// Token asks the user for the MFA code that a profile's role takes, or for another if the last
	// one was refused. It is called when credentials are first needed (see SignIn) and whenever
	// they have expired, by one goroutine at a time. Nil if nobody can be asked: such a profile
	// is then refused.
	Token func(refused bool) (string, error)
	// Terminal is where a credential process may ask the user; nil, or returning nil, if it may not.
	Terminal func() io.Writer
}

// fallbackRegion stands in where an endpoint of the user's own needs a region to sign for
// and none is configured.
const fallbackRegion = "us-east-1"

// Connect returns the target that options and the AWS configuration name. It reads files
// and the environment, and sends nothing.
func Connect(ctx context.Context, o Options) (*Target, error) {
	if o.Endpoint != "" {
		if u, err := url.Parse(o.Endpoint); err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
			return nil, model.WithHint(fmt.Errorf("%q is no endpoint URL", o.Endpoint), "write it like http://127.0.0.1:8083")
		}
	}
	found := &source{options: o}
	cfg, err := found.load(ctx)
	if err != nil {
		return nil, err
	}
	if cfg.Credentials != nil {
		cfg.Credentials = found
	}
	client := sfn.NewFromConfig(cfg, func(so *sfn.Options) {
		if o.Endpoint != "" {
			so.BaseEndpoint = aws.String(o.Endpoint)
		}
		if so.BaseEndpoint == nil {
			return
		}
		if so.Region == "" {
			so.Region = fallbackRegion
		}
		if o.profile() == "" && !o.fromEnvironment() && !inContainer() && isLoopback(*so.BaseEndpoint) {
			// An emulator on this machine checks no signature: asking the instance
			// metadata service for one would only cost seconds.
			so.Credentials = aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
				return aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local"}, nil
			})
		}
	})
	info := model.Info{Name: "aws", Profile: o.profile()}
	if endpoint := client.Options().BaseEndpoint; endpoint != nil {
		info.Name, info.Loopback = hostOf(*endpoint), isLoopback(*endpoint)
	}
	if client.Options().Region == "" {
		return nil, model.WithHint(errors.New("no AWS region is set"), "give --region, or set AWS_REGION or a region in the profile")
	}
	target := New(client, info, nil)
	target.logs = sync.OnceValue(func() *cloudwatchlogs.Client {
		return cloudwatchlogs.NewFromConfig(cfg, func(lo *cloudwatchlogs.Options) {
			if o.Endpoint != "" {
				lo.BaseEndpoint = aws.String(o.Endpoint)
			}
			lo.Region, lo.Credentials = client.Options().Region, client.Options().Credentials
		})
	})
	return target, nil
}

// profile is the name of the profile whose credentials are used, "" for the default one and for
// those of the environment.
func (o Options) profile() string {
	if o.Profile != "" || o.fromEnvironment() {
		return o.Profile
	}
	return os.Getenv("AWS_PROFILE")
}

// inContainer reports whether the environment names where a container gets credentials.
func inContainer() bool {
	return os.Getenv("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") != "" || os.Getenv("AWS_CONTAINER_CREDENTIALS_FULL_URI") != ""
}

func hostOf(endpoint string) string {
	if u, err := url.Parse(endpoint); err == nil && u.Host != "" {
		return u.Host
	}
	return strings.TrimPrefix(strings.TrimPrefix(endpoint, "http://"), "https://")
}

func isLoopback(endpoint string) bool {
	u, err := url.Parse(endpoint)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}
