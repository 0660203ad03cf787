package asl

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"expresso/model/jsonvalue"
)

const (
	// maxDefinition is the largest definition in bytes (AWS: 1 MB).
	maxDefinition = 1 << 20
	// maxName is the longest name of a state in characters.
	maxName = 80
	// maxSeconds is the largest number of seconds in any field.
	maxSeconds = 99_999_999
	// maxNesting bounds Parallel and Map states within each other, and with them the
	// depth to which an execution recurses. AWS has a bound too and does not tell it.
	maxNesting = 64
)

// Load checks and compiles a definition. Diagnostics hold everything that was found; if
// there is an error among them the machine is nil.
func Load(definition string, kind MachineType) (*Machine, Diagnostics) {
	l := &loader{kind: kind, language: JSONPath, current: JSONPath, names: map[string]bool{}}
	m := l.machine(definition)
	if l.found.Refused() {
		m = nil
	}
	return m, l.found
}

// loader collects what is found while a definition is compiled.
type loader struct {
	kind     MachineType
	language QueryLanguage // of states that do not name theirs
	found    Diagnostics
	names    map[string]bool // of all states so far
	nesting  int

	// About the state that is being compiled.
	state       string // JSON pointer to it
	stateType   StateType
	current     QueryLanguage
	usesContext bool
	variables   []string
	assigned    []assignment
}

// assignment is a place at which a variable is set.
type assignment struct{ name, at string }

func (l *loader) fail(code, at, format string, args ...any) {
	l.found = append(l.found, Diagnostic{Error, code, fmt.Sprintf(format, args...), orRoot(at)})
}

func (l *loader) warn(code, at, message string) {
	l.found = append(l.found, Diagnostic{Warning, code, message, orRoot(at)})
}

// reads notes that the state reads a variable.
func (l *loader) reads(name string) {
	if i, found := slices.BinarySearch(l.variables, name); !found {
		l.variables = slices.Insert(l.variables, i, name)
	}
}

func (l *loader) machine(definition string) *Machine {
	const notAnObject = "Definition must be a valid JSON object"
	if len(definition) > maxDefinition {
		l.found = Diagnostics{{Severity: Error, Code: codeSchema, Message: fmt.Sprintf("Definition is longer than %d bytes", maxDefinition)}}
		return nil
	}
	if strings.TrimSpace(definition) == "" {
		l.found = Diagnostics{{Severity: Error, Code: codeSchema, Message: notAnObject}}
		return nil
	}
	root, err := jsonvalue.Parse(definition)
	if err != nil {
		d := Diagnostic{Severity: Error, Code: codeJSON, Message: err.Error()}
		if syntax := new(jsonvalue.SyntaxError); errors.As(err, &syntax) {
			d.Message = syntax.Msg
			d.Location = jacksonLocation(definition, syntax)
		}
		l.found = Diagnostics{d}
		return nil
	}
	if root.Kind() != jsonvalue.KindObject {
		l.found = Diagnostics{{Severity: Error, Code: codeSchema, Message: notAnObject}}
		return nil
	}
	f := &fields{l: l, of: root}
	m := &Machine{Type: l.kind, Size: len(definition), Comment: f.text("Comment")}
	if v, ok := f.take("Version"); ok && v.Str() != "1.0" {
		l.fail(codeSchema, "/Version", "Value should be one of the following: [1.0]")
	}
	if v, ok := f.take("QueryLanguage"); ok {
		l.language = l.queryLanguage(v, "", JSONPath)
		l.current = l.language
	}
	if seconds, ok := f.integer("TimeoutSeconds", 0, maxSeconds); ok {
		m.Timeout = time.Duration(seconds) * time.Second
	}
	l.graph(f, &m.Graph)
	f.refuseOthers()
	m.Walk(func(s *State) {
		m.UsesContext = m.UsesContext || s.UsesContext
		m.UsesVariables = m.UsesVariables || len(s.assigned) > 0
	})
	l.checkScopes(&m.Graph, nil)
	return m
}

// scope is the names of the variables that are set by the states of a graph.
type scope struct {
	names map[string]bool
	outer *scope
}

func (s *scope) has(name string) bool {
	return s != nil && (s.names[name] || s.outer.has(name))
}

// checkScopes refuses branches and iterations that set a variable of a scope around them:
// they can read it, and neither set nor shadow it (AWS: variable scope; the text is ours).
func (l *loader) checkScopes(g *Graph, outer *scope) {
	own := &scope{map[string]bool{}, outer}
	for _, s := range g.States {
		for _, a := range s.assigned {
			if outer.has(a.name) {
				l.fail(codeSchema, a.at, "Variable '%s' belongs to a scope around this one and cannot be assigned here", a.name)
			}
			own.names[a.name] = true
		}
	}
	for _, s := range g.States {
		for _, inner := range s.Graphs() {
			if s.Map != nil && s.Map.distributed { // sees no variables from outside
				l.checkScopes(inner, nil)
			} else {
				l.checkScopes(inner, own)
			}
		}
	}
}

