package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/creack/pty"

	"expresso/ui/screen"
)

// evil has what acts on a terminal or hides on it: a C1 control sequence, DEL, a
// bidirectional override and a zero-width space.
const evil = "\u009b31m\x7f\u202ea\u200b"

// onTerminal runs the program on a terminal of its own and returns what it wrote.
func onTerminal(t *testing.T, args ...string) string {
	t.Helper()
	master, tty, err := pty.Open()
	if err != nil {
		t.Skip("no terminal: ", err)
	}
	defer master.Close()
	got := make(chan string)
	go func() {
		text, _ := io.ReadAll(master) // ends with an error when nobody has the terminal any more
		got <- string(text)
	}()
	run(args, tty, tty, tty)
	if err := tty.Close(); err != nil {
		t.Fatal(err)
	}
	return <-got
}

func TestTerminalGetsNoControlCharacters(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	t.Setenv("HOME", dir)
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	quoted, err := json.Marshal(evil)
	if err != nil {
		t.Fatal(err)
	}
	definition := `{"Comment": ` + string(quoted) + `, "StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}`
	writeFile(t, filepath.Join(dir, "m.asl.json"), definition)
	writeFile(t, filepath.Join(dir, "bad.asl.json"), `{"StartAt": `+string(quoted)+`, "States": {}}`)
	if err := os.MkdirAll(filepath.Join(dir, ".expresso", "inputs", "m"), 0o700); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(dir, ".expresso", "inputs", "m", "x.json"), string(quoted))
	input := string(quoted)
	for _, args := range [][]string{
		{"run", "m", "--input", input, "-o", "json"},
		{"run", "m", "--input", input, "-o", "text"},
		{"run", "m", "--input", input, "--dry-run"},
		{"run", "m", "--saved", "x"},
		{"run", "m", "--input", evil},
		{"run", evil},
		{"run", "m", "--" + evil},
		{"run", "bad"},
		{"validate"},
		{"validate", "-o", "json"},
		{"machines", "-o", "json"},
		{"machines"},
		{"inputs", "show", "m", "x"},
		{"replay", "m", "-o", "json"},
		{"compare", "m", "--with", "m", "--input", input, "-o", "json"},
		{"history", "list", "-o", "json"},
		{"history", "list"},
		{"history", "show", "last", "-o", "json"},
		{"history", "show", "last"},
		{"history", "export"},
		{"history", "export", "-o", "csv"},
		{"history", "list", "--machine", evil},
		{evil},
	} {
		said := onTerminal(t, args...)
		if said == "" {
			t.Errorf("%q says nothing", args)
		}
		if plain := strings.ReplaceAll(said, "\r\n", "\n"); screen.Escape(plain) != plain {
			t.Errorf("%q writes %q", args, plain)
		}
	}
	if said := onTerminal(t, "run", "m", "--input", input, "--dry-run"); strings.TrimSpace(said) != `"\u009b31m\u007f\u202ea\u200b"` {
		t.Errorf("escaped it is %q", said)
	}

	// In a pipe texts for people are exact too, and errors.
	for _, args := range [][]string{{"run", "m", "--input", input, "-o", "text"}, {"history", "show", "last"}, {"run", evil}, {"run", "m", "--" + evil}} {
		var both bytes.Buffer
		if run(args, strings.NewReader(""), &both, &both); !strings.Contains(both.String(), evil) && !strings.Contains(both.String(), strings.Trim(strconv.Quote(evil), `"`)) {
			t.Errorf("%q: a pipe gets %q", args, &both)
		}
	}

	var out bytes.Buffer
	if run([]string{"run", "m", "--input", input, "--dry-run"}, strings.NewReader(""), &out, os.Stderr); out.String() != input+"\n" {
		t.Errorf("a pipe gets %q", &out)
	}
}
