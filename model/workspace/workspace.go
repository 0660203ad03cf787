// Package workspace finds state machines on disk. It tells which files of a folder hold
// definitions or templates, and the names, types and definitions of their machines, as JSON.
// It reads files and decides nothing about the language inside: that is package asl's. It
// never writes.
//
// What a file is, its contents tell: a definition has StartAt and States, a template has
// resources that are state machines. Each way to declare machines is a source.Format of
// the table in formats.go. A definition that a template names is its machine's, and no
// machine by itself.
//
// A machine of a definition file has the file's name: orders/approve.asl.json holds
// "approve". Its type is EXPRESS, since that is what can be run here, unless the name says
// otherwise: nightly.standard.asl.json holds a STANDARD machine "nightly".
package workspace

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"expresso/model/workspace/source"
)

// What a walk takes on. A folder beyond these is not one of state machines, but a home
// directory or a disk: what was found until then is shown, with a warning.
const (
	maxDepth    = 12     // folders below the workspace's own
	maxEntries  = 20_000 // files and folders looked at; about a second on a warm disk
	maxMachines = 1_000
)

// Workspace is a folder with what was found in it.
type Workspace struct {
	Dir   string
	Files []File   // in the order of their paths; their names differ
	Mocks []string // paths of the files that answer tasks, the folder's own first
	// Read are the paths of all files that this was read from, sorted, each once:
	// definitions, templates without state machines too, and Mocks.
	Read []string
	// Looked is how many files were looked at.
	Looked int
	// Programs tell what to do about projects whose machines a program declares.
	Programs []string
	// Warnings tell what was left out, because it could not be read or there was too
	// much of it, and which machines did not get the name of their file.
	Warnings []error

	folders []string // that were looked through
}

// Options are what a person says about a project.
type Options struct {
	// Define are values for names that templates and definitions leave open.
	Define Defines
	// Machines are values and files for single machines, by their names or logical IDs. One
	// with a File that the folder has by no other name is a machine of its own.
	Machines map[string]Override
}

// Override is what a person says about one machine.
type Override struct {
	Type   string  // "EXPRESS" or "STANDARD", "" as the project says
	Define Defines // for this machine alone
	File   string  // with the definition, relative to the folder; "" as the project says
}

// Load looks through dir and the folders below it, except for those of tools (see skipped)
// and symbolic links to folders. Files that cannot be used are in Files with their
// Problem; the error is for dir itself.
func Load(dir string, options Options) (*Workspace, error) {
	info, err := os.Stat(dir)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, &fs.PathError{Op: "open", Path: dir, Err: errors.New("is not a folder")}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }() // nothing was written
	w := &Workspace{Dir: filepath.Clean(dir)}
	files, err := w.walk()
	if err != nil {
		return nil, err
	}
	w.Looked = len(files)
	w.notePrograms(files)
	w.add(source.NewFolder(root.FS(), files), options)
	return w, nil
}

// add reads the machines that the files of a folder declare.
func (w *Workspace) add(folder *source.Folder, options Options) {
	found, warnings := read(folder, options.Define)
	w.Warnings = append(w.Warnings, warnings...)
	found.machines = withoutCopies(found.machines)
	w.Mocks = found.mocks
	slices.SortFunc(w.Mocks, nearest)
	for i := range w.Mocks {
		w.Mocks[i] = w.path(w.Mocks[i])
	}
	if len(found.machines) > maxMachines {
		w.warn("%s holds more than %d state machines: the rest was left out", w.Dir, maxMachines)
		found.machines = found.machines[:maxMachines]
	}
	for _, m := range found.machines {
		w.Files = append(w.Files, w.file(m))
	}
	w.tellApart()
	w.addNamed(options)
	w.override(folder, options)
	w.addExamples(folder)
	for _, name := range folder.Reads() {
		w.Read = append(w.Read, w.path(name))
	}
	w.Read = append(w.Read, w.Mocks...)
	slices.Sort(w.Read)
	w.Read = slices.Compact(w.Read)
	for i, warning := range w.Warnings {
		w.Warnings[i] = w.absolute(warning)
	}
}

// path is the path on disk of a file of the folder.
func (w *Workspace) path(name string) string { return filepath.Join(w.Dir, filepath.FromSlash(name)) }

// absolute is an error of a reader with the path on disk.
func (w *Workspace) absolute(err error) error {
	var placed *source.Problem
	if !errors.As(err, &placed) {
		return err
	}
	moved := *placed
	moved.Path = w.path(placed.Path)
	return &moved
}

