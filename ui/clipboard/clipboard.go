// Package clipboard copies text to the user's clipboard: by a program of the system, or by OSC
// 52. It reads no clipboard, and asks nobody: what it goes by is in the environment.
package clipboard

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"

	"github.com/aymanbagabas/go-osc52/v2"

	"expresso/model"
	"expresso/model/child"
)

// The ways that Board.Way can choose.
const (
	Auto     = "auto"     // a program where the user sits at this machine, else the terminal
	Terminal = "terminal" // the terminal always
	Native   = "native"   // a program always
)

// MaxTerminal is the most that a terminal is asked to take, in bytes: terminals drop
// escape sequences of more than about 75 kB, and base64 makes three bytes into four.
const MaxTerminal = 56_000

// Board is a clipboard. The zero value has no terminal to ask.
type Board struct {
	Terminal io.Writer // what the workbench renders to; nil where there is no terminal
	Way      string    // one of the ways above; "" for Auto

	// In the place of the system, for tests.
	child.System
	Run func(ctx context.Context, command []string, text []byte) error // as a program, text on its standard input
}

// Copy puts text on the clipboard, and says through what: a program's name, or "the
// terminal", which never answers whether it did. It takes up to two seconds.
func (b Board) Copy(ctx context.Context, text string) (through string, err error) {
	b.System, b.Way = b.Filled(), cmp.Or(b.Way, Auto)
	if b.Run == nil {
		b.Run = child.Give
	}
	if b.Way == Terminal || b.Way == Auto && b.OverSSH() {
		return "the terminal", b.ask(text)
	}
	command := b.program()
	if command == nil {
		if b.Way == Native {
			return "", model.WithHint(errors.New("no clipboard program found"), "install wl-copy, xclip or xsel, or set clipboard: terminal")
		}
		return "the terminal", b.ask(text)
	}
	err = b.Run(ctx, command, encoded(command[0], text))
	switch {
	case err == nil:
		return command[0], nil
	case ctx.Err() != nil, errors.Is(err, child.ErrTime):
		err = fmt.Errorf("%s %w", command[0], child.ErrTime)
	default:
		err = fmt.Errorf("%s: %w", command[0], err)
	}
	if b.Way == Native {
		return command[0], err
	}
	if asked := b.ask(text); asked != nil {
		return "", errors.Join(err, asked)
	}
	return "the terminal", nil
}

// program is the first program that is there, with its arguments; nil if there is none
// that could reach a clipboard.
func (b Board) program() []string {
	var candidates [][]string
	add := func(if_ bool, command ...string) {
		if if_ {
			candidates = append(candidates, command)
		}
	}
	linux := b.OS != "darwin" && b.OS != "windows"
	add(b.OS == "darwin", "pbcopy")
	add(linux && b.Getenv("TERMUX_VERSION") != "", "termux-clipboard-set")
	add(linux && b.Getenv("WAYLAND_DISPLAY") != "", "wl-copy")
	add(linux && b.Getenv("DISPLAY") != "", "xclip", "-selection", "clipboard")
	add(linux && b.Getenv("DISPLAY") != "", "xsel", "--clipboard", "--input")
	add(b.OS == "windows" || b.Getenv("WSL_DISTRO_NAME") != "", "clip.exe")
	return b.First(candidates)
}

// encoded is text as a program reads it: clip.exe takes UTF-8 for the system's code page,
// but knows UTF-16 when it sees it. What is ASCII is the same in all code pages.
func encoded(program, text string) []byte {
	if program != "clip.exe" || !strings.ContainsFunc(text, func(r rune) bool { return r >= 0x80 }) {
		return []byte(text)
	}
	var out []byte
	for _, u := range utf16.Encode([]rune(text)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return out
}

// ask writes the sequence that asks the terminal. A text that is too large is not copied
// at all: half of a document is a broken one.
func (b Board) ask(text string) error {
	switch {
	case b.Terminal == nil:
		return errors.New("no terminal to copy through")
	case len(text) > MaxTerminal:
		return model.WithHint(fmt.Errorf("the text has %d bytes; the limit of terminals is %d", len(text), MaxTerminal), "save it to a file")
	}
	_, err := io.WriteString(b.Terminal, b.sequence(text))
	return err
}

// sequence asks the terminal to copy text, through the multiplexer that is in between.
func (b Board) sequence(text string) string {
	s := osc52.New(text)
	switch {
	case b.Getenv("TMUX") != "":
		s = s.Tmux()
	case b.Getenv("STY") != "" || strings.HasPrefix(b.Getenv("TERM"), "screen"):
		s = s.Screen()
	}
	return s.String()
}
