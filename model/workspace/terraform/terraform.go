// Package terraform reads state machines from Terraform configurations. They are resources
// aws_sfn_state_machine, also in modules of the folder, and calls of public modules that make
// them. It evaluates expressions with the values that the files give (defaults, *.tfvars,
// locals, arguments of modules) and with stand-ins for all that a deployment alone knows. It
// runs nothing, reaches no network and reads no state: sources of data and provisioners are
// text.
package terraform

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"expresso/model/workspace/source"
)

// Format is how projects of Terraform declare state machines.
var Format = source.Format{Name: "Terraform", Claims: claims, Read: read}

func claims(name string) bool {
	return isConfig(name) || isVariables(name)
}

func isConfig(name string) bool {
	return slices.ContainsFunc([]string{".tf", ".tofu"}, func(ext string) bool { return strings.HasSuffix(name, ext) || strings.HasSuffix(name, ext+".json") })
}

func isVariables(name string) bool {
	return strings.HasSuffix(name, ".tfvars") || strings.HasSuffix(name, ".tfvars.json")
}

// read returns the machines of all configurations in a folder. A module that another one
// of the folder calls has those of the calls.
func read(folder *source.Folder, names []string, define source.Defines) ([]source.Machine, []error) {
	p := &project{
		folder: folder, define: define, files: map[string][]string{}, configs: map[string]*config{},
		named: map[string]int{}, problems: map[string]error{}, holding: map[string]bool{},
	}
	some := false
	looked := map[string]bool{} // folders that may hold machines, or call modules that do
	for _, name := range names {
		if isConfig(name) {
			p.files[path.Dir(name)] = append(p.files[path.Dir(name)], name)
			text, _ := folder.Read(name)
			may := mayDeclare(text)
			some = some || may
			if may || strings.Contains(text, "module") {
				looked[path.Dir(name)] = true
			}
		}
	}
	if !some { // most configurations: they are not even parsed
		return nil, nil
	}
	dirs := slices.Sorted(maps.Keys(looked))
	reached := map[string]bool{}
	var called []string
	for _, dir := range dirs {
		for _, call := range p.configOf(dir).modules {
			if target := p.local(p.configOf(dir), sourceOf(call)); target != "" && target != dir {
				called = append(called, target)
			}
		}
	}
	for _, again := range []bool{false, true} { // modules that call one another are nobody's root
		for _, dir := range dirs {
			if reached[dir] || !again && slices.Contains(called, dir) {
				continue
			}
			p.reach(dir, reached)
			m := p.module(p.configOf(dir), "")
			p.variables(m, names)
			p.machinesOf(m)
		}
	}
	if len(p.machines) >= maxMachines {
		p.warnings = append(p.warnings, fmt.Errorf("the configurations declare more than %d state machines: the rest was left out", maxMachines))
		p.machines = p.machines[:maxMachines]
	}
	if !slices.ContainsFunc(p.machines, func(m source.Machine) bool { return m.Problem != nil }) {
		for _, name := range p.used {
			folder.Use(name)
		}
	}
	for _, made := range p.machines {
		delete(p.problems, made.Place.Path) // which says it
	}
	for _, name := range slices.Sorted(maps.Keys(p.problems)) {
		p.warnings = append(p.warnings, fmt.Errorf("%w: the file was left out", p.problems[name]))
	}
	return p.machines, p.warnings
}

// mayDeclare reports whether a configuration may hold state machines.
func mayDeclare(text string) bool {
	return strings.Contains(text, "_sfn_state_machine") || strings.Contains(text, "_stepfunctions_state_machine") ||
		strings.Contains(text, "module") && strings.Contains(text, "definition")
}

// reach notes the folders of the modules that one calls, and its own.
func (p *project) reach(dir string, reached map[string]bool) {
	if reached[dir] {
		return
	}
	reached[dir] = true
	for _, call := range p.configOf(dir).modules {
		if target := p.local(p.configOf(dir), sourceOf(call)); target != "" {
			p.reach(target, reached)
		}
	}
}

// holds reports whether a call of a module may lead to state machines.
func (p *project) holds(from *config, call *block) bool {
	dir := p.local(from, sourceOf(call))
	if dir == "" {
		return call.attrs["definition"] != nil
	}
	known, ok := p.holding[dir]
	if ok {
		return known
	}
	p.holding[dir] = false // while it is looked at: modules may call one another
	c := p.configOf(dir)
	for _, b := range c.machines {
		if b.kind == "resource" || p.holds(c, b) {
			known = true
		}
	}
	p.holding[dir] = known
	return known
}

// variables reads the files of variables that Terraform reads by itself, and others for
// variables that get no value from these.
func (p *project) variables(m *module, names []string) {
	m.given = map[string]hclsyntax.Expression{}
	var usual, others []string
	for _, name := range names {
		base := path.Base(name)
		switch dir := path.Dir(name); {
		case !isVariables(name) || m.config.dir != "." && dir != m.config.dir && !strings.HasPrefix(dir, m.config.dir+"/"):
		case dir == m.config.dir && (base == "terraform.tfvars" || base == "terraform.tfvars.json"):
			usual = slices.Insert(usual, 0, name)
		case dir == m.config.dir && strings.Contains(base, ".auto.tfvars"):
			usual = append(usual, name)
		default:
			others = append(others, name)
		}
	}
	take := func(name string, all bool) {
		text, err := p.folder.Read(name)
		var attrs map[string]hclsyntax.Expression
		if err == nil {
			attrs, err = parseAttributes(name, text)
		}
		if err != nil {
			p.warnings = append(p.warnings, fmt.Errorf("%s was left out: %w", name, err))
			return
		}
		for variable, expr := range attrs {
			b := m.config.variables[variable]
			if b == nil || !all && (m.given[variable] != nil || b.attrs["default"] != nil) {
				continue
			}
			m.given[variable] = expr
		}
	}
	for _, name := range usual {
		take(name, true)
	}
	for _, name := range others {
		take(name, false)
	}
}
