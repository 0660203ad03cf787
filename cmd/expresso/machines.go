package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"expresso/model"
	"expresso/model/child"
	"expresso/model/export"
	"expresso/ui/screen"
)

func (a *app) machinesCommand() *cobra.Command {
	var format string
	var most int
	cmd := &cobra.Command{
		Use:   "machines",
		Short: "List the state machines of the target",
		Long: `List the state machines of the target. Those that cannot be run are listed with the reason: an
invalid definition, with line and column, or the type STANDARD. --max-items limits how many are
read and listed.`,
		Example: `  expresso machines
  expresso machines --dir ./workflows -o json
  expresso machines --profile dev
  expresso machines --profile dev --max-items 100`,
		Args: exactArgs(0, "'expresso machines' takes flags only"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("max-items") && most < 1 {
				return usageError("--max-items must be above 0, got %d", most)
			}
			return a.machines(cmd.Context(), format, most)
		},
	}
	showing(cmd, folderFlags, remoteFlags)
	cmd.Flags().IntVar(&most, "max-items", 0, "maximum number of machines to list (default: all)")
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

func (a *app) machines(ctx context.Context, format string, most int) error {
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
	machines, err := a.listed(ctx, on.Bench, most)
	if err != nil {
		return &exitError{exitRefused, err}
	}
	if asText {
		rows := [][]string{{"NAME", "TYPE", "ARN", "SYNCHRONOUS"}}
		for _, m := range machines {
			sync, problem := "yes", m.SyncProblem()
			if problem != "" {
				sync = "no: " + problem
			}
			if m.Note != "" && m.Problem == "" { // which says more
				sync += " (" + m.Note + ")"
			}
			if problem != "" && on.Local != nil && m.Problem == "" { // last, to be copied
				sync += "; run it here with: expresso run --as-express " + child.Names(m.Name)
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

// listed lists the machines of a target, so many at most or all for 0: those of the embedded target as it orders
// them, others by name. On a terminal it says how far it is.
func (a *app) listed(ctx context.Context, bench *model.Workbench, most int) ([]model.Machine, error) {
	l := bench.List()
	l.Reading = a.reading
	var err error
	for err == nil && !l.Whole && (most == 0 || len(l.Machines) < most) {
		err = l.Read(ctx)
	}
	if a.reading(0); err != nil {
		return nil, err
	}
	machines, more := l.Machines, !l.Whole
	if most > 0 && len(machines) > most {
		machines, more = machines[:most], true
	}
	if more {
		fmt.Fprintf(a.stderr, "note: only the first %s are listed (--max-items); there are more\n", screen.Count(int64(len(machines))))
	}
	if !bench.Target.Info().Local {
		slices.SortStableFunc(machines, func(x, y model.Machine) int { return strings.Compare(x.Name, y.Name) })
	}
	return machines, nil
}

// reading says on a terminal how many machines of a list have been read, and takes that away with 0.
func (a *app) reading(machines int) {
	if machines == 0 {
		a.progress("")
		return
	}
	a.progress(screen.Count(int64(machines)) + " state machines so far")
}

// progress says on a terminal how far something is, in the place of what it said before; "" takes that away.
func (a *app) progress(text string) {
	stderr := a.stderr.terminal
	if stderr == nil || text == "" && !a.said {
		return
	}
	a.said = text != ""
	fmt.Fprint(stderr, "\r\x1b[K"+text) // the line is erased with what is escaped elsewhere
}
