package burst

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"expresso/model"
	"expresso/model/file"
)

// File is a JSON Lines file whose rows are all known to be inputs.
type File struct {
	Rows int64

	file    *os.File
	resolve func(text string, n int64) (string, error)
}

// OpenFile opens a JSON Lines file and reads it through once, so that a mistake in its last
// line is told before anything is sent, and to know how many rows there are. Ending ctx
// ends the reading. What is not a regular file is refused: it may never end, and cannot be
// read twice. resolve is as in Lines.
func OpenFile(ctx context.Context, path string, resolve func(text string, n int64) (string, error)) (*File, error) {
	opened, err := file.Open(path)
	switch {
	case errors.Is(err, file.ErrNotRegular):
		return nil, model.WithHint(fmt.Errorf("cannot read the inputs: %s is not a regular file", path), "give a JSON Lines file, with one input per line, or - to read them from standard input")
	case err != nil:
		return nil, fmt.Errorf("cannot read the inputs: %w", err)
	}
	f := &File{file: opened, resolve: resolve}
	rows := f.Inputs()
	f.Rows, err = countLines(func(n int64) (string, error) {
		if ctx.Err() != nil {
			return "", context.Cause(ctx)
		}
		return rows(n)
	})
	if err == nil && f.Rows == 0 {
		err = fmt.Errorf("%s has no inputs: write one JSON input per line", path)
	}
	if err == nil {
		_, err = opened.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(err, opened.Close())
	}
	return f, nil
}

// Inputs gives each run the next row. It may be called once.
func (f *File) Inputs() Source { return Lines(f.file, f.file.Name(), f.resolve) }

// Close closes the file.
func (f *File) Close() error { return f.file.Close() }
