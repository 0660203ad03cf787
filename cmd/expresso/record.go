package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"expresso/model"
	"expresso/model/child"
	"expresso/model/export"
	"expresso/model/local"
	"expresso/model/record"
)

// recordFlags are what `expresso mock record` is asked.
type recordFlags struct {
	name, format string
	yes, force   bool
}

func (a *app) mockRecordCommand() *cobra.Command {
	var f recordFlags
	cmd := &cobra.Command{
		Use:   "record RUN",
		Short: "Record a run: mocks, input and expectation that replay it",
		Long: `Record a run of the history so that it replays here. The responses of its tasks become a test
case of the mock file, its input becomes a saved input, and its result becomes the expectation.
RUN is the end of its ID, or 'last'. If the trace of a run on AWS is not saved yet, it is read
from the machine's log, which needs --profile or --region.

Values that look secret are masked. Responses that are missing in the trace are listed, never
invented. It shows the changes and whether they replay, and asks before it writes; --yes writes
without asking. Nothing is replaced without --force.

Exit codes: 0 written; 1 written, but it does not replay; 2 nothing was written; 3 the
trace could not be read.`,
		Example: `  expresso mock record last
  expresso mock record last --case Declined --yes
  expresso mock record 4739368e66 --profile prod --case Incident --yes -o json`,
		Args: exactArgs(1, "give the end of a run's ID as 'history list' shows it, or 'last'"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if a.target.readOnly {
				return &exitError{exitUsage, model.WithHint(errors.New("nothing was written: --read-only"), "remove --read-only")}
			}
			return a.mockRecord(cmd.Context(), args[0], f)
		},
	}
	flags := cmd.Flags()
	showing(cmd, folderFlags, remoteFlags)
	flags.StringVar(&f.name, "case", "", "name of the test case and of the saved input (default: run- and the run's time)")
	flags.BoolVar(&f.yes, "yes", false, "write without asking")
	flags.BoolVar(&f.force, "force", false, "replace a test case, input or expectation of that name")
	flags.StringVarP(&f.format, "output", "o", "text", "json or text")
	return cmd
}

// recorder records runs of any target into this folder.
func (a *app) recorder() local.Recorder {
	return local.Recorder{Folder: a.openLocal, Inputs: func(l *local.Local) model.SavedInputs { return inputs(l) }}
}

func (a *app) mockRecord(ctx context.Context, which string, f recordFlags) error {
	asText, err := a.asText(f.format)
	if err != nil {
		return err
	}
	names, err := a.besideFolder()
	if err != nil {
		return err
	}
	run, journal, closeJournal, err := a.openRun(ctx, which)
	if err != nil {
		return err
	}
	defer closeJournal()
	events, lacks := a.traceOf(ctx, journal, run, names.Open)
	if len(events) == 0 && lacks != nil {
		if errors.Is(lacks, model.ErrNoTrace) && !a.target.isRemote() {
			lacks = model.WithHint(lacks, "the log of its machine may have it: name the target with --profile or --region")
		}
		return &exitError{exitRefused, fmt.Errorf("run %s cannot be recorded: %w", shortID(run.ID), lacks)}
	}
	if f.name == "" {
		f.name = record.Name(run)
	}
	plan, err := a.recorder().Plan(ctx, run, events, f.name)
	if err != nil {
		return err
	}
	if lacks != nil {
		plan.Notes = append(plan.Notes, lacks.Error())
	}
	if err := a.mayRecord(&plan, f, asText); err != nil {
		return err
	}
	if err := a.recorder().Write(plan); err != nil {
		return &exitError{exitUsage, err}
	}
	if err := a.printRecorded(&plan, asText); err != nil || plan.Differs == "" {
		return err
	}
	return &exitError{code: exitFailed}
}

// mayRecord shows what is going to be written, and asks.
func (a *app) mayRecord(p *record.Plan, f recordFlags, asText bool) error {
	refuse := func(hint string) error {
		return &exitError{exitUsage, model.WithHint(errors.New("nothing was written"), hint)}
	}
	if p.Replaces() && !f.force {
		return &exitError{exitUsage, model.WithHint(fmt.Errorf("a test case, input or expectation named %s already exists for %s", p.Case, p.Machine),
			"choose another name with --case, or replace it with --force")}
	}
	if f.yes {
		return nil
	}
	w, err := a.showChanges(asText, p.Files()...)
	if err != nil {
		return err
	}
	fmt.Fprintln(w)
	printPlan(w, p)
	switch agreed, asked := a.ask("Write these files?"); {
	case !asked:
		return refuse("give --yes to write without confirmation")
	case !agreed:
		return refuse("")
	}
	return nil
}

// printPlan says what a plan is made of.
func printPlan(w io.Writer, p *record.Plan) {
	for _, s := range p.Sentences() {
		fmt.Fprintln(w, s.Text)
	}
}

func (a *app) printRecorded(p *record.Plan, asText bool) error {
	if asText {
		for _, file := range p.Files() {
			fmt.Fprintf(a.stdout, "%-9s  %s\n", file.Verb(), file.Path)
		}
		printPlan(a.stdout, p)
		if p.Differs == "" {
			fmt.Fprintf(a.stdout, "replay it with: expresso replay %s %s\n", child.Flag("--input", p.Case), child.Names(p.Machine))
		}
		return nil
	}
	out := struct {
		Machine string        `json:"machine"`
		Case    string        `json:"case"`
		Files   []writtenFile `json:"files"`
		Answers int           `json:"answers"`
		Secrets int           `json:"secrets"`
		Masked  int           `json:"masked"`
		Replays bool          `json:"replays"`
		Differs string        `json:"differs,omitempty"`
		Notes   []string      `json:"notes,omitempty"`
	}{Machine: p.Machine, Case: p.Case, Answers: p.Calls, Secrets: p.Secrets, Masked: p.Masked, Replays: p.Differs == "", Differs: p.Differs, Notes: p.Notes, Files: written(p.Files())}
	return export.Indented(a.stdout, out)
}
