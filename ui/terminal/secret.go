package terminal

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"

	"github.com/muesli/cancelreader"
	"golang.org/x/term"
)

// ErrInterrupted is the error of ReadSecret where the user pressed control c.
var ErrInterrupted = errors.New("interrupted")

// maxSecret is how many bytes of a secret are taken.
const maxSecret = 1024

// ReadSecret reads a line from a terminal without showing it. It reads no byte beyond the line, and
// none at all after ctx ends or control c is pressed: what is typed then is for others.
func ReadSecret(ctx context.Context, in *os.File) (string, error) {
	before, err := term.MakeRaw(int(in.Fd()))
	if err != nil {
		return "", err
	}
	defer func() { _ = term.Restore(int(in.Fd()), before) }()
	r, err := cancelreader.NewReader(in)
	if err != nil {
		return "", err
	}
	defer func() { _ = r.Close() }()
	defer context.AfterFunc(ctx, func() { r.Cancel() })()
	return readSecret(ctx, r)
}

// The keys of a terminal in raw mode that do something in a line.
const (
	interrupt   = 0x03
	endOfInput  = 0x04
	backspace   = 0x08
	deleteWhole = 0x15
	deleteLast  = 0x7f
)

func readSecret(ctx context.Context, r io.Reader) (string, error) {
	var line []byte
	for one := make([]byte, 1); ; {
		n, err := r.Read(one)
		switch {
		case ctx.Err() != nil:
			return "", context.Cause(ctx)
		case err != nil:
			return "", err
		case n == 0:
			continue
		}
		switch c := one[0]; c {
		case '\r', '\n':
			return strings.TrimSpace(string(line)), nil
		case interrupt:
			return "", ErrInterrupted
		case endOfInput:
			if len(line) == 0 {
				return "", io.EOF
			}
		case deleteWhole:
			line = line[:0]
		case backspace, deleteLast:
			line = line[:max(len(line)-1, 0)]
		default:
			if len(line) < maxSecret {
				line = append(line, c)
			}
		}
	}
}
