package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"expresso/model"
	"expresso/model/export"
	"expresso/model/parameter"
	"expresso/model/reference"
)

func (a *app) inputsCommand() *cobra.Command {
	const say = "use 'inputs list', 'inputs show MACHINE NAME' or 'inputs import FILE...'"
	cmd := &cobra.Command{
		Use:   "inputs",
		Short: "List, show and import saved inputs",
		Args:  exactArgs(0, say),
		RunE:  func(*cobra.Command, []string) error { return usageError(say) },
	}
	cmd.AddCommand(a.inputsListCommand(), a.inputsShowCommand(), a.inputsImportCommand())
	for _, c := range cmd.Commands() {
		showing(c, folderFlags, remoteFlags)
	}
	return cmd
}

func (a *app) inputsListCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "list [MACHINE...]",
		Short: "List saved inputs and the project's examples",
		Long: `List the saved inputs of the named state machines, or of all, and the project's examples. Examples
are JSON files named after a machine or next to the only one, in folders such as events, inputs
or examples, and the inputs of schedules and rules. The example "generated" has what the definition
reads. Run them with --saved. Replay skips them
until they are saved.`,
		Example: `  expresso inputs list
  expresso inputs list order-approval -o json`,
		RunE: func(cmd *cobra.Command, args []string) error { return a.inputsList(cmd.Context(), args, format) },
	}
	cmd.Flags().StringVarP(&format, "output", "o", "text", "json or text")
	return cmd
}

// listedInput is a saved input as `inputs list -o json` prints it.
type listedInput struct {
	Machine  string `json:"machine"`
	Name     string `json:"name"`
	BuiltIn  bool   `json:"builtIn"` // comes with a sample and has no file yet
	Expected bool   `json:"expected"`
	Example  string `json:"example,omitempty"` // the project's file that it is in: it is not saved
}

func (a *app) inputsList(ctx context.Context, machines []string, format string) error {
	asText, err := a.asText(format)
	if err != nil {
		return err
	}
	on, err := a.open(ctx)
	if err != nil {
		return err
	}
	named := len(machines) > 0
	if !named {
		list, err := on.Bench.Target.Machines(ctx)
		if err != nil {
			return &exitError{exitRefused, err}
		}
		for _, m := range list {
			machines = append(machines, m.Name)
		}
	}
	inputs := inputs(on.Local)
	out := []listedInput{} // [] and not null where there are none
	for _, machine := range machines {
		list, err := inputs.List(machine)
		if err != nil {
			return &exitError{exitUsage, err}
		}
		if named && len(list) == 0 && on.Local != nil {
			if _, err := reference.Name(ctx, on, machine); err != nil {
				return err
			}
		}
		for _, input := range list {
			expected, _, err := inputs.Expectation(machine, input.Name)
			if err != nil {
				return &exitError{exitUsage, err}
			}
			out = append(out, listedInput{machine, input.Name, input.BuiltIn, expected != "", input.Example})
		}
	}
	switch {
	case !asText:
		return export.Indented(a.stdout, out)
	case len(out) == 0:
		_, err := fmt.Fprintln(a.stdout, "no saved inputs")
		return err
	}
	rows := [][]string{{"MACHINE", "INPUT", "EXPECTED", "FROM"}}
	for _, input := range out {
		row := []string{input.Machine, input.Name, "", "file"}
		if input.Expected {
			row[2] = "yes"
		}
		switch {
		case input.BuiltIn:
			row[3] = "sample"
		case input.Example != "":
			row[3] = "example " + on.Local.ShortPath(input.Example)
		}
		rows = append(rows, row)
	}
	return table(a.stdout, rows)
}

func (a *app) inputsShowCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "show MACHINE NAME",
		Short: "Print a saved input",
		Args:  exactArgs(2, "give a state machine and one of its inputs; list them with: expresso inputs list"),
		RunE: func(cmd *cobra.Command, args []string) error {
			on, err := a.open(cmd.Context())
			if err != nil {
				return err
			}
			text, err := inputs(on.Local).Load(args[0], args[1])
			if err != nil {
				return &exitError{exitUsage, err}
			}
			_, err = fmt.Fprint(a.stdout, text)
			return err
		},
	}
}

// importFlags say how files become saved inputs.
type importFlags struct {
	machine, name string
	force         bool
}

