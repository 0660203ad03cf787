package main

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"expresso/model"
	"expresso/model/child"
	"expresso/model/export"
)

func (a *app) machinesCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "machines",
		Short: "List the state machines of the target",
		Long: `List the state machines of the target. Those that cannot be run are listed with the reason: an
invalid definition, with line and column, or the type STANDARD.`,
		Example: `  expresso machines
  expresso machines --dir ./workflows -o json
  expresso machines --profile dev`,
		Args: exactArgs(0, "'expresso machines' takes flags only"),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.machines(cmd.Context(), format) },
	}
	showing(cmd, folderFlags, remoteFlags)
	cmd.Flags().StringVarP(&format, "output", "o", "text", "json or text")
	return cmd
}

// listedMachine is a machine as `machines -o json` prints it.
type listedMachine struct {
	Name        string            `json:"name"`
	ARN         model.ARN         `json:"stateMachineArn"`
	Type        model.MachineType `json:"type"`
	Created     *time.Time        `json:"creationDate,omitempty"`
	Synchronous bool              `json:"synchronous"`
	Note        string            `json:"note,omitempty"`
	Problem     string            `json:"problem,omitempty"`
}

func (a *app) machines(ctx context.Context, format string) error {
	asText, err := a.asText(format)
	if err != nil {
		return err
	}
	on, err := a.open(ctx)
	if err != nil {
		return err
	}
	if l := on.Local; l != nil {
		if empty := l.Empty(); empty != "" {
			return &exitError{exitUsage, errors.New(empty)}
		}
		for _, warning := range l.Warnings() {
			printError(a.stderr, warning)
		}
	}
	machines, err := on.Bench.Target.Machines(ctx)
	if err != nil {
		return &exitError{exitRefused, err}
	}
	if asText {
		rows := [][]string{{"NAME", "TYPE", "ARN", "SYNCHRONOUS"}}
		for _, m := range machines {
			sync := "yes"
			if problem := m.SyncProblem(); problem != "" {
				sync = "no: " + problem
				if on.Local != nil && m.Problem == "" {
					sync += "; run it here with: expresso run --as-express " + child.Names(m.Name)
				}
			}
			if m.Note != "" && m.Problem == "" { // which says more
				sync += " (" + m.Note + ")"
			}
			rows = append(rows, []string{m.Name, string(m.Type), string(m.ARN), sync})
		}
		return table(a.stdout, rows)
	}
	out := make([]listedMachine, len(machines)) // [] and not null where there are none
	for i, m := range machines {
		out[i] = listedMachine{Name: m.Name, ARN: m.ARN, Type: m.Type, Synchronous: m.SyncProblem() == "", Note: m.Note, Problem: m.Problem}
		if !m.Created.IsZero() {
			out[i].Created = &m.Created
		}
	}
	return export.Indented(a.stdout, out)
}
