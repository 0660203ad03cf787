package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"expresso/model"
)

var (
	errNewer   = errors.New("it was written by a newer expresso")
	errForeign = errors.New("it is a database of another program")
	errOlder   = errors.New("it was written by an older expresso and is read-only")
	errVersion = errors.New("its version is negative")
	errLink    = errors.New("it is a symbolic link")
	// errReadOnly is why no run can be begun.
	errReadOnly = errors.New("it is read-only")
)

const (
	moveAway = "move away this file and those next to it whose names start the same; expresso then starts a new history"
	mayWrite = "make it and its folder writable, or set XDG_STATE_HOME to another folder"
)

// cannotWrite reports whether a database could not be opened because it is to be written.
func cannotWrite(err error) bool {
	switch code(err) {
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM:
		return true
	}
	return false
}

// explain says in words what keeps the history at path from being used, and what can be
// done. Errors of the model, and of a context that ended, pass unchanged.
func explain(err error, path string) error {
	if err == nil || errors.Is(err, model.ErrNoRun) || model.HintOf(err) != "" {
		return err
	}
	say := func(what, hint string) error {
		return model.WithHint(fmt.Errorf("the history %s %s: %w", path, what, err), hint)
	}
	info, statErr := os.Stat(path)
	switch {
	case errors.Is(err, errNewer):
		return say("cannot be used", "update expresso, or set XDG_STATE_HOME to another folder")
	case errors.Is(err, errLink):
		return say("is not used", "move the link away, or name the folder that it leads to with history in the configuration")
	case errors.Is(err, errVersion):
		return say("is damaged", moveAway)
	case errors.Is(err, errOlder), errors.Is(err, errReadOnly):
		return say("cannot be written", mayWrite)
	case errors.Is(err, errForeign):
		return say("cannot be used", "move the file away, or set XDG_STATE_HOME to another folder")
	case statErr == nil && info.IsDir():
		return say("is a folder", "move it away; expresso then starts a new history")
	case full(err):
		return say("cannot be written", "the disk is full: free some space")
	case errors.Is(err, fs.ErrPermission):
		return say("cannot be opened", "make it readable and writable, or set XDG_STATE_HOME to another folder")
	}
	switch code(err) {
	case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_FORMAT:
		return say("is damaged", moveAway)
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN:
		return say("cannot be written", mayWrite)
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return say("is busy", "another program has locked it: end that program, or try again")
	case sqlite3.SQLITE_IOERR:
		return say("cannot be read or written", "the disk reports an error")
	case sqlite3.SQLITE_INTERRUPT:
		return err
	}
	return fmt.Errorf("the history %s: %w", path, err)
}

// code is SQLite's primary result code, 0 if err is none of its errors.
func code(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}

// full reports whether the disk has no room.
func full(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || code(err) == sqlite3.SQLITE_FULL
}

func isBusy(err error) bool { return code(err) == sqlite3.SQLITE_BUSY }

// isInactive reports whether a rollback failed because SQLite had rolled back already, as
// it does on its own when the disk is full.
func isInactive(err error) bool { return code(err) == sqlite3.SQLITE_ERROR }
