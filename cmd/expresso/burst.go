package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"expresso/model"
	"expresso/model/burst"
	"expresso/model/export"
	burstui "expresso/ui/burst"
	"expresso/ui/screen"
)

// burstFlags are what `expresso burst` is asked beside the target.
type burstFlags struct {
	input, saved, lines string
	count               int64
	concurrency         int
	rate                float64
	testCase            string
	budget              string
	format              string
	yes, noHistory      bool
}

func (a *app) burstCommand() *cobra.Command {
	var f burstFlags
	cmd := &cobra.Command{
		Use:   "burst MACHINE|FILE.asl.json|ARN",
		Short: "Run a workflow many times and measure it",
		Long: `Run a workflow many times, several at once. The report says how many runs succeeded, how
long they took, what was billed, which errors occurred and what it cost. All runs are saved
in the history, in one group. Results are saved ten times a second: if the process is killed
or the power fails, the runs of the last tenth of a second read NO RESPONSE.

All runs get the same input, with its parameters filled in for each ({{n}} is the number of
the run; see 'expresso run --help'). With --lines, each run gets one line of a JSON Lines
file. A throttled run is counted and not sent again. After one, no run starts for a second
and the concurrency is halved; it then rises by one with each full round of responses.
The burst ends at a refusal that every run would get, as for expired credentials or a missing
permission, and at 20 refusals in a row.

On AWS or another endpoint it asks first, with the number of runs and their estimated cost,
unless --yes is given. ctrl+c starts no more runs and waits for those in flight; press it
again to stop waiting.

--budget limits what the runs may cost together, by the estimate that is printed at the end:
no more runs are started when it is reached, and runs in flight end. A run in flight, or one whose
cost is unknown, counts as much as the most expensive one so far. The configuration can
set a budget for each burst and one for each session ('expresso config --template').

Exit codes: 0 all SUCCEEDED; 1 some did not, or a budget was reached; 2 wrong usage or bad
input, or a budget that allows no run: nothing was sent; 3 no run was answered.`,
		Example: `  expresso burst order-approval --saved small-order --count 1000 --concurrency 20
  expresso burst order-approval --lines orders.jsonl --rate 50 -o json
  expresso burst order-approval --count 100000 --budget 0.50 --clock simulated
  generate-orders | expresso burst order-approval --lines - --no-history`,
		Args: exactArgs(1, "give a state machine, a definition file or an ARN; list the machines with: expresso machines"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.lines == "" && !cmd.Flags().Changed("count") {
				return usageError("give the number of runs with --count, or their inputs with --lines")
			}
			if cmd.Flags().Changed("count") && f.count < 1 {
				return usageError("--count must be above 0, got %d", f.count)
			}
			return a.burst(cmd.Context(), args[0], f)
		},
	}
	flags := cmd.Flags()
	showing(cmd, folderFlags, remoteFlags, engineFlags)
	a.target.addRunning(flags, true)
	a.asks.add(flags, "new gives each run its own sampled X-Ray trace")
	flags.Int64VarP(&f.count, "count", "n", 0, "number of runs; with --lines, the maximum number of runs")
	flags.IntVarP(&f.concurrency, "concurrency", "c", 10, "maximum number of runs in flight at once")
	flags.Float64Var(&f.rate, "rate", 0, "maximum number of runs started per second (default: no limit)")
	flags.StringVar(&f.input, "input", "", "the input of all runs: JSON text, @FILE, or - for standard input (default {})")
	flags.StringVar(&f.saved, "saved", "", "use this saved input of the machine")
	flags.StringVar(&f.lines, "lines", "", "JSON Lines file with one input per line; - for standard input")
	addBudget(cmd, &f.budget)
	flags.StringVar(&f.testCase, "test-case", "", "test case of the mock file to use")
	flags.StringVarP(&f.format, "output", "o", "", "json or text")
	flags.BoolVar(&f.yes, "yes", false, "do not ask before sending runs that are billed")
	flags.BoolVar(&f.noHistory, "no-history", false, "do not save these runs in the history")
	exclusive(cmd, "input", "saved", "lines")
	return cmd
}

func (a *app) burst(ctx context.Context, what string, f burstFlags) error {
	asText, err := a.asText(f.format)
	if err != nil {
		return err
	}
	if f.lines == "-" && !f.yes && a.target.isRemote() {
		return usageError("the lines of standard input cannot be counted in advance: give --yes to send them all, or a file")
	}
	limit, err := budget(f.budget)
	if err != nil {
		return usageError("--budget: %w", err)
	}
	plan := burst.Plan{Count: f.count, Concurrency: f.concurrency, Rate: f.rate, Saved: f.saved}
	if err := plan.Check(); err != nil {
		return &exitError{exitUsage, err}
	}
	at, err := a.pick(ctx, what, f.testCase, f.noHistory)
	if err != nil {
		return err
	}
	defer at.close()
	plan.Machine = at.ARN
	plan.Budget = a.guard.Budget("burst", cmp.Or(limit, a.guard.BurstLimit(at.Bench.Target.Info())), at.Bench.Target.Info())
	done, err := a.burstInputs(ctx, at, f, &plan)
	if err != nil {
		return err
	}
	defer done()
	estimate, err := a.burstEstimate(ctx, at, plan)
	if err != nil {
		return err
	}
	if err := a.mayRun(at.Local == nil, f.yes, estimate, plan.Start(at.Bench.Target.Info())); err != nil {
		return err
	}
	b := burst.New(at.Bench, plan)
	err = a.watchBurst(ctx, b)
	a.tellMocked(at.Local)
	s := b.Snapshot()
	if s.Done == 0 && err == nil && f.lines == "-" && ctx.Err() == nil {
		err = model.WithHint(errors.New("standard input has no lines with inputs"), "nothing was sent")
	}
	if s.Done == 0 && err != nil {
		return &exitError{exitUsage, err}
	}
	if asText {
		printBurst(a.stdout, at, b, s)
	} else if err := export.BurstJSON(a.stdout, b, s, at.ARN, at.Prices); err != nil {
		return err
	}
	if err != nil {
		printError(a.stderr, err)
	}
	switch {
	case s.Answered == 0 && s.Done > 0:
		return &exitError{code: refusal(err)}
	case err != nil, s.Totals.Succeeded < s.Done, plan.Count > 0 && s.Done < plan.Count:
		return &exitError{code: exitFailed}
	}
	return nil
}

