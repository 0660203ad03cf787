package main

import (
	"bytes"
	"context"
	"database/sql"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	_ "modernc.org/sqlite" // the history, to lock it and to spoil it
)

// screened is the program on a terminal of its own.
type screened struct {
	*exec.Cmd
	t    *testing.T
	ptmx *os.File
	tty  *os.File

	mu  sync.Mutex
	buf bytes.Buffer
}

// Write takes what the program writes to its terminal.
func (s *screened) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buf.Write(p)
}

// onScreen starts the program on a terminal of 120 by 40 cells.
func onScreen(t *testing.T, home string, args ...string) *screened {
	t.Helper()
	return onScreenWith(t, home, nil, args...)
}

// onScreenWith does so with more variables in its environment.
func onScreenWith(t *testing.T, home string, env []string, args ...string) *screened {
	t.Helper()
	ptmx, tty, err := pty.Open()
	if err != nil {
		t.Skip("no terminal: ", err)
	}
	s := &screened{Cmd: program(t, home, args...), t: t, ptmx: ptmx, tty: tty}
	t.Cleanup(func() { tty.Close(); ptmx.Close() })
	if err := pty.Setsize(ptmx, &pty.Winsize{Rows: 40, Cols: 120}); err != nil {
		t.Fatal(err)
	}
	s.Env = append(s.Env, "TERM=xterm-256color", "EXPRESSO_THEME=dark")
	s.Env = append(s.Env, env...)
	s.Stdin, s.Stdout, s.Stderr = tty, tty, tty
	s.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Process.Kill() })
	go func() { _, _ = io.Copy(s, ptmx) }()
	return s
}

// sees waits until a text has been written.
func (s *screened) sees(text string) *screened {
	s.t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
		if s.count(text) > 0 {
			return s
		}
		<-time.After(time.Millisecond) // leave the processor to the program
	}
	s.t.Fatalf("%q is not in %q", text, s.said())
	return s
}

// said is all that has been written.
func (s *screened) said() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buf.String()
}

// count is how often a text has been written.
func (s *screened) count(text string) int { return strings.Count(s.said(), text) }

// types presses keys.
func (s *screened) types(keys string) *screened {
	s.t.Helper()
	if _, err := io.WriteString(s.ptmx, keys); err != nil {
		s.t.Fatal(err)
	}
	return s
}

func (s *screened) signal(signal syscall.Signal) {
	s.t.Helper()
	if err := s.Process.Signal(signal); err != nil {
		s.t.Fatal(err)
	}
}

// settings are those of the terminal.
func (s *screened) settings() string {
	s.t.Helper()
	cmd := exec.CommandContext(s.t.Context(), "stty", "-g")
	cmd.Stdin = s.tty
	out, err := cmd.Output()
	if err != nil {
		s.t.Fatal(err)
	}
	return string(out)
}

const left = "\x1b[?1049l" // the alternate screen

// TestTheWorkbenchRestoresTheTerminal ends the whole program by signals.
func TestTheWorkbenchRestoresTheTerminal(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGQUIT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGKILL} {
		t.Run(signal.String(), func(t *testing.T) {
			other, tty, err := pty.Open()
			if err != nil {
				t.Skip("no terminal: ", err)
			}
			before := (&screened{t: t, tty: tty}).settings() // of a new one
			tty.Close()
			other.Close()
			s := onScreen(t, t.TempDir()).sees("order-approval")
			if s.settings() == before {
				t.Error("the workbench has not changed the terminal")
			}
			s.signal(signal)
			_ = s.Wait()
			s.sees(left)
			for deadline := time.Now().Add(patience); s.settings() != before; {
				if time.Now().After(deadline) {
					t.Fatalf("the settings are %s, they were %s", s.settings(), before)
				}
			}
		})
	}
}

