package cloudformation

import (
	"encoding/json"
	"path"
	"slices"
	"strings"

	"expresso/model/jsonvalue"
	"expresso/model/workspace/source"
)

// Format reads templates, whatever they are called: what is in them tells.
var Format = source.Format{
	Name: "CloudFormation",
	Claims: func(name string) bool {
		return path.Base(name) == samConfig || slices.Contains([]string{".yaml", ".yml", ".json", ".template"}, strings.ToLower(path.Ext(name)))
	},
	Marks: []string{"AWS::Serverless::StateMachine", "AWS::StepFunctions::StateMachine", nestedStack, nestedApplication, `"aws:cloudformation:stack"`},
	Read:  read,
}

// The resources that are templates of their own.
const (
	nestedStack       = "AWS::CloudFormation::Stack"
	nestedApplication = "AWS::Serverless::Application"
)

// reader reads the templates of one folder.
type reader struct {
	folder   *source.Folder
	define   source.Defines
	warnings []error
	open     map[string]*template // that could be read, by path; nil for others
	paths    map[string]string    // aws:cdk:path by template and logical ID
	stacks   map[string]bool      // folders of CDK with a manifest
}

// read returns the state machines of templates among files. A template that cannot be
// read as one is a warning: who its machines are nobody knows.
func read(folder *source.Folder, files []string, define source.Defines) ([]source.Machine, []error) {
	r := &reader{folder: folder, define: define, open: map[string]*template{}, paths: map[string]string{}, stacks: map[string]bool{}}
	files = r.manifests(files)
	var all []*template
	for _, name := range files {
		if t := r.template(name); t != nil {
			all = append(all, t)
		}
	}
	for _, t := range all {
		t.nested()
	}
	var found []source.Machine
	for _, t := range all {
		found = append(found, t.machines()...)
	}
	return found, r.warnings
}

// ReadMade returns the state machines of a template that another tool makes of a file.
func ReadMade(folder *source.Folder, name string, doc *source.Document, define source.Defines) ([]source.Machine, []error) {
	r := &reader{folder: folder, define: define, open: map[string]*template{}, paths: map[string]string{}, stacks: map[string]bool{}}
	t := &template{reader: r, path: name, doc: doc, root: doc.Root, conditions: map[string]condition{}, scope: map[string]bool{}}
	if problem := source.Guard(func() { t.root = t.expand(doc.Root) }); problem != nil {
		return nil, []error{problem.In(name)}
	}
	return t.machines(), r.warnings
}

// manifests reads the manifests of CDK among files, and leaves out of these what stands
// in a folder with a manifest that does not name it: copies of assets.
func (r *reader) manifests(files []string) []string {
	templates := map[string]bool{}
	for _, name := range files {
		if path.Base(name) != "manifest.json" {
			continue
		}
		text, err := r.folder.Read(name)
		if err != nil {
			continue
		}
		var manifest struct {
			Artifacts map[string]struct {
				Type       string
				Properties struct{ TemplateFile string }
				Metadata   map[string][]struct {
					Type string
					Data any
				}
			}
		}
		if json.Unmarshal([]byte(text), &manifest) != nil || manifest.Artifacts == nil {
			continue
		}
		r.stacks[path.Dir(name)] = true
		for _, artifact := range manifest.Artifacts {
			if artifact.Type != "aws:cloudformation:stack" || artifact.Properties.TemplateFile == "" {
				continue
			}
			file := source.Resolve(name, artifact.Properties.TemplateFile)
			templates[file] = true
			for where, entries := range artifact.Metadata {
				for _, entry := range entries {
					if id, ok := entry.Data.(string); ok && entry.Type == "aws:cdk:logicalId" {
						r.paths[file+"\x00"+id] = where
					}
				}
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(files), func(name string) bool {
		if path.Base(name) == "manifest.json" {
			return r.stacks[path.Dir(name)]
		}
		if strings.HasSuffix(name, ".nested.template.json") {
			return false
		}
		for dir := path.Dir(name); ; dir = path.Dir(dir) {
			if r.stacks[dir] {
				return !templates[name]
			}
			if dir == "." || dir == "/" {
				return false
			}
		}
	})
}

// template reads a file, nil if it is not a template.
func (r *reader) template(name string) *template {
	if t, known := r.open[name]; known {
		return t
	}
	r.open[name] = nil
	text, err := r.folder.Read(name)
	if err != nil {
		return nil
	}
	t, problem := r.parse(name, text)
	if problem != nil {
		if looksLikeTemplate(text) {
			r.warnings = append(r.warnings, &source.Problem{Place: source.Place{Path: name, Line: problem.Line, Column: problem.Column}, Msg: problem.Msg, Hint: "fix the template: its state machines are not listed"})
		}
		return nil
	}
	if t != nil {
		for _, w := range t.doc.Warnings {
			r.warnings = append(r.warnings, w.In(name))
		}
	}
	r.open[name] = t
	return t
}

// looksLikeTemplate reports whether the writer of a text takes it for a template with
// state machines.
func looksLikeTemplate(text string) bool {
	return strings.Contains(text, "Resources") &&
		(strings.Contains(text, "AWS::Serverless::StateMachine") || strings.Contains(text, "AWS::StepFunctions::StateMachine"))
}

func (r *reader) parse(name, text string) (*template, *source.Misplaced) {
	doc, problem := source.Parse(text, source.DialectOf(name, source.Template))
	if problem != nil && !strings.EqualFold(path.Ext(name), ".json") { // x.template is either
		doc, problem = source.Parse(text, source.Template)
	}
	if problem != nil {
		return nil, problem
	}
	if all, _ := doc.Root.Get("Resources"); all.Kind() != jsonvalue.KindObject {
		return nil, nil
	}
	t := &template{reader: r, path: name, doc: doc, root: doc.Root, conditions: map[string]condition{}, scope: map[string]bool{}}
	return t, source.Guard(func() { t.root = t.expand(doc.Root) })
}
