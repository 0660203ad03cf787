package stepfn

import (
	"bytes"
	"fmt"
	"io"
	"net/http"

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
}

func (r *rawBody) tap(client sfn.HTTPClient) sfn.HTTPClient {
	r.client = client
	return r
}

// Do sends the request and reads the response whole.
func (r *rawBody) Do(request *http.Request) (*http.Response, error) {
	response, err := r.client.Do(request)
	if err != nil {
		return response, err
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxResponse+1))
	closeErr := response.Body.Close()
	switch {
	case err != nil:
		return nil, fmt.Errorf("the response broke off after %d bytes: %w", len(body), err)
	case len(body) > maxResponse:
		return nil, fmt.Errorf("the response has more than %d bytes", maxResponse)
	case closeErr != nil:
		return nil, closeErr
	}
	r.body, r.ok = body, response.StatusCode < 300
	response.Body = io.NopCloser(bytes.NewReader(body))
	return response, nil
}

func (r *rawBody) text() string {
	if !r.ok {
		return ""
	}
	return string(r.body)
}
