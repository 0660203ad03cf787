package cloudformation

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

	"expresso/model/jsonvalue"
	"expresso/model/workspace/source"
	"expresso/model/workspace/standin"
)

// stackName is the pseudo parameter with the stack's name.
const stackName = "AWS::StackName"

// ref is what a name of the template stands for: what is defined, what the stack around it
// gives, a parameter's default, or a stand-in for what is left.
func (t *template) ref(name, at string) result {
	if v, ok := t.define[name]; ok {
		return text(v)
	}
	if name == "AWS::NoValue" {
		return result{none: true}
	}
	if stack := t.deployment().stack; name == stackName && stack != "" && t.given == nil {
		return text(stack)
	}
	if v, ok := standin.Pseudo(name); ok {
		from := pseudo
		if strings.HasPrefix(name, "AWS::Stack") {
			from += " of the stack"
		}
		t.use(name, v, from)
		return text(v)
	}
	if p, ok := t.section("Parameters").Get(name); ok {
		return t.parameter(name, p, at)
	}
	if kind, _ := t.resource(name); kind != "" {
		v := standin.Ref(kind, t.physical(name, at))
		if arn, ok := t.qualified(kind, name, at); ok {
			v = arn
		}
		t.use(name, v, kind+" "+name)
		return text(v)
	}
	if id, generated, ok := strings.Cut(name, "."); ok { // SAM's names for what it makes of a function
		if kind, _ := t.resource(id); kind != "" && (generated == "Version" || generated == "Alias") {
			v := standin.Ref("AWS::Lambda::"+generated, t.physical(id, at))
			t.use(name, v, kind+" "+id)
			return text(v)
		}
	}
	return unknownFrom(name, "not a parameter or resource of the template")
}

// attribute is what a resource has.
func (t *template) attribute(id, attribute, at string) result {
	name := id + "." + attribute
	if v, ok := t.define[name]; ok {
		return text(v)
	}
	kind, _ := t.resource(id)
	switch {
	case kind == nestedStack, kind == nestedApplication, strings.HasPrefix(kind, "Custom::"), kind == "AWS::CloudFormation::CustomResource":
		return unknownFrom(name, kind+" "+id)
	case kind == "":
		if of := strings.TrimSuffix(id, "Role"); of != id { // SAM makes the role of a function or machine
			if made, _ := t.resource(of); strings.HasPrefix(made, "AWS::Serverless::") {
				kind = "AWS::IAM::Role"
			}
		}
		if kind == "" {
			return unknownFrom(name, "not a resource of the template")
		}
	}
	v := standin.Attribute(kind, t.physical(id, at), attribute)
	if arn, ok := t.qualified(kind, id, at); ok && strings.HasSuffix(attribute, "Arn") {
		v = arn
	}
	t.use(name, v, kind+" "+id)
	return text(v)
}

// qualified is the ARN of a version or an alias of a function: that of the function, with what
// qualifies it behind it. ok is false for other resources.
func (t *template) qualified(kind, id, at string) (arn string, ok bool) {
	qualifier := "1"
	switch kind {
	case "AWS::Lambda::Alias":
		qualifier = t.physical(id, at)
	case "AWS::Lambda::Version":
	default:
		return "", false
	}
	_, properties := t.resource(id)
	named, ok := properties.Get("FunctionName")
	if !ok || t.scope[id] {
		return "", false
	}
	t.scope[id] = true
	function, ok := source.Scalar(t.quietly(named, at).value)
	delete(t.scope, id)
	function = function[strings.LastIndexByte(function, ':')+1:] // of an ARN
	return standin.Attribute("AWS::Lambda::Function", function, "Arn") + ":" + qualifier, ok && function != ""
}

// physical is the name that the template gives to a resource, or else its logical ID.
func (t *template) physical(id, at string) string {
	kind, properties := t.resource(id)
	last := kind[strings.LastIndexByte(kind, ':')+1:]
	keys := []string{last + "Name", "Name"}
	switch last {
	case "SimpleTable":
		keys[0] = "TableName"
	case "TaskDefinition":
		keys[0] = "Family"
	case "ManagedPolicy":
		keys[0] = "ManagedPolicyName"
	}
	if t.scope[id] {
		return id
	}
	for _, key := range keys {
		if v, ok := properties.Get(key); ok {
			t.scope[id] = true
			name, known := t.known(v, at)
			delete(t.scope, id)
			if known && name != "" {
				return name
			}
		}
	}
	return id
}

