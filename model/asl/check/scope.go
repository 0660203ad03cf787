package check

import (
	"strings"

	"expresso/model/jsonvalue"
)

// scope is the names of the variables that are set before an inner graph is entered.
type scope struct {
	names map[string]bool
	outer *scope
}

func (s *scope) has(name string) bool {
	for ; s != nil; s = s.outer {
		if s.names[name] {
			return true
		}
	}
	return false
}

// variables reports where a branch or an iteration sets a variable of a scope around it: it
// can read it, and neither set nor shadow it. What counts is set before the graph is
// entered: a Parallel state's own Assign and its catchers, and states that are reached only
// after it, may set what its branches set.
func (c *checker) variables(g graph, outer *scope) {
	if outer != nil {
		g.states(func(_ string, state jsonvalue.Value, at *place) {
			c.assignments(state, at, func(name string, at *place) {
				if outer.has(name) {
					c.schema(at, "The variable name '%s' was already defined in a parent scope.", name)
				}
			})
		})
	}
	g.states(func(name string, state jsonvalue.Value, at *place) {
		g.within(state, at, func(inner graph) {
			if !c.express && distributed(inner) { // sees no variables from outside
				c.variables(inner, nil)
				return
			}
			own := outer
			if c.assignsAny(inner) {
				own = &scope{c.setBefore(g, name), outer}
			}
			c.variables(inner, own)
		})
	})
}

func distributed(g graph) bool {
	config, _ := g.of.Get("ProcessorConfig")
	mode, _ := config.Get("Mode")
	return mode.Str() == "DISTRIBUTED"
}

// assignments visits the variables that a state sets, its rules and catchers included.
func (c *checker) assignments(state jsonvalue.Value, at *place, visit func(name string, at *place)) {
	language := c.machine
	if own, ok := state.Get("QueryLanguage"); ok && own.Str() != string(jsonPath) {
		language = jsonAta
	}
	of := func(v jsonvalue.Value, at *place) {
		set, _ := v.Get("Assign")
		if set.Kind() != jsonvalue.KindObject {
			return
		}
		for i := range set.Len() {
			key := set.Member(i).Key
			name := key
			if language == jsonPath {
				name = strings.TrimSuffix(key, ".$")
			}
			visit(name, at.member("Assign").member(key))
		}
	}
	of(state, at)
	for _, field := range []string{"Choices", "Catch"} {
		if entries, _ := state.Get(field); entries.Kind() == jsonvalue.KindArray {
			for i := range entries.Len() {
				of(entries.At(i), at.member(field).at(i))
			}
		}
	}
}

// assignsAny reports whether a graph, or one within it, sets a variable at all.
func (c *checker) assignsAny(g graph) bool {
	any := false
	g.walk(func(g graph) {
		g.states(func(_ string, state jsonvalue.Value, at *place) {
			c.assignments(state, at, func(string, *place) { any = true })
		})
	})
	return any
}

// setBefore are the variables that are set by states on a way from the start of a graph to
// one of its states, that state itself left out.
func (c *checker) setBefore(g graph, state string) map[string]bool {
	forward, backward := map[string][]string{}, map[string][]string{}
	g.states(func(from string, v jsonvalue.Value, at *place) {
		targets(v, at, func(to string, _ *place) {
			forward[from] = append(forward[from], to)
			backward[to] = append(backward[to], from)
		})
	})
	start, _ := g.of.Get("StartAt")
	before := closure(start.Str(), forward, state)
	leading := closure(state, backward, "")
	names := map[string]bool{}
	g.states(func(name string, v jsonvalue.Value, at *place) {
		if name != state && before[name] && leading[name] {
			c.assignments(v, at, func(variable string, _ *place) { names[variable] = true })
		}
	})
	return names
}

// closure is all that can be reached from a state without passing another one.
func closure(from string, ways map[string][]string, not string) map[string]bool {
	reached := map[string]bool{}
	for todo := []string{from}; len(todo) > 0; {
		last := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if reached[last] || last == not {
			continue
		}
		reached[last] = true
		todo = append(todo, ways[last]...)
	}
	return reached
}
