// Package store keeps what survives the process: history, session, saved inputs. History and
// session are in an SQLite database, saved inputs are files in the workspace. It implements
// model's Journal, Session and SavedInputs, and decides nothing about what is kept: no run is
// ever removed or shortened on its own.
//
// Several processes may have one history open. The database lies in WAL mode, so that
// readers and a writer do not wait for each other; writers take turns.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/user"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	_ "modernc.org/sqlite" // registers the driver that sql.Open names

	"expresso/model"
)

const (
	fileName = "history.db"
	// busyTimeout is how long a statement waits for another process to finish writing.
	// A write takes less than a millisecond; ten seconds mean that something is stuck.
	busyTimeout = 10 * time.Second
	// connections bounds the pool: one that writes, and others for a list that is being
	// read while a search continues.
	connections = 4
)

// History is the database. It is safe for concurrent use.
type History struct {
	dir      string
	path     string
	db       *sql.DB
	file     *os.File // of a history that is new, nil for others
	readOnly bool

	write sync.Mutex // writers of one process queue here rather than poll the file's lock
	queue queue      // of those that may share a transaction

	statements statements

	gatherMu   sync.Mutex
	gatherings []*gathering // that may have something to write

	ownerMu sync.Mutex
	owner   *owner // nil until the first run is begun

	index index
}

// DefaultDir is the default folder of the history: expresso below $XDG_STATE_HOME, or below
// ~/.local/state if that is not set to an absolute path.
func DefaultDir() (string, error) {
	if state := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(state) {
		return filepath.Join(state, "expresso"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil { // HOME is not set: there are other ways to find it
		if me, unknown := user.Current(); unknown == nil && filepath.IsAbs(me.HomeDir) {
			home, err = me.HomeDir, nil
		}
	}
	if err != nil {
		return "", model.WithHint(fmt.Errorf("cannot create the history: %w", err), "set XDG_STATE_HOME to a writable folder")
	}
	return filepath.Join(home, ".local", "state", "expresso"), nil
}

// Open opens the history in dir, and makes both if there are none. What is there and
// cannot be used, because it is damaged, a link, not expresso's or of a newer expresso, is
// left as it is; the error has a hint. What may not be written, or belongs to somebody
// else, can be read.
func Open(dir string) (*History, error) {
	path := filepath.Join(dir, fileName)
	file, readOnly, err := prepare(dir, path)
	if err != nil {
		return nil, explain(err, path)
	}
	h, err := openFile(dir, path, file, readOnly)
	if !readOnly && cannotWrite(err) { // the file's folder may not be written
		h, err = openFile(dir, path, nil, true)
	}
	if err != nil {
		return nil, explain(err, path)
	}
	if !h.readOnly {
		removeStale(filepath.Join(dir, processes))
	}
	return h, nil
}

func openFile(dir, path string, file *os.File, readOnly bool) (*History, error) {
	db, err := sql.Open("sqlite", dsn(path, readOnly))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	h := &History{dir: dir, path: path, db: db, file: file, readOnly: readOnly}
	h.index.ctx, h.index.stop = context.WithCancel(context.Background())
	if err := h.migrate(context.Background()); err != nil {
		return nil, errors.Join(err, h.Close())
	}
	return h, nil
}

// prepare makes the folder and the file with rights for their owner alone, and reports
// whether the file can only be read. It returns the file if it is new. SQLite gives the files that it puts beside the database
// the database's rights.
func prepare(dir, path string) (made *os.File, readOnly bool, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, false, err
	}
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, false, err
	case info.Mode()&fs.ModeSymlink != 0:
		return nil, false, errLink
	case info.IsDir():
		return nil, false, syscall.EISDIR
	case !info.Mode().IsRegular():
		return nil, false, errForeign
	case foreign(info):
		return nil, true, nil
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		if info != nil && (errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS)) {
			return nil, true, nil
		}
		return nil, false, err
	}
	if info == nil {
		return file, false, nil
	}
	if info.Mode().Perm()&0o077 != 0 {
		err = file.Chmod(0o600)
	}
	return nil, false, errors.Join(err, file.Close())
}