// parameter is the value of a parameter of the template.
func (t *template) parameter(name string, p jsonvalue.Value, at string) result {
	if g, ok := t.given[name]; ok {
		for _, v := range g.used {
			t.use(v.Name, v.Text, v.From)
		}
		if g.open != "" {
			g.open = name
		}
		return g.result
	}
	of, _ := p.Get("Type")
	kind := of.Str()
	preset, ok := p.Get("Default")
	if v, overridden := t.deployment().parameters[name]; overridden {
		preset, ok = jsonvalue.NewString(v), true
	}
	if ok && !strings.HasPrefix(kind, "AWS::SSM::") { // whose default is the name of a place
		s, known := source.Scalar(preset)
		if known && isList(kind) {
			parts := strings.Split(s, ",")
			for i := range parts {
				parts[i] = strings.TrimSpace(parts[i])
			}
			t.work(len(s)+16*len(parts), at)
			return texts(parts)
		}
		if known && kind == "Number" {
			return result{value: number(s)}
		}
		if known {
			return text(s)
		}
	}
	from := "parameter " + name + " without a default"
	if strings.HasPrefix(kind, "AWS::SSM::") {
		from = "SSM parameter " + name
	}
	if allowed, _ := p.Get("AllowedValues"); allowed.Kind() == jsonvalue.KindArray && allowed.Len() > 0 {
		if s, ok := source.Scalar(allowed.At(0)); ok {
			t.use(name, s, from+": the first allowed value")
			return text(s)
		}
	}
	for shape, value := range map[string]string{
		"VPC::Id": "vpc-00000000000000000", "Subnet::Id": "subnet-00000000000000000", "SecurityGroup::Id": "sg-00000000000000000",
		"Image::Id": "ami-00000000000000000", "HostedZone::Id": "Z00000000000000000000", "Volume::Id": "vol-00000000000000000",
	} {
		if strings.Contains(kind, shape) {
			t.use(name, value, from)
			if isList(kind) {
				return texts([]string{value})
			}
			return text(value)
		}
	}
	switch {
	case kind == "Number":
		t.use(name, "1", from)
		return result{value: jsonvalue.NewNumber("1")}
	case isList(kind):
		value := standin.Part(name)
		t.use(name, value, from)
		return texts([]string{value})
	}
	return unknownFrom(name, from)
}

// number is a parameter's number as JSON has it, or its text.
func number(s string) jsonvalue.Value {
	if jsonNumber().MatchString(s) {
		return jsonvalue.NewNumber(s)
	}
	return jsonvalue.NewString(s)
}

var jsonNumber = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?$`) })

func isList(kind string) bool {
	return strings.HasPrefix(kind, "List<") || kind == "CommaDelimitedList" || strings.Contains(kind, "<List<") || strings.Contains(kind, "<CommaDelimitedList")
}

// condition is what is known of one of the template's conditions.
type condition int

const (
	asked condition = iota + 1
	no
	yes
)

// holds reports whether a condition holds with the values that there are.
func (t *template) holds(name, at string) bool {
	switch t.conditions[name] {
	case yes:
		return true
	case no:
		return false
	case asked:
		t.fail("/Conditions/"+jsonvalue.PointerToken(name), "the condition %s depends on itself", name)
	}
	v, ok := t.section("Conditions").Get(name)
	if !ok {
		t.fail(at, "unknown condition %s", quoted(name))
	}
	t.conditions[name] = asked
	used, unknown, holding := t.used, t.unknown, t.holding
	t.holding = false
	result := t.truth(v, "/Conditions/"+jsonvalue.PointerToken(name))
	t.used, t.unknown, t.holding = used, unknown, holding
	t.conditions[name] = no
	if result {
		t.conditions[name] = yes
	}
	return result
}

// truth works out a condition.
func (t *template) truth(v jsonvalue.Value, at string) bool {
	if t.depth++; t.depth > maxDepth {
		t.fail(at, "values refer to each other more than %d levels deep", maxDepth)
	}
	defer func() { t.depth-- }()
	if v.Kind() != jsonvalue.KindObject || v.Len() != 1 {
		return v.Kind() == jsonvalue.KindBool && v.Bool() || v.Kind() == jsonvalue.KindString && v.Str() == "true"
	}
	m := v.Member(0)
	all := m.Value
	switch m.Key {
	case "Condition":
		return t.holds(all.Str(), at)
	case "Fn::Equals":
		all = t.list(m.Key, all, 2, at)
		a, b := t.eval(all.At(0), at), t.eval(all.At(1), at)
		return a.open == "" && b.open == "" && plain(a.value) == plain(b.value) || a.open != "" && a.open == b.open
	case "Fn::Not":
		return !t.truth(t.list(m.Key, all, 1, at).At(0), at)
	case "Fn::And", "Fn::Or":
		all = t.list(m.Key, all, 1, at)
		for i := range all.Len() {
			if t.truth(all.At(i), at) == (m.Key == "Fn::Or") {
				return m.Key == "Fn::Or"
			}
		}
		return m.Key == "Fn::And"
	}
	r := t.eval(v, at)
	return r.open == "" && plain(r.value) == "true"
}

func plain(v jsonvalue.Value) string {
	if s, ok := source.Scalar(v); ok {
		return s
	}
	return v.String()
}

// substitutable is what a name in DefinitionSubstitutions looks like.
var substitutable = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z0-9_]+$`) })

