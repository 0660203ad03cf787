package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"expresso/model"
)

// maxRemembered limits one value of a session: sixteen times the largest input of a run, so that a
// draft survives even if it is far too large to be sent.
const maxRemembered = 16 * model.MaxInput

// Session returns what is remembered under scope: for one target and workspace, say, so
// that the drafts of two projects do not mix.
func (h *History) Session(scope string) model.Session { return session{h, scope} }

type session struct {
	history *History
	scope   string
}

// Get returns what was put under key, "" if nothing was.
func (s session) Get(ctx context.Context, key string) (string, error) {
	var value []byte
	err := s.history.db.QueryRowContext(ctx, "SELECT value FROM session WHERE scope = ? AND key = ?", s.scope, key).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return string(value), explain(err, s.history.path)
}

// Put keeps value, of at most 4 MiB, under key; "" forgets it.
func (s session) Put(ctx context.Context, key, value string) error {
	if len(value) > maxRemembered {
		return fmt.Errorf("%s has %d bytes, over the limit of %d", key, len(value), maxRemembered)
	}
	return s.history.inTx(ctx, func(tx *sql.Tx) error {
		if value == "" {
			_, err := tx.ExecContext(ctx, "DELETE FROM session WHERE scope = ? AND key = ?", s.scope, key)
			return err
		}
		_, err := tx.ExecContext(ctx, "INSERT OR REPLACE INTO session (scope, key, value) VALUES (?, ?, ?)", s.scope, key, []byte(value))
		return err
	})
}
