package cloudformation

import (
	"encoding/base64"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"expresso/model/jsonvalue"
	"expresso/model/workspace/source"
	"expresso/model/workspace/standin"
)

// call works out a function.
func (t *template) call(name string, v jsonvalue.Value, at string) result {
	switch name {
	case "Ref":
		id, _ := source.Scalar(v)
		return t.ref(id, at)
	case "Fn::GetAtt":
		if v.Kind() == jsonvalue.KindArray && v.Len() == 2 {
			id, _ := source.Scalar(t.eval(v.At(0), at).value)
			attribute, _ := source.Scalar(t.eval(v.At(1), at).value)
			return t.attribute(id, attribute, at)
		}
		id, _ := source.Scalar(v)
		id, attribute, _ := strings.Cut(id, ".")
		return t.attribute(id, attribute, at)
	case "Fn::Sub":
		return t.sub(v, at)
	case "Fn::Join":
		v = t.list(name, v, 2, at)
		return t.join(v.At(0), v.At(1), at)
	case "Fn::If":
		v = t.list(name, v, 3, at)
		if t.holds(v.At(0).Str(), at) {
			return t.eval(v.At(1), at)
		}
		return t.eval(v.At(2), at)
	case "Fn::Select":
		v = t.list(name, v, 2, at)
		index, _ := source.Scalar(t.eval(v.At(0), at).value)
		of := t.eval(v.At(1), at)
		i, err := strconv.Atoi(index)
		if of.open == "" && of.value.Kind() == jsonvalue.KindArray && err == nil && i >= 0 && i < of.value.Len() {
			return result{value: of.value.At(i)}
		}
		if of.open != "" {
			return of
		}
		return unknownFrom("Select"+index, name)
	case "Fn::Split":
		v = t.list(name, v, 2, at)
		between, _ := source.Scalar(v.At(0))
		of := t.eval(v.At(1), at)
		whole, ok := source.Scalar(t.shaped(of, "", true))
		if !ok || between == "" {
			t.fail(at, "Fn::Split takes a delimiter and a string")
		}
		parts := strings.Split(whole, between)
		t.work(len(parts)*16+len(whole), at)
		return texts(parts)
	case "Fn::FindInMap":
		return t.findInMap(t.list(name, v, 3, at), at)
	case "Fn::GetAZs":
		region, _ := source.Scalar(t.eval(v, at).value)
		if region == "" {
			region = standin.Region
		}
		return texts([]string{region + "a", region + "b", region + "c"})
	case "Fn::Base64":
		plain, _ := source.Scalar(t.shaped(t.eval(v, at), "", true))
		t.work(len(plain)*2, at)
		return text(base64.StdEncoding.EncodeToString([]byte(plain)))
	case "Fn::Length":
		if of := t.eval(v, at); of.value.Kind() == jsonvalue.KindArray {
			return result{value: jsonvalue.NewInt(int64(of.value.Len()))}
		}
		return result{value: jsonvalue.NewInt(1)}
	case "Fn::ToJsonString":
		return t.sizedText(t.eval(v, at).value.String(), at)
	case "Fn::ImportValue":
		export, _ := source.Scalar(t.eval(v, at).value)
		return unknownFrom(export, "export of another stack")
	case "Fn::Transform":
		if file, ok := t.included(jsonvalue.NewObject([]jsonvalue.Member{{Key: name, Value: v}})); ok {
			doc, problem := t.include(file)
			if problem != nil {
				t.fail(at, "%s", problem.Error())
			}
			return t.eval(doc.Root, at)
		}
		of, _ := v.Get("Name")
		return unknownFrom("Transform."+of.Str(), "macro")
	case "Fn::Cidr":
		return texts([]string{"10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24", "10.0.4.0/24", "10.0.5.0/24"})
	case "Fn::Equals", "Fn::And", "Fn::Or", "Fn::Not":
		return result{value: jsonvalue.NewBool(t.truth(jsonvalue.NewObject([]jsonvalue.Member{{Key: name, Value: v}}), at))}
	}
	return unknownFrom(strings.TrimPrefix(name, "Fn::"), name)
}

func texts(all []string) result {
	elems := make([]jsonvalue.Value, len(all))
	for i, s := range all {
		elems[i] = jsonvalue.NewString(s)
	}
	return result{value: jsonvalue.NewArray(elems)}
}

func (t *template) sizedText(s, at string) result {
	t.work(len(s), at)
	return text(s)
}

func (t *template) findInMap(keys jsonvalue.Value, at string) result {
	var preset jsonvalue.Value
	if keys.Len() > 3 {
		preset, _ = keys.At(3).Get("DefaultValue")
	}
	found := t.section("Mappings")
	for i := range 3 {
		used := t.used
		of := t.eval(keys.At(i), at)
		key, _ := source.Scalar(of.value)
		next, ok := found.Get(key)
		if !ok && preset.IsUndefined() {
			t.used = used // another value stands in for the key
			next = t.someOf(found, keys.At(i), of)
		}
		found = next
	}
	switch {
	case !found.IsUndefined():
		return result{value: found}
	case !preset.IsUndefined():
		return t.eval(preset, at)
	}
	name, _ := source.Scalar(keys.At(2))
	return unknownFrom(name, "mapping without a value for these keys")
}

