package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/aymanbagabas/go-udiff"
	"github.com/spf13/cobra"

	"expresso/model"
	"expresso/model/export"
	"expresso/model/reference"
	"expresso/model/suite"
	"expresso/ui/replay"
	"expresso/ui/screen"
)

// replayFlags are what `expresso replay` is asked beside the target.
type replayFlags struct {
	input, testCase  string
	budget           string
	concurrency      int
	update, failFast bool
	ignoreStandIns   bool
	format           string
	yes, noHistory   bool
}

func (a *app) replayCommand() *cobra.Command {
	var f replayFlags
	cmd := &cobra.Command{
		Use:   "replay [MACHINE...]",
		Short: "Run saved inputs and check the results against their expectations",
		Long: `Run the saved inputs of all state machines, or of the named ones, and check each result against
its expectation. The expectation of the input NAME.json is the file NAME.expect.json beside it:

  {
    "status": "SUCCEEDED",
    "output": {"approved": true},
    "ignore": ["$.approvedAt", "$..id"],
    "budget": {"billedDurationInMilliseconds": 200}
  }

Every member is optional. "outputAt" replaces "output" and expects values by path, as in
{"$.total": 12}. "error" and "cause" are for runs that fail. "testCase" names a test case of the
mock file. A budget can also have billedMemoryUsedInMB and cost. An input without an expectation
must succeed. --update updates the expectations to the results, and shows the changes.

A refusal that every run would get, as for expired credentials, ends the replay. If it is about
one machine, as a missing permission is, only that machine's other inputs are not run.

On AWS or another endpoint it asks first, with the number of runs and their estimated cost,
unless --yes is given. --budget limits the cost of all runs: once it is reached, no more runs
start.

Exit codes: 0 all passed; 1 some did not, or the budget was reached; 2 wrong usage, or the budget
allows no run: nothing was sent; 3 no run got a response.`,
		Example: `  expresso replay
  expresso replay order-approval --input big-order --update
  expresso replay --concurrency 8 -o junit > report.xml`,
		RunE: func(cmd *cobra.Command, args []string) error { return a.replay(cmd.Context(), args, f) },
	}
	flags := cmd.Flags()
	showing(cmd, folderFlags, remoteFlags, engineFlags)
	a.target.addRunning(flags, true)
	a.asks.add(flags, "new gives each run its own sampled X-Ray trace")
	flags.StringVar(&f.input, "input", "", "only saved inputs of this name")
	flags.StringVar(&f.testCase, "test-case", "", "test case of the mock file to use")
	flags.IntVarP(&f.concurrency, "concurrency", "c", suite.Concurrency, "maximum number of runs in flight at once")
	addBudget(cmd, &f.budget)
	flags.BoolVar(&f.ignoreStandIns, "ignore-stand-ins", false, "with --update: ignore values that contain a stand-in, which differ once deployed")
	flags.BoolVar(&f.update, "update", false, "update expectations")
	flags.BoolVar(&f.failFast, "fail-fast", false, "stop after the first failure")
	flags.StringVarP(&f.format, "output", "o", "text", anyOf(reportNames()))
	flags.BoolVar(&f.yes, "yes", false, "do not ask before sending runs that are billed")
	flags.BoolVar(&f.noHistory, "no-history", false, "do not save these runs in the history")
	return cmd
}

