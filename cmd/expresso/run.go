package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"expresso/model"
	"expresso/model/burst"
	"expresso/model/child"
	"expresso/model/file"
	"expresso/model/guard"
	"expresso/model/jsonvalue"
	"expresso/model/local"
	"expresso/model/parameter"
	"expresso/model/pricing"
	"expresso/model/reference"
	"expresso/store"
	"expresso/ui/screen"
)

// runFlags are what `expresso run` is asked beside the target.
type runFlags struct {
	input, saved      string
	name              string
	testCase          string
	format            string
	noHistory, dryRun bool
	watch, yes        bool
	save              string // folder
	force             bool   // over what is there
}

func (a *app) runCommand() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "run MACHINE|FILE|ARN",
		Short: "Run a workflow once with StartSyncExecution and print the response",
		Long: `Run a workflow once and print the response of StartSyncExecution. -o json prints all members as
AWS returns them; -o text prints output, error and billing. The default is text on a terminal and
json elsewhere.

The input can contain parameters, which are filled in before it is sent: {{uuid}}, {{now}},
{{env.NAME}}, {{file "x.json"}}, and {{n}}, the number of the run in a burst. Files must be in the
folder of the machines or below. --dry-run prints the filled-in input.

Exit codes: 0 SUCCEEDED; 1 FAILED or TIMED_OUT; 2 wrong usage or bad input, nothing was
sent; 3 no response, refused by the service, or the response could not be written or saved.`,
		Example: `  expresso run order-approval --input '{"amount": 120}'
  expresso run order-approval --saved small-order -o json | jq .billingDetails
  expresso run ./orders.asl.json --input @order.json --mock-config mocks.json --test-case Happy
  expresso run orders --profile dev --input - < order.json
  expresso run orders --profile dev --included-data METADATA_ONLY --trace-header new
  expresso run orders --input '{"id": "{{uuid}}", "order": {{file "order.json"}}}' --dry-run`,
		Args: exactArgs(1, "give a state machine, a definition file or an ARN; list the machines with: expresso machines"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.run(cmd.Context(), args[0], f) },
	}
	flags := cmd.Flags()
	showing(cmd, folderFlags, remoteFlags, engineFlags)
	a.target.addRunning(flags, true)
	flags.StringVar(&f.input, "input", "", "the input: JSON text, @FILE, or - for standard input (default {})")
	flags.StringVar(&f.saved, "saved", "", "use this saved input of the machine, or an example of the project")
	flags.StringVar(&f.name, "name", "", "name of the execution (default: chosen by the service)")
	a.asks.add(flags, "X-Ray trace header, or new for a new sampled trace")
	flags.StringVar(&f.testCase, "test-case", "", "test case of the mock file to use")
	flags.StringVarP(&f.format, "output", "o", "", "json or text")
	flags.BoolVar(&f.noHistory, "no-history", false, "do not save this run in the history")
	flags.StringVar(&f.save, "save", "", "also write input, output, response and trace to files in this folder; on AWS the trace is read from CloudWatch Logs")
	flags.BoolVar(&f.force, "force", false, "replace existing files")
	flags.BoolVar(&f.yes, "yes", false, "do not ask, even if a guard in the configuration says so")
	flags.BoolVar(&f.dryRun, "dry-run", false, "print the input with its parameters filled in, and send nothing")
	flags.BoolVar(&f.watch, "watch", false, "rerun whenever the definition, mock file or input file is saved, until ctrl+c; then exit with code 0")
	exclusive(cmd, "input", "saved")
	exclusive(cmd, "watch", "dry-run")
	return cmd
}

// exactArgs is cobra's, with a sentence that says what is wanted.
func exactArgs(n int, wanted string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) != n {
			return &exitError{exitUsage, model.WithHint(fmt.Errorf("expected %s, got %d", count(n, "argument", "arguments"), len(args)), wanted)}
		}
		return nil
	}
}

func (a *app) run(ctx context.Context, what string, f runFlags) error {
	asText, err := a.asText(f.format)
	if err != nil {
		return err
	}
	at, err := a.pick(ctx, what, f.testCase, f.noHistory || f.dryRun)
	if err != nil {
		return err
	}
	defer at.close()
	if f.watch {
		return a.runOnSave(ctx, at, what, f, asText)
	}
	return a.runOnce(ctx, at, f, asText)
}

