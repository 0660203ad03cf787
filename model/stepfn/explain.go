package stepfn

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"expresso/model"
	"expresso/model/child"
)

// What IAM calls the permissions to run a machine, and to list all.
const (
	startAction = "states:StartSyncExecution"
	listAction  = "states:ListStateMachines"
)

// perhapsRun is the hint of every error after which nobody knows.
const perhapsRun = "the execution may have run: expresso never sends a run twice by itself"

// explainStart turns an error of StartSyncExecution into one that says whether anything
// may have run, what went wrong, and what to do. connected tells whether the request had
// a connection to leave by.
func (t *Target) explainStart(ctx context.Context, err error, machine model.ARN, connected bool) error {
	explained := t.explain(err, startAction, machine)
	code, status := codeOf(err)
	var unsigned *credentialsError
	switch {
	case errors.As(err, &unsigned):
		return &model.NotStartedError{Err: explained}
	case !connected && errors.Is(explained, errNoResponse):
		return &model.NotStartedError{Err: fmt.Errorf("the request was not sent: %s", deepest(err))}
	case !connected:
		return &model.NotStartedError{Err: explained}
	case unread(err):
		return &model.NotStartedError{Err: explained}
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return model.WithHint(fmt.Errorf("%w within %s", errNoResponse, deadline),
			"expresso stopped waiting; the execution may have run, and is then billed: check the machine's logs before you run it again")
	case code != "" && status < http.StatusInternalServerError && status != http.StatusRequestTimeout:
		return &model.NotStartedError{Code: code, Err: explained}
	case model.HintOf(explained) == "":
		return model.WithHint(explained, perhapsRun)
	case errors.As(err, new(*foreignError)):
		return model.WithHint(explained, model.HintOf(explained)+"; "+perhapsRun)
	}
	return explained
}

// What net/http says when a server has closed a connection of HTTP/2 or refused a request on
// it. Its errors have no types.
const (
	h2Refused  = "REFUSED_STREAM"
	h2Leaving  = "received Server's graceful shutdown GOAWAY"
	h2Rejected = "received GOAWAY from server ErrCode:"
	h2Closed   = "server sent GOAWAY and closed the connection"
	h2Reset    = "stream error: "
)

// unread reports whether the server itself says that it has not looked at the request: a
// stream that was refused, or one behind the last that it took (RFC 9113, 6.8 and 8.7).
func unread(err error) bool {
	text := deepest(err)
	return strings.Contains(text, h2Refused) || strings.Contains(text, h2Leaving) || strings.Contains(text, h2Rejected)
}

// broken says in words how a connection failed.
func broken(err error) string {
	text := deepest(err)
	has := func(part string) bool { return strings.Contains(text, part) }
	switch {
	case has(h2Refused):
		return "the server refused the request without reading it (HTTP/2 REFUSED_STREAM)"
	case has(h2Leaving), has(h2Rejected):
		return "the server closed the connection without taking the request (HTTP/2 GOAWAY)"
	case has(h2Closed):
		return "the server closed the connection before it answered (HTTP/2 GOAWAY)"
	case has(h2Reset):
		_, code, _ := strings.Cut(text, "; ")
		code, _, _ = strings.Cut(code, ";")
		code, _, _ = strings.Cut(code, "]")
		return "the server ended the request (HTTP/2 " + code + ")"
	case errors.Is(err, syscall.ECONNRESET):
		return "the server reset the connection before it answered"
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "the response ended early"
	case errors.Is(err, io.EOF), errors.Is(err, net.ErrClosed), errors.Is(err, syscall.EPIPE), has("server closed idle connection"):
		return "the server closed the connection before it answered"
	}
	return text
}

// codeOf returns AWS's error code and the HTTP status, "" and 0 where there is none.
func codeOf(err error) (code string, status int) {
	var api smithy.APIError
	if errors.As(err, &api) {
		code = api.ErrorCode()
	}
	var response *smithyhttp.ResponseError
	if errors.As(err, &response) {
		status = response.HTTPStatusCode()
	}
	return code, status
}

// explain puts an SDK error into a sentence and adds a hint where there is one. Errors
// are told apart by their code: the set of modelled types differs between operations.
func (t *Target) explain(err error, action string, resource model.ARN) error {
	info := t.Info()
	var unsigned *credentialsError
	if errors.As(err, &unsigned) {
		return &model.CredentialsError{Err: explainCredentials(unsigned.err, info), Left: left(unsigned.err), NeedsCode: errors.Is(err, errNeedsCode) || refusedToken(err), Denied: deniedCredentials(unsigned.err), Passing: passing(unsigned.err)}
	}
	var api smithy.APIError
	if errors.As(err, &api) {
		text := api.ErrorMessage()
		if _, status := codeOf(err); text == "" || text == api.ErrorCode() {
			text = fmt.Sprintf("the service returned HTTP status %d without a message", status)
		}
		told := fmt.Errorf("%s: %s", api.ErrorCode(), text)
		switch code := api.ErrorCode(); {
		case denied(code):
			told = &model.DeniedError{Action: action, Resource: resource, Err: told}
		case refuses(api):
			told = &model.CredentialsError{Err: told}
		}
		return model.WithHint(told, t.hintFor(api, action, resource, info))
	}
	var answer *foreignError
	var dns *net.DNSError
	var op *net.OpError
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.As(err, &answer):
		return model.WithHint(fmt.Errorf("%w of the service: %w", errNoResponse, answer),
			"Step Functions does not respond like this: a proxy, a load balancer or a captive portal may be in between")
	case errors.As(err, &dns):
		hint := "check the network and the region"
		if strings.HasPrefix(dns.Name, "sync-") {
			hint += "; synchronous runs use a host name of their own: a VPC needs the interface endpoint com.amazonaws." +
				info.Region + ".sync-states for it"
		}
		return model.WithHint(fmt.Errorf("%s cannot be resolved", dns.Name), hint)
	case errors.As(err, &op) && op.Op == "dial" && op.Addr != nil:
		return model.WithHint(fmt.Errorf("%s cannot be reached: %w", op.Addr, op.Err), "is the endpoint up? nothing was sent")
	case errors.As(err, &certificate):
		return model.WithHint(fmt.Errorf("the endpoint's certificate is not trusted: %w", certificate.Err),
			"if there is a proxy, set AWS_CA_BUNDLE to its certificate file")
	}
	return fmt.Errorf("%w: %s", errNoResponse, broken(err))
}

