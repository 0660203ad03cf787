package workspace

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"expresso/model/jsonvalue"
)

// templateSuffixes are the ends of the names of SAM's and CloudFormation's templates: the
// whole of a name, or what follows a dot in it.
var templateSuffixes = []string{"template.yaml", "template.yml", "template.json"}

// IsTemplate reports whether a file of this name may be a template of SAM or
// CloudFormation: template.yaml, or orders.template.json.
func IsTemplate(path string) bool {
	base := strings.ToLower(filepath.Base(path))
	return slices.ContainsFunc(templateSuffixes, func(suffix string) bool {
		return base == suffix || strings.HasSuffix(base, "."+suffix)
	})
}

// resource says how a kind of resource writes a state machine down.
type resource struct{ name, kind, file, text string }

// definition is the property that both kinds of resources have for a definition that is
// a part of the template.
const definition = "Definition"

// resources are those that are state machines. Both are STANDARD unless they say more.
var resources = map[string]resource{
	"AWS::Serverless::StateMachine":    {name: "Name", kind: "Type", file: "DefinitionUri"},
	"AWS::StepFunctions::StateMachine": {name: "StateMachineName", kind: "StateMachineType", file: "DefinitionS3Location", text: "DefinitionString"},
}

// template is one file, as far as it was read.
type template struct {
	read   Reader
	path   string
	text   string // without a mark of the byte order
	limit  string // the folder that files it names lie in
	define Defines
	root   jsonvalue.Value
	from   *origin
	worked int // bytes of texts that were put together
}

// LoadTemplate reads the state machines of one template, none if it has none: what is
// wrong with one of them is its Problem. A template that cannot be read as one is a File
// with a Problem. Definitions in other files have to lie in the folder of the template,
// beside it, or below. The error tells that the file cannot be read.
func LoadTemplate(path string, define Defines) ([]File, error) {
	return ReadTemplate(read, path, filepath.Dir(path), define)
}

// Reader returns a file's text.
type Reader func(path string) (string, error)

// ReadTemplate is LoadTemplate for files that are read in another way than from the disk,
// as they are in a commit, say. Definitions in other files have to lie in dir, beside it,
// or below.
func ReadTemplate(read Reader, path, dir string, define Defines) ([]File, error) {
	text, err := read(path)
	if err != nil {
		return nil, err
	}
	limit, err := filepath.Abs(filepath.Join(dir, ".."))
	if err != nil {
		return nil, err
	}
	t := &template{read: read, path: path, text: strings.TrimPrefix(text, "\ufeff"), limit: limit, define: define}
	t.from = &origin{filling: filling{text: t.text}, yaml: isYAML(path)}
	if problem := t.parse(); problem != nil {
		if !templateShape().MatchString(t.text) {
			return nil, nil
		}
		return []File{{Name: nameOf(path), Type: express, Path: path, Template: path, Text: text, Problem: fmt.Errorf("%s:%w", path, problem)}}, nil
	}
	all, _ := t.root.Get("Resources")
	if all.Kind() != jsonvalue.KindObject {
		return nil, nil // another program's template
	}
	var files []File
	for i := range all.Len() {
		m := all.Member(i)
		if kind, _ := m.Value.Get("Type"); kind.Kind() == jsonvalue.KindString {
			if r, ok := resources[kind.Str()]; ok {
				files = append(files, t.guardedMachine(m, r))
			}
		}
	}
	return files, nil
}

