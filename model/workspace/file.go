package workspace

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"expresso/model/jsonvalue"
	"expresso/model/limit"
	"expresso/model/workspace/source"
	"expresso/model/workspace/standin"
)

// maxDefinition is the largest definition in bytes (AWS: 1 MB).
const maxDefinition = source.MaxFile

// Defines are values for names that templates and definitions leave open.
type Defines = source.Defines

// Misplaced is what is wrong at a place of a text.
type Misplaced = source.Misplaced

// Problem is what is wrong at a place of a file, and what to do about it.
type Problem = source.Problem

// Place is one in a file.
type Place = source.Place

// File is one state machine as it lies on disk.
type File struct {
	Name    string   // of the machine, legal on AWS
	Aliases []string // other names that the project has for it: the logical ID
	Type    string   // "EXPRESS" or "STANDARD"
	// Assumed says that the project does not tell the type: a machine of a template is
	// STANDARD then, as on AWS, and one of a definition file EXPRESS.
	Assumed bool
	// Declares is the type that the project tells, where a person has said another: "" else.
	Declares   string
	Path       string // of the file that holds the definition
	Template   string // path of the template that the machine stands in, "" if in none
	Line       int    // of the declaration in the template
	Text       string // the file's contents
	Definition string // Amazon States Language as JSON; the same text unless it was YAML
	StandIns   []standin.Value
	Inputs     []Example // inputs that the project has for this machine
	// Problem says why there is no Definition: the file cannot be read, is too large,
	// or holds neither JSON nor YAML that JSON can hold. It names the file and the place.
	Problem error

	place  source.Place // of the declaration, in the folder
	path   string       // in the folder
	locate func(pointer string) (line, column int)
}

const express, standard = "EXPRESS", "STANDARD"

// file is a declared machine as it lies on disk.
func (w *Workspace) file(m source.Machine) File {
	file := File{
		Name: legal(m.Name, ""), Aliases: m.Aliases, Type: m.Type, Path: w.path(m.Path), Text: m.Text, Definition: m.JSON,
		StandIns: m.StandIns, locate: m.Locate, place: m.Place, path: m.Path,
	}
	for _, in := range m.Inputs {
		file.Inputs = append(file.Inputs, Example{Name: in.Name, Path: w.path(in.Place.Path), Line: in.Place.Line, Text: in.Text})
	}
	if m.Place.Path != m.Path || m.Place.Line > 0 {
		file.Template, file.Line = w.path(m.Place.Path), m.Place.Line
	}
	if file.Type == "" {
		if file.Assumed, file.Type = true, express; file.Template != "" {
			file.Type = standard
		}
	}
	if m.Problem != nil {
		file.Problem, file.Definition = w.absolute(m.Problem), ""
	}
	return file
}

// Declared is the path of the file that says that there is the machine.
func (f File) Declared() string {
	if f.Template != "" {
		return f.Template
	}
	return f.Path
}

// Locate tells where in Text the value at a JSON pointer stands, such as a diagnostic's
// /States/Charge/Resource: lines and columns are counted from 1, columns in characters.
// Where there is nothing it is the place of what would hold it, at last the beginning.
func (f File) Locate(location string) (line, column int) {
	if f.locate == nil {
		return 1, 1
	}
	return f.locate(location)
}

// Open reads the machines of one file, a definition's or those of a template, whatever it
// is called. No file outside of dir is read; dir is "" for the file's own folder.
func Open(name, dir string, options Options) ([]File, error) {
	full, err := filepath.Abs(name)
	if err != nil {
		return nil, err
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return nil, err
	}
	below, err := filepath.Rel(dir, full)
	if err != nil || !filepath.IsLocal(below) {
		dir, below = filepath.Dir(full), filepath.Base(full)
	}
	if _, err := os.Stat(name); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }() // nothing was written
	shown := dir
	if here, err := filepath.Abs("."); err == nil && !filepath.IsAbs(name) { // as the person writes paths
		if rel, err := filepath.Rel(here, dir); err == nil {
			shown = rel
		}
	}
	return OpenIn(root.FS(), filepath.ToSlash(below), shown, options)
}

