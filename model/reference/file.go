package reference

import (
	"fmt"
	"path/filepath"
	"strings"

	"expresso/model"
	"expresso/model/child"
	"expresso/model/embedded"
	"expresso/model/local"
	"expresso/model/workspace"
)

// isFile reports whether what a person named is a file rather than a machine.
func isFile(what string) bool {
	return workspace.NamesFile(what) || strings.ContainsRune(what, filepath.Separator)
}

// open reads the machine in a file: the only one, or the one with this name.
func open(name string, l *local.Local, machine string) (workspace.File, error) {
	files, err := workspace.Open(name, l.Dir, l.Workspace())
	if err != nil {
		return workspace.File{}, err
	}
	return oneOf(files, name, machine)
}

// oneOf is the only machine of a file, or the one with this name.
func oneOf(files []workspace.File, name, machine string) (workspace.File, error) {
	var names []string
	for _, f := range files {
		if len(files) == 1 || f.Name == machine {
			return f, nil
		}
		names = append(names, f.Name)
	}
	return workspace.File{}, model.WithHint(fmt.Errorf("%s has %d state machines: %s", name, len(files), strings.Join(names, ", ")),
		"run one of them with: expresso "+child.Flag("--dir", filepath.Dir(name))+" run NAME")
}

// serve puts the machine of a file into the embedded service, replacing a machine of the same name.
func serve(l *local.Local, name string) (model.ARN, error) {
	file, err := open(name, l, "")
	if err != nil {
		return "", err
	}
	if problem := l.Put(file); problem != nil {
		return "", problem
	}
	return model.ARN(embedded.ARN(file.Name)), nil
}
