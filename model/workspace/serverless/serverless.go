// Package serverless reads state machines from files of the Serverless Framework. They are
// declared for the plugin serverless-step-functions. It resolves the framework's variables
// with what the files of the folder say, makes the template that the framework would make, and
// leaves that to package cloudformation. It looks at no environment variable, and runs
// nothing: a serverless.ts or a ${file(x.js)} is not read.
package serverless

import (
	"fmt"
	"iter"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"expresso/model/jsonvalue"
	"expresso/model/workspace/cloudformation"
	"expresso/model/workspace/source"
)

// Format is how projects of the Serverless Framework declare state machines.
var Format = source.Format{
	Name: "Serverless Framework",
	Claims: func(name string) bool {
		return strings.HasPrefix(path.Base(name), "serverless") &&
			slices.Contains([]string{".yml", ".yaml", ".json", ".ts", ".js"}, path.Ext(name))
	},
	Marks: []string{"stepFunctions"},
	Read:  read,
}

func read(folder *source.Folder, files []string, define source.Defines) (machines []source.Machine, warnings []error) {
	for _, name := range files {
		if ext := path.Ext(name); ext == ".ts" || ext == ".js" {
			warnings = append(warnings, &source.Problem{
				Place: source.Place{Path: name}, Msg: "expresso does not run a configuration that is a program: its state machines are not listed",
				Hint: "save what `serverless print` prints as serverless.yml",
			})
			continue
		}
		found, more := readFile(folder, name, define)
		machines, warnings = append(machines, found...), append(warnings, more...)
	}
	return machines, warnings
}

// declared is a state machine as the file declares it.
type declared struct {
	key     string
	id      string
	raw     spot            // of the machine, as it is written
	value   jsonvalue.Value // with its variables
	pointer string          // in the file, or that of what names another file
}

// spot is a value in a file.
type spot struct {
	doc     *source.Document
	path    string
	pointer string
	value   jsonvalue.Value
}

// under is what a spot has under a key.
func (s spot) under(key string) spot {
	return spot{s.doc, s.path, s.pointer + "/" + jsonvalue.PointerToken(key), member(s.value, key)}
}

func readFile(folder *source.Folder, name string, define source.Defines) (machines []source.Machine, warnings []error) {
	text, err := folder.Read(name)
	if err != nil {
		return nil, []error{fmt.Errorf("%s was left out: %w", name, err)}
	}
	doc, problem := source.Parse(text, source.DialectOf(name, source.Template))
	if problem != nil {
		failed := problem.In(name)
		failed.Hint = "fix the file: its state machines are not listed"
		return nil, []error{failed}
	}
	if _, ok := doc.Root.Get("stepFunctions"); !ok {
		return nil, nil
	}
	for _, w := range doc.Warnings {
		warnings = append(warnings, w.In(name))
	}
	r := &resolver{
		folder: folder, path: name, root: doc.Root, define: define,
		docs: map[string]*source.Document{}, unknown: map[string]string{}, missing: map[string]error{},
	}
	problem = source.Guard(func() {
		found, more := r.machines(doc)
		machines, warnings = found, append(warnings, more...)
	})
	if problem != nil {
		machines = broken(doc, name, problem)
		if len(machines) == 0 {
			warnings = append(warnings, problem.In(name))
		}
	}
	return machines, append(warnings, r.warnings...)
}

// broken are the machines of a file whose variables cannot be resolved.
func broken(doc *source.Document, name string, problem *source.Misplaced) (machines []source.Machine) {
	functions, _ := doc.Root.Get("stepFunctions")
	all, _ := functions.Get("stateMachines")
	if all.Kind() != jsonvalue.KindObject {
		return nil
	}
	for i := range all.Len() {
		key := all.Member(i).Key
		line, column := doc.Locate("/stepFunctions/stateMachines/" + jsonvalue.PointerToken(key))
		place := source.Place{Path: name, Line: line, Column: column}
		machines = append(machines, source.Machine{
			Name: key, Place: place, Definition: source.Definition{Path: name, Text: doc.Text}, Problem: &source.Problem{Place: place, Msg: problem.Msg},
		})
	}
	return machines
}

