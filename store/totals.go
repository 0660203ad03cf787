package store

import (
	"context"
	"slices"

	"expresso/model"
)

// Totals sums up the runs that match query.
func (h *History) Totals(ctx context.Context, query model.Query) (model.Totals, error) {
	running, err := h.ready(ctx, query)
	if err != nil {
		return model.Totals{}, err
	}
	table, runs, amount := "runs", "count(*)", "1"
	if tallied(query) {
		table, runs, amount = "tallies", "total(runs)", "runs"
	}
	clause, args := from(table, query, running, true) // all of them have to be read
	t := model.Totals{}
	if query.Fold { // counted in an index, however many there are
		err := h.db.QueryRowContext(ctx, "SELECT count(*)"+clause, args...).Scan(&t.Runs)
		return t, explain(err, h.path)
	}
	machines, ongoing := "0", "0"
	if query.Group != "" {
		going, more := statusCondition([]model.Status{model.Running}, running)
		machines, ongoing, args = "count(DISTINCT machine)", "count(*) FILTER (WHERE "+going+")", append(more, args...)
	}
	// total() adds as floating point, exact up to 2^53, where sum() would be NULL for none.
	rows, err := h.db.QueryContext(ctx, "SELECT region, "+runs+", total(("+amount+") * (status = 'SUCCEEDED')), total(charged), total(usage), "+machines+", "+ongoing+
		clause+" GROUP BY region ORDER BY region", args...)
	if err != nil {
		return t, explain(err, h.path)
	}
	defer func() { _ = rows.Close() }() // rows.Err has what counts
	for rows.Next() {
		var region string
		var count, succeeded, requests, usage float64
		var machines, ongoing int64
		if err := rows.Scan(&region, &count, &succeeded, &requests, &usage, &machines, &ongoing); err != nil {
			return t, explain(err, h.path)
		}
		use := model.RegionUse{Region: region, Requests: int64(requests), MBMillis: int64(min(usage, 1<<62))}
		t.Runs, t.Succeeded, t.Running = t.Runs+int64(count), t.Succeeded+int64(succeeded), t.Running+ongoing
		t.Machines += machines
		if use.Requests > 0 {
			t.Requests, t.MBMillis = t.Requests+use.Requests, min(t.MBMillis, 1<<61)+use.MBMillis
			t.Regions = append(t.Regions, use)
		}
	}
	if err := rows.Err(); err != nil || query.Group == "" {
		return t, explain(err, h.path)
	}
	t.Verdicts, err = h.verdicts(ctx, query.Group)
	return t, explain(err, h.path)
}

// verdicts counts the verdicts on the runs of a group.
func (h *History) verdicts(ctx context.Context, group model.GroupID) (map[string]int64, error) {
	rows, err := h.db.QueryContext(ctx, "SELECT verdict, count(*) FROM runs WHERE grp = ? AND grp <> '' AND verdict <> '' GROUP BY verdict", group)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err has what counts
	var found map[string]int64
	for rows.Next() {
		var verdict string
		var n int64
		if err := rows.Scan(&verdict, &n); err != nil {
			return nil, err
		}
		if found == nil {
			found = map[string]int64{}
		}
		found[verdict] = n
	}
	return found, rows.Err()
}

// tallied reports whether the tallies can answer: they know machines and statuses, but
// neither when runs were asked, nor what they hold, nor whether an owner is alive.
func tallied(query model.Query) bool {
	return query.Text == "" && query.Since.IsZero() && query.Until.IsZero() && query.Saved == "" && !query.Starred && query.Group == "" && !query.Fold && !query.Whole &&
		!slices.Contains(query.Status, model.Running) && !slices.Contains(query.Status, model.NoResponse)
}
