// Package file reads files with bounds, and writes them as a whole. What is read is a regular
// file of bounded size: a pipe would block, and a device might never end. What is written is
// there completely or not at all, also after a crash; what a killed process left half written
// is removed (see RemoveStale).
package file

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// ErrNotRegular is wrapped by the errors about what is not a regular file.
var ErrNotRegular = errors.New("is not a regular file")

// TooLargeError is the error of a file that is larger than its reader takes.
type TooLargeError struct{ Most int64 }

func (e *TooLargeError) Error() string { return fmt.Sprintf("has more than %d bytes", e.Most) }

// nonblocking keeps the opening of a pipe from waiting for a writer.
const nonblocking = os.O_RDONLY | syscall.O_NONBLOCK

// Read returns the contents of a regular file of at most so many bytes. The error is an
// *fs.PathError; about a file that is too large nothing of it was read.
func Read(path string, most int64) ([]byte, error) {
	f, err := Open(path)
	return contents(f, err, path, most)
}

// ReadIn is Read for a file of a folder, which no link leads out of.
func ReadIn(root *os.Root, name string, most int64) ([]byte, error) {
	f, err := root.OpenFile(name, nonblocking, 0)
	f, err = regular(f, err, name)
	return contents(f, err, name, most)
}

// Open opens a regular file to be read by a reader that has its own bound.
func Open(path string) (*os.File, error) {
	f, err := os.OpenFile(path, nonblocking, 0)
	return regular(f, err, path)
}

// Append opens a regular file to be written on from its end. One that is not there yet is made
// for its owner alone.
func Append(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY|syscall.O_NONBLOCK, 0o600)
	return regular(f, err, path)
}

func regular(f *os.File, err error, name string) (*os.File, error) {
	if err != nil {
		if errors.Is(err, syscall.ENXIO) { // a socket, or a pipe that nobody reads
			err = &fs.PathError{Op: "open", Path: name, Err: ErrNotRegular}
		}
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = &fs.PathError{Op: "open", Path: name, Err: ErrNotRegular}
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// contents reads and closes a file.
func contents(f *os.File, err error, name string, most int64) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // was only read
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	tooLarge := &fs.PathError{Op: "read", Path: name, Err: &TooLargeError{most}}
	if info.Size() > most {
		return nil, tooLarge
	}
	text, err := io.ReadAll(io.LimitReader(f, most+1)) // it may grow meanwhile
	if err == nil && int64(len(text)) > most {
		return nil, tooLarge
	}
	return text, err
}

// Reason is an error without the operation and the path, for messages that already name them.
func Reason(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}

// Home puts the user's folder in the place of a tilde at the beginning of a path, as shells
// do.
func Home(path string) string {
	rest, ok := strings.CutPrefix(path, "~")
	if !ok || rest != "" && !os.IsPathSeparator(rest[0]) {
		return path
	}
	dir, err := os.UserHomeDir()
	if err != nil {
		return path
	}
	return filepath.Join(dir, rest)
}
