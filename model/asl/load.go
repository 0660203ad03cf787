package asl

import (
	"slices"
	"time"

	"expresso/model/asl/check"
	"expresso/model/jsonvalue"
)

// Load checks and compiles a definition. Diagnostics hold everything that was found; if
// there is an error among them the machine is nil.
func Load(definition string, kind MachineType) (*Machine, Diagnostics) {
	root, compiled, found := check.Definition(definition, kind == Express)
	if found.Refused() {
		return nil, found
	}
	return load(root, compiled, kind, len(definition)), found
}

// LoneState is what a state is called that is loaded without a machine: AWS's name for it,
// which its diagnostics and the context object have (recorded).
const LoneState = "StateName"

// LoadState checks and compiles the definition of a single state. It returns a STANDARD
// machine that has nothing but the state. Diagnostics are as with Load; the states that it
// leads to need not be there.
func LoadState(definition string) (*Machine, Diagnostics) {
	root, compiled, found := check.State(definition, LoneState)
	if found.Refused() {
		return nil, found
	}
	return load(root, compiled, Standard, len(definition)), found
}

// load compiles a definition that has been checked.
func load(root jsonvalue.Value, compiled *check.Compiled, kind MachineType, size int) *Machine {
	l := &loader{language: JSONPath, current: JSONPath, compiled: compiled}
	if v, ok := root.Get("QueryLanguage"); ok {
		l.language = QueryLanguage(v.Str())
		l.current = l.language
	}
	f := &fields{l: l, of: root}
	m := &Machine{
		Type: kind, Size: size, Comment: f.text("Comment"),
		Timeout: time.Duration(f.integer("TimeoutSeconds", 0)) * time.Second,
	}
	l.graph(f, &m.Graph)
	m.Walk(func(s *State) {
		m.UsesContext = m.UsesContext || s.UsesContext
		m.UsesVariables = m.UsesVariables || s.assigns
	})
	return m
}

// loader compiles a definition.
type loader struct {
	language QueryLanguage // of states that do not name theirs
	compiled *check.Compiled

	// About the state that is being compiled.
	state       string // JSON pointer to it
	current     QueryLanguage
	usesContext bool
	assigns     bool
	variables   []string
}

// reads notes that the state reads a variable.
func (l *loader) reads(name string) {
	if i, found := slices.BinarySearch(l.variables, name); !found {
		l.variables = slices.Insert(l.variables, i, name)
	}
}

// graph compiles StartAt and States.
func (l *loader) graph(f *fields, g *Graph) {
	states := f.get("States")
	byName := make(map[string]*State, states.Len())
	for i := range states.Len() {
		m := states.Member(i)
		s := &State{Name: m.Key, Location: pointer(f.at("States"), m.Key), Within: g}
		g.States = append(g.States, s)
		byName[s.Name] = s
	}
	g.Start = byName[f.text("StartAt")]
	for i, s := range g.States {
		c := &compiler{fields: fields{l: l, of: states.Member(i).Value, path: s.Location}, state: s, byName: byName}
		c.compile()
		g.Blocks = g.Blocks || blocks(s)
	}
}

// blocks reports whether a state can take time.
func blocks(s *State) bool {
	if s.Type == Task || s.Type == Wait || len(s.Retry) > 0 {
		return true
	}
	if s.Map != nil && s.Map.Processor != nil && s.Map.Processor.Blocks {
		return true
	}
	return slices.ContainsFunc(s.Branches, func(g *Graph) bool { return g.Blocks })
}
