package trace

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/go-cmp/cmp"
	"github.com/muesli/termenv"

	"expresso/model"
	"expresso/ui/screen"
	"expresso/ui/theme"
)

var update = flag.Bool("update", false, "write the golden files anew")

var epoch = time.Date(2026, 11, 1, 14, 3, 22, 0, time.UTC)

// readEvents reads a file of lines: id, previous, milliseconds, type, state or -, details.
func readEvents(t testing.TB, name string) []model.Event {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name+".events"))
	if err != nil {
		t.Fatal(err)
	}
	var events []model.Event
	for line := range strings.Lines(string(text)) {
		f := strings.SplitN(strings.TrimSpace(line), " ", 6)
		if len(f) < 4 {
			t.Fatalf("%s: %q", name, line)
		}
		id, err1 := strconv.ParseInt(f[0], 10, 64)
		previous, err2 := strconv.ParseInt(f[1], 10, 64)
		ms, err3 := strconv.ParseFloat(f[2], 64)
		if err1 != nil || err2 != nil || err3 != nil {
			t.Fatalf("%s: %q", name, line)
		}
		e := model.Event{ID: id, Previous: previous, Time: epoch.Add(time.Duration(ms * float64(time.Millisecond))), Type: f[3], Details: "{}"}
		if len(f) > 4 && f[4] != "-" {
			e.State = f[4]
		}
		if len(f) > 5 {
			e.Details = f[5]
		}
		events = append(events, e)
	}
	return events
}

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
func exact(t *testing.T, drawn string, width, height int) {
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

func newView(t testing.TB, o theme.Options, events []model.Event, width, height int) *View {
	t.Helper()
	v := New(theme.New(o))
	v.SetSize(width, height)
	v.SetEvents(events)
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
		case "home":
			msg = tea.KeyMsg{Type: tea.KeyHome}
		case "end":
			msg = tea.KeyMsg{Type: tea.KeyEnd}
		case "pgdown":
			msg = tea.KeyMsg{Type: tea.KeyPgDown}
		}
		cmd = v.Update(msg)
	}
	if cmd == nil {
		return nil
	}
	return cmd()
}

func TestGolden(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 40}, {40, 10}, {60, 20}} {
		for _, name := range []string{"order"} {
			for _, o := range []theme.Options{{Profile: termenv.TrueColor}, {Profile: termenv.Ascii, ASCII: true}} {
				if o.ASCII && size[0] != 80 {
					continue
				}
				v := newView(t, o, readEvents(t, name), size[0], size[1])
				view := v.View()
				exact(t, view, size[0], size[1])
				title := fmt.Sprintf("%s-%dx%d", name, size[0], size[1])
				if o.ASCII {
					title += "-ascii"
				}
				golden(t, title, plain(view)+"\n"+v.Status()+"\n")
			}
		}
	}
}
