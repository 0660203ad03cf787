// Package workspace finds state machines on disk: which files of a folder hold
// definitions, what their machines are called, of which type they are, and what they say
// as JSON, whatever they were written in. It reads files and decides nothing about the
// language inside: that is package asl's. It never writes.
//
// A definition is a file *.asl.json or *.asl (JSON), *.asl.yaml or *.asl.yml. The machine
// has the file's name: orders/approve.asl.json holds "approve". Its type is EXPRESS, since
// that is what can be run here, unless the name says otherwise: nightly.standard.asl.json
// holds a STANDARD machine "nightly". A definition that an Express machine cannot have is
// therefore found, and refused with the reason when it is loaded, never passed over.
//
// Templates of SAM and CloudFormation are found by their names too (see IsTemplate). The
// state machines in them have the template's names and types, and the names that their
// definitions leave open have the template's values, where it tells them. A definition
// that a template names is its machine's, and no machine by itself.
package workspace

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// What a walk takes on. A folder beyond these is not one of state machines, but a home
// directory or a disk: what was found until then is shown, with a warning.
const (
	maxDepth    = 6      // folders below the workspace's own
	maxEntries  = 10_000 // files and folders looked at; about a tenth of a second on a warm disk
	maxMachines = 1_000
)

// mockConfig is the name that Step Functions Local's guide gives to the file with the
// answers of mocked tasks.
const mockConfig = "MockConfigFile.json"

// Workspace is a folder with what was found in it.
type Workspace struct {
	Dir        string
	Files      []File // in the order of their paths; their names differ
	MockConfig string // path of the folder's MockConfigFile.json, "" if it has none
	// Read are the paths of all files that this was read from, sorted, each once:
	// definitions, templates without state machines too, and MockConfig.
	Read []string
	// Warnings tell what was left out, because it could not be read or there was too
	// much of it, and which machines did not get the name of their file.
	Warnings []error

	folders []string // that were looked through
}

// Load looks through dir and the folders below it, but for hidden ones, node_modules and
// symbolic links to folders. Files that cannot be used are in Files with their Problem;
// the error is for dir itself. Names that templates and definitions leave open are filled
// in where they are defined.
func Load(dir string, define Defines) (*Workspace, error) {
	info, err := os.Stat(dir)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, &fs.PathError{Op: "open", Path: dir, Err: errors.New("is not a folder")}
	}
	dir = filepath.Clean(dir)
	w := &Workspace{Dir: dir}
	entries := 0
	// With a separator behind it dir may be a symbolic link itself.
	err = filepath.WalkDir(dir+string(filepath.Separator), func(path string, entry fs.DirEntry, err error) error {
		path = filepath.Clean(path)
		if err != nil {
			if path == dir {
				return err
			}
			w.warn("%s was left out: %w", path, err)
			return nil
		}
		if entries++; entries > maxEntries {
			w.warn("%s holds more than %d files: the rest was left out", dir, maxEntries)
			return fs.SkipAll
		}
		if entry.IsDir() {
			err := w.enter(path, entry.Name())
			if err == nil {
				w.folders = append(w.folders, path)
			}
			return err
		}
		if strings.HasPrefix(entry.Name(), ".") || !IsDefinition(path) && !IsTemplate(path) {
			return nil
		}
		if len(w.Files) >= maxMachines {
			w.warn("%s holds more than %d state machines: the rest was left out", dir, maxMachines)
			return fs.SkipAll
		}
		w.add(path, define)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if info, err := os.Stat(filepath.Join(dir, mockConfig)); err == nil && info.Mode().IsRegular() {
		w.MockConfig = filepath.Join(dir, mockConfig)
		w.Read = append(w.Read, w.MockConfig)
	}
	w.settle()
	w.tellApart()
	return w, nil
}

// add reads a definition or a template.
func (w *Workspace) add(path string, define Defines) {
	w.Read = append(w.Read, path)
	if !IsDefinition(path) {
		files, err := ReadTemplate(read, path, w.Dir, define)
		if err != nil {
			w.warn("%s was left out: %w", path, err)
		}
		w.Files = append(w.Files, files...)
		return
	}
	file, err := LoadFile(path, define)
	if err != nil {
		file = File{Name: nameOf(path), Type: typeOf(path), Path: path, Problem: err}
	}
	w.Files = append(w.Files, file)
}

// settle leaves out what stands by itself and in a template too, and what is too much.
func (w *Workspace) settle() {
	inTemplate := map[string]bool{}
	for _, file := range w.Files {
		if file.Template != "" {
			inTemplate[filepath.Clean(file.Path)] = true
			w.Read = append(w.Read, file.Path)
		}
	}
	w.Files = slices.DeleteFunc(w.Files, func(file File) bool { return file.Template == "" && inTemplate[filepath.Clean(file.Path)] })
	slices.Sort(w.Read)
	w.Read = slices.Compact(w.Read)
	if len(w.Files) > maxMachines {
		w.warn("%s holds more than %d state machines: the rest was left out", w.Dir, maxMachines)
		w.Files = w.Files[:maxMachines]
	}
}

// enter decides whether the walk goes into a folder.
func (w *Workspace) enter(path, name string) error {
	if path == w.Dir {
		return nil
	}
	if strings.HasPrefix(name, ".") || name == "node_modules" {
		return fs.SkipDir
	}
	below, err := filepath.Rel(w.Dir, path)
	if err != nil {
		return err
	}
	if strings.Count(below, string(filepath.Separator)) >= maxDepth {
		w.warn("%s was left out: it lies more than %d folders deep", path, maxDepth)
		return fs.SkipDir
	}
	return nil
}

// tellApart gives machines whose files have the same name in several folders the folders'
// names too, all but the first, whose path sorts first.
func (w *Workspace) tellApart() {
	taken := map[string]string{} // path by name
	var again []*File
	for i := range w.Files {
		file := &w.Files[i]
		if _, ok := taken[file.Name]; ok {
			again = append(again, file)
			continue
		}
		taken[file.Name] = file.Path
	}
	for _, file := range again {
		from := file.Path
		if file.Template != "" {
			from = file.Template
		}
		base, err := filepath.Rel(w.Dir, filepath.Dir(from))
		if err != nil {
			base = filepath.Dir(from)
		}
		base = strings.TrimPrefix(strings.ReplaceAll(filepath.ToSlash(base), "/", "-")+"-"+file.Name, ".-")
		name := legal(base, "")
		for n := 2; taken[name] != ""; n++ {
			name = legal(base, fmt.Sprintf("-%d", n))
		}
		w.warn("%s is called %s here, because %s already is %s", file.Path, name, taken[file.Name], file.Name)
		file.Name = name
		taken[name] = file.Path
	}
}

func (w *Workspace) warn(format string, args ...any) {
	w.Warnings = append(w.Warnings, fmt.Errorf(format, args...))
}
