package main

import (
	"bytes"
	"crypto/tls"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

const faultyARN = "arn:aws:states:us-east-1:111111111111:stateMachine:orders"

// reset closes a connection so that the other side sees a reset.
func reset(conn net.Conn) {
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	conn.Close()
}

// hijacked is a handler that has the connection of a request.
func hijacked(do func(net.Conn)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		conn, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			do(conn)
		}
	}
}

func says(status int, kind, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

const (
	amz       = "application/x-amz-json-1.0"
	succeeded = `{"executionArn":"arn:aws:states:us-east-1:111111111111:express:orders:a:b","status":"SUCCEEDED","output":"{}","startDate":1,"stopDate":2}`
)

// faults are what a server can do to StartSyncExecution over HTTP/1.1.
var faults = map[string]http.HandlerFunc{
	"reset before reading": func(w http.ResponseWriter, _ *http.Request) {
		if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
			reset(conn)
		}
	},
	"reset after reading": hijacked(reset),
	"closed":              hijacked(func(conn net.Conn) { conn.Close() }),
	"500":                 says(500, amz, `{"__type":"InternalFailure","message":"no"}`),
	"500 empty":           says(500, amz, ""),
	"503":                 says(503, amz, `{"__type":"ServiceUnavailable"}`),
	"503 HTML":            says(503, "text/html", "<html>no</html>"),
	"throttled":           says(400, amz, `{"__type":"ThrottlingException","message":"Rate exceeded"}`),
	"HTML":                says(200, "text/html", "<html>sign in</html>"),
	"truncated JSON":      says(200, amz, succeeded[:40]),
	"truncated body": hijacked(func(conn net.Conn) {
		fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: 1000\r\n\r\n%s", amz, succeeded)
		conn.Close()
	}),
	"slow": func(w http.ResponseWriter, _ *http.Request) { // byte by byte
		for i := range len(succeeded) {
			_, _ = io.WriteString(w, succeeded[i:i+1])
			_ = http.NewResponseController(w).Flush()
		}
	},
	"huge":            says(200, amz, `{"output":"`+strings.Repeat("x", 9<<20)+`"}`),
	"missing members": says(200, amz, `{"status":"SUCCEEDED"}`),
	"no members":      says(200, amz, `{}`),
	"null":            says(200, amz, `null`),
	"redirect": func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/", http.StatusTemporaryRedirect)
	},
	"keep-alive closed": func(w http.ResponseWriter, r *http.Request) { // it does not say so
		hijacked(func(conn net.Conn) {
			fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s", amz, len(succeeded), succeeded)
			conn.Close()
		})(w, r)
	},
}

// faulty serves a fault, and lists and describes one machine. It counts the starts.
func faulty(t *testing.T, fault http.HandlerFunc) (url string, starts *atomic.Int32) {
	t.Helper()
	starts = new(atomic.Int32)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.Header.Get("X-Amz-Target") {
		case "AWSStepFunctions.StartSyncExecution":
			starts.Add(1)
			fault(w, r)
		case "AWSStepFunctions.ListStateMachines":
			says(200, amz, `{"stateMachines":[{"stateMachineArn":"`+faultyARN+`","name":"orders","type":"EXPRESS","creationDate":1}]}`)(w, r)
		default:
			says(400, amz, `{"__type":"AccessDeniedException","message":"no"}`)(w, r)
		}
	}))
	t.Cleanup(server.Close)
	return server.URL, starts
}

// frame is a frame of HTTP/2.
func frame(kind byte, stream byte, payload ...byte) []byte {
	return append([]byte{0, 0, byte(len(payload)), kind, 0, 0, 0, 0, stream}, payload...)
}

// faultsOfHTTP2 are what a server answers to a request.
var faultsOfHTTP2 = map[string][]byte{
	"REFUSED_STREAM":    frame(3, 1, 0, 0, 0, 7),
	"INTERNAL_ERROR":    frame(3, 1, 0, 0, 0, 2),
	"PROTOCOL_ERROR":    frame(3, 1, 0, 0, 0, 1),
	"GOAWAY":            frame(7, 0, 0, 0, 0, 0, 0, 0, 0, 0),
	"GOAWAY with error": frame(7, 0, 0, 0, 0, 0, 0, 0, 0, 11),
	"GOAWAY after it":   frame(7, 0, 0, 0, 0, 1, 0, 0, 0, 0),
}

// faultyHTTP2 serves a fault over HTTP/2, for requests of any kind, and counts the starts. ca
// is the file of its certificate.
func faultyHTTP2(t *testing.T, fault []byte) (url, ca string, requests *atomic.Int32) {
	t.Helper()
	requests = new(atomic.Int32)
	made := httptest.NewUnstartedServer(http.NotFoundHandler())
	made.StartTLS()
	certificate := made.TLS.Certificates[0]
	made.Close()
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{certificate}, NextProtos: []string{"h2"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go serveHTTP2(conn, fault, requests)
		}
	}()
	ca = filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Certificate[0]}), 0o600); err != nil {
		t.Fatal(err)
	}
	return "https://" + listener.Addr().String(), ca, requests
}

