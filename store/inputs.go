package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"expresso/model"
	"expresso/model/child"
	"expresso/model/file"
)

var _ model.SavedInputs = (*Inputs)(nil)

// Inputs are named inputs in files {workspace}/.expresso/inputs/{machine}/{name}.json,
// over built-in ones that have no file until they are changed, and over examples that the
// project has elsewhere. Nothing outside of the workspace is read or written, wherever
// symbolic links lead.
type Inputs struct {
	dir      string
	builtIn  fs.FS
	examples func(machine string) []model.Example // nil for none
}

const (
	inputsFolder = ".expresso/inputs"
	inputSuffix  = ".json"
	// maxSaved bounds one input: sixteen times the largest that can be sent.
	maxSaved = 16 * model.MaxInput
)

// OpenInputs returns the inputs of the workspace in dir. builtIn holds files
// {machine}/{name}.json, or {machine}/{number}-{name}.json to give them an order; nil for
// none. Nothing is read before it is asked for.
func OpenInputs(dir string, builtIn fs.FS) *Inputs { return &Inputs{dir: dir, builtIn: builtIn} }

// WithExamples lists the project's examples too. It returns the same inputs.
func (in *Inputs) WithExamples(of func(machine string) []model.Example) *Inputs {
	in.examples = of
	return in
}

// RemoveStale removes files that killed processes left half written.
func (in *Inputs) RemoveStale() {
	_ = in.inRoot(func(root *os.Root) error { // what stays does no harm
		entries, err := fs.ReadDir(root.FS(), inputsFolder)
		for _, e := range entries {
			if e.IsDir() {
				file.RemoveStaleIn(root, path.Join(inputsFolder, e.Name()))
			}
		}
		return err
	})
}

// List returns the built-in inputs in their own order, then the others by name, then the
// examples that were not saved under their names. A built-in one that was saved over keeps
// its place. What has a name that Save would not take is not listed.
func (in *Inputs) List(machine string) ([]model.SavedInput, error) {
	if err := checkMachine(machine); err != nil {
		return nil, err
	}
	files, expected, err := in.files(machine)
	if err != nil {
		return nil, err
	}
	var list []model.SavedInput
	builtIn, err := in.builtIns(machine)
	if err != nil {
		return nil, err
	}
	for _, b := range builtIn {
		saved := slices.Contains(files, b.name)
		list = append(list, model.SavedInput{Name: b.name, BuiltIn: !saved, Expected: b.expected || expected[b.name]})
		files = slices.DeleteFunc(files, func(name string) bool { return name == b.name })
	}
	for _, name := range files {
		list = append(list, model.SavedInput{Name: name, Expected: expected[name]})
	}
	saved := len(list)
	for _, e := range in.examplesOf(machine) {
		if checkInput(e.Name) == nil && !slices.ContainsFunc(list[:saved], func(s model.SavedInput) bool { return s.Name == e.Name }) {
			list = append(list, model.SavedInput{Name: e.Name, Example: e.Path})
		}
	}
	return list, nil
}

// Load returns the input's text, byte for byte.
func (in *Inputs) Load(machine, name string) (string, error) {
	if err := check(machine, name); err != nil {
		return "", err
	}
	text, err := in.read(inputFile(machine, name))
	if !errors.Is(err, fs.ErrNotExist) {
		return text, err
	}
	b, err := in.builtInOf(machine, name)
	if errors.Is(err, fs.ErrNotExist) {
		text, _, err := in.example(machine, name)
		return text, err
	}
	if err != nil {
		return "", err
	}
	bytes, err := fs.ReadFile(in.builtIn, b.path)
	return string(bytes), err
}

// Save writes text under name, replacing what was there. The file is replaced as a whole: a reader,
// or a machine that loses power, has the old text or the new one.
func (in *Inputs) Save(machine, name, text string) error {
	if err := check(machine, name); err != nil {
		return err
	}
	if len(text) > maxSaved {
		return fmt.Errorf("the input has %d bytes, over the limit of %d", len(text), maxSaved)
	}
	return in.replace(machine, inputFile(machine, name), text)
}

// replace writes a file of the machine's folder as a whole.
func (in *Inputs) replace(machine, name, text string) error {
	return in.inRoot(func(root *os.Root) error {
		folder := path.Join(inputsFolder, machine)
		if err := root.MkdirAll(folder, 0o700); err != nil {
			return err
		}
		return file.WriteIn(root, name, true, file.Text(text))
	})
}

// Check says why name cannot be that of an input.
func (in *Inputs) Check(machine, name string) error { return check(machine, name) }

// Delete removes an input and its expectation. If they cannot be read, and so could not be restored,
// they stay. A built-in input of the same name shows again.
func (in *Inputs) Delete(machine, name string) (gone model.Removed, err error) {
	if err := check(machine, name); err != nil {
		return gone, err
	}
	gone.Input, err = in.read(inputFile(machine, name))
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := in.builtInOf(machine, name); err == nil {
			return gone, fmt.Errorf("the input %q comes with the sample and cannot be deleted", name)
		}
		if _, file, err := in.example(machine, name); err == nil {
			return gone, fmt.Errorf("the input %q is an example of the project, in %s", name, file)
		}
		return gone, missing(machine, name)
	}
	if err != nil {
		return gone, err
	}
	switch expected, err := in.read(expectFile(machine, name)); {
	case err == nil:
		gone.Expected = &expected
	case !errors.Is(err, fs.ErrNotExist):
		return gone, err
	}
	return gone, in.remove(machine, name)
}

