package stepfn

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/sfn"

	"expresso/model"
)

// Options choose an AWS account, or another endpoint that speaks its wire. What is "" is
// taken from the usual AWS configuration: environment, then shared files.
type Options struct {
	Profile  string
	Region   string
	Endpoint string // URL; the host is then used as it is, without the prefix sync-
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
	var load []func(*config.LoadOptions) error
	if o.Profile != "" {
		load = append(load, config.WithSharedConfigProfile(o.Profile))
	}
	if o.Region != "" {
		load = append(load, config.WithRegion(o.Region))
	}
	cfg, err := config.LoadDefaultConfig(ctx, load...)
	var noProfile config.SharedConfigProfileNotExistError
	switch {
	case errors.As(err, &noProfile):
		return nil, model.WithHint(fmt.Errorf("there is no AWS profile %q", noProfile.Profile), "list the profiles with: aws configure list-profiles")
	case err != nil:
		return nil, model.WithHint(fmt.Errorf("the AWS configuration cannot be read: %w", err), "look at ~/.aws/config and the AWS_ variables")
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
		if o.Profile == "" && os.Getenv("AWS_PROFILE") == "" && os.Getenv("AWS_ACCESS_KEY_ID") == "" && isLoopback(*so.BaseEndpoint) {
			// An emulator on this machine checks no signature: asking the instance
			// metadata service for one would only cost seconds.
			so.Credentials = aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
				return aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local"}, nil
			})
		}
	})
	info := model.Info{Name: "aws", Profile: o.Profile}
	if endpoint := client.Options().BaseEndpoint; endpoint != nil {
		info.Name = hostOf(*endpoint)
	}
	if client.Options().Region == "" {
		return nil, model.WithHint(errors.New("no AWS region is set"), "give --region, or set AWS_REGION or a region in the profile")
	}
	return New(client, info, nil), nil
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
