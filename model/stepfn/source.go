package stepfn

import (
	"bytes"
	"cmp"
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/ec2rolecreds"
	"github.com/aws/aws-sdk-go-v2/credentials/processcreds"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/logging"

	"expresso/model"
	"expresso/model/child"
	"expresso/model/file"
)

// maxTokens is how often an MFA code is asked for before it is given up.
const maxTokens = 3

// source finds credentials as the AWS configuration says, and again when its files change: new
// keys are taken up without a restart. It marks the errors of what it finds as those of
// credentials: an error code of STS or of IAM Identity Center is not Step Functions'.
type source struct {
	options Options

	mu       sync.Mutex
	provider aws.CredentialsProvider // nil for none
	read     version                 // of the files

	refused atomic.Bool // the last MFA code was
}

// version tells whether the configuration files have changed.
type version [2]struct {
	changed time.Time
	size    int64
}

func filesNow() (v version) {
	for i, name := range []string{configFile(), credentialsFile()} {
		if info, err := os.Stat(name); err == nil {
			v[i].changed, v[i].size = info.ModTime(), info.Size()
		}
	}
	return v
}

// load reads the configuration.
func (s *source) load(ctx context.Context) (aws.Config, error) {
	now := filesNow() // before reading: what changes meanwhile is read again
	cfg, err := s.options.load(ctx, s.token)
	if err == nil {
		s.provider, s.read = cfg.Credentials, now
	}
	return cfg, err
}

// token asks for an MFA code.
func (s *source) token() (string, error) {
	code, err := s.options.Token(s.refused.Load())
	if err != nil {
		return "", &tokenError{err}
	}
	return code, nil
}

// tokenError says why there is no MFA code.
type tokenError struct{ err error }

func (e *tokenError) Error() string { return e.err.Error() }

// current is the provider for the files as they are now.
func (s *source) current(ctx context.Context) aws.CredentialsProvider {
	s.mu.Lock()
	defer s.mu.Unlock()
	if filesNow() != s.read {
		_, _ = s.load(ctx) // a file that cannot be read now leaves what there was
	}
	return s.provider
}

// Retrieve returns the credentials of now. The provider has one caller at a time ask for new ones.
func (s *source) Retrieve(ctx context.Context) (aws.Credentials, error) {
	provider := s.current(ctx)
	for try := 1; ; try++ {
		found, err := provider.Retrieve(ctx)
		again := err != nil && refusedToken(err) && s.options.Token != nil && try < maxTokens
		s.refused.Store(again)
		switch {
		case again:
			continue
		case err == nil && found.Expired():
			err = &expiredError{found.Expires}
		}
		if err != nil {
			return aws.Credentials{}, &credentialsError{err}
		}
		return found, nil
	}
}

// refusedToken reports whether STS did not take an MFA code.
func refusedToken(err error) bool {
	var api smithy.APIError
	return errors.As(err, &api) && strings.Contains(api.ErrorMessage(), "MultiFactorAuthentication")
}

// expiredError is of credentials that had expired when they were given.
type expiredError struct{ at time.Time }

func (e *expiredError) Error() string {
	return "the credentials expired at " + e.at.Local().Format("2006-01-02 15:04:05")
}

// readable is why the configuration files cannot be read, nil if they can or are not there: the
// SDK would wait for ever for what a pipe says.
func readable() error {
	for _, name := range []string{configFile(), credentialsFile()} {
		opened, err := file.Open(name)
		switch {
		case err == nil:
			_ = opened.Close() // was not read
		case !errors.Is(err, fs.ErrNotExist):
			return model.WithHint(fmt.Errorf("the AWS configuration cannot be read: %w", err), "look at "+name)
		}
	}
	return nil
}

