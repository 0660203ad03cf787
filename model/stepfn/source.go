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
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/logging"

	"expresso/model"
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
	profile  Profile                 // that they are of, zero if it cannot be read
	read     version                 // of the files
	stale    bool                    // they are to be read again whether they have changed or not
	waits    waits
	held     held
	changes  int // how often something else was learnt of whose credentials are held

	refused atomic.Bool // the last MFA code was
}

// waits are the requests that wait for credentials.
type waits struct {
	n     int
	since time.Time
	ctx   context.Context // of what they wait for
	stop  context.CancelFunc
}

// held is what is known of the credentials that were found last.
type held struct {
	key      string // tells them from others
	expires  time.Time
	renews   bool
	answered time.Time // when the newest request was sent that the service has answered
	refused  bool      // it called them expired
}

// starting marks the context of a request that starts a run.
type starting struct{}

// errNeedsCode is of a start that would have to wait for an MFA code.
var errNeedsCode = errors.New("the role needs an MFA code")

// stoppedError says that the user did not wait for credentials.
type stoppedError struct{ awaited string }

func (e *stoppedError) Error() string { return "stopped waiting for " + e.awaited }

// version reports whether the configuration files have changed.
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
	cfg, err := s.options.load(ctx, s.assuming)
	if err != nil {
		return cfg, err
	}
	s.provider, s.profile, s.read, s.stale = cfg.Credentials, Profile{Kind: Environment}, now, false
	if s.options.fromEnvironment() {
		return cfg, nil
	}
	// One that cannot be read has no process either.
	if s.profile, _ = ReadProfile(ctx, s.options.Profile); s.profile.Kind == Process {
		cfg.Credentials = aws.NewCredentialsCache(s.assumed(cfg, &s.profile.shared))
		s.provider = cfg.Credentials
	}
	return cfg, nil
}

// assuming says how a role is assumed.
func (s *source) assuming(a *stscreds.AssumeRoleOptions) {
	if a.Duration == 0 {
		a.Duration = roleDuration
	}
	if s.options.Token != nil && a.SerialNumber != nil {
		a.TokenProvider = func() (string, error) { return s.token(*a.SerialNumber) }
	}
}

// token asks for an MFA code.
func (s *source) token(device string) (string, error) {
	s.mu.Lock()
	profile, ctx := s.profile.Name, s.waits.ctx
	s.mu.Unlock()
	code, err := s.options.Token(ctx, model.CodeRequest{Profile: profile, Device: device, Refused: s.refused.Load()})
	if err != nil {
		return "", &tokenError{err}
	}
	return code, nil
}

// tokenError says why there is no MFA code.
type tokenError struct{ err error }

func (e *tokenError) Error() string { return e.err.Error() }
func (e *tokenError) Unwrap() error { return e.err }

// current is the provider for the files as they are now.
func (s *source) current(ctx context.Context) aws.CredentialsProvider {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stale || filesNow() != s.read {
		_, _ = s.load(ctx) // a file that cannot be read now leaves what there was
	}
	return s.provider
}

// Retrieve returns the credentials of now. The provider has one caller at a time ask for new ones.
func (s *source) Retrieve(ctx context.Context) (aws.Credentials, error) {
	provider := s.current(ctx)
	if apart := s.options.Apart; apart != nil && ctx.Value(starting{}) != nil && s.wantsCode() && apart() {
		return aws.Credentials{}, &credentialsError{errNeedsCode}
	}
	ctx, end := s.wait(ctx)
	defer end()
	for try := 1; ; try++ {
		found, err := provider.Retrieve(ctx)
		again := err != nil && refusedToken(err) && s.options.Token != nil && try < maxTokens
		s.refused.Store(again)
		var stopped *stoppedError
		switch {
		case again:
			continue
		case errors.As(context.Cause(ctx), &stopped):
			err = stopped
		case err == nil && found.Expired():
			err = &expiredError{found.Expires}
		}
		if err != nil {
			return aws.Credentials{}, &credentialsError{err}
		}
		s.hold(found)
		return found, nil
	}
}

// wait takes note of a request that waits for credentials, until end is called. Its context ends
// when the user does not wait any more.
func (s *source) wait(ctx context.Context) (_ context.Context, end func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.waits.n == 0 {
		s.waits.since = time.Now()
		s.waits.ctx, s.waits.stop = context.WithCancel(context.WithoutCancel(ctx))
	}
	s.waits.n++
	stopped := &stoppedError{s.profile.awaited()}
	ctx, cancel := context.WithCancelCause(ctx)
	drop := context.AfterFunc(s.waits.ctx, func() { cancel(stopped) })
	stop := s.waits.stop
	return ctx, func() {
		drop()
		cancel(nil)
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.waits.n--; s.waits.n == 0 {
			stop()
		}
	}
}

// work is the context of what credentials are awaited from.
func (s *source) work() context.Context {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.waits.ctx
}

// wantsCode reports whether new credentials would take an MFA code.
func (s *source) wantsCode() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.profile.device != "" && (s.held.refused || !time.Now().Before(s.held.expires))
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
		if name == os.DevNull { // none
			continue
		}
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
func (o Options) load(ctx context.Context, assuming func(*stscreds.AssumeRoleOptions)) (aws.Config, error) {
	if err := readable(); err != nil {
		return aws.Config{}, err
	}
	options := []func(*config.LoadOptions) error{
		config.WithLogger(logging.Nop{}), // the SDK logs to standard error, which is the workbench's screen
		config.WithEC2RoleCredentialOptions(func(e *ec2rolecreds.Options) { e.Client = quickMetadata{imds.New(imds.Options{})} }),
		config.WithAssumeRoleCredentialOptions(assuming),
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
		return model.WithHint(fmt.Errorf("unknown AWS profile %q, which source_profile names (%s)", noProfile.Profile, names), "look at "+configFile())
	case missing:
		return model.WithHint(fmt.Errorf("unknown AWS profile %q", noProfile.Profile), "list the profiles with: aws configure list-profiles")
	case asSource:
		return model.WithHint(fmt.Errorf("no credentials from source_profile: %s", names), "look at "+configFile())
	}
	return model.WithHint(fmt.Errorf("the AWS configuration cannot be read: %w", err), "look at "+configFile()+" and the AWS_ variables")
}
