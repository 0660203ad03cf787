package local

import (
	"os"
	"path/filepath"

	"expresso/model"
	"expresso/model/file"
	"expresso/model/limit"
	"expresso/model/workspace"
)

// Examples are the inputs that the project has for a machine, as far as they can be sent.
func (l *Local) Examples(name string) (all []model.Example) {
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
