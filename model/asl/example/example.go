// Package example makes what a definition reads: an input, and what its tasks return, such that
// an execution with them gets through. It follows paths, intrinsic functions and references of
// JSONata from where they read to where that comes from, and has the first Choice rule hold
// that leads on. It guesses: what it makes is to begin with, and nothing depends on it.
package example

import "expresso/model/jsonvalue"

// Of is what a definition reads: that of a text that is no definition is nothing.
func Of(definition string) *Examples {
	root, err := jsonvalue.Parse(definition)
	if err != nil {
		return &Examples{}
	}
	w := &walker{input: &node{open: true}, responses: map[string]*node{}, variables: map[string]*node{}, seen: map[string]bool{}}
	s := scope{doc: w.input}
	w.graph(root, s, languageOf(root, jsonPath))
	for len(w.later) > 0 {
		next := w.later[0]
		w.later = w.later[1:]
		next()
	}
	return &Examples{w.input, w.responses}
}

// Examples are what a definition reads.
type Examples struct {
	input     *node
	responses map[string]*node
}

// Input is an input with all that the definition reads of it; ok is false if it reads nothing.
func (e *Examples) Input() (input jsonvalue.Value, ok bool) {
	if e.input == nil || e.input.untouched() {
		return jsonvalue.Value{}, false
	}
	input = e.input.render("input")
	return input, input.Kind() != jsonvalue.KindObject || input.Len() > 0
}

// Response is a task's response with what the definition reads of it, by the name of its
// state.
func (e *Examples) Response(state string, response jsonvalue.Value) jsonvalue.Value {
	if n := e.responses[state]; n != nil && !n.untouched() {
		return n.over(response, "result")
	}
	return response
}