// refuses reports whether an error says that the service does not take the credentials.
func refuses(api smithy.APIError) bool {
	switch api.ErrorCode() {
	case "ExpiredToken", "ExpiredTokenException", "UnrecognizedClientException", "InvalidClientTokenId", "MissingAuthenticationToken":
		return true
	case "InvalidSignatureException", "IncompleteSignature": // else it is the clock
		return !strings.Contains(api.ErrorMessage(), "expired") && !strings.Contains(api.ErrorMessage(), "not yet current")
	}
	return false
}

// hintFor says what to do about an error of the service.
func (t *Target) hintFor(api smithy.APIError, action string, resource model.ARN, info model.Info) string {
	switch code := api.ErrorCode(); {
	case refuses(api):
		return profileOf(info).renew() + "; your input is kept"
	case denied(code):
		hint := fmt.Sprintf("grant %s on %s to this identity", action, resource)
		switch action {
		case startAction:
			hint += "; states:StartExecution does not cover it"
		case listAction:
			hint += "; without it, name a machine by its ARN"
		}
		return hint
	}
	switch code := api.ErrorCode(); code {
	case "RequestExpired", "RequestTimeTooSkewed", "InvalidSignatureException", "IncompleteSignature":
		return wrongClock
	case "ThrottlingException", "Throttling", "TooManyRequestsException", "RequestLimitExceeded", "KmsThrottlingException":
		if action != startAction {
			return "try again in a moment"
		}
		return "the run did not start, so it is safe to run it again in a moment"
	case "StateMachineDoesNotExist":
		if q := resource.Qualifier(); q != "" {
			return fmt.Sprintf("has %s a version or alias %q? list the machines with: %s", resource.Machine(), q, info.Listing())
		}
		return fmt.Sprintf("is it in %s, account %s? list the machines with: %s", orNone(info.Region), orNone(cmp.Or(info.Account, resource.Account())), info.Listing())
	case "ResourceNotFoundException":
		return "the log group that the machine's loggingConfiguration names was deleted: create it again, as the machine does not"
	case "ResourceNotFound":
		return "it may have been deleted a moment ago: reload the list"
	case "ExecutionLimitExceeded":
		return "the run did not start: too many are running in this account; run it again when some have ended"
	case "StateMachineDeleting":
		return "the machine is being deleted: deploy it again to run it"
	case "StateMachineTypeNotSupported":
		return "StartSyncExecution takes EXPRESS machines only; a machine's type cannot be changed"
	case "InvalidArn":
		return "an ARN looks like arn:aws:states:REGION:ACCOUNT:stateMachine:NAME, optionally followed by :VERSION or :ALIAS"
	case "InvalidName":
		if strings.HasPrefix(api.ErrorMessage(), "test case ") { // the embedded service's own
			return "test cases are defined in the mock file: give it with --mock-config, or name it MockConfigFile.json"
		}
		return "a name must have 1 to 80 characters, without spaces, brackets, wildcards or any of \" # % \\ ^ | ~ ` $ & , ; : /"
	case "InvalidExecutionInput":
		return "the input must be one JSON value"
	case "UnknownOperationException":
		return "this endpoint does not offer the operation: use another, or AWS"
	case "KmsAccessDeniedException", "KmsInvalidStateException":
		return "the machine is encrypted with a customer key: this identity needs kms:Decrypt on it, and the key must be enabled"
	}
	return ""
}

// wrongClock is the hint for a signature that AWS takes for too old or too new.
const wrongClock = "signatures are valid for a few minutes only: correct this computer's clock"

// denied reports whether a code says that the identity lacks a permission.
func denied(code string) bool {
	switch code {
	case "AccessDeniedException", "AccessDenied", "NotAuthorized", "UnauthorizedOperation":
		return true
	}
	return false
}

func orNone(s string) string {
	if s == "" {
		return "(unknown)"
	}
	return s
}

// profileFlag is how a profile is named on a command line, "" for the default one.
func profileFlag(profile string) string {
	if profile == "" {
		return ""
	}
	return " " + child.Flag("--profile", profile)
}

// deepest is the innermost message of a chain: the SDK wraps each error in the names of
// its own layers, which tell a user nothing.
func deepest(err error) string {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err.Error()
		}
		err = next
	}
}
