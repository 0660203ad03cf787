package main

import (
	"io"
	"os"
)

// output is standard output. It remembers that something could not be written, so that no
// print has to be watched, and what a script waits for is never lost silently.
type output struct {
	io.Writer
	err error
}

func (o *output) Write(b []byte) (int, error) {
	n, err := o.Writer.Write(b)
	if err != nil && o.err == nil {
		o.err = err
	}
	return n, err
}

// onTerminal reports whether a person reads it.
func (o *output) onTerminal() bool {
	file, ok := o.Writer.(*os.File)
	return ok && isTerminal(file)
}
