package stepfn

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/processcreds"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"expresso/model/child"
	"expresso/model/secret"
)

// process gets credentials from the credential_process of a profile. The SDK's own would write
// what the process complains of on the screen.
type process struct {
	of     *config.SharedConfig
	source *source
}

// assumed are the credentials of the roles of a profile, of which a process gives the first.
func (s *source) assumed(cfg aws.Config, of *config.SharedConfig) aws.CredentialsProvider {
	if of.Source == nil {
		return process{of, s}
	}
	cfg.Credentials = aws.NewCredentialsCache(s.assumed(cfg, of.Source))
	if of.RoleARN == "" {
		return cfg.Credentials
	}
	return stscreds.NewAssumeRoleProvider(sts.NewFromConfig(cfg), of.RoleARN, func(a *stscreds.AssumeRoleOptions) {
		a.RoleSessionName = of.RoleSessionName
		if of.RoleDurationSeconds != nil {
			a.Duration = *of.RoleDurationSeconds
		}
		if of.ExternalID != "" {
			a.ExternalID = &of.ExternalID
		}
		if of.MFASerial != "" {
			a.SerialNumber = &of.MFASerial
		}
		s.assuming(a)
	})
}

// processError says how a credential process failed.
type processError struct {
	profile string
	err     error
}

func (e *processError) Error() string { return e.err.Error() }

// Retrieve runs the process, to its end or until nobody waits for it.
func (p process) Retrieve(ctx context.Context) (aws.Credentials, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(p.source.work(), cancel)()
	started := &child.CredentialProcess{Command: p.of.CredentialProcess, Mask: secret.InWords}
	if terminal := p.source.options.Terminal; terminal != nil {
		started.Terminal = terminal()
	}
	found, err := processcreds.NewProviderCommand(started, func(o *processcreds.Options) { o.Timeout = child.Credentials.Limit }).Retrieve(ctx)
	started.Ended()
	if err == nil {
		return found, nil
	}
	// What it printed may hold keys: the innermost error does not repeat it.
	why := errors.New(deepest(err))
	if strings.Contains(err.Error(), "timed out") {
		why = fmt.Errorf("no answer within %v", child.Credentials.Limit)
	} else if strings.Contains(err.Error(), "parse failed") {
		why = fmt.Errorf("its output is not the JSON of a credential process: %w", why)
	}
	return aws.Credentials{}, &processError{p.of.Profile, started.Failed(why)}
}
