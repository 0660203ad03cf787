package workspace

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"expresso/model/jsonvalue"
)

// maxDefinition is the largest definition in bytes (AWS: 1 MB).
const maxDefinition = 1 << 20

// File is one state machine as it lies on disk.
type File struct {
	Name       string // of the machine, legal on AWS
	Type       string // "EXPRESS" or "STANDARD"
	Path       string // of the file that holds the definition
	Template   string // path of the template that the machine stands in, "" if in none
	Text       string // the file's contents
	Definition string // Amazon States Language as JSON; the same text unless it was YAML
	// Problem says why there is no Definition: the file cannot be read, is too large,
	// holds neither JSON nor YAML that JSON can hold, or leaves names open that its
	// template should tell. It names the file and the place.
	Problem error

	from origin
}

// suffixes are the ends of the names of definitions, as editors know them.
var suffixes = []string{".asl.json", ".asl.yaml", ".asl.yml", ".asl"}

// IsDefinition reports whether a file of this name holds a state machine by its name.
func IsDefinition(path string) bool {
	for _, suffix := range suffixes {
		if hasSuffix(path, suffix) && len(filepath.Base(path)) > len(suffix) {
			return true
		}
	}
	return false
}

// LoadFile reads one definition, whatever its name: YAML if it ends in .yaml or .yml,
// else JSON. ${NAME} in it is filled in for names that are defined, and stays for others.
// The error tells that the file cannot be read; what is wrong with its contents is
// File.Problem.
func LoadFile(path string, define Defines) (File, error) {
	text, err := read(path)
	if err != nil {
		return File{}, err
	}
	return Parse(path, text, define), nil
}

// Parse is LoadFile for a text that was read already, as that of a file of this path.
func Parse(path, text string, define Defines) File { return parse(path, text, define.lookup) }

func parse(path, text string, value lookup) File {
	file := File{Name: nameOf(path), Type: typeOf(path), Path: path, Text: text}
	if len(text) > maxDefinition {
		file.Problem = fmt.Errorf("%s: a definition has at most %d bytes", path, maxDefinition)
		return file
	}
	file.from = origin{yaml: isYAML(path), before: strings.TrimPrefix(text, "\ufeff")} // some editors on Windows write the mark
	file.convert(value)
	return file
}

// convert fills the definition's text in and turns it into JSON.
func (f *File) convert(value lookup) {
	o := &f.from
	var problem *Misplaced
	if !utf8.ValidString(o.before) {
		f.Problem = fmt.Errorf("%s:%w", f.Path, &Misplaced{1, 1, "the text is not UTF-8"})
		return
	}
	if o.filling, problem = fill(o.before, value); problem != nil {
		f.Problem = fmt.Errorf("%s:%w", f.Path, problem)
		return
	}
	if o.yaml {
		f.Definition, problem = fromYAML(o.text)
	} else if bad := jsonvalue.Check(o.text); bad != nil {
		problem = &Misplaced{bad.Line, bad.Column, bad.Msg}
	} else {
		f.Definition = o.text
	}
	if problem != nil {
		line, column := o.place(problem.Line, problem.Column)
		if o.fixed != nil {
			problem.Msg = fmt.Sprintf("in this text, line %d, column %d: %s", problem.Line, problem.Column, problem.Msg)
		}
		f.Problem = fmt.Errorf("%s:%w", f.Path, &Misplaced{line, column, problem.Msg})
	}
}

// Misplaced is a fault at a place in a definition's text.
type Misplaced struct {
	Line, Column int // counted from 1, columns in characters
	Msg          string
}

// Error is in the form that editors recognise behind a path and a colon.
func (m *Misplaced) Error() string { return fmt.Sprintf("%d:%d: %s", m.Line, m.Column, m.Msg) }

// Locate tells where in Text the value at a JSON pointer stands, such as a diagnostic's
// /States/Charge/Resource: lines and columns are counted from 1, columns in characters.
// Where there is nothing it is the place of what would hold it, at last the beginning.
func (f File) Locate(location string) (line, column int) { return f.from.locate(location) }

// read returns a regular file's text, at most one byte more than a definition may have.
func read(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() { // a pipe would block, a device might never end
		return "", &fs.PathError{Op: "read", Path: path, Err: errors.New("is not a regular file")}
	}
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = file.Close() }() // nothing was written
	text, err := io.ReadAll(io.LimitReader(file, maxDefinition+1))
	return string(text), err
}

func isYAML(path string) bool { return hasSuffix(path, ".yaml") || hasSuffix(path, ".yml") }

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

// standardMark stands in a file's name before its suffix if the machine is STANDARD.
const standardMark = ".standard"

func nameOf(path string) string { return legal(stem(filepath.Base(path)), "") }

func typeOf(path string) string {
	for _, suffix := range append([]string{filepath.Ext(path)}, suffixes...) {
		if hasSuffix(path, standardMark+suffix) {
			return "STANDARD"
		}
	}
	return "EXPRESS"
}

// maxName is how many characters the name of a state machine may have (AWS).
const maxName = 80

// legal makes a name that AWS takes for a state machine, ending in tail: what it refuses
// becomes a hyphen, what is too long is cut.
func legal(name, tail string) string {
	var b strings.Builder
	room := maxName - utf8.RuneCountInString(tail)
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
