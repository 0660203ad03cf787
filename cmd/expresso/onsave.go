package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
)

// runOnSave runs a machine, and again whenever its definition, what answers its tasks or
// its input has been saved as something else, until ctx ends. What is wrong with them is
// told, and nothing is run then. It returns how the latest run ended.
func (a *app) runOnSave(ctx context.Context, at *picked, what string, f runFlags, asText bool) error {
	l := at.Local
	switch {
	case l == nil:
		return usageError("--watch works on the embedded target only: saving a file changes nothing on other targets")
	case f.input == "-":
		return usageError("--watch cannot read standard input: give the input as JSON text or @FILE")
	}
	var also []string
	if f.saved != "" {
		also = append(also, filepath.Join(l.Dir, ".expresso", "inputs", at.ARN.Machine(), f.saved+".json"))
	} else if file, ok := strings.CutPrefix(f.input, "@"); ok {
		also = append(also, file)
	}
	fmt.Fprintln(a.stderr, "watching: reruns when a file is saved; stop with ctrl+c")
	latest := exitOK
	input := func() (string, error) {
		text, _, err := a.inputText(l, at.ARN, f)
		return text, err
	}
	err := at.Watch(ctx, what, also, input, func(err error) {
		if err == nil {
			err = a.runOnce(ctx, at, f, asText)
		}
		latest = a.report(err)
	})
	if err == nil && latest != exitOK {
		err = &exitError{code: latest}
	}
	return err
}