func (a *app) runOnce(ctx context.Context, at *picked, f runFlags, asText bool) error {
	input, err := a.readInput(at.Local, at.ARN, f)
	if err != nil {
		return err
	}
	prepared, err := at.Bench.Prepare(model.Request{Machine: at.ARN, Name: f.name, Input: input.Text(1)})
	if err != nil {
		return &exitError{exitUsage, err}
	}
	if f.dryRun {
		_, err := fmt.Fprintln(a.stdout, prepared.Input)
		return err
	}
	if err := a.maySave(f.save, f.force); err != nil {
		return err
	}
	prepared.Saved = f.saved
	if err := a.mayRun(false, f.yes, a.oneRun(ctx, at, prepared), guard.Start{On: at.Bench.Target.Info(), Machine: at.ARN, Runs: 1, Input: len(prepared.Input)}); err != nil {
		return err
	}
	waiting, stopWaiting := context.WithCancelCause(context.WithoutCancel(ctx))
	defer context.AfterFunc(ctx, func() { stopWaiting(model.ErrStoppedWaiting) })()
	done, unrecorded := at.Bench.Run(waiting, prepared)
	if !done.Status.Answered() {
		return &exitError{refusal(unrecorded), unrecorded}
	}
	if id := model.TraceID(done.TraceHeader); id != "" && !asText {
		fmt.Fprintf(a.stderr, "note: X-Ray trace %s\n", id)
	}
	if asText {
		printRun(a.stdout, done, at.Prices)
	} else if _, err := fmt.Fprintln(a.stdout, done.Raw); err != nil {
		return err
	}
	a.tellMocked(at.Local)
	if done.Status != model.Succeeded && f.input == "" && f.saved == "" {
		a.tellInputs(at.Local, at.ARN.Machine())
	}
	if at.Local != nil {
		if _, _, unanswered := at.Local.Unanswered(done.Cause); unanswered {
			fmt.Fprintln(a.stderr, "note: --mock auto answers tasks without a mock with an example response")
		}
	}
	if f.save != "" {
		trace, traceErr := at.Bench.Trace(ctx, done)
		if err := a.save(done, trace, traceErr, f.save); err != nil {
			if done.Status == model.Succeeded {
				return &exitError{exitRefused, errors.Join(err, unrecorded)}
			}
			printError(a.stderr, err) // the exit code is the run's
		}
	}
	switch {
	case unrecorded != nil:
		return &exitError{exitRefused, unrecorded}
	case done.Status != model.Succeeded:
		return &exitError{code: exitFailed}
	}
	return nil
}

// oneRun says for a question what is about to be sent, and what the last run cost.
func (a *app) oneRun(ctx context.Context, at *picked, run model.Run) string {
	text := fmt.Sprintf("1 run with an input of %d bytes", len(run.Input))
	if at.Bench.Guard != nil && at.Local == nil {
		text += ", last run: " + burst.LastCost(ctx, at.Bench.Journal, at.Prices, at.ARN)
	}
	return text
}

// mostInputs is how many inputs a note names.
const mostInputs = 5

// tellInputs says which inputs there are, where a machine failed without one.
func (a *app) tellInputs(l *local.Local, machine string) {
	if l == nil {
		return
	}
	list, err := inputs(l).List(machine)
	if err != nil || len(list) == 0 {
		return // for those who want one, the reason is printed
	}
	names := make([]string, 0, mostInputs)
	for _, input := range list[:min(len(list), mostInputs)] {
		names = append(names, input.Name)
	}
	fmt.Fprintf(a.stderr, "note: the input was {}; --saved takes %s\n", screen.Visible(strings.Join(names, ", ")))
}

// tellMocked says which tasks nothing but --mock auto answered.
func (a *app) tellMocked(l *local.Local) {
	if l == nil {
		return
	}
	if states := l.Automatic(); len(states) > 0 {
		fmt.Fprintf(a.stderr, "expresso: --mock auto answered %s with an example response\n", strings.Join(states, ", "))
	}
}

// asText reads the flag -o: text for a terminal and JSON for a program, unless it says.
func (a *app) asText(format string) (bool, error) {
	switch format {
	case "text":
		return true, nil
	case "json":
		return false, nil
	case "":
		return a.stdout.onTerminal(), nil
	}
	return false, usageError("-o must be json or text, got %q", format)
}

// inputText reads the input that the flags name, and says where it came from.
func (a *app) inputText(l *local.Local, arn model.ARN, f runFlags) (text, from string, err error) {
	text, from = f.input, "--input"
	switch {
	case f.saved != "":
		from = "the saved input " + f.saved
		text, err = inputs(l).Load(arn.Machine(), f.saved)
	case f.input == "-":
		from = "standard input"
		text, err = readAll(a.stdin)
	case strings.HasPrefix(f.input, "@"):
		from = f.input[1:]
		text, err = readFile(from)
	}
	return text, from, err
}

