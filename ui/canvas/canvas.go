// Package canvas paints frames on a terminal: only the lines that have changed. It paints at
// once when nothing was painted a moment ago, and nothing while nothing changes.
//
// It takes the place of Bubble Tea's renderer, which paints by a clock: up to 16 ms pass
// from a key to its answer there, and it wakes up sixty times a second while nobody types.
// Everything else stays with Bubble Tea, which writes through the canvas: it enters and
// leaves the screen, hides the cursor and takes the mouse, and the canvas sees it pass by.
package canvas

import (
	"bytes"
	"io"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/charmbracelet/x/ansi"
)

// pause is the least time from one frame to the next. Terminals show 60 to 144 frames a
// second; a key that comes after the pause is answered at once.
const pause = 8 * time.Millisecond

// Canvas is a terminal. It is safe for use by several goroutines.
type Canvas struct {
	*os.File // for Bubble Tea to ask for the size; nil if the output is not a file

	out io.Writer
	now func() time.Time

	mu    sync.Mutex // of next and due; never held while something is written
	next  frame
	due   bool      // painting is under way or arranged for
	after time.Time // when the next frame may be painted

	ink   sync.Mutex // of what follows, and of out
	shown bool       // the alternate screen is ours
	lines []string   // as they stand on the screen
	width int
	buf   bytes.Buffer
}

// frame is a screen full of text.
type frame struct {
	text  string
	width int
}

// New returns a canvas on a terminal.
func New(terminal *os.File) *Canvas {
	c := On(terminal)
	c.File = terminal
	return c
}

// On returns a canvas on anything.
func On(out io.Writer) *Canvas { return &Canvas{out: out, now: time.Now} }

// Terminal is what the canvas is on, for a program that takes the terminal over.
func (c *Canvas) Terminal() *os.File { return c.File }

// Draw puts a frame of lines on the screen, each of width cells at most, unless another
// one follows within the pause. It does not wait for the terminal. "" draws nothing.
func (c *Canvas) Draw(text string, width int) {
	if text == "" {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.next = frame{text, width}
	if c.due {
		return
	}
	c.due = true
	if wait := c.after.Sub(c.now()); wait > 0 {
		time.AfterFunc(wait, c.paint)
	} else {
		go c.paint()
	}
}

// Redraw makes the next frame be painted whole, whatever the screen shows.
func (c *Canvas) Redraw() {
	c.ink.Lock()
	defer c.ink.Unlock()
	c.lines = nil
}

// What a frame is put in: a terminal that knows synchronized output (mode 2026) shows it
// in one piece, the others pay no heed. At the end of a line that is filled nothing may be
// erased: the cursor still stands on its last cell there.
const (
	begin     = "\x1b[?2026h"
	end       = "\x1b[?2026l"
	reset     = "\x1b[m"
	eraseLine = "\x1b[K"
)

// paint writes what differs from the screen.
func (c *Canvas) paint() {
	c.ink.Lock()
	defer c.ink.Unlock()
	c.mu.Lock()
	f := c.next
	c.due, c.after = false, c.now().Add(pause)
	c.mu.Unlock()
	if !c.shown {
		return
	}
	if f.width != c.width {
		c.lines, c.width = nil, f.width
	}
	before := c.lines
	after := strings.Split(f.text, "\n")
	c.buf.Reset()
	c.buf.WriteString(begin)
	empty := c.buf.Len()
	for i, line := range after {
		if i < len(before) && before[i] == line {
			continue
		}
		c.moveTo(i)
		width := ansi.StringWidth(line)
		if width > f.width {
			line = ansi.Truncate(line, f.width, "")
		}
		c.buf.WriteString(line)
		if width < f.width {
			c.buf.WriteString(reset + eraseLine)
		}
	}
	for i := len(after); i < len(before); i++ {
		c.moveTo(i)
		c.buf.WriteString(reset + eraseLine)
	}
	c.lines = after
	if c.buf.Len() == empty {
		return
	}
	c.buf.WriteString(end)
	_, _ = c.out.Write(c.buf.Bytes()) // a terminal that is gone ends the program by SIGHUP
}

// moveTo puts the cursor at the beginning of a line.
func (c *Canvas) moveTo(line int) {
	c.buf.WriteString("\x1b[")
	c.buf.WriteString(strconv.Itoa(line + 1))
	c.buf.WriteByte('H')
}

// Write passes on what others write: each piece whole, never within a frame. Bubble Tea's
// own frames, which begin at the top left corner, are left out.
func (c *Canvas) Write(p []byte) (int, error) {
	c.ink.Lock()
	defer c.ink.Unlock()
	if len(p) > len(ansi.CursorHomePosition) && bytes.HasPrefix(p, []byte(ansi.CursorHomePosition)) {
		return len(p), nil
	}
	switch string(p) {
	case ansi.SetModeAltScreenSaveCursor:
		c.shown, c.lines = true, nil
	case ansi.ResetModeAltScreenSaveCursor:
		c.shown = false
	case ansi.EraseEntireScreen:
		c.lines = nil
	}
	return c.out.Write(p)
}

// WriteString is Write for text.
func (c *Canvas) WriteString(s string) (int, error) { return c.Write([]byte(s)) }
