// Package project parses and edits the project file, .expresso/project.yaml. The file is what
// a team says about the state machines of a folder, for version control. It parses the text,
// and edits it so that comments, order and layout stay. It reads no files, and knows nothing
// of what the folder holds.
//
// A project file can name no command, no profile and no target: opening somebody's
// repository must not run or reach anything.
package project

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"expresso/model"
	"expresso/model/jsondiff"
	"expresso/model/jsonvalue"
	"expresso/model/workspace/source"
)

// Name is where the file lies in the folder, with slashes.
const Name = ".expresso/project.yaml"

// MaxFile is the largest project file in bytes.
const MaxFile = 1 << 18

// maxWarnings is the maximum number of warnings that are reported.
const maxWarnings = 20

// Project is what the file says. The zero value says nothing.
type Project struct {
	Values     map[string]string // for names that templates and definitions leave open
	Mocks      []string          // mock files, relative to the folder, with slashes
	Ignore     []string          // paths that replay ignores in every output and cause
	Clock      string            // one of model.Clocks, "" if nothing is said
	Validation string            // of results in mock files: one of model.MockValidations, or ""
	Machines   map[string]Machine
	Order      []string // the machines' names as in the file
	// Warnings name the places of keys that mean nothing here.
	Warnings []*source.Misplaced

	places map[string]*source.Misplaced // of machines' names
}

// Machine is what the file says of one state machine.
type Machine struct {
	File   string // with the definition, relative to the folder; "" as the folder says
	Type   string // "EXPRESS", "STANDARD" or ""
	Values map[string]string
	Mocks  string // the mock file that answers for it, "" for the project's
	Case   string // the test case where none is named
	Source Source
}

// Source is the state machine on AWS that the definition belongs to.
type Source struct{ ARN, Revision, Role string }

// types are the values of type.
var types = []string{string(model.Express), string(model.Standard)}

// Parse reads the text of a project file. Problems in it are reported with line and column;
// of several faults the first.
func Parse(text string) (p Project, problem *source.Misplaced) {
	if len(text) > MaxFile {
		return Project{}, &source.Misplaced{Line: 1, Column: 1, Msg: fmt.Sprintf("the project file has more than %d bytes", MaxFile)}
	}
	doc, problem := parse(text)
	if problem != nil || doc == nil {
		return Project{}, problem
	}
	r := reader{doc: doc}
	problem = source.Guard(func() {
		r.keys = keyPlaces(text)
		r.project(&p)
	})
	if problem != nil {
		return Project{}, problem
	}
	p.Warnings = r.warnings
	return p, nil
}

// parse is the document of a text, nil if there are only comments in it.
func parse(text string) (*source.Document, *source.Misplaced) {
	if blank(text) {
		return nil, nil
	}
	doc, problem := source.Parse(text, source.YAML)
	if problem == nil && doc.Root.Kind() == jsonvalue.KindNull {
		return nil, nil
	}
	return doc, problem
}

// blank reports whether a text has comments alone.
func blank(text string) bool {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' && line != "---" {
			return false
		}
	}
	return true
}

// Place tells where the file names a machine.
func (p *Project) Place(machine, msg string) *source.Misplaced {
	if at := p.places[machine]; at != nil {
		return &source.Misplaced{Line: at.Line, Column: at.Column, Msg: msg}
	}
	return &source.Misplaced{Line: 1, Column: 1, Msg: msg}
}

// reader takes a document apart. It panics with a *source.Misplaced.
type reader struct {
	doc      *source.Document
	keys     map[string]source.Misplaced // places of keys, by JSON pointer
	warnings []*source.Misplaced
}

func (r *reader) refuse(pointer, format string, args ...any) {
	line, column := r.doc.Locate(pointer)
	panic(&source.Misplaced{Line: line, Column: column, Msg: fmt.Sprintf(format, args...)})
}

// field is a key and what reads its value.
type field struct {
	name string
	read func(at string, v jsonvalue.Value)
}

// fields reads an object with these keys; others are warned about.
func (r *reader) fields(at string, v jsonvalue.Value, what string, known []field) {
	r.members(at, v, what, func(key, at string, v jsonvalue.Value) {
		i := slices.IndexFunc(known, func(f field) bool { return f.name == key })
		if i >= 0 {
			known[i].read(at, v)
			return
		}
		if len(r.warnings) == maxWarnings {
			return
		}
		names := make([]string, len(known))
		for i, f := range known {
			names[i] = f.name
		}
		warning := r.key(at)
		warning.Msg = fmt.Sprintf("unknown key %.60q in %s; the keys are %s", key, what, strings.Join(names, ", "))
		r.warnings = append(r.warnings, &warning)
	})
}

// key is the place of a key.
func (r *reader) key(at string) source.Misplaced {
	if place, ok := r.keys[at]; ok {
		return place
	}
	line, column := r.doc.Locate(at)
	return source.Misplaced{Line: line, Column: column}
}

// members calls each for the members of an object; nothing at all is an object without.
func (r *reader) members(at string, v jsonvalue.Value, what string, each func(key, at string, v jsonvalue.Value)) {
	switch v.Kind() {
	case jsonvalue.KindNull:
	case jsonvalue.KindObject:
		for i := range v.Len() {
			m := v.Member(i)
			each(m.Key, at+"/"+jsonvalue.PointerToken(m.Key), m.Value)
		}
	default:
		r.refuse(at, "%s must be a mapping, not %s", what, v.Kind())
	}
}

