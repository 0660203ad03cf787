package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/aymanbagabas/go-udiff"
	"github.com/spf13/cobra"

	"expresso/model"
	"expresso/model/child"
	"expresso/model/export"
	"expresso/model/local"
	"expresso/model/pull"
	"expresso/model/reference"
)

// pullFlags are what `expresso pull` is asked.
type pullFlags struct {
	check, force bool
	format       string
}

func (a *app) pullCommand() *cobra.Command {
	var f pullFlags
	cmd := &cobra.Command{
		Use:   "pull MACHINE|ARN",
		Short: "Write a deployed definition to the folder, or check the folder for drift",
		Long: `Write the definition of a deployed state machine to NAME.asl.json in the folder, and its ARN,
revision and role to the project file. Then run it here with: expresso run NAME. It asks before
it replaces an existing definition, unless --force is given. A definition that is not JSON, or
has no States, is never written. Pulls that run at the same time wait for each other.

With --check, nothing is written. The deployed definition is compared with the one in the
folder, for the named machine, or for all machines with an ARN in the project file. Order and
layout do not count. Values known only after deployment (stand-ins, ${NAME}) match anything.

An ARN is read from its own region, with the default profile or --profile. A name needs
--profile, --region or --endpoint-url.

Exit codes: 0 pulled, or no difference; 1 --check found differences; 2 wrong usage, nothing
was written; 3 refused by the service, or no response.`,
		Example: `  expresso pull arn:aws:states:eu-central-1:111122223333:stateMachine:orders
  expresso pull orders --profile prod --dir workflows
  expresso pull --check
  expresso pull --check orders -o json`,
		Args: func(cmd *cobra.Command, args []string) error {
			if f.check && len(args) == 0 {
				return nil
			}
			return exactArgs(1, "name a deployed state machine or its ARN; 'expresso machines --profile NAME' lists them")(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.check {
				return a.pullCheck(cmd.Context(), append(args, "")[0], f)
			}
			if a.target.readOnly {
				return &exitError{exitUsage, model.WithHint(errors.New("nothing was written: --read-only"), "compare with --check, or remove --read-only")}
			}
			return a.pull(cmd.Context(), args[0], f)
		},
	}
	flags := cmd.Flags()
	showing(cmd, folderFlags, remoteFlags)
	flags.BoolVar(&f.check, "check", false, "compare the deployed definition with the folder, and write nothing")
	flags.BoolVar(&f.force, "force", false, "replace an existing definition without asking")
	flags.StringVarP(&f.format, "output", "o", "text", "json or text")
	exclusive(cmd, "check", "force")
	return cmd
}

// besideFolder resolves names on the target of the flags. --dir may name a folder besides: it is left out.
func (a *app) besideFolder() (*reference.Resolver, error) {
	target := a.target
	target.dir, target.define, target.defineFile = "", nil, ""
	if err := target.check(); err != nil {
		return nil, err
	}
	book, err := a.book()
	return &reference.Resolver{Remote: a.target.remote(), Embedded: a.openLocal, Prices: book}, err
}

// deployed reads machines that are deployed.
func (a *app) deployed() (*reference.Deployed, error) {
	names, err := a.besideFolder()
	return &reference.Deployed{Resolver: names}, err
}

func (a *app) pull(ctx context.Context, what string, f pullFlags) error {
	asText, err := a.asText(f.format)
	if err != nil {
		return err
	}
	on, err := a.deployed()
	if err != nil {
		return err
	}
	said, arn, err := on.Named(ctx, what)
	if err != nil {
		return err
	}
	l, err := a.pullsInto()
	if err != nil {
		return err
	}
	plan, err := l.Pull(said, arn)
	if err != nil {
		return err
	}
	if plan.Replaces() && !f.force {
		if err := a.mayPull(&plan, asText); err != nil {
			return err
		}
	}
	if err := l.WritePulled(plan); err != nil {
		return &exitError{exitUsage, err}
	}
	return a.printPulled(&plan, asText)
}

// pullsInto is the folder that is pulled into. One that is not there is made when all is known
// to be right, not before.
func (a *app) pullsInto() (*local.Local, error) {
	if _, err := os.Stat(a.target.dir); a.target.dir == "" || !errors.Is(err, fs.ErrNotExist) {
		return a.openLocal()
	}
	dir, err := filepath.Abs(a.target.dir)
	return local.New(local.Options{Dir: dir, Shown: a.target.dir}), err
}

// mayPull shows how a definition changes, and asks whether to replace it.
func (a *app) mayPull(p *pull.Plan, asText bool) error {
	if _, err := a.showChanges(asText, p.Definition); err != nil {
		return err
	}
	switch agreed, asked := a.ask("Replace " + p.Definition.Path + "?"); {
	case !asked:
		return &exitError{exitUsage, model.WithHint(fmt.Errorf("%s has another definition: nothing was written", p.Definition.Path), "replace it with --force, or keep it and compare with --check")}
	case !agreed:
		return &exitError{exitUsage, errors.New("nothing was written")}
	}
	return nil
}

// showChanges shows how files change. It returns what it writes to, which is out of the way of
// an output for programs.
func (a *app) showChanges(asText bool, files ...model.FileChange) (io.Writer, error) {
	w := a.stdout
	if !asText {
		w = a.stderr
	}
	for _, file := range files {
		if _, err := io.WriteString(w, udiff.Unified(file.Path, file.Path, file.Before, file.After)); err != nil {
			return w, err
		}
	}
	return w, nil
}

// writtenFile is a file in the output for programs.
type writtenFile struct {
	Path   string `json:"path"`
	Change string `json:"change"` // new, changed or unchanged
}

func written(files []model.FileChange) (all []writtenFile) {
	for _, file := range files {
		all = append(all, writtenFile{file.Path, file.Verb()})
	}
	return all
}

func (a *app) printPulled(p *pull.Plan, asText bool) error {
	if asText {
		for _, file := range p.Files() {
			fmt.Fprintf(a.stdout, "%-9s  %s\n", file.Verb(), file.Path)
		}
		in := ""
		if a.target.dir != "" {
			in = " " + child.Flag("--dir", a.target.dir)
		}
		_, err := fmt.Fprintf(a.stdout, "check it with: expresso%s validate %s\n", in, child.Names(p.Machine))
		return err
	}
	return export.Indented(a.stdout, struct {
		Machine  string        `json:"machine"`
		ARN      model.ARN     `json:"stateMachineArn"`
		Revision string        `json:"revisionId,omitempty"`
		Role     model.ARN     `json:"roleArn,omitempty"`
		Files    []writtenFile `json:"files"`
	}{p.Machine, p.ARN, p.Revision, p.Role, written(p.Files())})
}

// checked is one machine in the output of --check for programs.
type checked struct {
	Machine     string       `json:"machine"`
	ARN         model.ARN    `json:"stateMachineArn"`
	Path        string       `json:"path,omitempty"`
	Status      string       `json:"status"` // SAME, DRIFT or UNKNOWN
	Differences []difference `json:"differences,omitempty"`
	More        int          `json:"moreDifferences,omitempty"`
	Notes       []string     `json:"notes,omitempty"`
	Problem     string       `json:"problem,omitempty"`
}

type difference struct {
	Path     string `json:"path"`
	File     string `json:"file,omitempty"`     // JSON; "" for nothing
	Deployed string `json:"deployed,omitempty"` // the same
}

func (a *app) pullCheck(ctx context.Context, what string, f pullFlags) error {
	asText, err := a.asText(f.format)
	if err != nil {
		return err
	}
	on, err := a.deployed()
	if err != nil {
		return err
	}
	l, err := a.openLocal()
	if err != nil {
		return err
	}
	sources, err := on.Sources(ctx, l, what)
	if err != nil {
		return err
	}
	all, worst := []checked{}, error(nil)
	drifted := 0
	for _, of := range sources {
		one := checked{Machine: of.Machine, ARN: of.ARN, Status: "UNKNOWN"}
		drift, err := a.drift(ctx, on, l, of)
		switch {
		case err != nil:
			one.Problem, worst = err.Error(), err
			if asText {
				printError(a.stderr, model.WithHint(fmt.Errorf("%s: %w", of.Machine, err), model.HintOf(err)))
			}
		case drift.Same():
			one.Status = "SAME"
		default:
			one.Status = "DRIFT"
			drifted++
		}
		one.Path, one.More, one.Notes = drift.Path, drift.More, drift.Notes
		for _, d := range drift.Differences {
			one.Differences = append(one.Differences, difference(d))
		}
		all = append(all, one)
		if asText && err == nil {
			printDrift(a.stdout, &drift)
		}
	}
	if !asText {
		if err := export.Indented(a.stdout, all); err != nil {
			return err
		}
	}
	switch {
	case worst != nil: // told with its machine
		var service *reference.ServiceError
		if errors.As(worst, &service) {
			return &exitError{code: exitRefused}
		}
		return &exitError{code: exitUsage}
	case drifted > 0:
		return &exitError{code: exitFailed}
	}
	return nil
}

func (a *app) drift(ctx context.Context, on *reference.Deployed, l *local.Local, of pull.Source) (pull.Drift, error) {
	said, err := on.At(ctx, of.ARN)
	if err != nil {
		return pull.Drift{}, err
	}
	return l.Drift(of, said)
}

// printDrift writes how a machine differs, for people.
func printDrift(w io.Writer, d *pull.Drift) {
	if d.Same() {
		fmt.Fprintf(w, "%s  %s matches what is deployed\n", d.Machine, d.Path)
	} else {
		fmt.Fprintf(w, "%s  %s differs from what is deployed\n", d.Machine, d.Path)
	}
	or := func(text string) string {
		if text == "" {
			return "nothing"
		}
		return text
	}
	for _, at := range d.Differences {
		fmt.Fprintf(w, "  %s\n    file      %s\n    deployed  %s\n", at.Path, or(at.File), or(at.Deployed))
	}
	if d.More > 0 {
		fmt.Fprintf(w, "  and %d more\n", d.More)
	}
	for _, note := range d.Notes {
		fmt.Fprintf(w, "  note: %s\n", note)
	}
}
