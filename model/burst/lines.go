package burst

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"expresso/model"
	"expresso/model/jsonvalue"
	"expresso/model/parameter"
)

// Input gives every run the same text except for its parameters. The error says what is wrong
// with the text, where, and what to do.
func Input(bench *model.Workbench, text string, values parameter.Values) (Source, error) {
	if strings.TrimSpace(text) == "" {
		text = "{}"
	}
	template, err := parameter.Parse(text)
	if err != nil {
		return nil, err
	}
	if err := template.Check(); err != nil {
		return nil, fmt.Errorf("it is not JSON: %w", err)
	}
	filled, err := template.With(values)
	if err != nil {
		return nil, err
	}
	if _, err := bench.Prepare(model.Request{Input: filled.Text(1)}); err != nil {
		return nil, err
	}
	return func(n int64) (string, error) { return filled.Text(n), nil }, nil
}

// Lines reads inputs from JSON Lines, one a line, and gives each run the next: blank lines
// are passed over, and name stands before the line's number in what is said of a line that
// is not JSON. A line is read when its run is due, so that a file of any size takes the room
// of one line.
func Lines(r io.Reader, name string, resolve func(text string, n int64) (string, error)) Source {
	// Twice the limit: blanks count too, and the message about the size should come from
	// the service's rule, with the number of bytes.
	const most = 2 * model.MaxInput
	lines := bufio.NewReaderSize(r, most)
	number := 0
	return func(n int64) (string, error) {
		for {
			line, err := lines.ReadSlice('\n')
			if len(line) == 0 && errors.Is(err, io.EOF) {
				return "", io.EOF
			}
			number++
			switch {
			case errors.Is(err, bufio.ErrBufferFull):
				return "", malformed(name, number, 1, fmt.Errorf("the line has more than %d bytes; the limit for an input is %d", most, model.MaxInput))
			case err != nil && !errors.Is(err, io.EOF):
				return "", fmt.Errorf("%s: %w", name, err)
			}
			text := string(line)
			if number == 1 {
				text = strings.TrimPrefix(text, "\ufeff") // some editors on Windows write the mark
			}
			indent := utf8.RuneCountInString(text) - utf8.RuneCountInString(strings.TrimLeftFunc(text, unicode.IsSpace))
			text = strings.TrimSpace(text)
			if text == "" {
				continue
			}
			if resolve != nil {
				if text, err = resolve(text, n); err != nil {
					return "", unresolved(name, number, indent, err)
				}
			}
			if bad := jsonvalue.Check(text); bad != nil {
				return "", malformed(name, number, indent+bad.Column, errors.New(bad.Msg))
			}
			if len(text) > model.MaxInput {
				return "", malformed(name, number, 1, fmt.Errorf("the input has %d bytes; the limit is %d", len(text), model.MaxInput))
			}
			return text, nil
		}
	}
}

// RowError is what is wrong with a row of inputs.
type RowError struct {
	Name         string
	Line, Column int // from 1
	Err          error
}

func (e *RowError) Error() string {
	return fmt.Sprintf("%s:%d:%d: %v", e.Name, e.Line, e.Column, e.Err)
}
func (e *RowError) Unwrap() error { return e.Err }

func malformed(name string, line, column int, err error) error {
	return model.WithHint(&RowError{name, line, column, err}, "each line is one input as JSON; fix or remove this one")
}

// unresolved is malformed with the place and the hint of what is wrong with a parameter.
func unresolved(name string, line, indent int, err error) error {
	row := &RowError{name, line, 1 + indent, err}
	if bad := (*parameter.Error)(nil); errors.As(err, &bad) {
		row.Column, row.Err = indent+bad.Column, errors.New(bad.Msg)
	}
	return model.WithHint(row, model.HintOf(err))
}

// countLines reads all inputs through and says how many there are, or what is wrong with
// the first that is not JSON.
func countLines(source Source) (int64, error) {
	for n := int64(1); ; n++ {
		_, err := source(n)
		if errors.Is(err, io.EOF) {
			return n - 1, nil
		}
		if err != nil {
			return 0, err
		}
	}
}
