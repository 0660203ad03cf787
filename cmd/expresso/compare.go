package main

import (
	"cmp"
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"expresso/model"
	"expresso/model/compare"
	"expresso/model/export"
	"expresso/model/jsondiff"
)

// compareFlags are what `expresso compare` is asked beside the target.
type compareFlags struct {
	input, saved   string
	testCase       string
	with           string
	ignore         []string
	format         string
	yes, noHistory bool
	trace          bool
}

func (a *app) compareCommand() *cobra.Command {
	var f compareFlags
	cmd := &cobra.Command{
		Use:   "compare MACHINE|FILE|ARN --with TARGET|QUALIFIER",
		Short: "Run one input on two machines or targets and show the differences",
		Long: `Run one input twice at the same time, on a base and on another machine, version or target.
Then show what differs: status, error, cause, output, duration, cost and the first state that
differs. Both runs are saved in the history, in one group. --with names the other:

  prod, 7            an alias or a version of the same machine on the same target
  #CASE              a test case of the mock file
  NAME:QUALIFIER     another machine on the same target
  ARN                a machine by its ARN, on AWS in the ARN's region
  other.asl.json     another definition of the machine, on the embedded target
  git:REV            the machine's definition file in a commit, on the embedded target
  embedded           the machine of this name on the embedded target
  aws                the machine of this name on AWS, with the default profile and region
  profile:NAME       the same with this profile
  region:NAME        the same in this region
  http://HOST:PORT   the same on another endpoint

Two runs are the same if status, error, cause and output are equal. The order of members, the
spelling of numbers, values at a path of --ignore, durations and costs do not count. If a run
is billed it asks first, with the estimated cost, unless --yes is given.

The states of runs on AWS are compared with --trace only: their traces are in CloudWatch Logs, and
AWS bills each read.

-o json prints an object with these members:

  group        the group of both runs
  same         true or false
  sides        two of {name, run, noTrace, missingEvents}; run is as in 'history show -o json'
  differences  each {place, path, left, right}; values are text, left or right is omitted
               if there is no value
  states       each {path, type, differs, left, right}, in the order in which they were entered;
               left and right are {status, durationInMilliseconds, tries, error}
  partsAt      the path of the first state that differs

Exit codes: 0 the same; 1 they differ; 2 wrong usage or bad input, nothing was sent; 3 a run
was refused or got no response.`,
		Example: `  expresso compare ./orders.asl.json --input @order.json --with git:HEAD
  expresso compare orders:prod --region us-east-1 --input @order.json --with 7
  expresso compare order-approval --with aws --ignore '$.approvedAt' --ignore '$..id'`,
		Args: exactArgs(1, "give a state machine, a definition file or an ARN; list the machines with: expresso machines"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.compare(cmd.Context(), args[0], f) },
	}
	flags := cmd.Flags()
	showing(cmd, folderFlags, remoteFlags, engineFlags)
	a.target.addRunning(flags, false)
	flags.StringVar(&f.with, "with", "", "the other: a version, an alias, a file, git:REV or a target")
	flags.StringVar(&f.input, "input", "", "the input of both runs: JSON text, @FILE, or - for standard input (default {})")
	flags.StringVar(&f.saved, "saved", "", "use this saved input of the machine")
	flags.StringVar(&f.testCase, "test-case", "", "test case of the mock file to use")
	flags.StringArrayVar(&f.ignore, "ignore", nil, "path to ignore, such as $.at or $..id; can be repeated")
	flags.StringVarP(&f.format, "output", "o", "", "json or text")
	flags.BoolVar(&f.yes, "yes", false, "do not ask before sending runs that are billed")
	flags.BoolVar(&f.noHistory, "no-history", false, "do not save these runs in the history")
	flags.BoolVar(&f.trace, "trace", false, "compare states of runs on AWS too: read their traces from CloudWatch Logs, which AWS bills")
	exclusive(cmd, "input", "saved")
	return cmd
}

func (a *app) compare(ctx context.Context, what string, f compareFlags) error {
	asText, err := a.asText(f.format)
	if err != nil {
		return err
	}
	ignore := make([]jsondiff.Path, len(f.ignore))
	for i, text := range f.ignore {
		if ignore[i], err = jsondiff.ParsePath(text); err != nil {
			return usageError("--ignore %s: %w", text, err)
		}
	}
	at, err := a.pick(ctx, what, f.testCase, f.noHistory)
	if err != nil {
		return err
	}
	defer at.close()
	sides, err := at.names.Sides(ctx, at.Machine, f.with)
	if err != nil {
		return err
	}
	input, err := a.readInput(at.Local, at.ARN, runFlags{input: f.input, saved: f.saved})
	if err != nil {
		return err
	}
	c, err := compare.New(sides, input.Text(1), f.saved)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	c.Logs = f.trace
	if err := a.mayCompare(ctx, c, f.yes); err != nil {
		return err
	}
	waiting, stopWaiting := context.WithCancelCause(context.WithoutCancel(ctx))
	defer context.AfterFunc(ctx, func() { stopWaiting(model.ErrStoppedWaiting) })()
	result := compare.Of(c.Both(waiting), ignore)
	result.Note(ctx, at.Bench.Journal)
	if asText {
		printComparison(a.stdout, widthOf(a.stdout), c, result)
	} else if err := export.ComparisonJSON(a.stdout, c, result); err != nil {
		return err
	}
	recorded := true
	for i, answer := range result.Answers {
		if answer.Err != nil {
			recorded = false
			printError(a.stderr, fmt.Errorf("%s: %w", c.Sides[i].Name, answer.Err))
		}
	}
	switch {
	case !result.Answered(), !recorded:
		return &exitError{code: refusal(result.Answers[0].Err, result.Answers[1].Err)}
	case !result.Same():
		return &exitError{code: exitFailed}
	}
	return nil
}

// mayCompare asks before runs are sent that are billed or guarded: one of the two, or both.
func (a *app) mayCompare(ctx context.Context, c *compare.Comparison, yes bool) error {
	what, err := compare.Billed(ctx, c.Sides)
	if err != nil {
		return &exitError{exitRefused, err}
	}
	return a.mayRun(what != "", yes, cmp.Or(what, "2 runs"), c.Starts()...)
}
