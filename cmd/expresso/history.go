package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"expresso/model"
	"expresso/model/export"
	"expresso/model/file"
	"expresso/model/pricing"
	"expresso/model/reference"
	"expresso/ui/report"
	"expresso/ui/screen"
)

const sayWhat = "use 'history list', 'history show RUN', 'history export' or 'history prune'"

func (a *app) historyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "history",
		Short: "List, show, export and delete saved runs",
		Args:  exactArgs(0, sayWhat),
		RunE: func(*cobra.Command, []string) error {
			return usageError(sayWhat)
		},
	}
	cmd.AddCommand(a.historyListCommand(), a.historyShowCommand(), a.historyExportCommand(), a.historyPruneCommand())
	return cmd
}

func (a *app) historyListCommand() *cobra.Command {
	var f queryFlags
	var format string
	var limit int
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List runs, newest first",
		Example: `  expresso history list --machine order-approval --since 7d
  expresso history list --status failed,timed_out --limit 0 -o json`,
		Args: exactArgs(0, "'history list' takes flags only"),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.historyList(cmd.Context(), f, limit, format) },
	}
	flags := cmd.Flags()
	f.add(flags)
	flags.IntVar(&limit, "limit", 50, "maximum number of runs; 0 for all")
	flags.StringVarP(&format, "output", "o", "text", "json or text")
	return cmd
}

// showFlags say how one run is shown.
type showFlags struct {
	format, save, report string
	secrets              bool // stay as they are in a report
	force                bool
}

func (a *app) historyShowCommand() *cobra.Command {
	var f showFlags
	cmd := &cobra.Command{
		Use:   "show RUN",
		Short: "Show one run, or save it to a folder",
		Long: `Show one run. RUN is the end of its ID as 'history list' shows it, or 'last'.

With --save DIR, write it to files in that folder instead: input.json and output.json byte for
byte, response.json as the service sent it, and trace.json with the execution's events in the
format of AWS's logs, if they were saved. With --profile or --region, missing events are read
from AWS.

With --report FILE, write a report with input, output, error, graph, trace and billing: a
self-contained .html file, or a .md file. Values that look secret are masked, unless you say
--show-secrets. The graph shows the current definition in --dir or on the target that the flags
name.`,
		Example: `  expresso history show last
  expresso history show 4739368e66 -o json | jq .billingDetails
  expresso history show last --save run
  expresso history show last --report report.html`,
		Args: exactArgs(1, "give the end of a run's ID as 'history list' shows it, or 'last'"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.historyShow(cmd.Context(), args[0], f) },
	}
	flags := cmd.Flags()
	flags.StringVarP(&f.format, "output", "o", "text", "json or text")
	showing(cmd, folderFlags, remoteFlags)
	flags.StringVar(&f.report, "report", "", "write a report to this "+report.Extensions()+" file")
	flags.BoolVar(&f.secrets, "show-secrets", false, "do not mask values that look secret in the report")
	flags.StringVar(&f.save, "save", "", "write input, output, response and trace to files in this folder")
	flags.BoolVar(&f.force, "force", false, "replace existing files")
	return cmd
}

func (a *app) historyList(ctx context.Context, f queryFlags, limit int, format string) error {
	asText, err := a.asText(format)
	if err != nil {
		return err
	}
	if limit < 0 {
		return usageError("--limit must be 0 or more, got %d", limit)
	}
	query, err := f.query(time.Now())
	if err != nil {
		return err
	}
	query.Limit = limit
	book, err := a.book()
	if err != nil {
		return err
	}
	journal, closeJournal, err := a.openJournal(false)
	if err != nil {
		return err
	}
	defer closeJournal()
	out := []export.Run{} // [] and not null where there are none
	rows := [][]string{{"RUN", "WHEN", "TARGET", "MACHINE", "STATUS", "RAN", "BILLED", "MEMORY", "ESTIMATE"}}
	spent := spending{book: book}
	for r, err := range model.Runs(ctx, journal, query) {
		if err != nil {
			return &exitError{exitRefused, err}
		}
		if !asText {
			out = append(out, export.Row(r, book.Of(r)))
			continue
		}
		spent.add(r)
		row := []string{
			shortID(r.ID), r.Asked.Local().Format(time.DateTime), r.Target, r.Machine.Machine(),
			r.Status.Code(), screen.Duration(r.Duration()), "", "", "",
		}
		if r.Billing != (model.Billing{}) {
			row[6], row[7] = screen.Duration(r.Billing.Duration), fmt.Sprintf("%d MB", r.Billing.MemoryMB)
			row[8] = book.Of(r).Format(book.Of(r).Of(r.Billing).Total)
		}
		rows = append(rows, row)
	}
	switch {
	case !asText:
		return export.Indented(a.stdout, out)
	case len(rows) == 1:
		_, err := fmt.Fprintln(a.stdout, "no runs")
		return err
	}
	if err := table(a.stdout, rows); err != nil {
		return err
	}
	if err := spent.print(a.stdout); err != nil || len(rows)-1 != limit {
		return err
	}
	_, err = fmt.Fprintf(a.stdout, "only the newest %d are listed; --limit 0 lists all\n", limit)
	return err
}

