package cloudformation

import (
	"fmt"
	"strconv"
	"strings"

	"expresso/model/jsonvalue"
	"expresso/model/workspace/source"
	"expresso/model/workspace/standin"
)

const (
	// maxDepth bounds values in values, which names that refer to each other make endless.
	maxDepth = 200
	// maxWorked bounds what all the texts that a template puts together take, in files.
	maxWorked = 16
)

// result is what a value of the template evaluates to.
type result struct {
	value jsonvalue.Value
	// open is the name of what nobody knows here, whose shape its use decides; value is
	// plain text then. "" for others.
	open string
	from string // where that comes from
	none bool   // AWS::NoValue: there is no value
}

func text(s string) result { return result{value: jsonvalue.NewString(s)} }

func quoted(s string) string { return fmt.Sprintf("%.40q", s) }

// function returns a value's function and what it is applied to.
func function(v jsonvalue.Value) (name string, argument jsonvalue.Value, ok bool) {
	if v.Kind() != jsonvalue.KindObject || v.Len() != 1 {
		return "", jsonvalue.Value{}, false
	}
	m := v.Member(0)
	return m.Key, m.Value, m.Key == "Ref" || strings.HasPrefix(m.Key, "Fn::")
}

func isNoValue(v jsonvalue.Value) bool {
	name, argument, ok := function(v)
	return ok && name == "Ref" && argument.Kind() == jsonvalue.KindString && argument.Str() == "AWS::NoValue"
}

// fail panics with what is wrong at a JSON pointer of the template.
func (t *template) fail(at, format string, args ...any) {
	line, column := t.doc.Locate(at)
	panic(&source.Misplaced{Line: line, Column: column, Msg: fmt.Sprintf(format, args...)})
}

// work counts bytes that were put together.
func (t *template) work(n int, at string) {
	if t.worked += n; n > source.MaxFile || t.worked > maxWorked*source.MaxFile {
		t.fail(at, "the joined text has more than %d bytes", source.MaxFile)
	}
}

// use notes a stand-in for the machine that is being read.
func (t *template) use(name, value, from string) {
	if from != pseudo {
		t.unknown++
	}
	for _, v := range t.used {
		if v.Name == name && v.Text == value {
			return
		}
	}
	if len(t.used) < maxStandIns {
		t.used = append(t.used, standin.Value{Name: name, Text: value, From: from})
	}
}

// maxStandIns is how many stand-ins are reported for one machine: more would not help.
const maxStandIns = 200

const pseudo = "pseudo parameter"

// quietly works a value out that is not part of a definition.
func (t *template) quietly(v jsonvalue.Value, at string) result {
	used := t.used
	defer func() { t.used = used }()
	return t.eval(v, at)
}

// known is a text of which all is known except for the place of the deployment.
func (t *template) known(v jsonvalue.Value, at string) (string, bool) {
	before := t.unknown
	r := t.quietly(v, at)
	known := t.unknown == before && r.open == "" && !r.none
	t.unknown = before
	text, ok := source.Scalar(r.value)
	return text, ok && known
}

// eval works out a value of the template at a JSON pointer.
func (t *template) eval(v jsonvalue.Value, at string) result {
	if t.depth++; t.depth > maxDepth {
		t.fail(at, "values refer to each other more than %d levels deep", maxDepth)
	}
	defer func() { t.depth-- }()
	switch v.Kind() {
	case jsonvalue.KindString:
		return t.dynamic(v.Str(), at)
	case jsonvalue.KindArray:
		elems := make([]jsonvalue.Value, 0, v.Len())
		for i := range v.Len() {
			if r := t.eval(v.At(i), at); !r.none {
				elems = append(elems, t.shaped(r, "", true))
			}
		}
		return t.sized(jsonvalue.NewArray(elems), at)
	case jsonvalue.KindObject:
		if name, argument, ok := function(v); ok {
			return t.call(name, argument, at)
		}
		members := make([]jsonvalue.Member, 0, v.Len())
		for i := range v.Len() {
			m := v.Member(i)
			if r := t.eval(m.Value, at); !r.none {
				members = append(members, jsonvalue.Member{Key: m.Key, Value: t.shaped(r, m.Key, true)})
			}
		}
		return t.sized(jsonvalue.NewObject(members), at)
	}
	return result{value: v}
}

func (t *template) sized(v jsonvalue.Value, at string) result {
	t.work(v.Size(), at)
	return result{value: v}
}

// shaped is a result where it is used: under a key, as all of a value or a part of one.
func (t *template) shaped(r result, key string, whole bool) jsonvalue.Value {
	if r.open == "" {
		return r.value
	}
	if t.holding {
		t.held = append(t.held, r)
		return jsonvalue.NewString(fmt.Sprintf("${%s%d}", heldName, len(t.held)-1))
	}
	value := standin.Part(r.open)
	if whole {
		value = standin.At(key, r.open)
	}
	t.use(r.open, value, r.from)
	if whole && source.IsNumber(key) {
		return jsonvalue.NewNumber("1")
	}
	return jsonvalue.NewString(value)
}

// heldName begins the names of what is held until its place is known.
const heldName = "expresso:held:"

// withHeld looks names up among what is held, too.
func (t *template) withHeld(names source.Lookup) source.Lookup {
	return func(name string, spot func() source.Spot) (string, bool) {
		if n, ok := strings.CutPrefix(name, heldName); ok {
			if i, err := strconv.Atoi(n); err == nil && i < len(t.held) {
				return t.at(t.held[i], t.held[i].open, spot), true
			}
		}
		return names(name, spot)
	}
}

// at is the text of a result at a spot of a text.
func (t *template) at(r result, name string, spot func() source.Spot) string {
	if r.open == "" {
		text, ok := source.Scalar(r.value)
		if !ok && !r.none {
			text = r.value.String()
		}
		return text
	}
	var value string
	switch s := spot(); {
	case !s.Quoted:
		value = standin.Unquoted(s.Key, name)
	case s.Whole:
		value = standin.At(s.Key, name)
	default:
		value = standin.Part(name)
	}
	t.use(r.open, value, r.from)
	return value
}

// unknownFrom is an open result.
func unknownFrom(name, from string) result {
	return result{value: jsonvalue.NewString(standin.Part(name)), open: name, from: from}
}

// list is the argument of a function with at least so many elements.
func (t *template) list(name string, v jsonvalue.Value, least int, at string) jsonvalue.Value {
	if v.Kind() != jsonvalue.KindArray || v.Len() < least {
		t.fail(at, "%s takes a list of at least %d values", name, least)
	}
	return v
}
