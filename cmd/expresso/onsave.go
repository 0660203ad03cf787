package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"expresso/model/local"
	"expresso/model/workspace"
)

// runOnSave runs a machine, and again whenever its definition, what answers its tasks or
// its input has been saved as something else, until ctx ends. What is wrong with them is
// told, and nothing is run then. It returns how the latest run ended.
func (a *app) runOnSave(ctx context.Context, at *aim, what string, f runFlags, asText bool) error {
	l := at.local
	switch {
	case l == nil:
		return usageError("--watch is for the embedded target: what runs elsewhere does not change with a file")
	case f.input == "-":
		return usageError("--watch reads the input again for each run: give it as JSON text or @FILE")
	}
	name := at.arn.Machine()
	also := []string{l.File(name).Path, l.File(name).Template}
	if f.saved != "" {
		also = append(also, filepath.Join(l.Dir, ".expresso", "inputs", name, f.saved+".json"))
	} else if file, ok := strings.CutPrefix(f.input, "@"); ok {
		also = append(also, file)
	}
	of := l.Watched(also...)
	fmt.Fprintln(a.stderr, "watching: runs again when a file is saved; ctrl+c ends it")
	var latest error
	ran := "-" // what the latest run was of
	err := workspace.Watch(ctx, of, func(found *workspace.Workspace, err error) {
		if err == nil {
			err = retake(l, found, what, name)
		}
		text := ""
		if err == nil {
			text, _, err = a.inputText(l, at.arn, f)
		}
		now := l.Says(name) + "\x00" + text
		if err != nil {
			err = &exitError{exitUsage, err}
			now = err.Error()
		}
		if now == ran || ctx.Err() != nil {
			return
		}
		ran = now
		if err == nil {
			err = a.runOnce(ctx, at, f, asText)
		}
		if exit := (*exitError)(nil); errors.As(err, &exit) && exit.err != nil {
			printError(a.stderr, exit.err)
			err = &exitError{code: exit.code}
		}
		latest = err
	})
	return errors.Join(latest, err)
}

// retake takes over what the workspace holds now, or the file that was named. The error
// says why a machine cannot be run.
func retake(l *local.Local, found *workspace.Workspace, what, name string) error {
	if !isFile(what) {
		return l.Retake(found, name)
	}
	if err := l.RetakeMocks(found); err != nil {
		return err
	}
	_, err := serveFile(l, what)
	return err
}
