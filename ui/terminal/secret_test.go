//go:build !windows

package terminal_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/term"

	"expresso/ui/terminal"
)

// A secret that is not given leaves the terminal as it was, and the next line to who reads next.
func TestReadSecret(t *testing.T) {
	stopped := errors.New("stopped")
	for name, c := range map[string]struct {
		typed string
		want  string
		err   error
		stop  bool
	}{
		"code":      {typed: "123456\r", want: "123456"},
		"mistakes":  {typed: "99\x1512x\x7f3456\r", want: "123456"},
		"too long":  {typed: string(make([]byte, 100)) + "\r", want: string(make([]byte, 100))},
		"control c": {typed: "12\x03", err: terminal.ErrInterrupted},
		"control d": {typed: "\x04", err: io.EOF},
		"given up":  {stop: true, err: stopped},
	} {
		t.Run(name, func(t *testing.T) {
			ptmx, tty, err := pty.Open()
			if err != nil {
				t.Fatal(err)
			}
			defer ptmx.Close()
			defer tty.Close()
			before, err := term.GetState(int(tty.Fd()))
			if err != nil {
				t.Fatal(err)
			}
			ctx, stop := context.WithCancelCause(t.Context())
			defer stop(nil)
			type answer struct {
				text string
				err  error
			}
			ended := make(chan answer)
			go func() {
				text, err := terminal.ReadSecret(ctx, tty)
				ended <- answer{text, err}
			}()
			for { // until it listens
				now, err := term.GetState(int(tty.Fd()))
				if err != nil {
					t.Fatal(err)
				}
				if *now != *before {
					break
				}
				<-time.After(time.Millisecond)
			}
			if c.stop {
				stop(stopped)
			} else if _, err := io.WriteString(ptmx, c.typed); err != nil {
				t.Fatal(err)
			}
			if got := <-ended; got.text != c.want || !errors.Is(got.err, c.err) {
				t.Errorf("got %q, %v", got.text, got.err)
			}
			if now, err := term.GetState(int(tty.Fd())); err != nil || *now != *before {
				t.Errorf("the terminal is left as %v, it was %v, %v", now, before, err)
			}
			if _, err := io.WriteString(ptmx, "history\r"); err != nil {
				t.Fatal(err)
			}
			if line, err := bufio.NewReader(tty).ReadString('\n'); line != "history\n" || err != nil {
				t.Errorf("the next line is %q, %v", line, err)
			}
		})
	}
}
