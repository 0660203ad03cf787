package serverless

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"expresso/model/jsonvalue"
	"expresso/model/workspace/source"
)

// notInID are characters that a logical ID cannot have.
var notInID = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[^0-9A-Za-z]`) })

// machineID is the logical ID that the plugin gives to a machine.
func machineID(key string, machine jsonvalue.Value) string {
	for _, of := range []string{"id", "name"} {
		v, _ := machine.Get(of)
		if text, ok := source.Scalar(v); ok && text != "" {
			if id := notInID().ReplaceAllString(text, ""); id != "" {
				return id
			}
		}
	}
	return normalized(key) + "StepFunctionsStateMachine"
}

// normalized is a key as the framework makes it the beginning of a logical ID.
func normalized(key string) string {
	key = strings.NewReplacer("-", "Dash", "_", "Underscore").Replace(key)
	key = notInID().ReplaceAllString(key, "")
	if key == "" {
		return key
	}
	return strings.ToUpper(key[:1]) + key[1:]
}

// template is what the framework makes of the file, as far as state machines need it.
func (r *resolver) template(all []declared) jsonvalue.Value {
	var resources members
	prefix := r.service() + "-" + r.stage() + "-"
	for key, function := range r.each("functions") {
		name := jsonvalue.NewString(prefix + key)
		if own, ok := function.Get("name"); ok {
			name = own
		}
		made := resource("AWS::Lambda::Function", jsonvalue.Member{Key: "FunctionName", Value: name})
		resources.add(normalized(key)+"LambdaFunction", made)
		resources.add(key, made) // the plugin takes the function's key, too
	}
	activities, _ := r.self("stepFunctions.activities")
	for i := range activities.Len() {
		if activities.Kind() != jsonvalue.KindArray {
			break
		}
		if name, ok := source.Scalar(activities.At(i)); ok {
			resources.add(normalized(name)+"StepFunctionsActivity", resource("AWS::StepFunctions::Activity", jsonvalue.Member{Key: "Name", Value: activities.At(i)}))
		}
	}
	for _, d := range all {
		var properties []jsonvalue.Member
		for from, to := range map[string]string{"definition": "Definition", "type": "StateMachineType", "name": "StateMachineName"} {
			if v, ok := d.value.Get(from); ok {
				properties = append(properties, jsonvalue.Member{Key: to, Value: v})
			}
		}
		slices.SortFunc(properties, func(a, b jsonvalue.Member) int { return strings.Compare(a.Key, b.Key) })
		resources.add(d.id, resource("AWS::StepFunctions::StateMachine", properties...))
	}
	parts := []jsonvalue.Value{}
	if own, ok := r.self("resources"); ok && own.Kind() == jsonvalue.KindArray {
		for i := range own.Len() {
			parts = append(parts, own.At(i))
		}
	} else {
		parts = append(parts, own)
	}
	sections := map[string]*members{"Mappings": {}, "Conditions": {}, "Parameters": {}, "Resources": &resources}
	for _, part := range parts {
		for name, section := range sections {
			own, _ := part.Get(name)
			if own.Kind() != jsonvalue.KindObject {
				continue
			}
			for i := range own.Len() {
				section.add(own.Member(i).Key, own.Member(i).Value)
			}
		}
	}
	for name, kind := range r.unknown {
		sections["Parameters"].add(name, jsonvalue.NewObject([]jsonvalue.Member{{Key: "Type", Value: jsonvalue.NewString(kind)}}))
	}
	root := make([]jsonvalue.Member, 0, len(sections))
	for _, name := range []string{"Mappings", "Conditions", "Parameters", "Resources"} {
		root = append(root, jsonvalue.Member{Key: name, Value: jsonvalue.NewObject(sections[name].all)})
	}
	return r.sized(jsonvalue.NewObject(root))
}

// service is the service's name.
func (r *resolver) service() string {
	service, _ := r.self("service")
	if name, ok := service.Get("name"); ok {
		service = name
	}
	name, _ := source.Scalar(service)
	return name
}

// members are those of an object, each key once: the first one counts.
type members struct {
	all  []jsonvalue.Member
	keys map[string]bool
}

func (m *members) add(key string, v jsonvalue.Value) {
	if m.keys == nil {
		m.keys = map[string]bool{}
	}
	if !m.keys[key] {
		m.keys[key] = true
		m.all = append(m.all, jsonvalue.Member{Key: key, Value: v})
	}
}

func resource(kind string, properties ...jsonvalue.Member) jsonvalue.Value {
	return jsonvalue.NewObject([]jsonvalue.Member{
		{Key: "Type", Value: jsonvalue.NewString(kind)}, {Key: "Properties", Value: jsonvalue.NewObject(properties)},
	})
}
