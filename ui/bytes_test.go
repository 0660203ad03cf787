package ui_test

import (
	"bytes"
	"io"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"expresso/ui"
)

// pty keeps all bytes that a program writes to its terminal.
type pty struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (p *pty) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.Write(b)
}

func (p *pty) written() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.String()
}

func (p *pty) waitFor(t *testing.T, text string) {
	t.Helper()
	for deadline := time.Now().Add(patience); !strings.Contains(p.written(), text); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%q was never written: %.3000q", text, p.written())
		}
	}
}

// ours are the escape sequences that the workbench writes by itself: it moves the cursor,
// colours, erases to the end of a line, enters and leaves the screen. Erasing a whole
// line or screen belongs to entering and leaving.
var ours = regexp.MustCompile(`^\x1b\[(\d*H|[\d;]*m|K|2J|2K|\?(25|1049|2004|2026|1000|1002|1003|1006)[hl])`)

// What a workflow returns reaches the terminal as text only, whatever it is made of.
func TestHostileOutput(t *testing.T) {
	hostile := []string{
		"\x1b]52;c;aGFja2Vk\x07", "\x1b]0;title\x07", "\x1b[2J", "\x1b[H", "\x1bc", "\x1b[?1049l", "\x1b[31m",
		"\u009b2J", "\u009d0;title\u009c", "\u0090q\u009c", "\u202eright to left", "\u2066isolated", "\u200b\u200d\ufeff",
		"\r\n\t\b\a\x00\x7f", "\xff\xfe", strings.Repeat("A\x1b[2J", 150_000),
	}
	raw := strings.Join(hostile, " ")
	escaped := `{"beginning":"here","escaped":"` + strings.NewReplacer("\x1b", `\u001b`, "\u009b", `\u009b`, "\u202e", `\u202e`).Replace(strings.Join(hostile[:7], " ")) + `"}`
	for name, output := range map[string]string{"raw": "beginning " + raw, "in JSON": escaped, "raw in JSON": `{"beginning":"` + raw + `"}`} {
		t.Run(name, func(t *testing.T) {
			d := start(t, setup{target: orders(succeed(output))}).Pick("order-approval").Type("{}").
				Press("ctrl+r").Settle().SeesIn(details, "beginning").Focus(details)
			var screen pty
			in, keys := io.Pipe()
			p := ui.Program(d.app, &screen, tea.WithInput(in))
			done := make(chan error, 1)
			go func() { done <- p.Run() }()
			p.Send(tea.WindowSizeMsg{Width: 120, Height: 40})
			screen.waitFor(t, "beginning")
			// Through the tabs, down, to the end, wrapped and not.
			for _, k := range []string{"\x1b[B", "G", "w", "g", "]", "]", "]", "]", "]", "["} {
				if _, err := io.WriteString(keys, k); err != nil {
					t.Fatal(err)
				}
			}
			p.Send(tea.WindowSizeMsg{Width: 80, Height: 24})
			p.Quit()
			if err := <-done; err != nil {
				t.Fatal(err)
			}
			text := screen.written()
			for i := 0; i < len(text); {
				switch c := text[i]; {
				case c == '\x1b':
					sequence := ours.FindString(text[i:])
					if sequence == "" {
						t.Fatalf("at %d: %.60q", i, text[max(i-40, 0):])
					}
					i += len(sequence)
				case c < ' ' && c != '\r', c == 0x7f:
					t.Fatalf("at %d: control character in %.60q", i, text[max(i-40, 0):])
				default:
					i++
				}
			}
			for _, r := range text {
				if r >= 0x80 && r < 0xa0 || r == '\u202e' || r == '\u2066' || r == '\u200d' || r == '\ufeff' || r == '\ufffd' {
					t.Fatalf("%q reached the terminal", r)
				}
			}
			if n := strings.Count(text, "\x1b[2J"); n > 1 {
				t.Errorf("the screen was erased %d times", n)
			}
		})
	}
}
