package stepfn

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/smithy-go/logging"

	"expresso/model"
)

// Options choose an AWS account, or another endpoint that speaks its wire. What is "" is
// taken from the usual AWS configuration: environment, then shared files.
type Options struct {
	Profile  string
	Region   string
	Endpoint string // URL; the host is then used as it is, without the prefix sync-
	// Token asks the user for the MFA code that a profile's role takes. It is called when
	// credentials are first needed (see SignIn) and whenever they have expired, by one
	// goroutine at a time. Nil if nobody can be asked: such a profile is then refused.
	Token func() (string, error)
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
	// The SDK logs to standard error, which is the workbench's screen.
	load := append(o.loadOptions(), config.WithLogger(logging.Nop{}))
	if o.Profile != "" {
		load = append(load, config.WithSharedConfigProfile(o.Profile))
	}
	if o.Region != "" {
		load = append(load, config.WithRegion(o.Region))
	}
	cfg, err := config.LoadDefaultConfig(ctx, load...)
	var noProfile config.SharedConfigProfileNotExistError
	var noToken config.AssumeRoleTokenProviderNotSetError
	switch {
	case errors.As(err, &noToken):
		return nil, needsToken(o.profile())
	case errors.As(err, &noProfile):
		return nil, model.WithHint(fmt.Errorf("there is no AWS profile %q", noProfile.Profile), "list the profiles with: aws configure list-profiles")
	case err != nil:
		return nil, model.WithHint(fmt.Errorf("the AWS configuration cannot be read: %w", err), "look at ~/.aws/config and the AWS_ variables")
	}
	if cfg.Credentials != nil {
		cfg.Credentials = credentials{cfg.Credentials}
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
		if o.profile() == "" && os.Getenv("AWS_ACCESS_KEY_ID") == "" && isLoopback(*so.BaseEndpoint) {
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

// profile is the name of the profile that is used, "" for the default one.
func (o Options) profile() string {
	if o.Profile != "" {
		return o.Profile
	}
	return os.Getenv("AWS_PROFILE")
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