// follow goes from a text that is one variable to what it stands for, as it is written.
func (r *resolver) follow(s spot) spot {
	for range maxDepth {
		if s.value.Kind() != jsonvalue.KindString {
			return s
		}
		text := strings.TrimSpace(s.value.Str())
		if !strings.HasPrefix(text, "${") || closing(text) != len(text)-1 {
			return s
		}
		inner := split(text[2 : len(text)-1])[0]
		if strings.Contains(inner, "${") {
			resolved, ok := source.Scalar(r.text(inner, false))
			if !ok {
				return s
			}
			inner = resolved
		}
		inner = strings.TrimSpace(inner)
		address, isSelf := strings.CutPrefix(inner, "self:")
		next := spot{doc: s.doc, path: r.path, value: r.root}
		if !isSelf {
			m := fileVariable().FindStringSubmatch(inner)
			if m == nil {
				return s
			}
			file := r.resolvePath(m[1])
			doc, err := r.document(file)
			if err != nil {
				r.missing[file] = err
				return s
			}
			next, address = spot{doc: doc, path: file, value: doc.Root}, m[2]
		} else if s.path != r.path {
			return s
		}
		if address != "" {
			for _, name := range strings.Split(address, ".") {
				next = next.under(name)
			}
		}
		if next.value.IsUndefined() {
			return s
		}
		s = next
	}
	return s
}

