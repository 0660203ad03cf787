package main

import (
	"errors"
	"io"
	"os"
	"strings"

	"expresso/ui/screen"
)

// output is standard output, or standard error. On a terminal it escapes what would act on
// it or hide on it, whoever writes that; a pipe gets every byte. It remembers that something
// could not be written, so that no print has to be watched, and what a script waits for is
// never lost silently.
type output struct {
	io.Writer
	terminal *os.File // nil if it is none: past it nothing is escaped
	escaper  *screen.Escaper
	err      error
}

func newOutput(w io.Writer) *output {
	o := &output{Writer: w}
	if file, ok := w.(*os.File); ok && isTerminal(file) {
		o.terminal, o.escaper = file, screen.NewEscaper(file)
		o.Writer = o.escaper
	}
	return o
}

func (o *output) Write(b []byte) (int, error) {
	n, err := o.Writer.Write(b)
	if err != nil && o.err == nil {
		o.err = err
	}
	return n, err
}

// end writes what is left.
func (o *output) end() {
	if o.escaper != nil {
		o.err = errors.Join(o.err, o.escaper.Flush())
	}
}

// onTerminal reports whether a person reads it.
func (o *output) onTerminal() bool { return o.terminal != nil }

// anyOf lists the words that a flag takes: a, b or c.
func anyOf(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