// load reads the AWS configuration.
func (o Options) load(ctx context.Context, token func() (string, error)) (aws.Config, error) {
	if err := readable(); err != nil {
		return aws.Config{}, err
	}
	options := []func(*config.LoadOptions) error{
		config.WithLogger(logging.Nop{}), // the SDK logs to standard error, which is the workbench's screen
		config.WithEC2RoleCredentialOptions(func(e *ec2rolecreds.Options) { e.Client = quickMetadata{imds.New(imds.Options{})} }),
		config.WithProcessCredentialOptions(func(p *processcreds.Options) { p.Timeout = child.Credentials.Limit }),
		config.WithAssumeRoleCredentialOptions(func(a *stscreds.AssumeRoleOptions) {
			if o.Token == nil || a.SerialNumber == nil {
				return
			}
			a.TokenProvider = token
			if a.Duration == 0 {
				a.Duration = roleDuration
			}
		}),
	}
	if o.Profile != "" {
		options = append(options, config.WithSharedConfigProfile(o.Profile))
	}
	if o.Region != "" {
		options = append(options, config.WithRegion(o.Region))
	}
	if strings.HasPrefix(o.Endpoint, "http://") && o.profile() == "" {
		if one := oneCertificate(os.Getenv("AWS_CA_BUNDLE")); one != nil {
			options = append(options, config.WithCustomCABundle(one))
		}
	}
	cfg, err := config.LoadDefaultConfig(ctx, options...)
	if err != nil {
		return cfg, o.explainConfig(err)
	}
	if !o.fromEnvironment() {
		if p, err := ReadProfile(ctx, o.Profile); err == nil && p.Kind == Process && p.Role == "" {
			cfg.Credentials = aws.NewCredentialsCache(process{p, o.Terminal})
		}
	}
	return cfg, nil
}

// oneCertificate is the first of a bundle, nil if it cannot be read. The SDK reads all of
// AWS_CA_BUNDLE beforehand, which takes as long as a run; a plain endpoint needs none of it.
func oneCertificate(bundle string) io.Reader {
	text, err := file.Read(bundle, 1<<20)
	if err != nil {
		return nil // the SDK says so, if there should be one
	}
	block, _ := pem.Decode(text)
	if block == nil || block.Type != "CERTIFICATE" {
		return nil
	}
	return bytes.NewReader(pem.EncodeToMemory(block))
}

// fromEnvironment reports whether the credentials are the environment's: they go before those of
// AWS_PROFILE, but not before those of a profile that was named.
func (o Options) fromEnvironment() bool {
	return o.Profile == "" && (os.Getenv("AWS_ACCESS_KEY_ID") != "" || os.Getenv("AWS_WEB_IDENTITY_TOKEN_FILE") != "")
}

// explainConfig says what is wrong with the AWS configuration.
func (o Options) explainConfig(err error) error {
	var noProfile config.SharedConfigProfileNotExistError
	var noSource config.SharedConfigAssumeRoleError
	var noToken config.AssumeRoleTokenProviderNotSetError
	missing, asSource := errors.As(err, &noProfile), errors.As(err, &noSource)
	names := strings.Join(chain(cmp.Or(o.profile(), config.DefaultSharedConfigProfile)), " → ")
	switch {
	case errors.As(err, &noToken):
		return needsToken(o.profile())
	case missing && asSource:
		return model.WithHint(fmt.Errorf("there is no AWS profile %q, which source_profile names (%s)", noProfile.Profile, names), "look at "+configFile())
	case missing:
		return model.WithHint(fmt.Errorf("there is no AWS profile %q", noProfile.Profile), "list the profiles with: aws configure list-profiles")
	case asSource:
		return model.WithHint(fmt.Errorf("source_profile leads to no credentials: %s", names), "look at "+configFile())
	}
	return model.WithHint(fmt.Errorf("the AWS configuration cannot be read: %w", err), "look at "+configFile()+" and the AWS_ variables")
}

// process gets credentials from the credential_process of a profile.
type process struct {
	profile  Profile
	terminal func() io.Writer
}

// processError says how a credential process failed.
type processError struct {
	profile string
	err     error
}

func (e *processError) Error() string { return e.err.Error() }

// Retrieve runs the process.
func (p process) Retrieve(ctx context.Context) (aws.Credentials, error) {
	started := &child.CredentialProcess{Command: p.profile.process}
	if p.terminal != nil {
		started.Terminal = p.terminal()
	}
	found, err := processcreds.NewProviderCommand(started, func(o *processcreds.Options) { o.Timeout = child.Credentials.Limit }).Retrieve(ctx)
	if err == nil {
		return found, nil
	}
	// What it printed may hold keys: the innermost error does not repeat it.
	why := errors.New(deepest(err))
	if strings.Contains(err.Error(), "timed out") {
		why = fmt.Errorf("no answer within %v", child.Credentials.Limit)
	} else if strings.Contains(err.Error(), "parse failed") {
		why = fmt.Errorf("what it prints is not the JSON of a credential process: %w", why)
	}
	return aws.Credentials{}, &processError{p.profile.Source, started.Failed(why)}
}
