package main

import (
	"bufio"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestRunOnSave edits what a run depends on while `expresso run --watch` continues.
func TestRunOnSave(t *testing.T) {
	const echoes = `{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}`
	for what, args := range map[string][]string{
		"machine": {"run", "orders", "--watch", "--saved", "one", "-o", "json", "--no-history"},
		"file":    {"run", "./orders.asl.json", "--watch", "--input", "@.expresso/inputs/orders/one.json", "-o", "json", "--no-history"},
	} {
		t.Run(what, func(t *testing.T) {
			e := &edited{T: t, dir: t.TempDir()}
			if err := os.MkdirAll(filepath.Join(e.dir, ".expresso/inputs/orders"), 0o700); err != nil {
				t.Fatal(err)
			}
			const input = ".expresso/inputs/orders/one.json"
			e.write("orders.asl.json", pass("first"))
			e.write(input, `{"a": 1}`)
			cmd := program(t, e.dir, args...)
			seen := make(chan string, 100)
			r, w := io.Pipe()
			cmd.Stdout, cmd.Stderr = w, w // in the order in which they are written
			go func() {
				for lines := bufio.NewScanner(r); lines.Scan(); {
					seen <- lines.Text()
				}
			}()
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = cmd.Process.Kill() })
			sees := func(want string) {
				t.Helper()
				for {
					select {
					case line := <-seen:
						if strings.Contains(line, want) {
							return
						}
					case <-time.After(patience):
						t.Fatalf("never %s", want)
					}
				}
			}
			sees("watching: ")
			sees(`"output":"\"first\""`)
			e.write("orders.asl.json", pass("second"))
			sees(`"output":"\"second\""`)
			e.write("orders.asl.json", broken)
			sees("orders.asl.json:2:33: MISSING_TRANSITION_TARGET")
			e.write("orders.asl.json", echoes)
			sees(`"output":"{\"a\":1}"`)
			e.write(input, `{"a": 2}`)
			sees(`"output":"{\"a\":2}"`)
			e.write("other.asl.json", echoes) // does not concern it
			e.write(input, `{"a": {{env.NOBODY}}}`)
			sees("the environment variable NOBODY is not set")
			e.write(input, `{"a": 3}`)
			sees(`"output":"{\"a\":3}"`)
			if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
				t.Fatal(err)
			}
			var exit *exec.ExitError
			if err := cmd.Wait(); err != nil && !errors.As(err, &exit) {
				t.Fatal(err)
			}
			if code := cmd.ProcessState.ExitCode(); code != exitOK {
				t.Errorf("exit code %d", code)
			}
		})
	}
}
