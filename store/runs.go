package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"time"

	"expresso/model"
)

var _ model.Journal = (*History)(nil)

// The statements that runs are written with.
const (
	insertRun = `INSERT INTO runs (id, target, arn, machine, name, trace, asked, took, status, owner,
		execution, started, stopped, error, billed, memory, problem, hint, starred, note, grp, saved, verdict, origin, origin_state, included, withheld, head, machine_head)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?21, ?, ?, ?, ?, ?, ?,
			?21 = '' OR NOT EXISTS (SELECT 1 FROM runs WHERE grp = ?21 AND grp <> ''),
			?21 = '' OR NOT EXISTS (SELECT 1 FROM runs WHERE grp = ?21 AND machine = ?4 AND machine_head AND grp <> '')) RETURNING seq`
	insertRequest = "INSERT INTO requests (run, input, variables) VALUES (?, ?, ?)"
	finishRun     = `UPDATE runs SET took = ?, status = ?, execution = ?, started = ?, stopped = ?,
			error = ?, billed = ?, memory = ?, problem = ?, hint = ?, withheld = ? WHERE id = ? RETURNING seq`
	judgeRun     = "UPDATE runs SET verdict = ? WHERE id = ? RETURNING seq"
	selectTrace  = "SELECT events FROM traces JOIN runs ON seq = run WHERE id = ?"
	insertTrace  = "INSERT OR REPLACE INTO traces (run, events) SELECT seq, ? FROM runs WHERE id = ?"
	selectInput  = "SELECT input FROM requests WHERE run = ?"
	insertAnswer = `INSERT OR REPLACE INTO answers (run, output, cause, raw, input_at, output_at, cause_at)
		VALUES (?, ?, ?, ?, ?, ?, ?)`
)

// Begin records that run is about to be sent. It is on the disk when Begin returns.
func (h *History) Begin(ctx context.Context, run model.Run) error {
	me, err := h.self()
	if err != nil {
		return explain(err, h.path)
	}
	run.Status = model.Running
	return h.inBatch(ctx, func(tx txn) error {
		_, err := insert(ctx, tx, run, me)
		return err
	})
}

// Finish records how a run that was begun ended, with its trace. A run may be finished
// again, as by a process that was taken for dead.
func (h *History) Finish(ctx context.Context, run model.Run, trace []model.Event) error {
	packed, err := packTrace(trace)
	if err != nil {
		return fmt.Errorf("the trace of %s: %w", run.ID, err)
	}
	return h.inBatch(ctx, func(tx txn) error { return finish(ctx, tx, run, packed) })
}

// finish writes the outcome of a run that was begun.
func finish(ctx context.Context, tx txn, run model.Run, trace []byte) error {
	var seq int64
	err := tx.row(ctx, finishRun,
		int64(run.Took), run.Status, run.Execution, micros(run.Started), micros(run.Stopped),
		run.Error, int64(run.Billing.Duration), run.Billing.MemoryMB, run.Problem, run.Hint, run.OutputWithheld, run.ID).Scan(&seq)
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("%s: %w", run.ID, model.ErrNoRun)
	}
	if err != nil {
		return err
	}
	// The response repeats the input as it was sent, which is the one that was begun.
	var input []byte
	if err := tx.row(ctx, selectInput, seq).Scan(&input); err != nil {
		return err
	}
	run.Input = string(input)
	if err := answer(ctx, tx, seq, run); err != nil || trace == nil {
		return err
	}
	return tx.exec(ctx, insertTrace, trace, run.ID)
}

// Annotate stars a run or takes its star away, and replaces its note.
func (h *History) Annotate(ctx context.Context, id model.RunID, starred bool, note string) error {
	if len(note) > model.MaxNote {
		return model.WithHint(fmt.Errorf("the note has %d bytes; the limit is %d", len(note), model.MaxNote), "make it shorter")
	}
	return h.inTx(ctx, func(tx *sql.Tx) error {
		var seq int64
		err := tx.QueryRowContext(ctx, "UPDATE runs SET starred = ?, note = ? WHERE id = ? RETURNING seq", starred, note, id).Scan(&seq)
		if errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("%s: %w", id, model.ErrNoRun)
		}
		return err
	})
}

// Judge records what was said of a run when it was compared.
func (h *History) Judge(ctx context.Context, id model.RunID, verdict string) error {
	return h.inBatch(ctx, func(tx txn) error {
		var seq int64
		err := tx.row(ctx, judgeRun, verdict, id).Scan(&seq)
		if errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("%s: %w", id, model.ErrNoRun)
		}
		return err
	})
}

// Import adds runs that are over, all or none: those of another history. Runs without an
// answer are taken for what they are, not for ones that this process waits for.
func (h *History) Import(ctx context.Context, runs iter.Seq[model.Run]) error {
	all, err := h.prepare()
	if err != nil {
		return explain(err, h.path)
	}
	return h.inTx(ctx, func(plain *sql.Tx) error {
		tx := txn{plain, all}
		for run := range runs {
			seq, err := insert(ctx, tx, run, "")
			if err == nil {
				err = answer(ctx, tx, seq, run)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func insert(ctx context.Context, tx txn, run model.Run, owner string) (seq int64, err error) {
	err = tx.row(ctx, insertRun,
		run.ID, run.Target, run.Machine, run.Machine.Unqualified(), run.Name, run.TraceHeader,
		run.Asked.UnixMicro(), int64(run.Took), run.Status, owner,
		run.Execution, micros(run.Started), micros(run.Stopped), run.Error,
		int64(run.Billing.Duration), run.Billing.MemoryMB, run.Problem, run.Hint, run.Starred, run.Note,
		run.Group, run.Saved, run.Verdict, run.Origin.Run, run.Origin.State, run.Included, run.OutputWithheld).Scan(&seq)
	if err != nil {
		return 0, err
	}
	return seq, tx.exec(ctx, insertRequest, seq, []byte(run.Input), run.Origin.Variables)
}

func answer(ctx context.Context, tx txn, seq int64, run model.Run) error {
	raw, cuts := cut(run)
	return tx.exec(ctx, insertAnswer, seq, []byte(run.Output), []byte(run.Cause), []byte(raw), cuts[0], cuts[1], cuts[2])
}

// self returns this process's name as an owner of runs.
func (h *History) self() (string, error) {
	h.ownerMu.Lock()
	defer h.ownerMu.Unlock()
	if h.readOnly {
		return "", errReadOnly
	}
	if h.owner == nil {
		me, err := newOwner(filepath.Join(h.dir, processes))
		if err != nil {
			return "", err
		}
		h.owner = me
	}
	return h.owner.name, nil
}

// micros is a time as it is stored. Nanoseconds would not reach every date that a service
// may answer.
func micros(t time.Time) sql.NullInt64 {
	return sql.NullInt64{Int64: t.UnixMicro(), Valid: !t.IsZero()}
}
