package workspace

import (
	"cmp"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"expresso/model/jsonvalue"
	"expresso/model/workspace/cloudformation"
	"expresso/model/workspace/pulumi"
	"expresso/model/workspace/serverless"
	"expresso/model/workspace/source"
	"expresso/model/workspace/standin"
	"expresso/model/workspace/terraform"
)

// formats are the ways in which projects declare state machines, besides definition files.
// A new one is one line here.
var formats = []source.Format{
	cloudformation.Format,
	terraform.Format,
	serverless.Format,
	pulumi.Format,
}

// found is what the files of a folder hold.
type found struct {
	machines []source.Machine // by the paths of their declarations
	mocks    []string
}

// interesting reports whether a file may hold machines, or what belongs to them.
func interesting(name string) bool {
	return IsDefinition(name) || isData(name) || slices.ContainsFunc(formats, func(f source.Format) bool { return f.Claims(name) })
}

// isData reports whether a file is JSON or YAML by its name.
func isData(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".json", ".yaml", ".yml":
		return true
	}
	return false
}

// mockMark is in every file of Step Functions Local's that answers tasks.
const mockMark = "MockedResponses"

// read reads all machines of a folder.
func read(folder *source.Folder, define Defines) (found, []error) {
	var all found
	var warnings []error
	claimed := make([][]string, len(formats))
	var definitions []string
	for _, name := range folder.Files() {
		if !interesting(name) {
			continue
		}
		text, err := folder.ReadOnce(name)
		for i, format := range formats {
			if format.Claims(name) && (len(format.Marks) == 0 || err == nil && holdsOne(text, format.Marks)) {
				claimed[i] = append(claimed[i], name)
			}
		}
		if err != nil && isTemplate(name) && !errors.Is(err, fs.ErrNotExist) {
			warnings = append(warnings, &source.Problem{Place: source.Place{Path: name}, Msg: "left out, with the state machines in it: " + err.Error()})
		}
		switch {
		case IsDefinition(name):
			definitions = append(definitions, name)
		case err != nil || !isData(name):
		case strings.Contains(text, "StartAt") && strings.Contains(text, "States"):
			if isDefinition(folder, name) {
				definitions = append(definitions, name)
			}
		case path.Base(name) == mockConfig, strings.Contains(text, mockMark) && isMock(folder, name):
			all.mocks = append(all.mocks, name)
		}
	}
	for i, format := range formats {
		if len(claimed[i]) == 0 {
			continue
		}
		machines, more := format.Read(folder, claimed[i], define)
		all.machines = append(all.machines, machines...)
		warnings = append(warnings, more...)
	}
	named := map[string]bool{} // by a template
	for _, m := range all.machines {
		named[m.Path] = true
	}
	useSources(folder, &all, definitions)
	for _, name := range definitions {
		if !named[name] && !folder.Used(name) {
			all.machines = append(all.machines, definitionFile(folder, name, define))
		}
	}
	slices.SortStableFunc(all.machines, func(a, b source.Machine) int {
		return cmp.Or(boolean(inBuild(a.Place.Path))-boolean(inBuild(b.Place.Path)), strings.Compare(a.Path, b.Path), strings.Compare(a.Place.Path, b.Place.Path))
	})
	return all, warnings
}

// useSources places the machines of CDK's templates in the definition files that their
// assets are copies of.
func useSources(folder *source.Folder, all *found, definitions []string) {
	var copies []*source.Machine
	for i := range all.machines {
		if m := &all.machines[i]; m.Problem == nil && m.Path != m.Place.Path && path.Base(path.Dir(m.Path)) == "cdk.out" {
			copies = append(copies, m)
		}
	}
	if len(copies) == 0 {
		return
	}
	for _, name := range definitions {
		text, err := folder.ReadOnce(name)
		if err != nil || inBuild(name) {
			continue
		}
		for _, m := range copies {
			if path.Base(path.Dir(m.Path)) == "cdk.out" && m.Text == text && path.Ext(name) == path.Ext(m.Path) {
				m.Path = name
				folder.Use(name)
			}
		}
	}
}

