package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
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

// Every flag whose value is a name, a word out of a few or a file is completed; those whose value only the user
// knows stand here.
func TestEveryFlagIsCompleted(t *testing.T) {
	free := map[string]bool{}
	for _, name := range []string{
		"endpoint-url", "sync-endpoint-url", "addr", // addresses
		"memory", "limit", "max-items", "concurrency", "count", "rate", "retries", "keep", // numbers
		"budget", "since", "until", "older-than", // amounts and times
		"name", "case", "text", "result", "mock-error", "ignore", // new names and texts
	} {
		free[name] = true
	}
	a := &app{stdin: strings.NewReader(""), stdout: newOutput(io.Discard), stderr: newOutput(io.Discard)}
	root := a.rootCommand()
	a.addCompletions(root, []string{"run", ""})
	none, seen := reflect.ValueOf(nothing).Pointer(), map[string]bool{}
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		c.Flags().VisitAll(func(f *pflag.Flag) {
			complete, ok := c.GetFlagCompletionFunc(f.Name)
			isFree := !ok || reflect.ValueOf(complete).Pointer() == none
			if f.Value.Type() != "bool" && f.Name != "help" && isFree != free[f.Name] {
				t.Errorf("%s --%s is completed: %v, want %v", c.CommandPath(), f.Name, !isFree, !free[f.Name])
			}
			seen[f.Name] = true
		})
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(root)
	for name := range free {
		if !seen[name] {
			t.Errorf("there is no flag --%s", name)
		}
	}
}
