package stepfn_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"strings"
	"syscall"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"

	"expresso/model"
	"expresso/model/stepfn"
)

// broken is an HTTP client all of whose requests fail, with or without a connection.
type broken struct {
	connected bool
	err       error
}

func (b broken) Do(r *http.Request) (*http.Response, error) {
	if trace := httptrace.ContextClientTrace(r.Context()); b.connected && trace != nil {
		trace.GotConn(httptrace.GotConnInfo{})
	}
	return nil, b.err
}

func over(client sfn.HTTPClient) *stepfn.Target {
	return stepfn.New(sfn.New(sfn.Options{
		Region: "eu-west-1", Credentials: aws.AnonymousCredentials{}, HTTPClient: client, Retryer: aws.NopRetryer{},
	}), model.Info{Name: "aws"}, nil)
}

func TestARequestThatNeverLeftDidNotStart(t *testing.T) {
	dial := func(err error) error { return &net.OpError{Op: "dial", Net: "tcp", Err: err} }
	for name, c := range map[string]struct {
		err        error
		text, hint string
	}{
		"sync host":   {dial(&net.DNSError{Err: "no such host", Name: "sync-states.eu-west-1.amazonaws.com"}), "sync-states.eu-west-1.amazonaws.com cannot be resolved", "com.amazonaws.eu-west-1.sync-states"},
		"host":        {dial(&net.DNSError{Err: "no such host", Name: "states.eu-west-1.amazonaws.com"}), "states.eu-west-1.amazonaws.com cannot be resolved", "check the network and the region"},
		"no address":  {dial(errors.New("unknown network")), "the request was not sent: unknown network", ""},
		"certificate": {&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}, "the endpoint's certificate is not trusted", "AWS_CA_BUNDLE"},
		"other":       {errors.New("out of sockets"), "the request was not sent: out of sockets", ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := over(broken{err: c.err}).Start(t.Context(), model.Request{Machine: arnInIreland, Input: "{}"})
			unsent(t, err, c.text, c.hint)
			if c.hint == "" {
				return
			}
			if _, err := over(broken{err: c.err}).Machines(t.Context()); err == nil || !strings.Contains(err.Error(), c.text) || !strings.Contains(model.HintOf(err), c.hint) {
				t.Errorf("listing: %v, hint %q", err, model.HintOf(err))
			}
		})
	}
}

func TestARequestThatLeftMayHaveStarted(t *testing.T) {
	write := func(err error) error { return &net.OpError{Op: "write", Net: "tcp", Err: err} }
	for name, c := range map[string]struct {
		err  error
		text string
	}{
		"closed": {write(net.ErrClosed), "the server closed the connection before it answered"},
		"reset":  {write(syscall.ECONNRESET), "the server reset the connection before it answered"},
		"pipe":   {write(syscall.EPIPE), "the server closed the connection before it answered"},
		"other":  {errors.New("out of memory"), "out of memory"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := over(broken{connected: true, err: c.err}).Start(t.Context(), model.Request{Machine: arnInIreland, Input: "{}"})
			var notStarted *model.NotStartedError
			if err == nil || errors.As(err, &notStarted) || !strings.Contains(err.Error(), c.text) || !strings.Contains(model.HintOf(err), "may have run") {
				t.Errorf("got %v, hint %q", err, model.HintOf(err))
			}
		})
	}
}

// TestTheConnectionForCredentialsIsNotTheRuns has credentials that take a connection of
// their own, after which the request has none.
func TestTheConnectionForCredentialsIsNotTheRuns(t *testing.T) {
	other := httptest.NewServer(http.NotFoundHandler())
	defer other.Close()
	client := sfn.New(sfn.Options{
		Region: "eu-west-1", HTTPClient: broken{err: errors.New("out of sockets")},
		Credentials: aws.CredentialsProviderFunc(func(ctx context.Context) (aws.Credentials, error) {
			request, err := http.NewRequestWithContext(ctx, http.MethodGet, other.URL, http.NoBody)
			if err != nil {
				return aws.Credentials{}, err
			}
			response, err := http.DefaultClient.Do(request)
			if err != nil {
				return aws.Credentials{}, err
			}
			return aws.Credentials{AccessKeyID: "a", SecretAccessKey: "s"}, response.Body.Close()
		}),
	})
	_, err := stepfn.New(client, model.Info{}, nil).Start(t.Context(), model.Request{Machine: arnInIreland, Input: "{}"})
	unsent(t, err, "the request was not sent", "")
}

func TestHintsOfReadsSpeakOfNoRun(t *testing.T) {
	server := httptest.NewServer(answer(400, refusal("ThrottlingException")))
	defer server.Close()
	target := stepfn.New(sfn.New(sfn.Options{
		Region: "us-east-1", BaseEndpoint: &server.URL, Credentials: aws.AnonymousCredentials{}, Retryer: aws.NopRetryer{},
	}), model.Info{}, nil)
	_, err := target.Describe(t.Context(), arn)
	if hint := model.HintOf(err); hint != "try again in a moment" {
		t.Errorf("%v, hint %q", err, hint)
	}
}

func TestAnAnswerWithoutStatusIsNone(t *testing.T) {
	for _, body := range []string{`{}`, `{"status":"RUNNING"}`} {
		target, _ := connect(t, answer(200, body))
		_, err := target.Start(t.Context(), model.Request{Machine: arn, Input: "{}"})
		var notStarted *model.NotStartedError
		if err == nil || errors.As(err, &notStarted) || !strings.Contains(model.HintOf(err), "may have run") {
			t.Errorf("%s: %v, hint %q", body, err, model.HintOf(err))
		}
	}
}

func TestAMissingAliasIsNamed(t *testing.T) {
	target, _ := connect(t, answer(400, refusal("StateMachineDoesNotExist")))
	_, err := target.Start(t.Context(), model.Request{Machine: arn + ":PROD", Input: "{}"})
	unsent(t, err, "StateMachineDoesNotExist", `has demo a version or alias "PROD"?`)
}

func TestAGatewaysAnswerLeavesItOpen(t *testing.T) {
	target, _ := connect(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusRequestTimeout) })
	_, err := target.Start(t.Context(), model.Request{Machine: arn, Input: "{}"})
	var notStarted *model.NotStartedError
	if err == nil || errors.As(err, &notStarted) {
		t.Errorf("got %v", err)
	}
}
