package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"expresso/model"
)

// prunedAtOnce is how many runs are deleted in one transaction: some 50 ms of work, for
// which a run that is about to begin may have to wait.
const prunedAtOnce = 500

// Prune deletes runs for good, or counts them. Those that may still be answered stay. It
// may be given up between two runs: what it has deleted by then is gone. What they took
// on the disk is given back where that is worth rewriting the file.
func (h *History) Prune(ctx context.Context, pruning model.Pruning) (pruned int64, err error) {
	clause, args, err := h.prunable(ctx, pruning)
	if err != nil || clause == "" {
		return 0, explain(err, h.path)
	}
	if pruning.DryRun {
		err := h.db.QueryRowContext(ctx, "SELECT count(*)"+clause, args...).Scan(&pruned)
		return pruned, explain(err, h.path)
	}
	statement := "DELETE FROM runs WHERE seq IN (SELECT seq" + clause + fmt.Sprintf(" ORDER BY asked, id LIMIT %d)", prunedAtOnce)
	for {
		var n int64
		err := h.inTx(ctx, func(tx *sql.Tx) error {
			result, err := tx.ExecContext(ctx, statement, args...)
			if err == nil {
				n, err = result.RowsAffected()
			}
			return err
		})
		if err != nil {
			return pruned, err
		}
		if pruned += n; n < prunedAtOnce {
			break
		}
	}
	if pruned > 0 {
		err = h.compact(ctx)
	}
	return pruned, err
}

// prunable returns the FROM and WHERE of the runs to delete, "" for none.
func (h *History) prunable(ctx context.Context, pruning model.Pruning) (clause string, args []any, err error) {
	running, err := h.running(ctx)
	if err != nil {
		return "", nil, err
	}
	var old []string
	if !pruning.Before.IsZero() {
		old, args = append(old, "asked < ?"), append(args, pruning.Before.UnixMicro())
	}
	if pruning.Keep >= 0 {
		var asked int64
		var id string
		err := h.db.QueryRowContext(ctx, "SELECT asked, id FROM runs ORDER BY asked DESC, id DESC LIMIT 1 OFFSET ?", pruning.Keep).Scan(&asked, &id)
		switch {
		case err == nil:
			old, args = append(old, "(asked, id) <= (?, ?)"), append(args, asked, id)
		case !errors.Is(err, sql.ErrNoRows): // there are not as many
			return "", nil, err
		}
	}
	if len(old) == 0 {
		return "", nil, nil
	}
	inFlight, more := statusCondition([]model.Status{model.Running}, running)
	clause = " FROM runs WHERE (" + strings.Join(old, " OR ") + ") AND NOT " + inFlight
	args = append(args, more...)
	if !pruning.Annotated {
		clause += " AND NOT starred AND note = ''"
	}
	return clause, args, nil
}

// worthCompacting is the unused part of the file, one page in this many, from which the space is
// given back. Less is soon used by new runs.
const worthCompacting = 10

// compact gives freed space back to the disk.
func (h *History) compact(ctx context.Context) error {
	h.write.Lock()
	defer h.write.Unlock()
	var free, pages int64
	err := h.db.QueryRowContext(ctx, "SELECT freelist_count, page_count FROM pragma_freelist_count, pragma_page_count").Scan(&free, &pages)
	if err == nil && free*worthCompacting >= pages {
		_, err = h.db.ExecContext(ctx, "VACUUM")
	}
	if err == nil { // which leaves the log for later where somebody reads from it
		_, err = h.db.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	}
	if err != nil {
		hint := "try again while nothing else uses the history"
		if full(err) {
			hint = "the disk is full: free some space, then prune again"
		}
		return model.WithHint(fmt.Errorf("the runs are deleted, but the file is as large as it was: %w", err), hint)
	}
	return nil
}

// Size is how many bytes the history takes on the disk.
func (h *History) Size() (int64, error) {
	var size int64
	for _, suffix := range []string{"", "-wal"} {
		info, err := os.Stat(h.path + suffix)
		if err == nil {
			size += info.Size()
		} else if !errors.Is(err, fs.ErrNotExist) {
			return 0, err
		}
	}
	return size, nil
}
