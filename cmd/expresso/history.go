package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"expresso/model"
	"expresso/model/pricing"
	"expresso/ui/screen"
)

func (a *app) historyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "history",
		Short: "Look at the runs that were kept",
		Args:  exactArgs(0, "say 'history list' or 'history show RUN'"),
		RunE: func(*cobra.Command, []string) error {
			return usageError("say 'history list' or 'history show RUN'")
		},
	}
	cmd.AddCommand(a.historyListCommand(), a.historyShowCommand())
	return cmd
}

// historyFlags select runs.
type historyFlags struct {
	machine, text, format string
	status                []string
	limit                 int
}

func (a *app) historyListCommand() *cobra.Command {
	var f historyFlags
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List runs, newest first",
		Args:  exactArgs(0, "'history list' takes flags only"),
		RunE:  func(cmd *cobra.Command, _ []string) error { return a.historyList(cmd.Context(), f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.machine, "machine", "", "only runs of this state machine")
	flags.StringSliceVar(&f.status, "status", nil, "only these: SUCCEEDED, FAILED, TIMED_OUT, NOT_STARTED, NO_ANSWER, RUNNING")
	flags.StringVar(&f.text, "text", "", "only runs with this text in input, output, error or cause")
	flags.IntVar(&f.limit, "limit", 50, "at most so many; 0 for all")
	flags.StringVarP(&f.format, "output", "o", "text", "json or text")
	return cmd
}

func (a *app) historyShowCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "show RUN",
		Short: "Show one run whole: by the end of its ID, or 'last'",
		Args:  exactArgs(1, "name a run by the end of its ID as 'history list' shows it, or say 'last'"),
		RunE:  func(cmd *cobra.Command, args []string) error { return a.historyShow(cmd.Context(), args[0], format) },
	}
	cmd.Flags().StringVarP(&format, "output", "o", "text", "json or text")
	return cmd
}

// keptRun is a run as `history -o json` prints it. Members of StartSyncExecution have
// AWS's names and units.
type keptRun struct {
	ID              model.RunID `json:"id"`
	Target          string      `json:"target"`
	StateMachineArn model.ARN   `json:"stateMachineArn"`
	Name            string      `json:"name,omitempty"`
	Status          string      `json:"status"`
	Asked           time.Time   `json:"asked"`
	TookMS          float64     `json:"tookInMilliseconds"`
	ExecutionArn    model.ARN   `json:"executionArn,omitempty"`
	StartDate       *time.Time  `json:"startDate,omitempty"`
	StopDate        *time.Time  `json:"stopDate,omitempty"`
	Error           string      `json:"error,omitempty"`
	Billing         *keptBill   `json:"billingDetails,omitempty"`
	EstimateUSD     string      `json:"estimatedCostInUSD,omitempty"`
	Problem         string      `json:"problem,omitempty"`
	Hint            string      `json:"hint,omitempty"`

	Input       *string `json:"input,omitempty"`
	TraceHeader string  `json:"traceHeader,omitempty"`
	Output      *string `json:"output,omitempty"`
	Cause       string  `json:"cause,omitempty"`
}

type keptBill struct {
	DurationMS int64 `json:"billedDurationInMilliseconds"`
	MemoryMB   int64 `json:"billedMemoryUsedInMB"`
}

// statusCode is the status for programs: AWS's, or ours in the same spelling.
func statusCode(s model.Status) string { return strings.ReplaceAll(s.String(), " ", "_") }

// keep turns a run into what is printed; whole adds the bodies.
func keep(r model.Run, whole bool) keptRun {
	k := keptRun{
		ID: r.ID, Target: r.Target, StateMachineArn: r.Machine, Name: r.Name, Status: statusCode(r.Status),
		Asked: r.Asked, TookMS: float64(r.Took.Microseconds()) / 1000, ExecutionArn: r.Execution,
		Error: r.Error, Problem: r.Problem, Hint: r.Hint,
	}
	if r.Status.Answered() {
		k.StartDate, k.StopDate = &r.Started, &r.Stopped
	}
	if r.Billing != (model.Billing{}) {
		k.Billing = &keptBill{r.Billing.Duration.Milliseconds(), r.Billing.MemoryMB}
		k.EstimateUSD = pricing.USEast().Of(r.Billing).Total.String()
	}
	if whole {
		k.Input, k.TraceHeader, k.Cause = &r.Input, r.TraceHeader, r.Cause
		if r.Status == model.Succeeded {
			k.Output = &r.Output
		}
	}
	return k
}

