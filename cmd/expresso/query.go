package main

import (
	"strings"
	"time"

	"github.com/spf13/pflag"

	"expresso/model"
)

// queryFlags select runs of the history.
type queryFlags struct {
	machine, saved, text, since, until, group string
	status                                    []string
	starred                                   bool
}

func (f *queryFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.machine, "machine", "", "only runs of this state machine")
	flags.StringSliceVar(&f.status, "status", nil, "only runs with these statuses: "+strings.Join(statusCodes(), ", "))
	flags.StringVar(&f.since, "since", "", "only runs started since: 90m, 24h or 7d ago, or a date like 2026-11-22 or 2026-11-22T10:00:00Z")
	flags.StringVar(&f.until, "until", "", "only runs started before; same format as --since")
	flags.StringVar(&f.saved, "saved", "", "only runs of this saved input")
	flags.StringVar(&f.text, "text", "", "only runs with this text in input, output, error, cause or note")
	flags.StringVar(&f.group, "group", "", "only runs of this group, such as a burst")
	flags.BoolVar(&f.starred, "starred", false, "only runs with a star")
}

// query is what the flags ask for.
func (f *queryFlags) query(now time.Time) (model.Query, error) {
	query := model.Query{Machine: f.machine, Saved: f.saved, Text: f.text, Group: model.GroupID(f.group), Starred: f.starred}
	for _, s := range f.status {
		status, err := parseStatus(s)
		if err != nil {
			return query, err
		}
		query.Status = append(query.Status, status)
	}
	for _, bound := range []struct {
		flag, text string
		into       *time.Time
	}{{"--since", f.since, &query.Since}, {"--until", f.until, &query.Until}} {
		if bound.text == "" {
			continue
		}
		at, err := parseTime(bound.text, now)
		if err != nil {
			return query, usageError("%s: %w", bound.flag, err)
		}
		*bound.into = at
	}
	return query, nil
}

func statusCodes() []string {
	codes := make([]string, len(model.Statuses))
	for i, status := range model.Statuses {
		codes[i] = status.Code()
	}
	return codes
}

func parseStatus(s string) (model.Status, error) {
	for _, status := range model.Statuses {
		if strings.EqualFold(status.Code(), s) {
			return status, nil
		}
	}
	return "", usageError("--status must be one of %s, got %q", strings.Join(statusCodes(), ", "), s)
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
	return time.Time{}, usageError("a time must be an age like 90m, 24h or 7d, or a date like 2026-11-22 or 2026-11-22T10:00:00Z, got %q", text)
}
