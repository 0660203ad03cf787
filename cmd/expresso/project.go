package main

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"expresso/model"
	"expresso/model/local"
	"expresso/model/project"
)

func (a *app) projectCommand() *cobra.Command {
	const say = "use 'project init' or 'project set KEY VALUE'"
	cmd := &cobra.Command{
		Use:   "project",
		Short: "Write the project file: values, mocks and types of the folder's machines",
		Long: `Write .expresso/project.yaml, the project file. It keeps settings of a folder, which flags
override: values for stand-ins, mock files, and which STANDARD machines run as EXPRESS. Keep it
in version control. For all keys, see: expresso help projects`,
		Args: exactArgs(0, say),
		RunE: func(*cobra.Command, []string) error { return usageError(say) },
	}
	cmd.AddCommand(a.projectInitCommand(), a.projectSetCommand())
	for _, c := range cmd.Commands() {
		showing(c, folderFlags)
	}
	return cmd
}

func (a *app) projectInitCommand() *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Write a commented project file with the folder's machines and stand-ins",
		Long: `Write .expresso/project.yaml with the folder's state machines and their stand-ins, all
commented out. It asks first, unless --yes is given, and never overwrites a file. For all keys,
see: expresso help projects.`,
		Args: exactArgs(0, "'expresso project init' takes flags only"),
		RunE: func(*cobra.Command, []string) error { return a.projectInit(yes) },
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "write without asking")
	return cmd
}

// openFolder opens the folder of the machines, for what is written into it.
func (a *app) openFolder(command string) (*local.Local, error) {
	if a.target.isRemote() {
		return nil, usageError("%s works on a folder: remove --profile, --region and --endpoint-url", command)
	}
	if err := a.target.check(); err != nil {
		return nil, err
	}
	return a.openLocal()
}

func (a *app) projectInit(yes bool) error {
	l, err := a.openFolder("project init")
	if err != nil {
		return err
	}
	if !yes {
		switch agreed, asked := a.ask("Write " + project.Name + " in " + l.Dir + "?"); {
		case !asked:
			return &exitError{exitUsage, model.WithHint(errors.New("nothing was written"), "give --yes to write without confirmation")}
		case !agreed:
			return usageError("nothing was written")
		}
	}
	err = local.WriteProject(l.Dir, l.NewProject(), false)
	if errors.Is(err, fs.ErrExist) {
		return &exitError{exitUsage, model.WithHint(fmt.Errorf("%s already exists", project.Name), "edit it, or set one key with: expresso project set KEY VALUE")}
	}
	if err != nil {
		return &exitError{exitUsage, err}
	}
	_, err = fmt.Fprintf(a.stdout, "wrote %s\n", project.Name)
	return err
}

func (a *app) projectSetCommand() *cobra.Command {
	var machine string
	cmd := &cobra.Command{
		Use:   "set KEY VALUE",
		Short: "Set one key of the project file",
		Long: `Set one key of the project file. Comments, order and layout stay. The file is created if
there is none. Keys are mocks, clock, mock-validation and values.NAME; with --machine they
are type, file, mocks, case, values.NAME, source.arn, source.revision and source.role.`,
		Example: `  expresso project set values.OrdersTable orders-dev
  expresso project set --machine nightly type EXPRESS`,
		Args: exactArgs(2, "give a key and its value, as in: expresso project set values.OrdersTable orders-dev"),
		RunE: func(_ *cobra.Command, args []string) error { return a.projectSet(machine, args[0], args[1]) },
	}
	cmd.Flags().StringVar(&machine, "machine", "", "the state machine to set the key for")
	return cmd
}

func (a *app) projectSet(machine, key, value string) error {
	l, err := a.openFolder("project set")
	if err != nil {
		return err
	}
	keys, err := project.Keys(machine, key)
	if err != nil {
		return seeProject(err)
	}
	if machine != "" && !l.Has(machine) && keys[len(keys)-1] != "file" {
		return &exitError{exitUsage, model.WithHint(fmt.Errorf("no state machine named %q", machine), "list the machines with: expresso machines")}
	}
	if err := local.SetInProject(l.Dir, value, keys...); err != nil {
		return seeProject(err)
	}
	_, err = fmt.Fprintf(a.stdout, "set %s in %s\n", strings.Join(keys, "."), project.Name)
	return err
}

func seeProject(err error) error {
	return &exitError{exitUsage, model.WithHint(err, "for all keys, see: expresso help projects")}
}
