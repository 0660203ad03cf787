package main

import (
	"context"
	"iter"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"expresso/model"
)

// queryFlags select runs of the history.
type queryFlags struct {
	machine, text, since, group string
	status                      []string
	starred                     bool
}

func (f *queryFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.machine, "machine", "", "only runs of this state machine")
	flags.StringSliceVar(&f.status, "status", nil, "only these: "+strings.Join(statusCodes(), ", "))
	flags.StringVar(&f.since, "since", "", "only runs asked since then: 90m, 24h or 7d ago, or a date like 2026-11-22 or 2026-11-22T10:00:00Z")
	flags.StringVar(&f.text, "text", "", "only runs with this text in input, output, error, cause or note")
	flags.StringVar(&f.group, "group", "", "only runs of this group, of a burst, say")
	flags.BoolVar(&f.starred, "starred", false, "only runs with a star")
}

// query is what the flags ask for.
func (f *queryFlags) query(now time.Time) (model.Query, error) {
	query := model.Query{Machine: f.machine, Text: f.text, Group: model.GroupID(f.group), Starred: f.starred}
	for _, s := range f.status {
		status, err := parseStatus(s)
		if err != nil {
			return query, err
		}
		query.Status = append(query.Status, status)
	}
	if f.since != "" {
		since, err := parseTime(f.since, now)
		if err != nil {
			return query, usageError("--since: %w", err)
		}
		query.Since = since
	}
	return query, nil
}

// statuses are those that a run in the history may have.
var statuses = []model.Status{model.Succeeded, model.Failed, model.TimedOut, model.NotStarted, model.NoAnswer, model.Running}

// statusCode is the status for programs: AWS's, or ours in the same spelling.
func statusCode(s model.Status) string { return strings.ReplaceAll(s.String(), " ", "_") }

func statusCodes() []string {
	codes := make([]string, len(statuses))
	for i, status := range statuses {
		codes[i] = statusCode(status)
	}
	return codes
}

func parseStatus(s string) (model.Status, error) {
	for _, status := range statuses {
		if strings.EqualFold(statusCode(status), s) {
			return status, nil
		}
	}
	return "", usageError("--status is one of %s, not %q", strings.Join(statusCodes(), ", "), s)
}

// parseTime reads a moment: so long before now, or a date, by the local clock where it
// does not say by which.
func parseTime(text string, now time.Time) (time.Time, error) {
	if age, err := model.ParseAge(text); err == nil {
		return now.Add(-age), nil
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", time.DateTime} {
		if t, err := time.ParseInLocation(layout, text, time.Local); err == nil {
			return t, nil
		}
	}
	return time.Time{}, usageError("a time is so long ago, like 90m, 24h or 7d, or a date like 2026-11-22 or 2026-11-22T10:00:00Z, not %q", text)
}

// pageSize is how many runs are read at once: few enough to take no room, enough that the
// query itself does not count.
const pageSize = 500

// eachRun yields the runs of a query, newest first, as many as its Limit says, without
// their bodies. However many there are, it holds a page of them.
func eachRun(ctx context.Context, journal model.Journal, query model.Query) iter.Seq2[model.Run, error] {
	return func(yield func(model.Run, error) bool) {
		left := query.Limit
		for {
			query.Limit = pageSize
			if left > 0 {
				query.Limit = min(left, pageSize)
			}
			runs, err := journal.List(ctx, query)
			if err != nil {
				yield(model.Run{}, &exitError{exitRefused, err})
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
