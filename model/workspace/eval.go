package workspace

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

	"expresso/model/jsonvalue"
)

// hole is a place of a template or definition for which there is no value.
type hole struct {
	name  string                    // to define it by, "" if there is none
	what  string                    // the function that cannot be worked out, where there is no name
	place func() (line, column int) // looked for where it is told: there may be many holes
}

// unresolved says what has no value, from where the first of it stands, and what to do.
func unresolved(path string, holes []hole) error {
	var names []string
	seen := map[string]bool{"": true}
	for _, h := range holes {
		if !seen[h.name] {
			seen[h.name] = true
			names = append(names, h.name)
		}
	}
	line, column := holes[0].place()
	if len(names) == 0 {
		return fmt.Errorf("%s:%w", path, &Misplaced{line, column, holes[0].what + " cannot be worked out here: write the value itself"})
	}
	const most = 10
	list := strings.Join(names[:min(len(names), most)], ", ")
	if more := len(names) - most; more > 0 {
		list += fmt.Sprintf(" and %d more", more)
	}
	return fmt.Errorf("%s:%w", path, &Misplaced{line, column, fmt.Sprintf("no value for %s: give it with --define %s=VALUE", list, names[0])})
}

// value returns what a name of the template stands for: what is defined, or a parameter's
// default.
func (t *template) value(name string) (string, bool) {
	if v, ok := t.define[name]; ok {
		return v, true
	}
	parameters, _ := t.root.Get("Parameters")
	parameter, _ := parameters.Get(name)
	if kind, _ := parameter.Get("Type"); kind.Kind() == jsonvalue.KindString && strings.HasPrefix(kind.Str(), "AWS::SSM::") {
		return "", false // its default is the name of a place where the value lies
	}
	preset, _ := parameter.Get("Default")
	return scalar(preset)
}

// scalar is the text of a string, number or boolean.
func scalar(v jsonvalue.Value) (string, bool) {
	switch v.Kind() {
	case jsonvalue.KindString:
		return v.Str(), true
	case jsonvalue.KindNumber, jsonvalue.KindBool:
		return v.String(), true
	}
	return "", false
}

// function returns a value's function and what it is applied to: Ref, or one with Fn::.
func function(v jsonvalue.Value) (name string, argument jsonvalue.Value, ok bool) {
	if v.Kind() != jsonvalue.KindObject || v.Len() != 1 {
		return "", jsonvalue.Value{}, false
	}
	m := v.Member(0)
	return m.Key, m.Value, m.Key == "Ref" || strings.HasPrefix(m.Key, "Fn::")
}

// hole is one at a JSON pointer of the template.
func (t *template) hole(name, what, at string) hole {
	return hole{name, what, func() (int, int) { return t.from.locate(at) }}
}

// eval works out a value of the template at a JSON pointer that is to be text, and tells
// what of it is not known.
func (t *template) eval(v jsonvalue.Value, at string) (text string, unknown []hole) {
	if text, ok := scalar(v); ok {
		return text, nil
	}
	unknownAt := func(name, what string) []hole { return []hole{t.hole(name, what, at)} }
	named := func(name string) (string, []hole) {
		if v, ok := t.value(name); ok {
			return v, nil
		}
		return "", unknownAt(name, "")
	}
	name, argument, ok := function(v)
	if !ok {
		return "", unknownAt("", "this")
	}
	list := argument.Kind() == jsonvalue.KindArray
	switch {
	case name == "Ref" && argument.Kind() == jsonvalue.KindString:
		return named(argument.Str())
	case name == "Fn::GetAtt" && argument.Kind() == jsonvalue.KindString:
		return named(argument.Str())
	case name == "Fn::GetAtt" && list && argument.Len() == 2:
		resource, _ := scalar(argument.At(0))
		attribute, _ := scalar(argument.At(1))
		return named(resource + "." + attribute)
	case name == "Fn::Join" && list && argument.Len() == 2 && argument.At(1).Kind() == jsonvalue.KindArray:
		return t.join(argument.At(0), argument.At(1), at)
	case name == "Fn::Sub":
		return t.sub(argument, at)
	case name == "Fn::FindInMap" && list && argument.Len() == 3:
		if text, ok := t.mapped(argument, at); ok {
			return text, nil
		}
	}
	return "", unknownAt("", name)
}

// mapped works out Fn::FindInMap: a value of the template's Mappings, under three keys.
func (t *template) mapped(keys jsonvalue.Value, at string) (text string, ok bool) {
	found, _ := t.root.Get("Mappings")
	for i := range keys.Len() {
		key, unknown := t.eval(keys.At(i), at)
		if len(unknown) > 0 {
			return "", false
		}
		found, _ = found.Get(key)
	}
	return scalar(found)
}