// walk returns the paths of files below the folder. Those of hidden folders are the last:
// where there is too much, they are left out.
func (w *Workspace) walk() ([]string, error) {
	var files, hidden []string
	entries := 0
	visit := func(start string) error {
		// With a separator behind it the folder may be a symbolic link itself.
		return filepath.WalkDir(start+string(filepath.Separator), func(name string, entry fs.DirEntry, err error) error {
			name = filepath.Clean(name)
			if err != nil {
				if name == w.Dir {
					return err
				}
				w.warn("%s was left out: %w", name, err)
				return nil
			}
			if entries++; entries > maxEntries {
				w.warn("%s holds more than %d files: the rest was left out", w.Dir, maxEntries)
				return fs.SkipAll
			}
			below, err := filepath.Rel(w.Dir, name)
			if err != nil {
				return err
			}
			below = filepath.ToSlash(below)
			base := path.Base(below)
			switch {
			case !entry.IsDir():
				if !strings.HasPrefix(base, ".") {
					files = append(files, below)
				}
				return nil
			case name == start:
			case skipped(below):
				return fs.SkipDir
			case strings.HasPrefix(base, "."):
				hidden = append(hidden, name)
				return fs.SkipDir
			case strings.Count(below, "/") >= maxDepth:
				w.warn("%s was left out: it is more than %d folders deep", name, maxDepth)
				return fs.SkipDir
			}
			w.folders = append(w.folders, name)
			return nil
		})
	}
	err := visit(w.Dir)
	for len(hidden) > 0 && err == nil && entries <= maxEntries {
		next := hidden[0]
		hidden = hidden[1:]
		err = visit(next)
	}
	return files, err
}

// tools are folders in which no project keeps its sources.
var tools = []string{
	"node_modules", ".git", ".hg", ".svn", ".aws-sam", ".terraform", ".serverless", ".venv", ".tox", ".cache", ".npm", ".yarn",
	".gradle", ".m2", ".idea", ".vscode", ".expresso", ".mypy_cache", ".pytest_cache", "__pycache__", ".local", ".config", ".cargo", ".rustup",
}

// skipped reports whether a folder is not looked through.
func skipped(dir string) bool {
	base := path.Base(dir)
	return slices.Contains(tools, base) || strings.HasPrefix(base, "asset.") && path.Base(path.Dir(dir)) == "cdk.out"
}

// builds are folders that hold copies, most often.
var builds = []string{"dist", "build", "target"}

// inBuild reports whether a file may be a copy that a tool made.
func inBuild(name string) bool {
	return slices.ContainsFunc(strings.Split(path.Dir(name), "/"), func(dir string) bool { return slices.Contains(builds, dir) })
}

// withoutCopies leaves out what a build copied: machines of a build's folder whose names
// or files are somewhere else too.
func withoutCopies(all []source.Machine) []source.Machine {
	sources := map[string]bool{}
	for _, m := range all {
		if !inBuild(m.Place.Path) {
			sources[m.Name] = true
			if definesAlone(m) {
				sources[path.Base(m.Path)] = true
			}
			for _, alias := range m.Aliases {
				sources[alias] = true
			}
		}
	}
	whole := slices.Clone(all)
	return slices.DeleteFunc(all, func(m source.Machine) bool {
		if isPackaged(m, whole) {
			return true
		}
		if !inBuild(m.Place.Path) {
			return false
		}
		return sources[m.Name] || definesAlone(m) && sources[path.Base(m.Path)] || slices.ContainsFunc(m.Aliases, func(alias string) bool { return sources[alias] })
	})
}

// isPackaged reports whether a machine is that of a template in the same folder, with its
// definition in S3: what aws cloudformation package and sam package make of it.
func isPackaged(m source.Machine, all []source.Machine) bool {
	var problem *source.Problem
	if !errors.As(m.Problem, &problem) || problem.Setting != source.DefinitionFile || len(m.Aliases) == 0 {
		return false
	}
	return slices.ContainsFunc(all, func(other source.Machine) bool {
		return other.Problem == nil && other.Place.Path != m.Place.Path && path.Dir(other.Place.Path) == path.Dir(m.Place.Path) && slices.Contains(other.Aliases, m.Aliases[0])
	})
}

// definesAlone reports whether a machine's definition is a file of its own.
func definesAlone(m source.Machine) bool { return m.Path != m.Place.Path || m.Place.Line == 0 }