// shortIDLength is how much of an ID's random end is shown: enough to be unique among
// millions of runs.
const shortIDLength = 10

func shortID(id model.RunID) string { return string(id[max(0, len(id)-shortIDLength):]) }

func (a *app) historyShow(ctx context.Context, which string, f showFlags) error {
	asText, err := a.asText(f.format)
	if err != nil {
		return err
	}
	if f.report != "" {
		if f.save != "" {
			return usageError("--report and --save are mutually exclusive")
		}
		if err := report.Known(f.report); err != nil {
			return &exitError{exitUsage, err}
		}
	}
	book, err := a.book()
	if err != nil {
		return err
	}
	r, journal, closeJournal, err := a.openRun(ctx, which)
	if err != nil {
		return err
	}
	defer closeJournal()
	if f.report != "" {
		return a.writeReport(ctx, journal, r, book, f)
	}
	if f.save != "" {
		if err := a.maySave(f.save, f.force); err != nil {
			return err
		}
		trace, err := a.traceOf(ctx, journal, r, a.open)
		return a.save(r, trace, err, f.save)
	}
	if !asText {
		return export.Indented(a.stdout, export.Whole(r, book.Of(r)))
	}
	fmt.Fprintf(a.stdout, "run     %s\nasked   %s on %s\nmachine %s\n", r.ID, r.Asked.Local().Format(time.DateTime), r.Target, string(r.Machine))
	fmt.Fprintf(a.stdout, "\ninput\n%s\n\n", indent(r.Input))
	if !r.Status.Answered() {
		fmt.Fprintf(a.stdout, "%s\n%s\n", r.Status, r.Problem)
		if r.Hint != "" {
			fmt.Fprintln(a.stdout, r.Hint)
		}
		return nil
	}
	printRun(a.stdout, r, book.Of(r))
	return nil
}

// writeReport writes a report of a run to a file.
func (a *app) writeReport(ctx context.Context, journal model.Journal, r model.Run, book pricing.Book, f showFlags) error {
	if err := a.mayReplace(f.report, f.force); err != nil {
		return err
	}
	on, err := a.open(ctx)
	if err != nil {
		return err
	}
	on.Bench.Journal = journal
	doc := report.Read(ctx, on.Bench, r, book, a.target.isRemote())
	doc.Secrets = f.secrets
	if err := file.Write(f.report, true, func(w io.Writer) error { return doc.Write(w, f.report) }); err != nil {
		return &exitError{exitUsage, fmt.Errorf("cannot write the report: %w", err)}
	}
	_, err = fmt.Fprintf(a.stderr, "saved %s\n", f.report)
	return err
}

// traceOf returns a run's events: those that were kept with it, or those that the target
// has, if the flags name one.
func (a *app) traceOf(ctx context.Context, journal model.Journal, r model.Run, open func(context.Context) (reference.Target, error)) ([]model.Event, error) {
	trace, err := journal.Trace(ctx, r.ID)
	if !errors.Is(err, model.ErrNoTrace) || !a.target.isRemote() {
		return trace, err
	}
	on, err := open(ctx)
	if err != nil {
		return nil, err
	}
	on.Bench.Journal = journal
	return on.Bench.Trace(ctx, r)
}
