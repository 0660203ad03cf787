package store

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"expresso/model"
)

// The expectation of an input is beside it, in {name}.expect.json. No input's own name ends like
// this.
const (
	expectMark   = ".expect"
	expectSuffix = expectMark + inputSuffix
)

func expectFile(machine, name string) string {
	return path.Join(inputsFolder, machine, name+expectSuffix)
}

// Expectation returns the text of an input's expectation, and its file. That of a built-in input is
// used until there is a file.
func (in *Inputs) Expectation(machine, name string) (text, file string, err error) {
	if err := check(machine, name); err != nil {
		return "", "", err
	}
	file = filepath.Join(in.dir, filepath.FromSlash(expectFile(machine, name)))
	text, err = in.read(expectFile(machine, name))
	if !errors.Is(err, fs.ErrNotExist) {
		return text, file, err
	}
	b, err := in.builtInOf(machine, name)
	if errors.Is(err, fs.ErrNotExist) {
		return "", file, nil
	}
	if err != nil {
		return "", file, err
	}
	bytes, err := fs.ReadFile(in.builtIn, strings.TrimSuffix(b.path, inputSuffix)+expectSuffix)
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return string(bytes), file, err
}

// SaveExpected writes an input and its whole expectation, which comes first: alone it is nothing.
func (in *Inputs) SaveExpected(machine, name, text, expected string) error {
	if err := check(machine, name); err != nil {
		return err
	}
	if len(expected) > maxSaved {
		return errLongExpectation(expected)
	}
	if err := in.replace(machine, expectFile(machine, name), expected); err != nil {
		return err
	}
	return in.Save(machine, name, text)
}

func errLongExpectation(text string) error {
	return fmt.Errorf("the expectation has %d bytes, over the limit of %d", len(text), maxSaved)
}

// Expect writes the whole expectation of an input, replacing what was there. An example is saved
// with it.
func (in *Inputs) Expect(machine, name, text string) error {
	input, err := in.Load(machine, name)
	if err != nil {
		return err
	}
	if len(text) > maxSaved {
		return errLongExpectation(text)
	}
	list, err := in.List(machine)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(list, func(s model.SavedInput) bool { return s.Name == name && s.Example != "" }) {
		if err := in.Save(machine, name, input); err != nil {
			return err
		}
	}
	return in.replace(machine, expectFile(machine, name), text)
}
