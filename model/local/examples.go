package local

import (
	"os"
	"path/filepath"
	"slices"

	"expresso/model"
	"expresso/model/file"
	"expresso/model/jsonvalue"
	"expresso/model/limit"
	"expresso/model/task"
	"expresso/model/workspace"
)

// Examples are the project's inputs for a machine that can be sent, and one that is generated from
// what the definition reads.
func (l *Local) Examples(name string) []model.Example {
	all := l.projectExamples(name)
	if !slices.ContainsFunc(all, func(e model.Example) bool { return e.Name == Generated }) {
		if input, ok := l.exampleOf(name); ok {
			all = append(all, input)
		}
	}
	return all
}

// Generated is the name of the example that is generated from what a definition reads.
const Generated = "generated"

func (l *Local) exampleOf(name string) (e model.Example, ok bool) {
	l.mu.RLock()
	m := l.machines[name]
	l.mu.RUnlock()
	if m.example == nil || m.problem != nil || m.file.Path == "" { // samples have saved inputs
		return e, false
	}
	input, ok := m.example().Input()
	if !ok {
		return e, false
	}
	text, err := jsonvalue.Format(input.String(), "  ")
	if err != nil || !workspace.IsInput(text) {
		return e, false
	}
	return model.Example{Name: Generated, Path: m.file.Path, Text: text}, true
}

// shaped is what a task may return: an example of its service's response, with what the definition
// reads of it.
func (l *Local) shaped(machine, state, resource string) jsonvalue.Value {
	l.mu.RLock()
	m := l.machines[machine]
	l.mu.RUnlock()
	shape := task.Shaped(resource)
	if m.example == nil {
		return shape
	}
	return m.example().Response(state, shape)
}

func (l *Local) projectExamples(name string) (all []model.Example) {
	inputs := l.File(name).Inputs
	if len(inputs) == 0 {
		return nil
	}
	_ = inFolder(l.Dir, func(root *os.Root) error { // what cannot be read is none
		for _, e := range inputs {
			if e.Text == "" {
				below, err := filepath.Rel(l.Dir, e.Path)
				if err != nil {
					continue
				}
				text, err := file.ReadIn(root, filepath.ToSlash(below), limit.Payload)
				if err != nil || !workspace.IsInput(string(text)) {
					continue
				}
			}
			all = append(all, model.Example(e))
		}
		return nil
	})
	return all
}