// OpenIn is Open for a file of a file system: a commit, say. Its paths are given as below
// dir.
func OpenIn(fsys fs.FS, name, dir string, options Options) ([]File, error) {
	files := []string{name}
	if entries, err := fs.ReadDir(fsys, path.Dir(name)); err == nil {
		for _, entry := range entries {
			if at := path.Join(path.Dir(name), entry.Name()); !entry.IsDir() && at != name && interesting(at) && !isData(at) {
				files = append(files, at) // other files of a module
			}
		}
	}
	folder := source.NewFolder(fsys, files)
	if _, err := folder.Read(name); err != nil {
		return nil, &fs.PathError{Op: "read", Path: filepath.Join(dir, filepath.FromSlash(name)), Err: err}
	}
	w := &Workspace{Dir: dir}
	all, warnings := read(folder, options.Define)
	for _, m := range all.machines {
		if m.Place.Path == name {
			w.Files = append(w.Files, w.file(m))
		}
	}
	if len(w.Files) == 0 {
		one := definitionFile(folder, name, options.Define)
		if len(warnings) > 0 { // a template that cannot be parsed
			one.Problem = warnings[0]
		} else if doc, problem := source.Parse(one.Text, source.DialectOf(name, source.Template)); problem == nil {
			if all, _ := doc.Root.Get("Resources"); all.Kind() == jsonvalue.KindObject {
				return nil, fmt.Errorf("%s has no state machine", w.path(name))
			}
		}
		w.Files = append(w.Files, w.file(one))
	}
	w.override(folder, options)
	return w.Files, nil
}

// Reader is a file system of texts that are read in another way than from the disk. It
// knows no folders.
type Reader func(name string) (string, error)

// Open reads a file.
func (r Reader) Open(name string) (fs.File, error) {
	text, err := r(name)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return &textFile{Reader: strings.NewReader(text), name: path.Base(name)}, nil
}

// textFile is a file of a Reader.
type textFile struct {
	*strings.Reader
	name string
}

func (f *textFile) Stat() (fs.FileInfo, error) { return f, nil }
func (f *textFile) Close() error               { return nil }
func (f *textFile) Name() string               { return f.name }
func (f *textFile) Mode() fs.FileMode          { return 0o444 }
func (f *textFile) ModTime() time.Time         { return time.Time{} }
func (f *textFile) IsDir() bool                { return false }
func (f *textFile) Sys() any                   { return nil }

// suffixes are the ends of the names of definitions, as editors know them.
var suffixes = []string{".asl.json", ".asl.yaml", ".asl.yml", ".asl"}

// IsDefinition reports whether a file of this name holds a state machine by its name.
func IsDefinition(path string) bool {
	for _, suffix := range suffixes {
		base := filepath.Base(path)
		if hasSuffix(path, suffix) && len(base) > len(suffix) && base[0] != '.' {
			return true
		}
	}
	return false
}

// NamesFile reports whether what a person names is a file that may hold machines, and no
// machine.
func NamesFile(name string) bool { return interesting(name) }

func hasSuffix(path, suffix string) bool {
	return len(path) >= len(suffix) && strings.EqualFold(path[len(path)-len(suffix):], suffix)
}

// stem is a path without what marks it as a definition, and its type.
func stem(path string) string {
	cut := filepath.Ext(path)
	for _, suffix := range suffixes {
		if hasSuffix(path, suffix) {
			cut = suffix
			break
		}
	}
	path = path[:len(path)-len(cut)]
	if hasSuffix(path, standardMark) {
		path = path[:len(path)-len(standardMark)]
	}
	return path
}

// standardMark is in a file's name before its suffix if the machine is STANDARD.
const standardMark = ".standard"

// NameOf is the name of a machine whose definition is a file of its own.
func NameOf(path string) string { return legal(stem(filepath.Base(path)), "") }

// typeOf is the type that a definition's name tells, "" if it tells none.
func typeOf(path string) string {
	for _, suffix := range append([]string{filepath.Ext(path)}, suffixes...) {
		if hasSuffix(path, standardMark+suffix) {
			return standard
		}
	}
	return ""
}

// legal makes a name that AWS takes for a state machine, ending in tail: what it refuses
// becomes a hyphen, what is too long is cut.
func legal(name, tail string) string {
	var b strings.Builder
	room := limit.MachineName - utf8.RuneCountInString(tail)
	for _, r := range name {
		if room--; room < 0 {
			break
		}
		if refused(r) {
			r = '-'
		}
		b.WriteRune(r)
	}
	if b.Len() == 0 {
		b.WriteString("machine")
	}
	return b.String() + tail
}

// refused reports whether AWS refuses a character in names: white space, brackets,
// wildcards, special and control characters, and what stands for no character.
func refused(r rune) bool {
	return r <= ' ' || r >= 0x7f && r <= 0xa0 || r >= 0xfffd && r <= 0xffff || r == 0x10ffff ||
		strings.ContainsRune("<>{}[]?*\"#%\\^|~`$&,;:/", r) || r >= 0x2000 && r <= 0x200a ||
		r >= 0x2028 && r <= 0x202f || r == 0x1680 || r == 0x205f || r == 0x3000
}

// ProblemAt is what is wrong with a file, with its place as far as it is known.
func ProblemAt(err error) (*Problem, bool) {
	var placed *Problem
	return placed, errors.As(err, &placed)
}
