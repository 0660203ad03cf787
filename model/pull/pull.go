// Package pull writes deployed definitions to a folder, and compares both. It reads and writes
// no files and asks no service: package local and package reference do.
package pull

import (
	"errors"
	"fmt"
	"strings"

	"expresso/model"
	"expresso/model/file"
	"expresso/model/jsonvalue"
)

// Suffix is what the name of a definition's file ends in.
const Suffix = ".asl.json"

// FileName is the name of the file for a machine's definition.
func FileName(machine string) (string, error) {
	if err := file.CheckName(machine + Suffix); err != nil {
		return "", model.WithHint(fmt.Errorf("%q cannot be a file name: it %w", machine, err), "save the definition by hand and add it to the project file")
	}
	return machine + Suffix, nil
}

// Layout is the text of a definition's file: as it was saved on AWS if it has a layout, or else
// indented. Order and numbers stay.
func Layout(definition string) string {
	text := strings.TrimRight(definition, " \t\r\n")
	if !strings.Contains(text, "\n") {
		if formatted, err := jsonvalue.Format(text, "  "); err == nil {
			text = strings.TrimRight(formatted, "\n")
		}
	}
	return text + "\n"
}

// Check says where a text is not a definition at all: not JSON, or without states. Problems of its
// states do not prevent a pull.
func Check(definition string) error {
	v, err := jsonvalue.Parse(definition)
	if err != nil {
		return fmt.Errorf("it is not JSON: %w", err)
	}
	if v.Kind() != jsonvalue.KindObject {
		return errors.New("it is not a JSON object")
	}
	states, has := v.Get("States")
	switch {
	case !has:
		return errors.New("it has no States")
	case states.Kind() != jsonvalue.KindObject || states.Len() == 0:
		return errors.New("its States are not an object with states")
	}
	return nil
}

// Plan is what pulling a machine writes.
type Plan struct {
	Machine    string // its name in the folder
	Type       model.MachineType
	ARN        model.ARN
	Revision   string // "" if it was never updated
	Role       model.ARN
	File       string // of the definition in the folder, with slashes
	Definition model.FileChange
	Project    model.FileChange
}

// Files are those of the plan.
func (p *Plan) Files() []model.FileChange { return []model.FileChange{p.Definition, p.Project} }

// Replaces reports whether a different definition is overwritten.
func (p *Plan) Replaces() bool { return p.Definition.Verb() == "changed" }

// Source is a machine of the folder that is deployed.
type Source struct {
	Machine string
	ARN     model.ARN
}
