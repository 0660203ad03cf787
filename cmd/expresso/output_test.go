package main

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
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
			said.String() != "expresso: the output could not be written: no space left\n" {
			t.Errorf("%s: exit code %d, and %q", args, code, said.String())
		}
	}
	if code := run([]string{"run"}, strings.NewReader(""), full{}, io.Discard); code != exitUsage {
		t.Errorf("where nothing was to be written: exit code %d", code)
	}
}
