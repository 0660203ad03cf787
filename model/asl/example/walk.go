package example

import (
	"strings"

	"expresso/model/jsonvalue"
)

// What is looked at of a definition, which may be anybody's.
const (
	maxStates = 2_000
	maxNodes  = 20_000
)

// walker goes through the states of a definition, the way that an execution goes.
type walker struct {
	input     *node
	responses map[string]*node // of tasks, by their states
	variables map[string]*node
	seen      map[string]bool
	later     []func() // the other ways
	states    int
	nodes     int
}

const jsonPath, jsonAta = "JSONPath", "JSONata"

func languageOf(v jsonvalue.Value, outer string) string {
	if own, ok := v.Get("QueryLanguage"); ok && own.Kind() == jsonvalue.KindString {
		return own.Str()
	}
	return outer
}

// graph goes through the states of a machine, a branch or an iteration. It returns the output,
// nil if that is not known.
func (w *walker) graph(of jsonvalue.Value, s scope, language string) *node {
	start, _ := of.Get("StartAt")
	states, _ := of.Get("States")
	return w.from(states, start.Str(), s, language)
}

func (w *walker) from(states jsonvalue.Value, name string, s scope, language string) *node {
	for {
		state, ok := states.Get(name)
		if w.states++; !ok || state.Kind() != jsonvalue.KindObject || w.seen[name] || w.states > maxStates || w.nodes > maxNodes {
			return nil
		}
		w.seen[name] = true
		v := visit{w, states, name, state, s, language}
		next, output := v.state()
		if output == nil {
			output = &node{}
		}
		if next == "" {
			return output
		}
		name, s.doc = next, output
	}
}

// visit is that of one state.
type visit struct {
	*walker
	states   jsonvalue.Value
	name     string
	of       jsonvalue.Value
	scope    scope // with the state's input as the document
	language string
}

func (v *visit) text(key string) string {
	m, _ := v.of.Get(key)
	if m.Kind() != jsonvalue.KindString {
		return ""
	}
	return m.Str()
}

// branch follows another next state later, when the first way has ended.
func (v *visit) branch(name string, doc *node) {
	s := v.scope
	s.doc, s.result = doc, nil
	states, language := v.states, v.language
	v.later = append(v.later, func() { v.from(states, name, s, language) })
}

// state goes through the state. It returns the next one, "" at the end, and the output.
func (v *visit) state() (next string, output *node) {
	language := languageOf(v.of, v.language)
	if language == jsonAta {
		return v.jsonata()
	}
	return v.jsonpath()
}

// catches follows the states that errors lead to.
func (v *visit) catches(output func(catcher jsonvalue.Value) *node) {
	all, _ := v.of.Get("Catch")
	for i := range all.Len() {
		if all.Kind() != jsonvalue.KindArray {
			break
		}
		next, _ := all.At(i).Get("Next")
		v.branch(next.Str(), output(all.At(i)))
	}
}

// failure is what a Catch gets.
func failure() *node {
	return known(jsonvalue.NewObject([]jsonvalue.Member{{Key: "Error", Value: jsonvalue.NewString("")}, {Key: "Cause", Value: jsonvalue.NewString("")}}))
}

// response is what the state's task returns.
func (v *visit) response() *node {
	if v.responses[v.name] == nil {
		v.responses[v.name] = v.made(&node{open: true})
	}
	return v.responses[v.name]
}

// choose has one of the rules hold that leads on: not to a Fail state, and not back.
func (v *visit) choose(doc *node) string {
	s := v.scope
	s.doc = doc
	rules, _ := v.of.Get("Choices")
	if rules.Kind() != jsonvalue.KindArray {
		return v.text("Default")
	}
	target := func(i int) string { next, _ := rules.At(i).Get("Next"); return next.Str() }
	chosen := -1
	for i := range rules.Len() {
		if v.leadsOn(target(i)) {
			chosen = i
			break
		}
	}
	next := v.text("Default")
	if chosen >= 0 {
		next = target(chosen)
		v.satisfy(rules.At(chosen), s, true)
	}
	for i := range rules.Len() {
		if i != chosen {
			if chosen < 0 || i < chosen {
				v.satisfy(rules.At(i), s, false)
			}
			v.branch(target(i), doc)
		}
	}
	if other := v.text("Default"); other != "" && other != next {
		v.branch(other, doc)
	}
	return next
}

