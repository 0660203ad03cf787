package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"expresso/model"
	"expresso/model/asl"
	"expresso/model/bench"
	"expresso/model/export"
	"expresso/model/local"
	"expresso/model/stepfn"
	"expresso/model/workspace"
)

func (a *app) validateCommand() *cobra.Command {
	var format, kind string
	var onAWS bool
	cmd := &cobra.Command{
		Use:   "validate MACHINE|FILE|FOLDER...",
		Short: "Check definitions as Step Functions does, with line and column",
		Long: `Check definitions as CreateStateMachine and ValidateStateMachineDefinition do. Name a state machine
of the folder, a definition file, or a template or folder to check all of its state machines.

A definition file is checked as the project in this folder (or --dir) uses it, with the type and
values of the template that names it. If the type is unknown, it is checked as EXPRESS, and a note
says so; --type overrides this. Placeholders without a value get stand-ins.

Each diagnostic is a line FILE:LINE:COLUMN: SEVERITY CODE: MESSAGE with Step Functions' message; a
hint can follow on a second line. Without diagnostics, nothing is printed. Notes go to standard
error.

With --aws, ValidateStateMachineDefinition is also called on AWS, or on the endpoint that the flags
name. Nothing is created. A diagnostic that only one of the two reports is marked (AWS only) or
(not on AWS).

Exit codes: 0 no errors (warnings are possible); 1 errors; 2 a file cannot be read; 3 no response
from AWS.`,
		Example: `  expresso validate orders
  expresso validate *.asl.json
  expresso validate template.yaml -o json
  expresso validate . --type EXPRESS
  expresso validate orders.asl.json --aws --profile dev`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return &exitError{exitUsage, model.WithHint(errors.New("no file"), "give definition files, templates or folders")}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.validate(cmd.Context(), args, kind, format, onAWS)
		},
	}
	showing(cmd, folderFlags, remoteFlags)
	cmd.Flags().BoolVar(&onAWS, "aws", false, "also validate on AWS, and mark what only one of the two reports")
	cmd.Flags().StringVarP(&format, "output", "o", "text", "json or text")
	cmd.Flags().StringVar(&kind, "type", "", "check as STANDARD or EXPRESS (default: the project's type)")
	return cmd
}

// finding is a diagnostic as `validate -o json` prints it: AWS's members and the place.
type finding struct {
	File     string `json:"file"`
	Line     int    `json:"line"`
	Column   int    `json:"column"`
	Severity string `json:"severity"`
	Code     string `json:"code"`
	Message  string `json:"message"`
	Location string `json:"location,omitempty"`
	// By is with --aws alone: aws, expresso or both.
	By bench.By `json:"by,omitempty"`

	hint string // for people
}

func (a *app) validate(ctx context.Context, names []string, kind, format string, onAWS bool) error {
	asText, err := a.asText(format)
	if err != nil {
		return err
	}
	switch asl.MachineType(kind) {
	case "", asl.Express, asl.Standard:
	default:
		return usageError("--type must be STANDARD or EXPRESS, got %q", kind)
	}
	var aws *stepfn.Target
	if onAWS {
		if aws, err = stepfn.Connect(ctx, a.target.remote()); err != nil {
			return err
		}
	} else if a.target.isRemote() {
		return usageError("to validate on AWS as well, give --aws")
	}
	dir := cmp.Or(a.target.dir, ".")
	define, err := a.target.defines()
	if err != nil {
		return err
	}
	said, err := local.ReadProject(dir)
	if err != nil {
		return err
	}
	findings, refused := []finding{}, false
	for _, name := range names {
		files, err := workspace.Named(name, dir, local.Said(said, define))
		if err != nil {
			return err
		}
		for _, file := range files {
			if kind != "" {
				file.Type, file.Assumed = kind, false
			}
			a.noteAssumed(file)
			found, err := check(ctx, file, aws)
			if err != nil {
				return &exitError{exitRefused, err}
			}
			for _, d := range found {
				if slices.Contains(findings, d) {
					continue // the same definition in several machines
				}
				findings = append(findings, d)
				refused = refused || d.Severity == string(asl.Error)
			}
		}
	}
	if asText {
		for _, f := range findings {
			fmt.Fprintf(a.stdout, "%s:%d:%d: %s %s: %s%s\n", f.File, f.Line, f.Column, strings.ToLower(f.Severity), f.Code, f.Message, sides[f.By])
			if f.hint != "" {
				fmt.Fprintf(a.stdout, "    hint: %s\n", f.hint)
			}
		}
	} else if err := export.Indented(a.stdout, findings); err != nil {
		return err
	}
	if refused {
		return &exitError{code: exitFailed}
	}
	return nil
}

// noteAssumed says what nothing in the project tells of a machine.
func (a *app) noteAssumed(file workspace.File) {
	if file.Problem != nil {
		return
	}
	if file.Assumed && file.Type == string(asl.Express) {
		fmt.Fprintf(a.stderr, "note: %s: checked as EXPRESS, as its type is not known; --type STANDARD checks it as STANDARD\n", file.Path)
	}
	var names []string
	for _, s := range file.StandIns {
		if !slices.Contains(names, s.Name) {
			names = append(names, s.Name)
		}
	}
	if len(names) > 0 && file.Template == "" {
		fmt.Fprintf(a.stderr, "note: %s: stand-ins for %s; give values with --define or in .expresso/project.yaml\n", file.Path, strings.Join(names, ", "))
	}
}

// sides tell people of a diagnostic that one side alone has.
var sides = map[bench.By]string{bench.ByAWS: " (AWS only)", bench.ByUs: " (not on AWS)"}

// check returns what is wrong with a file, by the file's own lines. AWS is asked too unless it is nil.
func check(ctx context.Context, file workspace.File, aws *stepfn.Target) ([]finding, error) {
	if file.Problem != nil {
		at := workspace.Misplaced{Line: 1, Column: 1, Msg: file.Problem.Error()}
		where := file.Path
		if placed, ok := workspace.ProblemAt(file.Problem); ok {
			where, at = placed.Path, workspace.Misplaced{Line: max(placed.Line, 1), Column: max(placed.Column, 1), Msg: placed.Msg}
		}
		return []finding{{where, at.Line, at.Column, string(asl.Error), "INVALID_JSON_DESCRIPTION", at.Msg, "", "", ""}}, nil
	}
	_, ours := asl.Load(file.Definition, asl.MachineType(file.Type))
	diagnostics := bench.Ours(ours)
	if aws != nil {
		theirs, truncated, err := aws.Validate(ctx, file.Definition, file.Type)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file.Path, err)
		}
		diagnostics = bench.Beside(file.Definition, ours, theirs, truncated)
	}
	findings := make([]finding, len(diagnostics))
	for i, d := range diagnostics {
		line, column := file.Locate(d.Pointer)
		line, column = d.Within(file.Text, line, column)
		findings[i] = finding{file.Path, line, column, string(d.Severity), d.Code, d.Message, d.Location, d.By, d.Hint}
	}
	return findings, nil
}