// templateShape is what a text has that its writer takes for a template.
var templateShape = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?m)^\s*(\{\s*)?"?Resources"?\s*:`) })

const express, standard = "EXPRESS", "STANDARD"

func (t *template) parse() *Misplaced {
	switch {
	case len(t.text) > maxDefinition:
		return &Misplaced{1, 1, fmt.Sprintf("a template has at most %d bytes", maxDefinition)}
	case !utf8.ValidString(t.text):
		return &Misplaced{1, 1, "the text is not UTF-8"}
	case isYAML(t.path):
		return guarded(func() {
			c := converter{template: true, anchors: map[string]jsonvalue.Value{}}
			t.root = c.value(parseYAML(t.text))
		})
	}
	root, err := jsonvalue.Parse(t.text)
	var syntax *jsonvalue.SyntaxError
	if errors.As(err, &syntax) {
		return &Misplaced{syntax.Line, syntax.Column, syntax.Msg}
	}
	t.root = root
	return nil
}

// fault is what is wrong at a JSON pointer of the template.
func (t *template) fault(pointer, format string, args ...any) error {
	line, column := t.from.locate(pointer)
	return fmt.Errorf("%s:%w", t.path, &Misplaced{line, column, fmt.Errorf(format, args...).Error()})
}

// escape makes a key a part of a JSON pointer.
func escape(key string) string {
	return strings.ReplaceAll(strings.ReplaceAll(key, "~", "~0"), "/", "~1")
}

// guardedMachine is machine, with what it panics with for a Problem.
func (t *template) guardedMachine(m jsonvalue.Member, r resource) (file File) {
	if problem := guarded(func() { file = t.machine(m, r) }); problem != nil {
		return File{Name: legal(m.Key, ""), Type: express, Path: t.path, Template: t.path, Text: t.text, Problem: fmt.Errorf("%s:%w", t.path, problem)}
	}
	return file
}

// machine is a resource's state machine.
func (t *template) machine(m jsonvalue.Member, r resource) File {
	here := "/Resources/" + escape(m.Key)
	at := here + "/Properties"
	properties, _ := m.Value.Get("Properties")
	file := File{Name: legal(m.Key, ""), Type: standard, Path: t.path, Template: t.path, Text: t.text}
	file.from = origin{filling: filling{text: t.text}, yaml: isYAML(t.path), pointer: here}
	if name, ok := properties.Get(r.name); ok {
		if text, unknown := t.eval(name, at); len(unknown) == 0 && text != "" {
			file.Name = legal(text, "")
		}
	}
	if kind, ok := properties.Get(r.kind); ok {
		text, unknown := t.eval(kind, at+"/"+r.kind)
		if file.Type = text; text != express && text != standard {
			file.Type = express // so that it is listed with what can be run
			file.Problem = t.fault(at+"/"+r.kind, "%s is %s or %s, not %.40q", r.kind, express, standard, text)
		}
		if len(unknown) > 0 {
			file.Problem = unresolved(t.path, unknown)
		}
		if file.Problem != nil {
			return file
		}
	}
	var found []string
	for _, property := range []string{r.file, r.text, definition} {
		if _, has := properties.Get(property); has && property != "" {
			found = append(found, property)
		}
	}
	switch len(found) {
	case 0:
		file.Problem = t.fault(here, "the machine has no definition: it stands in %s or %s", r.file, definition)
		return file
	case 1:
	default:
		file.Problem = t.fault(here, "the machine has %s: only one of them can be", strings.Join(found, " and "))
		return file
	}
	value, _ := properties.Get(found[0])
	names := t.substitutions(properties)
	at += "/" + found[0]
	switch found[0] {
	case definition:
		t.inline(&file, value, at, names)
	case r.text:
		t.inText(&file, value, at, names)
	default:
		t.inFile(&file, value, at, names)
	}
	return file
}

// inFile takes a definition from the file that the template names.
func (t *template) inFile(file *File, value jsonvalue.Value, at string, names lookup) {
	uri, unknown := t.eval(value, at)
	if value.Kind() == jsonvalue.KindObject && value.Len() > 1 || strings.HasPrefix(strings.ToLower(uri), "s3:") {
		file.Problem = t.fault(at, "the definition lies in S3, which is not read: download it, and name the file here")
		return
	}
	if len(unknown) > 0 {
		file.Problem = unresolved(t.path, unknown)
		return
	}
	path := filepath.FromSlash(uri)
	if !filepath.IsAbs(path) {
		path = filepath.Join(filepath.Dir(t.path), path)
	}
	if absolute, err := filepath.Abs(path); err != nil || !within(t.limit, absolute) {
		file.Problem = t.fault(at, "%s lies outside of %s: name a folder that is nearer to it with --dir", uri, t.limit)
		return
	}
	file.Path = path // whether it is there or not: it may come
	text, err := t.read(path)
	if err != nil {
		var failed *fs.PathError
		if errors.As(err, &failed) {
			err = failed.Err
		}
		file.Problem = t.fault(at, "%s cannot be read: %w", path, err)
		return
	}
	loaded := parse(path, text, names)
	loaded.Name, loaded.Type, loaded.Template = file.Name, file.Type, t.path
	*file = loaded
	file.refuseGaps()
}

func within(dir, path string) bool {
	below, err := filepath.Rel(dir, path)
	return err == nil && filepath.IsLocal(below)
}

// inText takes a definition from a string in the template.
func (t *template) inText(file *File, value jsonvalue.Value, at string, names lookup) {
	if object, ok := value.Get("Fn::ToJsonString"); ok && value.Len() == 1 {
		t.inline(file, object, at+"/Fn::ToJsonString", names)
		return
	}
	text, all := value, names
	if sub, ok := value.Get("Fn::Sub"); ok && value.Len() == 1 && sub.Kind() == jsonvalue.KindString {
		// Both fill in the same text: at once, its places are still known.
		text, all = sub, func(name string) (string, bool) {
			plain, literal := strings.CutPrefix(name, "!")
			if !literal {
				return t.value(name)
			}
			if v, ok := names(plain); ok {
				return v, true
			}
			return "${" + plain + "}", true
		}
	}
	if text.Kind() != jsonvalue.KindString {
		written, unknown := t.eval(value, at)
		if len(unknown) > 0 {
			file.Problem = unresolved(t.path, unknown)
			return
		}
		text = jsonvalue.NewString(written)
	}
	file.from = t.part(at, text.Str())
	file.convert(all)
	file.refuseGaps()
}

// part is where a text that is a property of the template comes from: the lines of a
// block, or else the property itself.
func (t *template) part(at, text string) origin {
	line, column := t.from.locate(at)
	o := origin{before: text, fixed: &Misplaced{Line: line, Column: column}}
	all := strings.Split(t.text, "\n")
	if !isYAML(t.path) || line >= len(all) {
		return o
	}
	first, _, _ := strings.Cut(text, "\n")
	if indent, found := strings.CutSuffix(strings.TrimSuffix(all[line], "\r"), first); found && strings.Trim(indent, " ") == "" && first != "" {
		o.fixed, o.line, o.column = nil, line, len(indent)
	}
	return o
}

// inline takes a definition that is written as a part of the template.
func (t *template) inline(file *File, value jsonvalue.Value, at string, names lookup) {
	file.from.pointer = at
	if value.Kind() != jsonvalue.KindObject {
		file.Problem = t.fault(at, "%s is an object, the state machine's definition", definition)
		return
	}
	if version, ok := value.Get("Version"); ok && version.Kind() == jsonvalue.KindNumber && isYAML(t.path) {
		value = value.With("Version", jsonvalue.NewString(version.NumberText()))
	}
	var holes []hole
	value = t.filled(value, at, names, &holes)
	if len(holes) > 0 {
		file.Problem = unresolved(t.path, holes)
		return
	}
	if file.Definition = value.String(); len(file.Definition) > maxDefinition {
		file.Definition, file.Problem = "", t.fault(at, "a definition has at most %d bytes", maxDefinition)
	}
}

// refuseGaps makes names that a template leaves open a problem. Others, which nobody can
// have meant for a name, stay as they are.
func (f *File) refuseGaps() {
	holes := make([]hole, 0, len(f.from.missing))
	for _, g := range f.from.missing {
		place := func() (int, int) { return f.from.shift(jsonvalue.LineColumn(f.from.before, g.offset)) }
		holes = append(holes, hole{strings.TrimPrefix(g.name, "!"), "", place})
	}
	if len(holes) > 0 {
		f.Definition, f.Problem = "", unresolved(f.Path, holes)
	}
}
