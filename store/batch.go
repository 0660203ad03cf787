package store

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// A transaction waits for the disk when it ends. Runs that begin and finish at the same time, such
// as those of a burst, wait for it together: the one that writes next also writes what has been
// queued meanwhile.

// maxBatch bounds how much is written in one transaction.
const maxBatch = 500

// entry is work that may share a transaction.
type entry struct {
	ctx  context.Context
	work func(tx txn) error
	done bool // err tells how it went
	err  error
}

// queue are the writes that wait for their turn.
type queue struct {
	mu      sync.Mutex
	waiting []*entry
}

func (q *queue) add(w *entry) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(q.waiting, w)
}

// next removes the writes that have waited longest.
func (q *queue) next() []*entry {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := min(len(q.waiting), maxBatch)
	batch := q.waiting[:n:n]
	q.waiting = q.waiting[n:]
	if len(q.waiting) == 0 {
		q.waiting = nil
	}
	return batch
}

// inBatch does work in one transaction with what others write at the same time. When it returns, the
// work is on the disk, or err says why not; an error of one does not affect the others. Ending ctx
// does not end a transaction that has begun.
func (h *History) inBatch(ctx context.Context, work func(tx txn) error) error {
	mine := &entry{ctx: ctx, work: work}
	h.queue.add(mine)
	h.write.Lock()
	defer h.write.Unlock()
	for !mine.done {
		h.commit(h.queue.next())
	}
	return explain(mine.err, h.path)
}

// commit does a batch in one transaction, or, if that fails, each entry in its own.
func (h *History) commit(batch []*entry) {
	if err := h.oneTx(batch); err != nil && len(batch) > 1 {
		for _, w := range batch {
			w.err = errors.Join(h.oneTx([]*entry{w}), w.err)
		}
	} else {
		for _, w := range batch {
			w.err = errors.Join(err, w.err)
		}
	}
	for _, w := range batch {
		w.done = true
	}
}

// oneTx does a batch in one transaction, without entries whose callers have stopped waiting.
func (h *History) oneTx(batch []*entry) error {
	all, err := h.prepare()
	if err != nil {
		return err
	}
	tx, err := h.db.BeginTx(context.Background(), nil)
	if err != nil {
		return err
	}
	for _, w := range batch {
		if w.err = w.ctx.Err(); w.err != nil {
			continue // its err says so
		}
		if err := w.work(txn{tx, all}); err != nil {
			return errors.Join(err, ignoreDone(tx.Rollback()))
		}
	}
	return tx.Commit()
}

// statements are those that runs are written with, prepared once.
type statements struct {
	mu  sync.Mutex
	all map[string]*sql.Stmt
}

// prepare prepares the statements: before a transaction, because it takes a connection
// for a moment.
func (h *History) prepare() (map[string]*sql.Stmt, error) {
	h.statements.mu.Lock()
	defer h.statements.mu.Unlock()
	if h.statements.all != nil {
		return h.statements.all, nil
	}
	all := map[string]*sql.Stmt{}
	for _, text := range []string{insertRun, insertRequest, finishRun, selectInput, insertAnswer, insertTrace, judgeRun} {
		s, err := h.db.PrepareContext(context.Background(), text) //nolint:sqlclosecheck // the database closes it
		if err != nil {
			return nil, err
		}
		all[text] = s
	}
	h.statements.all = all
	return all, nil
}

// txn is a transaction with the prepared statements.
type txn struct {
	*sql.Tx
	all map[string]*sql.Stmt
}

func (t txn) row(ctx context.Context, text string, args ...any) *sql.Row {
	return t.StmtContext(ctx, t.all[text]).QueryRowContext(ctx, args...) //nolint:sqlclosecheck // the transaction closes it
}

func (t txn) exec(ctx context.Context, text string, args ...any) error {
	_, err := t.StmtContext(ctx, t.all[text]).ExecContext(ctx, args...) //nolint:sqlclosecheck // the transaction closes it
	return err
}
