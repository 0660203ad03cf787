package stepfn

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials/ssocreds"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"
	"github.com/aws/smithy-go"

	"expresso/model"
)

// metadataTimeout bounds one question to the instance metadata service, retries included.
// On an instance it answers in milliseconds; anywhere else, which is where a terminal
// usually is, the SDK's own bounds make a machine without credentials wait 5 to 12 s.
const metadataTimeout = time.Second

// roleDuration is how long the credentials of a role last, if the profile does not say: the
// longest that every role allows, and what the AWS CLI asks for. The SDK's 15 minutes would
// ask for an MFA code four times an hour.
const roleDuration = time.Hour

// errNoMetadata is what remains to be said when the last place to look has no credentials
// either. How the service failed tells nothing to those who never heard of it.
var errNoMetadata = errors.New("none found in the environment, the profile or an instance role")

// quickMetadata asks the instance metadata service and does not wait long for an answer.
type quickMetadata struct{ client *imds.Client }

// GetMetadata returns what is at a path of the service.
func (q quickMetadata) GetMetadata(ctx context.Context, in *imds.GetMetadataInput, options ...func(*imds.Options)) (*imds.GetMetadataOutput, error) {
	within, cancel := context.WithTimeout(ctx, metadataTimeout)
	defer cancel()
	out, err := q.client.GetMetadata(within, in, options...)
	if err != nil {
		return nil, cmp.Or(ctx.Err(), errNoMetadata)
	}
	// Read here, as the context ends with the call.
	content, err := readWhole(out.Content)
	if err != nil {
		return nil, err
	}
	out.Content = io.NopCloser(bytes.NewReader(content))
	return out, nil
}

// credentialsError says that a request could not be signed, so that it was never sent.
type credentialsError struct{ err error }

func (e *credentialsError) Error() string { return e.err.Error() }
func (e *credentialsError) Unwrap() error { return e.err }

// RetryableError keeps the SDK from asking again for each attempt at the request: what
// finds credentials has its own retries, and the user may be part of it.
func (e *credentialsError) RetryableError() bool { return false }

// SignIn looks for credentials now, so that a code that the profile needs is asked for at
// a time that suits the caller. They are kept until they expire.
func (t *Target) SignIn(ctx context.Context) error {
	provider := t.client.Options().Credentials
	if provider == nil || aws.IsCredentialsProvider(provider, aws.AnonymousCredentials{}) {
		return nil
	}
	if _, err := provider.Retrieve(ctx); err != nil {
		return t.explain(err, "", "")
	}
	return nil
}

// left reports whether there are no credentials because the user has not waited for them, or has
// given no code.
func left(err error) bool {
	var stopped *stoppedError
	return errors.As(err, &stopped) || errors.Is(err, model.ErrNoCode)
}

// serviceOf is the service that was asked for credentials, "" if none was.
func serviceOf(err error) (service string) {
	var operation *smithy.OperationError
	for errors.As(err, &operation) { // behind a role there are several
		service, err = operation.Service(), operation.Err
	}
	return service
}

// passing reports whether credentials may be there in a moment.
func passing(err error) bool {
	code, status := codeOf(err)
	switch code {
	case "TooManyRequestsException", "Throttling", "ThrottlingException", "RequestLimitExceeded":
		return true
	}
	var op *net.OpError
	var dns *net.DNSError
	return status >= http.StatusInternalServerError || errors.As(err, &op) || errors.As(err, &dns)
}

// deniedCredentials reports whether the identity may not have the credentials.
func deniedCredentials(err error) bool {
	var api smithy.APIError
	if !errors.As(err, &api) || refusedToken(err) {
		return false
	}
	service := serviceOf(err)
	return service == "SSO" && api.ErrorCode() == "ForbiddenException" || service == "STS" && api.ErrorCode() == "AccessDenied"
}

// explainCredentials says why there are no credentials.
func explainCredentials(err error, info model.Info) error {
	profile := profileOf(info)
	var expired *ssocreds.InvalidTokenError
	var process *processError
	var late *expiredError
	var token *tokenError
	var stopped *stoppedError
	var api smithy.APIError
	service, answered := serviceOf(err), errors.As(err, &api)
	switch {
	case errors.As(err, &stopped):
		return model.WithHint(stopped, "nothing was sent: try again")
	case errors.Is(err, errNeedsCode):
		return model.WithHint(errNeedsCode, "nothing was sent: enter the MFA code")
	case service == "SSO" && answered && api.ErrorCode() == "ForbiddenException":
		return model.WithHint(fmt.Errorf("no access to role %s in account %s", orNone(profile.ssoRole), orNone(profile.Account)),
			"ask your IAM Identity Center administrator to assign it to you, or choose another role in profile "+profile.Source)
	case service == "SSO" && answered && api.ErrorCode() != "UnauthorizedException":
		return model.WithHint(fmt.Errorf("IAM Identity Center returned no credentials: %s: %s", api.ErrorCode(), api.ErrorMessage()), "try again in a moment")
	case errors.As(err, &expired), service == "SSO", service == "SSO OIDC",
		strings.Contains(err.Error(), "SSO token"): // profiles with an sso-session have no type for it
		profile.Kind = SSO
		return model.WithHint(errors.New("not signed in, or the SSO session has expired"), profile.renew())
	case errors.As(err, &process):
		return model.WithHint(fmt.Errorf("the credential process of profile %s failed: %w", process.profile, process.err), profile.renew())
	case errors.As(err, &token):
		return model.WithHint(fmt.Errorf("no credentials for AWS: %w", token.err),
			cmp.Or(model.HintOf(token.err), "the role of profile "+profile.Name+" needs an MFA code: try again with one"))
	case errors.As(err, &late):
		return model.WithHint(late, profile.renew())
	case answered && service == "STS":
		text := fmt.Errorf("the role of the profile cannot be assumed: %s: %s", api.ErrorCode(), api.ErrorMessage())
		switch {
		case refusedToken(err):
			return model.WithHint(text, "each code works once: wait for the next one and try again")
		case strings.HasPrefix(api.ErrorCode(), "ExpiredToken"), api.ErrorCode() == "InvalidClientTokenId":
			return model.WithHint(text, profile.renew())
		}
		return model.WithHint(text, "look at role_arn and source_profile in "+configFile()+", and at the role's trust policy")
	case profile.Kind == Login:
		return model.WithHint(errors.New("not signed in, or the login session has expired"), profile.renew())
	}
	return model.WithHint(fmt.Errorf("no credentials for AWS: %s", deepest(err)), profile.renew())
}

// needsToken is the error of a profile whose role takes an MFA code when nobody can be
// asked for one.
func needsToken(profile string) error {
	return model.WithHint(errors.New("the profile's role needs an MFA code, and expresso cannot ask for one here"),
		`get credentials first: eval "$(aws configure export-credentials`+profileFlag(profile)+` --format env)", then start expresso with --region in place of --profile`)
}