// substitutions looks names up that a machine's DefinitionSubstitutions tell. What is
// defined goes before them; what they do not tell is a stand-in.
func (t *template) substitutions(properties jsonvalue.Value, at string) source.Lookup {
	told, _ := properties.Get("DefinitionSubstitutions")
	if told.Kind() == jsonvalue.KindObject {
		if name, _, ok := function(told); ok && name != "Ref" {
			told = t.quietly(told, at).value
		}
	}
	known := map[string]result{}
	return func(name string, spot func() source.Spot) (string, bool) {
		if v, ok := t.define[name]; ok {
			return v, true
		}
		r, done := known[name]
		if !done {
			if v, ok := told.Get(name); ok {
				r = t.eval(v, at)
			} else {
				if _, ok := standin.Pseudo(name); !ok && !substitutable().MatchString(name) {
					return "", false // not one of CloudFormation's names
				}
				r = unknownFrom(name, "name that the template does not define")
				if v, ok := standin.Pseudo(name); ok {
					t.use(name, v, pseudo)
					r = text(v)
				}
			}
			known[name] = r
		}
		return t.at(r, name, spot), true
	}
}

// filled is a part of a definition in the template: functions are worked out, and names
// in strings filled in.
func (t *template) filled(v jsonvalue.Value, at, key string, names source.Lookup) result {
	if t.depth++; t.depth > maxDepth {
		t.fail(at, "values refer to each other more than %d levels deep", maxDepth)
	}
	defer func() { t.depth-- }()
	if _, _, ok := function(v); ok {
		r := t.eval(v, at)
		if r.open != "" {
			return result{value: t.shaped(r, key, true)}
		}
		if r.none {
			return r
		}
		v = r.value
	}
	switch v.Kind() {
	case jsonvalue.KindString:
		s := v.Str()
		if strings.Contains(s, "{{resolve:") {
			s, _ = source.Scalar(t.shaped(t.dynamic(s, at), key, true))
		}
		return t.filledText(s, at, key, names)
	case jsonvalue.KindArray:
		elems := make([]jsonvalue.Value, 0, v.Len())
		for i := range v.Len() {
			if r := t.filled(v.At(i), fmt.Sprintf("%s/%d", at, i), key, names); !r.none {
				elems = append(elems, r.value)
			}
		}
		return t.sized(jsonvalue.NewArray(elems), at)
	case jsonvalue.KindObject:
		members := make([]jsonvalue.Member, 0, v.Len())
		for i := range v.Len() {
			m := v.Member(i)
			if r := t.filled(m.Value, at+"/"+jsonvalue.PointerToken(m.Key), m.Key, names); !r.none {
				members = append(members, jsonvalue.Member{Key: m.Key, Value: r.value})
			}
		}
		return t.sized(jsonvalue.NewObject(members), at)
	}
	return result{value: v}
}

// filledText is a string of a definition in the template.
func (t *template) filledText(s, at, key string, names source.Lookup) result {
	if !strings.Contains(s, "${") {
		return text(s)
	}
	whole := only().MatchString(s)
	spot := source.Spot{Key: key, Quoted: !whole || !source.IsNumber(key), Whole: whole}
	f, problem := source.Fill(s, source.JSON, func(name string, _ func() source.Spot) (string, bool) {
		return names(name, func() source.Spot { return spot })
	})
	if problem != nil {
		t.work(source.MaxFile+1, at)
	}
	t.work(len(f.Text), at)
	if !spot.Quoted {
		return result{value: number(f.Text)}
	}
	return text(f.Text)
}
