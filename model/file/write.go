package file

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sync"
)

// Write writes a file as a whole, for its owner alone: inputs and outputs are often of that
// kind. Whoever reads it meanwhile, or after a crash, has all of it or what was there
// before. A file that is there stays unless replace is true: the error is an fs.ErrExist
// then.
func Write(name string, replace bool, write func(io.Writer) error) error {
	// A link, /dev/stdout say, may lead to what is not a file.
	if info, err := os.Stat(name); err == nil && replace && !info.Mode().IsRegular() {
		return &fs.PathError{Op: "write", Path: name, Err: ErrNotRegular}
	}
	root, err := os.OpenRoot(filepath.Dir(name))
	if err != nil {
		return err
	}
	err = WriteIn(root, filepath.Base(name), replace, write)
	var at *fs.PathError
	if errors.As(err, &at) && at.Path == filepath.Base(name) {
		at.Path = name
	}
	return errors.Join(err, root.Close())
}

// cleaned has the folders that this process has removed stale files from.
var cleaned sync.Map

// WriteIn is Write for a file of a folder, by its path with slashes, which no link leads
// out of.
func WriteIn(root *os.Root, name string, replace bool, write func(io.Writer) error) error {
	info, err := root.Lstat(name)
	switch {
	case err == nil && !replace:
		return &fs.PathError{Op: "write", Path: name, Err: fs.ErrExist}
	case err == nil && info.IsDir():
		return &fs.PathError{Op: "write", Path: name, Err: ErrNotRegular}
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	}
	dir := path.Dir(name)
	if _, done := cleaned.LoadOrStore(path.Join(filepath.ToSlash(root.Name()), dir), true); !done {
		RemoveStaleIn(root, dir)
	}
	temporary := path.Join(dir, TemporaryName())
	f, err := root.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	buffered := bufio.NewWriterSize(f, 1<<16)
	err = write(buffered)
	if err == nil {
		err = errors.Join(buffered.Flush(), f.Sync())
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = root.Rename(temporary, name)
	}
	if err != nil {
		_ = root.Remove(temporary) // err says what went wrong
	}
	return err
}

// Text is what Write and WriteIn take for a text.
func Text(text string) func(io.Writer) error {
	return func(w io.Writer) error { _, err := io.WriteString(w, text); return err }
}