func (t *template) join(delimiter, parts jsonvalue.Value, at string) (text string, unknown []hole) {
	between, _ := scalar(delimiter)
	var out strings.Builder
	for i := range parts.Len() {
		part, more := t.eval(parts.At(i), at)
		unknown = append(unknown, more...)
		if i > 0 {
			out.WriteString(between)
		}
		out.WriteString(part)
		t.bound(out.Len(), at)
	}
	t.worked += out.Len()
	t.bound(t.worked/maxWorked, at)
	return out.String(), unknown
}

// sub works out Fn::Sub: a text, or a list of it and values for names in it.
func (t *template) sub(argument jsonvalue.Value, at string) (text string, unknown []hole) {
	own := map[string]string{}
	if argument.Kind() == jsonvalue.KindArray && argument.Len() == 2 {
		values := argument.At(1)
		for i := range values.Len() {
			if values.Kind() != jsonvalue.KindObject {
				break
			}
			v, more := t.eval(values.Member(i).Value, at)
			own[values.Member(i).Key] = v
			unknown = append(unknown, more...)
		}
		argument = argument.At(0)
	}
	written, ok := scalar(argument)
	if !ok {
		return "", append(unknown, t.hole("", "Fn::Sub", at))
	}
	f, problem := fill(written, func(name string) (string, bool) {
		if plain, literal := strings.CutPrefix(name, "!"); literal {
			return "${" + plain + "}", true
		}
		if v, ok := own[name]; ok {
			return v, true
		}
		return t.value(name)
	})
	if problem != nil {
		t.bound(maxDefinition+1, at)
	}
	t.worked += len(f.text)
	t.bound(t.worked/maxWorked, at)
	for _, g := range f.missing {
		unknown = append(unknown, t.hole(g.name, "", at))
	}
	return f.text, unknown
}

// maxWorked bounds what all the texts that a template puts together take, in definitions.
const maxWorked = 16

// bound panics with a *Misplaced when what is put together gets too large, as values in
// values in values do.
func (t *template) bound(size int, at string) {
	if size > maxDefinition {
		line, column := t.from.locate(at)
		panic(&Misplaced{line, column, fmt.Sprintf("put together, this has more than %d bytes", maxDefinition)})
	}
}

// substitutions looks names up that a machine's DefinitionSubstitutions tell. What is
// defined goes before them.
func (t *template) substitutions(properties jsonvalue.Value) lookup {
	told, _ := properties.Get("DefinitionSubstitutions")
	known := map[string]string{}
	if told.Kind() == jsonvalue.KindObject {
		for i := range told.Len() {
			m := told.Member(i)
			if v, unknown := t.eval(m.Value, ""); len(unknown) == 0 {
				known[m.Key] = v
			}
		}
	}
	return func(name string) (string, bool) {
		if v, ok := t.define[name]; ok {
			return v, true
		}
		v, ok := known[name]
		if !ok && !substitutable().MatchString(name) {
			return "${" + name + "}", true // not one of CloudFormation's names
		}
		return v, ok
	}
}

// substitutable is what a name in DefinitionSubstitutions looks like.
var substitutable = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z0-9_]+$`) })

// filled is a part of a definition in the template: functions are worked out, and names
// in strings filled in.
func (t *template) filled(v jsonvalue.Value, at string, names lookup, holes *[]hole) jsonvalue.Value {
	if _, _, ok := function(v); ok {
		text, unknown := t.eval(v, at)
		*holes = append(*holes, unknown...)
		v = jsonvalue.NewString(text)
	}
	switch v.Kind() {
	case jsonvalue.KindString:
		f, problem := fill(v.Str(), names)
		if problem != nil {
			t.bound(maxDefinition+1, at)
		}
		for _, g := range f.missing {
			if len(*holes) < maxGaps {
				*holes = append(*holes, t.hole(g.name, "", at))
			}
		}
		return jsonvalue.NewString(f.text)
	case jsonvalue.KindArray:
		elems := make([]jsonvalue.Value, v.Len())
		size := 0
		for i := range elems {
			elems[i] = t.filled(v.At(i), fmt.Sprintf("%s/%d", at, i), names, holes)
			size += elems[i].Size()
			t.bound(size, at)
		}
		return jsonvalue.NewArray(elems)
	case jsonvalue.KindObject:
		members := make([]jsonvalue.Member, v.Len())
		size := 0
		for i := range members {
			m := v.Member(i)
			members[i] = jsonvalue.Member{Key: m.Key, Value: t.filled(m.Value, at+"/"+escape(m.Key), names, holes)}
			size += members[i].Value.Size()
			t.bound(size, at)
		}
		return jsonvalue.NewObject(members)
	}
	return v
}
