// Package cloudformation reads state machines from templates of SAM, CloudFormation and CDK.
// It tells which there are, their names and types, and their definitions with the values of
// the template filled in. Intrinsic functions, conditions, mappings, includes of local files
// and nested stacks are worked out with the defaults of the parameters. What only a deployment
// knows becomes a stand-in, by the resource or parameter that it comes from, or by where it is
// used.
//
// It reads nothing from S3 and calls no macro.
package cloudformation

import (
	"path"
	"strings"

	"expresso/model/jsonvalue"
	"expresso/model/workspace/source"
	"expresso/model/workspace/standin"
)

// property says how a kind of resource writes a state machine down.
type property struct{ name, kind, file, text string }

// definition is the property that both kinds of resources have for a definition that is
// a part of the template.
const definition = "Definition"

// machines are the resources that are state machines. Both are STANDARD unless they say
// more.
var machines = map[string]property{
	"AWS::Serverless::StateMachine":    {name: "Name", kind: "Type", file: "DefinitionUri"},
	"AWS::StepFunctions::StateMachine": {name: "StateMachineName", kind: "StateMachineType", file: "DefinitionS3Location", text: "DefinitionString"},
}

// template is one file, as far as it was read.
type template struct {
	*reader
	path       string
	doc        *source.Document
	root       jsonvalue.Value      // with Fn::ForEach and includes written out
	given      map[string]given     // values of parameters, from the stack around it
	deployed   *deployment          // nil before somebody asks
	conditions map[string]condition // as far as they were worked out
	scope      map[string]bool      // resources whose names are being worked out
	depth      int                  // of values in values
	worked     int                  // bytes of texts that were put together
	unknown    int                  // stand-ins that were used so far
	used       []standin.Value      // for the machine that is being read
	held       []result             // in a text that is put together: what is shaped by its place
	holding    bool                 // parts without a shape are held
}

// given is the value of a nested stack's parameter, with the stand-ins in it.
type given struct {
	result
	used []standin.Value
}

// section is a member of the template, an object.
func (t *template) section(name string) jsonvalue.Value {
	v, _ := t.root.Get(name)
	if v.Kind() != jsonvalue.KindObject {
		return jsonvalue.NewObject(nil)
	}
	return v
}

// resource is one of the template's, with its type; "" if there is none.
func (t *template) resource(id string) (kind string, properties jsonvalue.Value) {
	r, ok := t.section("Resources").Get(id)
	if !ok {
		return "", r
	}
	of, _ := r.Get("Type")
	properties, _ = r.Get("Properties")
	return of.Str(), properties
}

// nested hands the parameters of nested stacks to their templates, where these are in the
// folder.
func (t *template) nested() {
	all := t.section("Resources")
	for i := range all.Len() {
		m := all.Member(i)
		kind, properties := t.resource(m.Key)
		where := map[string]string{nestedStack: "TemplateURL", nestedApplication: "Location"}[kind]
		if where == "" {
			continue
		}
		location, _ := properties.Get(where)
		if metadata, _ := m.Value.Get("Metadata"); location.Kind() != jsonvalue.KindString {
			location, _ = metadata.Get("aws:asset:path") // CDK's: it goes to S3 by another name
		}
		if location.Kind() != jsonvalue.KindString {
			continue
		}
		inner := t.open[source.Resolve(t.path, location.Str())]
		if inner == nil || inner == t || inner.given != nil {
			continue
		}
		parameters, _ := properties.Get("Parameters")
		inner.given = map[string]given{}
		_ = source.Guard(func() {
			for j := range parameters.Len() {
				p := parameters.Member(j)
				t.used = nil
				r := t.eval(p.Value, "")
				inner.given[p.Key] = given{r, t.used}
			}
		})
		t.used = nil
	}
}

// machines returns the template's state machines.
func (t *template) machines() []source.Machine {
	var found []source.Machine
	all := t.section("Resources")
	for i := range all.Len() {
		m := all.Member(i)
		kind, _ := t.resource(m.Key)
		of, ok := machines[kind]
		if !ok || !t.present(m.Value) {
			continue
		}
		machine := source.Machine{Name: m.Key, Definition: source.Definition{Path: t.path, Text: t.doc.Text}}
		at := "/Resources/" + jsonvalue.PointerToken(m.Key)
		machine.Place = t.place(at)
		t.used, t.unknown = nil, 0
		problem := source.Guard(func() {
			if err := t.machine(&machine, m, of); err != nil {
				machine.Problem = err
			}
		})
		if problem != nil {
			machine.Problem = problem.In(t.path)
		}
		if machine.Problem != nil {
			machine.JSON = ""
		}
		machine.StandIns = t.used
		properties, _ := m.Value.Get("Properties")
		machine.Inputs = t.inputs(m.Key, properties, at+"/Properties")
		found = append(found, machine)
	}
	return found
}