// isTemplate reports whether a file is called as those that declare state machines are: one that
// cannot be read is told.
func isTemplate(name string) bool {
	base, ext := strings.ToLower(path.Base(name)), path.Ext(name)
	base = strings.TrimSuffix(base, strings.ToLower(ext))
	return ext == ".tf" || ext == ".tofu" || ext == ".template" || isData(name) && (base == "template" || base == "serverless" || strings.HasSuffix(base, ".template") || strings.HasSuffix(base, ".tf"))
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}

func holdsOne(text string, marks []string) bool {
	return slices.ContainsFunc(marks, func(mark string) bool { return strings.Contains(text, mark) })
}

// isDefinition reports whether a file is a definition by what it says.
func isDefinition(folder *source.Folder, name string) bool {
	text, err := folder.ReadOnce(name)
	if err != nil {
		return false
	}
	doc, problem := source.Parse(openNumbers(text), source.DialectOf(name, source.Lenient))
	if problem != nil {
		return false
	}
	start, _ := doc.Root.Get("StartAt")
	states, _ := doc.Root.Get("States")
	return start.Kind() == jsonvalue.KindString && states.Kind() == jsonvalue.KindObject
}

// openNumbers is a text whose names without quotes have a value, so that it can be parsed.
func openNumbers(text string) string {
	f, problem := source.Fill(text, source.JSON, func(string, func() source.Spot) (string, bool) { return "1", true })
	if problem != nil {
		return text
	}
	return f.Text
}

// isMock reports whether a file answers tasks by what it says.
func isMock(folder *source.Folder, name string) bool {
	text, err := folder.ReadOnce(name)
	if err != nil || strings.ToLower(path.Ext(name)) != ".json" {
		return false
	}
	doc, problem := source.Parse(text, source.JSON)
	if problem != nil {
		return false
	}
	machines, _ := doc.Root.Get("StateMachines")
	answers, _ := doc.Root.Get(mockMark)
	return machines.Kind() == jsonvalue.KindObject && answers.Kind() == jsonvalue.KindObject
}

// mockConfig is the name that Step Functions Local's guide gives to the file with the
// answers of mocked tasks. What is wrong with one of this name is reported where it is read.
const mockConfig = "MockConfigFile.json"

// definitionFile reads the machine of a definition that no template names.
func definitionFile(folder *source.Folder, name string, define Defines) source.Machine {
	m := source.Machine{Name: NameOf(name), Type: typeOf(name), Place: source.Place{Path: name}}
	m.Path = name
	text, err := folder.Read(name)
	if err != nil {
		m.Problem = &source.Problem{Place: m.Place, Msg: err.Error()}
		return m
	}
	m.Text = text
	from := source.Origin{As: source.DefinitionDialect(name, text)}
	filled, problem := source.Fill(text, from.As, openNames(define, &m.StandIns))
	if problem == nil {
		from.Filled = filled
		m.Locate = from.Locate
		m.JSON, problem = from.JSON()
	}
	if problem != nil {
		m.Problem = problem.In(name)
	}
	return m
}

// openNames are the values of names that no template tells: what is defined, or stand-ins
// by their places, which are noted.
func openNames(define Defines, used *[]standin.Value) source.Lookup {
	note := func(name, value, from string) {
		if !slices.ContainsFunc(*used, func(v standin.Value) bool { return v.Name == name && v.Text == value }) && len(*used) < maxStandIns {
			*used = append(*used, standin.Value{Name: name, Text: value, From: from})
		}
	}
	return func(name string, spot func() source.Spot) (string, bool) {
		if v, ok := define[name]; ok {
			return v, true
		}
		if v, ok := standin.Pseudo(name); ok {
			note(name, v, "pseudo parameter")
			return v, true
		}
		if strings.ContainsAny(name, ":!") {
			return "", false
		}
		s := spot()
		value, from := standin.Part(name), "name in the definition without a value"
		switch {
		case !s.Quoted:
			value = standin.Unquoted(s.Key, name)
		case s.Whole:
			value = standin.At(s.Key, name)
		}
		note(name, value, from)
		return value, true
	}
}

// maxStandIns is how many stand-ins are reported for one machine: more would not help.
const maxStandIns = 200
