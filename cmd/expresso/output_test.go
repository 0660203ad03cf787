package main

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"expresso/model/file"
)

// full is a disk with no space left.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

// A run that was sent and whose answer nobody got is not "nothing was sent".
func TestWhatCannotBeWritten(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	for _, args := range []string{
		"run order-approval --saved small-order -o json", "run order-approval --saved small-order -o text",
		"run order-approval --saved big-order -o text", "replay order-approval", "replay order-approval -o junit",
		"burst order-approval --count 2 -o text", "history list", "history show last", "history export", "machines", "config", "version",
	} {
		var said bytes.Buffer
		if code := run(strings.Fields(args), strings.NewReader(""), full{}, &said); code != exitRefused ||
			said.String() != "expresso: cannot write the output: no space left\n" {
			t.Errorf("%s: exit code %d, and %q", args, code, said.String())
		}
	}
	if code := run([]string{"run"}, strings.NewReader(""), full{}, io.Discard); code != exitUsage {
		t.Errorf("where nothing was to be written: exit code %d", code)
	}
}

// What was asked for is not there, so that a script must not continue as if it were.
func TestRunThatCannotBeSaved(t *testing.T) {
	if _, err := os.Stat("/proc/self"); err != nil {
		t.Skip("needs a file system without room")
	}
	t.Chdir(t.TempDir())
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	var out, said bytes.Buffer
	code := run(strings.Fields("run order-approval --saved small-order -o json --save /proc/none"), strings.NewReader(""), &out, &said)
	if code != exitRefused || !strings.Contains(said.String(), "cannot save the run") || !strings.Contains(out.String(), "SUCCEEDED") {
		t.Errorf("exit code %d, %q, %q", code, said.String(), out.String())
	}
}

func TestWithoutHome(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", "")
	t.Setenv("HOME", "")
	for _, args := range []string{"run order-approval --saved small-order", "history list", "config", "machines"} {
		var out, said bytes.Buffer
		if code := run(strings.Fields(args), strings.NewReader(""), &out, &said); code != exitOK {
			t.Errorf("%s: exit code %d, %q", args, code, said.String())
		}
	}
}

// Temporary files of a process that was killed are gone after the next start.
func TestStaleFilesAreRemoved(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	dead := exec.Command(os.Args[0], "-test.run=^$")
	if err := dead.Run(); err != nil {
		t.Fatal(err)
	}
	stale := strings.Replace(file.TemporaryName(), "-"+strconv.Itoa(os.Getpid())+"-", "-"+strconv.Itoa(dead.Process.Pid)+"-", 1)
	inputs := filepath.Join(dir, ".expresso", "inputs", "order-approval")
	if err := os.MkdirAll(inputs, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, at := range []string{dir, inputs} {
		writeFile(t, filepath.Join(at, stale), "half")
	}
	if code := run([]string{"machines"}, strings.NewReader(""), io.Discard, io.Discard); code != exitOK {
		t.Fatalf("exit code %d", code)
	}
	for _, at := range []string{dir, inputs} {
		if _, err := os.Stat(filepath.Join(at, stale)); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("in %s: %v", at, err)
		}
	}
}

// A mock file of any kind and size is refused before it is read.
func TestMockFilesAreBounded(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	writeFile(t, filepath.Join(dir, "sparse"), "")
	if err := os.Truncate(filepath.Join(dir, "sparse"), 6<<30); err != nil {
		t.Skip(err)
	}
	if out, err := exec.Command("mkfifo", filepath.Join(dir, "fifo")).CombinedOutput(); err != nil {
		t.Skipf("%v: %s", err, out)
	}
	for _, tt := range []struct{ args, want string }{
		{"machines --mock-config sparse", "has more than 16777216 bytes"},
		{"machines --mock-config fifo", "is not a regular file"},
		{"machines --mock-config /dev/zero", "is not a regular file"},
		{"run order-approval --input @sparse", "has more than 16777216 bytes"},
		{"run order-approval --input @fifo", "is not a regular file"},
		{"run order-approval --input @/dev/zero", "is not a regular file"},
		{"compare order-approval --with ./fifo", "is not a regular file"},
		{"compare order-approval --with /dev/zero", "is not a regular file"},
		{"validate ./fifo", "is not a regular file"},
		{"machines --define-file fifo", "is not a regular file"},
		{"burst order-approval --lines fifo", "is not a regular file"},
	} {
		var said bytes.Buffer
		if code := run(strings.Fields(tt.args), strings.NewReader(""), io.Discard, &said); code != exitUsage || !strings.Contains(said.String(), tt.want) {
			t.Errorf("%s: exit code %d, %q", tt.args, code, said.String())
		}
	}
}
