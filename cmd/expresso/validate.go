package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"expresso/model"
	"expresso/model/asl"
	"expresso/model/export"
	"expresso/model/workspace"
)

func (a *app) validateCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "validate FILE...",
		Short: "Check definitions as Step Functions does, and say where they are at fault",
		Long: `Check definitions as CreateStateMachine and ValidateStateMachineDefinition do for EXPRESS
machines, or for STANDARD ones in files called NAME.standard.asl.json. In templates of SAM
and CloudFormation, called template.yaml or NAME.template.json, say, all state machines are
checked, as what their Type says. Each diagnostic is a line
FILE:LINE:COLUMN: SEVERITY CODE: MESSAGE, in Step Functions' words; a second line may have a hint.

Exit codes: 0 no errors (there may be warnings); 1 errors; 2 a file cannot be read.`,
		Example: `  expresso validate *.asl.json
  expresso validate template.yaml -o json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return &exitError{exitUsage, model.WithHint(errors.New("no file"), "name one or more definition files")}
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.validate(args, format) },
	}
	showing(cmd, []string{"define", "define-file"})
	cmd.Flags().StringVarP(&format, "output", "o", "text", "json or text")
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

	hint string // for people
}

func (a *app) validate(names []string, format string) error {
	asText, err := a.asText(format)
	if err != nil {
		return err
	}
	define, err := a.target.defines()
	if err != nil {
		return err
	}
	findings, refused := []finding{}, false
	for _, name := range names {
		files, err := workspace.Open(name, "", workspace.Options{Define: define})
		if err != nil {
			return err
		}
		for _, file := range files {
			for _, d := range check(file) {
				findings = append(findings, d)
				refused = refused || d.Severity == string(asl.Error)
			}
		}
	}
	if asText {
		for _, f := range findings {
			fmt.Fprintf(a.stdout, "%s:%d:%d: %s %s: %s\n", lines(f.File), f.Line, f.Column, strings.ToLower(f.Severity), f.Code, lines(f.Message))
			if f.hint != "" {
				fmt.Fprintf(a.stdout, "    hint: %s\n", lines(f.hint))
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

// check returns what is wrong with a file, by the file's own lines.
func check(file workspace.File) []finding {
	if file.Problem != nil {
		at := workspace.Misplaced{Line: 1, Column: 1, Msg: file.Problem.Error()}
		where := file.Path
		if placed, ok := workspace.ProblemAt(file.Problem); ok {
			where, at = placed.Path, workspace.Misplaced{Line: max(placed.Line, 1), Column: max(placed.Column, 1), Msg: placed.Msg}
		}
		return []finding{{where, at.Line, at.Column, string(asl.Error), "INVALID_JSON_DESCRIPTION", at.Msg, "", ""}}
	}
	_, diagnostics := asl.Load(file.Definition, asl.MachineType(file.Type))
	findings := make([]finding, len(diagnostics))
	for i, d := range diagnostics {
		line, column := file.Locate(d.Pointer)
		findings[i] = finding{file.Path, line, column, string(d.Severity), d.Code, d.Message, d.Location, d.Hint}
	}
	return findings
}
