package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"strings"
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

// Begin writes down that run is about to be sent. It is on the disk when Begin returns.
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

// Finish writes down how a run that was begun ended, with its trace. A run may be finished
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

// Judge writes down what was said of a run when it was compared.
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

// columns are those that scanRun reads.
const columns = `runs.id, target, arn, name, trace, asked, took, status, owner,
	execution, started, stopped, error, billed, memory, problem, hint, starred, note, grp, saved, verdict, origin, origin_state, included, withheld`

// List returns runs, newest first, without their bodies.
func (h *History) List(ctx context.Context, query model.Query) ([]model.Run, error) {
	running, err := h.ready(ctx, query)
	if err != nil {
		return nil, err
	}
	few, err := h.fewHold(ctx, query.Text)
	if err != nil {
		return nil, explain(err, h.path)
	}
	clause, args := from("runs", query, running, few)
	if query.Before != "" {
		var asked int64
		err := h.db.QueryRowContext(ctx, "SELECT asked FROM runs WHERE id = ?", query.Before).Scan(&asked)
		if errors.Is(err, sql.ErrNoRows) {
			return nil, fmt.Errorf("%s: %w", query.Before, model.ErrNoRun)
		}
		if err != nil {
			return nil, explain(err, h.path)
		}
		clause, args = clause+" AND (asked, id) < (?, ?)", append(args, asked, query.Before)
	}
	limit := query.Limit
	if limit <= 0 {
		limit = -1
	}
	rows, err := h.db.QueryContext(ctx, "SELECT "+columns+clause+
		" ORDER BY asked DESC, id DESC LIMIT ? OFFSET ?", append(args, limit, max(query.Offset, 0))...)
	if err != nil {
		return nil, explain(err, h.path)
	}
	defer func() { _ = rows.Close() }() // rows.Err has what counts
	runs := make([]model.Run, 0, min(max(limit, 0), 1000))
	for rows.Next() {
		run, err := scanRun(rows, running)
		if err != nil {
			return nil, explain(err, h.path)
		}
		runs = append(runs, run)
	}
	return runs, explain(rows.Err(), h.path)
}

// Get returns one run whole.
func (h *History) Get(ctx context.Context, id model.RunID) (model.Run, error) {
	running, err := h.running(ctx)
	if err != nil {
		return model.Run{}, explain(err, h.path)
	}
	row := h.db.QueryRowContext(ctx, "SELECT "+columns+`, input, variables, output, cause, raw, input_at, output_at, cause_at FROM runs
		JOIN requests ON requests.run = seq LEFT JOIN answers ON answers.run = seq WHERE id = ?`, id)
	var input, output, cause, raw []byte
	var variables string
	var cuts places
	run, err := scanRun(row, running, &input, &variables, &output, &cause, &raw, &cuts[0], &cuts[1], &cuts[2])
	if errors.Is(err, sql.ErrNoRows) {
		return model.Run{}, fmt.Errorf("%s: %w", id, model.ErrNoRun)
	}
	if err != nil {
		return model.Run{}, explain(err, h.path)
	}
	run.Input, run.Output, run.Cause = string(input), string(output), string(cause)
	run.Origin.Variables = variables
	run.Raw = restore(string(raw), run, cuts)
	return run, nil
}

// ready looks at what has to be known before a query.
func (h *History) ready(ctx context.Context, query model.Query) (owners, error) {
	if len(query.Text) > maxSearch {
		return nil, fmt.Errorf("the text to search for has %d bytes, over the limit of %d", len(query.Text), maxSearch)
	}
	if query.Text != "" {
		h.catchUp()
	}
	running, err := h.running(ctx)
	return running, explain(err, h.path)
}

// owners tells of each process that began a run without outcome whether it is alive. Runs
// of those that are not will never have one.
type owners map[string]bool

// are returns those that are alive, or those that are not.
func (o owners) are(alive bool) []string {
	var names []string
	for name, lives := range o {
		if lives == alive {
			names = append(names, name)
		}
	}
	return names
}

// running is asked before every query, and writes first what is gathered.
func (h *History) running(ctx context.Context) (owners, error) {
	h.settle()
	rows, err := h.db.QueryContext(ctx, "SELECT DISTINCT owner FROM runs WHERE status = 'RUNNING'")
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err has what counts
	h.ownerMu.Lock()
	me := h.owner
	h.ownerMu.Unlock()
	running := owners{}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		// Our own lock is not asked: it would be ours to share.
		running[name] = me != nil && name == me.name || alive(filepath.Join(h.dir, processes), name)
	}
	return running, rows.Err()
}

