package check

import (
	"unicode/utf8"

	"expresso/model/jsonvalue"
	"expresso/model/limit"
)

// graph is a set of states as it is in the definition: the machine's own, a branch's,
// or what a Map does with an item.
type graph struct {
	of   jsonvalue.Value
	at   *place
	deep int
}

// states visits the states of a graph. Nothing is expected of them: that they are objects
// with a Type was checked before.
func (g graph) states(visit func(name string, state jsonvalue.Value, at *place)) {
	all, _ := g.of.Get("States")
	if all.Kind() != jsonvalue.KindObject {
		return
	}
	at := g.at.member("States")
	for i := range all.Len() {
		m := all.Member(i)
		visit(m.Key, m.Value, at.member(m.Key))
	}
}

// within visits the graphs within a state of the graph.
func (g graph) within(state jsonvalue.Value, at *place, visit func(inner graph)) {
	if g.deep == maxNesting {
		return
	}
	branches, _ := state.Get("Branches")
	if branches.Kind() == jsonvalue.KindArray {
		for i := range branches.Len() {
			visit(graph{branches.At(i), at.member("Branches").at(i), g.deep + 1})
		}
	}
	for _, field := range []string{"ItemProcessor", "Iterator"} {
		if processor, ok := state.Get(field); ok {
			visit(graph{processor, at.member(field), g.deep + 1})
		}
	}
}

// walk visits the graph and all graphs within it.
func (g graph) walk(visit func(g graph)) {
	visit(g)
	g.states(func(_ string, state jsonvalue.Value, at *place) {
		g.within(state, at, func(inner graph) { inner.walk(visit) })
	})
}

// targets visits the names of the states to which a state leads, with their places.
func targets(state jsonvalue.Value, at *place, visit func(name string, at *place)) {
	one := func(of jsonvalue.Value, at *place, field string) {
		if name, ok := of.Get(field); ok && name.Kind() == jsonvalue.KindString {
			visit(name.Str(), at.member(field))
		}
	}
	one(state, at, "Next")
	for _, field := range []string{"Choices", "Catch"} {
		entries, _ := state.Get(field)
		if entries.Kind() != jsonvalue.KindArray {
			continue
		}
		for i := range entries.Len() {
			one(entries.At(i), at.member(field).at(i), "Next")
		}
	}
	one(state, at, "Default")
}

// states checks what takes a look at all states of the machine.
func (c *checker) states(root jsonvalue.Value) {
	machine := graph{of: root}
	c.names(machine)
	c.variables(machine, nil)
	machine.walk(c.targets)
	if all, _ := root.Get("States"); all.Kind() == jsonvalue.KindObject && !ends(machine) {
		c.found = append(c.found, Diagnostic{Severity: Error, Code: codeMissingEnd, Message: "Workflow has no terminal state"})
		return
	}
	machine.walk(c.reach)
}

// names checks the names of states and the labels of Maps, which are unique in the machine.
func (c *checker) names(machine graph) {
	names, labels := map[string]bool{}, map[string]bool{}
	var visit func(g graph)
	visit = func(g graph) {
		g.states(func(name string, state jsonvalue.Value, at *place) {
			switch {
			case name == "":
				c.fail(codeStateName, at, "Invalid State name: State name must not be empty")
			case utf8.RuneCountInString(name) > limit.StateName:
				c.fail(codeStateName, at, "Invalid State name: State '%s' exceeds the %d-character limit allowed by the service", name, limit.StateName)
			case names[name]:
				c.fail(codeDuplicate, at, "Duplicate State name: %s", name)
			}
			names[name] = true
			if label, _ := state.Get("Label"); label.Str() != "" {
				if labels[label.Str()] {
					c.fail(codeDuplicateLabel, at.member("Label"), "Duplicate Label name: %s", label.Str())
				}
				labels[label.Str()] = true
			}
			g.within(state, at, visit)
		})
	}
	visit(machine)
}

// targets reports names of states that there are not in the graph.
func (c *checker) targets(g graph) {
	all, _ := g.of.Get("States")
	if all.Kind() != jsonvalue.KindObject {
		return
	}
	check := func(name string, at *place) {
		if _, ok := all.Get(name); !ok {
			c.fail(codeMissingTarget, at, "Missing 'Next' target: %s", name)
		}
	}
	if start, _ := g.of.Get("StartAt"); start.Kind() == jsonvalue.KindString {
		check(start.Str(), g.at.member("StartAt"))
	}
	g.states(func(_ string, state jsonvalue.Value, at *place) { targets(state, at, check) })
}

// ends reports whether a state of the graph is a terminal one, reachable or not.
func ends(g graph) bool {
	found := false
	g.states(func(_ string, state jsonvalue.Value, _ *place) {
		kind, typed := state.Get("Type")
		end, _ := state.Get("End")
		found = found || typed && (end.Bool() || kind.Str() == "Succeed" || kind.Str() == "Fail")
	})
	return found
}

// reach reports the states of a graph that nothing leads to. AWS looks no further: of a
// chain of states that begins nowhere it names the first.
func (c *checker) reach(g graph) {
	start, ok := g.of.Get("StartAt")
	if !ok {
		return
	}
	led := map[string]bool{start.Str(): true}
	g.states(func(_ string, state jsonvalue.Value, at *place) {
		targets(state, at, func(name string, _ *place) { led[name] = true })
	})
	g.states(func(name string, _ jsonvalue.Value, at *place) {
		if !led[name] {
			c.fail(codeMissingTarget, at, "State \"%s\" is not reachable.", name)
		}
	})
}
