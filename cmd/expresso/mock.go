package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"expresso/model"
	"expresso/model/jsonvalue"
	"expresso/model/trace"
)

// mockFlags are what `expresso mock add` is asked.
type mockFlags struct {
	testCase, result, run string
	shape, all            bool
}

func (a *app) mockCommand() *cobra.Command {
	const say = "use 'mock add MACHINE STATE' or 'mock record RUN'"
	cmd := &cobra.Command{
		Use:   "mock",
		Short: "Add task mocks to the mock file",
		Args:  exactArgs(0, say),
		RunE:  func(*cobra.Command, []string) error { return usageError(say) },
	}
	var f mockFlags
	add := &cobra.Command{
		Use:   "add MACHINE STATE",
		Short: "Add a task mock to the mock file",
		Long: `Add a mock of a Task state to the machine's mock file, or to a new MockConfigFile.json. The
mock returns --result, or with --shape an example of the service's response, or with --run what
the task returned in that run; otherwise {}. The rest of the file is not changed. It is an error
if the state already has a mock.`,
		Example: `  expresso mock add orders Charge --result '{"paid": true}'
  expresso mock add orders Store --shape
  expresso mock add orders --all
  expresso mock add orders Charge --run last --test-case Happy`,
		Args: func(cmd *cobra.Command, args []string) error {
			if f.all {
				return exactArgs(1, "give a state machine; --all mocks all of its tasks")(cmd, args)
			}
			return exactArgs(2, "give a state machine and one of its Task states")(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.all {
				return a.mockAll(args[0], f.testCase)
			}
			return a.mockAdd(cmd.Context(), args[0], args[1], f)
		},
	}
	flags := add.Flags()
	flags.StringVar(&f.testCase, "test-case", "", "test case to add the mock to (default: Default)")
	flags.StringVar(&f.result, "result", "", "the task's result: JSON")
	flags.BoolVar(&f.shape, "shape", false, "an example of the service's response")
	flags.StringVar(&f.run, "run", "", "what the task returned in this run: 'last', or the end of its ID")
	flags.BoolVar(&f.all, "all", false, "mock every task of the machine that has no mock, with an example of the service's response")
	exclusive(add, "result", "shape", "run", "all")
	cmd.AddCommand(add, a.mockRecordCommand())
	return cmd
}

// mockAll mocks all tasks of a machine.
func (a *app) mockAll(machine, testCase string) error {
	l, err := a.openFolder("mock add")
	if err != nil {
		return err
	}
	path, states, err := l.AddShapes(machine, testCase)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.stdout, "added mocks for %s to %s\n", strings.Join(states, ", "), l.ShortPath(path))
	return err
}

func (a *app) mockAdd(ctx context.Context, machine, state string, f mockFlags) error {
	l, err := a.openFolder("mock add")
	if err != nil {
		return err
	}
	mock := model.Mock{Machine: machine, State: state, TestCase: f.testCase, Result: "{}"}
	switch {
	case f.shape:
		mock.Result, err = l.Shape(machine, state)
	case f.run != "":
		mock.Result, err = a.recorded(ctx, f.run, state)
	case f.result != "":
		if _, bad := jsonvalue.Parse(f.result); bad != nil {
			err = fmt.Errorf("--result is not JSON: %w", bad)
		}
		mock.Result = f.result
	}
	if err != nil {
		return err
	}
	path, err := l.AddMock(mock)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.stdout, "added a mock for %s to %s\n", state, l.ShortPath(path))
	return err
}

// recorded is what a state's task was answered in a run of the history.
func (a *app) recorded(ctx context.Context, which, state string) (string, error) {
	run, journal, closeJournal, err := a.openRun(ctx, which)
	if err != nil {
		return "", err
	}
	defer closeJournal()
	events, err := journal.Trace(ctx, run.ID)
	if err != nil {
		return "", model.WithHint(fmt.Errorf("cannot read the trace of run %s: %w", which, err), "open the run's trace in the workbench first")
	}
	result, ok := trace.Build(events).Result(state)
	if !ok {
		return "", fmt.Errorf("in run %s no task %q returned a result", which, state)
	}
	return result, nil
}
