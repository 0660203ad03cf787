package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"expresso/model"
	"expresso/model/export"
	"expresso/model/trace"
	"expresso/ui/screen"
)

// mayReplace asks whether a file may be replaced, if there is one. force answers.
func (a *app) mayReplace(name string, force bool) error {
	if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) || force {
		return nil
	}
	yes, asked := a.ask(name + " already exists. Replace it?")
	switch {
	case !asked:
		return &exitError{exitUsage, model.WithHint(fmt.Errorf("%s already exists", name), "give --force to replace it, or another name")}
	case !yes:
		return usageError("nothing was written")
	}
	return nil
}

// maySave asks, before a run is made, whether the files of one that was saved to the
// folder before may be replaced.
func (a *app) maySave(dir string, force bool) error {
	if dir == "" {
		return nil
	}
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return usageError("%s is a file: --save takes a folder", dir)
	}
	var at *fs.PathError
	switch err := export.Free(dir); {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrExist) && errors.As(err, &at):
		return a.mayReplace(at.Path, force)
	default:
		return &exitError{exitUsage, fmt.Errorf("cannot save the run: %w", err)}
	}
}

// save writes a run's documents to a folder, and says which it has. What is there already
// was asked about.
func (a *app) save(run model.Run, events []model.Event, traceErr error, dir string) error {
	docs, err := export.Documents(run, events)
	if err == nil {
		err = export.Folder(dir, docs, true)
	}
	if err != nil {
		return &exitError{exitUsage, fmt.Errorf("cannot save the run: %w", err)}
	}
	names := make([]string, len(docs))
	for i, doc := range docs {
		names[i] = doc.Name
	}
	fmt.Fprintf(a.stderr, "saved %s in %s\n", strings.Join(names, ", "), dir)
	if traceErr != nil {
		printError(a.stderr, fmt.Errorf("without trace.json: %w", traceErr))
	} else if missing := screen.Lacks(trace.LacksOf(events)); missing != "" {
		fmt.Fprintf(a.stderr, "trace.json: %s\n", missing)
	}
	return nil
}