// leadsOn reports whether the states from one on lead to another end than Fail, or to a state
// that chooses, without going back.
func (v *visit) leadsOn(name string) bool {
	for range maxStates {
		state, ok := v.states.Get(name)
		kind, _ := state.Get("Type")
		if !ok || kind.Str() == "Fail" || v.seen[name] {
			return false
		}
		next, ok := state.Get("Next")
		if !ok || next.Kind() != jsonvalue.KindString || kind.Str() == "Choice" || next.Str() == name {
			return true
		}
		name = next.Str()
	}
	return false
}

// inner are the states of the iterations of a Map state.
func (v *visit) inner() jsonvalue.Value {
	for _, key := range []string{"ItemProcessor", "Iterator"} {
		if states, ok := v.of.Get(key); ok {
			return states
		}
	}
	return jsonvalue.Value{}
}

func (v *visit) branches(s scope, language string) *node {
	all, _ := v.of.Get("Branches")
	made := &node{}
	for i := range all.Len() {
		if all.Kind() != jsonvalue.KindArray {
			break
		}
		output := v.graph(all.At(i), s, language)
		if output == nil {
			output = &node{}
		}
		made.elems = append(made.elems, output)
	}
	return made
}

// jsonpath goes through a state whose query language is JSONPath.
func (v *visit) jsonpath() (next string, output *node) {
	input := v.scope.doc
	doc := v.under("InputPath", input)
	s := v.scope
	s.doc = doc
	effective := doc
	if template, ok := v.of.Get("Parameters"); ok && v.text("Type") != "Map" {
		effective = v.filled(template, s)
	}
	for _, key := range []string{"TimeoutSecondsPath", "HeartbeatSecondsPath", "SecondsPath", "TimestampPath", "MaxConcurrencyPath", "CausePath", "ErrorPath"} {
		if path := v.text(key); path != "" {
			as := number
			if !strings.Contains(key, "Seconds") && key != "MaxConcurrencyPath" {
				as = text
			}
			if key == "TimestampPath" {
				as = time
			}
			v.read(path, s).wanted(as)
		}
	}
	result := effective
	switch v.text("Type") {
	case "Choice":
		v.assign(s)
		return v.choose(doc), v.under("OutputPath", input)
	case "Succeed":
		return "", v.under("OutputPath", doc)
	case "Fail":
		return "", nil
	case "Wait":
		v.assign(s)
		return v.text("Next"), v.under("OutputPath", doc)
	case "Pass":
		if fixed, ok := v.of.Get("Result"); ok {
			result = known(fixed)
		}
	case "Task":
		result = v.response()
	case "Parallel":
		inner := v.scope
		inner.doc = effective
		result = v.branches(inner, v.language)
	case "Map":
		result = v.iterate(doc, s)
	}
	if selector, ok := v.of.Get("ResultSelector"); ok {
		result = v.filled(selector, scope{doc: result, item: s.item})
	}
	v.assign(scope{doc: result, item: s.item})
	v.catches(func(catcher jsonvalue.Value) *node {
		path, ok := catcher.Get("ResultPath")
		return v.put(input, path, ok, failure())
	})
	path, ok := v.of.Get("ResultPath")
	output = v.under("OutputPath", v.put(input, path, ok, result))
	return v.text("Next"), output
}

// assign notes what a state assigns to variables.
func (v *visit) assign(s scope) {
	if all, ok := v.of.Get("Assign"); ok {
		v.remember(v.filled(all, s))
	}
}

func (w *walker) remember(all *node) {
	for _, name := range all.names {
		w.variables[name] = all.members[name]
	}
}