var fileVariable = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^file\(([^()]*)\)(?::(.*))?$`) })

// machines makes the template of the file, and reads its machines.
func (r *resolver) machines(doc *source.Document) ([]source.Machine, []error) {
	var all []declared
	top := spot{doc: doc, path: r.path, value: doc.Root}
	list := r.follow(r.follow(top.under("stepFunctions")).under("stateMachines"))
	lists := []spot{list}
	if list.value.Kind() == jsonvalue.KindArray {
		lists = make([]spot, 0, list.value.Len())
		for i := range list.value.Len() {
			lists = append(lists, r.follow(list.under(strconv.Itoa(i))))
		}
	}
	for _, list := range lists {
		if list.value.Kind() != jsonvalue.KindObject {
			if !list.value.IsUndefined() && list.value.Kind() != jsonvalue.KindNull {
				r.warnings = append(r.warnings, r.unread(list))
			}
			continue
		}
		for i := range list.value.Len() {
			key := list.value.Member(i).Key
			raw := r.follow(list.under(key))
			d := declared{key: key, raw: raw, value: r.resolve(raw.value, false), pointer: raw.pointer}
			if raw.path != r.path {
				d.pointer = "/stepFunctions/stateMachines/" + jsonvalue.PointerToken(key)
			}
			d.id = machineID(key, d.value)
			all = append(all, d)
		}
	}
	if len(all) == 0 {
		return nil, nil
	}
	made := doc.Made(r.template(all), func(pointer string) string { return written(all, pointer) })
	found, warnings := cloudformation.ReadMade(r.folder, r.path, made, r.withStack())
	var machines []source.Machine
	for _, m := range found {
		i := slices.IndexFunc(all, func(d declared) bool { return slices.Contains(m.Aliases, d.id) })
		switch {
		case i >= 0:
			r.finish(&m, all[i])
			machines = append(machines, m)
		case r.inline(m.Aliases[0]): // those of another file are what that file declares
			machines = append(machines, m)
		}
	}
	return machines, warnings
}

// withStack is what is defined, with the name that the framework gives to the stack.
func (r *resolver) withStack() source.Defines {
	define := source.Defines{}
	if service := r.service(); service != "" {
		define["AWS::StackName"] = service + "-" + r.stage()
	}
	if own, ok := r.self("provider.stackName"); ok {
		if name, ok := source.Scalar(own); ok && name != "" {
			define["AWS::StackName"] = name
		}
	}
	maps.Copy(define, r.define)
	return define
}

// inline reports whether the file itself holds a resource.
func (r *resolver) inline(id string) bool {
	own, _ := r.root.Get("resources")
	parts := []jsonvalue.Value{own}
	for i := range own.Len() {
		if own.Kind() == jsonvalue.KindArray {
			parts = append(parts, own.At(i))
		}
	}
	return slices.ContainsFunc(parts, func(part jsonvalue.Value) bool {
		resources, _ := part.Get("Resources")
		_, ok := resources.Get(id)
		return ok
	})
}

// unread is why state machines cannot be listed.
func (r *resolver) unread(s spot) error {
	line, column := s.doc.Locate(s.pointer)
	msg := "the state machines cannot be read here"
	if m := fileVariable().FindStringSubmatch(strings.Trim(s.value.Str(), "${} ")); m != nil {
		file := r.resolvePath(m[1])
		if err := r.missing[file]; err != nil {
			msg = fmt.Sprintf("%s: %s", file, err)
		}
	}
	return &source.Problem{Place: source.Place{Path: s.path, Line: line, Column: column}, Msg: msg}
}

// finish says of a machine of the template where the file declares it.
func (r *resolver) finish(m *source.Machine, d declared) {
	if m.Name == d.id {
		m.Name = d.key
	}
	if name, ok := d.value.Get("name"); ok && m.Name == d.key {
		if text, ok := source.Scalar(name); ok && text != "" {
			m.Name = text
		}
	}
	m.Aliases = slices.DeleteFunc([]string{d.key, d.id}, func(name string) bool { return name == m.Name })
	m.Inputs = append(m.Inputs, r.inputs(d)...)
	definition := r.follow(d.raw.under("definition"))
	if definition.path == r.path {
		if definition.pointer != d.pointer+"/definition" { // of another part of the file
			m.Locate = func(pointer string) (int, int) { return definition.doc.Locate(definition.pointer + pointer) }
		}
	} else if m.Problem == nil {
		m.Path, m.Text = definition.path, definition.doc.Text
		m.Locate = func(pointer string) (int, int) { return definition.doc.Locate(definition.pointer + pointer) }
	}
	if m.Problem != nil && definition.value.Kind() == jsonvalue.KindString {
		if f := fileVariable().FindStringSubmatch(strings.Trim(definition.value.Str(), "${} ")); f != nil {
			file := r.resolvePath(f[1])
			if err := r.missing[file]; err != nil {
				line, column := definition.doc.Locate(definition.pointer)
				m.Problem = &source.Problem{Place: source.Place{Path: definition.path, Line: line, Column: column}, Msg: file + " cannot be read: " + err.Error(), Setting: source.DefinitionFile}
				m.StandIns = nil
			}
		}
	}
}

// inputs are what the events that start a machine send.
func (r *resolver) inputs(d declared) []source.Input {
	var all []source.Input
	events, _ := d.value.Get("events")
	for i, event := range events.Elements() {
		if event.Kind() != jsonvalue.KindObject || event.Len() != 1 {
			continue
		}
		kind := event.Member(0)
		input, ok := kind.Value.Get("input")
		if !ok {
			continue
		}
		text := input.String()
		if input.Kind() == jsonvalue.KindString {
			text = input.Str()
		}
		name := kind.Key + "-" + strconv.Itoa(i+1)
		if called, ok := kind.Value.Get("name"); ok && called.Kind() == jsonvalue.KindString {
			name = called.Str()
		}
		if _, err := jsonvalue.Parse(text); err == nil {
			place := source.Place{Path: d.raw.path}
			place.Line, place.Column = d.raw.doc.Locate(d.raw.pointer + "/events/" + strconv.Itoa(i))
			all = append(all, source.Input{Name: name, Text: text, Place: place})
		}
	}
	return all
}

// written is the pointer in the file of what the template has at a pointer.
func written(all []declared, pointer string) string {
	rest, ok := strings.CutPrefix(pointer, "/Resources/")
	if !ok {
		return pointer
	}
	id, rest, _ := strings.Cut(rest, "/")
	for _, d := range all {
		if d.id != id {
			continue
		}
		rest = strings.TrimPrefix(strings.TrimPrefix(rest, "Properties"), "/")
		for from, to := range map[string]string{"Definition": "definition", "StateMachineType": "type", "StateMachineName": "name"} {
			if rest == from || strings.HasPrefix(rest, from+"/") {
				return d.pointer + "/" + to + strings.TrimPrefix(rest, from)
			}
		}
		return d.pointer
	}
	return "/resources" + pointer
}

// each goes through the members of a section: an object, or a list of objects.
func (r *resolver) each(section string) iter.Seq2[string, jsonvalue.Value] {
	return func(yield func(string, jsonvalue.Value) bool) {
		all, _ := r.self(section)
		parts := []jsonvalue.Value{all}
		if all.Kind() == jsonvalue.KindArray {
			parts = make([]jsonvalue.Value, 0, all.Len())
			for i := range all.Len() {
				parts = append(parts, all.At(i))
			}
		}
		for _, part := range parts {
			for i := range part.Len() {
				if part.Kind() != jsonvalue.KindObject || !yield(part.Member(i).Key, part.Member(i).Value) {
					return
				}
			}
		}
	}
}
