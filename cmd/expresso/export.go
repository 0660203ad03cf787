package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"expresso/model/export"
	"expresso/model/file"
)

func (a *app) historyExportCommand() *cobra.Command {
	var f queryFlags
	var format string
	var force bool
	cmd := &cobra.Command{
		Use:   "export [FILE]",
		Short: "Export runs as JSON Lines or CSV",
		Long: `Export runs, newest first, to FILE, or to standard output.

-o jsonl writes one JSON object per line, with input and output: the members of
'history show -o json'. -o csv writes a table for spreadsheets: machine, status, billing
details and estimated cost. The column prices_of names the region whose prices were used (the
built-in prices are those of us-east-1). The default is csv if FILE ends in .csv, else jsonl.

In CSV, a text that begins with = + - @, a tab or a line end gets a leading apostrophe, so
that spreadsheets do not read it as a formula. Numbers stay as they are.`,
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
	flags.StringVarP(&format, "output", "o", "", formatNames())
	flags.BoolVar(&force, "force", false, "replace an existing FILE")
	return cmd
}

func (a *app) historyExport(ctx context.Context, f queryFlags, path, format string, force bool) error {
	chosen, err := exportFormat(format, path)
	if err != nil {
		return err
	}
	query, err := f.query(time.Now())
	if err != nil {
		return err
	}
	book, err := a.book()
	if err != nil {
		return err
	}
	if path != "" {
		if err := a.mayReplace(path, force); err != nil {
			return err
		}
	}
	journal, closeJournal, err := a.openJournal(false)
	if err != nil {
		return err
	}
	defer closeJournal()
	var n int64
	write := func(w io.Writer) (err error) {
		n, err = chosen.Write(ctx, w, journal, query, book)
		return err
	}
	if path == "" {
		w := bufio.NewWriter(a.stdout)
		return errors.Join(unread(write(w)), w.Flush())
	}
	if err := file.Write(path, true, write); err != nil {
		if read := unread(err); read != err { //nolint:errorlint // whether it was wrapped
			return read
		}
		return &exitError{exitUsage, fmt.Errorf("cannot write the runs: %w", err)}
	}
	_, err = fmt.Fprintf(a.stderr, "wrote %s to %s\n", countRuns(n), path)
	return err
}

// exportFormat is the format that is asked for, or else the one of the file's name.
func exportFormat(name, file string) (export.Format, error) {
	for _, f := range export.Formats {
		if f.Name == name || name == "" && file != "" && strings.EqualFold(filepath.Ext(file), f.Extension) {
			return f, nil
		}
	}
	if name == "" {
		return export.Formats[0], nil
	}
	return export.Format{}, usageError("-o must be %s, got %q", formatNames(), name)
}

// formatNames lists the formats as -o takes them.
func formatNames() string {
	names := make([]string, len(export.Formats))
	for i, f := range export.Formats {
		names[i] = f.Name
	}
	return anyOf(names)
}

// unread gives an error of reading the history its exit code.
func unread(err error) error {
	var read *export.ReadError
	if errors.As(err, &read) {
		return &exitError{exitRefused, read.Err}
	}
	return err
}
