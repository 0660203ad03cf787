package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// Completing reaches no target: what is on one is known from the history.
func TestCompletionReachesNoTarget(t *testing.T) {
	home := t.TempDir()
	var requests atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		says(http.StatusOK, amz, succeeded)(w, r)
	}))
	t.Cleanup(server.Close)
	complete := func(args ...string) string {
		t.Helper()
		out, err := program(t, home, append([]string{completes}, args...)...).Output()
		if err != nil {
			t.Fatalf("%q: %v", args, err)
		}
		return string(out)
	}
	to := []string{"--endpoint-url", server.URL, "--region", "us-east-1"}
	if out := complete(append([]string{"run"}, append(to, "")...)...); strings.Contains(out, "orders") {
		t.Errorf("nothing has run yet, and it completes %s", out)
	}
	if out, err := program(t, home, append([]string{"run", faultyARN}, to...)...).CombinedOutput(); err != nil {
		t.Fatal(err, string(out))
	}
	before := requests.Load()
	if before == 0 {
		t.Fatal("the run has reached nothing")
	}
	for _, of := range [][]string{{"run"}, {"compare"}, {"burst"}, {"state"}, {"state", "orders"}, {"run", "orders", "--saved"}, {"run", "orders", "--test-case"}, {"compare", "orders", "--with"}, {"history", "show"}} {
		out := complete(append(append(append([]string{}, of[0]), to...), append(of[1:], "")...)...)
		if of[0] == "run" && len(of) == 1 && !strings.HasPrefix(out, "orders\tus-east-1 111111111111\n") {
			t.Errorf("what has run is not completed: %s", out)
		}
	}
	if n := requests.Load(); n != before {
		t.Errorf("%d requests", n-before)
	}
}