// nearest orders paths by their depth.
func nearest(a, b string) int {
	if d := strings.Count(a, "/") - strings.Count(b, "/"); d != 0 {
		return d
	}
	return strings.Compare(a, b)
}

// tellApart gives machines that have the same name those of their folders too, or of their
// templates in the same folder: all but the first, whose path sorts first outside of tests.
func (w *Workspace) tellApart() {
	taken := map[string]*File{}
	var again []*File
	for _, tests := range []bool{false, true} {
		for i := range w.Files {
			file := &w.Files[i]
			if holdsWord(words(path.Dir(file.place.Path)), testWords) != tests {
				continue
			}
			if taken[file.Name] != nil {
				again = append(again, file)
				continue
			}
			taken[file.Name] = file
		}
	}
	for _, file := range again {
		first := taken[file.Name]
		base := strings.TrimPrefix(apart(file.place.Path, first.place.Path)+"-"+file.Name, "-")
		name := legal(base, "")
		for n := 2; taken[name] != nil; n++ {
			name = legal(base, fmt.Sprintf("-%d", n))
		}
		w.warn("%s is listed as %s, because %s is already named %s", file.Path, name, first.Path, file.Name)
		file.Name = name
		taken[name] = file
	}
}

// testWords are in the names of folders whose machines belong to tests.
var testWords = []string{"test", "tests", "testing", "testdata", "spec", "fixture", "fixtures", "mock", "mocks"}

// apart is what tells a file from another one: its folder or, in the same one, its own name.
func apart(name, other string) string {
	dir := path.Dir(name)
	if own := stem(path.Base(name)); dir == path.Dir(other) && own != stem(path.Base(other)) {
		return strings.TrimSuffix(own, ".template")
	}
	dir = strings.TrimSuffix(strings.TrimSuffix(dir, "cdk.out"), "/")
	return strings.Trim(strings.ReplaceAll(dir, "/", "-"), ".-")
}

// override is what a person says about single machines.
func (w *Workspace) override(folder *source.Folder, options Options) {
	for i := range w.Files {
		file := &w.Files[i]
		say, ok := options.Machines[w.saidAs(*file, options)]
		if !ok {
			continue
		}
		define := options.Define
		if len(say.Define) > 0 {
			define = Defines{}
			maps.Copy(define, options.Define)
			maps.Copy(define, say.Define)
			again, _ := read(folder, define)
			for _, m := range again.machines {
				if m.Place == file.place && m.Path == file.path {
					now := w.file(m)
					now.Name = file.Name
					*file = now
				}
			}
		}
		if say.File != "" {
			now := w.file(definitionFile(folder, path.Clean(filepath.ToSlash(say.File)), define))
			now.Name, now.Type, now.Assumed, now.Aliases = file.Name, file.Type, file.Assumed, file.Aliases
			*file = now
		}
		if say.Type != "" {
			file.Declares, file.Type, file.Assumed = file.Type, say.Type, false
		}
	}
}

// saidAs is the name under which a person says something about a machine: its own, or
// another that it has alone.
func (w *Workspace) saidAs(file File, options Options) string {
	if _, ok := options.Machines[file.Name]; ok {
		return file.Name
	}
	for _, alias := range file.Aliases {
		if _, ok := options.Machines[alias]; ok && !slices.ContainsFunc(w.Files, func(other File) bool {
			return other.Name == alias || other.place != file.place && slices.Contains(other.Aliases, alias)
		}) {
			return alias
		}
	}
	return ""
}

// addNamed adds machines that only their files in options tell. A definition file that is
// called so is no machine of another name.
func (w *Workspace) addNamed(options Options) {
	for _, name := range slices.Sorted(maps.Keys(options.Machines)) {
		say := options.Machines[name]
		known := slices.ContainsFunc(w.Files, func(f File) bool { return f.Name == name || slices.Contains(f.Aliases, name) })
		if say.File == "" || known {
			continue
		}
		at := path.Clean(filepath.ToSlash(say.File))
		w.Files = slices.DeleteFunc(w.Files, func(f File) bool { return f.path == at && f.Template == "" })
		w.Files = append(w.Files, File{Name: legal(name, ""), Type: express, Assumed: true})
	}
}

func (w *Workspace) warn(format string, args ...any) {
	w.Warnings = append(w.Warnings, fmt.Errorf(format, args...))
}