func (a *app) inputsImportCommand() *cobra.Command {
	var f importFlags
	cmd := &cobra.Command{
		Use:   "import FILE|FOLDER...",
		Short: "Save JSON files, such as SAM's events, as inputs",
		Long: `Save JSON files, such as SAM's events/*.json, as inputs of a state machine, byte for byte. Each
input gets the file's name without .json, or --name. From a folder, all .json files are
imported. --machine can be omitted if there is only one state machine.

If one file is not JSON or its name is not valid, nothing is imported. Replacing an existing
input with a different text needs confirmation, or --force.`,
		Example: `  expresso inputs import events --machine order-approval
  expresso inputs import events/happy.json --machine order-approval --name small-order`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return &exitError{exitUsage, model.WithHint(errors.New("no file"), "give JSON files, or folders with JSON files")}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return a.inputsImport(cmd.Context(), args, f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.machine, "machine", "", "the state machine to save them for")
	flags.StringVar(&f.name, "name", "", "name of the input, for a single file")
	flags.BoolVar(&f.force, "force", false, "replace existing inputs")
	return cmd
}

// imported is a file that becomes a saved input.
type imported struct{ path, name, text string }

func (a *app) inputsImport(ctx context.Context, paths []string, f importFlags) error {
	on, err := a.open(ctx)
	if err != nil {
		return err
	}
	machine, err := reference.Name(ctx, on, f.machine)
	if err != nil {
		return err
	}
	all, err := readImports(paths, f.name)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	inputs := inputs(on.Local)
	list, err := inputs.List(machine)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	examples := map[string]bool{} // which are not saved yet
	for _, input := range list {
		examples[input.Name] = input.Example != ""
	}
	var changed []imported
	var there []string
	for _, one := range all {
		switch old, err := inputs.Load(machine, one.name); {
		case errors.Is(err, fs.ErrNotExist), examples[one.name]:
			changed = append(changed, one)
		case err != nil:
			return &exitError{exitUsage, model.WithHint(fmt.Errorf("%s: %w", one.path, err), "choose another name with --name")}
		case old != one.text:
			changed, there = append(changed, one), append(there, one.name)
		}
	}
	if len(there) > 0 && !f.force {
		what := fmt.Sprintf("%s already has an input called %s", machine, strings.Join(there, ", or "))
		yes, asked := a.ask(what + ". Replace?")
		switch {
		case !asked:
			return &exitError{exitUsage, model.WithHint(errors.New(what+": nothing was imported"), "give --force to replace it, or another name with --name")}
		case !yes:
			return usageError("nothing was imported")
		}
	}
	for _, one := range changed {
		if err := inputs.Save(machine, one.name, one.text); err != nil {
			return &exitError{exitUsage, fmt.Errorf("%s: %w", one.path, err)}
		}
		fmt.Fprintf(a.stdout, "saved %s as input %s of %s\n", one.path, one.name, machine)
	}
	if same := len(all) - len(changed); same > 0 {
		fmt.Fprintf(a.stdout, "%d of %d already existed\n", same, len(all))
	}
	return nil
}

// readImports reads files, and those called .json of folders, and checks that they are JSON
// and have names of their own.
func readImports(paths []string, name string) ([]imported, error) {
	var all []imported
	for _, path := range paths {
		info, err := os.Stat(path)
		switch {
		case err != nil:
			return nil, err
		case name != "" && (len(paths) > 1 || info.IsDir()):
			return nil, errors.New("--name works for a single file only")
		case !info.IsDir():
			all = append(all, imported{path: path, name: nameOf(path)})
			continue
		}
		entries, err := os.ReadDir(path)
		if err != nil {
			return nil, err
		}
		for _, entry := range entries {
			file := filepath.Join(path, entry.Name())
			if nameOf(file) == entry.Name() || strings.HasPrefix(entry.Name(), ".") || strings.HasSuffix(entry.Name(), ".asl.json") {
				continue // not called .json, hidden, or a definition
			}
			if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() {
				all = append(all, imported{path: file, name: nameOf(file)})
			}
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s has no .json file with an input", strings.Join(paths, ", "))
	}
	seen := map[string]string{} // path by name
	for i := range all {
		one := &all[i]
		if name != "" {
			one.name = name
		}
		if other, twice := seen[one.name]; twice {
			return nil, model.WithHint(fmt.Errorf("%s and %s are both called %s", other, one.path, one.name), "import one of them separately, with --name")
		}
		seen[one.name] = one.path
		var err error
		if one.text, err = readFile(one.path); err != nil {
			return nil, err
		}
		written, err := parameter.Parse(one.text)
		if err == nil {
			err = written.Check()
		}
		var at *parameter.Error
		if errors.As(err, &at) {
			return nil, model.WithHint(fmt.Errorf("%s:%d:%d: %s", one.path, at.Line, at.Column, at.Msg), "an input is JSON: fix the file; nothing was imported")
		}
	}
	return all, nil
}

// nameOf is a file's name without .json.
func nameOf(path string) string {
	base := filepath.Base(path)
	if ext := filepath.Ext(base); strings.EqualFold(ext, ".json") {
		return strings.TrimSuffix(base, ext)
	}
	return base
}
