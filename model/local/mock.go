package local

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"expresso/model"
	"expresso/model/file"
	"expresso/model/jsonvalue"
	"expresso/model/task"
	"expresso/model/workspace"
)

// newMocks is the mock file that is made where there is none.
const newMocks = "MockConfigFile.json"

// Mock is the answer of a task, to be written into the mock file.
type Mock struct {
	Machine, State string
	TestCase       string                                         // "" for the default one
	Result         func(resource string) (jsonvalue.Value, error) // of the state's resource
}

// AddMock writes a mock into the mock file that answers for the machine, or into a new
// one. It returns the file's path.
func (l *Local) AddMock(m Mock) (path string, err error) {
	if !l.Has(m.Machine) {
		return "", model.WithHint(fmt.Errorf("there is no state machine %q", m.Machine), "list what there is with: expresso machines")
	}
	if l.samples {
		return "", errors.New("the samples bring their own mocks: copy a sample's definition into a folder first")
	}
	tasks := tasksOf(l.File(m.Machine).Definition)
	resource, ok := tasks[m.State]
	if !ok {
		names := make([]string, 0, len(tasks))
		for name := range tasks {
			names = append(names, name)
		}
		slices.Sort(names)
		return "", fmt.Errorf("%s has no Task state %q: it has %s", m.Machine, m.State, strings.Join(names, ", "))
	}
	result, err := m.Result(resource)
	if err != nil {
		return "", err
	}
	path, text, name, err := l.mockFor(m.Machine)
	if err != nil {
		return "", err
	}
	edited, err := task.AddMock(text, name, m.TestCase, m.State, result)
	if err != nil {
		return "", fmt.Errorf("%s: %w", path, err)
	}
	below, err := filepath.Rel(l.Dir, path)
	if l.MockFile != "" || err != nil || !filepath.IsLocal(below) {
		return path, file.Write(path, true, file.Text(edited))
	}
	return path, inFolder(l.Dir, func(root *os.Root) error { return file.WriteIn(root, filepath.ToSlash(below), true, file.Text(edited)) })
}

// Matched is the name in the mock file that answers for a machine, "" if it is the
// machine's own.
func (l *Local) Matched(machine string) string {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.matched[machine]
}

// mockFor is the mock file that has a machine, else the first, else a new one, with its
// text and the name that the machine has there.
func (l *Local) mockFor(machine string) (path, text, name string, err error) {
	found, err := workspace.Load(l.Dir, l.Workspace())
	if err != nil {
		return "", "", "", err
	}
	l.mu.RLock()
	defer l.mu.RUnlock()
	names := l.mockNames(found)
	if own := l.own()[machine]; own != "" {
		names = []string{own}
	}
	as := machine
	if matched := l.matched[machine]; matched != "" {
		as = matched
	}
	for i, candidate := range names {
		said, err := l.readMocks(candidate)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", "", "", fmt.Errorf("the mock file %s cannot be read: %w", candidate, file.Reason(err))
		}
		mocks, err := task.LoadMocks(said)
		has := err == nil && slices.Contains(mocks.Machines(), as)
		if i == 0 || has {
			path, text = candidate, said
		}
		if has {
			return path, text, as, nil
		}
	}
	if path == "" {
		path = l.inDir(newMocks)
	}
	return path, text, as, nil
}

// tasksOf are the Task states of a definition with their resources.
func tasksOf(definition string) map[string]string {
	all := map[string]string{}
	var visit func(v jsonvalue.Value, depth int)
	visit = func(v jsonvalue.Value, depth int) {
		if depth > 100 {
			return
		}
		switch v.Kind() {
		case jsonvalue.KindArray:
			for i := range v.Len() {
				visit(v.At(i), depth+1)
			}
		case jsonvalue.KindObject:
			for i := range v.Len() {
				m := v.Member(i)
				kind, _ := m.Value.Get("Type")
				if resource, ok := m.Value.Get("Resource"); ok && kind.Kind() == jsonvalue.KindString && kind.Str() == "Task" && resource.Kind() == jsonvalue.KindString {
					all[m.Key] = resource.Str()
				}
				visit(m.Value, depth+1)
			}
		}
	}
	if root, err := jsonvalue.Parse(definition); err == nil {
		visit(root, 0)
	}
	return all
}