// Restore brings back what Delete removed. An input that has the name now stays.
func (in *Inputs) Restore(machine, name string, gone model.Removed) error {
	if err := check(machine, name); err != nil {
		return err
	}
	if err := in.free(machine, name); err != nil {
		return model.WithHint(err, "rename it first")
	}
	if gone.Expected != nil {
		if err := in.replace(machine, expectFile(machine, name), *gone.Expected); err != nil {
			return err
		}
	}
	return in.replace(machine, inputFile(machine, name), gone.Input)
}

// free refuses a name that an input or an expectation has.
func (in *Inputs) free(machine, name string) error {
	return in.inRoot(func(root *os.Root) error {
		for path, what := range map[string]string{inputFile(machine, name): "another input", expectFile(machine, name): "an expectation"} {
			switch _, err := root.Lstat(path); {
			case err == nil:
				return fmt.Errorf("%s of that name exists now", what)
			case !errors.Is(err, fs.ErrNotExist):
				return err
			}
		}
		return nil
	})
}

// Rename gives a saved input another name, which must be free. A built-in one stays under
// its own name too.
func (in *Inputs) Rename(machine, from, to string) error {
	if err := in.Duplicate(machine, from, to); err != nil {
		return err
	}
	if err := in.remove(machine, from); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// remove removes an input's file and its expectation.
func (in *Inputs) remove(machine, name string) error {
	return in.inRoot(func(root *os.Root) error {
		if err := root.Remove(inputFile(machine, name)); err != nil {
			return err
		}
		err := root.Remove(expectFile(machine, name))
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	})
}

// Duplicate saves an input under another name too, which must be free.
func (in *Inputs) Duplicate(machine, from, to string) error {
	text, err := in.Load(machine, from)
	if err != nil {
		return err
	}
	switch _, err := in.Load(machine, to); {
	case err == nil:
		return model.WithHint(fmt.Errorf("%[2]s already has an input %[1]q", to, machine), "choose another name")
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if err := in.free(machine, to); err != nil { // the expectation of a deleted input
		return model.WithHint(err, "choose another name")
	}
	expected, _, err := in.Expectation(machine, from)
	if err != nil {
		return err
	}
	if expected == "" {
		return in.Save(machine, to, text)
	}
	return in.SaveExpected(machine, to, text, expected) // half of it would look like all of it
}

// inRoot does work on the workspace's files; paths in it have slashes.
func (in *Inputs) inRoot(work func(root *os.Root) error) error {
	root, err := os.OpenRoot(in.dir)
	if err != nil {
		return err
	}
	err = work(root)
	return errors.Join(err, root.Close())
}

// files returns the names of the inputs that have files, sorted, and those of which it is
// recorded what is expected.
func (in *Inputs) files(machine string) (names []string, expected map[string]bool, err error) {
	expected = map[string]bool{}
	err = in.inRoot(func(root *os.Root) error {
		entries, err := fs.ReadDir(root.FS(), path.Join(inputsFolder, machine))
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		for _, entry := range entries {
			name, ok := strings.CutSuffix(entry.Name(), inputSuffix)
			if !ok || entry.IsDir() {
				continue
			}
			if of, ok := strings.CutSuffix(name, expectMark); ok {
				expected[of] = true
			} else if checkInput(name) == nil {
				names = append(names, name)
			}
		}
		return err
	})
	slices.Sort(names) // by name: "a-b.json" comes before "a.json", but "a" before "a-b"
	return names, expected, err
}

func (in *Inputs) read(name string) (text string, err error) {
	err = in.inRoot(func(root *os.Root) error {
		bytes, err := file.ReadIn(root, name, maxSaved)
		if at := (*fs.PathError)(nil); errors.As(err, &at) {
			at.Path = filepath.Join(in.dir, filepath.FromSlash(name))
		}
		text = string(bytes)
		return err
	})
	if err != nil {
		return "", err
	}
	return text, nil
}

func inputFile(machine, name string) string {
	return path.Join(inputsFolder, machine, name+inputSuffix)
}

func missing(machine, name string) error {
	return model.WithHint(missingError{machine, name}, "list the saved inputs with: expresso inputs list "+child.Names(machine))
}

// missingError is fs.ErrNotExist, and says so in our words.
type missingError struct{ machine, name string }

func (e missingError) Error() string {
	return fmt.Sprintf("%s has no saved input %q", e.machine, e.name)
}
func (missingError) Unwrap() error { return fs.ErrNotExist }

func check(machine, name string) error {
	if err := checkMachine(machine); err != nil {
		return err
	}
	if err := checkInput(name); err != nil {
		return fmt.Errorf("the input's name %w", err)
	}
	return nil
}

func checkInput(name string) error {
	if strings.HasSuffix(strings.ToLower(name), expectMark) {
		return fmt.Errorf("ends in %s, which is reserved for expectations", expectMark)
	}
	return file.CheckName(name)
}

// checkMachine refuses machines whose names cannot be those of folders. AWS's rules let
// few of them pass.
func checkMachine(machine string) error {
	if err := file.CheckName(machine); err != nil {
		return fmt.Errorf("no inputs can be saved for this machine, because its name %w", err)
	}
	return nil
}