// someOf is the value that a mapping has under some key, where only the deployment knows
// which: its region, or a parameter without a value, chooses it. Undefined for other keys.
func (t *template) someOf(mapping, key jsonvalue.Value, of result) jsonvalue.Value {
	chooser, from := of.open, of.from
	if name, argument, ok := function(key); ok && name == "Ref" && chooser == "" {
		if _, ok := standin.Pseudo(argument.Str()); ok {
			chooser, from = argument.Str(), pseudo
		}
	}
	if chooser == "" || length(mapping) == 0 {
		return jsonvalue.Value{}
	}
	chosen := mapping.Member(0)
	if v, ok := mapping.Get("dev"); ok { // what people deploy first
		chosen = jsonvalue.Member{Key: "dev", Value: v}
	}
	t.use(chooser, chosen.Key, from)
	return chosen.Value
}

func (t *template) join(delimiter, parts jsonvalue.Value, at string) result {
	between, _ := source.Scalar(delimiter)
	if parts.Kind() == jsonvalue.KindObject {
		of := t.eval(parts, at)
		if of.open != "" {
			return of
		}
		parts = of.value
	}
	if parts.Kind() != jsonvalue.KindArray {
		t.fail(at, "Fn::Join takes a delimiter and a list")
	}
	var out strings.Builder
	written := 0
	for i := range parts.Len() {
		r := t.eval(parts.At(i), at)
		if r.none {
			continue
		}
		if written++; written > 1 {
			out.WriteString(between)
		} else if parts.Len() == 1 {
			return r
		}
		out.WriteString(t.inside(r))
		if out.Len() > source.MaxFile {
			t.work(out.Len(), at)
		}
	}
	return t.sizedText(out.String(), at)
}

// inside is the text of a result inside of a longer text.
func (t *template) inside(r result) string {
	v := t.shaped(r, "", false)
	if s, ok := source.Scalar(v); ok {
		return s
	}
	if v.Kind() == jsonvalue.KindArray { // a list of texts, as CloudFormation writes it
		parts := make([]string, v.Len())
		for i := range parts {
			parts[i], _ = source.Scalar(v.At(i))
		}
		return strings.Join(parts, ",")
	}
	return v.String()
}

// subValues splits the argument of Fn::Sub into the text and the values for names in it.
func (t *template) subValues(argument jsonvalue.Value, at string) (map[string]result, jsonvalue.Value) {
	own := map[string]result{}
	if argument.Kind() == jsonvalue.KindArray && argument.Len() == 2 {
		values := argument.At(1)
		for i := range values.Len() {
			if values.Kind() != jsonvalue.KindObject {
				break
			}
			own[values.Member(i).Key] = t.eval(values.Member(i).Value, at)
		}
		argument = argument.At(0)
	}
	if argument.Kind() == jsonvalue.KindArray && argument.Len() == 1 {
		argument = argument.At(0)
	}
	return own, argument
}

// subValue is the value of a name in the text of Fn::Sub.
func (t *template) subValue(own map[string]result, name, at string) result {
	if v, ok := t.define[name]; ok {
		return text(v)
	}
	if r, ok := own[name]; ok {
		return r
	}
	if id, attribute, ok := strings.Cut(name, "."); ok {
		return t.attribute(id, attribute, at)
	}
	return t.ref(name, at)
}

// only is the name that all of a text for Fn::Sub is.
var only = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\$\{([A-Za-z0-9_.:]+)\}$`) })

// sub works out Fn::Sub: a text, or a list of it and values for names in it.
func (t *template) sub(argument jsonvalue.Value, at string) result {
	own, argument := t.subValues(argument, at)
	written, ok := source.Scalar(argument)
	if !ok {
		t.fail(at, "Fn::Sub takes a string")
	}
	if m := only().FindStringSubmatch(written); m != nil {
		return t.subValue(own, m[1], at)
	}
	f, problem := source.Fill(written, source.JSON, func(name string, _ func() source.Spot) (string, bool) {
		if plain, literal := strings.CutPrefix(name, "!"); literal {
			return "${" + plain + "}", true
		}
		return t.inside(t.subValue(own, name, at)), true
	})
	if problem != nil {
		t.work(source.MaxFile+1, at)
	}
	t.work(len(f.Text), at)
	return t.dynamic(f.Text, at)
}

// resolved is a dynamic reference: {{resolve:ssm:/orders/table}}.
var resolved = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\{\{resolve:([a-z-]+):([^{}]*)\}\}`)
})

// dynamic puts stand-ins in the place of dynamic references in a text.
func (t *template) dynamic(s, at string) result {
	if !strings.Contains(s, "{{resolve:") {
		return text(s)
	}
	named := func(m []string) (name, from string) {
		name, _, _ = strings.Cut(m[2], ":SecretString")
		if m[1] == "ssm" {
			name, _, _ = strings.Cut(m[2], ":")
		}
		return name, "dynamic reference to " + m[1]
	}
	if m := resolved().FindStringSubmatch(s); m != nil && m[0] == s {
		name, from := named(m)
		if v, ok := t.define[name]; ok {
			return text(v)
		}
		return unknownFrom(name, from)
	}
	return t.sizedText(resolved().ReplaceAllStringFunc(s, func(all string) string {
		name, from := named(resolved().FindStringSubmatch(all))
		if v, ok := t.define[name]; ok {
			return v
		}
		return t.inside(unknownFrom(name, from))
	}), at)
}
