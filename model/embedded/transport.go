package embedded

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
)

// Transport is an HTTP client whose every request is answered by Handler, without a
// socket. An SDK client that is given one speaks its whole wire format and never leaves
// the process.
type Transport struct{ Handler http.Handler }

// Do hands the request to the handler and returns what it wrote. When the request's
// context ends first, Do returns its error and the handler works on unheard, as a server
// behind a network would.
func (t Transport) Do(r *http.Request) (*http.Response, error) {
	if trace := httptrace.ContextClientTrace(r.Context()); trace != nil && trace.GotConn != nil {
		trace.GotConn(httptrace.GotConnInfo{})
	}
	inner := r.WithContext(context.WithoutCancel(r.Context()))
	inner.Body = http.NoBody
	if r.Body != nil {
		// Read here, as the caller owns the body again once Do has returned.
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		inner.Body = io.NopCloser(bytes.NewReader(body))
	}
	done := make(chan *recorder, 1)
	go func() {
		w := &recorder{status: http.StatusOK, header: http.Header{}}
		defer func() {
			if p := recover(); p != nil {
				w = &recorder{status: http.StatusInternalServerError, header: http.Header{}, body: fmt.Append(nil, p)}
			}
			done <- w
		}()
		t.Handler.ServeHTTP(w, inner)
	}()
	select {
	case w := <-done:
		return w.response(r), nil
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
}
