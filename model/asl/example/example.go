// Package example generates an input and task results from what a definition reads, so that an
// execution with them succeeds. It traces paths, intrinsic functions and JSONata references back
// to their source, and makes the first Choice rule match that does not fail. It guesses: the
// result is a starting point, and nothing depends on it.
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
