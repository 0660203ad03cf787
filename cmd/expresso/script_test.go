package main

import (
	"cmp"
	"errors"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	// The race detector makes each of the many programs that are run wait a second at its end.
	_ = os.Setenv("GORACE", cmp.Or(os.Getenv("GORACE"), "atexit_sleep_ms=20"))
	testscript.Main(m, map[string]func(){"expresso": main, "expresso-aws": awsCLI})
}

// TestScripts runs the command line as its users do: see testdata/script.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", ContinueOnError: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "eventually": eventually, "standin": standIn},
		Setup: func(env *testscript.Env) error {
			// A home of its own, and nothing of the AWS configuration of this machine.
			env.Setenv("HOME", env.WorkDir+"/home")
			env.Setenv("XDG_STATE_HOME", env.WorkDir+"/state")
			env.Setenv("XDG_CONFIG_HOME", env.WorkDir+"/none")
			env.Setenv("AWS_CONFIG_FILE", env.WorkDir+"/none")
			env.Setenv("AWS_SHARED_CREDENTIALS_FILE", env.WorkDir+"/none")
			env.Setenv("AWS_EC2_METADATA_DISABLED", "true")
			env.Setenv("GORACE", os.Getenv("GORACE"))
			return os.MkdirAll(env.WorkDir+"/home", 0o700)
		},
	})
}

// exits is the script command `exits CODE PROGRAM ARG...`: the program must end with just
// this code.
func exits(ts *testscript.TestScript, negated bool, args []string) {
	if negated || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARG...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%s: %v", args[1], err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// patience is how long something may take that happens in another process. Nothing waits
// for it to pass unless the test is to fail.
const patience = time.Minute

// poll calls done until it is true.
func poll(ts *testscript.TestScript, what string, done func() bool) {
	for deadline := time.Now().Add(patience); !done(); {
		if time.Now().After(deadline) {
			ts.Fatalf("%s: not within %s", what, patience)
		}
	}
}

// eventually is the script command `eventually REGEXP PROGRAM ARG...`: the program is run
// until its standard output matches.
func eventually(ts *testscript.TestScript, negated bool, args []string) {
	if negated || len(args) < 2 {
		ts.Fatalf("usage: eventually REGEXP PROGRAM ARG...")
	}
	wanted := regexp.MustCompile(args[0])
	poll(ts, args[0], func() bool {
		ts.Check(ts.Exec(args[1], args[2:]...))
		return wanted.MatchString(ts.ReadFile("stdout"))
	})
}
