package plain

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"expresso/model"
)

// maxLine is the longest line that is taken: an input on one line, and room for a name.
const maxLine = 2 * model.MaxInput

var errInterrupted = errors.New("interrupted")

// lines reads lines when they are asked for, and not before: an editor that a command
// starts reads from the same terminal.
type lines struct {
	wanted chan struct{}
	given  chan line
	asked  bool // a line was asked for, and has not come yet
}

type line struct {
	text string
	err  error
}

func newLines(in io.Reader) *lines {
	l := &lines{wanted: make(chan struct{}), given: make(chan line, 1)}
	go func() {
		r := bufio.NewReader(in)
		for range l.wanted {
			text, err := readLine(r)
			l.given <- line{text, err}
		}
	}()
	return l
}

func (l *lines) end() { close(l.wanted) }

// readLine reads a line without its end. One that is too long is read through, and refused.
func readLine(r *bufio.Reader) (string, error) {
	var text strings.Builder
	long := false
	for {
		part, more, err := r.ReadLine()
		if err != nil {
			return text.String(), err
		}
		if long = long || text.Len()+len(part) > maxLine; !long {
			text.Write(part)
		}
		if more {
			continue
		}
		if long {
			return "", model.WithHint(fmt.Errorf("the line has more than %d bytes", maxLine), "say edit to write the input in an editor, or open FILE to read it from a file")
		}
		return text.String(), nil
	}
}

// ask asks for a line. The error is io.EOF at the end of the input, errInterrupted after a
// signal, or says why nothing can be read.
func (s *session) ask(prompt string) (string, error) {
	for {
		if s.Prompt {
			s.write(prompt)
		}
		if !s.lines.asked {
			s.lines.asked = true
			s.lines.wanted <- struct{}{}
		}
		select {
		case l := <-s.lines.given:
			s.lines.asked = false
			if l.err == nil || errors.Is(l.err, io.EOF) {
				return l.text, l.err
			}
			if model.HintOf(l.err) == "" {
				return "", l.err
			}
			s.fail(l.err)
		case change, more := <-s.Changes:
			if s.turn(); !more {
				s.Changes = nil
				continue
			}
			s.say("%s.", change)
			if err := s.readMachines(); err != nil {
				s.fail(err)
			}
		case signal := <-s.Signals:
			s.turn()
			s.ended = signal != os.Interrupt
			return "", errInterrupted
		}
	}
}

// turn goes to a new line: terminals show a control c on the one where it was pressed.
func (s *session) turn() {
	if s.Prompt {
		s.write("\n")
	}
}

// more asks for a line that a command needs. ok is false if there is none: what ends the
// session ends it with the next command.
func (s *session) more(prompt string) (text string, ok bool) {
	text, err := s.ask(prompt)
	return text, err == nil
}