// under is what a path of the state selects of a document.
func (v *visit) under(key string, doc *node) *node {
	path, ok := v.of.Get(key)
	switch {
	case !ok:
		return doc
	case path.Kind() != jsonvalue.KindString:
		return &node{}
	}
	s := v.scope
	s.doc = doc
	if n := v.read(path.Str(), s); n != nil {
		return n
	}
	return &node{}
}

// put is a document with a result where ResultPath says.
func (v *visit) put(input *node, path jsonvalue.Value, given bool, result *node) *node {
	switch {
	case !given:
		return result
	case path.Kind() != jsonvalue.KindString:
		return input
	}
	all, ok := steps(strings.TrimPrefix(path.Str(), "$"))
	if !ok {
		return result
	}
	return v.with(input, all, result)
}

// iterate goes through the iteration of a Map state.
func (v *visit) iterate(doc *node, s scope) *node {
	items := doc
	if path := v.text("ItemsPath"); path != "" {
		items = v.read(path, s)
	}
	inner := v.scope
	if items != nil {
		items.wanted(list)
		inner.item = v.elementOf(items, 0)
	}
	if inner.item == nil {
		inner.item = &node{}
	}
	inner.doc = inner.item
	for _, key := range []string{"ItemSelector", "Parameters"} {
		if template, ok := v.of.Get(key); ok {
			s.item = inner.item
			inner.doc = v.filled(template, s)
		}
	}
	return &node{elems: []*node{orUnknown(v.graph(v.inner(), inner, v.language))}}
}

func orUnknown(n *node) *node {
	if n == nil {
		return &node{}
	}
	return n
}

// jsonata goes through a state whose query language is JSONata.
func (v *visit) jsonata() (next string, output *node) {
	s := v.scope
	evaluate := func(key string, s scope) (*node, bool) {
		field, ok := v.of.Get(key)
		if !ok {
			return nil, false
		}
		return v.evaluated(field, s), true
	}
	arguments, given := evaluate("Arguments", s)
	for _, key := range []string{"TimeoutSeconds", "HeartbeatSeconds", "Seconds", "MaxConcurrency", "Timestamp", "Cause", "Error"} {
		if n, ok := evaluate(key, s); ok {
			as := number
			switch key {
			case "Timestamp":
				as = time
			case "Cause", "Error":
				as = text
			}
			n.wanted(as)
		}
	}
	output = s.doc
	switch v.text("Type") {
	case "Choice":
		next := v.choose(s.doc)
		v.evaluatedAssign(s)
		if own, ok := evaluate("Output", s); ok {
			output = own
		}
		return next, output
	case "Fail":
		return "", nil
	case "Task":
		s.result = v.response()
		output = s.result
	case "Parallel":
		inner := v.scope
		if given {
			inner.doc = arguments
		}
		s.result = v.branches(inner, v.language)
		output = s.result
	case "Map":
		items, ok := evaluate("Items", s)
		if !ok {
			items = s.doc
		}
		items.wanted(list)
		inner := v.scope
		inner.item = orUnknown(v.elementOf(items, 0))
		inner.doc = inner.item
		s.item = inner.item
		if selector, ok := evaluate("ItemSelector", s); ok {
			inner.doc = selector
		}
		s.item = v.scope.item
		s.result = &node{elems: []*node{orUnknown(v.graph(v.inner(), inner, v.language))}}
		output = s.result
	}
	v.evaluatedAssign(s)
	v.catches(func(catcher jsonvalue.Value) *node {
		if own, ok := catcher.Get("Output"); ok {
			return v.evaluated(own, scope{doc: s.doc, item: s.item})
		}
		return failure()
	})
	if own, ok := evaluate("Output", s); ok {
		output = own
	}
	return v.text("Next"), output
}

func (v *visit) evaluatedAssign(s scope) {
	if all, ok := v.of.Get("Assign"); ok {
		v.remember(v.evaluated(all, s))
	}
}