// jacksonLocation is the place of a syntax error as AWS, which parses with Jackson, gives it.
func jacksonLocation(text string, err *jsonvalue.SyntaxError) string {
	const shown = 500 // characters that Jackson quotes
	more := ""
	if runes := []rune(text); len(runes) > shown {
		text = string(runes[:shown])
		more = fmt.Sprintf("[truncated %d chars]", len(runes)-shown)
	}
	return fmt.Sprintf("[Source: (String)\"%s\"%s; line: %d, column: %d]", text, more, err.Line, err.Column)
}

// queryLanguage reads QueryLanguage. A machine in JSONata has no states in JSONPath; the
// reverse is legal.
func (l *loader) queryLanguage(v jsonvalue.Value, at string, machine QueryLanguage) QueryLanguage {
	switch language := QueryLanguage(v.Str()); {
	case language != JSONPath && language != JSONata:
		l.fail(codeSchema, pointer(at, "QueryLanguage"), "Value should be one of the following: [JSONPath, JSONata]")
	case language == JSONPath && machine == JSONata:
		l.fail(codeSchema, at, "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine")
		return language
	default:
		return language
	}
	return machine
}

// graph compiles StartAt and States.
func (l *loader) graph(f *fields, g *Graph) {
	l.nesting++
	defer func() { l.nesting-- }()
	if l.nesting > maxNesting {
		l.fail(codeTooDeep, f.path, "Parallel and Map states are nested more than %d deep", maxNesting)
		f.take("States")
		f.take("StartAt")
		return
	}
	if !f.required("States", "StartAt") {
		f.take("States")
		f.take("StartAt")
		return
	}
	start, _ := f.take("StartAt")
	states, _ := f.take("States")
	at := f.at("States")
	if start.Kind() != jsonvalue.KindString {
		l.fail(codeSchema, f.at("StartAt"), "Expected value of type String")
	}
	if states.Kind() != jsonvalue.KindObject {
		l.fail(codeSchema, at, "Expected value of type Object")
		return
	}
	if states.Len() == 0 {
		l.fail(codeSchema, at, "The field 'States' should be non-empty")
		return
	}
	byName := make(map[string]*State, states.Len())
	for i := range states.Len() {
		m := states.Member(i)
		s := &State{Name: m.Key, Location: pointer(at, m.Key), Within: g}
		g.States = append(g.States, s)
		byName[s.Name] = s
		l.stateName(s)
	}
	g.Start = byName[start.Str()]
	if g.Start == nil && start.Kind() == jsonvalue.KindString {
		l.fail(codeMissingTarget, f.at("StartAt"), "Missing 'StartAt' target: %s", start.Str())
	}
	for i, s := range g.States {
		c := &compiler{fields: fields{l: l, of: states.Member(i).Value, path: s.Location}, state: s, byName: byName}
		c.compile()
		g.Blocks = g.Blocks || blocks(s)
	}
	l.checkReach(g, f.path)
}

func (l *loader) stateName(s *State) {
	switch {
	case s.Name == "":
		l.fail(codeStateName, s.Location, "State name must not be empty")
	case utf8.RuneCountInString(s.Name) > maxName:
		l.fail(codeStateName, s.Location, "State name is longer than %d characters", maxName)
	case l.names[s.Name]:
		l.fail(codeDuplicate, s.Location, "Duplicate state name: %s", s.Name)
	}
	l.names[s.Name] = true
}

// blocks tells whether a state can take time.
func blocks(s *State) bool {
	if s.Type == Task || s.Type == Wait || len(s.Retry) > 0 {
		return true
	}
	if s.Map != nil && s.Map.Processor != nil && s.Map.Processor.Blocks {
		return true
	}
	return slices.ContainsFunc(s.Branches, func(g *Graph) bool { return g.Blocks })
}

// checkReach finds states that nothing leads to, and graphs that cannot end.
func (l *loader) checkReach(g *Graph, at string) {
	if l.found.Refused() { // links are missing
		return
	}
	reached := map[*State]bool{}
	ends := false
	var visit func(s *State)
	visit = func(s *State) {
		if s == nil || reached[s] {
			return
		}
		reached[s] = true
		ends = ends || s.Next == nil && s.Type != Choice
		for _, t := range s.Transitions() {
			visit(t.To)
		}
	}
	visit(g.Start)
	for _, s := range g.States {
		if !reached[s] {
			l.fail(codeMissingTarget, s.Location, "State %q is not reachable.", s.Name)
		}
	}
	if !ends {
		l.fail(codeMissingEnd, at, "Workflow has no terminal state")
	}
}
