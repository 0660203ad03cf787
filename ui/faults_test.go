package ui_test

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"expresso/model/stepfn"
)

// TestFaultsOnTheScreen runs a machine in the whole workbench over a socket whose server fails in
// every way: one start leaves it at most, and the run is in the history with how it ended.
func TestFaultsOnTheScreen(t *testing.T) {
	const (
		arn       = "arn:aws:states:us-east-1:111111111111:stateMachine:orders"
		succeeded = `{"executionArn":"arn:aws:states:us-east-1:111111111111:express:orders:a:b","status":"SUCCEEDED","output":"{}","startDate":1,"stopDate":2}`
	)
	says := func(status int, kind, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}
	}
	hijacked := func(do func(net.Conn)) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
				do(conn)
			}
		}
	}
	const amz = "application/x-amz-json-1.0"
	for name, tt := range map[string]struct {
		fault http.HandlerFunc // nil: the server is gone
		shows string
		sent  int32
	}{
		"refused": {nil, "NOT STARTED", 0},
		"reset": {hijacked(func(conn net.Conn) {
			if tcp, ok := conn.(*net.TCPConn); ok {
				_ = tcp.SetLinger(0)
			}
			conn.Close()
		}), "NO RESPONSE", 1},
		"closed":          {hijacked(func(conn net.Conn) { conn.Close() }), "NO RESPONSE", 1},
		"500":             {says(500, amz, `{"__type":"InternalFailure","message":"no"}`), "NO RESPONSE", 1},
		"500 empty":       {says(500, amz, ""), "NO RESPONSE", 1},
		"503":             {says(503, amz, `{"__type":"ServiceUnavailable"}`), "NO RESPONSE", 1},
		"throttled":       {says(400, amz, `{"__type":"ThrottlingException","message":"Rate exceeded"}`), "NOT STARTED", 1},
		"HTML":            {says(200, "text/html", "<html>sign in</html>"), "NO RESPONSE", 1},
		"truncated":       {says(200, amz, succeeded[:40]), "NO RESPONSE", 1},
		"huge":            {says(200, amz, `{"output":"`+strings.Repeat("x", 9<<20)+`"}`), "NO RESPONSE", 1},
		"missing members": {says(200, amz, `{"status":"SUCCEEDED"}`), "SUCCEEDED", 1},
		"no members":      {says(200, amz, `{}`), "NO RESPONSE", 1},
		"redirect": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/", http.StatusTemporaryRedirect)
		}, "NO RESPONSE", 1},
	} {
		t.Run(name, func(t *testing.T) {
			var starts atomic.Int32
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				switch r.Header.Get("X-Amz-Target") {
				case "AWSStepFunctions.StartSyncExecution":
					starts.Add(1)
					tt.fault(w, r)
				case "AWSStepFunctions.ListStateMachines":
					says(200, amz, `{"stateMachines":[{"stateMachineArn":"`+arn+`","name":"orders","type":"EXPRESS","creationDate":1}]}`)(w, r)
				default:
					says(400, amz, `{"__type":"AccessDeniedException","message":"no"}`)(w, r)
				}
			}))
			defer server.Close()
			none := filepath.Join(t.TempDir(), "none")
			t.Setenv("AWS_CONFIG_FILE", none)
			t.Setenv("AWS_SHARED_CREDENTIALS_FILE", none)
			target, err := stepfn.Connect(t.Context(), stepfn.Options{Endpoint: server.URL, Region: "us-east-1"})
			if err != nil {
				t.Fatal(err)
			}
			d := start(t, setup{target: target}).Pick("orders")
			if tt.fault == nil {
				server.Close()
			}
			d.Press("ctrl+r").SeesIn(details, tt.shows).Settle()
			if n := starts.Load(); n != tt.sent {
				t.Errorf("%d starts", n)
			}
			d.SeesIn(history, tt.shows)
		})
	}
}
