package cloudformation

import (
	"errors"
	"strings"

	"expresso/model/jsonvalue"
	"expresso/model/workspace/source"
)

// expand writes the template's loops and includes out: Fn::ForEach, and AWS::Include where
// it stands beside other members.
func (t *template) expand(root jsonvalue.Value) jsonvalue.Value {
	t.root = root
	if !strings.Contains(t.doc.Text, "Fn::ForEach") && !strings.Contains(t.doc.Text, "AWS::Include") {
		return root
	}
	if transform, ok := root.Get("Transform"); ok {
		all := []jsonvalue.Value{transform}
		if transform.Kind() == jsonvalue.KindArray {
			all = all[:0]
			for i := range transform.Len() {
				all = append(all, transform.At(i))
			}
		}
		for _, one := range all {
			if file, ok := t.included(jsonvalue.NewObject([]jsonvalue.Member{{Key: "Fn::Transform", Value: one}})); ok {
				doc, problem := t.include(file)
				if problem != nil {
					panic(&source.Misplaced{Line: 1, Column: 1, Msg: problem.Error()})
				}
				for i := range doc.Root.Len() {
					if m := doc.Root.Member(i); doc.Root.Kind() == jsonvalue.KindObject {
						root = root.With(m.Key, m.Value)
					}
				}
			}
		}
	}
	t.root = root
	for _, name := range []string{"Conditions", "Resources"} { // the resources' loops may ask the conditions
		if section, ok := root.Get(name); ok {
			root = root.With(name, t.loops(section, "/"+name))
			t.root = root
		}
	}
	return root
}

// loops writes out what is in a value. It recurses no deeper than the text is nested.
func (t *template) loops(v jsonvalue.Value, at string) jsonvalue.Value {
	switch v.Kind() {
	case jsonvalue.KindArray:
		elems := make([]jsonvalue.Value, v.Len())
		for i := range elems {
			elems[i] = t.loops(v.At(i), at)
		}
		return jsonvalue.NewArray(elems)
	case jsonvalue.KindObject:
	default:
		return v
	}
	var members []jsonvalue.Member
	for i := range v.Len() {
		m := v.Member(i)
		switch {
		case strings.HasPrefix(m.Key, "Fn::ForEach::"):
			members = append(members, t.loop(m.Value, at+"/"+jsonvalue.PointerToken(m.Key))...)
		case m.Key == "Fn::Transform" && v.Len() > 1:
			file, ok := t.included(jsonvalue.NewObject([]jsonvalue.Member{m}))
			if !ok {
				members = append(members, m)
				break
			}
			doc, problem := t.include(file)
			if problem != nil {
				t.fail(at, "%s", problem.Error())
			}
			for i := range doc.Root.Len() {
				if doc.Root.Kind() == jsonvalue.KindObject {
					members = append(members, doc.Root.Member(i))
				}
			}
		default:
			members = append(members, jsonvalue.Member{Key: m.Key, Value: t.loops(m.Value, at)})
		}
	}
	out := jsonvalue.NewObject(members)
	t.work(out.Size(), at)
	return out
}

// loop is what Fn::ForEach makes: for each value of a collection the members of a body, in
// whose keys and texts the value stands for ${Name}.
func (t *template) loop(v jsonvalue.Value, at string) []jsonvalue.Member {
	v = t.list("Fn::ForEach", v, 3, at)
	name, body := v.At(0).Str(), v.At(2)
	over := t.quietly(v.At(1), at)
	if over.value.Kind() == jsonvalue.KindString {
		over = texts(strings.Split(over.value.Str(), ","))
	}
	if name == "" || over.value.Kind() != jsonvalue.KindArray || body.Kind() != jsonvalue.KindObject {
		t.fail(at, "Fn::ForEach takes a name, a list and an object")
	}
	var members []jsonvalue.Member
	for i := range over.value.Len() {
		value, ok := source.Scalar(over.value.At(i))
		if !ok {
			t.fail(at, "Fn::ForEach takes a list of strings")
		}
		one := t.loops(t.replaced(body, name, value, at), at)
		for j := range one.Len() {
			members = append(members, one.Member(j))
		}
	}
	return members
}

// replaced is a value with ${name}, &{name} and a Ref of name as value. Of &{name} only
// letters and digits are left.
func (t *template) replaced(v jsonvalue.Value, name, value, at string) jsonvalue.Value {
	t.work(v.Size(), at)
	alone := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, value)
	in := strings.NewReplacer("${"+name+"}", value, "&{"+name+"}", alone)
	var walk func(v jsonvalue.Value) jsonvalue.Value
	walk = func(v jsonvalue.Value) jsonvalue.Value {
		switch v.Kind() {
		case jsonvalue.KindString:
			s := in.Replace(v.Str())
			t.work(len(s), at)
			return jsonvalue.NewString(s)
		case jsonvalue.KindArray:
			elems := make([]jsonvalue.Value, v.Len())
			for i := range elems {
				elems[i] = walk(v.At(i))
			}
			return jsonvalue.NewArray(elems)
		case jsonvalue.KindObject:
			if of, argument, ok := function(v); ok && of == "Ref" && argument.Str() == name {
				return jsonvalue.NewString(value)
			}
			members := make([]jsonvalue.Member, v.Len())
			for i := range members {
				m := v.Member(i)
				members[i] = jsonvalue.Member{Key: in.Replace(m.Key), Value: walk(m.Value)}
			}
			return jsonvalue.NewObject(members)
		}
		return v
	}
	return walk(v)
}

// included is the local file that a value includes with AWS::Include.
func (t *template) included(v jsonvalue.Value) (file string, ok bool) {
	name, argument, ok := function(v)
	if !ok || name != "Fn::Transform" {
		return "", false
	}
	if of, _ := argument.Get("Name"); of.Str() != "AWS::Include" {
		return "", false
	}
	parameters, _ := argument.Get("Parameters")
	location, _ := parameters.Get("Location")
	where, ok := source.Scalar(t.quietly(location, "").value)
	if !ok || where == "" {
		return "", false
	}
	if strings.HasPrefix(strings.ToLower(where), "s3:") || strings.HasPrefix(strings.ToLower(where), "https:") {
		where = where[strings.LastIndexByte(where, '/')+1:] // it may lie beside the template
		if !t.folder.Has(source.Resolve(t.path, where)) {
			return "", false
		}
	}
	return source.Resolve(t.path, where), true
}

// include reads a file that the template includes.
func (t *template) include(file string) (*source.Document, error) {
	text, err := t.folder.Read(file)
	if err != nil {
		return nil, errors.New(file + " cannot be read: " + err.Error())
	}
	t.work(len(text), "")
	as := source.DialectOf(file, source.Template)
	if as == source.JSON && !strings.HasPrefix(strings.TrimSpace(text), "{") {
		as = source.Template
	}
	doc, problem := source.Parse(text, as)
	if problem != nil {
		return nil, problem.In(file)
	}
	return doc, nil
}
