package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"expresso/model"
	"expresso/model/asl"
	"expresso/model/bench"
	"expresso/model/jsonvalue"
	"expresso/model/trace"
	"expresso/ui/screen"
)

// evalFlags are what `expresso eval` is asked.
type evalFlags struct {
	input, variables  string
	run, state        string
	jsonata, jsonpath bool
	format            string
}

func (a *app) evalCommand() *cobra.Command {
	var f evalFlags
	cmd := &cobra.Command{
		Use:   "eval EXPRESSION",
		Short: "Evaluate one expression of a definition: JSONata, a path or an intrinsic function",
		Long: `Evaluate an expression as a state would, and print its value. A JSONata expression can be
written with or without {% and %}; the input is $states.input. A JSONPath expression is a path or
an intrinsic function, as in the value of a "name.$"; the input is $. An expression that begins
with $., $[, $$ or States. is JSONPath, any other is JSONata; override this with --jsonpath or
--jsonata.
Expressions that 'expresso validate' rejects are rejected here too.

With --run the input is that of a run in the history. With --state it is the input of that state of
the run; its result, error, context object and variables can be used as well.

Exit codes: 0 it has a value; 1 the evaluation failed; 2 the expression is invalid, or wrong usage.`,
		Example: `  expresso eval '$sum($states.input.lines.price)' --input @order.json
  expresso eval 'States.Format('"'{} items'"', States.ArrayLength($.lines))' --input @order.json
  expresso eval '$states.result.Payload.total > $limit' --run last --state Charge
  expresso eval '$.lines[?(@.price > 10)].name' --input - < order.json`,
		Args: exactArgs(1, "give one expression, in quotes"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.eval(cmd.Context(), args[0], f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.input, "input", "", "the input: JSON text, a file or @FILE, or - for standard input (default {})")
	flags.StringVar(&f.variables, "variables", "", "variables: a JSON object, or @FILE")
	flags.StringVar(&f.run, "run", "", "use the input of this run of the history: 'last', or the end of its ID")
	flags.StringVar(&f.state, "state", "", "use the input, result and variables of this state of the run")
	flags.BoolVar(&f.jsonata, "jsonata", false, "the expression is JSONata")
	flags.BoolVar(&f.jsonpath, "jsonpath", false, "the expression is JSONPath or an intrinsic function")
	flags.StringVarP(&f.format, "output", "o", "", "json (one line) or text")
	exclusive(cmd, "input", "run")
	exclusive(cmd, "jsonata", "jsonpath")
	return cmd
}

func (a *app) eval(ctx context.Context, text string, f evalFlags) error {
	asText, err := a.asText(f.format)
	if err != nil {
		return err
	}
	of, err := a.sight(ctx, f)
	if err != nil {
		return err
	}
	language := bench.Guess(text)
	switch {
	case f.jsonata:
		language = asl.JSONata
	case f.jsonpath:
		language = asl.JSONPath
	}
	v, err := bench.Eval(ctx, text, language, of)
	if problem := new(bench.Problem); errors.As(err, &problem) {
		code := exitFailed
		if problem.Refused {
			code = exitUsage
		}
		return &exitError{code, pointed(text, problem)}
	}
	if err != nil {
		return &exitError{exitRefused, err}
	}
	out := v.String()
	if asText {
		out = indent(out)
	}
	_, err = fmt.Fprintln(a.stdout, out)
	return err
}

// pointed is a problem with the line of the expression that it is in, and a mark below it.
func pointed(text string, p *bench.Problem) error {
	message := p.Message
	if before := []rune(text); p.At > 0 && p.At <= len(before) {
		start := strings.LastIndexByte(string(before[:p.At-1]), '\n') + 1
		lead := string(before[:p.At-1])[start:]
		line, _, _ := strings.Cut(lead+string(before[p.At-1:]), "\n")
		message += fmt.Sprintf(" (character %d)\n          %s\n          %s^", p.At, screen.Visible(line), strings.Repeat(" ", screen.Width(screen.Visible(lead))))
	}
	return model.WithHint(errors.New(message), p.Hint)
}

// sight is what the expression is to see.
func (a *app) sight(ctx context.Context, f evalFlags) (of bench.Sight, err error) {
	if f.state != "" && f.run == "" {
		return of, usageError("--state needs --run")
	}
	if f.run != "" {
		if of, err = a.recordedSight(ctx, f.run, f.state); err != nil {
			return of, err
		}
	} else if of.Input, err = a.document("--input", f.input); err != nil {
		return of, err
	}
	if f.variables == "" {
		return of, nil
	}
	of.Variables, err = a.document("--variables", f.variables)
	if err == nil && of.Variables.Kind() != jsonvalue.KindObject {
		err = usageError("--variables must be a JSON object, got %s", of.Variables.Kind())
	}
	return of, err
}

// document reads a flag that holds JSON: as text, in a file or from standard input.
func (a *app) document(flag, text string) (v jsonvalue.Value, err error) {
	if text == "" {
		return jsonvalue.NewObject(nil), nil
	}
	said := text
	if text, err = a.textOf(text); err != nil {
		return v, usageError("%s: %w", flag, err)
	}
	if v, err = jsonvalue.Parse(text); err == nil {
		return v, nil
	}
	content, fileErr := readFile(said)
	if fileErr == nil { // a file without its @
		if v, err = jsonvalue.Parse(content); err == nil {
			return v, nil
		}
		flag = said
	}
	hint := ""
	if fileErr != nil && strings.HasSuffix(said, ".json") && !strings.HasPrefix(said, "@") {
		hint = "there is no file of that name: " + said
	}
	return v, &exitError{exitUsage, model.WithHint(fmt.Errorf("%s is not JSON: %w", flag, err), hint)}
}

// recordedSight is what a run, or a state of it, saw.
func (a *app) recordedSight(ctx context.Context, which, state string) (of bench.Sight, err error) {
	run, journal, closeJournal, err := a.openRun(ctx, which)
	if err != nil {
		return of, err
	}
	defer closeJournal()
	if state == "" {
		return bench.OfRun(run, false), nil
	}
	events, err := journal.Trace(ctx, run.ID)
	if err != nil {
		return of, model.WithHint(fmt.Errorf("cannot read the trace of run %s: %w", which, err), "open the run's trace in the workbench first")
	}
	tree := trace.Build(events)
	v := tree.Visited(state)
	if v == nil {
		return of, fmt.Errorf("run %s did not enter a state %q", which, state)
	}
	return bench.OfVisit(run, tree, v, nil), nil
}