// from returns a query's FROM and WHERE. A search begins at the runs that may hold the text
// if seek is true, and at the newest run otherwise.
func from(table string, query model.Query, running owners, seek bool) (clause string, args []any) {
	clause = " FROM " + table
	all := []string{"TRUE"}
	if query.Starred {
		// Few runs have a star: no other index leads to them faster.
		clause += " INDEXED BY runs_starred"
		all = append(all, "starred")
	}
	if query.Machine != "" {
		if model.ARN(query.Machine).IsARN() {
			all, args = append(all, "machine = ?"), append(args, query.Machine)
		} else { // a name, of machines in any account and region
			all = append(all, "machine IN (SELECT machine FROM tallies WHERE machine = ? OR substr(machine, -length(?)) = ?)")
			end := ":stateMachine:" + query.Machine
			args = append(args, query.Machine, end, end)
		}
	}
	if query.Place != "" {
		all, args = append(all, "machine IN (SELECT machine FROM tallies WHERE instr(machine, ?) > 0)"), append(args, ":states:"+query.Place+":")
	}
	if query.Group != "" {
		all, args = append(all, "grp = ? AND grp <> ''"), append(args, query.Group)
	}
	if query.Saved != "" {
		all, args = append(all, "saved = ?"), append(args, query.Saved)
	}
	if query.Execution != "" {
		all, args = append(all, "execution = ?"), append(args, query.Execution)
	}
	switch {
	case query.Fold && query.Machine != "":
		all = append(all, "machine_head")
	case query.Fold:
		all = append(all, "head")
	}
	if query.Whole {
		all = append(all, "origin_state = ''")
	}
	if !query.Since.IsZero() {
		all, args = append(all, "asked >= ?"), append(args, query.Since.UnixMicro())
	}
	if !query.Until.IsZero() {
		all, args = append(all, "asked < ?"), append(args, query.Until.UnixMicro())
	}
	if len(query.Status) > 0 {
		clause, more := statusCondition(query.Status, running)
		all, args = append(all, clause), append(args, more...)
	}
	if query.Text != "" {
		condition, more := holds(query.Text, seek)
		all, args = append(all, condition), append(args, more...)
		clause += " JOIN requests ON requests.run = seq LEFT JOIN answers ON answers.run = seq"
	}
	return clause + " WHERE " + strings.Join(all, " AND "), args
}

// statusCondition takes runs that are stored as RUNNING for Running or for NoResponse,
// whichever they are.
func statusCondition(statuses []model.Status, running owners) (clause string, args []any) {
	var either []string
	is := func(condition string, values ...string) {
		if len(values) == 0 {
			return // and so does no run
		}
		marks := strings.TrimSuffix(strings.Repeat("?, ", len(values)), ", ")
		either = append(either, fmt.Sprintf(condition, marks))
		for _, value := range values {
			args = append(args, value)
		}
	}
	for _, status := range statuses {
		switch status {
		case model.Running:
			is("status = 'RUNNING' AND owner IN (%s)", running.are(true)...)
		case model.NoResponse:
			is("status = 'RUNNING' AND owner IN (%s)", running.are(false)...)
			is("status = %s", "")
		default:
			is("status = %s", string(status))
		}
	}
	if len(either) == 0 {
		return "FALSE", nil
	}
	return "(" + strings.Join(either, " OR ") + ")", args
}

// What is said of a run whose process is gone.
const (
	orphanProblem = "expresso ended before the response arrived"
	orphanHint    = "the execution may have run for up to five minutes, and is then billed: check its effects before you rerun it"
)

type scanner interface{ Scan(dest ...any) error }

// scanRun reads the columns, and those that follow them into more.
func scanRun(row scanner, running owners, more ...any) (model.Run, error) {
	var run model.Run
	var owner string
	var asked, took, billed int64
	var started, stopped sql.NullInt64
	err := row.Scan(append([]any{
		&run.ID, &run.Target, &run.Machine, &run.Name, &run.TraceHeader, &asked, &took, &run.Status, &owner,
		&run.Execution, &started, &stopped, &run.Error, &billed, &run.Billing.MemoryMB, &run.Problem, &run.Hint,
		&run.Starred, &run.Note, &run.Group, &run.Saved, &run.Verdict, &run.Origin.Run, &run.Origin.State,
		&run.Included, &run.OutputWithheld,
	}, more...)...)
	if err != nil {
		return model.Run{}, err
	}
	run.Asked, run.Took = time.UnixMicro(asked).UTC(), time.Duration(took)
	run.Started, run.Stopped = fromMicros(started), fromMicros(stopped)
	run.Billing.Duration = time.Duration(billed)
	// An owner that is not known has begun its run since the owners were looked at.
	if lives, known := running[owner]; run.Status == model.Running && known && !lives {
		run.Status, run.Problem, run.Hint = model.NoResponse, orphanProblem, orphanHint
	}
	return run.Plausible(), nil
}

// micros is a time as it is stored. Nanoseconds would not reach every date that a service
// may answer.
func micros(t time.Time) sql.NullInt64 {
	return sql.NullInt64{Int64: t.UnixMicro(), Valid: !t.IsZero()}
}

func fromMicros(n sql.NullInt64) time.Time {
	if !n.Valid {
		return time.Time{}
	}
	return time.UnixMicro(n.Int64).UTC()
}
