package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"expresso/model"
	"expresso/model/console"
	"expresso/model/reference"
	"expresso/ui/browser"
	"expresso/ui/screen"
)

// openFlags say which page of the console is opened, and how.
type openFlags struct {
	machine, logs, trace bool
	url                  bool
}

func (a *app) openCommand() *cobra.Command {
	var f openFlags
	cmd := &cobra.Command{
		Use:   "open MACHINE|ARN|RUN",
		Short: "Open a machine or a run in the AWS console, or print the URL",
		Long: `Open a state machine, or a run of the history, in the AWS console in your browser. The
partitions aws, aws-cn, aws-us-gov and aws-eusc are supported. RUN is the end of a run's ID as
'history list' shows it, or 'last'. ARN is the ARN of a machine or an execution; the execution
does not have to be in the history.

Over SSH, or if no browser is found, the URL is printed instead. For a run or an ARN nothing is
sent to AWS, except with --logs, which looks up the log group (states:DescribeStateMachine).`,
		Example: `  expresso open orders --profile dev
  expresso open arn:aws:states:eu-central-1:111122223333:stateMachine:orders --url
  expresso open arn:aws:states:eu-central-1:111122223333:express:orders:nightly:0a1b2c3d
  expresso open last
  expresso open last --trace --url
  expresso open orders --logs --profile dev`,
		Args: exactArgs(1, "name a state machine, an ARN, or a run by the end of its ID"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.openPage(cmd.Context(), args[0], f) },
	}
	flags := cmd.Flags()
	showing(cmd, remoteFlags)
	flags.BoolVar(&f.machine, "machine", false, "open the page of the run's state machine")
	flags.BoolVar(&f.logs, "logs", false, "open the page of the machine's log group")
	flags.BoolVar(&f.trace, "trace", false, "open the page of the run's X-Ray trace")
	flags.BoolVar(&f.url, "url", false, "print the URL and do not open it")
	exclusive(cmd, "machine", "logs", "trace")
	return cmd
}

func (a *app) openPage(ctx context.Context, what string, f openFlags) error {
	run, isRun, err := a.runNamed(ctx, what)
	if err != nil {
		return err
	}
	address := ""
	switch {
	case isRun:
		address, err = a.pageOfRun(ctx, run, f)
	case f.trace:
		err = model.WithHint(errors.New("--trace needs a run"), "name a run by the end of its ID: expresso history list")
	default:
		address, err = a.pageOfMachine(ctx, what, f)
	}
	if err != nil {
		return err
	}
	if f.url {
		_, err := fmt.Fprintln(a.stdout, address)
		return err
	}
	err = browser.Browser{}.Open(ctx, address)
	switch {
	case errors.Is(err, browser.ErrNone):
		fmt.Fprintf(a.stderr, "note: %s; open this URL:\n", err)
		_, err := fmt.Fprintln(a.stdout, address)
		return err
	case err != nil:
		return &exitError{exitRefused, model.WithHint(fmt.Errorf("cannot open the browser: %w", err), "print the URL with --url")}
	}
	_, err = fmt.Fprintf(a.stderr, "opened %s\n", address)
	return err
}

// leastRun is how much of an ID is taken for that of a run.
const leastRun = 4

// executed is the run of an execution, of which no more than its ARN is known where it is not in
// the history.
func (a *app) executed(ctx context.Context, execution, machine model.ARN) (model.Run, error) {
	journal, closeJournal, err := a.openJournal(false)
	if err != nil {
		return model.Run{}, err
	}
	defer closeJournal()
	found, err := journal.List(ctx, model.Query{Machine: string(machine), Execution: execution, Limit: 1})
	if err != nil {
		return model.Run{}, &exitError{exitRefused, err}
	}
	if len(found) > 0 {
		return found[0], nil
	}
	return model.Run{Target: console.AWS, Request: model.Request{Machine: machine}, Execution: execution}, nil
}

// runNamed is the run that a person may mean. What cannot be the end of an ID is none, and what
// can, and is that of no run, may be a machine's name.
func (a *app) runNamed(ctx context.Context, what string) (run model.Run, ok bool, err error) {
	if execution, ok := model.FindExecution(what); ok {
		machine, _ := model.FindARN(what)
		run, err = a.executed(ctx, execution, machine)
		return run, err == nil, err
	}
	if what != "last" && (len(what) < leastRun || strings.Trim(what, "0123456789abcdef") != "") {
		return model.Run{}, false, nil
	}
	journal, closeJournal, err := a.openJournal(false)
	if err != nil {
		return model.Run{}, false, err
	}
	defer closeJournal()
	id, err := reference.Run(ctx, journal, what)
	if errors.Is(err, model.ErrNoRun) && what != "last" {
		return model.Run{}, false, nil
	}
	if err != nil {
		return model.Run{}, false, err
	}
	if run, err = journal.Get(ctx, id); err != nil {
		return model.Run{}, false, &exitError{exitRefused, err}
	}
	return run, true, nil
}

// pageOfRun is the address of a page about a run.
func (a *app) pageOfRun(ctx context.Context, run model.Run, f openFlags) (string, error) {
	if err := console.Elsewhere(run.Target); err != nil {
		return "", model.WithHint(fmt.Errorf("run %s: %w", shortID(run.ID), err), "see it with: expresso history show "+shortID(run.ID))
	}
	switch {
	case f.machine:
		return console.Machine(run.Machine)
	case f.logs:
		return a.pageOfLogs(ctx, run.Machine)
	case f.trace:
		return console.Trace(run)
	}
	return console.Execution(run)
}

// pageOfMachine is the address of a page about a machine.
func (a *app) pageOfMachine(ctx context.Context, what string, f openFlags) (string, error) {
	arn := model.ARN(what)
	if !arn.IsARN() {
		at, err := a.pickTarget(ctx, true)
		if err != nil {
			return "", err
		}
		defer at.close()
		if err := console.Elsewhere(at.Bench.Target.Info().Name); err != nil {
			hint := "for a machine on AWS, give --profile or --region"
			if at.Local == nil {
				hint = a.target.redirects() + " sends requests there: give the machine by its ARN"
			}
			return "", model.WithHint(fmt.Errorf("%s: %w", screen.Visible(what), err), hint)
		}
		m, err := at.names.Machine(ctx, at.Target, what)
		if err != nil {
			return "", err
		}
		arn = m.ARN
	}
	if f.logs {
		return a.pageOfLogs(ctx, arn)
	}
	return console.Machine(arn)
}

// pageOfLogs is the address of the log group of a machine, which AWS is asked for: where the flags say,
// or in the machine's region.
func (a *app) pageOfLogs(ctx context.Context, machine model.ARN) (string, error) {
	if !a.target.isRemote() {
		a.target.region = machine.Region()
	}
	on, err := a.open(ctx)
	if err != nil {
		return "", err
	}
	d, err := on.Bench.Target.Describe(ctx, machine)
	if err != nil {
		return "", &exitError{exitRefused, err}
	}
	return console.LogGroup(d.LogGroup)
}
