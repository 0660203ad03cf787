package workspace

import (
	"path"
	"slices"
	"strings"
	"unicode"

	"expresso/model/jsonvalue"
	"expresso/model/limit"
	"expresso/model/workspace/source"
)

// Example is an input that a project has beside a machine: a file, or what the event that
// starts the machine says.
type Example struct {
	Name string
	Path string // of the file
	Line int    // of an event in it, 0 for the whole file
	Text string // of an event; "" for the whole file
}

// maxExamples is how many files may be examples of one machine.
const maxExamples = 50

// inputWords are in the names of files and folders that hold inputs, folderWords in those of
// folders with a folder for each machine, placeWords in those of folders around them, and
// otherWords where they are those of something else.
var (
	folderWords = []string{"inputs", "events", "payloads", "requests"}
	inputWords  = []string{"input", "inputs", "event", "events", "example", "examples", "sample", "samples", "payload", "payloads", "request", "requests"}
	placeWords  = []string{"test", "tests", "testing", "data", "testdata", "fixture", "fixtures", "doc", "docs", "resource", "resources", "local", "json", "statemachine", "statemachines", "stepfunction", "stepfunctions", "workflow", "workflows", "sfn", "asl"}
	otherWords  = []string{"lambda", "lambdas", "function", "functions", "handler", "handlers", "layer", "layers", "schema", "schemas", "output", "outputs", "response", "responses", "expected", "expect", "result", "results", "config", "package", "lock", "tsconfig", "manifest", "snapshot", "snapshots"}
)

// words are those of a name, in lower case: test-event.V2, testEventV2.
func words(name string) []string {
	var b strings.Builder
	before := rune(0)
	for _, r := range name {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			r = ' '
		case unicode.IsUpper(r) && unicode.IsLower(before):
			b.WriteByte(' ')
		}
		b.WriteRune(unicode.ToLower(r))
		before = r
	}
	return strings.Fields(b.String())
}

func holdsWord(all, of []string) bool {
	return slices.ContainsFunc(all, func(w string) bool { return slices.Contains(of, w) })
}

// addExamples gives the machines the inputs that lie beside them: files that are called or
// lie in folders called so, each for the machine whose name it bears, or for the only one
// near it. They are not read here: see IsInput.
func (w *Workspace) addExamples(folder *source.Folder) {
	taken := map[string]bool{} // files that are something else
	for _, file := range w.Files {
		taken[file.path], taken[file.place.Path] = true, true
	}
	all := w.candidates()
	for _, name := range folder.Files() {
		if !strings.EqualFold(path.Ext(name), ".json") || taken[name] || inBuild(name) || IsDefinition(name) {
			continue
		}
		base, ok := exampleOf(name)
		if !ok {
			continue
		}
		file := owner(all, name, base)
		if file == nil || len(file.Inputs) >= maxExamples {
			continue
		}
		file.Inputs = append(file.Inputs, Example{Name: file.exampleName(name), Path: w.path(name)})
	}
}

// exampleOf is the folder that a file with an input belongs to: above those that are called
// after what they hold. ok is false for other files.
func exampleOf(name string) (base string, ok bool) {
	stem := words(strings.TrimSuffix(path.Base(name), path.Ext(name)))
	if holdsWord(stem, otherWords) {
		return "", false
	}
	ok = holdsWord(stem, inputWords)
	for base = path.Dir(name); base != "."; base = path.Dir(base) {
		dir := words(path.Base(base))
		switch {
		case holdsWord(dir, otherWords):
			return "", false
		case holdsWord(dir, inputWords):
			ok = true
		case holdsWord(dir, placeWords):
		case base == path.Dir(name) && holdsWord(words(path.Base(path.Dir(base))), folderWords): // events/orders/a.json
		default:
			return base, ok
		}
	}
	return base, ok
}

// candidate is a machine that may have examples.
type candidate struct {
	*File
	called []string // plain names
	homes  []string
}

func (w *Workspace) candidates() []candidate {
	all := make([]candidate, len(w.Files))
	for i := range w.Files {
		file := &w.Files[i]
		c := candidate{File: file, homes: file.homes()}
		for _, name := range append([]string{file.Name, stem(path.Base(file.path))}, file.Aliases...) {
			if name = plainName(name); len(name) >= minNamed && !ordinary(name) {
				c.called = append(c.called, name)
			}
		}
		all[i] = c
	}
	return all
}

// owner is the machine that a file with an input is for, nil if that is not plain.
func owner(all []candidate, name, base string) *File {
	var best *File
	longest, twice := 0, false
	below := plainName(strings.TrimSuffix(strings.TrimPrefix(name, base+"/"), path.Ext(name)))
	for _, c := range all {
		for _, called := range c.called {
			switch n := len(called); {
			case n < longest || !strings.Contains(below, called):
			case n > longest:
				longest, best, twice = n, c.File, false
			case best != c.File:
				twice = true
			}
		}
	}
	if best != nil && !twice {
		return best
	}
	if file, several := only(all, func(c candidate) bool { return slices.Contains(c.homes, base) }); file != nil || several {
		return file
	}
	file, _ := only(all, func(c candidate) bool { return base == "." || strings.HasPrefix(c.place.Path, base+"/") })
	return file
}

// only is the only machine that is so; nil if none is or several are.
func only(all []candidate, is func(candidate) bool) (file *File, several bool) {
	for _, c := range all {
		switch {
		case !is(c):
		case file != nil:
			return nil, true
		default:
			file = c.File
		}
	}
	return file, false
}

// minNamed is how long a machine's name is at least to be found in a file's.
const minNamed = 4

// ordinary reports whether a machine has a name that files and folders have for what they
// hold: an example is not for the machine "example".
func ordinary(name string) bool {
	return slices.Contains(inputWords, name) || slices.Contains(placeWords, name)
}

// plainName is a name by its letters and digits.
func plainName(name string) string { return strings.Join(words(name), "") }

// homes are the folders whose inputs are the machine's.
func (f *File) homes() []string {
	homes := []string{path.Dir(f.place.Path)}
	if path.Base(homes[0]) == "cdk.out" {
		homes[0] = path.Dir(homes[0])
	}
	if dir := path.Dir(f.path); dir != homes[0] {
		homes = append(homes, dir, path.Dir(dir))
	}
	if dir := path.Base(homes[0]); f.Template == "" && holdsWord(words(dir), placeWords) {
		homes = append(homes, path.Dir(homes[0]))
	}
	return homes
}

// exampleName is what an example is called: as its file, with its folder's name if another
// is called so.
func (f *File) exampleName(name string) string {
	called := strings.TrimSuffix(path.Base(name), path.Ext(name))
	if slices.ContainsFunc(f.Inputs, func(e Example) bool { return e.Name == called }) {
		return path.Base(path.Dir(name)) + "-" + called
	}
	return called
}

// IsInput reports whether a text may be sent as an input, and is not something else.
func IsInput(text string) bool {
	if len(text) > limit.Payload {
		return false
	}
	v, err := jsonvalue.Parse(text)
	if err != nil || v.Kind() != jsonvalue.KindObject {
		return err == nil && v.Kind() == jsonvalue.KindArray
	}
	for _, key := range []string{"StartAt", "Resources", mockMark, "$schema", "AWSTemplateFormatVersion"} {
		if _, has := v.Get(key); has {
			return false
		}
	}
	return true
}
