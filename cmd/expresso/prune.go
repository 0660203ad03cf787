package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"expresso/model"
	"expresso/ui/screen"
)

// pruneFlags say which runs are to be deleted.
type pruneFlags struct {
	olderThan              string
	keep                   int64
	withNotes, dryRun, yes bool
}

func (a *app) historyPruneCommand() *cobra.Command {
	var f pruneFlags
	cmd := &cobra.Command{
		Use:   "prune",
		Short: "Delete old runs",
		Long: `Delete runs that are older than --older-than, or beyond the newest --keep, with their inputs,
outputs and traces. This cannot be undone. Runs with a star or a note are kept unless
--with-notes is given. Runs in flight are always kept.

It shows how many runs match and asks. Without a terminal, it deletes nothing unless --yes is
given. No other command deletes runs.`,
		Example: `  expresso history prune --older-than 90d --dry-run
  expresso history prune --keep 10000 --yes`,
		Args: exactArgs(0, "'history prune' takes flags only: --older-than, --keep"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f.olderThan == "" && !cmd.Flags().Changed("keep") {
				return &exitError{exitUsage, model.WithHint(fmt.Errorf("choose which runs to delete"), "give --older-than 90d, or --keep 10000")}
			}
			if cmd.Flags().Changed("keep") && f.keep < 0 {
				return usageError("--keep must be 0 or more, got %d", f.keep)
			}
			return a.historyPrune(cmd.Context(), f)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.olderThan, "older-than", "", "delete runs older than this: 90d, 12w or 36h")
	flags.Int64Var(&f.keep, "keep", -1, "keep this many of the newest runs and delete the others")
	flags.BoolVar(&f.withNotes, "with-notes", false, "also delete runs with a star or a note")
	flags.BoolVar(&f.dryRun, "dry-run", false, "only show how many runs would be deleted")
	flags.BoolVar(&f.yes, "yes", false, "do not ask")
	return cmd
}

func (a *app) historyPrune(ctx context.Context, f pruneFlags) error {
	pruning := model.Pruning{Keep: f.keep, Annotated: f.withNotes, DryRun: true}
	if f.olderThan != "" {
		age, err := model.ParseAge(f.olderThan)
		if err != nil {
			return usageError("--older-than: %w", err)
		}
		pruning.Before = time.Now().Add(-age)
	}
	journal, closeJournal, err := a.openJournal(false)
	if err != nil {
		return err
	}
	defer closeJournal()
	n, err := journal.Prune(ctx, pruning)
	if err != nil {
		return &exitError{exitRefused, err}
	}
	all, err := journal.Totals(ctx, model.Query{})
	if err != nil {
		return &exitError{exitRefused, err}
	}
	what := screen.Count(n) + " of " + countRuns(all.Runs)
	if n == 0 || f.dryRun {
		_, err := fmt.Fprintf(a.stdout, "%s would be deleted\n", what)
		return err
	}
	if !f.yes {
		yes, asked := a.ask(what + " will be deleted. This cannot be undone. Delete?")
		switch {
		case !asked:
			return &exitError{exitUsage, model.WithHint(fmt.Errorf("%s would be deleted; nothing was deleted", what), "give --yes to delete without confirmation")}
		case !yes:
			return usageError("nothing was deleted")
		}
	}
	before, err := journal.Size()
	if err != nil {
		return &exitError{exitRefused, err}
	}
	pruning.DryRun = false
	planned := n
	n, pruneErr := journal.Prune(ctx, pruning)
	after, err := journal.Size()
	if err != nil {
		return &exitError{exitRefused, err}
	}
	fmt.Fprintf(a.stdout, "deleted %s: the history's size is %s, was %s\n", countRuns(n), screen.Bytes(int(after)), screen.Bytes(int(before)))
	if pruneErr != nil {
		if n < planned {
			pruneErr = model.WithHint(fmt.Errorf("cannot delete %s of %s: %w", screen.Count(planned-n), countRuns(planned), pruneErr), model.HintOf(pruneErr))
		}
		return &exitError{exitRefused, pruneErr}
	}
	return nil
}

// countRuns says how many runs there are.
func countRuns(n int64) string {
	if n == 1 {
		return "1 run"
	}
	return screen.Count(n) + " runs"
}
