package asl

import (
	"slices"
	"strings"

	"expresso/model/jsonvalue"
)

// fields reads an object of the definition field by field, and knows at the end which
// fields nobody asked for.
type fields struct {
	l     *loader
	of    jsonvalue.Value
	path  string // JSON pointer to the object
	known []string
}

func (f *fields) at(key string) string { return pointer(f.path, key) }

// take returns a field and marks it as known.
func (f *fields) take(key string) (jsonvalue.Value, bool) {
	f.known = append(f.known, key)
	return f.of.Get(key)
}

// has tells whether there is a field, without marking it as known.
func (f *fields) has(key string) bool {
	_, ok := f.of.Get(key)
	return ok
}

// required reports those of the fields that are missing, all in one diagnostic as AWS does.
func (f *fields) required(keys ...string) bool {
	missing := slices.DeleteFunc(slices.Clone(keys), f.has)
	if len(missing) == 0 {
		return true
	}
	f.l.fail(codeSchema, f.path, "These fields are required: [%s]", strings.Join(missing, ", "))
	return false
}

// exclusive reports two fields of which only one may be there.
func (f *fields) exclusive(keys ...string) {
	present := slices.DeleteFunc(slices.Clone(keys), func(k string) bool { return !f.has(k) })
	if len(present) > 1 {
		f.l.fail(codeSchema, f.path, "There should only be one of the following fields: [%s]", strings.Join(present, ", "))
	}
}

// The fields that only one of the languages has. Of JSONPath so are those that end in Path.
var (
	jsonataFields  = []string{"Arguments", "Output", "Items", "Condition"}
	jsonpathFields = []string{"Parameters", "ResultSelector", "Result", "Variable", "And", "Or", "Not"}
)

// ofOtherLanguage tells whether a field belongs to the language that the state is not in.
func (l *loader) ofOtherLanguage(key string) (QueryLanguage, bool) {
	if l.current == JSONata {
		return JSONPath, slices.Contains(jsonpathFields, key) || strings.HasSuffix(key, "Path")
	}
	return JSONata, slices.Contains(jsonataFields, key)
}

// refuseOthers reports the fields that nothing has asked for.
func (f *fields) refuseOthers() {
	for i := range f.of.Len() {
		if key := f.of.Member(i).Key; !slices.Contains(f.known, key) {
			if other, ok := f.l.ofOtherLanguage(key); ok {
				f.l.fail(codeSchema, f.path, "The QueryLanguage is set to '%s', but field '%s' is only supported for the '%s' QueryLanguage", f.l.current, key, other)
				continue
			}
			f.l.fail(codeSchema, f.path, "Field '%s' is not supported", key)
		}
	}
}

// ofKind returns a field that has to be of a kind.
func (f *fields) ofKind(key string, kind jsonvalue.Kind, name string) (jsonvalue.Value, bool) {
	v, ok := f.take(key)
	if ok && v.Kind() != kind {
		f.l.fail(codeSchema, f.at(key), "Expected value of type %s", name)
		return jsonvalue.Value{}, false
	}
	return v, ok
}

// text returns a field that has to be a string, "" without it.
func (f *fields) text(key string) string {
	v, _ := f.ofKind(key, jsonvalue.KindString, "String")
	return v.Str()
}

// integer returns a field that has to be an integer between two bounds.
func (f *fields) integer(key string, low, high int64) (int64, bool) {
	v, ok := f.ofKind(key, jsonvalue.KindNumber, "Integer")
	if !ok {
		return 0, false
	}
	n, whole := v.Int()
	switch {
	case !whole:
		f.l.fail(codeSchema, f.at(key), "Expected value of type Integer")
	case n < low:
		f.l.fail(codeSchema, f.at(key), "Minimum value is %d", low)
	case n > high:
		f.l.fail(codeSchema, f.at(key), "Maximum value is %d", high)
	default:
		return n, true
	}
	return 0, false
}

// number returns a field that has to be a number of at least a bound.
func (f *fields) number(key string, low float64) (float64, bool) {
	v, ok := f.ofKind(key, jsonvalue.KindNumber, "Number")
	if !ok {
		return 0, false
	}
	if v.Float() < low {
		f.l.fail(codeSchema, f.at(key), "Minimum value is %.1f", low)
		return 0, false
	}
	return v.Float(), true
}

// oneOf returns a field that has to be one of some words.
func (f *fields) oneOf(key string, words ...string) string {
	v, ok := f.take(key)
	if ok && !slices.Contains(words, v.Str()) {
		f.l.fail(codeSchema, f.at(key), "Value should be one of the following: [%s]", strings.Join(words, ", "))
	}
	return v.Str()
}

// list calls read for every element of a field that has to be an array of objects.
func (f *fields) list(key string, read func(i int, f *fields)) {
	v, ok := f.ofKind(key, jsonvalue.KindArray, "Array")
	if !ok {
		return
	}
	for i := range v.Len() {
		at := element(f.at(key), i)
		if v.At(i).Kind() != jsonvalue.KindObject {
			f.l.fail(codeSchema, at, "Expected value of type Object")
			continue
		}
		read(i, &fields{l: f.l, of: v.At(i), path: at})
	}
}
