package workspace

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"expresso/model/jsonvalue"
	"expresso/model/workspace/source"
)

// Named are the machines of what a person names: of a folder all, of a file those that it
// declares or defines, or the machine of that name in dir. A definition is what the project in dir makes of it, where that is
// above the file: with the type and the values of each template that names it.
func Named(name, dir string, options Options) ([]File, error) {
	info, err := os.Stat(name)
	if errors.Is(err, fs.ErrNotExist) && !NamesFile(name) && !strings.ContainsAny(name, `/\`) {
		return machineNamed(name, dir, options)
	}
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		w, err := Load(name, options)
		if err != nil {
			return nil, err
		}
		if len(w.Files) == 0 {
			return nil, &fs.PathError{Op: "read", Path: name, Err: errors.New(strings.Join(append([]string{fmt.Sprintf("no state machine in %d files", w.Looked)}, w.Programs...), ". "))}
		}
		return w.Files, nil
	}
	if filepath.IsAbs(name) {
		if dir, err = filepath.Abs(dir); err != nil {
			return nil, err
		}
	}
	if below, err := filepath.Rel(dir, name); err == nil && filepath.IsLocal(below) && declaresNothing(name) {
		w, err := Load(dir, options)
		if err != nil {
			return nil, err
		}
		path := filepath.Join(w.Dir, below)
		used := slices.DeleteFunc(w.Files, func(f File) bool { return f.Path != path || f.Template == "" })
		if len(used) > 0 {
			return used, nil
		}
	}
	return Open(name, "", options)
}

// machineNamed is the machine of a folder that has this name, or this one among others alone.
func machineNamed(name, dir string, options Options) ([]File, error) {
	w, err := Load(dir, options)
	if err != nil {
		return nil, err
	}
	var also []File
	for _, f := range w.Files {
		if f.Name == name {
			return []File{f}, nil
		}
		if slices.Contains(f.Aliases, name) {
			also = append(also, f)
		}
	}
	if len(also) == 1 {
		return also, nil
	}
	return nil, fmt.Errorf("%q is neither a file nor a state machine in %s", name, dir)
}

// declaresNothing reports whether a file is a definition: it has no resources.
func declaresNothing(name string) bool {
	if IsDefinition(name) {
		return true
	}
	files, err := Open(name, "", Options{})
	if err != nil || len(files) != 1 || files[0].Template != "" {
		return false
	}
	doc, problem := source.Parse(files[0].Text, source.DialectOf(name, source.Lenient))
	if problem != nil {
		return false
	}
	_, isTemplate := doc.Root.Get("Resources")
	return doc.Root.Kind() == jsonvalue.KindObject && !isTemplate
}
