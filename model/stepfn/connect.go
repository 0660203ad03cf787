package stepfn

import (
	"cmp"
	"context"
	"errors"
	"io"
	"os"
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
	Endpoint string // URL; a host that is not AWS's is used as it is, without the prefix sync-
	// SyncEndpoint is where StartSyncExecution goes if that is another place, as with the
	// interface endpoints of a VPC.
	SyncEndpoint string
	// Token asks the user for the MFA code that a profile's role takes. It is called when
	// credentials are first needed (see SignIn) and whenever they have expired, by one goroutine
	// at a time; ctx ends when nobody waits for them any more. Nil if nobody can be asked: such a
	// profile is then refused.
	Token func(ctx context.Context, r model.CodeRequest) (string, error)
	// Apart reports whether a start that lacks a code is refused, to be sent again by the user
	// when there is one. Nil if it waits for the code.
	Apart func() bool
	// Terminal is where a credential process may ask the user; nil, or returning nil, if it may not.
	Terminal func() io.Writer
	// StandIns are values of this folder that stand for what only a deployment knows: nothing
	// that holds one is sent. Nil for none but those that their account tells.
	StandIns func() []model.StandIn
}

// fallbackRegion stands in where an endpoint of the user's own needs a region to sign for
// and none is configured.
const fallbackRegion = "us-east-1"

// Connect returns the target that options and the AWS configuration name. It reads files
// and the environment, and sends nothing.
func Connect(ctx context.Context, o Options) (*Target, error) {
	at, starts, err := pair(o.Endpoint, o.SyncEndpoint, o.Region)
	if err != nil {
		return nil, err
	}
	found := &source{options: o}
	cfg, err := found.load(ctx)
	if err != nil {
		return nil, err
	}
	if cfg.Credentials != nil {
		cfg.Credentials, cfg.APIOptions = found, append(cfg.APIOptions, found.watch)
	}
	signed := cfg.Credentials != nil
	client := sfn.NewFromConfig(cfg, func(so *sfn.Options) {
		if o.Endpoint != "" {
			so.BaseEndpoint = aws.String(o.Endpoint)
		}
		if so.BaseEndpoint != nil { // of the options, or of the AWS configuration
			if at, starts, err = pair(*so.BaseEndpoint, o.SyncEndpoint, o.Region); err != nil {
				return
			}
			so.BaseEndpoint = aws.String(at.url)
		}
		if at.url == "" && starts.url == "" {
			return
		}
		// AWS takes a signature for the region of the host only.
		so.Region = cmp.Or(o.Region, at.region, starts.region, so.Region)
		if at.url == "" {
			return
		}
		so.Region = cmp.Or(so.Region, fallbackRegion)
		if o.profile() == "" && !o.fromEnvironment() && !inContainer() && at.loopback {
			// An emulator on this machine checks no signature: asking the instance
			// metadata service for one would only cost seconds.
			signed = false
			so.Credentials = aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
				return aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local"}, nil
			})
		}
	})
	if err != nil {
		return nil, err
	}
	info := model.Info{Name: "aws", Profile: o.profile(), Loopback: at.loopback}
	if at.region == "" && at.host != "" {
		info.Name = at.host
	}
	if client.Options().Region == "" {
		return nil, model.WithHint(errors.New("no AWS region is set"), "give --region (region:NAME where a target is asked for), or set AWS_REGION or a region in the profile")
	}
	target := New(client, info, nil)
	target.foreign, target.standIns = at.url != "" && at.region == "", o.StandIns
	target.custom = at.url != "" && !at.aws || starts.url != ""
	target.sync, target.noSync = starts.synchronous(), at.vpc != "" && starts.url == ""
	if signed {
		target.found, target.security = found, security(cfg, client.Options().Region)
	}
	target.logs = sync.OnceValue(func() *cloudwatchlogs.Client {
		return cloudwatchlogs.NewFromConfig(cfg, func(lo *cloudwatchlogs.Options) {
			if o.Endpoint != "" && at.region == "" {
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
	return environmentProfile()
}

// inContainer reports whether the environment names where a container gets credentials.
func inContainer() bool {
	return os.Getenv("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") != "" || os.Getenv("AWS_CONTAINER_CREDENTIALS_FULL_URI") != ""
}