func (a *app) historyList(ctx context.Context, f historyFlags) error {
	asText, err := a.asText(f.format)
	if err != nil {
		return err
	}
	query := model.Query{Machine: f.machine, Text: f.text, Limit: f.limit}
	if f.limit < 0 {
		return usageError("--limit is 0 or more, not %d", f.limit)
	}
	for _, s := range f.status {
		status, err := parseStatus(s)
		if err != nil {
			return err
		}
		query.Status = append(query.Status, status)
	}
	journal, closeJournal, err := a.openJournal(false)
	if err != nil {
		return err
	}
	defer closeJournal()
	runs, err := journal.List(ctx, query)
	if err != nil {
		return &exitError{exitRefused, err}
	}
	if !asText {
		out := make([]keptRun, len(runs))
		for i, r := range runs {
			out[i] = keep(r, false)
		}
		return printJSON(a.stdout, out)
	}
	if len(runs) == 0 {
		_, err := fmt.Fprintln(a.stdout, "no runs")
		return err
	}
	prices := pricing.USEast()
	rows := [][]string{{"RUN", "WHEN", "TARGET", "MACHINE", "STATUS", "RAN", "BILLED", "MEMORY", "ESTIMATE"}}
	for _, r := range runs {
		row := []string{
			shortID(r.ID), r.Asked.Local().Format(time.DateTime), r.Target, r.Machine.Machine(),
			statusCode(r.Status), screen.Duration(r.Duration()), "", "", "",
		}
		if r.Billing != (model.Billing{}) {
			row[6], row[7] = screen.Duration(r.Billing.Duration), fmt.Sprintf("%d MB", r.Billing.MemoryMB)
			row[8] = prices.Format(prices.Of(r.Billing).Total)
		}
		rows = append(rows, row)
	}
	return table(a.stdout, rows)
}

func parseStatus(s string) (model.Status, error) {
	known := []model.Status{model.Succeeded, model.Failed, model.TimedOut, model.NotStarted, model.NoAnswer, model.Running}
	var codes []string
	for _, status := range known {
		if strings.EqualFold(statusCode(status), s) {
			return status, nil
		}
		codes = append(codes, statusCode(status))
	}
	return "", usageError("--status is one of %s, not %q", strings.Join(codes, ", "), s)
}

// shortIDLength is how much of an ID's random end is shown: enough to be unique among
// millions of runs.
const shortIDLength = 10

func shortID(id model.RunID) string { return string(id[max(0, len(id)-shortIDLength):]) }

func (a *app) historyShow(ctx context.Context, which, format string) error {
	asText, err := a.asText(format)
	if err != nil {
		return err
	}
	journal, closeJournal, err := a.openJournal(false)
	if err != nil {
		return err
	}
	defer closeJournal()
	id, err := findRun(ctx, journal, which)
	if err != nil {
		return err
	}
	r, err := journal.Get(ctx, id)
	if err != nil {
		return &exitError{exitRefused, err}
	}
	if !asText {
		return printJSON(a.stdout, keep(r, true))
	}
	fmt.Fprintf(a.stdout, "run     %s\nasked   %s on %s\nmachine %s\n", r.ID, r.Asked.Local().Format(time.DateTime), lines(r.Target), lines(string(r.Machine)))
	fmt.Fprintf(a.stdout, "\ninput\n%s\n\n", lines(indent(r.Input)))
	if !r.Status.Answered() {
		fmt.Fprintf(a.stdout, "%s\n%s\n", r.Status, lines(r.Problem))
		if r.Hint != "" {
			fmt.Fprintln(a.stdout, lines(r.Hint))
		}
		return nil
	}
	prices, err := a.prices(r.Machine.Region())
	if err != nil {
		return err
	}
	printRun(a.stdout, r, prices)
	return nil
}

// findRun returns the ID that the user means: the last run's, or the one that ends so.
func findRun(ctx context.Context, journal model.Journal, which string) (model.RunID, error) {
	query := model.Query{}
	if which == "last" {
		query.Limit = 1
	}
	runs, err := journal.List(ctx, query)
	if err != nil {
		return "", &exitError{exitRefused, err}
	}
	var found []model.RunID
	for _, r := range runs {
		if which == "last" || strings.HasSuffix(string(r.ID), which) {
			found = append(found, r.ID)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return "", usageError("%d runs end in %q: give more of the ID", len(found), which)
	case which == "last":
		return "", &exitError{exitUsage, errors.New("there are no runs yet")}
	}
	return "", &exitError{exitUsage, model.WithHint(fmt.Errorf("no run ends in %q", which), "list them with: expresso history list")}
}
