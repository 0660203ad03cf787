package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"expresso/model"
)

// columns are those that scanRun reads.
const columns = `runs.id, target, arn, name, trace, asked, took, status, owner,
	execution, started, stopped, error, billed, memory, problem, hint, starred, note, grp, saved, verdict, origin, origin_state, included, withheld`

// orders are what runs are ordered by before the time when they were asked for, as model.Run.Duration
// and Status have it. What died with its process is no longer RUNNING, but comes with what is.
var orders = map[model.Order]string{
	model.Newest:    "",
	model.Longest:   "CASE WHEN status NOT IN ('SUCCEEDED', 'FAILED', 'TIMED_OUT') THEN took / 1000 ELSE coalesce(stopped - started, 0) END DESC, ",
	model.Costliest: "usage DESC, ",
	model.ByStatus:  "CASE status WHEN 'FAILED' THEN 0 WHEN 'TIMED_OUT' THEN 1 WHEN 'SUCCEEDED' THEN 3 ELSE 2 END, ",
}

// List returns runs in the query's order, newest first among equal ones, without their bodies.
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
	order := " ORDER BY " + orders[query.Order] + "asked DESC, id DESC"
	clause += order + " LIMIT ? OFFSET ?"
	if query.Order != model.Newest { // no index has it: what is sorted is small
		clause = " FROM runs WHERE seq IN (SELECT seq" + clause + ")" + order
	}
	rows, err := h.db.QueryContext(ctx, "SELECT "+columns+clause, append(args, limit, max(query.Offset, 0))...)
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
		// Our own lock is not checked: we could share it.
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
		// Few runs have a star: this index is the fastest.
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

// The problem and hint of a run whose process is gone.
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

func fromMicros(n sql.NullInt64) time.Time {
	if !n.Valid {
		return time.Time{}
	}
	return time.UnixMicro(n.Int64).UTC()
}
