package store

import (
	"errors"
	"io/fs"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"expresso/model"
)

func (in *Inputs) examplesOf(machine string) []model.Example {
	if in.examples == nil {
		return nil
	}
	return in.examples(machine)
}

// example returns the text of an example, and its file.
func (in *Inputs) example(machine, name string) (text, file string, err error) {
	for _, e := range in.examplesOf(machine) {
		switch below, err := filepath.Rel(in.dir, e.Path); {
		case e.Name != name:
		case e.Text != "":
			return e.Text, e.Path, nil
		case err != nil:
			return "", e.Path, err
		default:
			text, err := in.read(filepath.ToSlash(below))
			return text, e.Path, err
		}
	}
	return "", "", missing(machine, name)
}

// builtInput is an input of a sample.
type builtInput struct {
	name, path string
	expected   bool
}

var numbered = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[0-9]+-(.+)$`) })

// builtIns returns the inputs that come with a sample, in their order.
func (in *Inputs) builtIns(machine string) ([]builtInput, error) {
	if in.builtIn == nil {
		return nil, nil
	}
	entries, err := fs.ReadDir(in.builtIn, machine)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	list := make([]builtInput, 0, len(entries))
	has := func(file string) bool {
		return slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == file })
	}
	for _, entry := range entries {
		name, ok := strings.CutSuffix(entry.Name(), inputSuffix)
		if !ok || entry.IsDir() || strings.HasSuffix(name, expectMark) {
			continue
		}
		expected := has(name + expectSuffix)
		if match := numbered().FindStringSubmatch(name); match != nil {
			name = match[1]
		}
		list = append(list, builtInput{name, path.Join(machine, entry.Name()), expected})
	}
	return list, err
}

// builtInOf returns the built-in input of that name.
func (in *Inputs) builtInOf(machine, name string) (builtInput, error) {
	list, err := in.builtIns(machine)
	if err != nil {
		return builtInput{}, err
	}
	if i := slices.IndexFunc(list, func(b builtInput) bool { return b.name == name }); i >= 0 {
		return list[i], nil
	}
	return builtInput{}, missing(machine, name)
}
