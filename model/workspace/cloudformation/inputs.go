package cloudformation

import (
	"strconv"
	"strings"

	"expresso/model/jsonvalue"
	"expresso/model/workspace/source"
)

// inputs are what the events that start a machine send: SAM's, which stand with the machine,
// and those of rules and schedules whose target it is.
func (t *template) inputs(id string, properties jsonvalue.Value, at string) []source.Input {
	var all []source.Input
	add := func(name string, of jsonvalue.Value, at string) {
		v, ok := of.Get("Input")
		if !ok {
			return
		}
		var text string
		_ = source.Guard(func() { text, _ = source.Scalar(t.quietly(v, at).value) })
		if _, err := jsonvalue.Parse(text); err == nil {
			all = append(all, source.Input{Name: name, Text: text, Place: t.place(at + "/Input")})
		}
	}
	events, _ := properties.Get("Events")
	for i := range length(events) {
		m := events.Member(i)
		of, _ := m.Value.Get("Properties")
		if of.Kind() == jsonvalue.KindObject {
			add(m.Key, of, at+"/Events/"+jsonvalue.PointerToken(m.Key)+"/Properties")
		}
	}
	resources := t.section("Resources")
	for i := range resources.Len() {
		name := resources.Member(i).Key
		kind, of := t.resource(name)
		here := "/Resources/" + jsonvalue.PointerToken(name) + "/Properties"
		targets, _ := of.Get("Targets")
		switch target, _ := of.Get("Target"); {
		case kind == "AWS::Scheduler::Schedule" && starts(target, id):
			add(name, target, here+"/Target")
		case kind == "AWS::Events::Rule" && targets.Kind() == jsonvalue.KindArray:
			for j := range targets.Len() {
				if starts(targets.At(j), id) {
					add(name, targets.At(j), here+"/Targets/"+strconv.Itoa(j))
				}
			}
		}
	}
	return all
}

// length counts the members of an object; of anything else there are none.
func length(v jsonvalue.Value) int {
	if v.Kind() != jsonvalue.KindObject {
		return 0
	}
	return v.Len()
}

// starts reports whether a target is the machine of this logical ID.
func starts(target jsonvalue.Value, id string) bool {
	arn, _ := target.Get("Arn")
	name, argument, ok := function(arn)
	switch {
	case !ok:
		return false
	case argument.Kind() == jsonvalue.KindArray && argument.Len() > 0:
		argument = argument.At(0)
	}
	if argument.Kind() != jsonvalue.KindString {
		return false
	}
	of := strings.TrimSuffix(argument.Str(), ".Arn")
	return of == id || name == "Fn::Sub" && strings.TrimSuffix(strings.TrimSuffix(of, "}"), ".Arn") == "${"+id
}
