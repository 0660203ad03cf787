package export

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"expresso/model"
	"expresso/model/pricing"
)

// Format is a way to write the runs of a history to one file.
type Format struct {
	Name      string // as -o takes it
	Extension string // of files that have it
	// Write writes the runs of a query, newest first, and returns how many. A run that was
	// deleted meanwhile is left out.
	Write func(ctx context.Context, w io.Writer, journal model.Journal, query model.Query, book pricing.Book) (int64, error)
}

// Formats lists the formats, the default first. A new one is one more entry.
var Formats = []Format{
	{"jsonl", ".jsonl", jsonLines},
	{"csv", ".csv", csvRows},
}

// ReadError says that the history could not be read.
type ReadError struct{ Err error }

func (e *ReadError) Error() string { return e.Err.Error() }
func (e *ReadError) Unwrap() error { return e.Err }

// jsonLines writes whole runs, a line of JSON each.
func jsonLines(ctx context.Context, w io.Writer, journal model.Journal, query model.Query, book pricing.Book) (n int64, err error) {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	for r, err := range model.Runs(ctx, journal, query) {
		if err != nil {
			return n, &ReadError{err}
		}
		whole, err := journal.Get(ctx, r.ID)
		if errors.Is(err, model.ErrNoRun) {
			continue
		}
		if err != nil {
			return n, &ReadError{err}
		}
		if err := encoder.Encode(Whole(whole, book.Of(whole))); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// priced is a run with what it cost.
type priced struct {
	model.Run
	prices pricing.Table
	cost   pricing.Cost
}

// columns are what a run has in CSV. Texts are guarded; the others are numbers.
var columns = []struct {
	name string
	text bool
	of   func(p priced) string
}{
	{"id", true, func(p priced) string { return string(p.ID) }},
	{"asked", true, func(p priced) string { return p.Asked.UTC().Format("2006-01-02T15:04:05.000Z") }},
	{"machine", true, func(p priced) string {
		if name := p.Machine.Machine(); name != "" {
			return name
		}
		return string(p.Machine)
	}},
	{"qualifier", true, func(p priced) string { return p.Machine.Qualifier() }},
	{"target", true, func(p priced) string { return p.Target }},
	{"region", true, func(p priced) string { return p.Machine.Region() }},
	{"status", true, func(p priced) string { return p.Status.Code() }},
	{"error", true, func(p priced) string { return p.Error }},
	{"duration_ms", false, func(p priced) string {
		if p.Duration() < 0 {
			return ""
		}
		return decimal(milliseconds(p.Duration()))
	}},
	{"billed_ms", false, whereBilled(func(p priced) string { return strconv.FormatInt(p.Billing.Duration.Milliseconds(), 10) })},
	{"memory_mb", false, whereBilled(func(p priced) string { return strconv.FormatInt(p.Billing.MemoryMB, 10) })},
	{"gb_seconds", false, whereBilled(func(p priced) string { return decimal(p.cost.Usage.GBSeconds()) })},
	{"request_charge", false, whereBilled(func(p priced) string { return p.cost.Requests.String() })},
	{"duration_charge", false, whereBilled(func(p priced) string { return p.cost.Duration.String() })},
	{"total_charge", false, whereBilled(func(p priced) string { return p.cost.Total.String() })},
	{"currency", true, whereBilled(func(p priced) string { return p.prices.Currency })},
	{"prices_of", true, whereBilled(func(p priced) string { return p.prices.Region })},
	{"price_date", true, whereBilled(func(p priced) string { return p.prices.Date })},
	{"saved_input", true, func(p priced) string { return p.Saved }},
	{"group", true, func(p priced) string { return string(p.Group) }},
	{"note", true, func(p priced) string { return p.Note }},
	{"from_state", true, func(p priced) string { return p.Origin.State }},
	{"verdict", true, func(p priced) string { return p.Verdict }},
}

// whereBilled leaves a column empty for runs of which nobody knows what they were billed.
func whereBilled(of func(p priced) string) func(p priced) string {
	return func(p priced) string {
		if p.Billing == (model.Billing{}) {
			return ""
		}
		return of(p)
	}
}

func decimal(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// guarded keeps a spreadsheet from taking a text for a formula: the characters that OWASP lists, in their
// full width too, which some read alike, and behind blanks, which some take away.
func guarded(text string) string {
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(text, " \u00a0\u3000"))
	if text != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) {
		return "'" + text
	}
	return text
}

// csvRows writes runs as rows for a spreadsheet.
func csvRows(ctx context.Context, w io.Writer, journal model.Journal, query model.Query, book pricing.Book) (n int64, err error) {
	out := csv.NewWriter(w)
	row := make([]string, len(columns))
	for i, c := range columns {
		row[i] = c.name
	}
	if err := out.Write(row); err != nil {
		return n, err
	}
	for r, err := range model.Runs(ctx, journal, query) {
		if err != nil {
			return n, &ReadError{err}
		}
		p := priced{r, book.Of(r), book.Of(r).Of(r.Billing)}
		for i, c := range columns {
			row[i] = c.of(p)
			if c.text {
				row[i] = guarded(row[i])
			}
		}
		if err := out.Write(row); err != nil {
			return n, err
		}
		n++
	}
	out.Flush()
	return n, out.Error()
}
