package frame_test

import (
	"strings"
	"testing"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"expresso/ui/frame"
	"expresso/ui/theme"
)

var plain = theme.New(theme.Options{Name: theme.Dark, Profile: termenv.Ascii})

func helps(pairs ...string) (all []key.Help) {
	for _, p := range pairs {
		k, what, _ := strings.Cut(p, " ")
		all = append(all, key.Help{Key: k, Desc: what})
	}
	return all
}

func TestKeysMakeWay(t *testing.T) {
	k := frame.Keys{Here: helps("ctrl+r run", "y copy", "f filter"), Always: helps("tab next", "ctrl+p commands", "? help")}
	for _, tt := range []struct {
		room  int
		want  string
		whole bool
	}{
		{99, " ctrl+r run   y copy   f filter   tab next   ctrl+p commands   ? help", true},
		{69, " ctrl+r run   y copy   f filter   tab next   ctrl+p commands   ? help", true},
		{68, " ctrl+r run   y copy   tab next   ctrl+p commands   ? help", true},
		{50, " ctrl+r run   tab next   ctrl+p commands   ? help", true},
		{40, " tab next   ctrl+p commands   ? help", false},
		{30, " ctrl+p commands   ? help", false},
		{9, " ? help", false},
		{3, "", false},
	} {
		got, whole := k.Line(plain, tt.room)
		if got = ansi.Strip(got); got != tt.want || whole != tt.whole {
			t.Errorf("%d cells: %q, %v; want %q, %v", tt.room, got, whole, tt.want, tt.whole)
		}
	}
	k.Line(plain, 50)
	for x, want := range map[int]string{0: "", 1: "ctrl+r", 10: "ctrl+r", 11: "", 14: "tab", 48: "?", 99: ""} {
		if got := k.At(x); got != want {
			t.Errorf("at %d is %q, want %q", x, got, want)
		}
	}
	// Other keys make another line.
	k.Here = helps("x stop")
	if got, _ := k.Line(plain, 50); !strings.HasPrefix(ansi.Strip(got), " x stop   tab next") {
		t.Errorf("%q", got)
	}
}

func TestSomethingBesideTheKeys(t *testing.T) {
	k := frame.Keys{Here: helps("ctrl+r run", "y copy"), Always: helps("? help")}
	for _, tt := range []struct {
		width int
		right string
		want  string
		fits  bool
	}{
		{40, "", " ctrl+r run   y copy   ? help           ", true},
		{40, "done", " ctrl+r run   y copy   ? help       done", true},
		{30, "done", " ctrl+r run   ? help      done", true},
		{20, "what it was", " ? help    what it was"[:20], false},
	} {
		got, fits := k.Beside(plain, tt.right, tt.width)
		if got = ansi.Strip(got); fits != tt.fits || fits && got != tt.want {
			t.Errorf("%d cells: %q, %v; want %q, %v", tt.width, got, fits, tt.want, tt.fits)
		}
	}
}

func TestABoxIsDrawnAnewWhenItIsAnother(t *testing.T) {
	var b frame.Box
	c := frame.Content{Title: "1 Machines", Right: "1/2", Body: "one\ntwo", Width: 30, Height: 4}
	first := b.Lines(plain, c)
	if len(first) != 4 || !strings.Contains(first[0], "1 Machines") || !strings.HasPrefix(first[1], "│one") {
		t.Fatal(strings.Join(first, "\n"))
	}
	if again := b.Lines(plain, c); &again[0] != &first[0] {
		t.Error("drawn again as it was")
	}
	c.Foot = "line 1"
	if now := b.Lines(plain, c); !strings.Contains(now[3], "line 1") {
		t.Error(now[3])
	}
	light := theme.New(theme.Options{Name: theme.Light, Profile: termenv.TrueColor})
	if now := b.Lines(light, c); !strings.Contains(now[0], "\x1b[") {
		t.Error("drawn in the colours of before")
	}
}

func TestWhatTheHeaderLeavesOut(t *testing.T) {
	h := frame.Header{Left: " expresso   embedded", Folder: "~/work/orders-service", Now: " · zoomed", Place: "us-east-1", Session: "session 3 runs · about $0.01 ", Cost: "3 runs · ~$0.01 "}
	for width, want := range map[int]string{
		100: " expresso   embedded · ~/work/orders-service · zoomed      us-east-1   session 3 runs · about $0.01 ",
		80:  " expresso   embedded · …k/orders-service · zoomed  session 3 runs · about $0.01 ",
		60:  " expresso   embedded · …s-service · zoomed  3 runs · ~$0.01 ",
		50:  " expresso   embedded · zoomed     3 runs · ~$0.01 ",
		30:  " expresso   embedded · zoomed ",
		20:  " expresso   embedde…",
	} {
		got := ansi.Strip(h.View(plain, width))
		if n := len([]rune(got)); n != width {
			t.Errorf("%d cells, not %d: %q", n, width, got)
		}
		if got != want {
			t.Errorf("%d cells:\n%q, want\n%q", width, got, want)
		}
	}
}

func TestOnlyKeysThatAreNoTextAreShown(t *testing.T) {
	var c frame.Cap
	space := tea.KeyMsg{Type: tea.KeySpace, Runes: []rune{' '}}
	c.Press(space, false)
	if c.View(plain) != "" {
		t.Error("a key is shown to nobody")
	}
	c.Shown = true
	c.Press(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("x")}, true)
	c.Press(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("secret"), Paste: true}, false)
	if got := c.View(plain); got != "" {
		t.Errorf("%q is shown of a text", got)
	}
	if c.Press(space, false); ansi.Strip(c.View(plain)) != " space " {
		t.Errorf("%q", c.View(plain))
	}
}
