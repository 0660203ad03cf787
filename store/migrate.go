package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"time"
)

// applicationID marks a database as expresso's ("Expr").
const applicationID = 0x45787072

// migrationFiles hold the migrations, one a file.
//
//go:embed migrations/*.sql
var migrationFiles embed.FS

// migrations lead from each version of the schema to the next; PRAGMA user_version counts
// how many were done. They are never changed, only added to: NNN_what.sql makes version NNN.
var migrations = sync.OnceValue(func() []string {
	names, err := fs.Glob(migrationFiles, "migrations/*.sql") // sorted
	if err != nil {
		panic(err) // the pattern is ours
	}
	all := make([]string, len(names))
	for i, name := range names {
		text, err := migrationFiles.ReadFile(name)
		if err != nil {
			panic(err) // it is in the program
		}
		all[i] = string(text)
	}
	return all
})

// migrate brings the schema up to date, and changes nothing in a database that is not
// ours or too new.
func (h *History) migrate(ctx context.Context) error {
	version, err := h.version(ctx, h.db)
	if err != nil {
		return err
	}
	switch {
	case version == len(migrations()) && h.readOnly:
		return nil
	case version == len(migrations()):
		return h.rename(ctx)
	case h.readOnly:
		return errOlder
	}
	conn, err := h.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }() // gives it back
	if h.file == nil {
		return h.upgrade(ctx, conn)
	}
	// Of a new history nothing can be lost, and the first run that is recorded takes the
	// log with it: what has to be on the disk before is that there is one.
	if _, err := conn.ExecContext(ctx, "PRAGMA synchronous = OFF"); err != nil {
		return err
	}
	err = h.upgrade(ctx, conn)
	_, after := conn.ExecContext(ctx, "PRAGMA synchronous = FULL")
	return errors.Join(err, after, h.file.Sync())
}

// upgrade does the migrations that are missing.
func (h *History) upgrade(ctx context.Context, conn *sql.Conn) error {
	if err := h.setWAL(ctx, conn); err != nil {
		return err
	}
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing after Commit
	version, err := h.version(ctx, tx)   // another process may have been faster
	if err != nil {
		return err
	}
	for _, migration := range migrations()[version:] {
		if _, err := tx.ExecContext(ctx, migration); err != nil {
			return err
		}
	}
	mark := fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, len(migrations()))
	if _, err := tx.ExecContext(ctx, mark); err != nil {
		return err
	}
	return tx.Commit()
}

// byARN is the migration after which runs are kept by the ARN of their machine.
const byARN = 10

// selectNamed looks for runs that are still kept by a name. ARNs are together in the index of
// machines, so that finding none takes one look on either side of them.
const selectNamed = `SELECT EXISTS (SELECT 1 FROM runs WHERE machine < 'arn:' AND instr(arn, ':stateMachine:') > 0)
	OR EXISTS (SELECT 1 FROM runs WHERE machine >= 'arn;' AND instr(arn, ':stateMachine:') > 0)`

// oneHead leaves a group one run that stands for it in the list of each of its machines.
const oneHead = `UPDATE runs SET machine_head = 0 WHERE machine_head AND grp <> '' AND seq <>
	(SELECT seq FROM runs AS other WHERE other.grp = runs.grp AND other.grp <> '' AND other.machine = runs.machine ORDER BY asked, id LIMIT 1)`

// rename has runs kept by their machine's ARN that an older expresso keeps by its name: one that
// had the history open when it was brought up to date still writes as it did.
func (h *History) rename(ctx context.Context) error {
	var named bool
	if err := h.db.QueryRowContext(ctx, selectNamed).Scan(&named); err != nil || !named {
		return err
	}
	tx, err := h.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing after Commit
	for _, statement := range []string{migrations()[byARN-1], oneHead} {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
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
	case version > len(migrations()):
		return 0, errNewer
	}
	return version, nil
}

// setWAL turns on the write-ahead log, which stays with the database. SQLite does not
// wait for the lock that this needs, so two processes that make a history at the same
// moment take turns here.
func (h *History) setWAL(ctx context.Context, conn *sql.Conn) error {
	ctx, cancel := context.WithTimeout(ctx, busyTimeout)
	defer cancel()
	for {
		var mode string
		err := conn.QueryRowContext(ctx, "PRAGMA journal_mode = WAL").Scan(&mode)
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