// dsn has what every connection is opened with. With synchronous=FULL a run that was
// begun survives a loss of power too, which costs one fsync where a network call follows.
// A file that may not be written is read without the files that SQLite puts beside it,
// unless there is a log to read.
func dsn(path string, readOnly bool) string {
	query := url.Values{
		"_pragma": {fmt.Sprintf("busy_timeout(%d)", busyTimeout.Milliseconds()), "synchronous(FULL)", "foreign_keys(ON)"},
		"_txlock": {"immediate"},
		"_dqs":    {"0"},
		"mode":    {"rw"},
	}
	if readOnly {
		query.Set("mode", "ro")
		if log, err := os.Stat(path + "-wal"); err != nil || log.Size() == 0 {
			query.Set("immutable", "1")
		}
	}
	return (&url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(path), RawQuery: query.Encode()}).String()
}

// Close ends this process's part in the history: its runs that have no answer yet have
// none from now on. The last process to close writes the log back into the database.
func (h *History) Close() error {
	h.settle()
	h.index.end()
	err := h.db.Close()
	if h.file != nil { // not before: SQLite's locks are the process's
		err = errors.Join(err, h.file.Close())
	}
	return errors.Join(err, h.release())
}

// maxLog is how large a log may be that is left: reading it again takes a millisecond. It
// has room for the runs of some twenty-five processes.
const maxLog = 2 << 20

// Leave is Close for a process that ends right after. It leaves the log to a later one,
// until there is much of it: to write it back, and to begin a new one, would cost every
// single run three more waits for the disk. What is in the log is as safe as the rest.
func (h *History) Leave() error {
	h.settle()
	h.index.end()
	log, err := os.Stat(h.path + "-wal")
	if h.readOnly || err != nil {
		return h.Close()
	}
	if log.Size() >= maxLog {
		err = explain(h.writeBack(), h.path)
	}
	return errors.Join(err, h.release())
}

// writeBack writes the log into the database and begins it again, unless other processes
// read it. It begins with a page that changes nothing and need not be on the disk before
// what the next run writes.
func (h *History) writeBack() error {
	ctx := context.Background()
	conn, err := h.db.Conn(ctx)
	if err != nil {
		return err
	}
	for _, statement := range []string{
		"PRAGMA busy_timeout = 0",
		"PRAGMA wal_checkpoint(TRUNCATE)",
		"PRAGMA synchronous = OFF",
		fmt.Sprintf("PRAGMA user_version = %d", len(migrations())),
	} {
		if _, err := conn.ExecContext(ctx, statement); err != nil && !isBusy(err) {
			return errors.Join(err, conn.Close())
		}
	}
	return nil // the connection, which may not write anything else, stays out of the pool
}

// release tells other processes that this one has no runs in flight any more.
func (h *History) release() error {
	h.ownerMu.Lock()
	defer h.ownerMu.Unlock()
	if h.owner == nil {
		return nil
	}
	me := h.owner
	h.owner = nil
	return me.end()
}

// inTx does work in one transaction that writes.
func (h *History) inTx(ctx context.Context, work func(tx *sql.Tx) error) error {
	h.settle() // what it changes may be gathered
	h.write.Lock()
	defer h.write.Unlock()
	tx, err := h.db.BeginTx(ctx, nil)
	if err != nil {
		return explain(err, h.path)
	}
	if err := work(tx); err != nil {
		return errors.Join(explain(err, h.path), ignoreDone(tx.Rollback()))
	}
	return explain(tx.Commit(), h.path)
}

// ignoreDone drops the error that a transaction was over, as it is when its context ended.
func ignoreDone(err error) error {
	if errors.Is(err, sql.ErrTxDone) || isInactive(err) {
		return nil
	}
	return err
}