func (a *app) replay(ctx context.Context, machines []string, f replayFlags) error {
	of := slices.Index(reportNames(), f.format)
	switch {
	case of < 0:
		return usageError("-o must be %s, got %q", anyOf(reportNames()), f.format)
	case f.ignoreStandIns && !f.update:
		return usageError("--ignore-stand-ins needs --update")
	case f.concurrency < 1:
		return usageError("--concurrency must be above 0, got %d", f.concurrency)
	}
	report := reports[of]
	limit, err := budget(f.budget)
	if err != nil {
		return usageError("--budget: %w", err)
	}
	at, err := a.pickTarget(ctx, f.noHistory)
	if err != nil {
		return err
	}
	defer at.close()
	values, err := a.parameters(at.Local)
	if err != nil {
		return err
	}
	plan := suite.Plan{
		Inputs: inputs(at.Local), Prices: at.Prices, Concurrency: f.concurrency, FailFast: f.failFast, TestCases: at.Local != nil,
		Resolve: func(text string) (string, error) { return values.Fill(text, 1) },
		Budget:  a.guard.Budget("replay", limit, at.Bench.Target.Info()),
	}
	at.names.Reading = a.reading
	if plan.Cases, err = at.names.Cases(ctx, at.Target, plan.Inputs, reference.Cases{Machines: machines, Input: f.input, TestCase: f.testCase}); err != nil {
		return err
	}
	if err := a.mayReplay(ctx, at, plan, f.yes); err != nil {
		return err
	}
	r := suite.New(at.Bench, plan)
	results := make([]suite.Result, len(plan.Cases))
	sum := suite.Sum{Total: len(plan.Cases)}
	widths := widthsOf(plan.Cases)
	began := time.Now()
	err = a.untilStopped(ctx, r.Stop, func(ctx context.Context) error {
		var failed error
		r.Run(ctx, func(place int, result suite.Result) {
			sum.Add(result)
			if f.update {
				result.Problem = errors.Join(result.Problem, a.update(ctx, at.Bench, plan.Inputs, &result, f))
			}
			if report.masks {
				result = export.Masked(result)
			}
			results[place] = result.Slim()
			if report.each != nil {
				failed = errors.Join(failed, report.each(a.stdout, at, widths, result))
			}
		})
		return failed
	})
	a.tellMocked(at.Local)
	if err == nil {
		err = report.write(a.stdout, export.Replay{Group: r.Group, Results: results, Sum: sum, Took: time.Since(began), Prices: at.Prices})
	}
	if err != nil {
		return err
	}
	return replayExit(results, sum, f.update)
}

// mayReplay asks, where runs are billed or guarded, whether to send them.
func (a *app) mayReplay(ctx context.Context, at *picked, plan suite.Plan, yes bool) error {
	if at.Local != nil && plan.Budget.Limit() == 0 {
		return nil
	}
	e, err := suite.EstimateOf(ctx, at.Bench.Journal, at.Prices, plan.Cases)
	if err != nil {
		return &exitError{exitRefused, err}
	}
	e.Expect(plan.Budget)
	return a.mayRun(at.Local == nil, yes, replay.Question(e, at.Bench.Target.Info().Name, at.Prices), plan.Starts(at.Bench.Target.Info())...)
}

// replayExit is the exit code of a replay.
func replayExit(results []suite.Result, sum suite.Sum, update bool) error {
	ok := true
	for _, r := range results {
		// What was updated is as expected from now on.
		ok = ok && r.Problem == nil && (r.Verdict.OK() || update && r.Run.Status.Answered())
	}
	switch {
	case sum.Totals.Runs > 0 && int64(sum.Usage) == sum.Totals.Runs:
		return &exitError{code: exitUsage}
	case sum.Answered == 0 && sum.Totals.Runs > 0:
		return &exitError{code: exitRefused}
	case !ok:
		return &exitError{code: exitFailed}
	}
	return nil
}

