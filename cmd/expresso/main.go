// Command expresso has main, and a file per command. It reads flags, connects model, store and
// ui, and turns what comes back into output and exit codes; it decides nothing else.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"expresso/model"
	"expresso/model/guard"
	"expresso/model/reference"
	"expresso/store/config"
	_ "expresso/ui/background" // before anything that asks the terminal for its colours
)

// Exit codes. They are documented in the README and relied on by scripts.
const (
	exitOK      = 0
	exitFailed  = 1 // the workflow ran and ended FAILED or TIMED_OUT
	exitUsage   = 2 // wrong usage or bad input: nothing was sent
	exitRefused = 3 // no answer, refused by the service, or the output could not be written
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run is the program without the process: testable.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := untilSignal(os.Interrupt, syscall.SIGTERM)
	defer stop()
	app := &app{stdin: stdin, stdout: newOutput(stdout), stderr: newOutput(stderr)}
	app.target.token, app.target.apart, app.target.terminal = app.askToken, app.drawing, app.terminal
	root := app.rootCommand()
	if len(args) > 0 && strings.HasPrefix(args[0], completes) {
		app.addCompletions(root, args[1:])
	}
	if len(args) > 0 && args[0] == "completion" {
		checkCompletion(root)
	}
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(app.stdout)
	root.SetErr(app.stderr)
	err := root.ExecuteContext(ctx)
	app.stdout.end()
	if lost := app.stdout.err; lost != nil {
		err = &exitError{exitRefused, fmt.Errorf("cannot write the output: %w", lost)}
	}
	return app.report(err)
}

// untilSignal returns a context that the first signal ends. A second one does what it does
// to any program: it ends it at once, even if it comes as soon as the first shows effect.
func untilSignal(signals ...os.Signal) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.Background())
	first := make(chan os.Signal, 1)
	signal.Notify(first, signals...)
	go func() {
		defer cancel() // behind Stop: who sees the end of the context is past the handler
		defer signal.Stop(first)
		select {
		case <-first:
		case <-ctx.Done():
		}
	}()
	return ctx, cancel
}

// report prints an error, and returns the exit code that it stands for.
func (a *app) report(err error) int {
	if err == nil {
		return exitOK
	}
	var exit *exitError
	var service *reference.ServiceError
	switch {
	case errors.As(err, &exit):
	case errors.As(err, &service):
		exit = &exitError{exitRefused, err}
	default: // of what was given to the program: cobra's own complaints, and names
		exit = &exitError{exitUsage, err}
	}
	if exit.err != nil {
		printError(a.stderr, exit.err)
	}
	return exit.code
}

// app is what every command shares.
type app struct {
	stdin  io.Reader
	stdout *output
	stderr *output
	target targetFlags
	said   bool                   // something is on the terminal's last line that is to be erased
	asking atomic.Pointer[asking] // nil but while the workbench has the terminal
	screen workbenchFlags
	config *config.Config // nil until settings has read it
	guard  *guard.Guard   // nil until guarding has made it
	asks   requestFlags
}

// exitError ends the program with a code, after err has been printed if there is one.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit %d", e.code)
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// refusal is the exit code where no run was answered, and each error says why one was not.
func refusal(errs ...error) int {
	for _, err := range errs {
		if !model.IsUsage(err) {
			return exitRefused
		}
	}
	return exitUsage
}

// usageError is for input that can be told to be wrong before anything is sent.
func usageError(format string, args ...any) error {
	return &exitError{exitUsage, fmt.Errorf(format, args...)}
}

// printError writes an error for a person: what went wrong, and below it what to do.
func printError(w io.Writer, err error) {
	text := err.Error()
	var at *fs.PathError
	if errors.As(err, &at) { // which system call it was helps nobody
		text = strings.Replace(text, at.Error(), at.Path+": "+at.Err.Error(), 1)
	}
	fmt.Fprintf(w, "expresso: %s\n", text)
	if hint := model.HintOf(err); hint != "" {
		fmt.Fprintf(w, "          %s\n", hint)
	}
}

