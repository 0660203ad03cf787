// Package store is what survives the process: the history of runs and what the workbench
// remembers of its last session, in an SQLite database, and saved inputs, in files of the
// workspace. It implements model's Journal, Session and SavedInputs, and decides nothing
// about what is kept: no run is ever removed or shortened on its own.
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
	// read while a search goes on.
	connections = 4
)

// History is the database. It is safe for concurrent use.
type History struct {
	dir      string
	path     string
	db       *sql.DB
	readOnly bool

	write sync.Mutex // writers of one process queue here rather than poll the file's lock
	queue queue      // of those that may share a transaction

	statements statements

	ownerMu sync.Mutex
	owner   *owner // nil until the first run is begun

	index index
}

// DefaultDir is where the history lies unless told otherwise: expresso below
// $XDG_STATE_HOME, or below ~/.local/state if that is not set to an absolute path.
func DefaultDir() (string, error) {
	if state := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(state) {
		return filepath.Join(state, "expresso"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil { // HOME is not set: there are other ways to know
		if me, unknown := user.Current(); unknown == nil && filepath.IsAbs(me.HomeDir) {
			home, err = me.HomeDir, nil
		}
	}
	if err != nil {
		return "", model.WithHint(fmt.Errorf("there is no place for the history: %w", err), "set XDG_STATE_HOME to a folder that can be written")
	}
	return filepath.Join(home, ".local", "state", "expresso"), nil
}

// Open opens the history in dir, and makes both if there are none. What is there and
// cannot be used, because it is damaged, a link, not expresso's or of a newer expresso, is
// left as it is; the error has a hint. What may not be written, or belongs to somebody
// else, can be read.
func Open(dir string) (*History, error) {
	path := filepath.Join(dir, fileName)
	readOnly, err := prepare(dir, path)
	if err != nil {
		return nil, explain(err, path)
	}
	h, err := openFile(dir, path, readOnly)
	if !readOnly && cannotWrite(err) { // the file's folder may not be written
		h, err = openFile(dir, path, true)
	}
	if err != nil {
		return nil, explain(err, path)
	}
	if !h.readOnly {
		removeStale(filepath.Join(dir, processes))
	}
	return h, nil
}

func openFile(dir, path string, readOnly bool) (*History, error) {
	db, err := sql.Open("sqlite", dsn(path, readOnly))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	h := &History{dir: dir, path: path, db: db, readOnly: readOnly}
	h.index.ctx, h.index.stop = context.WithCancel(context.Background())
	if err := h.migrate(context.Background()); err != nil {
		return nil, errors.Join(err, h.Close())
	}
	return h, nil
}

// prepare makes the folder and the file with rights for their owner alone, and reports
// whether the file can only be read. SQLite gives the files that it puts beside the database
// the database's rights.
func prepare(dir, path string) (readOnly bool, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return false, err
	}
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return false, err
	case info.Mode()&fs.ModeSymlink != 0:
		return false, errLink
	case info.IsDir():
		return false, syscall.EISDIR
	case !info.Mode().IsRegular():
		return false, errForeign
	case foreign(info):
		return true, nil
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		if info != nil && (errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS)) {
			return true, nil
		}
		return false, err
	}
	if info != nil && info.Mode().Perm()&0o077 != 0 {
		err = file.Chmod(0o600)
	}
	return false, errors.Join(err, file.Close())
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
	h.index.end()
	h.ownerMu.Lock()
	defer h.ownerMu.Unlock()
	err := h.db.Close()
	if h.owner != nil {
		err = errors.Join(err, h.owner.end())
		h.owner = nil
	}
	return err
}

// applicationID marks a database as expresso's ("Expr").
const applicationID = 0x45787072

