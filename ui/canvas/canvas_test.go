package canvas_test

import (
	"bytes"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"expresso/ui/canvas"
)

// terminal keeps what is written to it.
type terminal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *terminal) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

// take waits until what is written ends as it should, and empties the terminal.
func (o *terminal) take(t *testing.T, end string) string {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(time.Millisecond) {
		o.mu.Lock()
		text := o.text.String()
		if strings.HasSuffix(text, end) {
			o.text.Reset()
			o.mu.Unlock()
			return text
		}
		o.mu.Unlock()
		if time.Now().After(deadline) {
			t.Fatalf("%q does not end in %q", text, end)
		}
	}
}

const ended = "\x1b[?2026l"

func write(t *testing.T, c *canvas.Canvas, s string) {
	t.Helper()
	if n, err := io.WriteString(c, s); n != len(s) || err != nil {
		t.Fatalf("%q: %d, %v", s, n, err)
	}
}

func TestDraw(t *testing.T) {
	var screen terminal
	c := canvas.On(&screen)
	write(t, c, ansi.SetModeAltScreenSaveCursor)
	draw := func(text string) string { c.Draw(text, 4); return screen.take(t, ended) }

	if got, want := draw("full\nab\n\x1b[1mtoo wide\x1b[m"),
		ansi.SetModeAltScreenSaveCursor+"\x1b[?2026h\x1b[1Hfull\x1b[2Hab\x1b[m\x1b[K\x1b[3H\x1b[1mtoo \x1b[m"+ended; got != want {
		t.Errorf("first:\ngot  %q\nwant %q", got, want)
	}
	if got, want := draw("full\nabc\n\x1b[1mtoo wide\x1b[m"), "\x1b[?2026h\x1b[2Habc\x1b[m\x1b[K"+ended; got != want {
		t.Errorf("one line: got %q, want %q", got, want)
	}
	if got, want := draw("full"), "\x1b[?2026h\x1b[2H\x1b[m\x1b[K\x1b[3H\x1b[m\x1b[K"+ended; got != want {
		t.Errorf("fewer lines: got %q, want %q", got, want)
	}
	c.Redraw()
	if got, want := draw("full"), "\x1b[?2026h\x1b[1Hfull"+ended; got != want {
		t.Errorf("redrawn: got %q, want %q", got, want)
	}
	// The same frame, and one after the screen was left, write nothing; what others write
	// does.
	c.Draw("full", 4)
	write(t, c, "\x1b]52;c;eA==\x07")
	write(t, c, ansi.ResetModeAltScreenSaveCursor)
	c.Draw("gone", 4)
	if got := screen.take(t, "l"); got != "\x1b]52;c;eA==\x07"+ansi.ResetModeAltScreenSaveCursor {
		t.Errorf("others: got %q", got)
	}
	write(t, c, ansi.SetModeAltScreenSaveCursor)
	if got := draw("back"); !strings.Contains(got, "back") {
		t.Errorf("back on the screen: got %q", got)
	}
}

// Of a flood of frames the last is shown, and most are not.
func TestPause(t *testing.T) {
	var screen terminal
	c := canvas.On(&screen)
	write(t, c, ansi.SetModeAltScreenSaveCursor)
	const many = 10_000
	for range many {
		c.Draw("x", 9)
		c.Draw("y", 9)
	}
	c.Draw("last", 9)
	got := screen.take(t, "last\x1b[m\x1b[K"+ended)
	if n := strings.Count(got, ended); n > many {
		t.Errorf("%d frames of %d were painted", n, 2*many)
	}
}

// model is a program that says one thing.
type model struct{ canvas *canvas.Canvas }

func (m model) Init() tea.Cmd { return nil }

func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if k, ok := msg.(tea.KeyMsg); ok && k.String() == "q" {
		return m, tea.Quit
	}
	return m, nil
}

func (m model) View() string {
	m.canvas.Draw("hello", 80)
	return ""
}

func TestUnderBubbleTea(t *testing.T) {
	var screen terminal
	c := canvas.On(&screen)
	in, keys := io.Pipe()
	p := tea.NewProgram(model{c}, tea.WithAltScreen(), tea.WithOutput(c), tea.WithInput(in), tea.WithFPS(1), tea.WithoutSignalHandler())
	done := make(chan error, 1)
	go func() {
		_, err := p.Run()
		done <- err
	}()
	if got := screen.take(t, ended); !strings.HasPrefix(got, ansi.HideCursor+ansi.SetModeAltScreenSaveCursor) || strings.Count(got, "hello") != 1 {
		t.Errorf("start: %q", got)
	}
	if _, err := io.WriteString(keys, "q"); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	got := screen.take(t, "")
	if strings.Contains(got, "hello") || strings.Contains(got, " ") || !strings.Contains(got, ansi.ResetModeAltScreenSaveCursor) {
		t.Errorf("end: %q", got)
	}
}