// withoutAt is the beginning of a hint where a flag has the name of a file for JSON.
func withoutAt(flag, text string) string {
	text = strings.TrimSpace(text)
	if _, err := os.Stat(text); flag != "--input" || err != nil && !strings.HasSuffix(text, ".json") {
		return ""
	}
	return "a file takes an @: --input @" + child.Word(text) + "; "
}

// readInput returns the input that the flags name, except for what differs from run to run.
func (a *app) readInput(l *local.Local, arn model.ARN, f runFlags) (*parameter.Filled, error) {
	text, from, err := a.inputText(l, arn, f)
	if err != nil {
		return nil, &exitError{exitUsage, err}
	}
	if strings.TrimSpace(text) == "" {
		if f.saved == "" && f.input != "" && from != "--input" { // what should have written it has failed
			return nil, &exitError{exitUsage, model.WithHint(fmt.Errorf("%s is empty", from), "give {} for an empty input; nothing was sent")}
		}
		text = "{}"
	}
	refuse := func(err error) error {
		return &exitError{exitUsage, model.WithHint(fmt.Errorf("%s: %w", from, err), model.HintOf(err)+"; nothing was sent")}
	}
	written, err := parameter.Parse(text)
	if err != nil {
		return nil, refuse(err)
	}
	if problem := written.Check(); problem != nil {
		return nil, &exitError{exitUsage, model.WithHint(fmt.Errorf("%s is not JSON: %w", from, problem), withoutAt(from, text)+"nothing was sent")}
	}
	values, err := a.parameters(l)
	if err != nil {
		return nil, err
	}
	input, err := written.With(values)
	if err != nil {
		return nil, refuse(err)
	}
	return input, nil
}

func readFile(name string) (string, error) {
	text, err := file.Read(name, mostRead)
	if err != nil {
		return "", fmt.Errorf("cannot read the input: %w", err)
	}
	return string(text), nil
}

// mostRead is the largest input that is read: a little more than the service takes, so that
// the message about its size can name it.
const mostRead = 16 << 20

// readAll reads an input to its end.
func readAll(r io.Reader) (string, error) {
	text, err := io.ReadAll(io.LimitReader(r, mostRead+1))
	if err != nil {
		return "", fmt.Errorf("cannot read the input: %w", err)
	}
	if len(text) > mostRead {
		return "", fmt.Errorf("the input has more than %d bytes; the limit is %d", mostRead, model.MaxInput)
	}
	return string(text), nil
}

// openJournal opens the history, or a journal that forgets.
func (a *app) openJournal(forget bool) (model.Journal, func(), error) {
	if forget {
		return model.Forgetful{}, func() {}, nil
	}
	dir, err := a.historyDir()
	if err != nil {
		return nil, nil, err
	}
	history, err := store.Open(dir)
	if err != nil {
		return nil, nil, &exitError{exitUsage, err}
	}
	return history, func() { _ = history.Leave() }, nil
}

// openRun opens the history and reads the run of it that a person means.
func (a *app) openRun(ctx context.Context, which string) (run model.Run, journal model.Journal, closeJournal func(), err error) {
	if journal, closeJournal, err = a.openJournal(false); err != nil {
		return run, nil, nil, err
	}
	id, err := reference.Run(ctx, journal, which)
	if err == nil {
		if run, err = journal.Get(ctx, id); err != nil {
			err = &exitError{exitRefused, err}
		}
	}
	if err != nil {
		closeJournal()
		return run, nil, nil, err
	}
	return run, journal, closeJournal, nil
}

// printRun writes an answered run for people.
func printRun(w io.Writer, r model.Run, prices pricing.Table) {
	fmt.Fprintf(w, "%s  %s\n", r.Status, screen.Visible(r.Machine.Machine()))
	if !r.Origin.Whole() {
		fmt.Fprintf(w, "from state %s, after run %s\n", screen.Visible(r.Origin.State), r.Origin.Run)
	}
	if id := model.TraceID(r.TraceHeader); id != "" {
		fmt.Fprintf(w, "X-Ray trace %s\n", id)
	}
	switch why := r.WhyWithheld(); {
	case why != "":
		fmt.Fprintf(w, "\noutput  %s\n\n", why)
	case r.Status == model.Succeeded:
		fmt.Fprintf(w, "\n%s\n\n", indent(r.Output))
	default:
		if r.Error != "" {
			fmt.Fprintf(w, "\nerror   %s\n", r.Error)
		}
		if r.Cause != "" {
			fmt.Fprintf(w, "cause   %s\n", indent(r.Cause))
		}
		fmt.Fprintln(w)
	}
	printBilling(w, r, prices)
}

// indent formats JSON for reading and leaves any other text as it is.
func indent(text string) string {
	if formatted, err := jsonvalue.Format(text, "  "); err == nil {
		return formatted
	}
	return text
}