// update records what came as expected, after it has shown what that changes.
func (a *app) update(ctx context.Context, bench *model.Workbench, inputs model.SavedInputs, result *suite.Result, f replayFlags) error {
	standIns := bench.StandIns(ctx, result.Run)
	ignored := standIns
	if !f.ignoreStandIns {
		ignored = nil
	}
	file, before, after, err := result.Accepted(inputs, ignored)
	if err != nil || after == "" {
		return err
	}
	if accepted, err := suite.Parse(after, file); err == nil && !f.ignoreStandIns {
		if made := accepted.Made(result.Run, standIns); len(made) > 0 {
			fmt.Fprintf(a.stderr, "note: %s contains stand-ins, which differ once deployed; --ignore-stand-ins ignores %s\n", file, suite.InWords(made))
		}
	}
	var w io.Writer = a.stdout
	if f.format != "text" {
		w = a.stderr
	}
	if diff := udiff.Unified(file, file, before, after); diff != "" {
		if _, err := io.WriteString(w, diff); err != nil {
			return err
		}
	}
	if err := inputs.Expect(result.Machine.Name, result.Input, after); err != nil {
		return err
	}
	// The history tells it as expected from now on; what the replay found stays in its report.
	return bench.Journal.Judge(ctx, result.Run.ID, suite.Passed.Code())
}

// reports are the ways to report a replay, as -o takes them: a new one is one more entry.
var reports = []struct {
	name  string
	write func(io.Writer, export.Replay) error
	masks bool                                                 // what looks secret is masked in it
	each  func(io.Writer, *picked, [2]int, suite.Result) error // writes each result as it comes; nil to write all at the end
}{
	{"text", textReport, false, printResult},
	{"json", export.ReplayJSON, false, nil},
	{"junit", export.JUnit, true, nil},
}

func reportNames() []string {
	names := make([]string, len(reports))
	for i, r := range reports {
		names[i] = r.name
	}
	return names
}

// widthsOf are those of the columns of machines and of inputs.
func widthsOf(cases []suite.Case) (widths [2]int) {
	const most = 40 // a longer name moves its own line only
	for _, c := range cases {
		widths[0] = max(widths[0], min(screen.Width(named(c)), most))
		widths[1] = max(widths[1], min(screen.Width(screen.Visible(c.Input)), most))
	}
	return widths
}

// named is a case's machine with the version, alias or test case behind it.
func named(c suite.Case) string {
	return screen.Visible(c.Machine.Name + strings.TrimPrefix(string(c.ARN), string(c.Machine.ARN)))
}

func pad(text string, width int) string { return text + screen.Blanks(width-screen.Width(text)) }

// printResult writes a case and what is wrong with it.
func printResult(w io.Writer, at *picked, widths [2]int, r suite.Result) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%-14s  %s  %s", r.Verdict, pad(named(r.Case), widths[0]), pad(screen.Visible(r.Input), widths[1]))
	if bill := r.Run.Billing; bill != (model.Billing{}) {
		fmt.Fprintf(&b, "  billed %s x %d MB  %s", screen.Duration(bill.Duration), bill.MemoryMB, at.Prices.Format(at.Prices.Of(bill).Total))
	}
	b.WriteByte('\n')
	for _, d := range r.Differences {
		fmt.Fprintf(&b, "    %s\n", screen.Visible(d.String()))
	}
	if r.More > 0 {
		fmt.Fprintf(&b, "    and %s more\n", screen.Count(int64(r.More)))
	}
	if r.Problem != nil && r.Run.ID != "" {
		fmt.Fprintf(&b, "    %s\n", screen.Visible(r.Problem.Error()))
	}
	hint := r.Run.Hint
	if r.Problem != nil {
		hint = model.HintOf(r.Problem)
	}
	if hint != "" {
		fmt.Fprintf(&b, "    %s\n", screen.Visible(hint))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func textReport(w io.Writer, r export.Replay) error {
	var counts []string
	for v, n := range r.Sum.Verdicts {
		if n > 0 {
			counts = append(counts, screen.Count(int64(n))+" "+suite.Verdict(v).String())
		}
	}
	_, err := fmt.Fprintf(w, "\n%s in %s, %s (%s)\n", strings.Join(counts, ", "), screen.Duration(r.Took),
		r.Prices.Format(r.Prices.OfTotals(r.Sum.Totals).Total), r.Prices.Label())
	return err
}
