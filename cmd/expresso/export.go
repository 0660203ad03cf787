package main

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"expresso/model"
	"expresso/model/export"
	"expresso/model/pricing"
)

func (a *app) historyExportCommand() *cobra.Command {
	var f queryFlags
	var format string
	var force bool
	cmd := &cobra.Command{
		Use:   "export [FILE]",
		Short: "Write runs as JSON Lines, whole, or as CSV, with what they cost",
		Long: `Write runs, newest first, to FILE, or to standard output without one.

-o jsonl has a line of JSON for each run, with input and output: the members of
'history show -o json'. -o csv is for a spreadsheet: what was run, how it ended, and
billing details and their estimate in money, by the prices of the run's region, which
the column prices_of names (the built-in ones are those of us-east-1). Without -o it is
csv for a FILE that ends in .csv, and jsonl for others.

In CSV a text that begins with = + - @ or a tab has an apostrophe before it, because
spreadsheets would take it for a formula.`,
		Example: `  expresso history export --since 30d runs.csv
  expresso history export --status failed | jq -r .error | sort | uniq -c`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			file := ""
			if len(args) == 1 && args[0] != "-" {
				file = args[0]
			}
			return a.historyExport(cmd.Context(), f, file, format, force)
		},
	}
	flags := cmd.Flags()
	f.add(flags)
	flags.StringVarP(&format, "output", "o", "", "jsonl or csv")
	flags.BoolVar(&force, "force", false, "replace FILE if there is one")
	return cmd
}

func (a *app) historyExport(ctx context.Context, f queryFlags, file, format string, force bool) error {
	if format == "" {
		format = "jsonl"
		if strings.EqualFold(filepath.Ext(file), ".csv") {
			format = "csv"
		}
	}
	if format != "jsonl" && format != "csv" {
		return usageError("-o is jsonl or csv, not %q", format)
	}
	query, err := f.query(time.Now())
	if err != nil {
		return err
	}
	book, err := a.book()
	if err != nil {
		return err
	}
	if file != "" {
		if err := a.mayReplace(file, force); err != nil {
			return err
		}
	}
	journal, closeJournal, err := a.openJournal(false)
	if err != nil {
		return err
	}
	defer closeJournal()
	write := func(w io.Writer) (int64, error) { return exportLines(ctx, w, journal, query, book) }
	if format == "csv" {
		drawn := file == "" && a.stdout.onTerminal()
		write = func(w io.Writer) (int64, error) { return exportCSV(ctx, w, journal, query, book, drawn) }
	}
	if file == "" {
		w := bufio.NewWriter(a.stdout)
		_, err := write(w)
		return errors.Join(err, w.Flush())
	}
	var n int64
	if err := export.File(file, true, func(w io.Writer) (err error) { n, err = write(w); return err }); err != nil {
		var exit *exitError
		if errors.As(err, &exit) {
			return err
		}
		return &exitError{exitUsage, fmt.Errorf("the runs could not be written: %w", err)}
	}
	_, err = fmt.Fprintf(a.stderr, "wrote %s to %s\n", countRuns(n), lines(file))
	return err
}

// exportLines writes whole runs as JSON Lines. A run that was deleted meanwhile is left out.
func exportLines(ctx context.Context, w io.Writer, journal model.Journal, query model.Query, book pricing.Book) (n int64, err error) {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	for r, err := range eachRun(ctx, journal, query) {
		if err != nil {
			return n, err
		}
		whole, err := journal.Get(ctx, r.ID)
		if errors.Is(err, model.ErrNoRun) {
			continue
		}
		if err != nil {
			return n, &exitError{exitRefused, err}
		}
		if err := encoder.Encode(keep(whole, book.Of(whole), true)); err != nil {
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
	{"status", true, func(p priced) string { return statusCode(p.Status) }},
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

// guarded keeps a spreadsheet from taking a text for a formula.
func guarded(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}

// exportCSV writes runs as rows. What is drawn on a terminal is made fit for it.
func exportCSV(ctx context.Context, w io.Writer, journal model.Journal, query model.Query, book pricing.Book, drawn bool) (n int64, err error) {
	out := csv.NewWriter(w)
	row := make([]string, len(columns))
	for i, c := range columns {
		row[i] = c.name
	}
	if err := out.Write(row); err != nil {
		return n, err
	}
	for r, err := range eachRun(ctx, journal, query) {
		if err != nil {
			return n, err
		}
		p := priced{r, book.Of(r), book.Of(r).Of(r.Billing)}
		for i, c := range columns {
			row[i] = c.of(p)
			if c.text {
				row[i] = guarded(row[i])
			}
			if drawn {
				row[i] = lines(row[i])
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
