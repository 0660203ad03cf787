// Package uitest tests panes: it presses keys, and compares what is drawn with golden files.
package uitest

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/go-cmp/cmp"

	"expresso/ui/screen"
)

var update = flag.Bool("update", false, "update the golden files")

var sgr = regexp.MustCompile("\x1b\\[[0-9;]*m")

// Plain is what is drawn, without colours.
func Plain(drawn string) string { return sgr.ReplaceAllString(drawn, "") }

// Golden fails unless got is what the file testdata/NAME.golden holds. With the flag
// -update it writes the file.
func Golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s differs (update it with go test -update; -want +got):\n%s", path, diff)
	}
}

// Exact fails unless what is drawn has height lines of width cells, and no control
// character but colours.
func Exact(t testing.TB, drawn string, width, height int) {
	t.Helper()
	lines := strings.Split(drawn, "\n")
	if len(lines) != height && height > 0 {
		t.Fatalf("%dx%d: %d lines", width, height, len(lines))
	}
	for _, line := range lines {
		if height > 0 && screen.Width(line) != width {
			t.Fatalf("%dx%d: a line of %d cells: %q", width, height, screen.Width(line), line)
		}
		if rest := Plain(line); screen.Visible(rest) != rest {
			t.Fatalf("not safe: %q", rest)
		}
	}
}

// Key is what comes when the key of this name is pressed, as in "a", "ctrl+r" or "pgdown".
// Several characters that are no key's name come as a paste does.
func Key(name string) tea.KeyMsg {
	for k := tea.KeyF20; k <= tea.KeyCtrlQuestionMark; k++ {
		if msg := (tea.KeyMsg{Type: k}); k != tea.KeyRunes && k != tea.KeySpace && msg.String() == name {
			return msg
		}
	}
	if name == " " {
		return tea.KeyMsg{Type: tea.KeySpace, Runes: []rune{' '}}
	}
	if letter, ok := strings.CutPrefix(name, "alt+"); ok {
		return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(letter), Alt: true}
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)}
}
