package stepfn

import (
	"bytes"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"strconv"
	"strings"
	"sync/atomic"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
)

// maxResponse bounds a response that we are willing to hold: AWS's requests and responses
// end at about 1 MB, escapes included.
const maxResponse = 8 << 20

// rawBody keeps the text of a response as the service gave it: the SDK hands out only the
// members that it knows.
type rawBody struct {
	client sfn.HTTPClient
	body   []byte
	ok     bool
	// connected reports whether a request had a connection to leave by.
	connected atomic.Bool
}

func (r *rawBody) tap(client sfn.HTTPClient) sfn.HTTPClient {
	r.client = client
	return r
}

// bounded keeps a service from sending more than can be held.
func bounded(o *sfn.Options) { o.HTTPClient = new(rawBody).tap(o.HTTPClient) }

// single is the HTTP client of StartSyncExecution: each request has a connection of its own.
// One that has been used may have been closed by the server a moment ago, and then nobody can
// tell whether a request that was written to it arrived. It follows no redirect either, by
// which the request would be sent again. On loopback a new connection took a third of a millisecond. A client
// that is not the SDK's own is used as it is.
func single(client sfn.HTTPClient) sfn.HTTPClient {
	sdk, ok := client.(*awshttp.BuildableClient)
	if !ok {
		return client
	}
	transport := sdk.GetTransport()
	transport.DisableKeepAlives = true
	if transport.TLSClientConfig != nil { // a session that is resumed saves most of the handshake's work
		transport.TLSClientConfig.ClientSessionCache = tls.NewLRUClientSessionCache(0)
	}
	return &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// foreignError is the error of an answer that cannot be the service's own: it is not JSON
// object.
type foreignError struct {
	status int
	host   string
	body   string // its beginning
}

// maxExcerpt is how many bytes of an answer an error shows.
const maxExcerpt = 80

func (e *foreignError) Error() string {
	answer := "an empty answer"
	if e.body != "" {
		answer = fmt.Sprintf("an answer that is not JSON: %q", e.body)
	}
	status := strings.TrimSpace(strconv.Itoa(e.status) + " " + http.StatusText(e.status))
	return fmt.Sprintf("HTTP %s from %s with %s", status, e.host, answer)
}

// RetryableError tells the SDK whether what only reads is worth sending again.
func (e *foreignError) RetryableError() bool { return e.status >= http.StatusInternalServerError }

// foreign returns the error of a response that is not the service's own, nil for others.
func foreign(request *http.Request, response *http.Response, body []byte) error {
	text := bytes.TrimSpace(body)
	if bytes.HasPrefix(text, []byte("{")) && json.Valid(text) || response.Header.Get("X-Amzn-Errortype") != "" {
		return nil
	}
	excerpt := strings.ToValidUTF8(string(text[:min(len(text), maxExcerpt)]), "")
	if len(text) > maxExcerpt {
		excerpt += "…"
	}
	return &foreignError{response.StatusCode, request.URL.Host, excerpt}
}

// Do sends the request and reads the response whole.
func (r *rawBody) Do(request *http.Request) (*http.Response, error) {
	// The trace hangs on this request alone: on the call's context it would also see the
	// connections by which credentials are fetched.
	request = request.WithContext(httptrace.WithClientTrace(request.Context(),
		&httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { r.connected.Store(true) }}))
	response, err := r.client.Do(request)
	if err != nil {
		return response, err
	}
	body, err := readWhole(response.Body)
	if err != nil {
		return nil, err
	}
	if err := foreign(request, response, body); err != nil {
		return nil, err
	}
	r.body, r.ok = body, response.StatusCode < 300
	response.Body = io.NopCloser(bytes.NewReader(body))
	return response, nil
}

// tooBigError is the error of a response that is not worth asking for again.
type tooBigError struct{}

var errTooBig tooBigError

func (tooBigError) Error() string {
	return fmt.Sprintf("the response has more than %d bytes", maxResponse)
}

// RetryableError keeps the SDK from sending the request again.
func (tooBigError) RetryableError() bool { return false }

// readWhole reads a response's body to its end, if that is not too far, and closes it.
func readWhole(content io.ReadCloser) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(content, maxResponse+1))
	closeErr := content.Close()
	switch {
	case err != nil:
		return nil, fmt.Errorf("the response ended early, after %d bytes: %w", len(body), err)
	case len(body) > maxResponse:
		return nil, errTooBig
	}
	return body, closeErr
}

func (r *rawBody) text() string {
	if !r.ok {
		return ""
	}
	return string(r.body)
}
