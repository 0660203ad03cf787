package serverless

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

	"expresso/model/jsonvalue"
	"expresso/model/workspace/cloudformation"
	"expresso/model/workspace/source"
	"expresso/model/workspace/standin"
)

// What resolving the variables of one file may take.
const (
	maxDepth = 100
	maxSteps = 200_000
	maxWork  = 16 * source.MaxFile
)

// resolver puts values in the place of variables: ${self:custom.table}, ${file(x.yml):key},
// ${opt:stage, 'dev'}. What only a deployment knows becomes a reference to a parameter of
// the template, so that what reads templates makes a stand-in of it.
type resolver struct {
	folder *source.Folder
	path   string
	root   jsonvalue.Value
	define source.Defines

	docs     map[string]*source.Document
	unknown  map[string]string // the type of the parameter by name
	missing  map[string]error  // why a file could not be read, by its path
	staging  bool              // the stage is being looked for
	steps    int
	depth    int
	work     int
	warnings []error
}

// variable is what of a text looks like one of the framework's variables, and not like a
// name for Fn::Sub.
var variable = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^\s*(self|opt|env|sls|aws|cf|ssm|s3|param|git|output|state|secrets|custom|file|strToBool|deployment|terraform|vault)\s*(\([^()]*\))?\s*([:.,]|\(|$)`)
})

// fail panics with why no variable can be resolved any more.
func fail(format string, args ...any) {
	panic(&source.Misplaced{Line: 1, Column: 1, Msg: fmt.Sprintf(format, args...)})
}

func (r *resolver) down() func() {
	r.depth++
	if r.steps++; r.steps > maxSteps {
		fail("the file uses more than %d variables and values", maxSteps)
	}
	if r.depth > maxDepth {
		fail("variables refer to each other more than %d levels deep", maxDepth)
	}
	return func() { r.depth-- }
}

func (r *resolver) sized(v jsonvalue.Value) jsonvalue.Value {
	if r.work += v.Size(); v.Size() > source.MaxFile || r.work > maxWork {
		fail("with its variables filled in, the file has more than %d bytes", source.MaxFile)
	}
	return v
}

// resolve is a value with values in the place of variables. sub is true in the text of
// Fn::Sub.
func (r *resolver) resolve(v jsonvalue.Value, sub bool) jsonvalue.Value {
	defer r.down()()
	switch v.Kind() {
	case jsonvalue.KindString:
		return r.text(v.Str(), sub)
	case jsonvalue.KindArray:
		elems := make([]jsonvalue.Value, v.Len())
		for i := range elems {
			elems[i] = r.resolve(v.At(i), sub && i == 0)
		}
		return r.sized(jsonvalue.NewArray(elems))
	case jsonvalue.KindObject:
		members := make([]jsonvalue.Member, v.Len())
		for i := range members {
			m := v.Member(i)
			members[i] = jsonvalue.Member{Key: m.Key, Value: r.resolve(m.Value, m.Key == "Fn::Sub" && v.Len() == 1)}
		}
		return r.sized(jsonvalue.NewObject(members))
	}
	return v
}

// text is a text with values in the place of its variables; all of it may be one.
func (r *resolver) text(s string, sub bool) jsonvalue.Value {
	s = pseudo().ReplaceAllStringFunc(s, func(name string) string {
		if v, ok := standin.Pseudo(strings.Trim(name, "#{}")); ok {
			return v
		}
		return name
	})
	var joined cloudformation.Joined
	for s != "" {
		begin := strings.Index(s, "${")
		if begin < 0 {
			break
		}
		end := closing(s[begin:])
		if end < 0 || !variable().MatchString(s[begin+2:begin+end]) {
			joined.Text(s[:begin+2])
			s = s[begin+2:]
			continue
		}
		joined.Text(s[:begin])
		v := r.variable(s[begin+2 : begin+end])
		s = s[begin+end+1:]
		name, open := reference(v)
		text, scalar := source.Scalar(v)
		switch {
		case joined.Empty() && s == "":
			return v
		case scalar:
			joined.Text(text)
		case open && sub && source.CheckName(name) == nil:
			joined.Text("${" + name + "}")
		case open && sub:
			joined.Text(standin.Part(name))
		case v.Kind() == jsonvalue.KindNull:
		default:
			joined.Add(v)
		}
	}
	joined.Text(s)
	return r.sized(joined.Value())
}

// variable is the value of the first source of a variable that has one.
func (r *resolver) variable(s string) jsonvalue.Value {
	defer r.down()()
	all := split(s)
	var open jsonvalue.Value
	for i, one := range all {
		v, ok := r.source(strings.TrimSpace(one), i == len(all)-1 && i == 0)
		switch name, isOpen := reference(v); {
		case !ok:
		case isOpen && r.unknown[name] != "":
			if open.IsUndefined() {
				open = v
			}
		default:
			return v
		}
	}
	if !open.IsUndefined() {
		return open
	}
	return r.open(strings.TrimSpace(all[0]), "String")
}

// reference is the name of a parameter that a value refers to.
func reference(v jsonvalue.Value) (string, bool) {
	if v.Kind() != jsonvalue.KindObject || v.Len() != 1 || v.Member(0).Key != "Ref" {
		return "", false
	}
	return v.Member(0).Value.Str(), true
}
