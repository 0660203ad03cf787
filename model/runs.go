package model

import (
	"context"
	"iter"
)

// pageSize is how many runs are read at once: few enough to need little memory, enough that the cost
// of the query does not matter.
const pageSize = 500

// Runs yields the runs of a query, newest first, as many as its Limit says, without
// their bodies. However many there are, it holds a page of them.
func Runs(ctx context.Context, journal Journal, query Query) iter.Seq2[Run, error] {
	return func(yield func(Run, error) bool) {
		left := query.Limit
		for {
			query.Limit = pageSize
			if left > 0 {
				query.Limit = min(left, pageSize)
			}
			runs, err := journal.List(ctx, query)
			if err != nil {
				yield(Run{}, err)
				return
			}
			for _, r := range runs {
				if !yield(r, nil) {
					return
				}
			}
			if left -= len(runs); len(runs) < query.Limit || left == 0 {
				return
			}
			query.Before = runs[len(runs)-1].ID
		}
	}
}

// Newer counts the runs of a history that stand above a run: in the list of its group, or of all.
func Newer(ctx context.Context, journal Journal, run Run) (int64, error) {
	since, err := journal.Totals(ctx, Query{Group: run.Group, Fold: run.Group == "", Since: run.Asked})
	return since.Runs - 1, err // itself is one of them
}