// TestASecondSignalEndsTheWorkbenchAtOnce sends it while the program waits for a history that
// another holds.
func TestASecondSignalEndsTheWorkbenchAtOnce(t *testing.T) {
	home := t.TempDir()
	s := onScreen(t, home).sees("order-approval").types("\t{").sees("{")
	db, err := sql.Open("sqlite", filepath.Join(home, "state", "expresso", "history.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	locked := time.Now().Add(patience)
	for {
		if _, err = conn.ExecContext(context.Background(), "BEGIN EXCLUSIVE"); err == nil {
			break
		}
		if time.Now().After(locked) {
			t.Fatal(err)
		}
	}
	s.signal(syscall.SIGTERM)
	s.sees(left)
	s.signal(syscall.SIGTERM)
	_ = s.Wait()
	if status, ok := s.ProcessState.Sys().(syscall.WaitStatus); !ok || !status.Signaled() || status.Signal() != syscall.SIGTERM {
		t.Errorf("it ended with %s", s.ProcessState)
	}
}

// TestAnAnswerWithoutTimes runs a machine whose answers have no stopDate, on the command line
// and on the whole screen, and then looks at the history again in both.
func TestAnAnswerWithoutTimes(t *testing.T) {
	url, starts := faulty(t, says(200, amz,
		`{"executionArn":"arn:aws:states:us-east-1:111111111111:express:orders:a:b","status":"SUCCEEDED","output":"{\"x\":1}","startDate":1}`))
	home := t.TempDir()
	exec := func(args ...string) string {
		t.Helper()
		out, err := program(t, home, args...).CombinedOutput()
		if err != nil {
			t.Fatalf("%q: %v, %s", args, err, out)
		}
		return string(out)
	}
	exec("run", faultyARN, "--input", "{}", "--endpoint-url", url, "--region", "us-east-1")
	first := onScreen(t, home, "--endpoint-url", url, "--region", "us-east-1").sees("orders")
	first.sees("Input · orders").sees("empty, means {}") // the input has been read
	first.types("\x12")
	for deadline := time.Now().Add(patience); starts.Load() < 2; {
		if time.Now().After(deadline) {
			t.Fatalf("the workbench has started nothing: %q", first.said())
		}
		<-time.After(time.Millisecond)
	}
	first.sees(`"x"`).signal(syscall.SIGTERM)
	if err := first.Wait(); err != nil {
		t.Error(err)
	}
	if list := exec("history", "list"); strings.Count(list, "SUCCEEDED") != 2 {
		t.Errorf("the history lists %s", list)
	}
	for _, args := range [][]string{
		{"history", "show", "last"},
		{"history", "show", "last", "-o", "json"},
		{"history", "list", "-o", "json"},
		{"history", "export"},
		{"history", "export", "-o", "csv"},
	} {
		if !strings.Contains(exec(args...), "SUCCEEDED") {
			t.Errorf("%q tells no run", args)
		}
	}
	again := onScreen(t, home, "--endpoint-url", url, "--region", "us-east-1").sees("SUCCEEDED")
	again.signal(syscall.SIGTERM)
	if err := again.Wait(); err != nil {
		t.Error(err)
	}
	if n := starts.Load(); n != 2 {
		t.Errorf("%d starts for 2 runs", n)
	}
}

// TestAnAnswerThatIsNotRecorded has a history that breaks while a run is under way.
func TestAnAnswerThatIsNotRecorded(t *testing.T) {
	home := t.TempDir()
	url, _ := faulty(t, func(w http.ResponseWriter, r *http.Request) {
		db, err := sql.Open("sqlite", filepath.Join(home, "state", "expresso", "history.db"))
		if err == nil {
			_, err = db.ExecContext(r.Context(), "ALTER TABLE runs RENAME TO gone")
			db.Close()
		}
		if err != nil {
			t.Error(err)
		}
		says(200, amz, succeeded)(w, r)
	})
	cmd := program(t, home, "run", faultyARN, "--input", "{}", "--endpoint-url", url, "--region", "us-east-1")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, _ := cmd.Output()
	if code := cmd.ProcessState.ExitCode(); code != exitRefused {
		t.Errorf("exit code %d", code)
	}
	if strings.TrimSpace(string(out)) != succeeded {
		t.Errorf("it prints %s", out)
	}
	if !strings.Contains(stderr.String(), "cannot save the result in the history") {
		t.Errorf("it says %s", &stderr)
	}
}
