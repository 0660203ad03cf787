package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"expresso/model"
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
	of := workspace.Watched{Dir: l.dir, Options: workspace.Options{Define: l.define}}
	also := []string{l.mockFile, l.file(name).Path, l.file(name).Template}
	if f.saved != "" {
		also = append(also, filepath.Join(l.dir, ".expresso", "inputs", name, f.saved+".json"))
	} else if file, ok := strings.CutPrefix(f.input, "@"); ok {
		also = append(also, file)
	}
	for _, file := range also {
		if path, err := filepath.Abs(file); err == nil && file != "" {
			of.Also = append(of.Also, path)
		}
	}
	fmt.Fprintln(a.stderr, "watching: runs again when a file is saved; ctrl+c ends it")
	var latest error
	ran := "-" // what the latest run was of
	err := workspace.Watch(ctx, of, func(found *workspace.Workspace, err error) {
		if err == nil {
			err = l.retake(found, what, name)
		}
		text := ""
		if err == nil {
			text, _, err = a.inputText(l, at.arn, f)
		}
		now := l.says(name) + "\x00" + text
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
func (l *local) retake(found *workspace.Workspace, what, name string) error {
	if !isFile(what) {
		if c := l.take(found); c.Problem != "" {
			return model.WithHint(errors.New(c.Problem), c.Hint)
		}
		l.mu.RLock()
		defer l.mu.RUnlock()
		m, ok := l.machines[name]
		if !ok {
			return fmt.Errorf("there is no state machine %q any more", name)
		}
		return m.problem
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.takeMocks(found); err != nil {
		return err
	}
	_, err := l.serveFile(what)
	return err
}

// says is all that a run of a machine depends on beside its input.
func (l *local) says(name string) string {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.machines[name].file.Definition + "\x00" + l.mockText
}
