package child

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"runtime/debug"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

// asProgram names how a copy of the test is to end that is the program.
const asProgram = "EXPRESSO_TEST_ENDS"

func TestMain(m *testing.M) {
	how := os.Getenv(asProgram)
	if how == "" {
		os.Exit(m.Run())
	}
	done := RestoreTerminal(os.Stdin, os.Stdout)
	raw := exec.CommandContext(context.Background(), "stty", "raw", "-echo")
	raw.Stdin = os.Stdin
	if err := raw.Run(); err != nil {
		panic(err)
	}
	_, _ = io.WriteString(os.Stdout, "\x1b[?1049h\x1b[?25lup")
	switch how {
	case "panic":
		go panic("a crash in a goroutine")
	case "overflow":
		debug.SetMaxStack(1 << 20)
		go overflow(0)
	case "order":
		back := exec.CommandContext(context.Background(), "stty", "sane")
		back.Stdin = os.Stdin
		_ = back.Run()
		done()
		os.Exit(0)
	}
	select {}
}

func overflow(n int) int {
	if n < 0 { // never
		return 0
	}
	return overflow(n+1) + 1
}

// TestTheTerminalIsRestored ends programs in every way, on terminals of their own.
func TestTheTerminalIsRestored(t *testing.T) {
	for name, c := range map[string]struct {
		signal syscall.Signal
		says   string
	}{
		"order":    {},
		"panic":    {says: "a crash in a goroutine"},
		"overflow": {},
		"SIGQUIT":  {signal: syscall.SIGQUIT},
		"SIGABRT":  {signal: syscall.SIGABRT},
		"SIGTERM":  {signal: syscall.SIGTERM},
		"SIGHUP":   {signal: syscall.SIGHUP},
		"SIGKILL":  {signal: syscall.SIGKILL},
	} {
		t.Run(name, func(t *testing.T) {
			if signal.Ignored(c.signal) {
				t.Skip(c.signal, " is ignored here, as under nohup, so that it cannot end a program")
			}
			ptmx, tty, err := pty.Open()
			if err != nil {
				t.Fatal(err)
			}
			defer ptmx.Close()
			before := settings(t, tty)
			cmd := exec.CommandContext(t.Context(), os.Args[0])
			cmd.Env = append(os.Environ(), asProgram+"="+name)
			cmd.Stdin, cmd.Stdout, cmd.Stderr = tty, tty, tty
			cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			screen := &seen{}
			go func() { _, _ = io.Copy(screen, ptmx) }()
			screen.until(t, "up")
			if c.signal != 0 {
				if err := cmd.Process.Signal(c.signal); err != nil {
					t.Fatal(err)
				}
			}
			_ = cmd.Wait()
			if name == "order" {
				if strings.Contains(screen.text(), "\x1b[?1049l") {
					t.Error("a program that ended in order was cleaned up after")
				}
				return
			}
			screen.until(t, "\x1b[?25h\x1b[?1049l")
			if c.says != "" {
				screen.until(t, "\x1b[?1049l", c.says)
			}
			if after := settings(t, tty); after != before {
				t.Errorf("the settings are %s, they were %s", after, before)
			}
			tty.Close()
		})
	}
}

func settings(t *testing.T, tty *os.File) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "stty", "-g")
	cmd.Stdin = tty
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// seen is what was written to a terminal.
type seen struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (s *seen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buf.Write(p)
}

func (s *seen) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buf.String()
}

// until waits until texts are there, one after the other.
func (s *seen) until(t *testing.T, texts ...string) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); {
		rest, ok := s.text(), true
		for _, text := range texts {
			if _, rest, ok = strings.Cut(rest, text); !ok {
				break
			}
		}
		if ok {
			return
		}
	}
	t.Fatalf("%q is not in %q", texts, s.text())
}
