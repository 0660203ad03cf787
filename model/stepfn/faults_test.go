package stepfn_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"expresso/model"
)

// TestErrorTexts has for each fault of a server what is said of it, and whether the execution
// may have run.
func TestErrorTexts(t *testing.T) {
	page := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(status)
			_, _ = io.WriteString(w, "<html>sign in</html>")
		}
	}
	const between = "a proxy, a load balancer or a captive portal may be in between"
	for name, tt := range map[string]struct {
		answer http.HandlerFunc
		text   []string
		hint   string
	}{
		"a page":        {page(200), []string{"HTTP 200 OK from 127.0.0.1:", "not JSON", "<html>sign in</html>"}, between},
		"a page of 502": {page(502), []string{"HTTP 502 Bad Gateway from 127.0.0.1:", "not JSON"}, between},
		"an empty 500":  {answer(500, ""), []string{"HTTP 500 Internal Server Error from 127.0.0.1:", "an empty answer"}, between},
		"an empty 200":  {answer(200, ""), []string{"HTTP 200 OK from 127.0.0.1:", "an empty answer"}, between},
		"closed": {func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body) // what is left unread makes it a reset
			if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
				conn.Close()
			}
		}, []string{"the server closed the connection before it answered"}, "may have run"},
	} {
		t.Run(name, func(t *testing.T) {
			target, requests := connect(t, tt.answer)
			_, err := target.Start(t.Context(), model.Request{Machine: arn, Input: "{}"})
			for _, text := range tt.text {
				if err == nil || !strings.Contains(err.Error(), text) {
					t.Errorf("%v lacks %q", err, text)
				}
			}
			if hint := model.HintOf(err); !strings.Contains(hint, tt.hint) || !strings.Contains(hint, "may have run") {
				t.Errorf("hint %q", hint)
			}
			if n := requests.Load(); n != 1 {
				t.Errorf("%d requests", n)
			}
		})
	}
}

// TestErrorTextsOfHTTP2 has what net/http says of connections of HTTP/2.
func TestErrorTextsOfHTTP2(t *testing.T) {
	for name, tt := range map[string]struct {
		said, text string
		unsent     bool
	}{
		"refused": {
			"http2: Transport: cannot retry err [stream error: stream ID 1; REFUSED_STREAM] after Request.Body was written; define Request.GetBody to avoid this error",
			"the server refused the request without reading it (HTTP/2 REFUSED_STREAM)", true,
		},
		"leaving": {
			"http2: Transport: cannot retry err [http2: Transport received Server's graceful shutdown GOAWAY] after Request.Body was written; define Request.GetBody to avoid this error",
			"the server closed the connection without taking the request (HTTP/2 GOAWAY)", true,
		},
		"closed": {
			`http2: server sent GOAWAY and closed the connection; LastStreamID=1, ErrCode=NO_ERROR, debug=""`,
			"the server closed the connection before it answered (HTTP/2 GOAWAY)", false,
		},
		"reset": {"stream error: stream ID 1; INTERNAL_ERROR; received from peer", "the server ended the request (HTTP/2 INTERNAL_ERROR)", false},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := over(broken{connected: true, err: errors.New(tt.said)}).Start(t.Context(), model.Request{Machine: arnInIreland, Input: "{}"})
			var notStarted *model.NotStartedError
			if err == nil || !strings.Contains(err.Error(), tt.text) || strings.Contains(err.Error(), "GetBody") || errors.As(err, &notStarted) != tt.unsent {
				t.Errorf("got %v", err)
			}
			if strings.Contains(model.HintOf(err), "may have run") == tt.unsent {
				t.Errorf("hint %q", model.HintOf(err))
			}
		})
	}
}

func TestAnEndpointThatRefusesConnections(t *testing.T) {
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	_, err = dial(t, "http://"+address).Start(t.Context(), model.Request{Machine: arn, Input: "{}"})
	unsent(t, err, fmt.Sprintf("%s cannot be reached", address), "nothing was sent")
}

// TestAnAnswerAfterTheDeadline takes the deadline from the context of the call, which is as
// good as the target's own.
func TestAnAnswerAfterTheDeadline(t *testing.T) {
	over := make(chan struct{})
	target, requests := connect(t, func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		select {
		case <-r.Context().Done():
		case <-over:
		}
	})
	defer close(over)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	_, err := target.Start(ctx, model.Request{Machine: arn, Input: "{}"})
	var notStarted *model.NotStartedError
	if requests.Load() == 0 { // the machine is too busy to connect in time: nothing left it
		if !errors.As(err, &notStarted) {
			t.Errorf("nothing was sent, but: %v", err)
		}
		return
	}
	if err == nil || errors.As(err, &notStarted) || !strings.Contains(err.Error(), "no answer within") || !strings.Contains(model.HintOf(err), "may have run") {
		t.Errorf("got %v, hint %q", err, model.HintOf(err))
	}
	if n := requests.Load(); n != 1 {
		t.Errorf("%d requests", n)
	}
}
