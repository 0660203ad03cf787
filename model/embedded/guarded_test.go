package embedded_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"expresso/model/embedded"
)

// TestOnlyMeantHostsAndOrigins has requests as a page sends them that rebinds its name to
// this machine, and as clients send them.
func TestOnlyMeantHostsAndOrigins(t *testing.T) {
	own, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		listens, host, origin string
		status                int
	}{
		{"127.0.0.1", "127.0.0.1:8083", "", 200},
		{"127.0.0.1", "localhost:8083", "", 200},
		{"127.0.0.1", "LOCALHOST.", "", 200},
		{"127.0.0.1", "[::1]:8083", "", 200},
		{"127.0.0.1", "127.9.9.9", "", 200},
		{"127.0.0.1", "evil.example:8083", "", 403},
		{"127.0.0.1", "localhost.evil.example", "", 403},
		{"127.0.0.1", "127.0.0.1.evil.example", "", 403},
		{"127.0.0.1", "192.168.1.5:8083", "", 403},
		{"127.0.0.1", "0.0.0.0:8083", "", 403},
		{"127.0.0.1", "", "", 403},
		{"127.0.0.1", own, "", 403},
		{"127.0.0.1", "127.0.0.1:8083", "http://evil.example", 403},
		{"127.0.0.1", "127.0.0.1:8083", "null", 403},
		{"127.0.0.1", "127.0.0.1:8083", "http://localhost:3000", 200},
		{"192.168.1.5", "192.168.1.5:8083", "", 200},
		{"192.168.1.5", "192.168.1.5:8083", "http://192.168.1.5", 200},
		{"192.168.1.5", "192.168.1.6:8083", "", 403},
		{"build.example", "Build.Example:8083", "", 200},
		{"build.example", "evil.example:8083", "", 403},
		{"0.0.0.0", "10.0.0.7:8083", "", 200},
		{"0.0.0.0", strings.ToUpper(own) + ":8083", "", 200},
		{"0.0.0.0", "evil.example:8083", "", 403},
		{"0.0.0.0", "10.0.0.7:8083", "http://10.0.0.8", 403},
		{"::", "[fd00::7]:8083", "", 200},
		{"::", "evil.example", "", 403},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader("{}"))
		r.Host = c.host
		r.Header.Set("X-Amz-Target", "AWSStepFunctions.ListStateMachines")
		if c.origin != "" {
			r.Header.Set("Origin", c.origin)
		}
		w := httptest.NewRecorder()
		embedded.Guarded(embedded.New(embedded.Options{}), c.listens).ServeHTTP(w, r)
		if w.Code != c.status {
			t.Errorf("on %s, Host %q, Origin %q: status %d, want %d: %s", c.listens, c.host, c.origin, w.Code, c.status, w.Body)
		}
		if w.Code == 403 && !strings.Contains(w.Body.String(), "AccessDeniedException") {
			t.Errorf("the refusal has no code: %s", w.Body)
		}
	}
}

// TestBodiesThatDoNotArrive sends requests whose bodies are malformed, break off or never
// come to their end.
func TestBodiesThatDoNotArrive(t *testing.T) {
	server := httptest.NewUnstartedServer(embedded.New(embedded.Options{}))
	server.Config.ReadTimeout = 50 * time.Millisecond
	server.Start()
	defer server.Close()
	for name, c := range map[string]struct {
		rest, code string
		cut        bool
		status     int
	}{
		"slow":       {"Content-Length: 100\r\n\r\n{", "RequestTimeoutException", false, 408},
		"slow chunk": {"Transfer-Encoding: chunked\r\n\r\n5\r\n{", "RequestTimeoutException", false, 408},
		"bad chunk":  {"Transfer-Encoding: chunked\r\n\r\nnot hex\r\n{}\r\n", "SerializationException", false, 400},
		"cut short":  {"Content-Length: 100\r\n\r\n{", "SerializationException", true, 400},
		"not JSON":   {"Content-Length: 1\r\n\r\n{", "SerializationException", false, 400},
		"no object":  {"Content-Length: 2\r\n\r\n[]", "SerializationException", false, 400},
	} {
		t.Run(name, func(t *testing.T) {
			var dialer net.Dialer
			conn, err := dialer.DialContext(t.Context(), "tcp", server.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			fmt.Fprint(conn, "POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AWSStepFunctions.StartSyncExecution\r\n"+c.rest)
			if c.cut {
				if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
					t.Fatal(err)
				}
			}
			response, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			body, err := io.ReadAll(response.Body)
			if response.StatusCode != c.status || !strings.Contains(string(body), c.code) || err != nil {
				t.Errorf("status %d, %s, %v", response.StatusCode, body, err)
			}
		})
	}
}
