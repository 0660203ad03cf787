package local

import (
	"errors"
	"fmt"
	"strings"

	"expresso/model"
	"expresso/model/asl"
	"expresso/model/jsonvalue"
	"expresso/model/workspace"
)

// diagnose says what is wrong with a file's definition, and where.
func diagnose(file workspace.File, diagnostics asl.Diagnostics) error {
	for _, d := range diagnostics {
		if d.Severity != asl.Error {
			continue
		}
		line, column := file.Locate(d.Pointer)
		line, column = d.Within(file.Text, line, column)
		msg := d.Code + ": " + d.Message
		if state := stateOf(d.Pointer); state != "" {
			msg += " (state " + state + ")"
		}
		problem := &workspace.Problem{Place: workspace.Place{Path: file.Path, Line: line, Column: column}, Msg: msg, Hint: d.Hint}
		if name := standInAt(file, d.Pointer); name != "" {
			problem.Setting = "values." + name
			problem.Hint = fmt.Sprintf("it comes from the stand-in for %s: give the value", name)
		}
		return problem
	}
	return errors.New(file.Path + ": cannot be loaded")
}

// standInAt is the name of a stand-in in the text or number at a JSON pointer of a
// definition, "" if there is none.
func standInAt(file workspace.File, pointer string) string {
	at, ok := jsonvalue.Locate(file.Definition, pointer)
	if !ok {
		return ""
	}
	text := file.Definition[at:]
	if end := strings.IndexAny(text, ",}]\n"); text[0] != '"' && end >= 0 {
		text = text[:end]
	} else {
		for i := 1; i < len(text); i++ {
			switch text[i] {
			case '"':
				text = text[:i]
			case '\\':
				i++
			}
		}
	}
	for _, s := range file.StandIns {
		if s.Text != "" && strings.Contains(text, s.Text) {
			return s.Name
		}
	}
	return ""
}

// stateOf is the name of the innermost state that a JSON pointer of a definition is in.
func stateOf(pointer string) string {
	parts := strings.Split(pointer, "/")
	for i := len(parts) - 2; i > 0; i-- {
		if parts[i] == "States" {
			return jsonvalue.PointerKey(parts[i+1])
		}
	}
	return ""
}

// settingOf is what the project file could say against a problem, nil for nothing.
func settingOf(file workspace.File, problem *workspace.Problem) *model.Setting {
	name, isValue := strings.CutPrefix(problem.Setting, "values.")
	switch {
	case problem.Setting == "":
		return nil
	case !isValue:
		return &model.Setting{Keys: []string{"machines", file.Name, problem.Setting}}
	}
	s := &model.Setting{Keys: []string{"values", name}}
	for _, in := range file.StandIns {
		if in.Name == name {
			s.Value = in.Text
		}
	}
	return s
}