// burstInputs fills in the plan's inputs. A file of lines is read through before anything
// is sent, so that a mistake in its last line costs nothing, and to know how many there are.
func (a *app) burstInputs(ctx context.Context, at *picked, f burstFlags, plan *burst.Plan) (done func(), err error) {
	done = func() {}
	if f.lines == "" {
		input, err := a.readInput(at.Local, at.ARN, runFlags{input: f.input, saved: f.saved})
		plan.Inputs = func(n int64) (string, error) { return input.Text(n), nil }
		return done, err
	}
	values, err := a.parameters(at.Local)
	if err != nil {
		return done, err
	}
	fill := values.Fill
	if f.lines == "-" {
		plan.Inputs = burst.Lines(a.stdin, "standard input", fill)
		return done, nil
	}
	file, err := burst.OpenFile(ctx, f.lines, fill)
	if err != nil {
		return done, &exitError{exitUsage, err}
	}
	if plan.Count == 0 || file.Rows < plan.Count {
		plan.Count = file.Rows
	}
	plan.Inputs = file.Inputs()
	return func() { _ = file.Close() }, nil // was only read
}

// burstEstimate is what is asked before runs are sent.
func (a *app) burstEstimate(ctx context.Context, at *picked, plan burst.Plan) (string, error) {
	e, err := burst.EstimateOf(ctx, at.Bench.Journal, at.Prices, at.ARN, plan.Count)
	if err != nil {
		return "", &exitError{exitRefused, err}
	}
	e.Expect(plan.Budget, at.ARN)
	if plan.Count == 0 {
		return "one run per line", nil
	}
	return burstui.Question(plan, at.ARN.Machine(), at.Bench.Target.Info().Name, at.Prices, e), nil
}

// watchBurst runs the burst, and says on a terminal how far it is.
func (a *app) watchBurst(ctx context.Context, b *burst.Burst) error {
	var tick <-chan time.Time
	if a.stderr.onTerminal() {
		ticker := time.NewTicker(200 * time.Millisecond)
		defer ticker.Stop()
		tick = ticker.C
		defer a.progress("")
	}
	return a.untilStopped(ctx, b.Stop, func(ctx context.Context) error {
		ended := make(chan error, 1)
		go func() { ended <- b.Run(ctx) }()
		for {
			select {
			case err := <-ended:
				return err
			case <-tick:
				a.progress(burstui.Progress(b.Snapshot()))
			}
		}
	})
}

func printBurst(w io.Writer, at *picked, b *burst.Burst, s burst.Snapshot) {
	fmt.Fprintf(w, "%s  %s runs in %s, %.0f/s, at most %d at once\n", screen.Visible(at.ARN.Machine()),
		screen.Count(s.Done), screen.Duration(s.Elapsed), s.Rate(), b.Concurrency)
	if s.Planned > s.Done {
		fmt.Fprintf(w, "stopped after %s of %s runs\n", screen.Count(s.Done), screen.Count(s.Planned))
	}
	fmt.Fprintf(w, "\n%s succeeded  %s did not  %s throttled\n\n", screen.Count(s.Totals.Succeeded),
		screen.Count(s.Done-s.Totals.Succeeded), screen.Count(s.Throttled))
	rows := [][]string{{""}, {"latency"}, {"billed"}}
	for _, q := range burst.Quantiles {
		rows[0] = append(rows[0], q.Name)
		rows[1] = append(rows[1], screen.Duration(s.Latency.Quantile(q.Of)))
		rows[2] = append(rows[2], screen.Duration(s.Billed.Quantile(q.Of)))
	}
	_ = table(w, rows) // as with every print: what cannot be written is seen by whoever reads
	for _, chart := range []struct {
		title string
		of    burst.Histogram
	}{{"latency", s.Latency}, {"billed duration", s.Billed}} {
		if chart.of.Count() == 0 {
			continue // nothing was answered, or billed
		}
		fmt.Fprintf(w, "\n%s\n", chart.title)
		for _, line := range burstui.Bars(chart.of.Bars(10), 60, "█", "▌", func(s string) string { return s }) {
			fmt.Fprintln(w, "  "+line)
		}
	}
	if len(s.Errors) > 0 {
		fmt.Fprintln(w)
	}
	for _, e := range s.Errors {
		fmt.Fprintf(w, "%8s  %s\n", screen.Count(e.Count), screen.Visible(e.Name))
	}
	fmt.Fprintf(w, "\ncost %s (%s)\n", at.Prices.Format(at.Prices.OfTotals(s.Totals).Total), at.Prices.Label())
	if state := b.Budget.State(at.ARN.Region()); state != "" {
		fmt.Fprintf(w, "budget %s\n", state)
	}
	if at.Bench.Keeps() {
		fmt.Fprintf(w, "saved as %s\n", b.Group)
	}
}
