package graph

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/go-cmp/cmp"
	"github.com/muesli/termenv"

	"expresso/model/asl"
	"expresso/model/samples"
	"expresso/ui/screen"
	"expresso/ui/theme"
)

var update = flag.Bool("update", false, "write the golden files anew")

var sgr = regexp.MustCompile("\x1b\\[[0-9;]*m")

func plain(s string) string { return sgr.ReplaceAllString(s, "") }

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// exact fails unless what is drawn has height lines of width cells, and no control
// character but colours.
func exact(t testing.TB, drawn string, width, height int) {
	t.Helper()
	lines := strings.Split(drawn, "\n")
	if len(lines) != height && height > 0 {
		t.Fatalf("%dx%d: %d lines", width, height, len(lines))
	}
	for _, line := range lines {
		if height > 0 && screen.Width(line) != width {
			t.Fatalf("%dx%d: a line of %d cells: %q", width, height, screen.Width(line), line)
		}
		if rest := plain(line); screen.Visible(rest) != rest {
			t.Fatalf("not safe: %q", rest)
		}
	}
}

// trim cuts blanks at the ends of lines, and empty lines at the end.
func trim(view string) string {
	var out []string
	for line := range strings.Lines(plain(view)) {
		out = append(out, strings.TrimRight(line, " \n"))
	}
	return strings.TrimRight(strings.Join(out, "\n"), "\n") + "\n"
}

func load(t testing.TB, definition string) *asl.Machine {
	t.Helper()
	m, found := asl.Load(definition, asl.Express)
	if m == nil {
		m, found = asl.Load(definition, asl.Standard)
	}
	if m == nil {
		t.Fatalf("%v", found)
	}
	return m
}

var colour = theme.Options{Profile: termenv.TrueColor}

func newView(t testing.TB, o theme.Options, m *asl.Machine, width, height int) *View {
	t.Helper()
	v := New(theme.New(o))
	v.SetSize(width, height)
	v.SetMachine(m)
	v.Focus()
	return v
}

func press(v *View, keys ...string) tea.Msg {
	var cmd tea.Cmd
	for _, k := range keys {
		msg := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(k)}
		switch k {
		case "enter":
			msg = tea.KeyMsg{Type: tea.KeyEnter}
		case "left":
			msg = tea.KeyMsg{Type: tea.KeyLeft}
		case "right":
			msg = tea.KeyMsg{Type: tea.KeyRight}
		case "up":
			msg = tea.KeyMsg{Type: tea.KeyUp}
		case "down":
			msg = tea.KeyMsg{Type: tea.KeyDown}
		}
		cmd = v.Update(msg)
	}
	if cmd == nil {
		return nil
	}
	return cmd()
}

func TestSamples(t *testing.T) {
	for _, s := range samples.List() {
		m := load(t, s.Definition)
		for _, size := range [][2]int{{80, 24}, {120, 40}} {
			v := newView(t, colour, m, size[0], size[1])
			exact(t, v.View(), size[0], size[1])
			golden(t, fmt.Sprintf("%s-%dx%d", s.Name, size[0], size[1]), trim(v.View())+v.Status()+"\n")
		}
	}
}