// present reports whether a resource is there with the defaults of the parameters.
func (t *template) present(r jsonvalue.Value) (present bool) {
	name, ok := r.Get("Condition")
	if !ok || name.Kind() != jsonvalue.KindString {
		return true
	}
	present = true
	_ = source.Guard(func() { present = t.holds(name.Str(), "") })
	t.used = nil
	return present
}

func (t *template) place(pointer string) source.Place {
	line, column := t.doc.Locate(pointer)
	return source.Place{Path: t.path, Line: line, Column: column}
}

// refuse is what is wrong at a JSON pointer of the template.
func (t *template) refuse(pointer, msg string) error {
	return &source.Problem{Place: t.place(pointer), Msg: msg}
}

// missing is why a machine has no definition here.
func (t *template) missing(pointer, msg, hint string) error {
	return &source.Problem{Place: t.place(pointer), Msg: msg, Hint: hint, Setting: source.DefinitionFile}
}

// machine reads a resource's state machine.
func (t *template) machine(machine *source.Machine, m jsonvalue.Member, of property) error {
	here := "/Resources/" + jsonvalue.PointerToken(m.Key)
	at := here + "/Properties"
	properties, _ := m.Value.Get("Properties")
	machine.Aliases = []string{m.Key}
	if where := t.cdkPath(m); where != "" {
		if machine.Aliases = append(machine.Aliases, where); t.ofCDK() {
			machine.Name = where
		}
	}
	if name, ok := properties.Get(of.name); ok {
		if text, known := t.known(name, at+"/"+of.name); known && text != "" {
			// What mappings and conditions choose differs from deployment to deployment.
			if f, _, ok := function(name); ok && f != "Ref" && f != "Fn::Sub" && f != "Fn::Join" {
				machine.Aliases = append(machine.Aliases, text)
			} else {
				machine.Name = text
			}
		}
	}
	if kind, ok := properties.Get(of.kind); ok {
		r := t.quietly(kind, at+"/"+of.kind)
		text, _ := source.Scalar(r.value)
		switch {
		case r.none, r.open != "":
		case text != "EXPRESS" && text != "STANDARD":
			return t.refuse(at+"/"+of.kind, of.kind+" must be EXPRESS or STANDARD, not "+quoted(text))
		default:
			machine.Type = text
		}
	}
	var found []string
	for _, p := range []string{of.file, of.text, definition} {
		if v, has := properties.Get(p); has && p != "" && !t.isNothing(v) {
			found = append(found, p)
		}
	}
	switch len(found) {
	case 0:
		return t.missing(here, "the machine has no definition: write it in "+of.file+" or "+definition, "")
	case 1:
	default:
		return t.refuse(here, "the machine has "+strings.Join(found, " and ")+": give only one of them")
	}
	value, _ := properties.Get(found[0])
	value, at = t.chosen(value, at+"/"+found[0])
	names := t.substitutions(properties, at)
	switch found[0] {
	case definition:
		return t.inline(machine, value, at, names)
	case of.text:
		return t.inText(machine, value, at, names)
	}
	return t.inFile(machine, value, at, names)
}

// chosen follows Fn::If to the branch that holds.
func (t *template) chosen(v jsonvalue.Value, at string) (jsonvalue.Value, string) {
	for range maxDepth {
		name, argument, ok := function(v)
		if !ok || name != "Fn::If" || argument.Kind() != jsonvalue.KindArray || argument.Len() != 3 {
			break
		}
		i := 2
		if t.holds(argument.At(0).Str(), at) {
			i = 1
		}
		v, at = argument.At(i), at+"/Fn::If/"+string(rune('0'+i))
	}
	return v, at
}

// isNothing reports whether a property is not there: AWS::NoValue.
func (t *template) isNothing(v jsonvalue.Value) bool {
	v, _ = t.chosen(v, "")
	return isNoValue(v)
}

// ofCDK reports whether CDK has written the template where it is: its folder has a manifest, or
// had one that is too large to read.
func (t *template) ofCDK() bool {
	dir := path.Dir(t.path)
	return t.stacks[dir] || path.Base(dir) == "cdk.out"
}

// cdkPath is the place of a machine among CDK's constructs without its stack, as a name.
func (t *template) cdkPath(m jsonvalue.Member) string {
	where := t.paths[t.path+"\x00"+m.Key]
	if where == "" {
		metadata, _ := m.Value.Get("Metadata")
		v, _ := metadata.Get("aws:cdk:path")
		where = v.Str()
	}
	where = strings.TrimSuffix(strings.TrimPrefix(where, "/"), "/Resource")
	_, where, _ = strings.Cut(where, "/")
	return strings.ReplaceAll(where, "/", "-")
}