// migrations lead from each version of the schema to the next; PRAGMA user_version counts
// how many were done. They are never changed, only added to.
var migrations = []string{`
-- A run without what is large. Times are microseconds since the epoch, NULL for none.
CREATE TABLE runs (
	seq       INTEGER PRIMARY KEY,
	id        TEXT NOT NULL UNIQUE,
	target    TEXT NOT NULL,
	arn       TEXT NOT NULL,
	machine   TEXT NOT NULL, -- the name inside arn, to search by
	name      TEXT NOT NULL,
	trace     TEXT NOT NULL,
	asked     INTEGER NOT NULL,
	took      INTEGER NOT NULL, -- nanoseconds
	status    TEXT NOT NULL,    -- RUNNING until the outcome is written, whatever became of owner
	owner     TEXT NOT NULL,    -- process that began the run
	execution TEXT NOT NULL,
	started   INTEGER,
	stopped   INTEGER,
	error     TEXT NOT NULL,
	billed    INTEGER NOT NULL, -- nanoseconds
	memory    INTEGER NOT NULL, -- MB
	-- MB x ms, bounded so that no answer, however absurd, can overflow a sum.
	usage     INTEGER NOT NULL AS (max(0, min(1000000000000, billed / 1000000 * memory))),
	charged   INTEGER NOT NULL AS (billed <> 0 OR memory <> 0),
	problem   TEXT NOT NULL,
	hint      TEXT NOT NULL
);
CREATE INDEX runs_asked ON runs (asked, id);
CREATE INDEX runs_machine ON runs (machine, asked, id);
CREATE INDEX runs_status ON runs (status, asked, id);
CREATE INDEX runs_owner ON runs (owner) WHERE status = 'RUNNING';

-- What runs come to, kept up to date so that nobody has to read them all for it.
CREATE TABLE tallies (
	machine TEXT NOT NULL,
	status  TEXT NOT NULL,
	runs    INTEGER NOT NULL,
	charged INTEGER NOT NULL,
	usage   INTEGER NOT NULL,
	PRIMARY KEY (machine, status)
) WITHOUT ROWID;
CREATE TRIGGER runs_added AFTER INSERT ON runs BEGIN
	INSERT INTO tallies VALUES (NEW.machine, NEW.status, 1, NEW.charged, NEW.usage) ON CONFLICT DO
		UPDATE SET runs = runs + 1, charged = charged + excluded.charged, usage = usage + excluded.usage;
END;
CREATE TRIGGER runs_changed AFTER UPDATE ON runs BEGIN
	UPDATE tallies SET runs = runs - 1, charged = charged - OLD.charged, usage = usage - OLD.usage
		WHERE machine = OLD.machine AND status = OLD.status;
	INSERT INTO tallies VALUES (NEW.machine, NEW.status, 1, NEW.charged, NEW.usage) ON CONFLICT DO
		UPDATE SET runs = runs + 1, charged = charged + excluded.charged, usage = usage + excluded.usage;
END;
CREATE TRIGGER runs_removed AFTER DELETE ON runs BEGIN
	UPDATE tallies SET runs = runs - 1, charged = charged - OLD.charged, usage = usage - OLD.usage
		WHERE machine = OLD.machine AND status = OLD.status;
END;

-- What is large lies apart, so that lists do not read past it. BLOBs keep every byte.
CREATE TABLE requests (
	run   INTEGER PRIMARY KEY REFERENCES runs (seq) ON DELETE CASCADE,
	input BLOB NOT NULL
);
CREATE TABLE answers (
	run    INTEGER PRIMARY KEY REFERENCES runs (seq) ON DELETE CASCADE,
	output BLOB NOT NULL,
	cause  BLOB NOT NULL,
	raw    BLOB NOT NULL
);

CREATE TABLE session (
	scope TEXT NOT NULL,
	key   TEXT NOT NULL,
	value BLOB NOT NULL,
	PRIMARY KEY (scope, key)
) WITHOUT ROWID;
`, `
ALTER TABLE runs ADD COLUMN starred INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN note TEXT NOT NULL DEFAULT '';
CREATE INDEX runs_starred ON runs (asked, id) WHERE starred;

-- Where input, output and cause were cut out of raw, in this order; NULL where they were not.
ALTER TABLE answers ADD COLUMN input_at INTEGER;
ALTER TABLE answers ADD COLUMN output_at INTEGER;
ALTER TABLE answers ADD COLUMN cause_at INTEGER;
`, `
-- Which three letters occur in which run, to search by, and the runs that are not in it
-- yet or as they were. With detail=none it takes a third of the room of the texts.
CREATE VIRTUAL TABLE trigrams USING fts5 (error, note, input, output, cause,
	content='', contentless_delete=1, detail=none, tokenize='trigram');
CREATE TABLE unindexed (run INTEGER PRIMARY KEY);
INSERT INTO unindexed SELECT seq FROM runs;
CREATE TRIGGER requests_added AFTER INSERT ON requests BEGIN
	INSERT OR IGNORE INTO unindexed VALUES (NEW.run);
END;
CREATE TRIGGER answers_added AFTER INSERT ON answers BEGIN
	INSERT OR IGNORE INTO unindexed VALUES (NEW.run);
END;
CREATE TRIGGER runs_noted AFTER UPDATE OF error, note ON runs BEGIN
	INSERT OR IGNORE INTO unindexed VALUES (NEW.seq);
END;
CREATE TRIGGER runs_forgotten AFTER DELETE ON runs BEGIN
	DELETE FROM unindexed WHERE run = OLD.seq;
	DELETE FROM trigrams WHERE rowid = OLD.seq;
END;
`, `
-- Runs that were asked for together; head marks those that a folded list shows.
ALTER TABLE runs ADD COLUMN grp TEXT NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN head INTEGER NOT NULL DEFAULT 1;
ALTER TABLE runs ADD COLUMN saved TEXT NOT NULL DEFAULT '';
CREATE INDEX runs_group ON runs (grp, asked, id) WHERE grp <> '';
CREATE INDEX runs_head ON runs (asked, id) WHERE head;
CREATE INDEX runs_machine_head ON runs (machine, asked, id) WHERE head;
-- When the run that stands for its group goes, the next does.
CREATE TRIGGER runs_beheaded AFTER DELETE ON runs WHEN OLD.head AND OLD.grp <> '' BEGIN
	UPDATE runs SET head = 1 WHERE seq = (SELECT seq FROM runs WHERE grp = OLD.grp AND grp <> '' ORDER BY asked, id LIMIT 1);
END;
`, `
-- What happened in an execution, packed; see trace.go.
CREATE TABLE traces (
	run    INTEGER PRIMARY KEY REFERENCES runs (seq) ON DELETE CASCADE,
	events BLOB NOT NULL
);
`, `
-- A group may have runs of several machines; machine_head marks those that the folded list
-- of one machine shows.
ALTER TABLE runs ADD COLUMN machine_head INTEGER NOT NULL DEFAULT 1;
CREATE INDEX runs_group_machine ON runs (grp, machine) WHERE machine_head AND grp <> '';
UPDATE runs SET machine_head = 0 WHERE grp <> '' AND seq <>
	(SELECT seq FROM runs AS other WHERE other.grp = runs.grp AND other.grp <> '' AND other.machine = runs.machine ORDER BY asked, id LIMIT 1);
DROP INDEX runs_machine_head;
CREATE INDEX runs_machine_head ON runs (machine, asked, id) WHERE machine_head;
CREATE TRIGGER runs_machine_beheaded AFTER DELETE ON runs WHEN OLD.machine_head AND OLD.grp <> '' BEGIN
	UPDATE runs SET machine_head = 1 WHERE seq =
		(SELECT seq FROM runs WHERE grp = OLD.grp AND grp <> '' AND machine = OLD.machine ORDER BY asked, id LIMIT 1);
END;
`, `
-- Prices go by region, which is the fourth part of an ARN: so the tallies do.
ALTER TABLE runs ADD COLUMN region TEXT NOT NULL AS (CASE WHEN instr(arn, ':states:') > 0
	THEN substr(substr(arn, instr(arn, ':states:') + 8), 1, instr(substr(arn, instr(arn, ':states:') + 8) || ':', ':') - 1)
	ELSE '' END);
DROP TRIGGER runs_added;
DROP TRIGGER runs_changed;
DROP TRIGGER runs_removed;
DROP TABLE tallies;
CREATE TABLE tallies (
	machine TEXT NOT NULL,
	status  TEXT NOT NULL,
	region  TEXT NOT NULL,
	runs    INTEGER NOT NULL,
	charged INTEGER NOT NULL,
	usage   INTEGER NOT NULL,
	PRIMARY KEY (machine, status, region)
) WITHOUT ROWID;
INSERT INTO tallies SELECT machine, status, region, count(*), sum(charged), sum(usage) FROM runs GROUP BY machine, status, region;
CREATE TRIGGER runs_added AFTER INSERT ON runs BEGIN
	INSERT INTO tallies VALUES (NEW.machine, NEW.status, NEW.region, 1, NEW.charged, NEW.usage) ON CONFLICT DO
		UPDATE SET runs = runs + 1, charged = charged + excluded.charged, usage = usage + excluded.usage;
END;
CREATE TRIGGER runs_changed AFTER UPDATE OF status, billed, memory ON runs BEGIN
	UPDATE tallies SET runs = runs - 1, charged = charged - OLD.charged, usage = usage - OLD.usage
		WHERE machine = OLD.machine AND status = OLD.status AND region = OLD.region;
	INSERT INTO tallies VALUES (NEW.machine, NEW.status, NEW.region, 1, NEW.charged, NEW.usage) ON CONFLICT DO
		UPDATE SET runs = runs + 1, charged = charged + excluded.charged, usage = usage + excluded.usage;
END;
CREATE TRIGGER runs_removed AFTER DELETE ON runs BEGIN
	UPDATE tallies SET runs = runs - 1, charged = charged - OLD.charged, usage = usage - OLD.usage
		WHERE machine = OLD.machine AND status = OLD.status AND region = OLD.region;
END;
`}

