package store

import (
	"context"
	"database/sql"
	"strings"

	"expresso/model"
)

// Prune deletes runs for good, or counts them. Those that may still be answered stay.
func (h *History) Prune(ctx context.Context, pruning model.Pruning) (pruned int64, err error) {
	running, err := h.running(ctx)
	if err != nil {
		return 0, explain(err, h.path)
	}
	var old []string
	var args []any
	if !pruning.Before.IsZero() {
		old, args = append(old, "asked < ?"), append(args, pruning.Before.UnixMicro())
	}
	if pruning.Keep >= 0 {
		old = append(old, "seq NOT IN (SELECT seq FROM runs ORDER BY asked DESC, id DESC LIMIT ?)")
		args = append(args, pruning.Keep)
	}
	if len(old) == 0 {
		return 0, nil
	}
	inFlight, more := statusCondition([]model.Status{model.Running}, running)
	clause := " FROM runs WHERE (" + strings.Join(old, " OR ") + ") AND NOT " + inFlight
	args = append(args, more...)
	if !pruning.Annotated {
		clause += " AND NOT starred AND note = ''"
	}
	if pruning.DryRun {
		err := h.db.QueryRowContext(ctx, "SELECT count(*)"+clause, args...).Scan(&pruned)
		return pruned, explain(err, h.path)
	}
	err = h.inTx(ctx, func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, "DELETE"+clause, args...)
		if err == nil {
			pruned, err = result.RowsAffected()
		}
		return err
	})
	return pruned, err
}
