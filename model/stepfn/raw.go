package stepfn

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"

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
	// connected tells whether a request had a connection to leave by.
	connected atomic.Bool
}

func (r *rawBody) tap(client sfn.HTTPClient) sfn.HTTPClient {
	r.client = client
	return r
}

// bounded keeps a service from sending more than can be held.
func bounded(o *sfn.Options) { o.HTTPClient = new(rawBody).tap(o.HTTPClient) }

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
		return nil, fmt.Errorf("the response broke off after %d bytes: %w", len(body), err)
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
