package main

import (
	"fmt"
	"maps"
	"strings"

	"expresso/model"
	"expresso/model/workspace"
)

// defines are the values of names that templates and definitions leave open: where the
// embedded target stands, those of the file, and over them those of the command line.
func (f *targetFlags) defines() (workspace.Defines, error) {
	all := workspace.Defines{}
	if f.defineFile != "" {
		defined, err := workspace.LoadDefines(f.defineFile)
		if err != nil {
			return nil, &exitError{exitUsage, model.WithHint(fmt.Errorf("--define-file: %w", err), "the file must contain names and values, as JSON, or as YAML if its name ends in .yaml")}
		}
		maps.Copy(all, defined)
	}
	for _, text := range f.define {
		name, value, ok := strings.Cut(text, "=")
		if !ok {
			return nil, usageError("--define must be NAME=VALUE, got %q", text)
		}
		if err := workspace.CheckDefine(name); err != nil {
			return nil, usageError("--define %s: %w", text, err)
		}
		all[name] = value
	}
	return all, nil
}
