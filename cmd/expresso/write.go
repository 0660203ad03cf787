package main

import (
	"bufio"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"expresso/model"
)

// replaceFile writes a file as a whole, for its owner alone: who reads it, whatever happens
// meanwhile, has all of it or what was there before. A file that is there stays, unless
// replace is true; the error is an fs.ErrExist then.
func replaceFile(name string, replace bool, write func(io.Writer) error) error {
	if info, err := os.Stat(name); err == nil {
		switch {
		case !info.Mode().IsRegular():
			return fmt.Errorf("%s is not a regular file", name)
		case !replace:
			return &fs.PathError{Op: "write", Path: name, Err: fs.ErrExist}
		}
	}
	temporary := filepath.Join(filepath.Dir(name), "."+rand.Text()+".tmp")
	file, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	buffered := bufio.NewWriterSize(file, 1<<16)
	err = write(buffered)
	if err == nil {
		err = errors.Join(buffered.Flush(), file.Sync())
	}
	err = errors.Join(err, file.Close())
	if err == nil {
		err = os.Rename(temporary, name)
	}
	if err != nil {
		_ = os.Remove(temporary) // err says what went wrong
	}
	return err
}

// mayReplace asks whether a file may be replaced, if there is one. force answers.
func (a *app) mayReplace(name string, force bool) error {
	if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) || force {
		return nil
	}
	yes, asked := a.ask("there is a file " + name + " already. Replace it?")
	switch {
	case !asked:
		return &exitError{exitUsage, model.WithHint(fmt.Errorf("there is a file %s already", name), "say --force to replace it, or name another")}
	case !yes:
		return usageError("nothing was written")
	}
	return nil
}