func (r *reader) project(p *Project) {
	version := false
	r.fields("", r.doc.Root, "the project file", []field{
		{"version", func(at string, v jsonvalue.Value) {
			if version = true; v.Kind() != jsonvalue.KindNumber || v.NumberText() != "1" {
				r.refuse(at, "version must be 1: a newer expresso wrote this file, or it is not a project file")
			}
		}},
		{"values", func(at string, v jsonvalue.Value) { p.Values = r.values(at, v) }},
		{"mocks", func(at string, v jsonvalue.Value) {
			p.Mocks = r.list(at, v, func(at string, v jsonvalue.Value) string { return r.path(at, v, "mocks") })
		}},
		{"ignore", func(at string, v jsonvalue.Value) {
			p.Ignore = r.list(at, v, func(at string, v jsonvalue.Value) string { return r.jsonPath(at, v) })
		}},
		{"clock", func(at string, v jsonvalue.Value) { p.Clock = r.oneOf(at, v, "clock", model.Clocks) }},
		{"mock-validation", func(at string, v jsonvalue.Value) {
			p.Validation = r.oneOf(at, v, "mock-validation", model.MockValidations)
		}},
		{"machines", func(at string, v jsonvalue.Value) { r.machines(p, at, v) }},
	})
	if !version {
		r.refuse("", "version is missing: begin the file with \"version: 1\"")
	}
}

func (r *reader) machines(p *Project, at string, v jsonvalue.Value) {
	p.Machines, p.places = map[string]Machine{}, map[string]*source.Misplaced{}
	r.members(at, v, "machines", func(name, at string, v jsonvalue.Value) {
		var m Machine
		r.fields(at, v, "a machine", []field{
			{"file", func(at string, v jsonvalue.Value) { m.File = r.path(at, v, "file") }},
			{"type", func(at string, v jsonvalue.Value) { m.Type = r.oneOf(at, v, "type", types) }},
			{"values", func(at string, v jsonvalue.Value) { m.Values = r.values(at, v) }},
			{"mocks", func(at string, v jsonvalue.Value) { m.Mocks = r.path(at, v, "mocks") }},
			{"case", func(at string, v jsonvalue.Value) { m.Case = r.text(at, v, "case") }},
			{"source", func(at string, v jsonvalue.Value) {
				r.fields(at, v, "source", []field{
					{"arn", func(at string, v jsonvalue.Value) { m.Source.ARN = r.text(at, v, "arn") }},
					{"revision", func(at string, v jsonvalue.Value) { m.Source.Revision = r.text(at, v, "revision") }},
					{"role", func(at string, v jsonvalue.Value) { m.Source.Role = r.text(at, v, "role") }},
				})
			}},
		})
		place := r.key(at)
		p.Machines[name], p.places[name] = m, &place
		p.Order = append(p.Order, name)
	})
}

// values are those of names: strings, numbers and booleans.
func (r *reader) values(at string, v jsonvalue.Value) map[string]string {
	all := map[string]string{}
	r.members(at, v, "values", func(name, at string, v jsonvalue.Value) {
		if err := source.CheckName(name); err != nil {
			place := r.key(at)
			place.Msg = err.Error()
			panic(&place)
		}
		switch v.Kind() {
		case jsonvalue.KindString:
			all[name] = v.Str()
		case jsonvalue.KindNumber, jsonvalue.KindBool:
			all[name] = v.String()
		default:
			r.refuse(at, "a value must be a string, a number, true or false, not %s", v.Kind())
		}
	})
	return all
}

func (r *reader) text(at string, v jsonvalue.Value, what string) string {
	switch v.Kind() {
	case jsonvalue.KindString:
		return v.Str()
	case jsonvalue.KindNumber:
		return v.NumberText()
	case jsonvalue.KindNull:
		return ""
	}
	r.refuse(at, "%s must be text, not %s", what, v.Kind())
	return ""
}

// jsonPath is one of those that expectations ignore.
func (r *reader) jsonPath(at string, v jsonvalue.Value) string {
	text := r.text(at, v, "a path in ignore")
	if _, err := jsondiff.ParsePath(text); err != nil {
		r.refuse(at, "ignore has paths like $.id and $..at: %v", err)
	}
	return text
}

func (r *reader) oneOf(at string, v jsonvalue.Value, what string, allowed []string) string {
	if v.Kind() == jsonvalue.KindNull {
		return ""
	}
	if v.Kind() != jsonvalue.KindString || !slices.Contains(allowed, v.Str()) {
		r.refuse(at, "%s must be %s, not %.60s", what, strings.Join(allowed, " or "), v)
	}
	return v.Str()
}

// list is one text, or a list of them.
func (r *reader) list(at string, v jsonvalue.Value, read func(at string, v jsonvalue.Value) string) (all []string) {
	if v.Kind() != jsonvalue.KindArray {
		if one := read(at, v); one != "" {
			all = append(all, one)
		}
		return all
	}
	for i := range v.Len() {
		if one := read(fmt.Sprintf("%s/%d", at, i), v.At(i)); one != "" {
			all = append(all, one)
		}
	}
	return all
}

// path is that of a file in the folder.
func (r *reader) path(at string, v jsonvalue.Value, what string) string {
	name := r.text(at, v, what)
	if name == "" {
		return ""
	}
	clean := path.Clean(name)
	if path.IsAbs(clean) || clean == ".." || strings.HasPrefix(clean, "../") || strings.ContainsAny(clean, "\\\x00") || len(clean) > 1 && clean[1] == ':' {
		r.refuse(at, "%s must be a path inside this folder, with slashes, not %.80q", what, name)
	}
	return clean
}
