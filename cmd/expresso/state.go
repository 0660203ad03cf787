package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"expresso/model"
	"expresso/model/bench"
	"expresso/model/file"
	"expresso/model/jsonvalue"
	"expresso/model/local"
	"expresso/ui/screen"
)

// stateFlags are what `expresso state` is asked.
type stateFlags struct {
	input, variables, context string
	mock, mockError           string
	testCase, level, format   string
	retries                   int
}

func (a *app) stateCommand() *cobra.Command {
	var f stateFlags
	cmd := &cobra.Command{
		Use:   "state MACHINE|FILE|ARN STATE",
		Short: "Test one state and show every step of its data flow",
		Long: `Run one state of a state machine on the embedded target, as AWS's TestState does, and print
every step of its data flow. Nothing is called, billed or saved. Waits take no time.

A Task state returns --mock, or else its mock in the mock file; --mock auto returns an example of
the service's response. Map and Parallel states need --mock with an array. With --mock-error the
state fails, to show which retrier or catcher handles the error. A result given with --mock must
match the service's response, unless --mock-validation says otherwise.

Exit codes: 0 SUCCEEDED or CAUGHT_ERROR; 1 FAILED or RETRIABLE; 2 wrong usage or bad input; 3 refused.`,
		Example: `  expresso state orders CheckLimit --input '{"amount": 120}'
  expresso state orders.asl.json Charge --input @order.json --mock '{"StatusCode": 200, "Payload": {"paid": true}}'
  expresso state orders Charge --mock-error 'Lambda.TooManyRequestsException: busy' --retries 2
  expresso state orders Total --variables '{"rate": 0.2}' --level info -o json`,
		Args: exactArgs(2, "give a state machine, a definition file or an ARN, and one of its states"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.testState(cmd.Context(), args[0], args[1], f) },
	}
	showing(cmd, folderFlags, remoteFlags, []string{"mock-config", "mock-validation"})
	flags := cmd.Flags()
	flags.StringVar(&f.input, "input", "", "the state's input: JSON text, @FILE, or - for standard input (default {})")
	flags.StringVar(&f.variables, "variables", "", "variables: a JSON object, or @FILE")
	flags.StringVar(&f.context, "context", "", "the context object: JSON, or @FILE; needs a mock")
	flags.StringVar(&f.mock, "mock", "", "the result of the task, iterations or branches: JSON, @FILE, or auto")
	flags.StringVar(&f.mockError, "mock-error", "", "the error to fail with: NAME or 'NAME: CAUSE'")
	flags.IntVar(&f.retries, "retries", 0, "number of retries so far")
	flags.StringVar(&f.testCase, "test-case", "", "test case of the mock file to use")
	flags.StringVar(&f.level, "level", "debug", "info (the output), debug (every step) or trace")
	flags.StringVarP(&f.format, "output", "o", "", "json or text")
	exclusive(cmd, "mock", "mock-error", "test-case")
	return cmd
}

func (a *app) testState(ctx context.Context, what, state string, f stateFlags) error {
	asText, err := a.asText(f.format)
	if err != nil {
		return err
	}
	test := model.StateTest{State: state, Retries: f.retries, Level: strings.ToUpper(f.level)}
	switch {
	case test.Level != model.LevelInfo && test.Level != model.LevelDebug && test.Level != model.LevelTrace:
		return usageError("--level must be info, debug or trace, got %q", f.level)
	case f.retries < 0:
		return usageError("--retries must be 0 or more, got %d", f.retries)
	}
	for _, of := range []struct {
		flag, text string
		to         *string
	}{{"--input", f.input, &test.Input}, {"--variables", f.variables, &test.Variables}, {"--context", f.context, &test.Context}, {"--mock", f.mock, &f.mock}} {
		if *of.to, err = a.textOf(of.text); err != nil {
			return usageError("%s: %w", of.flag, err)
		}
		if wrong := jsonvalue.Check(*of.to); wrong != nil && *of.to != "" && *of.to != autoMock {
			return usageError("%s is not JSON: %w", of.flag, wrong)
		}
	}
	at, err := a.pick(ctx, what, "", true)
	if err != nil {
		return err
	}
	defer at.close()
	d, err := at.Bench.Target.Describe(ctx, at.ARN)
	if err != nil {
		return &exitError{exitRefused, err}
	}
	test.Definition = d.Definition
	if test.Mock, err = a.stateMock(at, d, state, f); err != nil {
		return err
	}
	// A service of its own: it waits for nothing, and calls nothing wherever the machine is.
	tester := local.New(local.Options{Simulated: true}).Target().(model.StateTester)
	tested, err := tester.TestState(ctx, test)
	if err != nil {
		return &exitError{exitRefused, err}
	}
	if asText {
		a.printTested(state, tested)
	} else if _, err := fmt.Fprintln(a.stdout, tested.Raw); err != nil {
		return err
	}
	if tested.Status == "FAILED" || tested.Status == "RETRIABLE" {
		return &exitError{code: exitFailed}
	}
	return nil
}

// stateMock is the mock that the flags ask for, else the mock file's.
func (a *app) stateMock(at *picked, d model.Description, state string, f stateFlags) (*model.StateMock, error) {
	switch {
	case f.mockError != "":
		name, cause, _ := strings.Cut(f.mockError, ":")
		return &model.StateMock{Error: strings.TrimSpace(name), Cause: strings.TrimSpace(cause)}, nil
	case f.mock == autoMock:
		return local.Shape(d, state)
	case f.mock != "":
		m := &model.StateMock{Result: f.mock}
		if a.target.changed("mock-validation") {
			m.Validation = strings.ToUpper(a.target.mockValidation)
		}
		return m, nil
	}
	l := at.Local
	if l == nil {
		l = local.New(local.Options{})
	}
	return l.StateMock(d, state, f.testCase, f.retries)
}

// textOf is the text of a flag: itself, that of the file after @, or standard input for -, neither of
// which may be empty: what should have written it has failed.
func (a *app) textOf(flag string) (text string, err error) {
	from, isFile := strings.CutPrefix(flag, "@")
	switch {
	case flag == "-":
		from = "standard input"
		text, err = readAll(a.stdin)
	case isFile:
		var bytes []byte
		if bytes, err = file.Read(from, mostRead); err != nil {
			err = fmt.Errorf("cannot read the file: %w", err)
		}
		text = string(bytes)
	default:
		return flag, nil
	}
	if err == nil && strings.TrimSpace(text) == "" {
		err = fmt.Errorf("%s is empty", from)
	}
	return text, err
}

// printTested writes for people how a state went.
func (a *app) printTested(state string, t model.StateTested) {
	fmt.Fprintf(a.stdout, "%s  %s", t.Status, screen.Visible(state))
	if t.Next != "" {
		fmt.Fprintf(a.stdout, "  next %s", screen.Visible(t.Next))
	}
	fmt.Fprintln(a.stdout)
	for _, step := range t.Steps {
		gap := "\n"
		if !strings.ContainsAny(step.JSON, "{[\"") { // a number
			gap = "  "
		}
		fmt.Fprintf(a.stdout, "\n%s%s%s\n", bench.StepTitle(step.Name), gap, indent(step.JSON))
	}
	if t.Output != "" {
		fmt.Fprintf(a.stdout, "\noutput\n%s\n", indent(t.Output))
	}
	if t.Error != "" {
		fmt.Fprintf(a.stdout, "\nerror   %s\n", t.Error)
	}
	if t.Cause != "" {
		fmt.Fprintf(a.stdout, "cause   %s\n", indent(t.Cause))
	}
}