func serveHTTP2(conn net.Conn, fault []byte, requests *atomic.Int32) {
	defer conn.Close()
	if _, err := io.ReadFull(conn, make([]byte, len("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))); err != nil {
		return
	}
	_, _ = conn.Write(frame(4, 0)) // settings
	for {
		head := make([]byte, 9)
		if _, err := io.ReadFull(conn, head); err != nil {
			return
		}
		payload := make([]byte, int(head[0])<<16|int(head[1])<<8|int(head[2]))
		if _, err := io.ReadFull(conn, payload); err != nil {
			return
		}
		if head[3] == 0 && len(payload) > 0 { // the body, in one piece
			if bytes.Contains(payload, []byte(`"input":`)) {
				requests.Add(1)
			}
			_, _ = conn.Write(fault)
			if fault[3] == 7 && fault[12] > 0 { // it took the request, and leaves
				return
			}
		}
	}
}

// TestFaults runs every command against every fault, and counts: one start a run, at most.
func TestFaults(t *testing.T) {
	saved := t.TempDir()
	inputs := filepath.Join(saved, ".expresso", "inputs", "orders")
	if err := os.MkdirAll(inputs, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"one.json": "{}", "one.expect.json": `{"status":"SUCCEEDED"}`} {
		if err := os.WriteFile(filepath.Join(inputs, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(saved)
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	for _, name := range []string{"AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"} {
		t.Setenv(name, filepath.Join(saved, "none"))
	}
	t.Setenv("AWS_ACCESS_KEY_ID", "test")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "test")
	t.Setenv("AWS_MAX_ATTEMPTS", "3")
	commands := map[string]struct {
		args []string
		runs int32
	}{
		"run":     {[]string{"run", faultyARN, "--input", "{}"}, 1},
		"replay":  {[]string{"replay", faultyARN, "--yes"}, 1},
		"burst":   {[]string{"burst", faultyARN, "--count", "3", "--concurrency", "1", "--yes"}, 3},
		"compare": {[]string{"compare", faultyARN, "--with", faultyARN + ":2", "--input", "{}", "--yes"}, 2},
	}
	try := func(t *testing.T, url string, count *atomic.Int32, stdin string, runs int32, args ...string) string {
		t.Helper()
		t.Setenv("XDG_STATE_HOME", t.TempDir())
		var out bytes.Buffer
		code := run(append(args, "--endpoint-url", url, "--region", "us-east-1"), strings.NewReader(stdin), &out, &out)
		if n := count.Load(); n > runs || n == 0 {
			t.Errorf("%d starts for %d runs, exit code %d: %s", n, runs, code, &out)
		}
		return out.String()
	}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			for command, c := range commands {
				t.Run(command, func(t *testing.T) {
					url, starts := faulty(t, fault)
					try(t, url, starts, "", c.runs, c.args...)
				})
			}
			t.Run("workbench", func(t *testing.T) {
				url, starts := faulty(t, fault)
				try(t, url, starts, "1\nrun\ny\nquit\n", 1, "--plain")
			})
		})
	}
	t.Run("refused", func(t *testing.T) {
		for command, c := range commands {
			t.Run(command, func(t *testing.T) {
				listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
				if err != nil {
					t.Fatal(err)
				}
				url := "http://" + listener.Addr().String()
				listener.Close()
				t.Setenv("XDG_STATE_HOME", t.TempDir())
				t.Setenv("AWS_MAX_ATTEMPTS", "1") // of what reads
				var out bytes.Buffer
				code := run(append(c.args, "--endpoint-url", url, "--region", "us-east-1"), strings.NewReader(""), &out, &out)
				if code == exitOK || code == exitUsage || !strings.Contains(out.String(), "cannot be reached") && command != "burst" {
					t.Errorf("exit code %d: %s", code, &out)
				}
				if strings.Contains(out.String(), "may have run") {
					t.Errorf("nothing was sent, but it says %s", &out)
				}
			})
		}
	})
	// The workbench is not here: it has to list machines first, which these servers do not, and
	// sends its starts through the same client as run does. That one answers after the deadline
	// is tested where the deadline is, in model/stepfn.
	for name, fault := range faultsOfHTTP2 {
		t.Run("HTTP2 "+name, func(t *testing.T) {
			for command, c := range commands {
				t.Run(command, func(t *testing.T) {
					url, ca, requests := faultyHTTP2(t, fault)
					t.Setenv("AWS_CA_BUNDLE", ca)
					t.Setenv("AWS_MAX_ATTEMPTS", "1") // reading fails too, and would pause between attempts
					out := try(t, url, requests, "", c.runs, c.args...)
					if strings.Contains(out, "GetBody") || strings.Contains(out, "http2:") {
						t.Errorf("the fault is not in words: %s", out)
					}
					if unread := name == "REFUSED_STREAM" || name == "GOAWAY" || name == "GOAWAY with error"; command == "run" && strings.Contains(out, "may have run") == unread {
						t.Errorf("whether it ran: %s", out)
					}
				})
			}
		})
	}
}
