package pulumi

import (
	"strings"

	"expresso/model/jsonvalue"
	"expresso/model/workspace/cloudformation"
	"expresso/model/workspace/source"
)

// functions are those of templates by Pulumi's.
var functions = map[string]string{
	"fn::toJSON": "Fn::ToJsonString", "fn::join": "Fn::Join", "fn::select": "Fn::Select", "fn::split": "Fn::Split", "fn::toBase64": "Fn::Base64",
}

// made is a value of the program as the template has it.
func (p *program) made(v jsonvalue.Value) jsonvalue.Value {
	if p.depth++; p.depth > maxDepth {
		p.fail("variables refer to each other more than %d levels deep", maxDepth)
	}
	defer func() { p.depth-- }()
	if p.size += v.Size(); p.size > maxSize {
		p.fail("with its variables filled in, the program has more than %d bytes", maxSize)
	}
	switch v.Kind() {
	case jsonvalue.KindString:
		return p.text(v.Str())
	case jsonvalue.KindArray:
		elems := make([]jsonvalue.Value, v.Len())
		for i := range elems {
			elems[i] = p.made(v.At(i))
		}
		return jsonvalue.NewArray(elems)
	case jsonvalue.KindObject:
		if function, argument := call(v); function != "" {
			return p.function(function, argument)
		}
		members := make([]jsonvalue.Member, v.Len())
		for i := range members {
			m := v.Member(i)
			members[i] = jsonvalue.Member{Key: m.Key, Value: p.made(m.Value)}
		}
		return jsonvalue.NewObject(members)
	}
	return v
}

func (p *program) function(name string, argument jsonvalue.Value) jsonvalue.Value {
	if made, ok := functions[name]; ok {
		return object(made, p.made(argument))
	}
	switch name {
	case "fn::secret":
		return p.made(argument)
	case "fn::readFile":
		if text, err := p.folder.Read(source.Resolve(p.path, argument.Str())); err == nil {
			return jsonvalue.NewString(text)
		}
	case "fn::invoke":
		called, _ := argument.Get("function")
		returned, _ := argument.Get("return")
		return unknown(strings.ReplaceAll(called.Str(), ":", "."), returned.Str())
	}
	if called, ok := strings.CutPrefix(name, "fn::aws:"); ok { // the short form of fn::invoke
		return unknown("aws."+called, "")
	}
	return unknown(strings.TrimPrefix(name, "fn::"), "")
}

// unknown is what a function returns that only a deployment calls.
func unknown(function, returned string) jsonvalue.Value {
	lower := strings.ToLower(function)
	switch {
	case strings.HasSuffix(lower, "getcalleridentity") && (returned == "accountId" || returned == ""):
		return object("Ref", jsonvalue.NewString("AWS::AccountId"))
	case strings.HasSuffix(lower, "getregion"):
		return object("Ref", jsonvalue.NewString("AWS::Region"))
	}
	return object("Ref", jsonvalue.NewString(strings.Trim(function+"."+returned, ".")))
}

// text is a text with references in it: all of it may be one.
func (p *program) text(s string) jsonvalue.Value {
	var joined cloudformation.Joined
	for s != "" {
		begin := strings.IndexByte(s, '$')
		if begin < 0 {
			break
		}
		joined.Text(s[:begin])
		s = s[begin:]
		end := strings.IndexByte(s, '}')
		switch {
		case strings.HasPrefix(s, "$${"): // stands for itself
			joined.Text("${")
			s = s[3:]
		case !strings.HasPrefix(s, "${") || end < 0:
			joined.Text("$")
			s = s[1:]
		default:
			joined.Add(p.reference(s[2:end]))
			s = s[end+1:]
		}
	}
	joined.Text(s)
	return joined.Value()
}

// attributes are those of templates by Pulumi's, where they are not called the same with a
// capital letter: Ref for what Ref returns.
var attributes = map[string]string{"": "Ref", "id": "Ref", "name": "Ref", "url": "Ref", "bucket": "Ref", "arn": "Arn", "invokeArn": "Arn"}

// reference is what a name, with what is behind dots, stands for.
func (p *program) reference(path string) jsonvalue.Value {
	name, attribute, _ := strings.Cut(path, ".")
	ref := func(name string) jsonvalue.Value { return object("Ref", jsonvalue.NewString(name)) }
	if name == "pulumi" {
		switch attribute {
		case "project":
			project, _ := p.doc.Root.Get("name")
			return jsonvalue.NewString(project.Str())
		case "stack":
			return jsonvalue.NewString("dev")
		}
		return ref(path)
	}
	if v, ok := p.section("variables").Get(name); ok {
		if attribute == "" {
			return p.made(v)
		}
		if function, argument := call(v); function == "fn::invoke" {
			called, _ := argument.Get("function")
			return unknown(strings.ReplaceAll(called.Str(), ":", "."), attribute)
		}
		for _, key := range strings.Split(attribute, ".") {
			if v, ok = v.Get(key); !ok {
				return ref(path)
			}
		}
		return p.made(v)
	}
	if _, ok := p.section("resources").Get(name); !ok {
		return ref(path) // of the configuration, or of nothing that is here
	}
	of, ok := attributes[attribute]
	switch {
	case ok && of == "Ref":
		return ref(name)
	case !ok:
		of = strings.ToUpper(attribute[:1]) + attribute[1:]
	}
	return object("Fn::GetAtt", jsonvalue.NewArray([]jsonvalue.Value{jsonvalue.NewString(name), jsonvalue.NewString(of)}))
}
