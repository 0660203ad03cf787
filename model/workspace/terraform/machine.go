package terraform

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"expresso/model/workspace/source"
)

// machineKind says how a kind of resource writes a state machine down.
type machineKind struct {
	name, kind  string
	definitions []string // arguments, of which the first one that is there counts
}

// machineKinds are the resources that are state machines.
var machineKinds = map[string]*machineKind{
	"aws_sfn_state_machine":             {"name", "type", []string{"definition"}},
	"awscc_stepfunctions_state_machine": {"state_machine_name", "state_machine_type", []string{"definition_string", "definition"}},
}

// moduleKind is that of the public modules that make a state machine: what they call so
// is what terraform-aws-modules/step-functions/aws does.
var moduleKind = &machineKind{"name", "type", []string{"definition"}}

const express, standard = "EXPRESS", "STANDARD"

// guard returns the *source.Problem with which do panics. Other panics count too: the
// text is anybody's, and the libraries are not proof against all.
func guard(at hcl.Range, do func()) (problem error) {
	defer func() {
		switch thrown := recover().(type) {
		case nil:
		case *source.Problem:
			problem = thrown
		default:
			problem = fault(at, "the configuration cannot be evaluated: %v", thrown)
		}
	}()
	do()
	return nil
}

// machinesOf adds the machines of a module and of those that it calls.
func (p *project) machinesOf(m *module) {
	for _, b := range m.config.machines {
		if len(p.machines) >= maxMachines {
			return
		}
		label := b.labels[len(b.labels)-1]
		name := strings.Join(b.labels, ".")
		if b.kind == "module" {
			name = "module." + label
		}
		depth := p.depth
		if problem := guard(b.at, func() { p.machinesOfBlock(m, b, name) }); problem != nil {
			p.depth = depth
			if b.kind == "module" && !p.holds(m.config, b) {
				continue
			}
			p.add(source.Machine{Name: label, Aliases: []string{m.address + name}, Place: place(b.at), Problem: problem}, b.at)
		}
	}
}

func (p *project) machinesOfBlock(m *module, b *block, name string) {
	if b.kind == "module" && !p.holds(m.config, b) {
		return
	}
	all, _ := m.instancesOf(b, name)
	for _, o := range all {
		o.alone = len(all) == 1 && b.attrs["count"] != nil // if it is there at all
		if b.kind == "resource" {
			p.machine(o, machineKinds[b.labels[0]])
			continue
		}
		if child := p.child(o); child != nil {
			p.machinesOf(child)
			continue
		}
		if expr, ok := b.attrs["create"]; ok {
			if yes, _ := p.truth(p.eval(o.scope, expr)); !yes {
				continue
			}
		}
		p.machine(o, moduleKind)
	}
}

// add adds a machine; a problem of the file it stands in goes before its own.
func (p *project) add(made source.Machine, at hcl.Range) {
	if problem := p.problems[at.Filename]; problem != nil {
		made.Problem, made.JSON = problem, ""
	}
	if made.Problem != nil && made.Path == "" {
		made.Path = at.Filename
		made.Text, _ = p.folder.Read(at.Filename)
	}
	p.machines = append(p.machines, made)
}

// machine adds the state machine of a resource or a call of a module.
func (p *project) machine(o *object, k *machineKind) {
	b := o.b
	label := b.labels[len(b.labels)-1]
	made := source.Machine{Name: label, Aliases: []string{label}, Place: place(b.at)}
	if !o.alone {
		key := strings.TrimPrefix(strings.TrimPrefix(o.address, strings.Join(b.labels, ".")), "module."+label)
		made.Name += strings.Replace(key, ".", "-", 1)
	}
	depth := p.depth
	problem := guard(b.at, func() {
		made.Name = p.nameOf(o, k, made.Name)
		var definition hclsyntax.Expression
		for _, name := range slices.Backward(k.definitions) {
			if expr, ok := b.attrs[name]; ok {
				definition = expr
			}
		}
		if definition == nil {
			panic(fault(b.at, "the state machine has no %s", k.definitions[0]))
		}
		made.Path, made.Text = definition.Range().Filename, ""
		made.Text, _ = p.folder.Read(made.Path)
		made.Type = p.typeOf(o, k)
		p.definitionOf(&made, o, definition)
		made.Inputs = p.inputs(o)
	})
	if p.depth = depth; problem != nil {
		made.Problem, made.JSON = problem, ""
		if k == moduleKind && !looksLikeMachines(sourceOf(b)) {
			return // another module's definition
		}
	}
	if address := o.m.address + o.address; address != made.Name {
		made.Aliases = append(made.Aliases, address)
	}
	made.Aliases = slices.DeleteFunc(made.Aliases, func(name string) bool { return name == made.Name })
	p.add(made, b.at)
}

// looksLikeMachines reports whether a module that is not here makes state machines, by
// its address.
func looksLikeMachines(source string) bool { return machineModule().MatchString(source) }

var machineModule = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)step-?_?functions?|state-?_?machine|\bsfn\b`)
})

// nameOf is the machine's name, or other where nothing of it is known.
func (p *project) nameOf(o *object, k *machineKind, other string) string {
	for _, name := range []string{k.name, k.name + "_prefix"} {
		expr, ok := o.b.attrs[name]
		if !ok {
			continue
		}
		v := p.eval(o.scope, expr)
		if plain, _ := v.Unmark(); plain.IsNull() {
			continue
		}
		text, _ := p.text(v, expr)
		if _, open := p.openID(text); open || text == "" {
			return other
		}
		if text = p.plain(text); name != k.name {
			text += other
		}
		return text
	}
	return other
}

func (p *project) typeOf(o *object, k *machineKind) string {
	expr, ok := o.b.attrs[k.kind]
	if !ok {
		return ""
	}
	v := p.eval(o.scope, expr)
	if plain, _ := v.Unmark(); plain.IsNull() {
		return ""
	}
	text, _ := p.text(v, expr)
	if openName().MatchString(text) {
		return ""
	}
	if k == moduleKind {
		text = strings.ToUpper(text)
	}
	if text != express && text != standard {
		panic(fault(expr.Range(), "%s must be %s or %s, not %.40q", k.kind, express, standard, text))
	}
	return text
}