// seeHelp is an error in what was given to a command.
func seeHelp(cmd *cobra.Command, err error) error {
	hint := "see the usage with: " + cmd.CommandPath() + " --help"
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) {
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		if near := reference.Nearest(unknown.GetSpecifiedName(), names); near != "" {
			hint = "did you mean --" + near + "? " + hint
		} else if unknown.GetSpecifiedShortnames() != "" {
			hint = "put -- before a name that begins with -; " + hint
		}
	}
	return &exitError{exitUsage, model.WithHint(err, hint)}
}

// noCommand is the error for a command that there is not.
func noCommand(root *cobra.Command, name string) error {
	var names []string
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	hint := "list the commands with: expresso help"
	if near := reference.Nearest(name, names); near != "" {
		hint = "did you mean: expresso " + near + "? " + hint
	}
	if slices.Contains(topicNames, name) {
		hint = "it is a topic of the manual: expresso help " + name
	}
	return &exitError{exitUsage, model.WithHint(fmt.Errorf("unknown command %q", name), hint)}
}

// exclusive lets at most one of these flags of a command be given.
func exclusive(cmd *cobra.Command, names ...string) {
	before := cmd.PreRunE
	cmd.PreRunE = func(c *cobra.Command, args []string) error {
		var given []string
		for _, name := range names {
			if c.Flags().Changed(name) {
				given = append(given, "--"+name)
			}
		}
		switch {
		case len(given) > 1:
			return usageError("%s are mutually exclusive", strings.Join(given, " and "))
		case before != nil:
			return before(c, args)
		}
		return nil
	}
}

func (a *app) rootCommand() *cobra.Command {
	version := false
	root := &cobra.Command{
		Use:   "expresso",
		Short: "A workbench for AWS Step Functions Synchronous Express workflows",
		Long: `expresso runs AWS Step Functions Synchronous Express workflows. Pick a state machine, edit an
input, run it, and see the output and its cost. Every run is saved in the history.

Without a command, expresso opens the workbench. Workflows run on the embedded engine. They
run on AWS only if --profile, --region or --endpoint-url is given.

Exit codes: 0 success; 1 a workflow did not succeed, or a check failed; 2 wrong usage or bad
input, nothing was sent; 3 refused by the service, no response, or the output could not be
written.`,
		Example: `  expresso --demo
  expresso --dir ./workflows
  expresso --profile dev --region eu-central-1
  expresso run order-approval --saved small-order`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return noCommand(cmd, args[0])
			}
			return nil
		},
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if version {
				_, err := fmt.Fprintln(a.stdout, thisBuild())
				return err
			}
			return a.workbench(cmd.Context())
		},
	}
	root.Flags().BoolVar(&version, "version", false, "print the version, as 'expresso version' does")
	root.SetFlagErrorFunc(seeHelp)
	a.target.add(root.PersistentFlags())
	a.target.addRunning(root.Flags(), true)
	showing(root, folderFlags, remoteFlags, engineFlags)
	help := root.HelpFunc()
	root.SetHelpFunc(func(cmd *cobra.Command, args []string) {
		hideOthers(cmd)
		help(cmd, args)
	})
	a.addWorkbenchFlags(root.Flags())
	exclusive(root, "plain", "debug")
	cobra.EnableCommandSorting = false
	for _, of := range []struct {
		id, title string
		commands  []*cobra.Command
	}{
		{"run", "Run workflows:", []*cobra.Command{a.runCommand(), a.replayCommand(), a.compareCommand(), a.burstCommand()}},
		{"look", "List and inspect:", []*cobra.Command{a.machinesCommand(), a.inputsCommand(), a.historyCommand(), a.openCommand()}},
		{"check", "Check and test:", []*cobra.Command{a.validateCommand(), a.stateCommand(), a.evalCommand()}},
		{"folder", "Write to the folder:", []*cobra.Command{a.pullCommand(), a.mockCommand(), a.projectCommand()}},
		{"other", "Other commands:", []*cobra.Command{a.serveCommand(), a.configCommand(), a.versionCommand()}},
	} {
		root.AddGroup(&cobra.Group{ID: of.id, Title: of.title})
		for _, c := range of.commands {
			c.GroupID = of.id
			root.AddCommand(c)
		}
	}
	root.SetHelpCommand(a.helpCommand())
	root.SetHelpCommandGroupID("other")
	root.SetCompletionCommandGroupID("other")
	return root
}
