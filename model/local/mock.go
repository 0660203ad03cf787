package local

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"expresso/model"
	"expresso/model/file"
	"expresso/model/jsonvalue"
	"expresso/model/task"
	"expresso/model/workspace"
)

// newMocks is the mock file that is created if there is none.
const newMocks = "MockConfigFile.json"

// Unanswered is the task that an execution failed at because nothing answered it; ok is false for
// another cause.
func (l *Local) Unanswered(cause string) (machine, state string, ok bool) {
	return task.UnansweredIn(cause)
}

// Shape is an example of the response of a task's integration, as JSON.
func (l *Local) Shape(machine, state string) (string, error) {
	resource, err := l.resource(machine, state)
	if err != nil {
		return "", err
	}
	return l.shaped(machine, state, resource).String(), nil
}

// resource is the resource of a Task state.
func (l *Local) resource(machine, state string) (string, error) {
	if !l.Has(machine) {
		return "", model.WithHint(fmt.Errorf("no state machine named %q", machine), "list the machines with: expresso machines")
	}
	tasks := tasksOf(l.File(machine).Definition)
	resource, ok := tasks[state]
	switch {
	case len(tasks) == 0:
		return "", fmt.Errorf("%s has no Task state", machine)
	case !ok:
		return "", fmt.Errorf("%s has no Task state %q; found: %s", machine, state, strings.Join(slices.Sorted(maps.Keys(tasks)), ", "))
	}
	return resource, nil
}

// AddMock writes a mock into the mock file that answers for the machine, or into a new one, and uses
// it from then on. It returns the file's path.
func (l *Local) AddMock(m model.Mock) (path string, err error) {
	if _, err := l.resource(m.Machine, m.State); err != nil {
		return "", err
	}
	result, err := jsonvalue.Parse(m.Result)
	if err != nil {
		return "", fmt.Errorf("the result is not JSON: %w", err)
	}
	path, _, err = l.addMocks(m.Machine, m.TestCase, []string{m.State}, func(string) jsonvalue.Value { return result })
	return path, err
}

// AddShapes is AddMock with an example response for every task of the machine that has no mock in
// the test case. It also returns the states.
func (l *Local) AddShapes(machine, testCase string) (path string, states []string, err error) {
	if !l.Has(machine) {
		_, err := l.resource(machine, "")
		return "", nil, err
	}
	tasks := tasksOf(l.File(machine).Definition)
	path, states, err = l.addMocks(machine, testCase, slices.Sorted(maps.Keys(tasks)), func(state string) jsonvalue.Value { return l.shaped(machine, state, tasks[state]) })
	if err == nil && len(states) == 0 {
		err = fmt.Errorf("every task of %s already has a mock", machine)
	}
	return path, states, err
}

// addMocks writes mocks for states; if there are several, for those that have none. It returns
// which.
func (l *Local) addMocks(machine, testCase string, states []string, result func(state string) jsonvalue.Value) (path string, added []string, err error) {
	if l.samples {
		return "", nil, errors.New("the samples bring their own mocks: copy a sample's definition into a folder first")
	}
	err = alone(l.Dir, func() error {
		path, added, err = l.mockEach(machine, testCase, states, result)
		return err
	})
	return path, added, err
}

func (l *Local) mockEach(machine, testCase string, states []string, result func(state string) jsonvalue.Value) (path string, added []string, err error) {
	path, text, name, err := l.mockFor(machine)
	if err != nil {
		return "", nil, err
	}
	for _, state := range states {
		edited, err := task.AddMock(text, name, cmp.Or(testCase, l.usualCase(machine)), state, result(state))
		var there *task.MockedError
		switch {
		case errors.As(err, &there) && len(states) > 1:
		case err != nil:
			return "", nil, fmt.Errorf("%s: %w", path, err)
		default:
			text, added = edited, append(added, state)
		}
	}
	if len(added) == 0 {
		return path, nil, nil
	}
	return path, added, l.writeMocks(path, text)
}

// usualCase is the test case that the project file has for a machine, "" for none.
func (l *Local) usualCase(machine string) string {
	l.mu.RLock()
	defer l.mu.RUnlock()
	for name, m := range l.project.Machines {
		if m.Case != "" && l.of(name) == machine {
			return m.Case
		}
	}
	return ""
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
			return "", "", "", fmt.Errorf("cannot read the mock file %s: %w", candidate, file.Reason(err))
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