// migrate brings the schema up to date, and changes nothing in a database that is not
// ours or too new.
func (h *History) migrate(ctx context.Context) error {
	version, err := h.version(ctx, h.db)
	if err != nil {
		return err
	}
	switch {
	case version == len(migrations):
		return nil
	case h.readOnly:
		return errOlder
	}
	if err := h.setWAL(ctx); err != nil {
		return err
	}
	tx, err := h.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()               // does nothing after Commit
	if version, err = h.version(ctx, tx); err != nil { // another process may have been faster
		return err
	}
	for _, migration := range migrations[version:] {
		if _, err := tx.ExecContext(ctx, migration); err != nil {
			return err
		}
	}
	mark := fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, len(migrations))
	if _, err := tx.ExecContext(ctx, mark); err != nil {
		return err
	}
	return tx.Commit()
}

type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// version returns how many migrations were done, or why the database cannot be used.
func (h *History) version(ctx context.Context, db querier) (int, error) {
	var version, application, tables int
	err := db.QueryRowContext(ctx, `SELECT user_version, application_id, (SELECT count(*) FROM sqlite_schema)
		FROM pragma_user_version, pragma_application_id`).Scan(&version, &application, &tables)
	switch {
	case err != nil:
		return 0, err
	case tables > 0 && application != applicationID:
		return 0, errForeign
	case version < 0:
		return 0, errVersion
	case version > len(migrations):
		return 0, errNewer
	}
	return version, nil
}

// setWAL turns on the write-ahead log, which stays with the database. SQLite does not
// wait for the lock that this needs, so two processes that make a history at the same
// moment take turns here.
func (h *History) setWAL(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, busyTimeout)
	defer cancel()
	for {
		var mode string
		err := h.db.QueryRowContext(ctx, "PRAGMA journal_mode = WAL").Scan(&mode)
		if err == nil || !isBusy(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// inTx does work in one transaction that writes.
func (h *History) inTx(ctx context.Context, work func(tx *sql.Tx) error) error {
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
